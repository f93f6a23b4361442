"""How rows are kept: signed by their act, and each version after the one before it."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied

from labs.audit import Act, login
from labs.models import Patient
from labs.models.recorded import Recorded, Signed
from labs.words import Refused

_AT_ONCE = 1000  # rows in one insert: larger ones take longer, not shorter
# What a version has of its own; all else is what it says.
_OWN = {"id", "uid", "version", "replaces", "submission", "sought"} | {
    field.name for field in Signed._meta.fields
}


class Conflict(Exception):
    """Somebody was faster: `current` is the version that stands now."""

    def __init__(self, current: Recorded) -> None:
        super().__init__("This was changed meanwhile.")
        self.current = current


def standing[R: Recorded](row: R) -> R:
    """The row, if no later version has replaced it. Ask under the clinic's lock."""
    current = type(row)._default_manager.get(uid=row.uid, replaced_by=None)
    if current.pk != row.pk:
        raise Conflict(current)
    return current


def sent[R: Recorded](kind: type[R], patient: Patient, submission: str) -> R | None:
    """What a form has recorded that is sent for the second time."""
    if not submission:
        return None
    return kind._default_manager.filter(patient=patient, submission=submission).first()


def keep[S: Signed](row: S, act: Act, *, why: str = "") -> S:
    _sign(row, act, why)
    row.save(force_insert=True)
    return row


def keep_all[S: Signed](rows: Sequence[S], act: Act, *, why: str = "") -> list[S]:
    for row in rows:
        _sign(row, act, why)
    return type(rows[0])._default_manager.bulk_create(rows) if rows else []


def keep_signed[S: Signed](signed: Sequence[tuple[S, Act, str]]) -> None:
    """Rows of several acts of one transaction, each with its own reason, in one insert.

    For a file's rows: their readings were checked when they were read, field by field.
    """
    for row, act, why in signed:
        _put(row, act, why)
    if signed:
        kind = type(signed[0][0])
        kind._default_manager.bulk_create([row for row, _, _ in signed], _AT_ONCE)


def after[R: Recorded](row: R, old: R) -> R:
    """Make a new row the version that replaces an old one."""
    row.uid, row.version, row.replaces = old.uid, old.version + 1, old
    return row


def again[R: Recorded](old: R, **changes: object) -> R:
    """The next version of a row: the same, but for what is said."""
    facts = {field.attname: getattr(old, field.attname) for field in _facts(old)}
    row = after(type(old)(**facts), old)
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def same[R: Recorded](row: R, other: R, *, but: Collection[str] = ()) -> bool:
    """Whether both say the same, whoever said it and when."""
    return all(
        getattr(row, field.attname) == getattr(other, field.attname)
        for field in _facts(row)
        if field.name not in but
    )


def reason(why: str) -> str:
    if not why.strip():
        raise Refused("reason-missing")
    return why.strip()


def _facts(row: Recorded) -> list[Any]:
    return [field for field in row._meta.concrete_fields if field.name not in _OWN]


def _sign(row: Signed, act: Act, why: str) -> None:
    _put(row, act, why)
    # Foreign keys are the database's to check; asking it beforehand costs a query each.
    keys = {field.name for field in row._meta.fields if field.is_relation}
    row.clean_fields(exclude=keys)


def _put(row: Signed, act: Act, why: str) -> None:
    by = login(act.by)
    if by is None:
        raise PermissionDenied("A record is kept by a person of the clinic.")
    row.act, row.by, row.by_name, row.at, row.why = act.seq, by, act.by.name, act.at, why
