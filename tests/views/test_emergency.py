"""Emergency access as a clinician goes through it: page, banner, end, and the hour."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from labs.models import AuditEvent, BreakGlass
from tests import factories, pages

pytestmark = pytest.mark.usefixtures("noon")
URL = reverse("emergency")


@pytest.fixture
def man(north, clinician):
    return factories.patient(factories.work_by_teams(north), clinician, "N-1")


@pytest.fixture
def typed(man):
    return {"number": "N-1", "born": "1988-04-09", "why": "found collapsed"}


@pytest.fixture
def record_url(man):
    return reverse("patient", args=[man.ref])


def test_a_record_of_another_team_is_opened_for_an_hour(
    sign_in, outsider, typed, record_url, time_machine, settings
):
    settings.IDLE_SECONDS = 7200  # he works on meanwhile
    client = sign_in(outsider)
    assert client.get(record_url).status_code == 404
    assert client.post(URL, typed)["Location"] == record_url
    page = pages.text(client.get(record_url))
    assert "Emergency access until 10 Mar 2026, 13:00" in page
    time_machine.shift(timedelta(minutes=59))
    client = sign_in(outsider)  # an hour is longer than a session may be idle
    assert client.get(record_url).status_code == 200
    time_machine.shift(timedelta(minutes=1))
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get(record_url, headers=headers)
        assert answer.status_code == 404
        assert "Otto" not in answer.content.decode()


def test_each_of_his_pages_says_so(sign_in, outsider, typed, man):
    client = sign_in(outsider)
    client.post(URL, typed)
    for name in ("patient", "details", "panel_new", "treatments", "decisions", "care_team"):
        page = pages.text(client.get(reverse(name, args=[man.ref])))
        assert "End emergency access" in page, name


def test_nobody_of_the_team_is_told_so(sign_in, clinician, outsider, man, record_url):
    factories.open_by_emergency(man, by=outsider)
    assert "Emergency access" not in pages.text(sign_in(clinician).get(record_url))


def test_a_form_that_is_sent_after_the_hour_writes_nothing(
    sign_in, outsider, typed, man, time_machine, settings
):
    settings.IDLE_SECONDS = 7200  # he works on meanwhile
    client, url = sign_in(outsider), reverse("panel_new", args=[man.ref])
    client.post(URL, typed)
    sent = pages.filled(client.get(url), "sheet", day="2026-03-09", lh_value="3.2")
    time_machine.shift(timedelta(minutes=60))
    client = sign_in(outsider)
    assert client.post(url, sent | {"act": "save"}).status_code == 404
    assert not man.panels.exists()


def test_it_is_ended_by_a_button(sign_in, outsider, typed, man, record_url):
    client = sign_in(outsider)
    client.post(URL, typed)
    answer = client.post(reverse("emergency_end", args=[man.ref]))
    assert answer["Location"] == reverse("patients")
    assert client.get(record_url).status_code == 404


def test_what_is_read_meanwhile_is_marked_in_the_trail(
    sign_in, outsider, typed, record_url
):
    client = sign_in(outsider)
    client.post(URL, typed)
    client.get(record_url)
    read = AuditEvent.objects.latest("pk")
    assert json.loads(read.detail)["break_glass"] == BreakGlass.objects.get().uid


@pytest.mark.parametrize(
    "wrong", [{"number": "N-2"}, {"born": "1988-04-08"}, {"number": "S-1"}], ids=str
)
def test_whoever_is_not_named_exactly_is_answered_alike(
    sign_in, outsider, typed, south, stranger, wrong
):
    factories.patient(south, stranger, "S-1")
    client = sign_in(outsider)
    sent = typed | wrong
    answer = client.post(URL, sent)
    assert answer.status_code == 422
    nobody = client.post(URL, typed | {"number": "N-999", "born": "1950-01-01"})

    def words(page, boxes):
        text = page.content.decode()
        for value in boxes:
            text = text.replace(value, "")
        return pages.Page(text).text

    assert words(answer, sent.values()) == words(
        nobody, ("N-999", "1950-01-01", typed["why"])
    )
    kept = pages.boxes(answer, "emergency")
    assert {box: kept[box]["value"].strip() for box in sent} == sent


@pytest.mark.parametrize("box", ["number", "born", "why"])
def test_all_three_are_asked_for(sign_in, outsider, typed, box):
    assert sign_in(outsider).post(URL, typed | {box: ""}).status_code == 422
    assert not BreakGlass.objects.exists()


def test_too_many_tries_are_answered_with_429(sign_in, outsider, typed):
    client = sign_in(outsider)
    for _ in range(10):
        assert client.post(URL, typed | {"number": "N-2"}).status_code == 422
    answer = client.post(URL, typed)
    assert answer.status_code == 429
    assert "Too many attempts" in pages.text(answer)


def test_an_open_clinic_has_no_such_page(sign_in, patient, clinician):
    client = sign_in(clinician)
    assert client.get(URL).status_code == 404
    assert URL not in client.get(reverse("patients")).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_nurse_is_told_who_may_and_led_back(sign_in, nurse, typed, method):
    client = sign_in(nurse)
    answer = getattr(client, method)(URL, typed)
    assert answer.status_code == 403
    said = pages.text(answer)
    assert "open a record by emergency access in this clinic. Roles that have it" in said
    assert "Clinician." in said and "Go to your start page" in said
    assert not BreakGlass.objects.exists()


def test_it_is_found_where_a_patient_is_looked_for(sign_in, man, outsider, nurse):
    assert URL in sign_in(outsider).get(reverse("patients")).content.decode()
    assert URL not in sign_in(nurse).get(reverse("patients")).content.decode()
