"""Writing what was planned: one event a patient, and no query a row."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from labs import audit
from labs.audit import Act, user_of
from labs.exchange.fields import write_fields
from labs.exchange.identity import ResultHistory, drawn_as, same_draw
from labs.models import Access, Batch, CareTeamMember, Panel, ParkedRow, Patient, Result
from labs.readings import Draw, Reading
from labs.record import rows, worklist
from labs.record.batch.known import KnownPatient, PanelVersion, ResultVersion
from labs.record.batch.plan import ImportPlan, PlannedResult

_SIGNATURE = {"patient", "account", "replaces", "act", "by", "by_name", "at"}
_WHY = {
    "corrected": "corrected by the laboratory",
    "entered-in-error": "withdrawn by the laboratory",
}
_UNIT, _ROW = "\x1f", "\x1e"  # ASCII's separators of units and of records
_LATER = "the laboratory's later report"
_MOVED = "the draw was corrected"


def write_plan(batch: Batch, plan: ImportPlan, act: Act, told: dict[str, Any]) -> None:
    """The batch takes the first act, and every patient of it one of his own."""
    rows.save_row(batch, act)
    acts = _assign_acts(plan, act)
    _open_records(plan.opened, acts)
    writer = BatchWriter(batch, acts)
    for planned in plan.results:
        writer.add(planned)
    writer.move_along()
    writer.write()
    writer.update_worklist()
    for row in plan.parked:
        row.batch = batch
    act.wrote(*ParkedRow.objects.bulk_create(plan.parked))
    first = {"batch": batch.uid, "parked": len(plan.parked), **told}
    events = [
        _build_event(batch, patient, one, writer.readings[patient])
        for patient, one in acts.items()
    ]
    audit.write_all([(act, "file-taken", "", first), *events])


def _assign_acts(plan: ImportPlan, act: Act) -> dict[KnownPatient, Act]:
    touched = dict.fromkeys([*plan.opened, *(planned.patient for planned in plan.results)])
    return {patient: act.following(at) for at, patient in enumerate(touched, start=1)}


def _open_records(opened: list[KnownPatient], acts: dict[KnownPatient, Act]) -> None:
    for known in opened:
        known.patient.created_at = acts[known].at
    Patient.objects.bulk_create([known.patient for known in opened])
    for known in opened:
        acts[known].wrote(known.patient)
    signed = []
    for known in opened:
        if known.details:
            known.details.clean_fields(exclude=_SIGNATURE)
            signed.append((known.details, acts[known]))
    rows.save_signed(signed)
    rows.save_signed(
        [
            (
                CareTeamMember(patient=known.patient, member=user_of(acts[known].by)),
                acts[known],
            )
            for known in opened
            if known.patient.clinic.access == Access.CARE_TEAM
        ]
    )


def _build_event(
    batch: Batch, patient: KnownPatient, act: Act, readings: list[Reading]
) -> audit.PlannedEvent:
    """How many rows of his, and a hash of them: what they say stays out of the trail.

    Hashed are the texts of each row by `RESULT_FIELDS`, in the order of the file, with
    signs between them that no text of a record holds.
    """
    rows = (_UNIT.join(write_fields("", reading).values()) for reading in readings)
    text = _ROW.join(rows)
    detail = {
        "batch": batch.uid,
        "rows": len(readings),
        "rows_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "opened": patient.details is not None,
    }
    return act, "results-imported", patient.ref, detail


class BatchWriter:
    """Draws and results that are about to be written, each after what it replaces."""

    def __init__(self, batch: Batch, acts: dict[KnownPatient, Act]) -> None:
        self.readings: dict[KnownPatient, list[Reading]] = defaultdict(list)
        self._batch = batch
        self._acts = acts
        self._panels = rows.RowWriter(Panel)
        self._results = rows.RowWriter(Result)
        # Of a draw, by its uid, oldest first.
        self._versions: dict[str, list[PanelVersion]] = {}
        self._at: dict[Hashable, list[PanelVersion]] = defaultdict(list)
        self._called: dict[Hashable, str] = {}  # a draw's uid, by its name in the file
        # By patient and a draw that his rows share: entries keep it alive.
        self._found: dict[tuple[KnownPatient, int], PanelVersion] = {}
        # Uids of the draws whose results are written, by primary key of the patient.
        self._touched: dict[int, set[str]] = defaultdict(set)
        self._named: set[str] = set()  # uids of the draws that have a name in the file
        for patient in acts:
            for panel in patient.panels:
                self._at[patient, panel.draw.moment.minute].append(panel)

    def add(self, planned: PlannedResult) -> None:
        patient, reading = planned.patient, planned.reading
        old = patient.rows.get(planned.history)
        if old is None:
            panel, why = self._find_panel(planned), ""
        else:
            panel = self._panel_as_told(patient, old.panel, reading.draw)
            why = _WHY.get(reading.status, _LATER)
        columns = Result.columns_of(reading)
        patient.rows[planned.history] = self._add_result(patient, panel, columns, why, old)
        self.readings[patient].append(reading)

    def move_along(self) -> None:
        """Results that no row told anew follow their draw, where a row has moved it."""
        moved = {uid: all_[-1] for uid, all_ in self._versions.items() if len(all_) > 1}
        if not moved:
            return
        facts = rows.fact_names(Result)
        for patient in self._acts:
            for history, row in self._left_behind(patient, moved):
                columns = {name: row.columns[name] for name in facts}
                patient.rows[history] = self._add_result(
                    patient, moved[row.panel.uid], columns, _MOVED, row
                )

    def write(self) -> None:
        self._panels.write()
        self._results.write()

    def update_worklist(self) -> None:
        """Once all is written: a draw that is new here is open, of others it is asked."""
        last = [row for patient in self._acts for row in patient.rows.values()]
        flagged = {row.panel.uid for row in last if row.columns["flags"]}
        patients = {patient.patient.pk: patient.patient for patient in self._acts}
        new: dict[str, worklist.NewPanel] = {}
        for uid, versions in self._versions.items():
            columns = versions[0].columns
            if columns and columns["version"] == 0 and len(versions) == 1:
                pk, at = columns["patient_id"], columns["collected_at"]
                clinic, key = patients[pk].clinic_id, columns["id"]
                new[uid] = worklist.NewPanel(key, pk, clinic, at, uid in flagged)
        others = {pk: uids - new.keys() for pk, uids in self._touched.items()}
        worklist.update_many(patients, new_panels=new.values(), panels=others)

    def _add_result(
        self,
        patient: KnownPatient,
        panel: PanelVersion,
        columns: dict[str, Any],
        why: str,
        old: ResultVersion | None,
    ) -> ResultVersion:
        columns["patient_id"] = patient.patient.pk
        columns["panel_id"] = panel.id
        self._touched[patient.patient.pk].add(panel.uid)
        columns["collected_at"] = panel.draw.moment.at
        replaced = old.columns if old else None
        row = self._results.add(columns, self._acts[patient], why, replaced)
        return ResultVersion(row, panel)

    def _left_behind(
        self, patient: KnownPatient, moved: dict[str, PanelVersion]
    ) -> list[tuple[ResultHistory, ResultVersion]]:
        known = {row.columns["uid"] for row in patient.rows.values()}
        current = Result.objects.current().filter(patient=patient.patient)
        others = current.filter(panel__uid__in=moved).exclude(uid__in=known)
        for row in others.select_related("panel"):
            version = ResultVersion(vars(row), PanelVersion.of_row(row.panel))
            patient.rows[ResultHistory([], uid=row.uid)] = version
        return [
            (history, row)
            for history, row in patient.rows.items()
            if row.panel.uid in moved and row.panel.id != moved[row.panel.uid].id
        ]

    def _find_panel(self, planned: PlannedResult) -> PanelVersion:
        """The draw that the file names; else one of the same moment and laboratory."""
        patient, draw = planned.patient, planned.reading.draw
        named = planned.entry.identity.panel
        if named and (uid := self._called.get((patient, named))):
            return self._panel_as_told(patient, self._versions[uid][0], draw)
        if not named and (known := self._found.get((patient, id(draw)))):
            return known  # the row before, of the same draw
        there = self._at[patient, draw.moment.minute]
        for panel in there:
            if _fits_draw(draw, panel.draw) and not (named and panel.uid in self._named):
                if panel.columns:  # whichever of its rows came first
                    panel.columns["collected_reported"] = (
                        panel.columns["collected_reported"] or draw.moment.reported
                    )
                break
        else:
            panel = self._add_panel(patient, draw, self._batch.pk, "", None)
            there.append(panel)
        self._versions.setdefault(panel.uid, [panel])
        if named:
            self._called[patient, named] = panel.uid
            self._named.add(panel.uid)
        else:
            self._found[patient, id(draw)] = panel
        return panel

    def _panel_as_told(
        self, patient: KnownPatient, panel: PanelVersion, draw: Draw
    ) -> PanelVersion:
        """The version of a draw that says what a row says; a new one where none does."""
        versions = self._versions.setdefault(panel.uid, [panel])
        for version in reversed(versions):
            if same_draw(draw, version.draw):
                return version
        last = versions[-1]
        told = drawn_as(draw, last.draw)
        new = self._add_panel(patient, told, last.batch_id, _MOVED, last)
        versions.append(new)
        return new

    def _add_panel(
        self,
        patient: KnownPatient,
        draw: Draw,
        batch_id: int | None,
        why: str,
        old: PanelVersion | None,
    ) -> PanelVersion:
        columns = Panel.columns_of(draw)
        columns |= {"patient_id": patient.patient.pk, "batch_id": batch_id}
        columns["misfiled"] = False
        days = old.share_after if old else self._batch.clinic.share_after
        columns["share_after"] = days
        replaced = (
            {"id": old.id, "uid": old.uid, "version": old.draw.version} if old else None
        )
        row = self._panels.add(columns, self._acts[patient], why, replaced)
        written = replace(draw, id=row["uid"], version=row["version"])
        return PanelVersion(row["id"], written, batch_id, days, row)


def _fits_draw(draw: Draw, there: Draw) -> bool:
    """One draw shows one clock: what was printed on a clock elsewhere keeps its own."""
    new, old = draw.moment, there.moment
    if new is not old and (new.date, new.clock) != (old.date, old.clock):
        return False
    return same_draw(draw, there)
