"""A clinician's own range: nothing is proposed, and it is never a laboratory's."""

import pytest
from django.urls import reverse

from labs.models import ClinicianRange
from tests import factories
from tests.pages import boxes, filled, text, title

pytestmark = pytest.mark.usefixtures("noon")

TYPED = {
    "analyte": "testosterone",
    "low": "12.0",
    "high": "25",
    "unit": "nmol/L",
    "since": "2026-03-05",
}


@pytest.fixture
def url(patient):
    return reverse("ranges", args=[patient.ref])


@pytest.fixture
def given(patient):
    return factories.ClinicianRangeFactory(patient=patient)


@pytest.fixture
def own(given):
    return reverse("range", args=[given.patient.ref, given.uid])


@pytest.fixture
def send(sign_in, clinician, url):
    """The form as it comes, with some boxes typed."""

    def send(**typed):
        client = sign_in(clinician)
        return client.post(url, filled(client.get(url), "range", **typed))

    return send


def standing():
    return ClinicianRange.objects.current().get()


def test_nothing_is_filled_in_remembered_or_proposed(
    sign_in, clinician, url, given, drawn, patient
):
    drawn(patient, "2026-03-09 08:10", testosterone="12.1", interval="8.64-29.0")
    page = sign_in(clinician).get(url)

    assert "8.64" not in page.content.decode()
    shown = boxes(page, "range")
    assert {shown.pop(name)["type"] for name in ("csrfmiddlewaretoken", "seen")} == {
        "hidden"
    }
    assert [name for name, box in shown.items() if box["value"]] == []
    for name, box in shown.items():
        assert box.get("autocomplete") == "off", name
        assert not {"placeholder", "title", "list"} & set(box), name


def test_it_is_kept_as_it_is_written(send, clinician):
    assert send(**TYPED).status_code == 303
    kept = standing()
    assert (kept.low, kept.high, kept.unit, str(kept.since)) == (
        "12.0",
        "25",
        "nmol/L",
        "2026-03-05",
    )
    assert kept.by == clinician


@pytest.mark.parametrize(
    ("box", "typed", "said"),
    [
        (
            "low",
            {"low": "", "high": ""},
            "Enter the lower limit, the upper limit, or both.",
        ),
        ("low", {"low": "26"}, "26"),
        ("high", {"high": "<25"}, "<25"),
        ("unit", {"unit": "IU/L"}, "IU/L"),
        ("unit", {"unit": ""}, "Enter the unit."),
        ("analyte", {"analyte": ""}, "Choose the analyte."),
        ("since", {"since": "2026-03-11"}, "in the future"),
        ("since", {"since": "1988-04-08"}, "before the birth date"),
        ("since", {"since": ""}, "Enter the date from which the range is valid."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(send, box, typed, said):
    page = send(**TYPED | typed)

    assert page.status_code == 422
    assert title(page).startswith("Not saved")
    assert said in text(page)
    shown = boxes(page, "range")
    assert {name: shown[name]["value"] for name in TYPED} == TYPED | typed
    assert shown[box].get("aria-invalid") == "true"
    assert not ClinicianRange.objects.exists()


def test_one_end_and_a_decimal_comma_are_enough(send):
    assert send(**TYPED | {"low": "", "high": "25,5"}).status_code == 303
    assert standing().interval.plain == "≤ 25.5"


def test_a_change_needs_a_reason_and_the_old_stays_readable(
    send, sign_in, clinician, own, given
):
    assert send(**TYPED).status_code == 422
    assert standing() == given

    assert send(**TYPED | {"why": "his age"}).status_code == 303
    told = text(sign_in(clinician).get(own))
    assert "12.0 to 25" in told and "12 to 25" in told and "his age" in told


def test_the_same_again_is_no_change(send, given):
    assert send(**TYPED | {"low": "12"}).status_code == 303
    assert standing() == given


def test_a_change_is_not_written_over_another_one(sign_in, clinician, url, given, patient):
    client = sign_in(clinician)
    opened = client.get(url)
    factories.ClinicianRangeFactory(patient=patient, low="9", high="25", why="theirs")
    page = client.post(url, filled(opened, "range", **TYPED, why="mine"))

    assert page.status_code == 409
    assert "9 to 25" in text(page) and standing().low == "9"
    assert boxes(page, "range")["low"]["value"] == "12.0"
    assert client.post(url, filled(page, "range")).status_code == 303
    assert standing().low == "12.0"


def test_it_ends_on_a_day_with_a_reason(sign_in, clinician, own):
    client = sign_in(clinician)
    for typed in (
        {},
        {"day": "2026-03-09"},
        {"why": "x"},
        {"day": "2026-03-04", "why": "x"},
    ):
        page = client.post(own, filled(client.get(own), "ending", **typed))
        assert page.status_code == 422, typed
    assert not standing().ended

    sent = filled(client.get(own), "ending", day="2026-03-09", why="moved away")
    assert client.post(own, sent).status_code == 303
    assert (standing().ended, str(standing().since)) == (True, "2026-03-09")
    assert "moved away" in text(client.get(own))
    assert boxes(client.get(own), "ending") == {}


def test_an_end_is_not_written_over_a_change(sign_in, clinician, own, patient):
    client = sign_in(clinician)
    sent = filled(client.get(own), "ending", day="2026-03-09", why="moved away")
    factories.ClinicianRangeFactory(patient=patient, low="9", high="25", why="theirs")
    page = client.post(own, sent)

    assert page.status_code == 409 and "theirs" in text(page)
    assert client.post(own, filled(page, "ending")).status_code == 303
    assert standing().ended


def test_the_record_shows_it_beside_the_laboratorys(
    sign_in, clinician, given, drawn, patient
):
    drawn(patient, "2026-03-09 08:10", testosterone="26", interval="8.64-29.0")
    page = sign_in(clinician).get(reverse("patient", args=[patient.ref]))
    told = text(page)
    assert "8.64–29.0, clinician’s 12–25" in told
    assert "Clara Synthetic’s range 12–25" in told and "set 5 Mar 2026" in told


def test_he_reads_his_clinicians_range_first_and_the_laboratorys_one_click_away(
    sign_in, given, drawn, patient, patient_user
):
    drawn(patient, "2026-03-09 08:10", testosterone="26", interval="8.64-29.0", signed=True)
    told = text(sign_in(patient_user).get(reverse("me")))
    assert "Range your clinician set on 5 Mar 2026: 12 to 25 nmol/L" in told
    assert "Above the range your clinician set." in told
    assert "Reference range of the lab 8.64 to 29.0 nmol/L. In the reference range." in told


def test_a_nurse_reads_and_changes_nothing(sign_in, nurse, url, own):
    client = sign_in(nurse)
    page = client.get(url)
    assert "12 to 25" in text(page)
    assert boxes(page, "range") == boxes(client.get(own), "ending") == {}
    assert client.post(url, {}).status_code == client.post(own, {}).status_code == 403
