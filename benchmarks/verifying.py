"""The whole audit verified, in a process of its own: its time, and the memory it takes."""

import json
import subprocess
import sys
from functools import partial
from typing import NamedTuple

from benchmarks.driver import Store
from benchmarks.ratio import Bench, Sample, Side, same
from benchmarks.server import ROOT
from benchmarks.stage import Stage

_VERIFY = """
import django; django.setup()
import json, resource, time
from labs import audit
from labs.audit.seal import current_kinds
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.perf_counter()
ok = audit.verify_audit().ok
took = (time.perf_counter() - begun) * 1000
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = sum(kind._default_manager.count() for kind in current_kinds())
print(json.dumps([ok, rows, took, (after - before) / 1024]))
"""


class _Run(NamedTuple):
    ok: bool
    rows: int
    ms: float
    mb: float  # more than the process had when it was loaded


def verify_audit(stage: Stage) -> Bench:
    """The largest clinic beside each smaller one; rows and memory are told."""
    stores = {f"{size:,} results": stage.filled(size) for size in stage.options.sizes}
    *smaller, largest = [
        Side(name, partial(_sample, store)) for name, store in stores.items()
    ]
    return Bench(lambda: _tell(stores), largest, smaller or [largest], rounds=3, warm=0)


def _tell(stores: dict[str, Store]) -> str:
    said = []
    for name, store in stores.items():
        run = _verify(store)
        same(f"what is sealed of {name}", run.ok, True)
        seconds = run.ms / 1000 / run.rows * 1_000_000
        said.append(
            f"{name}: {run.rows:,} rows, {seconds:.0f} s a million, {run.mb:.0f} MB in all"
        )
    return "; ".join(said)


def _sample(store: Store) -> Sample:
    run = _verify(store)
    return Sample(run.ms, run.rows)


def _verify(store: Store) -> _Run:
    env = store.environment("benchmarks.settings")
    command = [sys.executable, "-c", _VERIFY]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    return _Run(*json.loads(done.stdout))
