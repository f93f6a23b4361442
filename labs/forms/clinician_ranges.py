"""Forms of a clinician's range: set, changed, ended. Nothing is proposed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES
from labs.forms.fields import DayField, LineField, VersionField, WordsField, set_choices
from labs.readings import ClinicianRangeFact, Interval
from labs.timeline import dates
from labs.words import Refused

_TO_COME = _("Date is in the future. Enter the date from which the range is valid.")
_UNBORN = _("Date is before the birth date, {born}. Check the date.")
_NO_ENDS = _("Enter the lower limit, the upper limit, or both.")
_WHY = _("Enter the reason for the change. The earlier range stays readable.")
_WHY_ENDED = _("Enter the reason for ending the range.")
_TOO_EARLY = _("The range is valid from {since}. Enter that date, or a later one.")
_OFF = {"autocomplete": "off"}


class RangeForm(forms.Form):
    """`fact` is there once it is valid; `standing` maps analytes to their current range."""

    use_required_attribute = False
    fact: ClinicianRangeFact

    analyte = forms.ChoiceField(
        label=_("Analyte"),
        widget=forms.Select(attrs=_OFF),
        error_messages={"required": _("Choose the analyte.")},
    )
    low = LineField(label=_("Lower limit"), required=False, max_length=20)
    high = LineField(label=_("Upper limit"), required=False, max_length=20)
    unit = LineField(
        label=_("Unit"),
        max_length=20,
        error_messages={"required": _("Enter the unit.")},
    )
    since = DayField(
        label=_("Valid from"),
        error_messages={"required": _("Enter the date from which the range is valid.")},
    )
    why = WordsField(label=_("Reason for the change"), required=False, max_length=500)
    seen = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        analytes: Sequence[str],
        days: tuple[date, date],
        standing: Mapping[str, ClinicianRangeFact],
        seen: int,
    ) -> None:
        self.born, self.today = days
        self.standing = standing
        super().__init__(data, initial={"seen": seen})
        names = [(key, ANALYTES[key].name) for key in analytes]
        set_choices(self, "analyte", [("", gettext("none chosen")), *names])

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        self._check_day(typed.get("since"))
        self._check_ends(typed)
        if not self.errors:
            self.fact = self._fact(typed)
            self._check_why(typed)
        return typed

    @property
    def unchanged(self) -> bool:
        now = self.standing.get(self.fact.analyte)
        return now is not None and _range_content(now) == _range_content(self.fact)

    def _check_day(self, since: date | None) -> None:
        if since and since > self.today:
            self.add_error("since", _TO_COME)
        elif since and since < self.born:
            self.add_error("since", _UNBORN.format(born=dates.day(self.born)))

    def _check_ends(self, typed: Mapping[str, Any]) -> None:
        if not typed.get("low") and not typed.get("high"):
            self.add_error("low", _NO_ENDS)
            return
        for box in ("low", "high"):
            try:
                Interval.of(low=typed.get(box, ""))
            except Refused as refused:
                self.add_error(box, str(refused))
        if not self.errors:
            self._check_together(typed)

    def _check_together(self, typed: Mapping[str, Any]) -> None:
        try:
            Interval.of(low=typed["low"], high=typed["high"])
        except Refused as refused:
            self.add_error("low", str(refused))
        try:
            ANALYTES[typed["analyte"]].unit_of(typed["unit"])
        except Refused as refused:
            self.add_error("unit", str(refused))

    def _check_why(self, typed: Mapping[str, Any]) -> None:
        changes = self.fact.analyte in self.standing and not self.unchanged
        if changes and not typed.get("why"):
            self.add_error("why", _WHY)

    def _fact(self, typed: Mapping[str, Any]) -> ClinicianRangeFact:
        unit = ANALYTES[typed["analyte"]].unit_of(typed["unit"]).code
        interval = Interval.of(
            low=typed["low"], high=typed["high"], unit=unit, source="clinician"
        )
        return ClinicianRangeFact("", 0, typed["analyte"], interval, typed["since"], by="")


class RangeEnd(forms.Form):
    """The date from which a range is not valid any more, and why."""

    use_required_attribute = False

    day = DayField(
        label=_("Not valid from"),
        error_messages={"required": _("Enter the date.")},
    )
    why = WordsField(
        label=_("Reason for ending"),
        max_length=500,
        error_messages={"required": _WHY_ENDED},
    )
    version = VersionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, was: ClinicianRangeFact, today: date
    ) -> None:
        self.was, self.today = was, today
        super().__init__(data, initial={"version": was.version})

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(gettext("Date is in the future. Check the date."))
        if day < self.was.since:
            since = dates.day(self.was.since)
            raise forms.ValidationError(_TOO_EARLY.format(since=since))
        return day


def _range_content(fact: ClinicianRangeFact) -> tuple[object, ...]:
    ends = fact.interval.plain, fact.interval.unit
    return fact.analyte, *ends, fact.since
