"""A patient's page: his own released results in plain words, and nothing else."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from labs import record
from labs.models import AuditEvent, Patient
from tests import factories
from tests.sentences import texts

BANNED = ("abnormal", "good", "bad", "improved", "worse", "normal", "should", "optimal")
BANNED += ("target",)
URL = "/me/"


@pytest.fixture
def shared(drawn):
    """A draw that was signed off."""

    def shared(patient, *args, **cells):
        panel = drawn(patient, *args, **cells, signed=True)
        return panel

    return shared


@pytest.fixture
def html(sign_in, patient, patient_user):
    """His page as he gets it."""

    def html(url=URL, user=None):
        response = sign_in(user or patient_user).get(url)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return html


@pytest.fixture
def text(html):
    """What stands on it, without the marks of the page."""

    def text(url=URL, user=None):
        return " ".join(strip_tags(html(url, user)).split())

    return text


def test_before_anything_is_shared_it_says_so(text):
    assert "Nothing has been shared with you yet." in text()


def test_what_is_not_signed_off_is_counted_and_not_shown(drawn, patient, text):
    drawn(patient, lh="7.771", fsh="7.772")
    page = text()
    assert "2 results from 2 Mar 2026 are being checked." in page
    assert "7.77" not in page


def test_a_shared_result_is_told_with_its_range_and_one_sentence(shared, patient, text):
    shared(patient, lh="<0.1", interval="1.7-8.6")
    page = text()
    assert "Your results from 2 March 2026" in page
    assert "Shared with you by Clara Synthetic on" in page
    assert "A signal from the brain. It tells the testes to make testosterone." in page
    assert "less than 0.1 IU/L" in page
    assert "Reference range: 1.7 to 8.6 IU/L" in page
    assert "Below the reference range." in page


def test_a_result_without_a_printed_range_is_told_in_words(shared, patient, text):
    shared(patient, lh="3.2")
    page = text()
    assert "3.2 IU/L" in page
    assert "Reference range:" not in page


def test_a_correction_says_when_and_what_it_read_before(shared, patient, text):
    panel = shared(patient, fsh="2.6")
    factories.CorrectionFactory(panel=panel, fsh="6.2", why="private words")
    page = text()
    assert "before, it read 2.6" in page
    assert "private words" not in page


def test_entered_in_error_leaves_one_sentence(shared, patient, clinician, text):
    panel = shared(patient, lh="7.771", fsh="2.6")
    lh = panel.results.get(analyte="lh")
    record.result.enter_in_error(lh, by=clinician, why="private words")
    page = text()
    assert "LH from 2 Mar 2026, removed on" in page
    assert "it was entered in error." in page
    assert "private words" not in page


def test_a_draw_of_another_person_leaves_one_sentence_and_no_name(
    shared, patient, north, clinician, text
):
    right = factories.patient(north, clinician, "N-9")
    panel = shared(patient, lh="7.771", fsh="7.772")
    record.panel.misfiled(panel, to=right, by=clinician, reason="labels swapped")
    page = text()
    assert page.count("it was entered for another person.") == 1
    assert "Quentin" not in page and "7.77" not in page


def test_what_was_taken_back_is_not_there(shared, patient, clinician, text):
    panel = shared(patient, lh="7.771")
    record.release.take_back(panel, by=clinician, why="too early")
    page = text()
    assert "7.771" not in page
    assert "1 result from 2 Mar 2026 is being checked." in page


def test_earlier_draws_have_their_own_page(shared, patient, html):
    first = shared(patient, "2026-01-05 08:00", lh="3.2")
    shared(patient, "2026-03-02 08:00", lh="4.1")
    link = reverse("me_panel", args=[first.uid])
    assert link in html()
    assert "Your results from 5 January 2026" in html(link)


def test_a_draw_that_was_not_shared_has_no_page(drawn, patient, sign_in, patient_user):
    panel = drawn(patient, lh="3.2")
    url = reverse("me_panel", args=[panel.uid])
    assert sign_in(patient_user).get(url).status_code == 404


def test_two_results_of_one_test_are_drawn_over_time_with_their_table(
    shared, patient, html
):
    shared(patient, "2026-01-05 08:00", lh="3.2")
    assert "over time" not in html()
    shared(patient, "2026-03-02 08:00", lh="4.1")
    page = html()
    assert "LH over time" in page
    assert page.count("<svg") > 1 and "<table" in page


def test_no_dose_no_reason_no_comment_no_decision_reaches_him(shared, patient, html):
    panel = shared(patient, lh="3.2", comment="comment-words", notes="note-words")
    shared(patient, "2026-01-05 08:00", lh="3.9")
    factories.TreatmentFactory(patient=patient, reason="reason-words")
    factories.DecisionFactory(patient=patient, on=[panel], what="decision-words")
    for url in (URL, "/me/series.json", reverse("me_panel", args=[panel.uid])):
        page = html(url)
        for hidden in ("demo-mg", "reason-words", "comment-words", "note-words"):
            assert hidden not in page, (url, hidden)
        assert "decision-words" not in page


def test_his_page_has_no_flag_letters_no_arrows_and_no_script_but_its_lock(
    shared, patient, html
):
    shared(patient, lh="<0.1", testosterone="42", interval="1.7-8.6")
    page = html()
    assert not re.search("[↓↑]", page)
    assert re.findall("<script[^>]*>", page) == [
        '<script src="/static/labs/lock.js" defer>'
    ]
    assert "hx-" not in page
    assert "T:LH" not in page and "percent" not in page.lower()


def test_his_page_says_whom_to_call_and_that_nobody_watches(shared, patient, north, text):
    north.phone = "030 0000 000"
    north.save()
    page = text()
    assert "030 0000 000" in page
    assert "not for emergencies" in page


def test_it_leaves_an_event_without_his_name(shared, patient, html):
    html()
    event = AuditEvent.objects.get(verb="own-record-read")
    assert event.patient == patient.ref
    assert "Otto" not in event.by_name + event.detail


@pytest.fixture
def second(south, stranger, patient_user):
    """The same man's record in another clinic."""
    return factories.patient(
        south, stranger, "S-1", name="Otto Synthetic", account=patient_user
    )


