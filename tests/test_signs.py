"""A comparator in every door of the clinic: never alone, and never lost."""

import csv
import io

import pytest
from django.urls import reverse

from labs.courses import load_versions
from labs.exchange import FORMATS
from labs.models import Result
from tests.pages import boxes, filled, text

pytestmark = pytest.mark.usefixtures("noon")

ALONE = [
    "<",
    " > ",
    "<=",
    "≤",
    "＜",
    "less than",
    "kleiner als",
    "< IU/L",
    "LH <",
    "LH: < IU/L",
]
HTMX = {"HX-Request": "true"}
NO_NUMBER = "has no number. Write the number that the report prints with it"


@pytest.fixture
def staff(sign_in, nurse):
    return sign_in(nurse)


@pytest.fixture
def lh(drawn, patient):
    return drawn(patient, lh="3.2", interval="1.7-8.6").results.get()


@pytest.fixture
def doors(patient, lh, drawn):
    """Where a value of LH is typed: address, form, the name of its box."""
    ref = [patient.ref]
    without = drawn(patient, "2026-03-03 08:00", fsh="3.2")
    return {
        "new": (reverse("panel_new", args=ref), "sheet", "lh_value"),
        "add": (reverse("result_new", args=[*ref, without.uid]), "sheet", "lh_value"),
        "correct": (reverse("result_correct", args=[*ref, lh.uid]), "correction", "value"),
    }


def sent(client, door, typed, **more):
    url, form, box = door
    day = {"day": "2026-03-09"} if box == "lh_value" else {"why": "misread"}
    return client.post(url, filled(client.get(url), form) | day | {box: typed} | more)


@pytest.mark.parametrize("door", ["new", "add", "correct"])
@pytest.mark.parametrize("typed", ALONE)
def test_a_sign_without_its_number_is_not_saved_and_stays_typed(staff, doors, door, typed):
    before = Result.objects.count()
    response = sent(staff, doors[door], typed)

    assert response.status_code == 422
    assert NO_NUMBER in text(response)
    _, form, box = doors[door]
    assert boxes(response, form)[box]["value"] == typed
    assert Result.objects.count() == before


@pytest.mark.parametrize("door", ["new", "add"])
@pytest.mark.parametrize("typed", ALONE)
def test_a_sign_without_its_number_is_told_while_it_is_typed(staff, doors, door, typed):
    url, form, box = doors[door]
    typed = filled(staff.get(url), form) | {
        box: typed,
        "day": "2026-03-09",
        "act": "beside",
    }

    assert NO_NUMBER in text(staff.post(url, typed, headers=HTMX))


SIGNS = {
    "<0.1": ("<", "0.1", "less than 0.1"),
    "<= 0.1": ("<=", "0.1", "at most 0.1"),
    ">60": (">", "60", "more than 60"),
    "≤0,1": ("<=", "0.1", "at most 0.1"),
    "＞ 60": (">", "60", "more than 60"),
    "≥60": (">=", "60", "at least 60"),
    "less than 0,10": ("<", "0.10", "less than 0.10"),
}


@pytest.mark.parametrize("door", ["new", "add", "correct"])
@pytest.mark.parametrize("typed", SIGNS)
def test_a_typed_sign_stands_in_the_row_and_wherever_it_is_read(
    staff, doors, patient, door, typed
):
    comparator, digits, spoken = SIGNS[typed]
    assert sent(staff, doors[door], typed).status_code == 303

    row = Result.objects.current().filter(analyte="lh").latest("pk")
    assert (row.kind, row.comparator, f"{row.reading(row.panel.draw).value.number:f}") == (
        "censored",
        comparator,
        digits,
    )
    assert row.reported == typed

    series = staff.get(reverse("series", args=[patient.ref])).json()
    (point,) = (point for point in series["points"] if point["id"] == row.uid)
    said = {
        "kind": "censored",
        "comparator": comparator,
        "value": digits,
        "reported": typed,
    }
    assert said.items() <= point.items()
    assert f"LH {spoken} IU/L" in point["words"]

    draw = reverse("panel", args=[patient.ref, row.panel.uid])
    assert f"{typed} IU/L" in text(staff.get(draw))
    assert typed in text(staff.get(reverse("patient", args=[patient.ref])))

    sheet = staff.get(reverse("draws_csv", args=[patient.ref])).content.decode()
    (line,) = (
        line
        for line in csv.DictReader(io.StringIO(sheet))
        if f"{typed} IU/L" in line.values()
    )
    assert typed in line.values()

    exported = csv.DictReader(
        io.StringIO(FORMATS["csv"].write("N-1", load_versions(patient)))
    )
    (line,) = (line for line in exported if line["reported"] == typed)
    assert (line["comparator"], line["value"]) == (comparator, digits)


@pytest.mark.parametrize("typed", SIGNS)
def test_a_corrected_sign_keeps_the_value_before_it_readable(staff, doors, lh, typed):
    sent(staff, doors["correct"], typed)
    said = text(staff.get(reverse("panel", args=[lh.patient.ref, lh.panel.uid])))

    assert f"{typed} IU/L" in said and "before: 3.2 IU/L" in said


@pytest.mark.parametrize("typed", ["3.2", "0.1"])
def test_a_sign_that_is_corrected_away_is_gone(staff, doors, lh, typed):
    sent(staff, doors["correct"], "<0.1")
    sent(staff, doors["correct"], typed)

    row = Result.objects.current().get(uid=lh.uid)
    assert (row.kind, row.comparator, row.reported) == ("measured", "", typed)
