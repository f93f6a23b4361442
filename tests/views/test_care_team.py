"""The page of a care team, the administrator's list, and who creates patients by teams."""

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, CareTeamMember, Membership, Notice, Patient
from tests import factories, pages


@pytest.fixture
def man(north, clinician):
    return factories.patient(factories.work_by_teams(north), clinician, "N-1")


@pytest.fixture
def url(man):
    return reverse("care_team", args=[man.ref])


def on_team(man):
    rows = CareTeamMember.objects.current().filter(patient=man, left=False)
    return {row.member for row in rows.select_related("member")}


def test_a_clinician_adds_and_removes_people(sign_in, man, url, clinician, nurse):
    client = sign_in(clinician)
    sent = {"act": "join", "member": str(nurse.pk), "why": ""}
    assert client.post(url, sent).status_code == 303
    assert on_team(man) == {clinician, nurse}
    sent = {"act": "leave", "member": str(nurse.pk), "why": "other ward"}
    assert client.post(url, sent).status_code == 303
    assert on_team(man) == {clinician}
    page = pages.text(client.get(url))
    assert "Nils Synthetic joined." in page
    assert "Nils Synthetic left." in page and "other ward" in page


def test_a_nurse_of_the_team_reads_it_and_has_no_form(sign_in, man, url, clinician, nurse):
    record.care_team.add(man, nurse, by=clinician)
    page = sign_in(nurse).get(url)
    assert "Clara Synthetic" in pages.text(page)
    assert not {"join", "leave"} & pages.read(page).forms.keys()


def test_what_was_typed_is_still_there_when_it_is_refused(sign_in, url, clinician):
    sent = {"act": "leave", "member": str(clinician.pk), "why": "leaves the clinic"}
    answer = sign_in(clinician).post(url, sent)
    assert answer.status_code == 422
    assert "last clinician" in pages.text(answer)
    box = pages.boxes(answer, "leave")
    assert box["why"]["value"] == "leaves the clinic"
    assert box["member"]["value"] == str(clinician.pk)


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "leave", "member": ""},
        {"act": "join", "member": ""},
        {"act": "join", "member": "999999"},
        {"act": "join", "member": "stranger"},
        {"act": "", "member": "nurse"},
    ],
    ids=str,
)
def test_what_is_no_act_changes_nothing(sign_in, man, url, clinician, sent, request):
    if sent["member"] in ("nurse", "stranger"):
        sent = sent | {"member": str(request.getfixturevalue(sent["member"]).pk)}
    assert sign_in(clinician).post(url, sent | {"why": "x"}).status_code == 422
    assert on_team(man) == {clinician}


def test_who_leaves_is_shown_the_patients_he_still_has(
    sign_in, man, url, clinician, outsider
):
    record.care_team.add(man, outsider, by=clinician)
    sent = {"act": "leave", "member": str(clinician.pk), "why": "leaves"}
    answer = sign_in(clinician).post(url, sent)
    assert answer["Location"] == reverse("patients")
    assert sign_in(clinician).get(url).status_code == 404


def test_who_no_longer_works_here_is_marked(sign_in, man, url, clinician, nurse):
    record.care_team.add(man, nurse, by=clinician)
    Membership.objects.filter(user=nurse).delete()
    assert "no longer works here" in pages.text(sign_in(clinician).get(url))


def test_in_an_open_clinic_the_page_says_that_all_see_him(sign_in, patient, clinician):
    page = sign_in(clinician).get(reverse("care_team", args=[patient.ref]))
    assert "Every clinician and nurse of this clinic sees this record" in pages.text(page)


# Lists and searches, of whoever is on the team and whoever is not.


@pytest.mark.parametrize("sought", ["Otto", "N-1", "1988-04-09"])
def test_no_search_finds_a_patient_of_another_team(
    sign_in, man, clinician, outsider, sought
):
    for user, found in ((clinician, True), (outsider, False)):
        answer = sign_in(user).post(reverse("patients"), {"find": sought})
        assert ("Otto Synthetic" in answer.content.decode()) is found
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.detail) == ("patients-listed", '{"patients":[]}')


# The administrator.


