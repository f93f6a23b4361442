"""The forms of second factors: each code is good once, and few are tried."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from labs import audit
from labs.models import User
from labs.record import sign_in
from tracker import tries

_TOTP_DIGITS = 6
_USED_SECONDS = 120  # longer than a code of an app is taken: its period, and one beside it
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
_CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True})


class _CodeForm(forms.Form):
    """Takes a code of an authenticator app, or a recovery code, which is kept as a hash."""

    code = forms.CharField(label=_("Code"), widget=_CODE, max_length=40)
    user: User

    def clean_code(self) -> str:
        counted = tries.count_try(context.request, self.user.email, tries.CODES)
        if counted is None:
            audit.record_system("code-limited", by=self.user)
            raise get_account_adapter().validation_error("too_many_login_attempts")
        typed = self.cleaned_data["code"]
        digits = "".join(typed.split())
        is_totp = digits.isdigit() and len(digits) == _TOTP_DIGITS
        code = digits if is_totp else sign_in.hash_recovery_code(self.user, typed)
        for held in Authenticator.objects.filter(
            user=self.user,
            type=Authenticator.Type.TOTP if is_totp else Authenticator.Type.RECOVERY_CODES,
        ):
            if held.wrap().validate_code(code) and (
                not is_totp or mark_used(self.user, code)
            ):
                held.user = self.user
                self.authenticator = held
                counted.rollback()
                return typed
        audit.record_system("code-refused", by=self.user)
        raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(_CodeForm, base.AuthenticateForm):
    pass


class ReauthenticateForm(_CodeForm, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(totp.ActivateTOTPForm):
    code = forms.CharField(label=_("Code"), widget=_CODE, max_length=40)

    def clean_code(self) -> str:
        """The code that proves the app is used up by that."""
        code: str = super().clean_code()
        mark_used(self.user, code)
        return code


class _PasskeyForm(forms.Form):
    """Refuses what is no answer of a passkey, which allauth would crash on."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except _MALFORMED:
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class LoginPasskeyForm(_PasskeyForm, webauthn.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(_PasskeyForm, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(_PasskeyForm, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(_PasskeyForm, webauthn.AddWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("For example the device that holds it.")


def mark_used(user: User, code: str) -> bool:
    """Whether this code had not been used before; now it has, in any worker."""
    digits = "".join(code.split())
    return cache.add(f"totp-used:{user.pk}:{digits}", 1, timeout=_USED_SECONDS)
