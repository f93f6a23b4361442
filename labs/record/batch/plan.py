"""What becomes of each row of a file, decided in the order in which results came about."""

import json
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from labs.exchange import Entry, ParsedFile, Problem, Row, SkippedRow, Source
from labs.exchange.doubts import find_doubts
from labs.exchange.fields import write_fields
from labs.exchange.identity import (
    IN_ERROR,
    MatchDecision,
    ResultHistory,
    find_nature,
    find_nearest,
    oldest_first,
)
from labs.exchange.report import Outcome
from labs.models import Access, Clinic, ParkedRow, Patient, PatientDetails, User
from labs.readings import Kind, Reading
from labs.record.batch.known import KnownPatient, find_patients, list_hidden, load_results
from labs.words import Refused, gettext, gettext_noop

_LONGEST_NAME = 200


@dataclass(slots=True)
class PlannedResult:
    """One result version to be written."""

    patient: KnownPatient
    history: ResultHistory
    reading: Reading
    entry: Entry
    twin: bool  # another result of the day may be this one


@dataclass
class ImportPlan:
    """What becomes of each row, and all that is to be written for it."""

    known: dict[str, KnownPatient]  # by the number in the file
    parked_before: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)  # numbers of patients who are not seen
    outcomes: list[Outcome] = field(default_factory=list)
    results: list[PlannedResult] = field(default_factory=list)
    opened: list[KnownPatient] = field(default_factory=list)
    parked: list[ParkedRow] = field(default_factory=list)

    @property
    def patients(self) -> list[KnownPatient]:
        return list(self.known.values())

    @property
    def has_news(self) -> bool:
        return bool(self.results or self.parked or self.opened)


def plan_import(
    clinic: Clinic, parsed: ParsedFile, *, by: User | None, create: bool
) -> ImportPlan:
    """Weigh a file against what `by` sees. `create`: open records for unknown numbers."""
    entries = [row for row in parsed.rows if isinstance(row, Entry)]
    numbers = {row.source.patient for row in parsed.rows if row.source} - {""}
    known = find_patients(clinic, numbers, by)
    plan = ImportPlan(
        known, _parked_before(clinic, numbers), list_hidden(clinic, numbers, known)
    )
    load_results(plan.patients, entries)
    planner = _Planner(clinic, plan, create)
    rows = parsed.rows
    natures = [find_nature(row.reading) if isinstance(row, Entry) else None for row in rows]
    order = oldest_first(rows, natures)
    became = {at: planner.settle_row(rows[at], natures[at]) for at in order}
    plan.outcomes = [became[at] for at in range(len(rows))]
    _add_flags(plan)
    return plan


def _add_flags(plan: ImportPlan) -> None:
    """Flag what is strange beside the record and the whole file, in whatever order."""
    course = cache(lambda patient, key: patient.results.course(key))
    flagged: dict[int, tuple[str, ...]] = {}
    for planned in plan.results:
        told = planned.entry.reading
        before: Iterator[Reading] = iter(())
        if told.analyte.jump is not None:  # of others nobody asks what was before
            of_analyte = course(planned.patient, told.key)
            before = find_nearest(of_analyte, planned.history)
        if flags := find_doubts(told, twin=planned.twin, before=before):
            reading = planned.reading
            planned.reading = replace(reading, flags=(*reading.flags, *flags))
            flagged[id(planned.entry)] = flags
    if flagged:
        plan.outcomes = [
            each._replace(flags=flagged[id(each.row)]) if id(each.row) in flagged else each
            for each in plan.outcomes
        ]


