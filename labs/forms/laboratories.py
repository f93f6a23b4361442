"""Forms of a clinic's laboratories: their names, and what each prints beside a result."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES
from labs.forms.fields import DayField, LineField, VersionField, set_choices
from labs.models import Laboratory, LaboratoryTest
from labs.readings import LaboratoryTestFact
from labs.words import Refused

# The box that holds what a code is about.
_BOXES = {
    "unit": "unit",
    "interval": "reference_range",
    "detection": "detection_limit",
    "laboratory-test-days": "valid_to",
    "laboratory-test-too-early": "valid_from",
    "laboratory-test-there": "valid_from",
    "laboratory-test-stands": "valid_from",
}


class LaboratoryForm(forms.Form):
    use_required_attribute = False

    name = LineField(
        label=_("Laboratory"),
        max_length=200,
        help_text=_("As its reports print it."),
        error_messages={"required": _("Enter the laboratory’s name.")},
    )


class RenameForm(LaboratoryForm):
    """`seen`: the name that was on the page, so that nobody replaces one unseen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, laboratory: Laboratory
    ) -> None:
        name = laboratory.name
        super().__init__(data, initial={"name": name, "seen": name}, auto_id="rename_%s")


class PrintedForm(forms.Form):
    """What a laboratory prints for one test, and when that holds."""

    use_required_attribute = False

    method = LineField(label=_("Method"), required=False, max_length=100)
    unit = LineField(
        label=_("Unit"),
        max_length=40,
        error_messages={"required": _("Enter the unit as the report prints it.")},
    )
    detection_limit = LineField(
        label=_("Detection limit"),
        required=False,
        max_length=40,
        help_text=_("With its <."),
    )
    reference_range = LineField(label=_("Reference range"), required=False, max_length=200)
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(
        label=_("Valid to"), required=False, help_text=_("Empty: until further notice.")
    )

    def read_fact(self, laboratory: Laboratory, analyte: str) -> LaboratoryTestFact | None:
        """What was typed; None, and the sentence at its box, where it cannot be read."""
        told = {name: self.cleaned_data[name] for name in PrintedForm.base_fields}
        fact = LaboratoryTestFact(
            laboratory=laboratory.name, analyte=ANALYTES[analyte], **told
        )
        try:
            fact.check()
        except Refused as refused:
            self.blame(refused)
            return None
        return fact

    def blame(self, refused: Refused) -> None:
        """Say a refusal at the box that it is about."""
        room = refused.code.split("-")[0]
        self.add_error(_BOXES.get(refused.code, _BOXES.get(room)), str(refused))


class NewTestForm(PrintedForm):
    """A test of the laboratory that is set for the first time."""

    analyte = forms.ChoiceField(
        label=_("Test"), error_messages={"required": _("Choose the test.")}
    )
    field_order = ("analyte",)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        tests = [(key, str(a.name)) for key, a in ANALYTES.items() if not a.sides]
        set_choices(self, "analyte", [("", gettext("choose")), *tests])


class NewVersionForm(PrintedForm):
    """As the current version says it; the day from which the next one holds is empty."""

    version = VersionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, test: LaboratoryTest
    ) -> None:
        names = ("method", "unit", "detection_limit", "reference_range", "version")
        super().__init__(data, initial={name: getattr(test, name) for name in names})


class EndForm(forms.Form):
    use_required_attribute = False

    version = VersionField()
    last_day = DayField(label=_("End validity on"), help_text=_("The last day it holds."))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, test: LaboratoryTest
    ) -> None:
        super().__init__(data, initial={"version": test.version}, auto_id="end_%s")

    @property
    def day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        return day
