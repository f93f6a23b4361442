"""What benchmarks stand on: servers over data, started when first asked for."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from benchmarks.driver import Store
from benchmarks.server import ROOT, Browser, Server

# Empty where another commit looks for packages: its pages are timed, its scripts never run.
_PACKAGES = (
    "@picocss/pico/css/pico.min.css",
    "plotly.js-basic-dist-min/plotly-basic.min.js",
)
_FILL = "import django; django.setup(); from benchmarks import clinic;"
# Men of the clinic with the most who have 10 to 24 draws.
_TYPICAL = """SELECT p.ref FROM labs_patient p
    JOIN labs_patientdetails d ON d.patient_id = p.id AND d.version = 0
    JOIN labs_panel n ON n.patient_id = p.id AND n.version = 0
    WHERE p.clinic_id = (SELECT id FROM labs_clinic WHERE slug = '{clinic}')
    GROUP BY p.ref, d.number HAVING COUNT(*) BETWEEN 10 AND 24 ORDER BY d.number"""


class Absent(Exception):
    """Something is not on this machine that a benchmark needs; it says what."""


@dataclass(frozen=True)
class Place:
    """A server over a store, and somebody who is signed in there."""

    name: str
    store: Store
    browser: Browser
    men: Sequence[str]  # refs of men with 10 to 25 draws
    heavy: str = ""  # ref of the man with many

    def count(self, table: str) -> int:
        return int(self.store.ask(f"SELECT COUNT(*) FROM {table}")[0][0])


@dataclass(frozen=True)
class Options:
    sizes: Sequence[int]  # results of a clinic, ascending
    heavy: int = 520  # draws of one man, of five results each
    waiting: int = 60  # draws to review: a page of the worklist is full
    against: str = "e8ca5e7"
    postgres: str = ""  # a server where databases are made and dropped; none: SQLite
    file_rows: int = 10_000
    each: int = 5  # requests on a connection, where eight ask at once
    keep: Path | None = None  # where filled clinics stand from earlier runs; of SQLite


class Stage:
    def __init__(self, work: Path, options: Options) -> None:
        self.options = options
        self._work = work  # gone with the run
        self._servers: list[Server] = []
        self.ours = cache(self._ours)
        self.earlier = cache(self._earlier)
        self.clinic = cache(self._clinic)

    def close(self) -> None:
        for server in self._servers:
            server.close()

    def store(self, name: str) -> Store:
        url = self.options.postgres and f"{self.options.postgres}/hpg_bench_{name}"
        return Store(self._work / name, url)

    @property
    def small(self) -> Place:
        return self.clinic(self.options.sizes[0])

    def filled(self, size: int) -> Store:
        """A clinic with so many results, as it is filled: it may stand there already."""
        store = self.store(f"clinic_{size}")
        if self.options.keep:
            # What is due there is due today.
            store = Store(self.options.keep / f"{date.today()}-{size}")
        if not (store.place / "manifest.json").exists():
            asked = f"{size}, {self.options.heavy}, {self.options.waiting}"
            code = f"{_FILL} clinic.make({asked})"
            env = store.create().environment("benchmarks.settings")
            subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True)
        return store

    def _clinic(self, size: int) -> Place:
        store = self.filled(size)
        told = json.loads((store.place / "manifest.json").read_text())
        browser = self._serve(store, ROOT).sign_in(told["email"], told["password"])
        return Place(f"{size:,} results", store, browser, told["men"], told["heavy"])

    def _ours(self) -> Place:
        """The demonstration, as it is now."""
        return self._demonstration("this program", self.store("ours"), ROOT)

    def _earlier(self) -> Place:
        """The same demonstration in the program of an earlier commit."""
        commit, code = self.options.against, self._work / "code"
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True)
        if packed.returncode:
            raise Absent(f"commit {commit} is not in this clone")
        code.mkdir()
        subprocess.run(["tar", "-x", "-C", code], input=packed.stdout, check=True)
        for name in _PACKAGES:
            file = code / "node_modules" / name
            file.parent.mkdir(parents=True)
            file.touch()
        return self._demonstration(f"commit {commit}", self.store("earlier"), code)

    def _demonstration(self, name: str, store: Store, code: Path) -> Place:
        browser = self._serve(store.create(), code)
        accounts = json.loads((store.place / "demo-accounts.json").read_text())
        one = next(each for each in accounts if each["role"] == "clinician")
        browser.sign_in(one["email"], one["password"])
        men = store.ask(_TYPICAL.format(clinic=one["clinic"]))
        return Place(name, store, browser, [ref for (ref,) in men])

    def _serve(self, store: Store, code: Path) -> Browser:
        server = Server(store, code=code)
        self._servers.append(server)
        return Browser(server.port)