def test_an_administrator_assigns_by_reference_and_reads_no_name(
    sign_in, man, administrator, clinician, outsider
):
    type(clinician).objects.filter(pk=clinician.pk).update(is_active=False)
    client = sign_in(administrator)
    start = pages.text(client.get("/"))
    assert "1 patient has no clinician on the care team." in start
    page = client.get(reverse("care_teams"))
    assert man.ref in pages.text(page)
    for secret in ("Otto", "N-1", "1988"):
        assert secret not in start and secret not in page.content.decode()
    sent = {"act": "assign", "patients": [man.ref], "clinician": str(outsider.pk)}
    assert client.post(reverse("care_teams"), sent).status_code == 303
    assert outsider in on_team(man)
    assert "Every patient has a clinician." in pages.text(client.get(reverse("care_teams")))


def test_the_administrator_forms_teams_before_a_clinic_works_by_them(
    sign_in, patient, administrator, clinician
):
    client = sign_in(administrator)
    assert client.post(reverse("care_teams"), {"act": "form-teams"}).status_code == 303
    page = pages.text(client.get(reverse("care_teams")))
    assert "Care team formed for 1 patient." in page
    assert on_team(patient) == {clinician}


@pytest.mark.parametrize("left_out", ["patients", "clinician"])
def test_an_assignment_that_lacks_something_keeps_the_rest(
    sign_in, man, administrator, clinician, outsider, left_out
):
    type(clinician).objects.filter(pk=clinician.pk).update(is_active=False)
    sent = {"act": "assign", "patients": [man.ref], "clinician": str(outsider.pk)}
    answer = sign_in(administrator).post(
        reverse("care_teams"), sent | {left_out: [] if left_out == "patients" else ""}
    )
    assert answer.status_code == 422
    kept = pages.filled(answer, "assign")
    assert kept.get("patients", []) == ([] if left_out == "patients" else [man.ref])
    assert on_team(man) == {clinician}


def test_an_administrator_who_creates_a_patient_names_a_clinician(
    sign_in, man, administrator, clinician
):
    client, url = sign_in(administrator), reverse("patient_new")
    sent = pages.filled(
        client.get(url), "patient", number="N-5", name="Emil Synthetic", born="1990-01-02"
    )
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Choose a clinician." in pages.text(answer)
    assert client.post(url, sent | {"clinician": str(clinician.pk)}).status_code == 303
    assert Patient.objects.visible_to(clinician).count() == 2


def test_a_clinician_who_creates_a_patient_names_nobody(sign_in, man, clinician):
    client, url = sign_in(clinician), reverse("patient_new")
    page = client.get(url)
    assert "clinician" not in pages.boxes(page, "patient")
    sent = pages.filled(
        page, "patient", number="N-5", name="Emil Synthetic", born="1990-01-02"
    )
    assert client.get(client.post(url, sent)["Location"]).status_code == 200


def test_a_notice_is_read_on_the_start_page_and_marked_seen(
    sign_in, man, administrator, outsider
):
    factories.open_by_emergency(man, by=outsider)
    client, notice = sign_in(administrator), Notice.objects.get()
    page = client.get("/")
    assert f"opened record {man.ref} by emergency access" in pages.text(page)
    assert "found collapsed" in pages.text(page)
    for secret in ("Otto", "N-1", "1988"):
        assert secret not in page.content.decode()
    assert client.post(reverse("notice_seen", args=[notice.uid])).status_code == 303
    assert "by emergency access" not in pages.text(client.get("/"))


def test_who_is_clinician_and_administrator_reads_notices_on_the_worklist(
    sign_in, man, clinician, outsider
):
    clinician = factories.worker(man.clinic, "administrator", clinician.email)
    factories.open_by_emergency(man, by=outsider)
    assert "by emergency access" in pages.text(sign_in(clinician).get("/"))
    assert "by emergency access" not in pages.text(sign_in(outsider).get("/"))


def test_a_notice_of_another_clinic_is_not_found(sign_in, man, outsider, south):
    factories.open_by_emergency(man, by=outsider)
    other = factories.worker(south, "administrator")
    url = reverse("notice_seen", args=[Notice.objects.get().uid])
    assert sign_in(other).post(url).status_code == 404
