"""A clinic's own settings, changed by its administrator."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from labs import audit
from labs.access import May, require_right
from labs.audit import Act, Actor, Operator, user_of
from labs.exchange import NameAlias, UnitAlias, check_alias
from labs.models import Access, Alias, Clinic, User
from labs.models.people import SETTINGS
from labs.models.snapshot import writing
from labs.readings.text import require_printable
from labs.record import care_team
from labs.record.rows import Conflict
from labs.words import Refused

MOST_ALIASES = 500  # each file is read with all of them
_CLOSED = ("access", "release_rule", "release_days")


def seal_settings(clinic: Clinic, names: tuple[str, ...]) -> str:
    """SHA-256 of some of its settings as they stand: what a form was opened with."""
    facts = {name: getattr(clinic, name) for name in names}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@writing()
def change(clinic: Clinic, facts: Mapping[str, Any], *, seen: str, by: Actor) -> list[str]:
    """Save some settings, and answer with the names of those that are others now.

    `seen`: `seal_settings` of the same ones as they were shown; Conflict, with the clinic
    as it stands, where they are others by now.
    """
    names = tuple(facts)
    assert set(names) <= set(SETTINGS)
    with audit.open_act(clinic, by) as act:
        now = Clinic.objects.get(pk=clinic.pk)
        require_right_now(by, May.SETTINGS, now)
        before = seal_settings(now, names)
        if before != seen:
            raise Conflict(now)
        changed = [name for name in names if getattr(now, name) != facts[name]]
        if not changed:
            return []
        for name in changed:
            setattr(now, name, facts[name])
        for name in ("name", "phone", "portal_text"):
            require_printable(getattr(now, name), "The text", 500)
        now.full_clean()
        now.save(update_fields=names)
        closed = {name: getattr(now, name) for name in changed if name in _CLOSED}
        act.write(
            "clinic-changed",
            fields=changed,
            before=before,
            after=seal_settings(now, names),
            **{name: fact for name, fact in closed.items() if fact is not None},
        )
    if closed.get("access") == Access.CARE_TEAM:
        care_team.form_teams(now, by=by)  # or nobody would see anybody
    return changed


@writing()
def add_alias(clinic: Clinic, alias: NameAlias | UnitAlias, *, by: Actor) -> Alias:
    """Let the importer read one more spelling in this clinic's files."""
    check_alias(alias)
    require_printable(alias.text, "The spelling", 100)
    unit = alias.unit if isinstance(alias, UnitAlias) else ""
    with audit.open_act(clinic, by) as act:
        require_right_now(by, May.SETTINGS, clinic)
        _require_free(clinic, alias)
        row = Alias(
            clinic=clinic,
            text=alias.text,
            folded=alias.folded,
            analyte=alias.analyte,
            side=alias.side if isinstance(alias, NameAlias) else "",
            unit=unit,
            at=act.at,
            by_name=by.name,
        )
        row.full_clean()
        row.save(force_insert=True)
        _write_alias(act, "alias-added", row)
    return row


@writing()
def remove_alias(alias: Alias, *, by: Actor) -> None:
    """Files that are read from now on are read without it; what was imported stays."""
    with audit.open_act(alias.clinic, by) as act:
        require_right_now(by, May.SETTINGS, alias.clinic)
        if Alias.objects.filter(pk=alias.pk).delete()[0]:
            _write_alias(act, "alias-removed", alias)
        else:
            act.write("alias-removed", already=True)


def require_right_now(by: Actor, right: May, clinic: Clinic) -> None:
    """Asked anew, under the clinic's lock: roles may have been taken away meanwhile."""
    user = user_of(by)
    require_right(user and User.objects.filter(pk=user.pk).first(), right, clinic)


def require_manager(by: Actor, right: May, clinic: Clinic) -> None:
    """Whoever holds the machine needs nobody's leave: what comes first comes in so."""
    if by != Operator(None):
        require_right_now(by, right, clinic)


def _require_free(clinic: Clinic, alias: NameAlias | UnitAlias) -> None:
    there: QuerySet[Alias] = Alias.objects.filter(clinic=clinic)
    if there.count() >= MOST_ALIASES:
        raise Refused("alias-too-many", most=MOST_ALIASES)
    if isinstance(alias, UnitAlias):
        there = there.filter(analyte=alias.analyte).exclude(unit="")
    else:
        there = there.filter(unit="")
    if taken := there.filter(folded=alias.folded).first():
        meant = taken.unit or f"{taken.get_analyte_display()} {taken.side}".strip()
        raise Refused("alias-taken", text=taken.text, meant=meant)


def _write_alias(act: Act, verb: str, alias: Alias) -> None:
    """Which test, and a hash of what was typed: it may be anything."""
    text = hashlib.sha256(alias.text.encode()).hexdigest()
    act.write(verb, analyte=alias.analyte, text=text, unit=bool(alias.unit))
