"""A crawl of the demonstration: an amount on a page was typed by a person, or measured.

Every kind of page that links reach, for everybody of both clinics, and the files behind the
figure. What the code itself may say: test_amounts.py. Pages are the same on any database.
"""

import re
from datetime import date

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from labs import record
from labs.analytes import ANALYTES
from labs.management import demonstration
from labs.models import Decision, Patient, Treatment
from tests import crawl, factories, pages
from tests.amounts import found

pytestmark = pytest.mark.once

STARTS = ("/", "/me/", "/about/")
ROLES = ("clinician", "nurse", "administrator", "patient")
# What each role reads that shows where its crawl went.
MUST_SEE = {
    "clinician": {
        "patient",
        "figure_part",
        "draws_csv",
        "panel",
        "treatment",
        "weak_places",
    },
    "nurse": {"patient", "figure_part", "draws_csv", "panel_new", "decision"},
    "administrator": {"worklist", "glossary"},
    "patient": {"me", "me_panel", "glossary"},
}
# A decision is dated today, and rests on the draws that are new since the last one.
GIVEN = ("date", "draws")
# Nobody of the demonstration took it; so it is known again wherever it is shown.
TOLD = "as told, 4711 IU thrice a week"


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """Once for all tests here; each puts back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration.load_demonstration()
        transaction.set_rollback(True)


@pytest.fixture
def logins(played, db):
    return played


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def measured(amount):
    """Whether a number and a unit of a result, as volumes have: nothing about how often."""
    units = {unit.text for analyte in ANALYTES.values() for unit in analyte.units.values()}
    number, _, unit = amount.rpartition(" ")
    return bool(re.fullmatch(r"\d+(\.\d+)?", number)) and unit in units


def wrong(said):
    """Amounts that neither a person typed nor a laboratory reported.

    No text of the demonstration holds one; so none may stand as typed either.
    """
    of_results = found(said.text("measured"))
    return [
        *found(said.text("ours")),
        *found(said.text("typed")),
        *(amount for amount in of_results if not measured(amount)),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_an_amount_on_a_page_was_typed_or_measured(logins, role):
    hits, seen = {}, set()
    for login in (at for at in logins if at.role == role):
        for address, name, said in crawl.crawl(signed_in(login.user), *STARTS):
            seen.add(name)
            if amounts := wrong(said):
                hits[login.user.email, address] = amounts
    assert hits == {}
    assert MUST_SEE[role] <= seen


def test_whoever_is_not_signed_in_reads_no_amount(logins):
    starts = (reverse("account_login"), reverse("account_reset_password"))
    said = {name: wrong(said) for _, name, said in crawl.crawl(Client(), *starts)}
    assert said == {"account_login": [], "account_reset_password": [], "about": []}


@pytest.mark.parametrize("known", [True, False])
def test_a_mail_names_no_amount(logins, known):
    email = logins[0].user.email if known else "nobody@north.example"
    Client().post(reverse("account_reset_password"), {"email": email})
    for sent in mail.outbox:
        assert found(f"{sent.subject}\n{sent.body}") == []
    assert bool(mail.outbox) or not known


@pytest.fixture
def told(logins):
    """A man about whom somebody wrote an amount into every box for free words."""
    of_north = [at for at in logins if at.clinic.slug == "north"]
    north = of_north[0].clinic
    by = next(at.user for at in of_north if at.role == "clinician")
    account = factories.login("told@north.example", "Told Synthetic")
    man = factories.patient(north, by, "N-told", account=account, aim_words=TOLD)
    drawn = factories.drawn(
        man,
        by=by,
        lh="3.2",
        comment=TOLD,
        report_number=TOLD,
        other_drug=TOLD,
        notes=TOLD,
        signed_by=by,
    )
    begun = factories.TreatmentFactory(
        patient=man,
        by=by,
        form=TOLD,
        route=TOLD,
        dose_text=TOLD,
        reason=TOLD,
        stop_reason="",
    )
    record.treatment.stop(begun, date(2026, 3, 3), "date", TOLD, by=by)
    factories.DecisionFactory(
        patient=man,
        on=[drawn],
        by=by,
        what=TOLD,
        why=TOLD,
        expected=TOLD,
        next_check=date(2026, 9, 5),
        next_check_words=TOLD,
    )
    return man, account, by


def test_what_a_person_typed_is_marked_wherever_a_clinician_reads_it(told):
    man, _, by = told
    its = reverse("patient", args=[man.ref])
    hits, marked = {}, set()
    for address, name, said in crawl.crawl(signed_in(by), its):
        if not address.startswith(its) or name in ("draws_csv", "figure"):
            continue
        if unmarked := found(said.text("ours") + " | " + said.text("measured")):
            hits[address] = unmarked
        if TOLD in said.text("typed"):
            marked.add(name)
    assert hits == {}
    assert marked >= {"patient", "panel", "treatments", "treatment", "decision", "details"}


def test_he_himself_reads_no_dose(told):
    _, account, _ = told
    seen = set()
    for _, name, said in crawl.crawl(signed_in(account), "/me/", "/me/series.json"):
        seen.add(name)
        whole = " ".join(said.text(voice) for voice in ("ours", "measured", "typed"))
        assert found(whole) == [], name
    assert {"me", "me_panel", "me_series"} <= seen


@pytest.mark.parametrize(
    "planted",
    [
        "<p>250 IU</p>",
        "<p>Give <b>250</b> IU <span>twice a week</span></p>",
        '<input placeholder="50 mg">',
        '<input name="dose" value="50 mg">',
        "<textarea>50 mg</textarea>",
        "<p><span data-reading>3.2</span> then 25 mg</p>",
        "<figure data-reading><text>25 mg</text></figure>",
        "<figure data-reading><text>once daily</text></figure>",
        '<p title="once daily">when</p>',
        '<p data-words="25 mg">when</p>',
        '<p hx-vals=\'{"dose": "25 mg"}\'>when</p>',
        '<button value="25 mg">when</button>',
        '<option label="25 mg" value="1">when</option>',
        '<input type="hidden" name="dose" value="25 mg">',
        '<meta name="description" content="25 mg">',
        '<progress aria-valuetext="25 mg"></progress>',
        '<script type="application/json">{"dose": "25 mg"}</script>',
        "<p>15 mL</p>",
    ],
)
def test_an_amount_of_ours_is_seen(planted):
    assert wrong(crawl.page(planted))


def test_a_volume_that_was_measured_is_not_ours():
    assert wrong(crawl.page("<p>left <span data-reading>15.3 <b>mL</b></span></p>")) == []


def test_a_box_for_a_treatment_or_a_decision_starts_empty(logins):
    """Also for a man who has some already: nothing is copied forward."""
    clinician = next(at.user for at in logins if at.role == "clinician")
    client = signed_in(clinician)
    for model, name in ((Treatment, "treatments"), (Decision, "decisions")):
        his = Patient.objects.visible_to(clinician)
        row = model.objects.filter(patient__in=his).order_by("pk").first()
        boxes = pages.read(client.get(reverse(name, args=[row.patient.ref]))).boxes
        filled = [
            (at.get("name"), value)
            for _, at, value in boxes
            if at.get("name") not in (None, "clinic", "q", *GIVEN)
            if value and at.get("type") not in ("hidden", "checkbox", "radio")
        ]
        ticked = [at["name"] for _, at, _ in boxes if "checked" in at]
        ticked = [of for of in ticked if of not in GIVEN]
        assert boxes, name
        assert (filled, ticked) == ([], []), name
