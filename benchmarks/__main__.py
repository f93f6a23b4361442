"""`python -m benchmarks`: the program beside what it is measured against. Never a gate."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import django

from benchmarks import report
from benchmarks.stage import Absent, Options, Stage


def main() -> None:
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="hpg-bench-") as work:
        stage = Stage(Path(work), _options(asked))
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
    asked.add_argument("--sizes", default="10k,100k,1m", help="results of the clinics")
    asked.add_argument("--file-rows", type=int, default=10_000, help="of the import")
    asked.add_argument("--postgres", default="", metavar="URL", help="of a spare server")
    asked.add_argument("--against", default=Options.against, metavar="COMMIT")
    asked.add_argument("--keep", type=Path, help="filled clinics of today; SQLite")
    asked.add_argument("--json", type=Path, metavar="FILE")
    return asked.parse_args()


def _options(asked: argparse.Namespace) -> Options:
    sizes = asked.sizes.lower().replace("k", "000").replace("m", "000000").split(",")
    return Options(
        sizes=sorted(map(int, sizes)),
        against=asked.against,
        postgres=asked.postgres.rstrip("/"),
        file_rows=asked.file_rows,
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
        told = {**where, "load at the end": os.getloadavg(), "benches": found}
        asked.json.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
