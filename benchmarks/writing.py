"""A draw that is entered, and a file that is taken."""

import itertools
from datetime import datetime, timedelta

from django.db import transaction

from benchmarks import data, rows
from benchmarks.ratio import Bench, Goal, Side, Watch
from labs import record
from labs.exchange import Entry

_MEN = 100
_PART = 10  # per-row saves are measured on this part of a file, and told for each row


def create_result() -> Bench:
    """One draw of four results: the record's door, a beginner's saves, a bare insert."""
    where = data.known(data.numbers(1))
    man = where.man("P-0")
    minutes = itertools.count(1)
    bare = rows.Bare(where, where)

    def readings() -> list[Entry]:
        drawn = datetime(2020, 1, 1) + timedelta(minutes=next(minutes))
        found = data.read(data.file(["P-0"], 1, first=drawn))
        return [row for row in found.rows if isinstance(row, Entry)]

    def ours(watch: Watch) -> int:
        told = [entry.reading for entry in readings()]
        with watch.measured():
            record.panel.enter(man, told[0].draw, told, by=where.by)
        return len(told)

    def saved(watch: Watch) -> int:
        told = [entry.reading for entry in readings()]
        with watch.measured():
            panel = rows.save_panel(where, man, told[0])
            for reading in told:
                rows.save_result(where, panel, reading)
        return len(told)

    def inserted(watch: Watch) -> int:
        copies = bare.copies()
        with watch.measured():
            return rows.insert(*copies)

    return Bench(
        "create_result",
        Side("record.panel.enter", ours),
        [
            (Side("full_clean and save each", saved), Goal(1.0, "P8")),
            (Side("bare transaction", inserted), Goal(4.0)),
        ],
        rounds=40,
    )


def import_csv(size: int = 10_000) -> Bench:
    """A file of `size` rows, read and taken, with its audit; the others are handed rows."""
    men = data.numbers(min(_MEN, max(size // data.EACH, 1)))
    content = data.file(men, max(size // (len(men) * data.EACH), 1))
    rows_of_file = content.count(b"\n")
    part = data.file(men, max(size // (len(men) * data.EACH * _PART), 1))
    rows_of_part = part.count(b"\n")
    example = data.place()
    data.take(example, content)

    def ours(watch: Watch) -> int:
        where = data.known(men)
        with watch.measured():
            return data.take(where, content)

    def inserted(watch: Watch) -> int:
        copies = rows.Bare(example, data.known(men)).copies()
        with watch.measured():
            return rows.insert(*copies)

    def saved(watch: Watch) -> int:
        where, found = data.known(men), data.read(part)
        with watch.measured(), transaction.atomic():
            return rows.save_each(where, found)

    return Bench(
        "import_csv",
        Side("file read and taken", ours, rows_of_file),
        [
            (Side("bare executemany", inserted, rows_of_file), Goal(2.0, "P4")),
            (Side("save each, one transaction", saved, rows_of_part), Goal(1 / 25, "P5")),
        ],
        rounds=5,
    )
