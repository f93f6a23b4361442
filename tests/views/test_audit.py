"""The audit trail, looked through: whose acts, which words, and that it is told itself."""

import json

import pytest
from django.urls import reverse

from labs import audit
from labs.audit import search
from labs.models import AuditEvent
from tests.pages import Page

URL = "/audit/"


@pytest.fixture
def told(patient, clinician, nurse, drawn):
    """Acts of two people on one patient, and one that shows a list."""
    drawn(patient, lh="3.2")
    audit.record_read("record-read", by=clinician, patient=patient)
    audit.read_list(
        "worklist-read", by=nurse, clinic=patient.clinic, patients=[patient.ref]
    )
    return patient


@pytest.fixture
def client_of_told(noon, sign_in, administrator, told):
    return sign_in(administrator)


def _rows(answer):
    tree = Page(answer.text).tree
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in tree.findall(".//tbody/tr")
    ]


def test_an_administrator_reads_the_clinics_by_reference(sign_in, administrator, told):
    answer = sign_in(administrator).get(URL)
    rows = _rows(answer)
    done = {(row[1], row[2], row[3]) for row in rows}
    assert ("Clara Synthetic", "Read a record", told.ref) in done
    assert ("Nils Synthetic", "Entered a draw", told.ref) in done
    assert "Otto" not in answer.text
    assert reverse("patient", args=[told.ref]) not in answer.text  # he may not open it
    numbers = [int(row[4]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("who", ["clinician", "nurse"])
def test_others_read_their_own_acts_alone(request, sign_in, told, who):
    user = request.getfixturevalue(who)
    sign_in(user).get(URL)
    answer = sign_in(user).get(URL, {"person": ""})
    mine = AuditEvent.objects.filter(chain="north", by=str(user.pk)).count()
    assert len(_rows(answer)) == mine - 1  # without the one that this page leaves
    assert 'name="person"' not in answer.text


def test_nobody_reads_anothers_by_asking_for_it(sign_in, nurse, clinician, told):
    answer = sign_in(nurse).get(URL, {"person": str(clinician.pk)})
    assert "Read a record" not in [row[1] for row in _rows(answer)]


def test_another_clinics_are_not_there(sign_in, stranger, told):
    assert told.ref not in sign_in(stranger).get(URL).text


@pytest.mark.parametrize("who", ["patient_user", "superuser", "deactivated"])
def test_it_is_for_people_of_the_clinic(request, client, told, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL).status_code in (302, 403)


def test_the_page_is_an_event_with_the_patients_that_it_showed(
    sign_in, administrator, told
):
    sign_in(administrator).get(URL)
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.by) == ("audit-read", str(administrator.pk))
    assert json.loads(event.detail) == {"patients": [told.ref]}


def test_a_search_is_posted_and_leads_to_an_address_without_what_could_be_a_name(
    sign_in, administrator, told, clinician
):
    client = sign_in(administrator)
    sent = {"person": str(clinician.pk), "verb": "record-read", "ref": told.ref}
    answer = client.post(URL, sent)
    assert answer.status_code == 303
    found = _rows(client.get(answer.headers["Location"]))
    assert [row[1:4] for row in found] == [["Clara Synthetic", "Read a record", told.ref]]
    refused = client.post(URL, {"ref": "Otto"})
    assert refused.status_code == 422
    assert "A patient reference has 12 letters and digits." in refused.text
    assert 'value="Otto"' in refused.text


def test_a_list_that_showed_him_is_found_by_his_reference_and_no_other_id(
    sign_in, administrator, told
):
    lists = [["a" * 12, told.ref], ["b" * 12, "c" * 12], []]
    for refs in lists:
        audit.read_list("audit-read", by=administrator, clinic=told.clinic, patients=refs)
    audit.read_list("batch-read", by=administrator, clinic=told.clinic, batch=told.ref)
    found = [row[2] for row in _rows(sign_in(administrator).get(URL, {"ref": told.ref}))]
    assert "Read the worklist" in found
    assert found.count("Searched the audit trail") == 1
    assert "Read what an import recorded" not in found


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        ("2026-03-10", "2026-03-10", True),
        ("2026-03-11", "", False),
        ("", "2026-03-09", False),
    ],
)
def test_days_are_the_clinics_and_both_count(client_of_told, since, until, there):
    asked = {"since": since, "until": until, "verb": "record-read"}
    assert bool(_rows(client_of_told.get(URL, asked))) is there


def test_days_in_the_wrong_order_are_said(sign_in, administrator):
    asked = {"since": "2026-03-11", "until": "2026-03-10"}
    answer = sign_in(administrator).post(URL, asked)
    assert answer.status_code == 422
    assert "before the first one" in answer.text


def test_older_ones_are_a_page_further(sign_in, administrator, patient, monkeypatch):
    monkeypatch.setattr(search, "A_PAGE", 2)
    client = sign_in(administrator)
    first = client.get(URL)
    (older,) = [
        link.get("href")
        for link in Page(first.text).tree.findall(".//main//a")
        if link.text == "Older"
    ]
    second = client.get(URL + older)
    assert int(_rows(second)[0][-1]) == int(_rows(first)[-1][-1]) - 1


def test_nothing_found_is_said(sign_in, administrator):
    answer = sign_in(administrator).get(URL, {"ref": "a" * 12})
    assert "No event matches." in answer.text


def test_it_says_when_the_audit_was_verified_and_how(sign_in, administrator, noon):
    client = sign_in(administrator)
    assert "Never verified." in client.get(URL).text
    search.record_verification("north", True, 7, audit.Operator(None))
    assert "nothing was changed" in client.get(URL).text
    search.record_verification("north", False, 7, audit.Operator(None))
    assert "something was changed" in client.get(URL).text


def test_its_queries_do_not_grow_with_its_events(
    sign_in, administrator, told, clinician, django_assert_max_num_queries
):
    client = sign_in(administrator)
    for _ in range(30):
        audit.record_read("record-read", by=clinician, patient=told)
    with django_assert_max_num_queries(12):
        client.get(URL)
