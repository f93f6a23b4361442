"""The program as people meet it: its own server in a process, and a thin browser."""

import gzip
import http.client
import re
import socket
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import lxml.html

from benchmarks.driver import Store

ROOT = Path(__file__).resolve().parent.parent
_COMPRESSED = {"Accept-Encoding": "gzip, deflate, br"}
_TYPED = {"Content-Type": "application/x-www-form-urlencoded"}
# Whatever a page loads by itself; not where a press leads to.
_LOADED = "//*[not(self::a or self::button or self::form)]/@*[starts-with(., '/')]"


class Server:
    """`manage.py serve` over one store; `code` is another checkout of the program."""

    def __init__(self, store: Store, *, code: Path = ROOT) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = "benchmarks.settings" if code == ROOT else "tracker.settings"
        env = store.environment(settings)
        env |= {"PORT": str(self.port), "PYTHONPATH": str(code)}
        command = [sys.executable, "manage.py", "serve"]
        self._process = subprocess.Popen(
            command, cwd=code, env=env, stdout=subprocess.PIPE, text=True
        )
        if not any(line.startswith("ready ") for line in self._process.stdout or ()):
            raise RuntimeError(f"{code} does not serve {store.place}.")

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate()


class Answer(NamedTuple):
    """What came, as it came over the wire, and how long that took from the first byte."""

    ms: float
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Browser:
    """Keeps cookies, and asks each time on a new connection: all sides pay the same."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self._cookies = dict(cookies or {})

    def again(self) -> "Browser":
        """Another window of the same person."""
        return Browser(self.port, self._cookies)

    def sign_in(self, email: str, password: str) -> "Browser":
        form = form_with(self.get("/accounts/login/").text, "login").form_values()
        typed = {"login": email, "password": password}
        self.send("/accounts/login/", dict(form) | typed)
        return self

    def get(self, address: str, *, compressed: bool = False) -> Answer:
        answer = self._ask("GET", address, None, _COMPRESSED if compressed else {})
        if answer.status != 200:
            raise AssertionError(f"GET {address} answered {answer.status}.")
        return answer

    def send(self, address: str, form: dict[str, str]) -> Answer:
        """A form that must be taken: the answer leads to another page."""
        answer = self._ask("POST", address, urlencode(form), _TYPED)
        if answer.status not in (302, 303):
            raise AssertionError(f"POST {address} answered {answer.status}.")
        return answer

    def _ask(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.connect()
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        begun = time.perf_counter()
        connection.request(method, address, body, headers | {"Cookie": cookies})
        response = connection.getresponse()
        content = response.read()
        ms = (time.perf_counter() - begun) * 1000
        connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            self._cookies |= {key: at.value for key, at in SimpleCookie(line).items()}
        return Answer(ms, response.status, response.headers, content)


def form_with(page: str, box: str) -> lxml.html.FormElement:
    """The form that has a box of this name."""
    forms = lxml.html.fromstring(page).forms
    return next(form for form in forms if box in form.fields)


def loaded(page: str) -> set[str]:
    """Addresses of the files and data that a browser asks for when it shows the page."""
    found = set(lxml.html.fromstring(page).xpath(_LOADED))
    return {each for each in found if re.match(r"/static/|[^?]*\.json\b", each)}
