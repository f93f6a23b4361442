"""`make run` from its last step on: a real server, spoken to and told to stop."""

import contextlib
import http.cookiejar
import json
import os
import pty
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from tracker import parent

ROOT = Path(settings.BASE_DIR)
SERVE = [sys.executable, "manage.py", "serve"]

# On both databases: the served one is reached by DATABASE_URL, as a clinic's would be.
pytestmark = pytest.mark.django_db


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class Running:
    """The command, as make starts it, up to the line that says ready."""

    def __init__(self, data, port, command=SERVE, stdin=None):
        self.url = f"http://127.0.0.1:{port}"
        mine = {"DATA_DIR": str(data), "PORT": port, "AUDIT_KEY": ""}
        env = os.environ | mine | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
        self.errors = data.with_suffix(f".{port}")  # a full pipe would stop the server
        with self.errors.open("w") as errors:
            pipe = {"stdin": stdin, "stdout": subprocess.PIPE, "stderr": errors}
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, text=True, **pipe)
        self.said = []
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("ready"):
                break

    def get(self, path, **headers):
        request = urllib.request.Request(self.url + path, headers=headers)
        return urllib.request.urlopen(request, timeout=30)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.ended()

    def ended(self):
        try:
            code = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()  # nobody is left behind by a test that fails either
            raise
        with self.process.stdout as rest:
            self.said += rest.read().splitlines()
        return code


@pytest.fixture(scope="module")
def data(served):
    """A data directory, and on PostgreSQL a database, that a server has made."""
    with pytest.MonkeyPatch.context() as at:
        if served.database:
            at.setenv("DATABASE_URL", served.database)
        yield served.data


