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
from benchmarks.ratio import Bench, Sample, Side, Unequal
from benchmarks.stage import Stage
from labs.models import Clinic, Patient, User

# What a result says, whoever brought it and when.
_SAYS = """SELECT d.number, r.analyte, r.side, r.kind, r.reported, r.comparator, r.value,
    r.decimals, r.unit, r.unit_reported, r.range_low, r.range_high, r.method, r.status,
    r.collected_at, n.collected_at, n.collected_on, n.collected_time, n.laboratory
    FROM labs_result r JOIN labs_panel n ON n.id = r.panel_id
    JOIN labs_patientdetails d ON d.patient_id = r.patient_id"""


type _Tables = dict[str, dict[str, Row]]


class _Desk:
    """A clinic that knows the men of a file, made anew for each run; and the file."""

    def __init__(self, stage: Stage) -> None:
        self._base = stage.filled(stage.options.sizes[0])
        self.store = stage.store("writing")
        self._raw: Any = None
        self.fresh()
        self.by, self.clinic = User.objects.get(), Clinic.objects.get()
        his = Patient.objects.order_by("details__number").values_list("details__number")
        men = [number for (number,) in his[:50]]
        draws = max(stage.options.file_rows // len(men) // len(files.BLOOD), 1)
        first, every = datetime(2005, 1, 3, 8), timedelta(weeks=2)
        self.content = files.content(men, draws, first=first, every=every)
        self.rows, self.men = len(men) * draws * len(files.BLOOD), len(men)

    def fresh(self) -> None:
        """As before the file, with both connections open, as a page finds one."""
        connection.close()
        if self._raw:
            self._raw.close()
        self.store.create(like=self._base)
        connection.ensure_connection()
        self._raw = self.store.open()

    def insert(self, tables: dict[str, list[Row]]) -> int:
        for table, rows in tables.items():
            driver.insert(self._raw, table, rows)
        self._raw.commit()
        return len(tables["labs_result"])

    def tables(self) -> _Tables:
        """Every row of the record, by its table and by what it says."""
        names = [at for at in connection.introspection.table_names() if "labs_" in at]
        found = {name: self.store.ask(f"SELECT * FROM {name}") for name in names}
        return {name: {repr(row): row for row in rows} for name, rows in found.items()}


def import_csv(stage: Stage) -> Bench:
    """A file read, weighed and kept with its audit, beside what keeps its rows alone."""
    desk = _Desk(stage)
    added: dict[str, list[Row]] = {}  # by table: what ours has kept, as the driver takes it

    def ours() -> int:
        return clinic.take(desk.clinic, desk.content, desk.by)

    def bare() -> int:
        return desk.insert(added)

    def bulk() -> int:
        return import_export.take(desk.content, desk.by, bulk=True)

    def default() -> int:
        return import_export.take(desk.content, desk.by, bulk=False)

    def equal() -> str:
        before = desk.tables()
        ours()
        kept, said = desk.tables(), Counter(desk.store.ask(_SAYS))
        added.update(_new(kept, before))
        _same("results", len(added["labs_result"]), desk.rows)
        _same("events", len(added["labs_auditevent"]), desk.men + 1)
        desk.fresh()
        bare()
        _same("the driver's rows", desk.tables() == kept, True)
        for peer in (bulk, default):
            desk.fresh()
            peer()
            _same("what import-export's rows say", Counter(desk.store.ask(_SAYS)), said)
        counts = ", ".join(f"{len(rows):,} {name}" for name, rows in added.items())
        return f"the driver's rows are ours: {counts}; import-export's results say the same"

    return Bench(
        equal,
        _side("file read and taken", desk, ours),
        [
            _side("bare driver", desk, bare, 3, "P4"),
            _side("import-export, bulk", desk, bulk, 1 / 15, "P5"),
            _side("import-export, default", desk, default, 1 / 15, "P5"),
        ],
        rounds=5,
        warm=0,  # each has run once to be compared
    )


def _new(kept: _Tables, before: _Tables) -> dict[str, list[Row]]:
    news = {name: rows.keys() - before[name].keys() for name, rows in kept.items()}
    # As they came: a table that refers to itself is filled in order.
    return {
        name: [row for text, row in kept[name].items() if text in new]
        for name, new in news.items()
        if new
    }


def _side(
    name: str,
    desk: _Desk,
    act: Callable[[], int],
    most: float | None = None,
    goal: str = "",
) -> Side:
    def run() -> Sample:
        desk.fresh()
        begun = perf_counter()
        made = act()
        return Sample((perf_counter() - begun) * 1000, made)

    return Side(name, run, most, goal)


def _same(what: str, one: object, other: object) -> None:
    if one != other:
        raise Unequal(f"{what}: {one!r:.300} and {other!r:.300}")