@dataclass
class _Planner:
    clinic: Clinic
    plan: ImportPlan
    create: bool
    # By which row of this file each was told.
    told: dict[ResultHistory, Source] = field(default_factory=dict)

    def settle_row(self, row: Row, nature: Hashable) -> Outcome:
        match row:
            case Problem():
                return Outcome(row, "rejected", row.code, row.text, self._ref(row.source))
            case SkippedRow():
                if row.outcome == "unmatched":
                    self._park(row.source, row.code, row.text, row.source.texts)
                return Outcome(row, row.outcome, row.code, row.text, self._ref(row.source))
        try:
            return self._settle_entry(row, nature)
        except Refused as refused:
            ref = self._ref(row.source)
            return Outcome(row, "rejected", refused.code, str(refused), ref)

    def _settle_entry(self, row: Entry, nature: Hashable) -> Outcome:
        number = row.source.patient
        patient = self.plan.known.get(number) or self._open_record(row)
        if patient is None:
            text = gettext(_UNMATCHED[self.clinic.access], number=number)
            texts = write_fields(number, row.reading)
            self._park(row.source, "patient-unknown", text, texts)
            return Outcome(row, "unmatched", "patient-unknown", text)
        decision = patient.results.decide(row, nature)
        history = decision.history
        before = history.current if history else None
        outcome = Outcome(
            row,
            decision.outcome,
            decision.code,
            self._why(decision, row.reading),
            patient.ref,
            before=before if decision.outcome == "corrected" else None,
        )
        if decision.outcome not in ("created", "pending", "corrected"):
            return outcome
        if row.reading.moment.date < patient.born:  # mostly another man's
            day = row.reading.moment.date.isoformat()
            raise Refused("draw-before-birth", day=day, number=patient.number)
        twin = decision.outcome == "created" and patient.results.has_twin(row.reading)
        self._plan_result(row, nature, patient, history, twin=twin)
        return outcome

    def _plan_result(
        self,
        row: Entry,
        nature: Hashable,
        patient: KnownPatient,
        history: ResultHistory | None,
        *,
        twin: bool,
    ) -> None:
        reading, sender = row.reading, row.identity.id
        if history is None:
            history = ResultHistory([], frozenset({sender} - {""}))
        elif reading.status == IN_ERROR and reading.value.kind is Kind.ABSENT:
            # The sender withdraws a result without repeating it.
            reading = replace(history.current, status=IN_ERROR)
            nature = find_nature(reading)
        if sender or reading.source_id:
            reading = replace(reading, source_id=sender)
        history.readings.append(reading)
        self.told[history] = row.source
        patient.results.add(history, reading, nature)
        self.plan.results.append(PlannedResult(patient, history, reading, row, twin))

    def _open_record(self, row: Entry) -> KnownPatient | None:
        """A new record, where the file may open one and tells enough of him."""
        if not self.create or row.source.patient in self.plan.hidden:
            return None
        if row.person is None:
            raise Refused("patient-incomplete", number=row.source.patient)
        if len(row.person.name) > _LONGEST_NAME:
            raise Refused("text-too-long", what="The name", most=_LONGEST_NAME)
        patient = Patient(clinic=self.clinic)
        details = PatientDetails(
            patient=patient,
            number=row.source.patient,
            name=row.person.name,
            born=row.person.born,
        )
        known = KnownPatient(
            details.number, patient.ref, details.name, details.born, patient, details
        )
        self.plan.known[known.number] = known
        self.plan.opened.append(known)
        return known

    def _park(self, source: Source, code: str, text: str, texts: Mapping[str, str]) -> None:
        """Keep a row aside, unless the same one waits already."""
        key = _row_key(source.patient, texts)
        if key in self.plan.parked_before:
            return
        self.plan.parked_before.add(key)
        self.plan.parked.append(
            ParkedRow(
                line=source.line,
                path=(source.path or "")[:200],
                number=source.patient[:40],
                code=code,
                reason=text[:500],
                row=dict(texts),
            )
        )

    def _why(self, decision: MatchDecision, reading: Reading) -> str:
        """A sentence for what a person may not expect; what is plain needs none."""
        before = decision.history.current if decision.history else reading
        said = " ".join(filter(None, (before.value.reported, before.unit_reported)))
        said = said or before.status
        if decision.outcome == "corrected":
            return gettext("It replaces {before}, which stays readable.", before=said)
        if decision.code not in _BESIDE_THE_RECORD:
            return ""
        if decision.history in self.told:
            line = self.told[decision.history].line
            return gettext(_BESIDE_A_ROW[decision.code], before=said, line=line)
        return gettext(_BESIDE_THE_RECORD[decision.code], before=said)

    def _ref(self, source: Source | None) -> str:
        known = self.plan.known.get(source.patient) if source else None
        return known.ref if known else ""


def _parked_before(clinic: Clinic, numbers: Collection[str]) -> set[str]:
    waiting = ParkedRow.objects.filter(batch__clinic=clinic, number__in=numbers)
    return {_row_key(number, row) for number, row in waiting.values_list("number", "row")}


def _row_key(number: str, texts: Any) -> str:
    return json.dumps([number, texts], sort_keys=True)


# By the clinic's access: who is not seen is answered as who is not there.
_UNMATCHED: dict[str, str] = {
    Access.OPEN: gettext_noop(
        "No patient of this clinic has the number {number}. The row is in no record."
    ),
    Access.CARE_TEAM: gettext_noop(
        "No patient on your care teams has the number {number}. The row is in no record."
    ),
}
# By the code of an outcome: beside what the record has, and beside a row of this file.
_BESIDE_THE_RECORD = {
    "conflict": gettext_noop(
        "The record has {before} for this draw, and the file does not call its value "
        "a correction. Ask the laboratory which one stands."
    ),
    "conflict-version": gettext_noop(
        "The record has {before} as this version of the result. A correction is a row "
        "with the next version."
    ),
    "unchanged-later": gettext_noop("The record has a later version already."),
}
_BESIDE_A_ROW = {
    "conflict": gettext_noop(
        "Line {line} of this file has {before} for this draw, and this row does not call "
        "its value a correction. Ask the laboratory which one stands."
    ),
    "conflict-version": gettext_noop(
        "Line {line} of this file has {before} as this version of the result. A "
        "correction is a row with the next version."
    ),
    "unchanged-later": gettext_noop(
        "Line {line} of this file has a later version already."
    ),
}