def manage(data, *words):
    mine = {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    mine["AUDIT_KEY"] = ""  # the one that the server made
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | mine, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def running(data):
    running = Running(data, _free_port())
    try:
        assert running.said[-1:] == [f"ready {running.url}"], running.errors.read_text()
        yield running
    finally:
        running.stop()


def test_it_says_who_can_sign_in_and_then_that_it_is_ready(running, data):
    accounts = json.loads((data / "demo-accounts.json").read_text())
    assert running.said[-1] == f"ready {running.url}"
    shown = ["role", "clinic", "email", "password"]
    rows = [line.split() for line in running.said if len(line.split()) == 4]
    assert rows == [shown, *([account[key] for key in shown] for account in accounts)]
    assert len(accounts) == 10


LINK = re.compile(r"  (http://127\.0\.0\.1:\d+)(/demo/sign-in/\?t=[\w-]{22})")


def send_form(running, path, **fields):
    """Open a page in a new browser and send its form: the browser, and the answer."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    page = browser.open(running.url + path, timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
    return browser, browser.open(running.url + path, form, timeout=30)


def test_a_link_of_this_run_stands_under_each_account_and_nowhere_else(running, data):
    links = [
        LINK.fullmatch(line)[2]
        for before, line in pairwise(running.said)
        if len(before.split()) == 4 and before.split()[0] != "role"
    ]
    assert len(set(links)) == 10
    _, landed = send_form(running, links[0])
    assert re.fullmatch(rf"{running.url}/patients/[a-z2-7]{{12}}/", landed.url)
    secret = links[0].partition("=")[2].encode()
    assert secret not in running.errors.read_bytes()
    for path in data.rglob("*"):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):  # as SQLite's own
            assert secret not in path.read_bytes(), path


def test_what_it_keeps_is_its_owners_alone(running, data):
    files = ("secret-key", "audit-key", "demo-accounts.json", "audit-anchor.jsonl")
    modes = {name: stat.S_IMODE((data / name).stat().st_mode) for name in files}
    assert modes == dict.fromkeys(files, 0o600)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_an_account_of_the_table_signs_in(running, data):
    account = json.loads((data / "demo-accounts.json").read_text())[0]
    typed = {"login": account["email"], "password": account["password"]}
    _, home = send_form(running, "/accounts/login/", **typed)
    assert home.url == f"{running.url}/"
    assert account["name"] in home.read().decode()
    assert home.headers["Cache-Control"] == "no-store"


def test_front_end_files_are_named_by_content_and_compressed(running):
    page = running.get("/accounts/login/").read().decode()
    path = re.search(r'href="(/static/labs/tracker\.[0-9a-f]{12}\.css)"', page)[1]
    answer = running.get(path, **{"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]


def test_it_listens_on_the_loopback_address_alone(running):
    port = int(running.url.rpartition(":")[2])
    tables = [Path(f"/proc/net/{name}") for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
    heard = {row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{port:04X}")}
    assert heard == {f"0100007F:{port:04X}"}


MANY = 200
HALF_A_HEADER = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n"
)


@pytest.fixture
def many(running):
    """Connections that have each sent this much."""
    port = int(running.url.rpartition(":")[2])
    with contextlib.ExitStack() as opened:

        def many(begun):
            found = []
            for _ in range(MANY):
                client = socket.create_connection(("127.0.0.1", port), timeout=10)
                found.append(opened.enter_context(client))
                client.sendall(begun)
            return found

        yield many


def test_half_a_form_is_not_taken_for_a_whole_one(running):
    """A connection that breaks off must not save the first digits of a value."""
    port = int(running.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(HALF_A_BODY + b"login=nurse")
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""


def _seconds_of_healthz(running):
    start = time.monotonic()
    assert running.get("/healthz").read() == b"ok"
    return time.monotonic() - start


def _drip(clients):
    """A byte of each; those that the server has hung up on are left out."""
    going_on = []
    for client in clients:
        with contextlib.suppress(OSError):
            client.sendall(b"x")
            going_on.append(client)
    return going_on


def test_headers_that_drip_hold_nobody_up_and_are_hung_up_on(running, many):
    clients, slowest = many(HALF_A_HEADER), 0
    for _ in range(20):
        slowest = max(slowest, _seconds_of_healthz(running))
        clients = _drip(clients)
        if not clients:
            break
        select.select(clients, [], [], 1)  # a second, or until one is hung up on
    assert slowest < 1
    assert clients == []


def test_bodies_that_drip_hold_nobody_up(running, many):
    clients = many(HALF_A_BODY)
    for _ in range(3):
        assert _seconds_of_healthz(running) < 1
        clients = _drip(clients)
        select.select(clients, [], [], 1)
    assert len(clients) == MANY


@pytest.mark.parametrize("path", ["/accounts/login/", "/absent/", "/static/labs/absent"])
def test_an_answer_to_head_is_not_followed_by_a_body(running, path):
    """Or it would be taken for the next answer, by a proxy for somebody else's."""
    head = f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    following = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    port = int(running.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(f"{head}{following}".encode())
        with client.makefile("rb") as answers:
            first, _, second = answers.read().partition(b"\r\n\r\n")
    assert b"Content-Length" in first
    assert second.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(running):
    port = int(running.url.rpartition(":")[2])
    head = HALF_A_BODY.replace(b"5000", b"50000000")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(head)
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_port_in_use_is_said_in_a_sentence(running, data):
    second = Running(data, running.url.rpartition(":")[2])
    assert second.ended() == 1
    said = second.errors.read_text()
    assert said.startswith("CommandError: Port ")
    assert "Stop what uses it, or choose another: make run PORT=" in said


def test_it_stops_when_told_and_keeps_what_was_entered(running, data):
    before = (data / "demo-accounts.json").read_bytes()
    again = Running(data, _free_port())
    assert "The demonstration is already loaded." in again.said
    assert (data / "demo-accounts.json").read_bytes() == before
    theirs, ours = (
        next(filter(None, map(LINK.fullmatch, at.said))) for at in (running, again)
    )
    with pytest.raises(urllib.error.HTTPError, match="404"):
        again.get(theirs[2])  # it belongs to the other run
    browser, _ = send_form(again, ours[2])
    for _ in range(6):  # events; a worker anchors its first by itself, the others wait
        browser.open(f"{again.url}/", timeout=30).close()
    assert again.stop() == 0
    chains = json.loads(manage(data, "verify_audit", "--json").stdout)["chains"]
    assert {(chain["ok"], chain["unanchored"]) for chain in chains} == {(True, 0)}
    with pytest.raises(urllib.error.URLError):
        again.get("/healthz")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    refused = Running(tmp_path / "data", port)
    assert refused.ended() == 1
    said = refused.errors.read_text()
    assert said == f"CommandError: PORT is '{port}'; it can be a number from 1 to 65535.\n"


@pytest.mark.parametrize("which", [0, -1], ids=["worker", "timer"])
def test_a_process_that_is_killed_is_replaced(running, which):
    parent = running.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children")
    before = children.read_text().split()
    assert len(before) == 3
    os.kill(int(before[which]), signal.SIGKILL)
    end = time.monotonic() + 30
    while (after := children.read_text().split()) == before or len(after) < len(before):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert set(before) - set(after) == {before[which]}
    assert running.get("/healthz").read() == b"ok"


MAKEFILE = f"run:\n\t@{sys.executable} manage.py serve\n"
# Runs a program whose terminal is its standard input.
IN_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def make(tmp_path):
    (tmp_path / "Makefile").write_text(MAKEFILE)
    return ["make", "-f", str(tmp_path / "Makefile")]


def test_ctrl_c_in_a_terminal_ends_well_for_make_too(data, make):
    screen, keys = pty.openpty()
    command = [sys.executable, "-c", IN_TERMINAL, *make]
    again = Running(data, _free_port(), command, keys)
    os.write(screen, b"\x03")
    assert again.ended() == 0
    assert "make: ***" not in again.errors.read_text()
    os.close(screen)
    os.close(keys)


def test_killed_without_a_word_it_leaves_nobody_behind(data):
    ends_with(Running(data, _free_port()), signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_make_however_make_is_ended(data, make, how):
    """Without a terminal; make reports the signal, as it always does."""
    ends_with(Running(data, _free_port(), make, subprocess.DEVNULL), how)


def ends_with(again, how):
    assert again.stop(how) == -how  # the pipe ends with the last that holds it
    with pytest.raises(urllib.error.URLError):
        again.get("/healthz")


def test_a_heartbeat_stands_where_files_can_be_made(tmp_path):
    """A folder in memory may be there and take no files, as /proc does from anybody."""
    assert parent.find_heartbeat_folder(tmp_path) == str(tmp_path)
    assert parent.find_heartbeat_folder(Path("/proc")) is None
    assert parent.find_heartbeat_folder(tmp_path / "missing") is None
