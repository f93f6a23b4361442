"""Forms of the people of a clinic: invited, given roles, and choosing a password."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import PLAIN, LineField
from labs.models import Invitation, Role, User
from labs.record.people import NewPerson


class InvitationForm(forms.Form):
    use_required_attribute = False

    name = LineField(
        label=_("Name"), max_length=200, error_messages={"required": _("Enter the name.")}
    )
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs=PLAIN),
        error_messages={
            "required": _("Enter the email address."),
            "invalid": _("Enter an email address, such as name@clinic.example."),
        },
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )

    @property
    def person(self) -> NewPerson:
        return NewPerson(self.cleaned_data["email"], self.cleaned_data["name"])

    @property
    def chosen_roles(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data["roles"]]


class ConfirmForm(forms.Form):
    """An act by which somebody loses the right to administer the clinic himself."""

    confirm = forms.BooleanField(
        label=_("I know that I can no longer administer this clinic"),
        error_messages={
            "required": _("This concerns your own access. Tick the box, or leave the page.")
        },
    )


class NewPasswordForm(forms.Form):
    """The password of a login that an invitation is about to make."""

    use_required_attribute = False

    password1 = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password.")},
    )
    password2 = forms.CharField(
        label=_("New password again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the password again.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, invitation: Invitation
    ) -> None:
        super().__init__(data)
        self._user = User(email=invitation.email, name=invitation.name)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self._user)
        return password

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        both = typed.get("password1"), typed.get("password2")
        if all(both) and both[0] != both[1]:
            self.add_error("password2", gettext("The passwords differ. Enter both again."))
        return typed
