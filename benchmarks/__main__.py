"""`python -m benchmarks`: the program beside what it is measured against. Never a gate."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from benchmarks import report
from benchmarks.server import ROOT
from benchmarks.stage import Absent, Options, Stage

# Clinics by their results. `tiny` tries the benchmarks themselves.
SIZES = {"tiny": "800,1600", "quick": "10k,100k", "full": "10k,100k,1m"}


def main() -> None:
    asked = _asked()
    made = tempfile.TemporaryDirectory(prefix="hpg-bench-")
    with _cluster(asked.postgres) as address, made as work:
        stage = Stage(Path(work), _options(asked, address))
        env = stage.store("writing").create().environment("benchmarks.settings")
        os.environ.clear()
        os.environ.update(env)
        django.setup()
        try:
            _run(stage, asked)
        finally:
            stage.close()


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--only", action="append", metavar="NAME", help="again for more")
    asked.add_argument("--rounds", type=int, default=1000, metavar="MOST")
    size = asked.add_mutually_exclusive_group()
    for name in ("quick", "tiny"):
        size.add_argument(
            f"--{name}", action="store_const", const=SIZES[name], dest="sizes"
        )
    size.add_argument("--sizes", help="results of clinics: 10k,1m")
    asked.add_argument("--postgres", action="store_true", help="on a cluster of its own")
    asked.add_argument("--no-statistics", action="store_true", help="without ANALYZE")
    asked.add_argument("--against", default=Options.against, metavar="COMMIT")
    asked.add_argument("--keep", type=Path, help="filled clinics of today; SQLite")
    asked.add_argument("--json", type=Path, metavar="FILE")
    asked.set_defaults(sizes=SIZES["full"])
    return asked.parse_args()


def _options(asked: argparse.Namespace, cluster: str) -> Options:
    sizes = asked.sizes.lower().replace("k", "000").replace("m", "000000").split(",")
    tiny = {"heavy": 10, "waiting": 2, "file_rows": 40, "each": 1}
    of_size: dict[str, Any] = tiny if asked.sizes == SIZES["tiny"] else {}
    return Options(
        **of_size,
        sizes=sorted(map(int, sizes)),
        against=asked.against,
        statistics=not asked.no_statistics,
        cluster=cluster,
        keep=asked.keep and asked.keep.absolute(),
    )


def _run(stage: Stage, asked: argparse.Namespace) -> None:
    from benchmarks.suite import BENCHES  # noqa: PLC0415  models need django.setup

    if unknown := {*(asked.only or ())} - {*BENCHES}:
        sys.exit(f"No benchmark {', '.join(unknown)}. There are: {', '.join(BENCHES)}.")
    where, found = report.where(stage.store("writing")), []
    print("; ".join(f"{name} {value}" for name, value in where.items()))
    print(report.HEAD, flush=True)
    for name in asked.only or BENCHES:
        try:
            bench = BENCHES[name](stage)
            bench.measure(most=asked.rounds)
        except Absent as absent:
            print(f"{name} is not measured: {absent}.", flush=True)
            continue
        print(*report.lines(name, bench), sep="\n", flush=True)
        found.append(report.as_json(name, bench))
    print(report.FOOT, f"Load at the end: {os.getloadavg()[0]:.1f}.")
    if asked.json:
        whole = {**where, "load at the end": os.getloadavg(), "benches": found}
        asked.json.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")


@contextmanager
def _cluster(asked: bool) -> Iterator[str]:
    """The tests' own cluster of PostgreSQL, but with commits that last."""
    if not asked:
        yield ""
        return
    sys.path.insert(0, str(ROOT / ".ci"))
    import cluster  # type: ignore[import-not-found]  # noqa: PLC0415
    import needs  # type: ignore[import-not-found]  # noqa: PLC0415

    cluster.QUICK = ("max_connections=60",)
    with cluster.cluster(needs.postgres()) as url:
        yield url.rpartition("/")[0]


if __name__ == "__main__":
    main()
