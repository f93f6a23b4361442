"""Who a man is, as typed."""

from datetime import date

import pytest

from labs.forms.patients import PatientForm

TODAY = date(2026, 3, 10)
WHOLE = {"number": "N-7", "name": "Otto Synthetic", "born": "1988-04-09"}


def test_number_name_and_birth_date_are_enough():
    form = PatientForm(WHOLE, today=TODAY)

    assert form.is_valid(), form.errors
    assert (form.details.number, form.details.born) == ("N-7", date(1988, 4, 9))
    assert (form.details.aim, form.details.account) == ("", None)


def test_his_aim_is_kept_with_his_words_and_its_day():
    aim = {"aim": "now", "aim_words": "As soon as may be.", "aim_on": "2026-02-03"}
    details = _details(WHOLE | aim)

    assert (details.aim, details.aim_words) == ("now", "As soon as may be.")
    assert details.aim_on == date(2026, 2, 3)


def _details(typed):
    form = PatientForm(typed, today=TODAY)
    assert form.is_valid(), form.errors
    return form.details


def test_the_state_of_a_testis_is_kept():
    assert _details(WHOLE | {"testis_left": "absent"}).testis_left == "absent"


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"number": ""}, "number"),
        ({"name": " "}, "name"),
        ({"born": ""}, "born"),
        ({"born": "2026-03-11"}, "born"),
        ({"aim": "now"}, "aim_on"),
        ({"aim_words": "soon"}, "aim_words"),
        ({"aim": "now", "aim_on": "2026-03-11"}, "aim_on"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_box(typed, box):
    assert list(PatientForm(WHOLE | typed, today=TODAY).errors) == [box]


def test_more_may_be_measured_in_him_than_in_the_clinic():
    assert _details(WHOLE | {"analytes": ["shbg"]}).analytes == ("shbg",)
