"""Sign-ins, failed ones and sign-outs as events; and the chain `system`."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from labs.audit.actors import Actor, Nobody, Owner
from labs.audit.chain import SYSTEM, begin_act, leave_event
from labs.audit.keys import sign
from labs.models import Clinic, FailedSignIns, Patient, User
from labs.models.snapshot import writing

FAILED = "sign-in-failed"
_A_MINUTE = timedelta(minutes=1)


def record_system(
    verb: str, *, by: Actor | None = None, address: str = "", **detail: Any
) -> None:
    """Leave an event in the chain `system`: of what belongs to no clinic.

    `address`: of whoever asks; kept as its HMAC, so that two of the same can be told. Of
    failed sign-ins one address leaves one event a minute, which counts the earlier ones.
    """
    actor = by or Nobody()
    if address:
        detail["address"] = sign("the address of somebody who asks", address)
    if verb == FAILED:
        _count_failed(actor, detail)
    else:
        leave_event(SYSTEM, actor, verb, **detail)


def tell_failed_sign_ins() -> int:
    """Leave the events of what was counted more than a minute ago; how many there were."""
    now = timezone.now()
    with writing():
        act = begin_act(SYSTEM, Nobody())
        old = FailedSignIns.objects.filter(told_at__lte=now - _A_MINUTE)
        untold = list(old.filter(untold__gt=0).order_by("pk"))
        for at, row in enumerate(untold):
            here = act if at == 0 else begin_act(SYSTEM, Nobody())
            here.write(FAILED, address=row.address, tries=row.untold)
        old.delete()
    return len(untold)


def _count_failed(by: Actor, detail: dict[str, Any]) -> None:
    with writing():
        act = begin_act(SYSTEM, by)  # which holds others back: nobody else counts now
        tries = _take_untold(detail.get("address", ""), act.at)
        if tries:
            act.write(FAILED, **detail, tries=tries)


def _take_untold(address: str, now: datetime) -> int:
    """How many tries an event tells now, with this one; 0: it is counted for later."""
    known = FailedSignIns.objects.filter(address=address).first()
    if known is None:
        FailedSignIns.objects.create(address=address, told_at=now)
        return 1
    if abs(now - known.told_at) < _A_MINUTE:
        FailedSignIns.objects.filter(pk=known.pk).update(untold=F("untold") + 1)
        return 0
    FailedSignIns.objects.filter(pk=known.pk).update(untold=0, told_at=now)
    return known.untold + 1


def record_sign_in(verb: str, user: User, **detail: Any) -> None:
    """Leave an event of a person's own sign-in where it is looked for.

    In each clinic that he works in; of a patient in the clinic of his record; else in the
    chain `system`.
    """
    clinics = Clinic.objects.filter(memberships__user=user).distinct().order_by("slug")
    chains = list(clinics.values_list("slug", flat=True))
    for chain in chains:
        leave_event(chain, user, verb, **detail)
    owned = () if chains else Patient.objects.owned_by(user).select_related("clinic")
    for patient in owned:
        chains.append(patient.clinic.slug)
        leave_event(patient.clinic.slug, Owner(user), verb, patient.ref, **detail)
    if not chains:
        leave_event(SYSTEM, Owner(user), verb, **detail)


# Django tells of sign-ins by signals, whoever signs in how.


def _signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    record_sign_in("signed-in", user)


def _signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if isinstance(user, User):
        record_sign_in("signed-out", user)


def _failed(request: HttpRequest | None = None, **_: Any) -> None:
    address = get_adapter().get_client_ip(request) if request else ""
    record_system(FAILED, address=address)


def listen() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="labs.audit")
    user_logged_out.connect(_signed_out, dispatch_uid="labs.audit")
    user_login_failed.connect(_failed, dispatch_uid="labs.audit")
