"""What becomes of each row of a file: decided man by man, in the file's order."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from labs.exchange import Aside, Entry, Found, Problem, Row, Source, as_csv
from labs.exchange.doubts import doubts
from labs.exchange.identity import IN_ERROR, Chain, Decision, nearest, oldest_first
from labs.exchange.report import Outcome
from labs.models import Clinic, ParkedRow, Patient, PatientDetails
from labs.readings import Kind, Reading
from labs.record.batch.known import Man, men, remember
from labs.words import Refused, Words

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Step:
    """One result version to be written."""

    man: Man
    chain: Chain
    reading: Reading
    entry: Entry
    twin: bool  # another result of the day may be this one


@dataclass
class Plan:
    known: dict[str, Man]
    parked_before: set[str] = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    opened: list[Man] = field(default_factory=list)
    parked: list[ParkedRow] = field(default_factory=list)

    @property
    def men(self) -> list[Man]:
        return list(self.known.values())

    @property
    def has_news(self) -> bool:
        return bool(self.steps or self.parked or self.opened)


def plan(clinic: Clinic, found: Found, *, create: bool) -> Plan:
    entries = [row for row in found.rows if isinstance(row, Entry)]
    numbers = {row.source.patient for row in found.rows if row.source} - {""}
    planned = Plan(men(clinic, numbers), _parked_before(clinic, numbers))
    remember(planned.men, entries)
    decide = _Deciding(clinic, planned, create)
    became = {at: decide.outcome(found.rows[at]) for at in oldest_first(found.rows)}
    planned.outcomes = [became[at] for at in range(len(found.rows))]
    _doubt(planned)
    return planned


def _doubt(planned: Plan) -> None:
    """Flag what is strange beside the record and the whole file, in whatever order."""
    course = cache(lambda man, key: man.record.course(key))
    flagged: dict[int, tuple[str, ...]] = {}
    for at, step in enumerate(planned.steps):
        before = nearest(course(step.man, step.reading.key), step.chain)
        flags = doubts(step.entry.reading, twin=step.twin, before=before)
        reading = replace(step.reading, flags=(*step.reading.flags, *flags))
        planned.steps[at] = replace(step, reading=reading)
        flagged[id(step.entry)] = flags
    planned.outcomes = [
        replace(each, flags=flagged.get(id(each.row), ())) for each in planned.outcomes
    ]


@dataclass
class _Deciding:
    clinic: Clinic
    planned: Plan
    create: bool
    told: dict[Chain, Source] = field(default_factory=dict)  # by which row, of this file

    def outcome(self, row: Row) -> Outcome:
        match row:
            case Problem():
                return Outcome(row, "rejected", row.code, row.text, self._ref(row.source))
            case Aside():
                if row.outcome == "unmatched":
                    self._park(row.source, row.code, row.text, row.source.cells)
                return Outcome(row, row.outcome, row.code, row.text, self._ref(row.source))
        try:
            return self._entry(row)
        except Refused as refused:
            ref = self._ref(row.source)
            return Outcome(row, "rejected", refused.code, str(refused), ref)

    def _entry(self, row: Entry) -> Outcome:
        number = row.source.patient
        man = self.planned.known.get(number) or self._opened(row)
        if man is None:
            text = str(Words.of("patient-unknown", number=number))
            self._park(
                row.source, "patient-unknown", text, as_csv.cells(number, row.reading)
            )
            return Outcome(row, "unmatched", "patient-unknown", text)
        return self._decided(row, man, man.record.decide(row))

    def _decided(self, row: Entry, man: Man, decision: Decision) -> Outcome:
        before = decision.chain.current if decision.chain else None
        outcome = Outcome(
            row,
            decision.outcome,
            decision.code,
            self._why(decision, row.reading),
            man.ref,
            before=before if decision.outcome == "corrected" else None,
        )
        if decision.outcome not in ("created", "pending", "corrected"):
            return outcome
        if row.reading.moment.date < man.born:  # mostly another man's
            day = row.reading.moment.date.isoformat()
            raise Refused("draw-before-birth", day=day, number=man.number)
        twin = decision.outcome == "created" and man.record.has_twin(row.reading)
        self._step(row, man, decision.chain, twin=twin)
        return outcome

    def _step(self, row: Entry, man: Man, chain: Chain | None, *, twin: bool) -> None:
        reading = replace(row.reading, source_id=row.identity.id)
        if chain is None:
            chain = Chain([], {row.identity.id} - {""})
        elif reading.status == IN_ERROR and reading.value.kind is Kind.ABSENT:
            # The sender withdraws a result without repeating it.
            reading = replace(chain.current, status=IN_ERROR, source_id=row.identity.id)
        chain.readings.append(reading)
        self.told[chain] = row.source
        man.record.add(chain, reading)
        self.planned.steps.append(Step(man, chain, reading, row, twin))

    def _opened(self, row: Entry) -> Man | None:
        """A new record, where the file may open one and tells enough of him."""
        if not self.create:
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
        man = Man(details.number, patient.ref, details.name, details.born, patient, details)
        self.planned.known[details.number] = man
        self.planned.opened.append(man)
        return man

    def _park(self, source: Source, code: str, text: str, cells: dict[str, str]) -> None:
        """Keep a row aside, unless the same one waits already."""
        key = _key(source.patient, cells)
        if key in self.planned.parked_before:
            return
        self.planned.parked_before.add(key)
        self.planned.parked.append(
            ParkedRow(
                line=source.line,
                path=(source.path or "")[:200],
                number=source.patient[:40],
                code=code,
                reason=text[:500],
                row=cells,
            )
        )

    def _why(self, decision: Decision, reading: Reading) -> str:
        """A sentence for what a person may not expect; what is plain needs none."""
        code = decision.code or f"row-{decision.outcome}"
        if code not in _SAID:
            return ""
        facts: dict[str, object] = {}
        if decision.code and decision.chain in self.told:
            code, facts["line"] = f"{code}-in-file", self.told[decision.chain].line
        before = decision.chain.current if decision.chain else reading
        said = " ".join(filter(None, (before.value.reported, before.unit_reported)))
        facts |= {"before": said or before.status, "status": reading.status}
        return str(Words.of(code, **facts))

    def _ref(self, source: Source | None) -> str:
        man = self.planned.known.get(source.patient) if source else None
        return man.ref if man else ""


def _parked_before(clinic: Clinic, numbers: Collection[str]) -> set[str]:
    waiting = ParkedRow.objects.filter(batch__clinic=clinic, number__in=numbers)
    return {_key(number, row) for number, row in waiting.values_list("number", "row")}


def _key(number: str, cells: Any) -> str:
    return json.dumps([number, cells], sort_keys=True)


_SAID = ("conflict", "conflict-version", "unchanged-later", "row-corrected")
