"""Boxes that all forms share: a day of a year that can be, a number that fits a column."""

import importlib
import pkgutil
from datetime import date

import pytest
from django import forms

import labs.forms
from labs.forms.fields import (
    DayField,
    MonthField,
    PlausibleField,
    VersionField,
    whole_number,
)

# More digits than Python reads, than a column holds; digits of other scripts; no numbers.
NONE = [
    *("9" * 5000, "9" * 19, "٣", "²", "１", "1.0", "-1", "+1", "1e3", "1_0", " 1", "x"),
    "\0",
]


def every_field():
    for module in pkgutil.iter_modules(labs.forms.__path__, "labs.forms."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm):
                yield from ((kind, *named) for named in kind.base_fields.items())


def of(wanted):
    return [(kind.__name__, name) for kind, name, field in every_field() if wanted(field)]


def test_every_box_for_a_day_knows_which_years_can_be():
    dates = of(lambda field: isinstance(field, forms.DateField | forms.DateTimeField))
    assert dates == of(lambda field: isinstance(field, PlausibleField))
    assert ("PatientForm", "born") in dates


def test_every_box_for_a_number_holds_one_that_a_column_holds():
    numbers = of(lambda field: isinstance(field, forms.IntegerField | forms.FloatField))
    assert numbers == of(lambda field: isinstance(field, VersionField))
    assert ("DecisionForm", "record_version") in numbers


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_year_that_cannot_be_is_refused(day):
    for field, text in ((DayField(), day), (MonthField(), day[:7])):
        with pytest.raises(forms.ValidationError, match="The year of .* cannot be right"):
            field.clean(text)


def test_the_first_and_the_last_year_are_taken():
    assert DayField().clean("1900-01-01") == date(1900, 1, 1)
    assert MonthField().clean("2199-12") == date(2199, 12, 1)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_is_none_and_no_crash(text):
    assert whole_number(text) is None
    with pytest.raises(forms.ValidationError, match="Reload the page"):
        VersionField().clean(text)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("9" * 18, 10**18 - 1)])
def test_a_number_is_read(text, number):
    assert whole_number(text) == VersionField().clean(text) == number
