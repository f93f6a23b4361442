"""Form fields that several forms share: dates, months, times, free text, versions."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.readings import require_plausible, since_dose
from labs.readings.text import require_printable
from labs.words import Refused

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?(?: ?h)?", re.ASCII)
_CODE = re.compile(r"P(T?)(\d+)[HD]", re.ASCII)
_MOST_DIGITS = 18  # any number of so many fits into 64 bits
# Nothing that a browser remembers of another man may be offered for this one.
PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


class DayInput(forms.DateInput):
    """A native date box; text that is no date stays readable in a text box."""

    input_type = "date"

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _is_iso(shown):
            context["widget"]["type"] = "text"
        return context


class PlausibleField(forms.DateField):
    """A date whose year a draw, a birth or a treatment could have."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        try:
            if value:
                require_plausible(value)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class DayField(PlausibleField):
    widget = DayInput(format="%Y-%m-%d", attrs={"autocomplete": "off"})
    input_formats = ("%Y-%m-%d", "%d.%m.%Y")
    default_error_messages = {
        "required": _("Enter the date."),
        "invalid": _("Not a valid date. Enter year-month-day."),
    }


class MonthField(PlausibleField):
    """A month of a year, where the day is not known; cleaned to its first day."""

    widget = forms.TextInput(attrs=PLAIN)  # a keypad of digits has no sign between them
    input_formats = ("%Y-%m", "%m/%Y", "%m.%Y")
    default_error_messages = {
        "invalid": _("Enter the month as year-month, the year with four digits.")
    }

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class ClockField(forms.CharField):
    """A time of day, with or without its colon; cleaned to a time, or None."""

    widget = forms.TextInput(attrs=PLAIN | {"size": 5})
    default_error_messages = {
        "invalid": _(
            "“%(text)s” is not a valid time. Enter hours and minutes, 00:00 to 23:59."
        )
    }

    # Django's stubs know a field of text by its text alone.
    def to_python(self, value: Any) -> time | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        written = _CLOCK.fullmatch(text)
        hour, minute = map(int, written.groups("00")) if written else (99, 99)
        if hour > 23 or minute > 59:
            invalid = self.error_messages["invalid"]
            raise forms.ValidationError(invalid, params={"text": text})
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class SinceDoseField(forms.CharField):
    """Trough, peak, hours or days; cleaned to `trough`, `peak`, `PT36H`, `P5D` or empty."""

    widget = forms.TextInput(attrs=PLAIN)

    def clean(self, value: Any) -> str:
        try:
            return since_dose(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


def since_dose_words(code: str) -> str:
    """What would be typed: `36 hours` for `PT36H`."""
    found = _CODE.fullmatch(code)
    return f"{found[2]} {'hours' if found[1] else 'days'}" if found else code


def _require_readable(text: str) -> None:
    """Refuse signs that no page shows, or that turn text round (bidirectional controls)."""
    try:
        require_printable(text, gettext("The text"), len(text))
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from refused


class WordsField(forms.CharField):
    """Free text on several lines."""

    default_validators = [_require_readable]  # noqa: RUF012

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
        super().__init__(widget=area, **kwargs)


class LineField(forms.CharField):
    """Free text on one line; the browser offers nothing typed before."""

    default_validators = [_require_readable]  # noqa: RUF012

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs=PLAIN), **kwargs)


def whole_number(text: str) -> int | None:
    """A number of ASCII digits that fits a database column; None for all else."""
    fits = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if fits else None


class CountField(forms.CharField):
    """A whole number from 1, in a narrow box; cleaned to an int, or None where it is empty.

    `most` of them are taken, where that is given.
    """

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        self._most = most
        box = PLAIN | {"inputmode": "numeric", "size": 4}
        super().__init__(widget=forms.TextInput(attrs=box), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        number = whole_number(text)
        if text and (not number or number > (self._most or number)):
            told = gettext("Enter a whole number, from 1.")
            if self._most:
                told = gettext("Enter a whole number, 1 to {most}.")
            raise forms.ValidationError(told.format(most=self._most))
        return number


VERSION_MISSING = _("The form was sent without its version. Reload the page.")


class VersionField(forms.IntegerField):
    """The version that was on the page, so that nobody replaces one unseen."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": VERSION_MISSING,
        "invalid": VERSION_MISSING,
    }

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        number = whole_number(str(value))
        if number is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Set what can be chosen in a field of this form."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def with_boxes(data: QueryDict, boxes: Mapping[str, str]) -> QueryDict:
    """A copy of the data that was sent, with other values in these boxes."""
    data = data.copy()
    for name, value in boxes.items():
        data[name] = value
    return data


def set_values(form: forms.Form, **boxes: str) -> None:
    """Change boxes of a form that was sent, before it is shown again."""
    form.data = with_boxes(cast("QueryDict", form.data), boxes)


def _is_iso(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
