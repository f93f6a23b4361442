"""Tokens: an administrator asks for one, a clinician lends the rights that it carries."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from labs import audit
from labs.access import May
from labs.audit import Act, Actor, user_of
from labs.models import Clinic, Patient, PatientDetails, Token, User
from labs.models.snapshot import writing
from labs.readings.text import require_printable
from labs.record.clinic import require_right_now
from labs.words import Refused

USUAL_DAYS, MOST_DAYS = 90, 365
MOST = 50  # that stand at once in a clinic
_BEGINS = "hpg_"  # so that a secret is known for one wherever it turns up
_SECRET_BYTES = 32  # 256 random bits
_USED_EVERY = timedelta(minutes=1)


@writing()
def issue(
    clinic: Clinic, label: str, days: int, *, by: Actor, patient: Patient | None = None
) -> tuple[Token, str]:
    """Make a token; answers with its secret, which is kept nowhere.

    A token of the clinic reads nothing before a clinician confirms it. `patient`: it reads
    what was shared with him, as his login does; from the command line alone.
    """
    if not label.strip():
        raise Refused("token-label-missing")
    require_printable(label, "The label", 100)
    if not 1 <= days <= MOST_DAYS:
        raise Refused("token-days", most=MOST_DAYS)
    with audit.open_act(clinic, by) as act:
        require_right_now(by, May.TOKENS, clinic)
        if clinic.tokens.standing(act.at).count() >= MOST:
            raise Refused("token-too-many", most=MOST)
        secret = _BEGINS + secrets.token_urlsafe(_SECRET_BYTES)
        token = Token(
            clinic=clinic,
            patient=patient,
            label=label,
            secret_sha256=_hash(secret),
            begins=secret[: len(_BEGINS) + 6],
            at=act.at,
            by=user_of(by),
            by_name=by.name,
            reader=_find_owner(patient) if patient else None,
            expires_at=act.at + timedelta(days=days),
        )
        token.save(force_insert=True)
        act.write(
            "token-issued", patient.ref if patient else "", token=token.uid, days=days
        )
    return token, secret


@writing()
def confirm(token: Token, *, by: Actor) -> None:
    """Lend a token the rights of this clinician, for as long as he has them."""
    with audit.open_act(token.clinic, by) as act:
        require_right_now(by, May.CONFIRM_TOKEN, token.clinic)
        confirmed = (
            Token.objects.waiting(act.at)
            .filter(pk=token.pk)
            .update(reader=user_of(by), confirmed_at=act.at, confirmed_by_name=by.name)
        )
        if not confirmed:
            raise Refused("token-not-waiting")
        act.write("token-confirmed", token=token.uid)


@writing()
def decline(token: Token, *, by: Actor) -> None:
    """End one that waits, or one that carries the rights of this clinician."""
    with audit.open_act(token.clinic, by) as act:
        require_right_now(by, May.CONFIRM_TOKEN, token.clinic)
        here = Token.objects.filter(pk=token.pk, patient=None)
        ended = _end(here.filter(Q(reader=None) | Q(reader=user_of(by))), act)
        if not ended:
            raise Refused("token-not-waiting")
        act.write("token-declined", token=token.uid)


@writing()
def revoke(token: Token, *, by: Actor) -> None:
    """End it at once; one that has ended already stays as it is."""
    with audit.open_act(token.clinic, by) as act:
        require_right_now(by, May.TOKENS, token.clinic)
        ended = _end(Token.objects.filter(pk=token.pk), act)
        act.write("token-revoked", token=token.uid, already=not ended)


@writing()
def note_used(token: Token) -> None:
    """Keep that a program reads by it now, to the minute."""
    now = timezone.now()
    old = Q(used_at=None) | Q(used_at__lte=now - _USED_EVERY)
    Token.objects.filter(old, pk=token.pk).update(used_at=now)


def find(secret: str) -> tuple[Token | None, bool]:
    """The token of a secret, whatever became of it, and whether it works now."""
    known = Token.objects.filter(secret_sha256=_hash(secret)).with_state(timezone.now())
    found = known.select_related("clinic", "patient", "reader").first()
    return found, bool(found and found.works)


def end_lent(user: User, clinic: Clinic, act: Act) -> int:
    """End tokens within the act by which a clinician loses the rights that they carry."""
    return _end(clinic.tokens.filter(patient=None, reader=user), act)


def end_asked(user: User, clinic: Clinic, act: Act) -> int:
    """End tokens within the act by which who was shown their secrets loses that right."""
    return _end(clinic.tokens.filter(by=user), act)


def end_of_patient(patient: Patient, act: Act) -> int:
    """End his tokens within the act by which his record gets another login, or none."""
    return _end(patient.tokens.all(), act)


def _end(tokens: QuerySet[Token], act: Act) -> int:
    ending = tokens.filter(revoked_at=None)
    return ending.update(revoked_at=act.at, revoked_by=user_of(act.by))


def _find_owner(patient: Patient) -> User:
    details = (
        PatientDetails.objects.current().select_related("account").get(patient=patient)
    )
    if details.account is None or not details.account.is_active:
        raise Refused("token-without-login")
    return details.account


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
