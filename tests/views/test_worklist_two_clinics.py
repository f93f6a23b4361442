"""The worklist of somebody who works in two clinics: each list is one clinic's alone."""

import re
from datetime import date

import pytest
from django.urls import reverse

from labs import worklist
from labs.models import AuditEvent
from tests import factories
from tests.pages import text

pytestmark = pytest.mark.usefixtures("monday")

TODAY = date(2026, 11, 23)
COUNTS = (
    "1 corrected after a decision",
    "2 draws to review",
    "1 check due",
    "1 file with parked rows",
)


def _all_that_waits(clinic, by, name):
    """A reopened decision, two draws, a check and a parked file, of one man of a clinic.

    Number, birth date and days are the same in both clinics.
    """
    man = factories.patient(clinic, by, "N-1", name=f"{name} Synthetic")
    panel = factories.drawn(man, "2026-11-03 08:00", by=by, lh="3.2")
    decision = factories.DecisionFactory(
        patient=man, on=[panel], by=by, date="2026-11-05", what=f"{name} waits."
    )
    factories.CorrectionFactory(panel=panel, lh="6.2", by=by, why=f"{name} misread")
    factories.drawn(man, "2026-11-20 08:00", by=by, lh="3.4")
    due = {"next_check": TODAY, "next_check_words": f"{name} by day"}
    factories.DecisionFactory(patient=man, by=by, date="2026-11-06", **due)
    factories.BatchFactory(clinic=clinic, by=by, filename=f"{name}.csv", parked=1)
    return man, panel, decision


@pytest.fixture
def worlds(both, north, south):
    return {
        "north": _all_that_waits(north, both, "Nathan"),
        "south": _all_that_waits(south, both, "Simon"),
    }


@pytest.fixture
def shown(sign_in, both):
    """The worklist after a clinic was chosen in the bar."""

    def shown(slug, query=""):
        client = sign_in(both)
        client.post(reverse("clinic_choose"), {"clinic": slug})
        return client.get(reverse("worklist") + query)

    return shown


@pytest.mark.parametrize("query", ["", "?mine=1", "?all=1"])
@pytest.mark.parametrize(
    ("slug", "here", "elsewhere"),
    [("north", "Nathan", "Simon"), ("south", "Simon", "Nathan")],
)
def test_it_lists_and_counts_one_clinic_alone(worlds, shown, slug, here, elsewhere, query):
    page = shown(slug, query)
    said = text(page)
    assert said.count(here) >= 5
    assert elsewhere not in said
    assert all(count in said for count in COUNTS)
    other, *_ = worlds["south" if slug == "north" else "north"]
    assert other.ref not in page.content.decode()


@pytest.mark.parametrize("slug", ["north", "south"])
def test_the_lists_behind_it_hold_one_clinic_alone(worlds, both, slug, request):
    clinic = request.getfixturevalue(slug)
    rows = worklist.read_worklist(both, clinic, TODAY)
    ref = worlds[slug][0].ref
    assert {row.patient.ref for row in rows.reopened} == {ref}
    assert {row.patient.ref for row in rows.draws} == {ref}
    assert {row.patient.ref for row in rows.checks} == {ref}
    assert (len(rows.reopened), rows.to_review, len(rows.checks)) == (1, 2, 1)
    assert len(worklist.read_parked(both, clinic)) == 1


@pytest.mark.parametrize("slug", ["north", "south"])
def test_its_links_and_acts_lead_to_pages_of_its_own_men(worlds, shown, slug, client):
    man, panel, decision = worlds[slug]
    page = shown(slug)
    links = re.findall(r'(?:href|action)="(/patients/\w{12}/[^"]*)"', page.content.decode())
    assert {link.split("/")[2] for link in links} == {man.ref}
    for link in links:
        acts = link.endswith("/still-stands/")
        assert client.get(link).status_code == (405 if acts else 200)
    assert {
        reverse("panel", args=[man.ref, panel.uid]),
        reverse("decision_stands", args=[man.ref, decision.uid]),
    } <= {*links}


def test_an_act_from_an_older_page_falls_on_the_man_it_was_shown_for(worlds, shown, client):
    """Another clinic was chosen in another tab meanwhile."""
    man, _, decision = worlds["north"]
    version = worklist.read_reopened(man)[0].version
    shown("south")
    stands = reverse("decision_stands", args=[man.ref, decision.uid])
    sent = {"reason": "Low anyway.", "record_version": version}
    response = client.post(stands, sent)

    assert response["Location"] == reverse("decision", args=[man.ref, decision.uid])
    still_open = {slug: worklist.read_reopened(worlds[slug][0]) for slug in worlds}
    assert [bool(rows) for rows in still_open.values()] == [False, True]


def test_its_read_event_stands_in_the_chain_of_its_clinic(worlds, shown):
    shown("south")
    event = AuditEvent.objects.get(verb="worklist-read")
    assert event.chain == "south"
    assert worlds["south"][0].ref in event.detail
    assert worlds["north"][0].ref not in event.detail


def test_where_he_only_administers_he_is_shown_no_patient(
    worlds, north, sign_in, clinician
):
    ada = factories.UserFactory(clinic=north, administrator=True)
    south = worlds["south"][0].clinic
    factories.UserFactory(clinic=south, nurse=True, email=ada.email)
    client = sign_in(type(ada).objects.get(pk=ada.pk))
    for slug, seen in (("north", False), ("south", True)):
        client.post(reverse("clinic_choose"), {"clinic": slug})
        said = text(client.get(reverse("worklist")))
        assert ("Simon" in said) == seen
        assert "Nathan" not in said


def test_the_bar_names_the_clinic_that_its_links_lead_to(worlds, shown, client):
    """On the page of a man of the other clinic too, where the patient bar names his."""
    shown("north")
    page = client.get(reverse("patient", args=[worlds["south"][0].ref]))
    assert _chosen(page) == "north"
    assert "South (synthetic)" in _patient_bar(page)
    assert "Times are clinic time (America/New_York)" in text(page)

    here = client.get(reverse("patient", args=[worlds["north"][0].ref]))
    assert _chosen(here) == "north"
    assert "North (synthetic)" in _patient_bar(here)


@pytest.mark.parametrize("slug", ["north", "south"])
def test_its_heading_names_the_clinic(worlds, shown, slug):
    heading = re.search(r"<h1>.*?</h1>", shown(slug).content.decode(), re.S)[0]
    assert f"{slug.title()} (synthetic)" in heading


def test_who_works_in_one_clinic_is_not_told_whose_a_record_is(sign_in, nurse, patient):
    page = sign_in(nurse).get(reverse("patient", args=[patient.ref]))
    assert "North" not in _patient_bar(page)


def test_the_bar_offers_what_he_may_where_its_links_lead(
    worlds, north, south, sign_in, clinician
):
    """An administrator of the north at the page of a man of the south, as its nurse."""
    ada = factories.UserFactory(clinic=north, administrator=True)
    factories.UserFactory(clinic=south, nurse=True, email=ada.email)
    client = sign_in(type(ada).objects.get(pk=ada.pk))
    html = client.get(reverse("patient", args=[worlds["south"][0].ref])).content.decode()
    bar = html[html.index('class="bar-links"') : html.index('class="bar-who"')]
    for link in re.findall(r'href="([^"]+)"', bar):
        assert client.get(link).status_code == 200, link
    assert reverse("import") not in bar


def _chosen(response):
    return re.search(r'<option value="(\w+)" selected', response.content.decode())[1]


def _patient_bar(response):
    html = response.content.decode()
    return html[html.index('class="patient-bar"') : html.index("patient-phase")]
