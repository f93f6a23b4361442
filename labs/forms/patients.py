"""Forms of a patient's details, and of finding a patient."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES, ON
from labs.forms.care_team import ClinicianField, set_people
from labs.forms.fields import DayField, LineField, VersionField, WordsField, set_choices
from labs.models import Aim, PatientDetails, Testis, User
from labs.record.patient import Details

_AIMS = [("", _("not asked")), *Aim.choices]
_TESTES = [("", _("not recorded")), *Testis.choices]
_AIM_FIRST = _("Choose the aim, or clear this box.")


class FindForm(forms.Form):
    """By number, part of the name, or birth date; sent by POST, so never in an address."""

    use_required_attribute = False

    find = LineField(
        label=_("Find a patient"),
        max_length=100,
        error_messages={"required": _("Enter a number, a name or a birth date.")},
    )


class PatientForm(forms.Form):
    """`details` is there once the form is valid."""

    use_required_attribute = False
    details: Details

    number = LineField(
        label=_("Number"),
        max_length=40,
        help_text=_("The patient number of this clinic."),
        error_messages={"required": _("Enter the patient number.")},
    )
    name = LineField(
        label=_("Name"), max_length=200, error_messages={"required": _("Enter the name.")}
    )
    born = DayField(label=_("Birth date"))
    aim = forms.ChoiceField(label=_("Aim"), required=False, choices=_AIMS)
    aim_words = WordsField(
        label=_("In the patient’s words"), required=False, max_length=500
    )
    aim_on = DayField(label=_("Asked on"), required=False)
    testis_left = forms.ChoiceField(label=_("Left testis"), required=False, choices=_TESTES)
    testis_right = forms.ChoiceField(
        label=_("Right testis"), required=False, choices=_TESTES
    )
    analytes = forms.MultipleChoiceField(
        label=_("Extra tests"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    clinician = ClinicianField(
        help_text=_("First on the patient’s care team, who can add others."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        measured: Collection[str] = ON,
        initial: Mapping[str, object] | None = None,
        clinicians: Sequence[User] | None = None,
    ) -> None:
        """`measured`: keys of the analytes that the clinic measures in every patient.

        `clinicians`: of whom one is named; None where nobody has to be.
        """
        self.today = today
        self.account: User | None = None
        super().__init__(data, initial=dict(initial or {}))
        kept = self.initial.get("analytes", ())
        off = [a for a in ANALYTES.values() if a.key not in measured or a.key in kept]
        set_choices(self, "analytes", ((analyte.key, analyte.name) for analyte in off))
        if clinicians is None:
            del self.fields["clinician"]
        else:
            set_people(self, "clinician", clinicians)

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        born, asked = typed.get("born"), typed.get("aim_on")
        if born and born > self.today:
            self.add_error("born", gettext("Date is in the future. Check the birth date."))
        if asked and asked > self.today:
            self.add_error("aim_on", gettext("Date is in the future. Check the date."))
        self._check_aim(typed)
        if not self.errors:
            chosen = tuple(key for key in ANALYTES if key in typed["analytes"])
            said = _details_of(typed) | {"analytes": chosen}
            self.details = Details(account=self.account, **said)
        return typed

    def _check_aim(self, typed: Mapping[str, Any]) -> None:
        if typed.get("aim"):
            if not typed.get("aim_on") and "aim_on" not in self.errors:
                self.add_error(
                    "aim_on", gettext("Enter the date on which the aim was asked.")
                )
            return
        for box in ("aim_words", "aim_on"):
            if typed.get(box):
                self.add_error(box, _AIM_FIRST)


class PatientCorrection(PatientForm):
    """A correction of a patient's details, with its reason."""

    version = VersionField()
    why = WordsField(label=_("Reason for correction"), required=False, max_length=500)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, was: PatientDetails, today: date
    ) -> None:
        measured = was.patient.clinic.analytes
        super().__init__(data, today=today, measured=measured, initial=boxes_of(was))
        self.account = was.account

    @property
    def changed(self) -> bool:
        return bool(set(self.changed_data) - {"version", "why"})

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if self.changed and not typed.get("why"):
            self.add_error(
                "why",
                gettext(
                    "Enter the reason for correction. The earlier version stays readable."
                ),
            )
        return typed


def boxes_of(was: PatientDetails) -> dict[str, object]:
    """What would be typed to get these details."""
    boxes = (
        "number",
        "name",
        "born",
        "aim",
        "aim_words",
        "aim_on",
        "testis_left",
        "testis_right",
        "analytes",
        "version",
    )
    return {box: getattr(was, box) for box in boxes}


def _details_of(typed: Mapping[str, Any]) -> dict[str, Any]:
    of_the_act = ("version", "why", "clinician")
    return {box: typed[box] for box in typed if box not in of_the_act}
