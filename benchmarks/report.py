"""The table that a run prints, the same as JSON, and where it was measured."""

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from benchmarks.driver import Store
from benchmarks.ratio import Bench, Side
from benchmarks.server import ROOT

_ROW = "{:<21} {:<25} {:>3} {:>11} {:>11} {:>11}  {:<23} {:<12} {}"
_HEAD = ("bench", "side", "n", "median", "p95", "bytes", "ratio to anchor [q1-q3]", "goal")
HEAD = _ROW.format(*_HEAD, "pass")
FOOT = """Bytes are those of the last answer, or rows that were written.
A ratio is ours to that side: 0.5 is half. Compare ratios, never ms of two runs."""
_PACKAGES = ("Django", "gunicorn", "psycopg", "plotly", "django-import-export")
_PASSES = {True: "yes", False: "NO", None: ""}
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
    yield _ROW.format(name, *_amounts(bench.ours, bench.unit), "", "", "").rstrip()
    for anchor in bench.anchors:
        low, middle, high = bench.ratio(anchor)
        goal = "" if anchor.most is None else f"<= {anchor.most:.3g} {anchor.goal}"
        told = f"{middle:.3g} [{low:.3g}-{high:.3g}]"
        met = _PASSES[bench.passes(anchor)]
        yield _ROW.format("", *_amounts(anchor, bench.unit), told, goal, met).rstrip()
    yield f"  equal work: {bench.told}"


def as_json(name: str, bench: Bench) -> dict[str, Any]:
    anchors = [
        _plain(anchor)
        | {"ratio": bench.ratio(anchor), "most": anchor.most, "goal": anchor.goal}
        | {"passes": bench.passes(anchor)}
        for anchor in bench.anchors
    ]
    said = {"bench": name, "unit": bench.unit, "equal": bench.told}
    return said | {"ours": _plain(bench.ours), "anchors": anchors}


def _plain(side: Side) -> dict[str, Any]:
    return {"side": side.name, "amounts": side.amounts, "bytes": side.made}


def _amounts(side: Side, unit: str) -> tuple[str, ...]:
    amounts = (f"{amount:.2f} {unit}" for amount in (side.middle, side.late))
    return (side.name, str(len(side.amounts)), *amounts, f"{side.made:,}")
