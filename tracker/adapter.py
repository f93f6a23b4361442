"""How allauth signs people in here: closed to strangers, and the same answer to all."""

import base64
import hashlib
from contextvars import ContextVar
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labs import audit
from labs.models import User
from tracker import tries

# Sent when the answer has left: how long that takes would tell whose address it is.
outgoing: ContextVar[list[EmailMessage] | None] = ContextVar("outgoing", default=None)

NOTICES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was changed with a one-time link."),
    "mfa/email/totp_activated": _("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app of your account was removed."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey of your account was removed."),
    "recovery_codes": _("New recovery codes were made for your account."),
}


class ClosedAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many attempts for this account. Wait 15 minutes, or sign in now with a "
            "passkey or in a browser that you have used before."
        ),
        "email_password_mismatch": _("The email or the password is wrong."),
        "incorrect_password": _("The password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: a clinic adds its people, and its patients."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether `next` may be followed; an address that cannot be parsed may not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Who signs in, or None, which is all that an inactive account is told too."""
        email = credentials.get("email", "")
        counted = tries.count_try(request, email, tries.PASSWORDS)
        if counted is None:
            audit.record_system("sign-in-limited")
            raise self.validation_error("too_many_login_attempts")
        user: User | None = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if user:
            counted.rollback()
        return user

    def send_password_reset_mail(
        self, user: User, email: str, context: dict[str, Any]
    ) -> None:
        """To the address that is kept, whatever letters of it were typed."""
        super().send_password_reset_mail(user, user.email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        waiting = outgoing.get()
        if waiting is None:
            message.send()
        else:
            waiting.append(message)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the address of an account what was changed of it."""
        context = {
            "what": NOTICES[template_prefix],
            "at": timezone.now(),
            "address": self.get_client_ip(self.request),
        }
        self.send_mail("account/email/notice", user.email, context)


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted: a copy of the database opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong, or was used already.")
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that another key hides is as good as none: every code is wrong."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise self.validation_error("incorrect_code") from None

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "HPG Tracker"}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        return str(_("Passkey"))


def _cipher() -> MultiFernet:
    keys: list[Any] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"tracker.adapter {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
