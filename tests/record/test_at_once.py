"""Two people at one record in the same moment: real connections, real transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from labs import audit, record
from labs.models import (
    AuditEvent,
    Decision,
    DecisionAnswer,
    Membership,
    Panel,
    Release,
    Result,
    Role,
    StagedFile,
    Treatment,
    User,
)
from labs.record import batch, people, sign_in
from labs.record.treatment import Ending
from labs.words import Refused
from tests import factories
from tests.factories import decided, dosed, draw, reading

MANY = 6


@pytest.fixture(autouse=True)
def committed(transactional_db):
    """Asked for first, so that all that follows is committed."""


@pytest.fixture
def at_once():
    """Start every act in the same moment; what each returned or raised."""

    def at_once(*acts):
        gate = Barrier(len(acts))

        def run(act):
            try:
                gate.wait(timeout=10)
                return act()
            except (record.Conflict, Refused, PermissionDenied) as told:
                return told
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))

    return at_once


def _conflicts(outcomes):
    return [each for each in outcomes if isinstance(each, record.Conflict)]


def test_of_many_who_correct_a_result_one_succeeds_and_the_others_see_it(
    at_once, lh, clinician
):
    new = [reading("lh", f"2.{n}", taken=lh.panel.draw) for n in range(MANY)]
    outcomes = at_once(
        *(
            lambda one=one: record.result.correct(lh, one, by=clinician, why="misread")
            for one in new
        )
    )
    kept = Result.objects.current().get(uid=lh.uid)
    assert [each for each in outcomes if each == kept]
    assert [conflict.current for conflict in _conflicts(outcomes)] == [kept] * (MANY - 1)
    assert Result.objects.filter(uid=lh.uid).count() == 2


def test_a_draw_and_a_result_of_it_are_not_corrected_past_each_other(
    at_once, panel, lh, clinician
):
    outcomes = at_once(
        lambda: record.panel.correct(panel, draw("2026-03-03"), by=clinician, why="day"),
        lambda: record.result.correct(
            lh, reading("lh", "2.3", taken=panel.draw), by=clinician, why="misread"
        ),
    )
    now = Result.objects.current().get(uid=lh.uid)
    assert now.panel == Panel.objects.current().get(uid=panel.uid)
    assert now.version == 2 - len(_conflicts(outcomes))


def test_of_two_who_change_a_man_one_is_shown_the_other(at_once, patient, clinician):
    told = [
        record.patient.Details("N-1", patient.name, patient.born, clinician, aim)
        for aim in ("now", "later")
    ]
    outcomes = at_once(
        *(
            lambda one=one: record.patient.change(
                patient, one, by=clinician, why="", version=0
            )
            for one in told
        )
    )
    (conflict,) = _conflicts(outcomes)
    assert conflict.current.aim in ("now", "later")
    assert patient.details.count() == 2


def test_a_draw_signed_off_many_times_at_once_is_shared_once(at_once, panel, clinician):
    at_once(*[lambda: record.release.sign_off(panel, by=clinician)] * MANY)
    assert panel.releases.count() == 2


def test_of_many_who_answer_for_a_reopened_decision_one_succeeds(
    at_once, decision, lh, clinician
):
    new = reading("lh", "2.3", taken=lh.panel.draw)
    seen = record.result.correct(lh, new, by=clinician, why="misread").act
    form = record.decision.FormState(record_version=seen)
    outcomes = at_once(
        *[
            lambda: record.decision.still_stands(
                decision, by=clinician, why="low either way", seen=seen
            )
        ]
        * 3,
        *[
            lambda: record.decision.decide(
                decision.patient,
                decided(),
                [],
                closes=[decision.uid],
                by=clinician,
                form=form,
            )
        ]
        * 3,
    )
    assert len(_conflicts(outcomes)) == MANY - 1
    assert DecisionAnswer.objects.count() == 1


def test_a_decision_and_its_result_are_not_answered_and_corrected_past_each_other(
    at_once, decision, lh, clinician
):
    first = reading("lh", "2.3", taken=lh.panel.draw)
    now = record.result.correct(lh, first, by=clinician, why="misread")
    second = reading("lh", "2.4", taken=lh.panel.draw)
    at_once(
        lambda: record.result.correct(now, second, by=clinician, why="misread again"),
        lambda: record.decision.still_stands(
            decision, by=clinician, why="low either way", seen=now.act
        ),
    )
    assert Decision.objects.with_attention().get().needs_attention


def test_a_number_given_to_two_men_at_once_is_one_mans(at_once, north, clinician):
    outcomes = at_once(*[lambda: factories.patient(north, clinician, "N-5")] * 2)
    codes = [each.code for each in outcomes if isinstance(each, Refused)]
    assert codes == ["number-taken"]


def test_acts_at_once_make_one_whole_chain(at_once, patient, clinician):
    before = AuditEvent.objects.count()
    at_once(*[lambda: audit.record_read("page-read", by=clinician, patient=patient)] * MANY)
    assert AuditEvent.objects.count() == before + MANY
    assert [verdict.ok for verdict in audit.verify_audit().chains] == [True]


def test_of_many_who_begin_one_agent_at_once_one_is_taken_and_the_others_see_it(
    at_once, patient, clinician
):
    outcomes = at_once(
        *[lambda: record.treatment.begin(patient, dosed(), by=clinician, seen=())] * MANY
    )
    assert [conflict.current for conflict in _conflicts(outcomes)] == [
        Treatment.objects.get()
    ] * (MANY - 1)


def test_of_many_who_change_a_treatment_one_succeeds_and_the_others_see_it(
    at_once, treatment, clinician
):
    ending = Ending(treatment, date(2026, 3, 1), "date", "his wish")
    new = dosed(start="2026-03-02")
    outcomes = at_once(
        *[lambda: record.treatment.change(ending, new, by=clinician, seen=())] * MANY
    )
    old = Treatment.objects.current().get(uid=treatment.uid)
    assert [conflict.current for conflict in _conflicts(outcomes)] == [old] * (MANY - 1)
    assert Treatment.objects.current().count() == 2


def test_administrators_who_remove_one_another_at_once_leave_one(at_once, north):
    ada, alan = (
        factories.worker(north, "administrator", f"{name}@north.example")
        for name in ("ada", "alan")
    )
    at_once(
        lambda: people.remove(north, alan, by=ada),
        lambda: people.remove(north, ada, by=alan),
        lambda: people.deactivate(north, alan, by=ada),
        lambda: people.deactivate(north, ada, by=alan),
    )
    left = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    assert left.count() == 1


def test_an_invitation_accepted_many_times_at_once_is_one_login(at_once, north):
    administrator = factories.worker(north, "administrator")
    person = people.NewPerson("nora@north.example", "Nora Synthetic")
    invitation, _ = people.invite(north, person, [Role.NURSE], by=administrator)
    outcomes = at_once(
        *[lambda: people.accept(invitation, password=factories.PASSWORD)] * MANY
    )
    assert [each for each in outcomes if isinstance(each, User)] == [
        User.objects.get(email="nora@north.example")
    ]


def test_of_many_who_change_a_setting_one_succeeds_and_the_others_see_it(at_once, north):
    administrator = factories.worker(north, "administrator")
    seen = record.clinic.seal_settings(north, ("phone",))
    outcomes = at_once(
        *(
            lambda n=n: record.clinic.change(
                north, {"phone": f"030 {n}"}, seen=seen, by=administrator
            )
            for n in range(MANY)
        )
    )
    assert len(_conflicts(outcomes)) == MANY - 1


def test_recovery_codes_made_many_times_at_once_are_one_set(at_once, clinician):
    at_once(*[lambda: sign_in.make_recovery_codes(clinician)] * MANY)
    assert Authenticator.objects.get(user=clinician).type == "recovery_codes"


def test_a_file_is_read_again_after_it_was_taken_without_a_crash(north, nurse):
    staged = batch.staged.stage(north, "a.csv", b"x", by=nurse)
    batch.staged.discard(StagedFile.objects.get(), by=nurse)
    batch.staged.read_with(staged, {"date_format": "dmy"}, by=nurse)
    assert not StagedFile.objects.exists()


def test_two_servers_share_what_is_due_once(at_once, patient, drawn):
    patient.clinic.release_rule = "at-once"
    patient.clinic.save()
    for day in (2, 3, 4):
        drawn(patient, f"2026-03-0{day} 08:10", lh="3.2", fsh="4.1")
    outcomes = at_once(*[record.release.share_due] * 3)
    assert sum(outcomes) == 3
    assert AuditEvent.objects.filter(verb="shared-by-rule").count() == 3
    assert Release.objects.count() == 6


def test_a_draw_is_held_or_shared_by_the_rule_never_both(
    at_once, patient, drawn, clinician
):
    patient.clinic.release_rule = "at-once"
    patient.clinic.save()
    panel = drawn(patient, lh="3.2")
    until = timezone.localdate() + timedelta(days=7)
    at_once(
        lambda: record.release.hold(panel, until, by=clinician, why="asked"),
        record.release.share_due,
    )
    assert Release.objects.count() == 1
