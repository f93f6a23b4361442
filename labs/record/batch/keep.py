"""Writing what was planned: one event a man, and no query a row."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import Any

from labs import audit
from labs.audit import Act
from labs.exchange import as_csv
from labs.exchange.identity import Chain, at, drawn_as, same_draw
from labs.models import Batch, Panel, ParkedRow, Patient, Result
from labs.models.recorded import Recorded
from labs.readings import Draw, Reading
from labs.record import rows, worklist
from labs.record.batch.known import Man
from labs.record.batch.plan import Plan, Step

_SIGNATURE = {"patient", "account", "replaces", "act", "by", "by_name", "at"}
_WHY = {
    "corrected": "corrected by the laboratory",
    "entered-in-error": "withdrawn by the laboratory",
}
_LATER = "the laboratory's later report"
_MOVED = "the draw was corrected"


def keep(batch: Batch, planned: Plan, act: Act, told: dict[str, Any]) -> None:
    """The batch takes the first act, and every man of it one of his own."""
    rows.keep(batch, act)
    acts = _acts(planned, act)
    _open(planned.opened, acts)
    keeping = Keeping(batch, acts)
    for step in planned.steps:
        keeping.take(step)
    keeping.move_along()
    keeping.write()
    keeping.update_worklist()
    for row in planned.parked:
        row.batch = batch
    ParkedRow.objects.bulk_create(planned.parked)
    first = {"batch": batch.uid, "parked": len(planned.parked), **told}
    events = [_event(batch, man, keeping.said[man]) for man in acts]
    audit.write_all(act, [("file-taken", "", first), *events])


def _acts(planned: Plan, act: Act) -> dict[Man, Act]:
    touched = dict.fromkeys([*planned.opened, *(step.man for step in planned.steps)])
    return {man: replace(act, seq=act.seq + at) for at, man in enumerate(touched, start=1)}


def _open(opened: list[Man], acts: dict[Man, Act]) -> None:
    for man in opened:
        man.patient.created_at = acts[man].at
    Patient.objects.bulk_create([man.patient for man in opened])
    for man in opened:
        if man.details:
            man.details.clean_fields(exclude=_SIGNATURE)
    rows.keep_signed([(man.details, acts[man], "") for man in opened if man.details])


def _event(batch: Batch, man: Man, said: list[Reading]) -> audit.Told:
    """How many rows of his, and a hash of them: what they say stays out of the trail."""
    cells = [as_csv.cells("", reading) for reading in said]
    text = json.dumps(cells, sort_keys=True, ensure_ascii=False)
    detail = {
        "batch": batch.uid,
        "rows": len(said),
        "rows_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "opened": man.details is not None,
    }
    return "results-imported", man.patient.ref, detail


type _Signed[R] = list[tuple[R, Act, str]]


class Keeping:
    """Draws and results that are about to be written, each after what it replaces."""

    def __init__(self, batch: Batch, acts: dict[Man, Act]) -> None:
        self.said: dict[Man, list[Reading]] = defaultdict(list)
        self._batch = batch
        self._acts = acts
        self._panels: _Signed[Panel] = []
        self._results: _Signed[Result] = []
        self._versions: dict[str, list[Panel]] = {}  # of a draw, by its uid, oldest first
        self._at: dict[Hashable, list[Panel]] = defaultdict(list)  # by man and moment
        self._called: dict[Hashable, str] = {}  # a draw's uid, by man and name in the file
        self._draws: dict[int, Draw] = {}
        for man in acts:
            for panel in man.panels:
                self._at[man, at(panel.moment)].append(panel)

    def take(self, step: Step) -> None:
        man, reading = step.man, step.reading
        old = man.rows.get(step.chain)
        if old is None:
            panel = self._panel_of_new(step)
            row, why = Result.of(panel, reading), ""
        else:
            panel = self._version(man, old.panel, reading.draw)
            row = rows.after(Result.of(panel, reading), old)
            why = _WHY.get(reading.status, _LATER)
        man.rows[step.chain] = row
        self._results.append((row, self._acts[man], why))
        self.said[man].append(reading)

    def move_along(self) -> None:
        """Results that no row told anew follow their draw, where a row has moved it."""
        moved = {uid: all_[-1] for uid, all_ in self._versions.items() if len(all_) > 1}
        if not moved:
            return
        for man, act in self._acts.items():
            for chain, row in self._left_behind(man, moved):
                panel = moved[row.panel.uid]
                new = rows.again(row, panel=panel, collected_at=panel.collected_at)
                man.rows[chain] = new
                self._results.append((new, act, _MOVED))

    def write(self) -> None:
        _keep(self._panels)
        _keep(self._results)

    def update_worklist(self) -> None:
        """Once all is written: a draw that is new here is open, of others it is asked."""
        new = {
            id(panel): panel
            for panel, _, _ in self._panels
            if panel.version == 0 and len(self._versions[panel.uid]) == 1
        }
        last_rows = [row for man in self._acts for row in man.rows.values()]
        flagged = {id(row.panel) for row in last_rows if row.flags}
        others: dict[int, set[str]] = defaultdict(set)
        for row, _, _ in self._results:
            if id(row.panel) not in new:
                others[row.patient_id].add(row.panel.uid)
        worklist.update_many(
            [man.patient.pk for man in self._acts],
            new_panels=[(panel, key in flagged) for key, panel in new.items()],
            panels=others,
        )

    def _left_behind(self, man: Man, moved: dict[str, Panel]) -> list[tuple[Chain, Result]]:
        known = {row.uid for row in man.rows.values()}
        others = Result.objects.current().filter(patient=man.patient, panel__uid__in=moved)
        for row in others.exclude(uid__in=known).select_related("panel"):
            man.rows[Chain([], uid=row.uid)] = row
        return [
            (chain, row)
            for chain, row in man.rows.items()
            if row.panel.uid in moved and row.panel is not moved[row.panel.uid]
        ]

    def _panel_of_new(self, step: Step) -> Panel:
        """The draw that the file names; else one of the same moment and laboratory."""
        man, draw = step.man, step.reading.draw
        name = (man, step.entry.identity.panel)
        if uid := self._called.get(name):
            return self._version(man, self._versions[uid][0], draw)
        there = self._at[man, at(draw.moment)]
        named = set(self._called.values()) if step.entry.identity.panel else ()
        for panel in there:
            if _joins(draw, self._draw(panel)) and panel.uid not in named:
                if panel.pk is None:  # whichever of its rows came first
                    panel.collected_reported = (
                        panel.collected_reported or draw.moment.reported
                    )
                break
        else:
            panel = Panel.of(man.patient, draw)
            panel.batch = self._batch
            self._panels.append((panel, self._acts[man], ""))
            there.append(panel)
        self._versions.setdefault(panel.uid, [panel])
        if step.entry.identity.panel:
            self._called[name] = panel.uid
        return panel

    def _version(self, man: Man, panel: Panel, draw: Draw) -> Panel:
        """The version of a draw that says what a row says; a new one where none does."""
        versions = self._versions.setdefault(panel.uid, [panel])
        for version in reversed(versions):
            if same_draw(draw, self._draw(version)):
                return version
        last = versions[-1]
        new = rows.after(Panel.of(man.patient, drawn_as(draw, self._draw(last))), last)
        new.batch = last.batch
        versions.append(new)
        self._panels.append((new, self._acts[man], _MOVED))
        return new

    def _draw(self, panel: Panel) -> Draw:
        if id(panel) not in self._draws:
            self._draws[id(panel)] = panel.draw
        return self._draws[id(panel)]


def _joins(draw: Draw, there: Draw) -> bool:
    """One draw shows one clock: what was printed on a clock elsewhere keeps its own."""
    new, old = draw.moment, there.moment
    return same_draw(draw, there) and (new.date, new.clock) == (old.date, old.clock)


def _keep[R: Recorded](signed: _Signed[R]) -> None:
    for wave in _waves(signed):
        rows.keep_signed(wave)


def _waves[R: Recorded](signed: _Signed[R]) -> Iterator[_Signed[R]]:
    """What replaces nothing new first, then what replaces that, and so on."""
    depth: dict[int, int] = {}
    waves: dict[int, _Signed[R]] = defaultdict(list)
    for row, act, why in signed:
        depth[id(row)] = depth.get(id(row.replaces), -1) + 1
        waves[depth[id(row)]].append((row, act, why))
    return iter(waves.values())
