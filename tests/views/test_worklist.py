"""The worklist: what waits for somebody, in few queries; for staff of the clinic alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labs import record, worklist
from labs.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.usefixtures("monday")

TODAY = date(2026, 11, 23)
URL = "/"


@pytest.fixture
def text(sign_in):
    def text(user, query=""):
        response = sign_in(user).get(URL + query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return text


@pytest.fixture
def read(clinician, north):
    """What stands on the list of the clinic now."""

    def read(**how):
        return worklist.read_worklist(clinician, north, TODAY, **how)

    return read


@pytest.fixture
def check(patient, clinician):
    """A decision that sets a day to look again, this many days from today."""

    def check(days, on="2026-08-20", words="Morning draw", by=clinician):
        due = TODAY + timedelta(days=days)
        return factories.DecisionFactory(
            patient=patient, by=by, date=on, next_check=due, next_check_words=words
        )

    return check


def test_on_the_first_day_it_says_what_to_do_next(text, clinician):
    page = text(clinician)
    assert page.count(">None") == 4
    assert reverse("patient_new") in page
    assert reverse("import") in page


def test_a_draw_waits_until_it_is_signed_off(drawn, patient, clinician, read, text):
    panel = drawn(patient, lh="<0.1", testosterone="12.1", interval="1.7-8.6")
    page = text(clinician)
    assert "&lt;0.1" in page and "↓ below" in page and "Nils Synthetic" in page
    assert "N-1, born 9 Apr 1988" in page

    record.release.sign_off(panel, by=clinician)

    assert (read().draws, read().to_review) == ([], 0)


def test_the_oldest_draw_stands_first(drawn, patient, read):
    drawn(patient, "2026-11-20 08:00", lh="3.2")
    drawn(patient, "2026-11-03 08:00", lh="3.3")
    drawn(patient, "2026-11-19 08:00", lh="3.4")
    days = [row.panel.collected_on.day for row in read().draws]
    assert days == [3, 19, 20]


def test_a_draw_with_a_guards_flag_stands_before_older_ones(drawn, patient, read):
    drawn(patient, "2026-11-03 08:00", lh="3.3")
    drawn(patient, "2026-11-20 08:00", lh="3.2", flags=("unit-slip",))
    assert [row.flagged for row in read().draws] == [True, False]
    assert [row.flagged for row in read(most=1).draws] == [True]


def test_it_says_which_result_a_guard_flagged_and_why(drawn, patient, clinician, text):
    drawn(patient, "2026-11-20 08:00", lh="3.2", flags=("unit-slip", "duplicate"))
    page = text(clinician)
    flags = ("unit in doubt", "possible duplicate")
    assert all(f'<span class="tag">{flag}</span>' in page for flag in flags)


def test_a_long_result_in_words_may_wrap(drawn, patient, clinician, text):
    drawn(patient, lh="x" * 200, fsh="0.123456")
    page = text(clinician)
    assert f'<span class="value long">{"x" * 200}' in page
    assert '<span class="value">0.123456' in page


def test_a_corrected_draw_waits_again(drawn, patient, clinician, read):
    panel = drawn(patient, lh="3.2", signed=True)
    result = panel.results.get()
    reading = factories.reading("lh", "3.9", taken=panel.draw)
    record.result.correct(result, reading, by=clinician, why="misread")
    (row,) = read().draws
    assert [reading.value.reported for reading in row.readings] == ["3.9"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("final", "the patient can then read it"),
        ("preliminary", "not yet: LH (preliminary)"),
    ],
)
def test_it_says_when_the_patient_sees_a_draw(
    drawn, patient, clinician, text, status, words
):
    drawn(patient, lh="3.2", status=status)
    assert words in text(clinician)


def test_it_says_that_a_man_without_a_login_sees_nothing(drawn, north, clinician, text):
    drawn(factories.patient(north, clinician, "N-9"), lh="3.2")
    assert "not shown online: no login" in text(clinician)


def test_of_many_draws_the_first_are_shown_and_all_are_counted(
    drawn, patient, clinician, text, monkeypatch
):
    monkeypatch.setattr(worklist, "MOST", 2)
    for day in (3, 4, 5):
        drawn(patient, f"2026-11-0{day} 08:00", lh="3.2")
    page = text(clinician)
    assert "Show all 3 draws to review" in page
    assert "5 Nov 2026" not in page
    assert "5 Nov 2026" in text(clinician, "?all=1")


def test_a_decision_on_a_corrected_result_stands_on_top(drawn, patient, clinician, text):
    panel = drawn(patient, "2026-11-03 08:00", fsh="2.6")
    decision = factories.DecisionFactory(
        patient=patient, on=[panel], date="2026-11-05", kind="stopped"
    )
    factories.CorrectionFactory(panel=panel, fsh="6.2", why="typing error")
    page = text(clinician)
    assert "FSH of 3 Nov 2026, 08:00" in page
    assert page.index(">6.2<") < page.index("before:") < page.index(">2.6<")
    assert "typing error" in page
    assert reverse("decision", args=[patient.ref, decision.uid]) in page


def test_of_many_corrections_the_last_one_is_told(drawn, patient, clinician, text):
    panel = drawn(patient, fsh="2.6")
    factories.DecisionFactory(patient=patient, on=[panel])
    for value in ("3.1", "3.2", "3.3", "6.2"):
        factories.CorrectionFactory(panel=panel, fsh=value, why="typing error")
    page = text(clinician)
    top = page[page.index("What changed") : page.index("Draws to review")]
    assert ">6.2<" in top and ">2.6<" in top
    assert "3.3" not in top


def test_a_decision_that_still_stands_leaves_the_list(drawn, patient, clinician, read):
    panel = drawn(patient, fsh="2.6")
    decision = factories.DecisionFactory(patient=patient, on=[panel], date="2026-11-05")
    factories.CorrectionFactory(panel=panel, fsh="6.2", why="typing error")
    assert [row.decision.uid for row in read().reopened] == [decision.uid]

    seen = read().reopened[0].version
    record.decision.still_stands(decision, by=clinician, why="Low anyway.", seen=seen)

    assert read().reopened == []


def test_a_draw_of_another_person_is_a_task_until_somebody_has_read_it(
    drawn, patient, north, clinician, read, text
):
    right = factories.patient(north, clinician, "N-9")
    panel = drawn(patient, lh="3.2")
    record.panel.misfiled(panel, to=right, by=clinician, reason="labels swapped")
    assert "Moved to another patient" in text(clinician)

    gone = patient.panels.current().get()
    record.release.sign_off(gone, by=clinician)

    assert [row.patient.number for row in read().draws] == ["N-9"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-7, "7 days overdue"),
        (-1, "1 day overdue"),
        (0, "Today"),
        (3, "In 3 days"),
        (7, "In 7 days"),
    ],
)
def test_a_check_is_told_in_its_clinicians_words(check, clinician, text, days, words):
    check(days, words="LH and FSH at the visit")
    page = text(clinician)
    assert words in page
    assert "LH and FSH at the visit" in page
    assert "no draw since 20 Aug 2026" in page


def test_a_check_further_off_waits_its_turn(check, read):
    check(8)
    assert read().checks == []


def test_a_check_stays_until_a_draw_of_its_day_is_signed_off(
    check, drawn, patient, clinician, read
):
    check(-3)
    drawn(patient, "2026-11-10 08:00", lh="3.2", signed=True)
    assert [row.last_draw for row in read().checks] == [date(2026, 11, 10)]

    panel = drawn(patient, "2026-11-20 08:00", lh="3.2")
    assert [row.last_draw for row in read().checks] == [date(2026, 11, 20)]

    record.release.sign_off(panel, by=clinician)
    assert read().checks == []


def test_a_later_decision_with_a_day_of_its_own_takes_its_place(check, read):
    check(-3, on="2026-08-20")
    later = check(2, on="2026-10-01")
    assert [row.decision.uid for row in read().checks] == [later.uid]


def test_parked_rows_are_counted_by_file(north, clinician, text):
    batch = factories.BatchFactory(clinic=north, by=clinician, parked=2)
    page = text(clinician)
    assert "2 rows: No man." in page
    assert reverse("import_batch", args=[batch.uid]) in page


def test_only_mine_leaves_out_men_for_whom_others_record(
    drawn, patient, clinician, nurse, north, text
):
    drawn(patient, lh="3.2", by=nurse)
    assert "Otto" in text(nurse, "?mine=1")
    assert "Otto" not in text(clinician, "?mine=1")
    assert "Otto" in text(clinician)


def test_another_clinic_sees_none_of_it(drawn, patient, stranger, text):
    drawn(patient, lh="3.2")
    assert "Otto" not in text(stranger)


@pytest.mark.parametrize("who", ["deactivated", "stranger", "administrator"])
def test_who_does_not_care_for_its_patients_is_read_nothing(
    drawn, patient, check, north, request, who
):
    drawn(patient, lh="3.2")
    check(-3)
    rows = worklist.read_worklist(request.getfixturevalue(who), north, TODAY)
    assert (rows.draws, rows.to_review, rows.checks) == ([], 0, [])


def test_an_administrator_sees_the_clinic_and_no_patient(
    drawn, patient, administrator, text
):
    drawn(patient, lh="3.2")
    page = text(administrator)
    assert "Otto" not in page
    assert "Europe/Berlin" in page
    assert not AuditEvent.objects.filter(verb="worklist-read").exists()


def test_a_patient_is_sent_to_his_own_page(sign_in, patient, patient_user):
    response = sign_in(patient_user).get(URL)
    assert (response.status_code, response["Location"]) == (302, reverse("me"))


def test_its_event_names_the_men_by_ref(drawn, patient, clinician, text):
    drawn(patient, lh="3.2")
    text(clinician)
    assert patient.ref in AuditEvent.objects.get(verb="worklist-read").detail


def test_it_takes_ten_queries_at_most_whatever_waits(
    sign_in, drawn, patient, clinician, north, check
):
    check(-3)
    for number in range(12):
        man = factories.patient(north, clinician, f"N-1{number}")
        panel = drawn(man, lh="3.2", fsh="2.6", testosterone="12.1")
        factories.DecisionFactory(patient=man, on=[panel])
        factories.CorrectionFactory(panel=panel, lh="6.2", why="typing error")
    client = sign_in(clinician)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(URL).status_code == 200
    assert len(queries) <= 10, [query["sql"] for query in queries]
