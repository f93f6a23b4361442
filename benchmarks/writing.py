"""A file that is taken, in this process, into a copy of one clinic each time."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import connection

from benchmarks import clinic, driver, files
from benchmarks.anchors import import_export
from benchmarks.driver import Row
from benchmarks.ratio import Bench, Sample, Side, same
from benchmarks.stage import Stage
from labs.models import Clinic, Patient, User

# What a result says, whoever brought it and when.
_SAYS = """SELECT d.number, r.analyte, r.side, r.kind, r.reported, r.comparator, r.value,
    r.decimals, r.unit, r.unit_reported, r.range_low, r.range_high, r.method, r.status,
    r.collected_at, n.collected_at, n.collected_on, n.collected_time, n.laboratory
    FROM labs_result r JOIN labs_panel n ON n.id = r.panel_id
    JOIN labs_patientdetails d ON d.patient_id = r.patient_id"""
_MEN = 50

type _Tables = dict[str, dict[str, Row]]


class Importing:
    """A clinic that knows the men of a file, made anew for each run; and the file."""

    def __init__(self, stage: Stage) -> None:
        self._base = stage.filled(stage.options.sizes[0])
        self.store = stage.store("writing")
        self._raw: Any = None
        self.fresh()
        self._by, self._clinic = User.objects.get(), Clinic.objects.get(slug="bench")
        his = Patient.objects.order_by("details__number").values_list("details__number")
        self.men = [number for (number,) in his[:_MEN]]
        draws = max(stage.options.file_rows // len(self.men) // len(files.BLOOD), 1)
        first, every = datetime(2005, 1, 3, 8), timedelta(weeks=2)
        self.content = files.content(self.men, draws, first=first, every=every)
        self.added: dict[str, list[Row]] = {}  # by table: what `ours` has kept

    def fresh(self) -> None:
        """As before the file, with both connections open, as a page finds one."""
        connection.close()
        if self._raw:
            self._raw.close()
        self.store.create(like=self._base)
        connection.ensure_connection()
        self._raw = self.store.open()

    def ours(self) -> int:
        return clinic.take(self._clinic, self.content, self._by)

    def bare(self) -> int:
        """The driver alone, handed every row that `ours` has kept, of all tables."""
        for table, rows in self.added.items():
            driver.insert(self._raw, table, rows)
        self._raw.commit()
        return len(self.added["labs_result"])

    def bulk(self) -> int:
        return import_export.take(self.content, self._by, bulk=True)

    def default(self) -> int:
        return import_export.take(self.content, self._by, bulk=False)

    def equal(self) -> str:
        self.fresh()
        before = self._tables()
        self.ours()
        kept, said = self._tables(), self._said()
        for table, rows in kept.items():  # as they came: some refer to earlier ones
            if new := [row for text, row in rows.items() if text not in before[table]]:
                self.added[table] = new
        same("results", len(self.added["labs_result"]), self.content.count(b"\n"))
        same("events", len(self.added["labs_auditevent"]), len(self.men) + 1)
        self.fresh()
        self.bare()
        same("the driver's rows", self._tables() == kept, True)
        for peer in (self.bulk, self.default):
            self.fresh()
            peer()
            same("what import-export's rows say", self._said(), said)
        counts = ", ".join(f"{len(rows):,} {name}" for name, rows in self.added.items())
        return f"the driver's rows are ours: {counts}; import-export's results say the same"

    def side(self, name: str, take: Callable[[], int], most: float | None = None) -> Side:
        def run() -> Sample:
            self.fresh()
            begun = perf_counter()
            made = take()
            return Sample((perf_counter() - begun) * 1000, made)

        return Side(name, run, most)

    def _said(self) -> Counter[Row]:
        return Counter(self.store.ask(_SAYS))

    def _tables(self) -> _Tables:
        """Every row of the record, by its table and by what it says."""
        there = connection.introspection.table_names()
        # What is remembered of the anchor file changes when a minute is over.
        names = [at for at in there if "labs_" in at and at != "labs_anchorstate"]
        found = {
            name: self.store.ask(f"SELECT * FROM {name} ORDER BY id") for name in names
        }
        return {name: {repr(row): row for row in rows} for name, rows in found.items()}


def import_csv(stage: Stage) -> Bench:
    """A file read, weighed and kept with its audit, beside what keeps its rows alone."""
    file = Importing(stage)
    return Bench(
        file.equal,
        file.side("file read and taken", file.ours),
        [
            file.side("bare driver", file.bare, 3),
            file.side("import-export, bulk", file.bulk),
            file.side("import-export, default", file.default, 1 / 15),
        ],
        rounds=5,
        warm=0,  # each has run once to be compared
    )