def test_a_login_with_two_records_chooses_between_them(
    shared, patient, second, sign_in, patient_user
):
    shared(patient, lh="3.2")
    client = sign_in(patient_user)
    first = client.get(URL).content.decode()
    assert "North (synthetic)" in first and "South (synthetic)" in first
    assert "3.2" in first

    answer = client.post(reverse("me_choose"), {"record": second.ref})

    assert answer["Location"] == URL
    assert "Nothing has been shared with you yet." in client.get(URL).content.decode()


def test_a_record_of_another_cannot_be_chosen(
    patient, other_patient_user, sign_in, patient_user
):
    other = Patient.objects.owned_by(other_patient_user).get()
    client = sign_in(patient_user)
    answer = client.post(reverse("me_choose"), {"record": other.ref})
    assert answer.status_code == 404
    assert "record" not in client.session


def test_his_series_holds_what_was_released(shared, drawn, patient, sign_in, patient_user):
    shared(patient, "2026-01-05 08:00", lh="3.2")
    drawn(patient, "2026-03-02 08:00", lh="7.771")
    found = sign_in(patient_user).get("/me/series.json").json()
    assert [point["reported"] for point in found["points"]] == ["3.2"]
    assert found["patient"] == patient.ref


def test_a_query_that_is_nonsense_is_refused_in_a_sentence(patient, sign_in, patient_user):
    answer = sign_in(patient_user).get("/me/series.json?from=yesterday")
    assert answer.status_code == 400
    assert "yesterday" in answer.json()["error"]


@pytest.mark.parametrize("count", [1, 12])
def test_it_takes_the_same_few_queries_however_long_the_course(
    shared, patient, sign_in, patient_user, count
):
    for day in range(count):
        shared(patient, f"2026-03-{day + 1:02} 08:00", lh="3.2", testosterone="12.1")
    client = sign_in(patient_user)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert len(queries) <= 15, [query["sql"] for query in queries]


@pytest.mark.parametrize(
    "path", sorted(Path(settings.BASE_DIR, "templates/portal").glob("*")), ids=str
)
def test_no_template_of_his_grades_him(path):
    words = set(re.findall(r"[a-z]+", path.read_text().lower()))
    assert words.isdisjoint(BANNED)


def test_no_sentence_of_his_grades_him():
    his = texts(
        "timeline/plain.py", "timeline/cards.py", "timeline/phase.py", "views/portal.py"
    )
    assert len(his) > 50
    for sentence in his:
        assert set(re.findall(r"[a-z]+", sentence.lower())).isdisjoint(BANNED), sentence
