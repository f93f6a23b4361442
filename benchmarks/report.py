"""The table that a run prints: ratios against goals, and where they were measured."""

import os
import platform
from collections.abc import Iterator, Sequence

import django
from django.db import connection

from benchmarks.ratio import Ratio, Taken, measure
from benchmarks.suite import BENCHES

_ROW = "{:<17} {:<32} {:>3} {:>10} {:>9} {:>11}  {:<22} {:<14} {}"
_HEAD = (
    "bench",
    "side",
    "n",
    "median ms",
    "p95",
    "made",
    "ours / this [q1-q3]",
    "goal",
    "",
)


def run(names: Sequence[str], *, most: int) -> None:
    print(where(), _ROW.format(*_HEAD), sep="\n", flush=True)
    for name in names:
        print(*lines(measure(BENCHES[name](), most=most)), sep="\n", flush=True)
    print(
        "A time is for one unit of work; `made` is bytes of a page, else rows or points.",
        "Compare ratios, never milliseconds of two runs. Nothing here passes or fails.",
        sep="\n",
    )


def where() -> str:
    """Measured where: what a ratio was measured on, and how busy that was."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"Python {platform.python_version()}, Django {django.get_version()}, "
        f"{_database()}; {os.cpu_count()} processors, load {load}"
    )


def lines(ratios: Sequence[Ratio]) -> Iterator[str]:
    first = ratios[0]
    yield _ROW.format(first.bench, *_taken(first.ours), "1", "", "").rstrip()
    for ratio in ratios:
        low, high = ratio.quartiles
        goal = f"<= {ratio.goal.most:.3g} {ratio.goal.promise}"
        told = f"{ratio.middle:.3g} [{low:.3g}-{high:.3g}]"
        met = "met" if ratio.met else "missed"
        yield _ROW.format("", *_taken(ratio.anchor), told, goal, met)


def _taken(taken: Taken) -> tuple[str, ...]:
    ms = (f"{seconds * 1000:.3f}" for seconds in (taken.middle, taken.late))
    return (taken.side.name, str(len(taken.seconds)), *ms, f"{taken.made:,}")


def _database() -> str:
    """With what makes a write lasting: only equal ones may be compared."""
    if connection.vendor == "sqlite":
        asked = ("sqlite_version()", "journal_mode", "synchronous")
        version, journal, lasting = (_told(f"{_verb(each)}{each}") for each in asked)
        return f"SQLite {version}, {journal}, synchronous={lasting}"
    version = _told("SHOW server_version")
    return f"PostgreSQL {version}, fsync={_told('SHOW fsync')}"


def _verb(asked: str) -> str:
    return "SELECT " if asked.endswith(")") else "PRAGMA "


def _told(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        (value,) = cursor.fetchone()
    return str(value)
