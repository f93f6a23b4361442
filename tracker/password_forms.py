"""The forms in which a password is chosen, or a link for that is asked for: allauth's."""

from allauth.account import forms as account
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from labs.models import User
from tracker import tries


class ResetPasswordForm(account.ResetPasswordForm):
    def clean_email(self) -> str:
        """Whoever asked for too many links gets none; the answer says nothing of that.

        It is counted for addresses that are nobody's too: it takes time, which would tell.
        """
        email: str = super().clean_email()
        if tries.count_try(context.request, f"link {email}", tries.LINKS) is None:
            self.users: list[User] = []
        return email


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
