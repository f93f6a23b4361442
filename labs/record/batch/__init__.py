"""A file, taken whole or not at all: outcome against the record, and kept in one act."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, user_of
from labs.exchange import ParsedFile
from labs.exchange.report import REFUSING, Outcome, count_outcomes
from labs.models import Batch, Clinic
from labs.models.snapshot import snapshot, writing
from labs.record.batch.known import find_patients
from labs.record.batch.plan import ImportPlan, plan_import
from labs.record.batch.write import write_plan


@dataclass(frozen=True)
class IncomingFile:
    """A file as it was read, and what is remembered of it."""

    parsed: ParsedFile
    sha256: str
    filename: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    create_patients: bool = False


@dataclass(frozen=True)
class FileOutcome:
    """What becomes, or became, of each row."""

    outcomes: Sequence[Outcome]
    names: Mapping[str, str]  # of the patients, by reference
    batch: Batch | None = None
    kept: bool = False

    @property
    def counts(self) -> dict[str, int]:
        return count_outcomes(self.outcomes)

    @property
    def refused(self) -> bool:
        return any(at.outcome in REFUSING for at in self.outcomes)

    @property
    def seal(self) -> str:
        """Changes when the file or what the record says to it has changed."""
        seen = [_row_as_seen(at) for at in self.outcomes]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def preview_file(clinic: Clinic, file: IncomingFile, *, by: Actor) -> FileOutcome:
    """What would become of the file now. Nothing is kept; that somebody looked, is."""
    _require_rights(clinic, file, by)
    with snapshot():
        outcome = _build_outcome(
            plan_import(clinic, file.parsed, by=user_of(by), create=file.create_patients)
        )
    facts = _shown_facts(file, outcome)
    audit.read_list("import-previewed", by=by, clinic=clinic, **facts)
    return outcome


@writing()
def import_file(
    clinic: Clinic, file: IncomingFile, *, by: Actor, seen: str = ""
) -> FileOutcome:
    """All rows, or none: also when what becomes of them is not what was `seen` before.

    The rows were read beforehand; the clinic's lock is held for the record's part alone.
    """
    _require_rights(clinic, file, by)
    with audit.open_act(clinic, by) as act:
        plan = plan_import(clinic, file.parsed, by=user_of(by), create=file.create_patients)
        outcome = _build_outcome(plan)
        if outcome.refused or (seen and seen != outcome.seal):
            act.write("import-refused", **_shown_facts(file, outcome))
            return outcome
        if not plan.has_news:
            act.write("import-unchanged", **_shown_facts(file, outcome))
            return replace(outcome, kept=True)
        batch = Batch(
            clinic=clinic,
            filename=file.filename[:255],
            format=file.parsed.format,
            sha256=file.sha256,
            mapping=dict(file.mapping),
            counts=outcome.counts,
        )
        write_plan(batch, plan, act, _count_facts(file, outcome))
    return replace(outcome, kept=True, batch=batch)


def find_earlier(clinic: Clinic, sha256: str) -> Batch | None:
    return Batch.objects.filter(clinic=clinic, sha256=sha256).order_by("-pk").first()


def knows_number(clinic: Clinic, number: str, *, by: Actor) -> bool:
    """Whether a patient of the clinic whom this person sees has the number."""
    return bool(find_patients(clinic, [number], user_of(by)))


def _require_rights(clinic: Clinic, file: IncomingFile, by: Actor) -> None:
    require_right(user_of(by), May.IMPORT, clinic)
    if file.create_patients:
        require_right(user_of(by), May.CREATE_PATIENT, clinic)


def _build_outcome(plan: ImportPlan) -> FileOutcome:
    return FileOutcome(
        tuple(plan.outcomes), {each.ref: each.name for each in plan.patients}
    )


def _count_facts(file: IncomingFile, outcome: FileOutcome) -> dict[str, Any]:
    """Counts and a hash: an event holds no names and no values."""
    return {"sha256": file.sha256, "men": len(outcome.names), **outcome.counts}


def _shown_facts(file: IncomingFile, outcome: FileOutcome) -> dict[str, Any]:
    """The answer says what the record holds of these men: by reference, who they are."""
    return {"patients": sorted(outcome.names), **_count_facts(file, outcome)}


def _row_as_seen(at: Outcome) -> list[object]:
    before = at.before and (at.before.id, at.before.version, at.before.value.reported)
    return [at.source.line, at.source.path, at.outcome, at.code, at.ref, before]
