"""A disk that is full or only readable: it is said, nothing is half kept, and it passes."""

import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.attack.site import Site
from tests.crash.desk import Desk
from tests.pages import text

SMALL = 64 * 1024 * 1024  # bytes: the demonstration has some 10
# Draws until the room is used that the files have already.
MOST = {"limited": 8, "read_only": 8, "filled_up": 40}
MOUNTS = os.geteuid() == 0

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="the disk of PostgreSQL is not ours"
)


@contextmanager
def limited(site: Site):
    """No file of the server's grows: what a full disk is to it, where nobody is root."""
    before = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE)
    files = (site.data / f"db.sqlite3{more}" for more in ("", "-wal"))
    size = min(file.stat().st_size for file in files if file.exists())
    pids = [site.process.pid, *site.children()]
    try:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[1]))
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def filled_up(site: Site):
    """Not a byte is left."""
    filler = site.data / "filler"
    try:
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError):
            while True:
                file.write(bytes(4096))
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only(site: Site):
    """Nothing in the folder can be written, nor anything be made in it."""
    modes = {path: path.stat().st_mode for path in (*site.data.iterdir(), site.data)}
    try:
        for path, mode in modes.items():
            path.chmod(mode & ~0o222)
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


# What a page of staff answers: its event goes to the spill file, if that takes it.
SHOWN = {limited: 200, filled_up: 200, read_only: 503}


@pytest.mark.django_db  # so that it is run for SQLite
@pytest.mark.parametrize("harm", [limited, read_only])
def test_where_files_take_nothing_it_is_said_and_passes(served, harm):
    _refuse_and_recover(served, harm)


@pytest.mark.crash
@pytest.mark.skipif(not MOUNTS, reason="root may mount a disk; see `limited`")
def test_a_disk_that_is_full_is_said_and_passes(small):
    _refuse_and_recover(small, filled_up)


@pytest.fixture(scope="module")
def small(tmp_path_factory, served):
    """A site whose data have a small disk of their own: file, WAL, anchors, spill file."""
    site = Site(tmp_path_factory.mktemp("small"))
    site.data.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={SMALL}", "none", site.data)
    try:
        _copy_data(served, site)
        site.start()
        yield site
        site.stop()
    finally:
        subprocess.run(["umount", "--lazy", site.data], check=True)


def _copy_data(old: Site, new: Site) -> None:
    """As the other server has them now."""
    with closing(sqlite3.connect(old.data / "db.sqlite3")) as database:
        database.execute("VACUUM INTO ?", [str(new.data / "db.sqlite3")])
    for name in ("secret-key", "audit-key", "audit-anchor.jsonl", "demo-accounts.json"):
        shutil.copy2(old.data / name, new.data / name)


def _mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True)


def _refuse_and_recover(site: Site, harm) -> None:
    desk = Desk.of(site, f"D-{harm.__name__}")
    forms = [
        desk.fill_draw(f"{desk.number} {n}", minute=n) for n in range(MOST[harm.__name__])
    ]
    path = desk.address("panels/new")
    # They stay while nobody asks: to make them anew takes room.
    assert all((site.data / f"db.sqlite3-{more}").exists() for more in ("wal", "shm"))
    with harm(site):
        for form in forms:
            if (answer := desk.clinician.post(path, form)).status != 303:
                break
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60"), text(answer)
        assert "cannot be reached or written to" in text(answer)
        assert "What you sent may not have been saved" in text(answer)
        _require_shown(desk, SHOWN[harm], data=503, ready=503)
    sent = [each["report_number"] for each in forms[: forms.index(form) + 1]]
    assert desk.list_draws() in (sent, sent[:-1])  # whole, and all that was acknowledged
    assert desk.clinician.post(path, form).status == 303  # sent again, as the page says
    assert desk.list_draws() == sent
    _require_shown(desk, 200, data=200, ready=200)
    spilled = "patient = ? AND detail LIKE '%spilled%'"
    assert (desk.count("labs_auditevent", spilled, desk.ref) > 0) == (SHOWN[harm] == 200)
    verified = site.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout


def _require_shown(desk: Desk, page: int, *, data: int, ready: int) -> None:
    """Pages of staff go on where the spill file takes their event; data need the chain."""
    due = {f"/patients/{desk.ref}/": page, desk.address("decisions"): page}
    due |= {f"/patients/{desk.ref}/{name}": data for name in ("draws.csv", "series.json")}
    due |= {"/readyz": ready, "/healthz": 200}
    told = {path: desk.clinician.ask("GET", path).status for path in due}
    assert told == due, desk.site.log[-2000:]
