"""A server of this tree or of a copy of it, with data of its own, and people who ask it.

Everything goes over the wire: what stands here knows of the server what a browser knows.
The database file is opened beside it, read only, to judge what was written.
"""

import ctypes
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
# Rows of these come and go with every answer; all others are what somebody wrote.
OF_ANSWERS = re.compile(r"labs_audit|django_session|cache|sqlite_|usersession")
# Columns that a sign-in or a page read changes by itself.
OF_VISITS = {"last_login", "last_seen", "last_seen_at"}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def content(self) -> bytes:
        """As Django's own answers name it, for what is shared with tests in process."""
        return self.body

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


@dataclass
class Visitor:
    """One browser: its cookies, and a connection of its own in every thread."""

    site: "Site"
    name: str = "anonymous"
    cookies: dict[str, str] = field(default_factory=dict)
    source: str = "127.0.0.1"  # the address that it asks from
    _connections: threading.local = field(default_factory=threading.local)
    _opened: list[http.client.HTTPConnection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.site.visitors.append(self)

    def ask(
        self, method: str, path: str, form=None, *, once: bool = False, **headers: str
    ) -> Answer:
        """Send one request; `form` is a dict or bytes, `headers` are named with `_`.

        An idle connection may have been ended by the server: then it is sent again, except
        `once`.
        """
        sent = {name.replace("_", "-"): said for name, said in headers.items()}
        if isinstance(form, dict):
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            form = urlencode(form, doseq=True, errors="surrogatepass").encode()
        sent.setdefault("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        for last in (True,) if once else (False, True):
            try:
                return self._send(method, path, form, sent)
            except (http.client.HTTPException, OSError):
                self._connections.open = None
                if last:
                    raise
        raise AssertionError

    def post(self, path: str, form: dict, *, once=False, **headers: str) -> Answer:
        """With the token of the form, as the page of a browser sends it."""
        if "csrftoken" not in self.cookies:
            self.ask("GET", "/accounts/token/" if "sessionid" in self.cookies else LOGIN)
        headers.setdefault("X_CSRFToken", self.cookies.get("csrftoken", ""))
        return self.ask("POST", path, form, once=once, **headers)

    def sign_in(self, email: str, password: str) -> Answer:
        return self.post(LOGIN, {"login": email, "password": password})

    def _send(self, method, path, body, headers) -> Answer:
        connection = getattr(self._connections, "open", None)
        if connection is None:
            connection = http.client.HTTPConnection(
                *self.site.address, timeout=60, source_address=(self.source, 0)
            )
            self._connections.open = connection
            self._opened.append(connection)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def close(self) -> None:
        for connection in self._opened:
            connection.close()


LOGIN = "/accounts/login/"


class Site:
    """`manage.py serve` of a tree until `stop`; its people sign in as people do."""

    def __init__(self, place: Path, tree: Path = ROOT, database: str = "") -> None:
        self.place, self.tree = place, tree
        self.data = place / "data"
        self.env = os.environ | {
            "DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "HPG_MODE": "demonstration",
        }
        for name in ("DATABASE_URL", "AUDIT_KEY"):  # of the tests; the server makes its own
            self.env.pop(name, None)
        self.database = database
        self.prefix: list[str] = []  # words before the command that serves
        if database:
            self.env["DATABASE_URL"] = database
        self.server = None  # of its database, where that may be killed
        self._asking: psycopg.Connection | None = None
        self.process: subprocess.Popen[str] | None = None
        self.visitors: list[Visitor] = []
        self.address = ("127.0.0.1", free_port())

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self.address)

    def manage(self, *words: str, **more) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        options = {"cwd": self.tree, "env": self.env, "capture_output": True, "text": True}
        return subprocess.run(command, **options | more)

    def start(self) -> None:
        """Serve, and return when it says that it is ready."""
        env = self.env | {"PORT": str(self.address[1])}
        command = [*self.prefix, sys.executable, "manage.py", "serve"]
        log = self.place / "errors.log"
        with log.open("a") as errors:
            pipe = {"stdout": subprocess.PIPE, "stderr": errors, "text": True}
            self.process = subprocess.Popen(
                command,
                cwd=self.tree,
                env=env,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **pipe,
            )
        for line in self.process.stdout:
            if line.startswith("ready"):
                return
        raise AssertionError(f"It did not start: {log.read_text()[-3000:]}")

    def kill(self) -> None:
        """End all its processes at once, as the kernel does when memory is short."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._wait()

    def children(self) -> list[int]:
        """Its workers, and its timer."""
        parent = self.process.pid
        path = Path(f"/proc/{parent}/task/{parent}/children")
        return [int(number) for number in path.read_text().split()]

    def stop(self) -> None:
        for each in (*self.visitors, *filter(None, [self._asking])):
            each.close()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self._wait()

    def _wait(self) -> None:
        self.process.wait(60)
        self.process.stdout.close()

    @property
    def log(self) -> str:
        return (self.place / "errors.log").read_text()

    def people(self) -> list[dict[str, str]]:
        """The accounts of the demonstration, as interfaces 2 names them."""
        return json.loads((self.data / "demo-accounts.json").read_text())

    def visitor(self, account: dict[str, str] | None = None) -> Visitor:
        """Somebody of `people`, signed in; nobody without."""
        if account is None:
            return Visitor(self)
        visitor = Visitor(self, f"{account['role']} of {account['clinic']}")
        answer = visitor.sign_in(account["email"], account["password"])
        assert answer.status == 302, f"{account['email']}: {answer.status}"
        return visitor

    def member(self, clinic: str, role: str) -> Visitor:
        found = (
            one for one in self.people() if (one["clinic"], one["role"]) == (clinic, role)
        )
        return self.visitor(next(found))

    def query(self, sql: str, *values: object) -> list[tuple]:
        """Rows of the database, whichever it is; a value of `values` for each `?`."""
        if self.database:
            asked = sql.replace("?", "%s") if values else sql
            return self._ask_server(asked, values or None)
        path = f"file:{self.data / 'db.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True, timeout=30)) as database:
            return database.execute(sql, values).fetchall()

    def _ask_server(self, asked: str, values: tuple | None) -> list[tuple]:
        """By one connection, for each costs a process; anew where the server was killed."""
        for known in (self._asking, None):
            if known is None:
                self._asking = psycopg.connect(self.database, autocommit=True)
            try:
                return self._asking.execute(asked, values).fetchall()
            except psycopg.OperationalError:
                if known is None:
                    raise
                known.close()
        raise AssertionError

    def columns(self, table: str) -> list[str]:
        return [row[1] for row in self.query(f"PRAGMA table_info({table})")]

    def tables(self) -> list[str]:
        names = [
            row[0]
            for row in self.query("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return [name for name in names if not OF_ANSWERS.search(name)]

    def state(self) -> dict[str, tuple[int, str]]:
        """By table: how many rows, and a digest of all that they hold."""
        return {table: self._state_of(table) for table in self.tables()}

    def _state_of(self, table: str) -> tuple[int, str]:
        columns = ", ".join(f'"{c}"' for c in self.columns(table) if c not in OF_VISITS)
        rows = sorted(map(repr, self.query(f"SELECT {columns} FROM {table}")))
        return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def changed(before: dict, after: dict) -> list[str]:
    """The tables that are not as they were, with their numbers of rows."""
    return [
        f"{table} was written: {before.get(table, (0,))[0]} rows, now {after[table][0]}"
        for table in after
        if after[table] != before.get(table)
    ]


def _end_with_parent() -> None:
    """Have Linux stop the server with these tests, in whatever way they end: prctl(2)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
