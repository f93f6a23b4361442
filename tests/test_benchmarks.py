"""Each benchmark runs at a tiny size, and refuses to compare what is not the same work."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from benchmarks import report
from benchmarks.driver import Store
from benchmarks.ratio import Bench, Sample, Side, Unequal
from benchmarks.server import ROOT, Browser, loaded
from benchmarks.stage import Absent, Options, Place, Stage
from benchmarks.suite import BENCHES

pytestmark = pytest.mark.once
SIZES = [800, 801]  # of one clinic, told apart by its name alone: filling takes its time
POST, FILE = "entry_post", "import_csv"  # these write: the one at last, the other elsewhere
TWICE = ("naive_heavy", "size_typical")  # both are measured by their neighbours' names
# Where one side may lie: by this text, which is another one on the first page that has it.
LIES = {
    "trend_again": "Synthetic",
    "worklist": "Synthetic",
    "naive_typical": ".",
    "figure_json": "[",
    "growth_worklist": "Synthetic",
    "entry_get": "lh_value",
}


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker, tmp_path_factory):
    """A database on the disk, as the migrations leave it."""
    place = tmp_path_factory.mktemp("migrated")
    store = Store(place)
    if connection.vendor == "sqlite":
        whole = closing(sqlite3.connect(place / "db.sqlite3"))
        with django_db_blocker.unblock(), whole as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    return store


@pytest.fixture(scope="module")
def stage(migrated, tmp_path_factory):
    """The real servers; as the earlier program, the present one once more."""
    keep = tmp_path_factory.mktemp("keep")
    options = Options(
        SIZES, heavy=10, waiting=2, file_rows=40, each=1, keep=keep, against="0" * 40
    )
    made = Stage(tmp_path_factory.mktemp("work"), options)
    Store(keep / f"{date.today()}-{SIZES[0]}").create(like=migrated)
    clinic = made.clinic
    made.clinic = lambda size: replace(clinic(SIZES[0]), name=f"{size} results")
    made.store("ours").create(like=migrated)
    made.earlier = made.ours
    yield made
    made.close()


def run_once(stage, name):
    bench = BENCHES[name](stage)
    bench.measure(most=1)
    assert bench.told
    for side in (bench.ours, *bench.anchors):
        assert side.made > 0
        assert len(side.amounts) == 1
        assert side.name in "\n".join(report.lines(name, bench))
    assert json.loads(json.dumps(report.as_json(name, bench)))["bench"] == name


@pytest.mark.parametrize("name", [at for at in BENCHES if at not in (POST, FILE, *TWICE)])
def test_it_measures_every_side(stage, name):
    run_once(stage, name)


@pytest.mark.parametrize("name", LIES)
def test_it_compares_nothing_when_a_side_shows_something_else(stage, name, monkeypatch):
    bench, get, lied = BENCHES[name](stage), Browser.get, []

    def lie(self, address, **how):
        answer = get(self, address, **how)
        if LIES[name] in answer.text and not lied:
            lied.append(address)
            return answer._replace(body=answer.text.replace(LIES[name], "other").encode())
        return answer

    monkeypatch.setattr(Browser, "get", lie)
    with pytest.raises((Unequal, ValueError, StopIteration)):
        bench.measure(most=1)
    assert lied


def test_it_compares_nothing_when_a_page_leaves_no_event(stage, monkeypatch):
    monkeypatch.setattr(Place, "count", lambda self, table: 7)
    with pytest.raises(Unequal, match="events of /"):
        BENCHES["growth_trend"](stage).measure(most=1)


def test_it_measures_sheets_that_are_saved(stage):
    run_once(stage, POST)


# Benchmarks of files work in a process of their own, with a database of their own.
MEASURED_TWICE = """
from benchmarks import __main__, driver, report
lines, insert = report.lines, driver.insert

def less(connection, table, rows):
    insert(connection, table, list(rows)[table == "labs_auditevent" :])

def then_lie(name, bench):
    for line in lines(name, bench):
        print(line)
    driver.insert = less
    bench.equal()

report.lines = then_lie
__main__.main()
"""


def test_a_file_is_kept_alike_by_all_or_nothing_is_compared(stage):
    """The second time the driver leaves an event out, and is not compared."""
    stage.filled(SIZES[0])
    words = ["--sizes", str(SIZES[0]), "--file-rows", "8", "--rounds", "1", "--only", FILE]
    command = [sys.executable, "-c", MEASURED_TWICE, *words, "--keep", stage.options.keep]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert "the driver's rows are ours" in done.stdout, done.stderr
    for name in (FILE, "bare driver", "import-export, bulk", "import-export, default"):
        assert name in done.stdout
    assert done.returncode != 0
    assert "Unequal: the driver's rows" in done.stderr


def test_a_filled_clinic_has_a_history_that_somebody_has_seen_to(stage):
    store = stage.filled(SIZES[0])
    command = [sys.executable, "manage.py", "verify_audit"]
    env = store.environment("benchmarks.settings")
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True)
    assert json.loads(done.stdout)["ok"] is True
    for table in ("release", "decision", "decisionanswer", "treatment", "decisionpin"):
        assert store.ask(f"SELECT COUNT(*) FROM labs_{table}")[0][0] > 0, table
    (rows,) = store.ask("SELECT COUNT(*) FROM labs_result")
    assert 0.7 < rows[0] / SIZES[0] < 1.3


def test_an_earlier_program_that_is_not_here_is_told(stage, tmp_path):
    with pytest.raises(Absent, match="not in this clone"):
        Stage(tmp_path, stage.options).earlier()


def test_what_a_page_loads_by_itself_is_not_where_a_press_leads():
    page = """<link href="/static/a.css"><script src="/static/b.js"></script>
    <figure data-figure="/patients/x/figure.json?page=1&amp;y=2"></figure>
    <a href="/static/c.pdf">c</a><button data-load="/static/d.js">d</button>"""
    assert loaded(page) == {
        "/static/a.css",
        "/static/b.js",
        "/patients/x/figure.json?page=1&y=2",
    }


def test_rounds_are_compared_one_by_one_and_told_against_the_goal():
    ours = Side("ours", len, amounts=[2.0, 3.0, 40.0])
    anchor = Side("anchor", len, 2.0, amounts=[1.0, 2.0, 10.0])
    bench = Bench(str, ours, [anchor], told="the same")
    assert bench.ratio(anchor)[1] == 2.0
    first, second, third = report.lines("x", bench)
    assert first.split()[:5] == ["x", "ours", "3", "3.00", "ms"]
    assert second.split()[-3:] == ["<=", "2", "yes"]
    assert third.split() == ["equal", "work:", "the", "same"]


def test_a_warm_run_is_not_counted():
    runs = []
    ours = Side("ours", lambda: runs.append(1) or Sample(len(runs), 5))
    bench = Bench(lambda: "same", ours, [], rounds=3, warm=2)
    bench.measure(most=9)
    assert ours.amounts == [3, 4, 5]
    assert ours.made == 5
