"""Forms of care teams, and of emergency access to a record."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import DayField, LineField, WordsField, set_choices
from labs.models import User


class PersonField(forms.ChoiceField):
    """Somebody of the clinic: his key as sent, the person once it is cleaned."""

    people: Mapping[str, User]

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.people = {}

    def clean(self, value: Any) -> User:
        return self.people[super().clean(value)]


class ClinicianField(PersonField):
    def __init__(self, **more: Any) -> None:
        said = {"required": _("Choose a clinician.")}
        super().__init__(label=_("Clinician"), error_messages=said, **more)


def set_people(form: forms.Form, name: str, people: Sequence[User]) -> None:
    """Offer these people in a box of them, and nobody as chosen."""
    field: Any = form.fields[name]
    field.people = {str(user.pk): user for user in people}
    offered = [(key, f"{user.name} ({user.email})") for key, user in field.people.items()]
    set_choices(form, name, [("", gettext("choose")), *offered])


class JoinForm(forms.Form):
    """Somebody joins a care team."""

    use_required_attribute = False

    member = PersonField(
        label=_("Add to the care team"),
        error_messages={"required": _("Choose who joins the care team.")},
    )
    why = WordsField(label=_("Reason"), required=False, max_length=500)


class LeaveForm(forms.Form):
    """Somebody leaves a care team."""

    use_required_attribute = False

    member = PersonField(
        label=_("Remove from the care team"),
        error_messages={"required": _("Choose who leaves the care team.")},
    )
    why = WordsField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Enter the reason.")},
    )


class AssignForm(forms.Form):
    """Patients who have no clinician are given one, by reference."""

    use_required_attribute = False

    patients = forms.MultipleChoiceField(
        label=_("Patients"),
        error_messages={"required": _("Choose at least one patient.")},
        widget=forms.CheckboxSelectMultiple,
    )
    clinician = ClinicianField()


class EmergencyForm(forms.Form):
    """Number and birth date, both exact, and the reason: all of it or nothing."""

    use_required_attribute = False

    number = LineField(
        label=_("Number"),
        max_length=40,
        help_text=_("The patient number of this clinic, exactly."),
        error_messages={"required": _("Enter the patient number.")},
    )
    born = DayField(label=_("Birth date"))
    why = WordsField(
        label=_("Reason for emergency access"),
        max_length=500,
        help_text=_("The patient and the clinic’s administrators can read it."),
        error_messages={"required": _("Enter the reason.")},
    )
