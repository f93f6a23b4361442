"""The forms in which a password is chosen: allauth's, in the words of the product."""

from allauth.account import forms as account
from allauth.account.fields import PasswordField, SetPasswordField
from django import forms
from django.utils.translation import gettext_lazy as _


class _NewPasswordForm(forms.Form):
    password1 = SetPasswordField(label=_("New password"))
    password2 = PasswordField(label=_("New password again"), autocomplete="new-password")


class SetPasswordForm(_NewPasswordForm, account.SetPasswordForm):
    pass


class ResetPasswordKeyForm(_NewPasswordForm, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_NewPasswordForm, account.ChangePasswordForm):
    oldpassword = PasswordField(
        label=_("Current password"),
        autocomplete="current-password",
        show_reset_help=True,
    )
