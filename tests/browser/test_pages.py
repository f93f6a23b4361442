"""Every page that is not a form of a record: axe, widths, focus, paper."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs import record
from tests import factories
from tests.browser.keyboard import faults, stops

WIDTHS = (1440, 390, 320)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def world(transactional_db, north, patient, clinician, nurse, patient_user):
    """Something in every section of every page."""
    first = factories.drawn(
        patient,
        "2026-01-05 08:00",
        by=nurse,
        lh="3.2",
        fsh="2.6",
        testosterone="12.1",
        left="15",
        right="16",
        interval="1.7-8.6",
    )
    factories.TreatmentFactory(patient=patient)
    factories.DecisionFactory(
        patient=patient,
        on=[first],
        date="2026-01-07",
        next_check=date(2026, 2, 1),
        next_check_words="LH at the visit",
    )
    factories.CorrectionFactory(panel=first, fsh="6.2", interval="1.5-12.4")
    record.release.sign_off(patient.panels.current().get(), by=clinician)
    factories.drawn(patient, "2026-02-05", by=nurse, lh="<0.1", fsh="4.4", signed=True)
    factories.drawn(patient, "2026-03-02 08:00", by=nurse, lh="1.1", status="preliminary")
    lh = first.results.get(analyte="lh")
    own = factories.clinician_range("2", "6", "2026-02-01")
    return {
        "patient": patient,
        "nurse": nurse,
        "nobody": factories.patient(north, clinician, "N-8", name="Leon Synthetic"),
        "first": first,
        "baseline": factories.BaselineFactory(result=lh).uid,
        "range": record.clinician_range.give(patient, own, by=clinician).uid,
    }


@pytest.fixture
def pages(world, clinician, administrator, patient_user, stranger):
    """Addresses by who opens them."""
    clinic = world["patient"].clinic
    factories.work_by_teams(stranger.memberships.get().clinic)
    _invitation, token = factories.invited(clinic)
    factories.alias(clinic)
    factories.token(clinic, confirmed_by=clinician)
    lab = factories.laboratory(clinic, factories.printed())
    ref, first = world["patient"].ref, world["first"].uid
    of_record = reverse("patient", args=[ref])
    return [
        (None, reverse("account_login")),
        (None, reverse("about")),
        (clinician, reverse("worklist")),
        (clinician, of_record),
        (clinician, f"{of_record}?from=yesterday"),
        (clinician, f"{of_record}?from=2020-01-01&to=2020-02-01"),
        (clinician, reverse("patient_axis", args=[ref])),
        (clinician, reverse("patient", args=[world["nobody"].ref])),
        (clinician, f"{reverse('baselines', args=[ref])}?of=lh"),
        (clinician, reverse("baseline", args=[ref, world["baseline"]])),
        (clinician, reverse("ranges", args=[ref])),
        (clinician, reverse("range", args=[ref, world["range"]])),
        (clinician, reverse("panel", args=[ref, first])),
        (clinician, reverse("care_team", args=[ref])),
        (clinician, reverse("import")),
        (clinician, reverse("audit")),
        (clinician, reverse("mfa_index")),
        (clinician, reverse("account_change_password")),
        (clinician, reverse("account_reauthenticate")),
        (clinician, reverse("account_logout")),
        (clinician, reverse("notes")),
        (clinician, reverse("notes_topic", args=["testosterone"])),
        (clinician, reverse("agents")),
        (clinician, reverse("references")),
        (clinician, reverse("weak_places")),
        (patient_user, reverse("notes")),
        (patient_user, reverse("notes_topic", args=["results"])),
        (patient_user, reverse("glossary")),
        (patient_user, f"{reverse('glossary')}?q=testis"),
        (patient_user, reverse("axis")),
        (clinician, "/patients/a2a2a2a2a2a2/"),
        (administrator, reverse("worklist")),
        (administrator, reverse("patients")),
        (administrator, reverse("care_teams")),
        (administrator, reverse("audit")),
        (administrator, reverse("clinic")),
        (administrator, reverse("people")),
        (administrator, reverse("person", args=[world["nurse"].pk])),
        (administrator, reverse("clinic_details")),
        (administrator, reverse("clinic_access")),
        (administrator, reverse("clinic_release")),
        (administrator, reverse("clinic_analytes")),
        (administrator, reverse("clinic_names")),
        (administrator, reverse("laboratories")),
        (administrator, reverse("laboratory", args=[lab.uid])),
        (administrator, reverse("laboratory_test", args=[lab.tests.get().uid])),
        (administrator, reverse("clinic_tokens")),
        (clinician, reverse("clinic_token", args=[factories.token(clinic)[0].uid])),
        (None, reverse("invitation_link", args=[token])),
        (None, reverse("invitation")),  # without a link
        (None, reverse("account_reset_password")),
        (stranger, reverse("emergency")),  # of the south, which works by care teams
        (patient_user, reverse("me")),
        (patient_user, reverse("me_panel", args=[first])),
    ]


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    guarded, signed_in, live_server, pages, axe
):
    page = guarded
    for user, address in pages:
        page.context.clear_cookies()
        if user:
            signed_in(user)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(live_server.url + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(SIDEWAYS) == 0, (address, width)
            if width != 390:  # as at 320, with more room
                assert axe(page) == [], (address, width)
        page.emulate_media(color_scheme="dark")  # only colours differ
        for width in WIDTHS[::2]:
            page.set_viewport_size({"width": width, "height": 900})
            assert axe(page, "color-contrast") == [], (address, width)
    page.faults.clear()  # Chromium reports the 403 and the 404


@pytest.mark.parametrize("width", [1440, 390])
def test_every_stop_of_the_keyboard_is_ringed_and_in_sight(
    signed_in, live_server, world, clinician, width
):
    page = signed_in(clinician)
    page.set_viewport_size({"width": width, "height": 900})
    ref = world["patient"].ref
    names = ("patient", "panel_new", "ranges", "baselines")
    for name, args in (("worklist", []), *((name, [ref]) for name in names)):
        page.goto(live_server.url + reverse(name, args=args))
        page.wait_for_load_state("networkidle")
        walked = stops(page)
        assert len(walked) > 10, name
        assert faults(walked) == [], name


def test_on_paper_there_are_results_and_no_controls(
    signed_in, live_server, world, clinician
):
    page = signed_in(clinician)
    page.goto(live_server.url + reverse("patient", args=[world["patient"].ref]))
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 within its margins
    for gone in ("nav", "button", ".bar", ".options-of", ".since", "main form"):
        shown = page.locator(gone).evaluate_all(
            "(all) => all.filter((one) => one.offsetParent)"
        )
        assert shown == [], gone
    cut = "(box) => box.scrollWidth - box.clientWidth"
    assert page.locator(".scroll").evaluate(cut) <= 0
    expect(page.locator("h1")).to_have_text(world["patient"].name)
    expect(page.locator("td b").first).to_have_css("color", "rgb(0, 0, 0)")
