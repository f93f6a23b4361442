"""A file, taken whole or not at all: weighed against the record, and kept in one act."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from labs import audit
from labs.access import May, require
from labs.audit import Actor, login
from labs.exchange import Found
from labs.exchange.report import REFUSING, Outcome, counts
from labs.models import Batch, Clinic
from labs.models.snapshot import snapshot, writing
from labs.record.batch.keep import keep
from labs.record.batch.known import men
from labs.record.batch.plan import Plan, plan


@dataclass(frozen=True)
class File:
    """A file as it was read, and what is remembered of it."""

    found: Found
    sha256: str
    filename: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    create_patients: bool = False


@dataclass(frozen=True)
class Weighed:
    """What becomes, or became, of each row."""

    outcomes: Sequence[Outcome]
    names: Mapping[str, str]  # of the men, by reference
    batch: Batch | None = None
    kept: bool = False

    @property
    def counts(self) -> dict[str, int]:
        return counts(self.outcomes)

    @property
    def refused(self) -> bool:
        return any(at.outcome in REFUSING for at in self.outcomes)

    @property
    def seal(self) -> str:
        """Changes when the file or what the record says to it has changed."""
        seen = [_seen(at) for at in self.outcomes]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def weigh(clinic: Clinic, file: File, *, by: Actor) -> Weighed:
    """What would become of the file now. Nothing is kept; that somebody looked, is."""
    _require(clinic, file, by)
    with snapshot():
        weighed = _weighed(plan(clinic, file.found, create=file.create_patients))
    told = _shown(file, weighed)
    audit.read_list("import-previewed", by=by, clinic=clinic, **told)
    return weighed


@writing()
def take(clinic: Clinic, file: File, *, by: Actor, seen: str = "") -> Weighed:
    """All rows, or none: also when what becomes of them is not what was `seen` before.

    The rows were read beforehand; the clinic's lock is held for the record's part alone.
    """
    _require(clinic, file, by)
    with audit.act(clinic, by) as act:
        planned = plan(clinic, file.found, create=file.create_patients)
        weighed = _weighed(planned)
        if weighed.refused or seen not in ("", weighed.seal):
            act.write("import-refused", **_shown(file, weighed))
            return weighed
        if not planned.has_news:
            act.write("import-unchanged", **_shown(file, weighed))
            return replace(weighed, kept=True)
        batch = Batch(
            clinic=clinic,
            filename=file.filename[:255],
            format=file.found.format,
            sha256=file.sha256,
            mapping=dict(file.mapping),
            counts=weighed.counts,
        )
        keep(batch, planned, act, _told(file, weighed))
    return replace(weighed, kept=True, batch=batch)


def taken_before(clinic: Clinic, sha256: str) -> Batch | None:
    return Batch.objects.filter(clinic=clinic, sha256=sha256).order_by("-pk").first()


def knows(clinic: Clinic, number: str) -> bool:
    """Whether a man of the clinic has this number."""
    return bool(men(clinic, [number]))


def _require(clinic: Clinic, file: File, by: Actor) -> None:
    require(login(by), May.IMPORT, clinic)
    if file.create_patients:
        require(login(by), May.CREATE_PATIENT, clinic)


def _weighed(planned: Plan) -> Weighed:
    return Weighed(tuple(planned.outcomes), {man.ref: man.name for man in planned.men})


def _told(file: File, weighed: Weighed) -> dict[str, Any]:
    """Counts and a hash: an event holds no names and no values."""
    return {"sha256": file.sha256, "men": len(weighed.names), **weighed.counts}


def _shown(file: File, weighed: Weighed) -> dict[str, Any]:
    """The answer says what the record holds of these men: by reference, who they are."""
    return {"patients": sorted(weighed.names), **_told(file, weighed)}


def _seen(at: Outcome) -> list[object]:
    before = at.before and (at.before.id, at.before.version, at.before.value.reported)
    return [at.source.line, at.source.path, at.outcome, at.code, at.ref, before]
