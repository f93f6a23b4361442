"""The table that a run prints, the same as JSON, and where it was measured."""

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from statistics import median
from typing import Any

from benchmarks.driver import Store
from benchmarks.ratio import Bench
from benchmarks.server import ROOT

_ROW = "{:<21} {:<27} {:>3} {:>11} {:>11} {:>11}  {:<23} {:<8} {}"
_HEAD = ("bench", "side", "n", "median", "p95", "bytes", "ratio to anchor [q1-q3]", "goal")
HEAD = _ROW.format(*_HEAD, "pass")
FOOT = """Bytes are those of the last answer, or rows that were written.
A ratio is ours to that side: 0.5 is half. Compare ratios, never ms of two runs."""
_PACKAGES = ("Django", "gunicorn", "psycopg", "plotly", "django-import-export")
_DURABLE = {  # only equal ones may be compared
    "SQLite": ("SELECT sqlite_version()", "PRAGMA journal_mode", "PRAGMA synchronous"),
    "PostgreSQL": ("SHOW server_version", "SHOW fsync", "SHOW synchronous_commit"),
}


def where(store: Store) -> dict[str, Any]:
    """What was measured and on what, with which durability, and how busy that was."""
    named = ["git", "describe", "--always", "--dirty"]
    vendor = "PostgreSQL" if store.url else "SQLite"
    durable = [f"{ask.split()[-1]}={store.ask(ask)[0][0]}" for ask in _DURABLE[vendor]]
    return {
        "commit": subprocess.check_output(named, cwd=ROOT, text=True).strip(),
        "Python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
        vendor: " ".join(durable),
        "processors": os.cpu_count(),
        "load": [round(each, 1) for each in os.getloadavg()],
    }


def lines(name: str, bench: Bench) -> Iterator[str]:
    for side in bench.sides:
        late = sorted(side.amounts)[int(len(side.amounts) * 0.95)]  # of few, the slowest
        amounts = [f"{amount:.2f} {bench.unit}" for amount in (median(side.amounts), late)]
        told = goal = met = ""
        if side is not bench.ours:
            low, middle, high = bench.ratio(side)
            told = f"{middle:.3g} [{low:.3g}-{high:.3g}]"
            if side.most is not None:
                goal = f"<= {side.most:.3g}"
                met = "yes" if middle <= side.most else "NO"
        count, made = len(side.amounts), f"{side.made:,}"
        row = _ROW.format(name, side.name, count, *amounts, made, told, goal, met)
        yield row.rstrip()
        name = ""
    yield f"  equal work: {bench.told}"


def as_json(name: str, bench: Bench) -> dict[str, Any]:
    sides = [
        {"side": each.name, "amounts": each.amounts, "bytes": each.made, "goal": each.most}
        for each in bench.sides
    ]
    return {"bench": name, "unit": bench.unit, "equal": bench.told, "sides": sides}
