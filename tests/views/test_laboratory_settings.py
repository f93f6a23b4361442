"""What is set for a laboratory prefills and checks a draw, and changes nothing typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labs.models import Result
from tests import factories
from tests.factories import printed
from tests.pages import boxes, filled, text

pytestmark = pytest.mark.usefixtures("noon")
BESIDE = {"HX-Request": "true"}
RANGE = "The laboratory’s reference range since 1 Jan 2025 is 1.7-8.6 IU/L."
CHECK = {"day": "2026-03-09", "time": "07:40", "laboratory": "north lab", "act": "check"}


@pytest.fixture
def url(patient):
    return reverse("panel_new", args=[patient.ref])


@pytest.fixture
def lab(north, administrator):
    return factories.laboratory(
        north,
        printed(
            unit="mIU/mL", valid_from="2024-01-01", valid_to="2024-12-31", method="CLIA"
        ),
        printed(),
        printed(analyte="fsh", reference_range="1.5-12.4", detection_limit=""),
        printed(
            analyte="testosterone",
            unit="nmol/L",
            reference_range="8.64-29.0",
            method="LC-MS",
        ),
    )


@pytest.fixture
def send(sign_in, nurse, url):
    """Open the sheet and send it, as a browser without scripts would."""

    def send(headers=None, **typed):
        client = sign_in(nurse)
        return client.post(
            url, filled(client.get(url), "sheet", **CHECK | typed), headers=headers
        )

    return send


def shown(page, *names):
    found = boxes(page, "sheet")
    return [found[name]["value"] for name in names]


LH = ("lh_unit", "lh_method", "lh_interval", "lh_value")


def test_a_laboratory_of_the_clinic_preselects_unit_and_method(lab, send):
    page = send()
    assert shown(page, *LH) == ["IU/L", "ECLIA", "", ""]
    assert shown(page, "testosterone_method", "estradiol_method") == ["LC-MS", ""]
    assert "Units and methods as set for North Lab. Other units as set in this" in text(
        page
    )


def test_the_day_of_the_draw_says_which_version(lab, send):
    assert shown(send(day="2024-06-01"), *LH)[:2] == ["mIU/mL", "CLIA"]
    assert shown(send(day="2023-06-01"), *LH)[:2] == ["IU/L", ""]


def test_another_day_moves_them_again_but_nothing_that_was_chosen(
    lab, send, sign_in, nurse, url
):
    first = send(fsh_method="by hand")
    client = sign_in(nurse)
    second = client.post(url, filled(first, "sheet", day="2024-06-01", act="check"))
    assert shown(second, *LH)[:2] == ["mIU/mL", "CLIA"]
    assert shown(second, "fsh_method") == ["by hand"]


def test_his_own_draws_come_first(lab, send, patient, nurse):
    factories.drawn(
        patient, by=nurse, laboratory="North Lab", lh="3.2 mIU/mL", method="RIA"
    )
    page = send()
    assert shown(page, *LH)[:2] == ["mIU/mL", "RIA"]
    assert shown(page, "fsh_method") == ["ECLIA"]
    said = "as in the draw of 2 Mar 2026. Other units and methods as set for North Lab."
    assert said in text(page)


def test_no_laboratory_is_preselected_and_the_clinics_are_offered_last(
    lab, patient, nurse, sign_in, url
):
    page = sign_in(nurse).get(url)
    assert shown(page, "laboratory", "lh_method") == ["", ""]
    assert '<option value="North Lab">' in page.content.decode()
    factories.drawn(patient, by=nurse, laboratory="Quay Street", lh="3.2")
    factories.drawn(patient, "2026-01-05", by=nurse, laboratory="north lab", lh="3.2")
    body = sign_in(nurse).get(url).content.decode()
    assert '<option value="Quay Street"></option><option value="north lab">' in body
    assert "North Lab" not in body


def test_ranges_are_filled_by_the_button_alone_beside_results(lab, send):
    typed = {"lh_value": "<0.1", "fsh_value": "4", "fsh_interval": "1-2", "act": "ranges"}
    page = send(**typed)
    assert shown(page, *LH) == ["IU/L", "ECLIA", "1.7-8.6", "<0.1"]
    assert shown(page, "fsh_interval", "testosterone_interval") == ["1-2", ""]
    said = "Reference ranges of LH filled in as set for North Lab."
    assert said in text(page)
    assert not Result.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [{"lh_unit": "mIU/mL"}, {"lh_method": "RIA"}, {"lh_value": ""}, {"day": "2023-01-01"}],
    ids=str,
)
def test_a_range_is_filled_where_it_is_surely_the_one(lab, send, typed):
    page = send(**{"lh_value": "4", "act": "ranges"} | typed)
    expected = "1.7-8.6" if "lh_unit" in typed else ""  # the same unit, spelled otherwise
    assert shown(page, "lh_interval") == [expected]


def test_a_range_is_not_filled_beside_another_unit(lab, send):
    page = send(testosterone_value="500", testosterone_unit="ng/dL", act="ranges")
    assert shown(page, "testosterone_interval") == [""]
    assert "No reference range filled in." in text(page)
    filled_in = send(testosterone_value="12", act="ranges")
    assert shown(filled_in, "testosterone_interval") == ["8.64-29.0"]


def test_the_button_is_there_where_a_range_is_set(lab, send):
    button = "Use the laboratory’s reference ranges"
    assert button in text(send())
    assert button not in text(send(laboratory="Quay Street"))
    assert button not in text(send(day="2023-01-01"))


def test_a_difference_is_told_beside_its_row_and_nothing_is_changed(lab, send):
    typed = {"lh_value": "0.1", "lh_interval": "1.5-9.3", "lh_method": "RIA"}
    page = send(**typed)
    assert page.status_code == 200
    said = text(page)
    assert RANGE in said
    assert "The laboratory’s method since 1 Jan 2025 is ECLIA." in said
    assert "The laboratory’s detection limit since 1 Jan 2025 is <0.1 IU/L." in said
    assert "Some results differ from what is set for their laboratory" in said
    assert shown(page, *LH) == ["IU/L", "RIA", "1.5-9.3", "0.1"]


def test_it_is_told_before_it_is_checked_too(lab, send):
    page = send(headers=BESIDE, lh_value="3", lh_interval="1.5-9.3", act="beside")
    assert RANGE in text(page)


def test_it_never_blocks(lab, send):
    assert send(lh_value="3", lh_interval="1.5-9.3", act="save").status_code == 303
    assert Result.objects.get().range_text == "1.5-9.3"


def test_what_is_as_set_is_quiet(lab, send):
    page = text(send(lh_value="3", lh_interval="1.7-8.6"))
    assert "No problem found. Nothing is saved yet." in page
    assert "The laboratory’s" not in page.replace("Use the laboratory’s", "")


def test_a_result_that_is_added_is_preselected_and_checked_too(
    lab, sign_in, patient, nurse
):
    panel = factories.drawn(patient, by=nurse, laboratory="North Lab", fsh="3")
    address = reverse("result_new", args=[patient.ref, panel.uid])
    client = sign_in(nurse)
    opened = client.get(address)
    assert shown(opened, *LH)[:2] == ["IU/L", "ECLIA"]
    typed = {"lh_value": "3", "lh_interval": "1.5-9.3", "act": "check"}
    assert RANGE in text(client.post(address, filled(opened, "sheet", **typed)))


def test_ranges_are_filled_beside_results_that_are_added_too(lab, sign_in, patient, nurse):
    panel = factories.drawn(patient, by=nurse, laboratory="North Lab", fsh="3")
    address = reverse("result_new", args=[patient.ref, panel.uid])
    client = sign_in(nurse)
    opened = client.get(address)
    sent = filled(opened, "sheet", lh_value="3", act="ranges")
    assert "Use the laboratory’s reference ranges" in text(opened)
    page = client.post(address, sent)
    assert shown(page, *LH) == ["IU/L", "ECLIA", "1.7-8.6", "3"]
    assert "Reference ranges of LH filled in as set for North Lab." in text(page)
    assert client.post(address, filled(page, "sheet", act="save")).status_code == 303
    assert Result.objects.get(analyte="lh").range_text == "1.7-8.6"


@pytest.fixture
def correct(sign_in, nurse, patient):
    """Send the correction of an LH at the laboratory, as a browser without scripts."""
    at = {"laboratory": "North Lab", "method": "ECLIA"}
    panel = factories.drawn(patient, by=nurse, lh="3", **at)
    address = reverse("result_correct", args=[patient.ref, panel.results.get().uid])

    def correct(**typed):
        client = sign_in(nurse)
        opened = client.get(address)
        return client.post(address, filled(opened, "correction", **typed))

    return correct


def test_a_correction_is_checked_against_it_and_nothing_is_saved(lab, correct):
    page = correct(interval="1.5-9.3", act="check")
    assert RANGE in text(page) and page.status_code == 422  # the reason is missing
    page = correct(interval="1.5-9.3", why="misread", act="check")
    assert RANGE in text(page) and page.status_code == 200
    assert "Some results differ from what is set for their laboratory" in text(page)
    assert 'value="1.5-9.3"' in page.content.decode()
    page = text(correct(interval="1.7-8.6", why="misread", act="check"))
    assert "No problem found. Nothing is saved yet." in page
    assert "The laboratory’s" not in page
    assert Result.objects.get().version == 0


def test_a_correction_is_never_blocked_by_it(lab, correct):
    saved = correct(interval="1.5-9.3", why="misread", act="correct")
    assert saved.status_code == 303
    assert Result.objects.count() == 2


def test_a_result_that_differs_is_told_so_where_it_is_corrected(
    lab, sign_in, nurse, patient
):
    panel = factories.drawn(
        patient, by=nurse, laboratory="North Lab", lh="3", interval="1.5-9.3"
    )
    address = reverse("result_correct", args=[patient.ref, panel.results.get().uid])
    assert RANGE in text(sign_in(nurse).get(address))


def test_a_clinic_without_laboratories_is_asked_nothing_more(
    north, sign_in, nurse, url, patient
):
    def count():
        client = sign_in(nurse)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    without = count()
    factories.laboratory(north)
    with CaptureQueriesContext(connection) as queries:
        sign_in(nurse).get(url)
    assert any("labs_laboratory" in query["sql"] for query in queries)
    assert count() == without + 1


def test_another_clinics_laboratory_says_nothing_here(south, send):
    factories.laboratory(south, printed())
    page = send(lh_value="3", lh_interval="1.5-9.3")
    assert shown(page, "lh_method") == [""]
    assert "The laboratory’s" not in text(page)
