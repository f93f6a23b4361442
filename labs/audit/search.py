"""Events, looked for: by person, verb, patient and days, newest first, a page at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from labs.audit.actors import Actor
from labs.audit.chain import leave_event
from labs.audit.verbs import describe_verb
from labs.models import AuditEvent, Clinic, User

VERIFIED = "audit-verified"
A_PAGE = 50


@dataclass(frozen=True)
class EventFilter:
    """What is looked for; empty: everything. Days are the clinic's, both included."""

    person: str = ""  # key of the login
    verb: str = ""
    ref: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class EventRow:
    """One event in words."""

    number: int
    at: datetime
    by: str
    what: str
    ref: str
    spilled: bool

    @classmethod
    def of(cls, event: AuditEvent) -> "EventRow":
        return cls(
            event.seq,
            event.at,
            event.by_name,
            describe_verb(event.verb),
            event.patient,
            '"spilled":' in event.detail,
        )


@dataclass(frozen=True)
class EventPage:
    """`older`: the number below which the next page begins; None on the last one."""

    rows: Sequence[EventRow]
    older: int | None

    @property
    def refs(self) -> list[str]:
        return sorted({row.ref for row in self.rows if row.ref})


def find_events(
    clinic: Clinic,
    sought: EventFilter,
    *,
    own: User | None = None,
    below: int | None = None,
) -> EventPage:
    """Events of a clinic that fit; of one person's own alone where `own` is given."""
    events = AuditEvent.objects.filter(chain=clinic.slug).filter(_build_condition(sought))
    events = _within_days(events, sought, ZoneInfo(clinic.zone))
    if own:
        events = events.filter(by=str(own.pk))
    if below:
        events = events.filter(seq__lt=below)
    found = list(events.order_by("-seq")[: A_PAGE + 1])
    older = found[A_PAGE - 1].seq if len(found) > A_PAGE else None
    return EventPage([EventRow.of(event) for event in found[:A_PAGE]], older)


def _build_condition(sought: EventFilter) -> Q:
    condition = Q()
    if sought.person:
        condition &= Q(by=sought.person)
    if sought.verb:
        condition &= Q(verb=sought.verb)
    if sought.ref:  # he alone, or one of a list that was shown, as canonical JSON has it
        listed = rf'"patients":\[[^]]*"{sought.ref}"'
        condition &= Q(patient=sought.ref) | Q(patient="", detail__regex=listed)
    return condition


def _within_days(
    events: QuerySet[AuditEvent], sought: EventFilter, zone: ZoneInfo
) -> QuerySet[AuditEvent]:
    if sought.since:
        events = events.filter(at__gte=datetime.combine(sought.since, time(), zone))
    if sought.until:
        after = sought.until + timedelta(days=1)
        events = events.filter(at__lt=datetime.combine(after, time(), zone))
    return events


@dataclass(frozen=True)
class Verification:
    """The last time that the whole audit was verified, as its event tells it."""

    at: datetime
    ok: bool


def record_verification(chain: str, ok: bool, events: int, by: Actor) -> None:
    """Leave the event of a verification in a clinic's chain."""
    leave_event(chain, by, VERIFIED, ok=ok, events=events)


def find_verification(clinic: Clinic) -> Verification | None:
    mine = AuditEvent.objects.filter(chain=clinic.slug, verb=VERIFIED)
    event = mine.order_by("-seq").first()
    return Verification(event.at, json.loads(event.detail)["ok"]) if event else None
