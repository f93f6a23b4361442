"""Whatever is done to a draw, its patient reads what contracts 9 and 19 let him, no more.

Beside the record stands a model that knows no SQL and no rows: what he was shown, what a
clinician had in view, and when the clinic's rule has its turn.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from labs import record
from labs.models import Panel
from labs.words import Refused
from tests import factories
from tests.factories import reading

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 10, 12, tzinfo=BERLIN)
# By rule: the days that a clinic sets, and those after which a draw is shared.
RULES = {"at-once": (None, 0), "on-review": (None, 3), "after-days": (5, 5)}
LATER = {"at-once": "after-days", "on-review": "at-once", "after-days": "on-review"}
KEYS = ("lh", "testosterone", "fsh")  # the last one is added later
READS = {
    "clear": {},
    "flagged": {"flags": ("soft-limit",)},
    "asked": {"flags": ("doubled-hour",)},
    "preliminary": {"status": "preliminary"},
}
_VALUE = re.compile(r"7\.\d{3}")

kinds = st.sampled_from([*READS, "clear", "clear"])
keys = st.sampled_from(KEYS)
acts = st.one_of(
    st.tuples(st.just("correct"), keys, kinds),
    st.tuples(st.just("add"), kinds),
    st.tuples(st.just("enter in error"), keys),
    st.tuples(st.just("hold"), st.integers(1, 15)),
    st.tuples(st.just("wait"), st.sampled_from([1, 25, 49, 80, 200])),
    *(st.tuples(st.just(each)) for each in ("share", "share", "later", "back", "open")),
)


@dataclass(eq=False)
class Version:
    text: str
    kind: str  # one of READS, or "error"
    at: datetime

    @property
    def final(self):
        return self.kind in ("clear", "flagged", "asked")

    @property
    def clear(self):
        return self.kind in ("clear", "asked")


@dataclass
class Model:
    """What the two contracts say of one draw."""

    days: int | None  # of the rule at its entry; None: older than his login
    results: dict = field(default_factory=dict)  # by key: versions, and since when clear
    shared: set = field(default_factory=set)
    in_view: set = field(default_factory=set)
    seen: list = field(default_factory=list)
    stands: bool = False  # an act that shared something of it stands
    opened: bool = False
    ended: bool = False  # what was shared was taken back, and not reviewed since
    held: date | None = None

    def record(self, key, version):
        versions, since = self.results.get(key, ([], None))
        was_clear = bool(versions) and versions[-1].clear
        since = since if was_clear else version.at
        self.results[key] = ([*versions, version], since)

    def share(self):
        self.review()
        for key, (versions, _) in self.results.items():
            if versions[-1].final:
                self.shared.add(key)
                self.in_view.add(versions[-1])
        self.stands, self.held = True, None

    def review(self):
        self.ended = False

    def take_back(self):
        if self.opened:
            return
        self.ended = self.ended or self.stands
        self.stands = False
        self.shared, self.in_view, self.seen = set(), set(), []

    def tick(self, now):
        """Whether the rule shares something now."""
        before = {*self.shared}
        for key, (versions, since) in self.results.items():
            if self.days is None or self.ended or key in self.readable:
                continue
            due = since + timedelta(days=self.days)
            if self.held:
                due = max(due, datetime.combine(self.held, datetime.min.time(), BERLIN))
            if versions[-1].clear and due <= now:
                self.shared.add(key)
                self.stands = True
        if self.stands:
            self.held = None
        return self.shared != before

    @property
    def readable(self):
        found = {}
        for key in self.shared:
            last = self.results[key][0][-1]
            if last.clear or (last.final and last in self.in_view):
                found[key] = last
        return found

    @property
    def before(self):
        """What may stand beside a correction: earlier versions that he could read."""
        return {
            version.text
            for key in self.readable
            for version in self.results[key][0]
            if version in self.seen
        }

    @property
    def waits(self):
        current = {key: versions[-1] for key, (versions, _) in self.results.items()}
        return any(
            version.kind != "error" and key not in self.readable
            for key, version in current.items()
        )


class Played:
    """A record to which acts are done, with its model."""

    def __init__(self, patient, by, move_to, days):
        self.patient, self.by, self.move_to = patient, by, move_to
        self.now, self.number = NOON, 0
        self.panel = factories.drawn(
            patient, "2026-03-02 08:10", by=by, lh=self._value(), testosterone=self._value()
        )
        self.model = Model(days)
        for row in self.panel.results.order_by("pk"):
            self.model.record(row.analyte, Version(row.reported, "clear", self.now))

    def _value(self):
        self.number += 1
        return f"7.{self.number:03}"

    def _read(self, key, kind):
        text = self._value()
        told = reading(key, text, taken=self.panel.draw, **READS[kind])
        return told, Version(text, kind, self.now)

    def do(self, act, *told):
        try:
            getattr(self, f"do_{act.replace(' ', '_')}")(*told)
        except Refused:
            return
        self.model.seen += self.model.readable.values()

    def do_correct(self, key, kind):
        if key not in self.model.results or self.model.results[key][0][-1].kind == "error":
            return
        told, version = self._read(key, kind)
        old = self.panel.results.current().get(analyte=key)
        record.result.correct(old, told, by=self.by, why="misread")
        self.model.record(key, version)

    def do_add(self, kind):
        if "fsh" in self.model.results:
            return
        told, version = self._read("fsh", kind)
        record.result.add(self.panel, told, by=self.by)
        self.model.record("fsh", version)

    def do_enter_in_error(self, key):
        if key not in self.model.results:
            return
        old = self.panel.results.current().get(analyte=key)
        record.result.enter_in_error(old, by=self.by, why="another man's")
        self.model.record(key, Version(old.reported, "error", self.now))

    def do_share(self):
        signed = Panel.objects.with_review().get(pk=self.panel.pk).is_reviewed
        final = [key for key, (all_, _) in self.model.results.items() if all_[-1].final]
        record.release.sign_off(self.panel, by=self.by)
        if not signed or any(key not in self.model.readable for key in final):
            self.model.share()

    def do_later(self):
        signed = Panel.objects.with_review().get(pk=self.panel.pk).is_reviewed
        record.release.sign_off(self.panel, by=self.by, share=False)
        if not signed:
            assert not self.model.stands
            self.model.review()

    def do_hold(self, days):
        until = self.now.date() + timedelta(days=days)
        record.release.hold(self.panel, until, by=self.by, why="asked")
        assert not self.model.stands
        assert days <= 14
        self.model.held = until

    def do_back(self):
        record.release.take_back(self.panel, by=self.by, why="too early")
        self.model.take_back()

    def do_open(self):
        self.ask(reverse("me"))
        self.model.opened = self.model.opened or self.model.stands

    def do_wait(self, hours):
        self.now += timedelta(hours=hours)
        self.move_to(self.now, tick=False)
        assert record.release.share_due() == self.model.tick(self.now)

    def ask(self, address):
        client = Client()
        client.force_login(self.patient.owner)
        return client.get(address)

    def check(self):
        """All doors, without leaving a trace that he has opened anything."""
        with transaction.atomic():
            series = self.ask(reverse("me_series")).json()
            page = self.ask(reverse("me")).content.decode()
            own = self.ask(reverse("me_panel", args=[self.panel.uid]))
            transaction.set_rollback(True)
        now = {version.text for version in self.model.readable.values()}
        assert {*_VALUE.findall(str([p["reported"] for p in series["points"]]))} == now
        assert own.status_code == (200 if now else 404)
        for told in (page, own.content.decode() if now else "", str(series)):
            assert {*_VALUE.findall(told)} - now <= self.model.before
        assert now <= {*_VALUE.findall(page)}
        assert ("being checked. " in page or "being checked.<" in page) == self.model.waits


@pytest.fixture
def play(north, clinician, patient_user, time_machine):
    def play(rule, older, performed):
        time_machine.move_to(NOON, tick=False)
        _set_rule(north, rule)
        login = None if older else patient_user
        patient = factories.patient(north, clinician, "N-1", account=login)
        patient.owner = patient_user
        days = None if older else RULES[rule][1]
        played = Played(patient, clinician, time_machine.move_to, days)
        if older:
            _link(patient, patient_user, clinician)
        # None of these concern the draw: another rule, another draw, another patient.
        _set_rule(north, LATER[rule])
        for other in (patient, factories.patient(north, clinician, "N-2")):
            factories.drawn(other, "2026-03-03 08:10", by=clinician, lh="8.1", signed=True)
        played.check()
        for act in performed:
            played.do(*act)
            played.check()

    return play


def _set_rule(clinic, rule):
    clinic.release_rule, (clinic.release_days, _) = rule, RULES[rule]
    clinic.save()


def _link(patient, account, by):
    facts = {"number": patient.number, "name": patient.name, "born": patient.born}
    details = record.patient.Details(**facts, account=account)
    record.patient.change(patient, details, by=by, why="invited", version=0)


@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # To shorten a failure takes longer than a test may.
    phases=[Phase.explicit, Phase.generate],
)
@example("on-review", False, [("wait", 49), ("wait", 25)])  # 3 days are 72 hours
@example("on-review", False, [("hold", 6), ("wait", 80), ("wait", 80)])
@example("after-days", False, [("share",), ("back",), ("wait", 200)])
@example("at-once", True, [("wait", 1)])
@example(
    "at-once",
    False,
    [
        *(("correct", "lh", "preliminary"), ("correct", "testosterone", "flagged")),
        *(("wait", 25), ("correct", "lh", "clear"), ("wait", 1)),
    ],
)
@given(
    rule=st.sampled_from([*RULES, "on-review"]),
    older=st.sampled_from([False, False, False, True]),
    performed=st.lists(acts, min_size=4, max_size=10),
)
def test_he_reads_what_the_contracts_let_him_on_every_door(play, rule, older, performed):
    with transaction.atomic():
        play(rule, older, performed)
        transaction.set_rollback(True)
