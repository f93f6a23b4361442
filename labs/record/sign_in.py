"""How somebody signs in: sessions, second factors, and the way back for who lost them."""

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from labs import audit
from labs.audit import Operator
from labs.models import Clinic, User
from labs.models.snapshot import writing
from labs.record.people import delete_sessions, end_sessions, password_link

_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is mistaken for another
_CODE_LENGTH = 24  # 118 bits: no hash of one can be guessed, whoever has the key
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def second_factor_of(user: str) -> Exists:
    """Whether the person of a row has one, to annotate by; `user` names the row's field."""
    return Exists(Authenticator.objects.filter(user=OuterRef(user), type__in=FACTORS))


def hash_recovery_code(user: User, typed: str) -> str:
    """What is kept of a code; spaces, hyphens and capitals of what is typed say nothing."""
    code = "".join(filter(str.isalnum, typed)).lower()
    return hashlib.sha256(f"recovery code {user.pk} {code}".encode()).hexdigest()


@writing()
def make_recovery_codes(user: User) -> list[str]:
    """New codes in place of earlier ones. They can be read here once: hashes are kept."""
    made = ["".join(map(secrets.choice, [_ALPHABET] * _CODE_LENGTH)) for _ in range(_CODES)]
    kind = Authenticator.Type.RECOVERY_CODES
    User.objects.select_for_update().get(pk=user.pk)  # a second press waits, then replaces
    Authenticator.objects.filter(user=user, type=kind).delete()
    # allauth's name for codes that it did not make: it compares them with what it is told.
    hashes = [encrypt(hash_recovery_code(user, code)) for code in made]
    Authenticator.objects.create(user=user, type=kind, data={"migrated_codes": hashes})
    audit.record_system("recovery-codes-made", by=user)
    return [
        "-".join(code[at : at + 4] for at in range(0, _CODE_LENGTH, 4)) for code in made
    ]


@writing()
def encrypt_factors_anew() -> None:
    """Encrypt under SECRET_KEY what was encrypted under an earlier one that is listed.

    What another key hides is of no use, and stays as it is.
    """
    for held in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN):
        with suppress(ValidationError):
            for name in held.data.keys() & {"secret", "migrated_codes"}:
                hidden = held.data[name]
                held.data[name] = (
                    encrypt(decrypt(hidden))
                    if isinstance(hidden, str)
                    else [encrypt(decrypt(each)) for each in hidden]
                )
            held.save(update_fields=["data"])


@writing()
def note_seen(session: SessionBase, address: str, browser: str) -> None:
    """Keep that the person of this session did something now, and from where."""
    session["last_active"] = timezone.now().timestamp()
    session.save()
    UserSession.objects.filter(session_key=session.session_key).update(
        last_seen_at=timezone.now(), ip=address, user_agent=browser
    )


@writing()
def rename_session(before: str | None, after: str | None) -> None:
    """The same session is kept under another key now."""
    UserSession.objects.filter(session_key=before).update(session_key=after)


@writing()
def end_session(user: User, pk: int) -> None:
    """End one of a person's own sessions; another person's is left as it is."""
    delete_sessions(UserSession.objects.filter(user=user, pk=pk))


@writing()
def end_other_sessions(user: User, session_key: str | None) -> None:
    others = UserSession.objects.filter(user=user).exclude(session_key=session_key)
    delete_sessions(others)


@writing()
def forget_ended_sessions() -> None:
    """Delete where and in which browser somebody was signed in, once that is over."""
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    old = UserSession.objects.filter(last_seen_at__lt=timezone.now() - longest)
    kept = Session.objects.values("session_key")
    old.exclude(session_key__in=kept).delete()


@writing()
def reset(user: User, *, by: Operator) -> str:
    """Take password, second factors and sessions away; return the path to a new password.

    From the command line alone, for who lost his second factor.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    clinics = list(Clinic.objects.filter(memberships__user=user).distinct())
    for clinic in clinics:
        with audit.open_act(clinic, by) as act:
            act.write("sign-in-reset", person=user.pk)
    if not clinics:
        audit.record_system("sign-in-reset", by=user)
    return password_link(user)
