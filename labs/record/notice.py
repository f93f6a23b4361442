"""Notices to the administrators of a clinic: raised within an act, seen by one of them."""

from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext

from labs import audit
from labs.access import May, list_workers, require_right
from labs.audit import Act, Actor, user_of
from labs.models import Clinic, Notice, Patient, Role
from labs.models.notice import KINDS
from labs.models.snapshot import writing


def raise_notice(
    clinic: Clinic, kind: str, act: Act, *, patient: Patient | None = None, **facts: str
) -> Notice:
    """Tell the administrators of what an act of the clinic does, in its transaction.

    `kind` is one of KINDS; `facts` are what its sentence says, without a patient's name.
    They are sent an e-mail that says no more than that there is a notice.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    notice = Notice(clinic=clinic, kind=kind, patient=patient, at=act.at, facts=facts)
    notice.save(force_insert=True)
    transaction.on_commit(partial(_send_mail, clinic), robust=True)
    return notice


@writing()
def mark_seen(notice: Notice, *, by: Actor) -> None:
    """Seen by one administrator is seen; the first one counts."""
    require_right(user_of(by), May.NOTICES, notice.clinic)
    with audit.open_act(notice.clinic, by) as act:
        kept = Notice.objects.get(pk=notice.pk)
        if kept.seen_by_id is not None:
            return
        kept.seen_by, kept.seen_at = user_of(by), act.at
        kept.save(update_fields=["seen_by", "seen_at"])
        act.write("notice-seen", kept.patient.ref if kept.patient else "", notice=kept.uid)


def _send_mail(clinic: Clinic) -> None:
    """To each by himself; an error is logged, for what was told of has happened."""
    text = gettext(
        "There is a new notice for the administrators of {clinic}. Sign in to HPG Tracker "
        "to read it: it is on your start page."
    ).format(clinic=clinic.name)
    for administrator in list_workers(clinic, Role.ADMINISTRATOR):
        send_mail(gettext("HPG Tracker: new notice"), text, None, [administrator.email])
