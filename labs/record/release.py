"""Sharing a draw with its patient: by sign-off, or by the clinic's rule; and holding it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, Clock, user_of
from labs.models import AuditEvent, Panel, Release, Result, WorklistItem
from labs.models.snapshot import writing
from labs.readings import FINAL
from labs.record import rows, worklist
from labs.timeline import dates
from labs.words import Refused

LONGEST_HOLD = timedelta(days=14)  # all holds of a draw together, from the first on
# What a patient's own pages leave. Each may show a value of any draw beside others.
_OPENED = ("own-record-read", "own-series-read")


@writing()
def sign_off(
    panel: Panel, *, by: Actor, seen: int | None = None, share: bool = True
) -> Release:
    """Review a draw, and share all that is final in it, with its flags in view.

    `seen`: the newest row of a result that stood on his page; later ones he did not see.
    Without `share` the clinic's rule shares it when it is due; Refused where it will not.
    What is signed off already stays so; what of it is not shared yet can be.
    """
    require_right(user_of(by), May.DECIDE, panel.patient.clinic)
    with audit.open_act(panel.patient.clinic, by) as act:
        rows.require_current(panel)
        review = Release.objects.reviews().filter(panel=panel).first()
        if review and not (share and _list_unshared(panel).exists()):
            return review
        newest = _find_newest(panel)
        if seen is not None and seen < newest:
            raise rows.Conflict(panel)
        if not share:
            _require_due_later(panel, act.at)
        if not review:
            review = rows.save_row(_build_release(panel, "reviewed", newest), act)
        if share:
            rows.save_row(_build_release(panel, "shared", newest), act)
        worklist.update([panel.patient_id], panels=[panel.uid])
        detail = {"panel": panel.uid, "version": panel.version, "shared": share}
        act.write("panel-signed-off", panel.patient.ref, **detail)
    return review


@writing()
def take_back(panel: Panel, *, by: Actor, why: str) -> list[Release]:
    """Undo the sign-off: the draw waits for a review again.

    If its patient has opened nothing since it was shared, he can read it no more until it
    is signed off; else he can still read it, and reads that it is being checked again.
    """
    require_right(user_of(by), May.DECIDE, panel.patient.clinic)
    with audit.open_act(panel.patient.clinic, by) as act:
        rows.require_current(panel)
        standing = Release.objects.of(panel).standing()
        signed = standing.filter(kind__in=["reviewed", "shared"], by__isnull=False)
        if not signed.exists():
            raise Refused("not-signed-off")
        ended = ["reviewed"] if has_opened(panel) else ["reviewed", "shared"]
        taken = [_build_withdrawal(each, panel) for each in standing.filter(kind__in=ended)]
        if not taken:  # opened, and its review was withdrawn before
            raise Refused("not-signed-off")
        rows.save_rows(taken, act, why=rows.require_reason(why))
        worklist.update([panel.patient_id], panels=[panel.uid])
        act.write(
            "sign-off-taken-back", panel.patient.ref, panel=panel.uid, acts=len(taken)
        )
    return taken


@writing()
def hold(panel: Panel, until: date, *, by: Actor, why: str) -> Release:
    """Keep the clinic's rule from sharing a draw before a day, on which it then may."""
    clinic = panel.patient.clinic
    require_right(user_of(by), May.DECIDE, clinic)
    with audit.open_act(clinic, by) as act:
        rows.require_current(panel)
        reason = rows.require_reason(why)
        acts = Release.objects.of(panel)
        if acts.filter(kind="shared").exists():
            raise Refused("hold-shared")
        if panel.share_after is None or panel.misfiled:
            raise Refused("hold-not-due")
        today = act.at.astimezone(ZoneInfo(clinic.zone)).date()
        if until <= today:
            raise Refused("hold-in-past")
        last = find_last_day(panel, today)
        if until > last:
            raise Refused("hold-too-long", last=dates.day(last))
        held = _build_release(panel, "held", _find_newest(panel))
        held.until = until
        rows.save_row(held, act, why=reason)
        worklist.update([panel.patient_id], panels=[panel.uid])
        act.write("panel-held", panel.patient.ref, panel=panel.uid)
    return held


def share_due() -> int:
    """Share what is due by the rules of all clinics; answers of how many draws.

    Each draw is a transaction of its own under its clinic's lock, in which it is asked
    again what is due: several servers may do this at once.
    """
    due = WorklistItem.objects.filter(kind="due", sort_at__lte=timezone.now())
    panels = list(due.order_by("sort_at", "pk").values_list("panel", flat=True))
    return sum(map(_share_panel, panels))


def has_opened(panel: Panel) -> bool:
    """Whether its patient has opened a page of his own since the draw was shared."""
    shared = Release.objects.of(panel).standing().filter(kind="shared").order_by("pk")
    first = shared.values_list("act", flat=True).first()
    if first is None:
        return False
    clinic, ref = panel.patient.clinic.slug, panel.patient.ref
    own = AuditEvent.objects.filter(chain=clinic, patient=ref, verb__in=_OPENED)
    return own.filter(seq__gt=first).exists()


def find_last_day(panel: Panel, today: date) -> date:
    """The latest day until which a draw may be held."""
    held = Release.objects.of(panel).filter(kind="held").order_by("pk").first()
    zone = ZoneInfo(panel.patient.clinic.zone)
    return (held.at.astimezone(zone).date() if held else today) + LONGEST_HOLD


@writing()
def _share_panel(pk: int) -> bool:
    panel = Panel.objects.select_related("patient__clinic").get(pk=pk)
    with audit.open_act(panel.patient.clinic, Clock()) as act:
        due = [row for row in _list_waiting(panel) if row.due and row.due <= act.at]
        newest = _find_newest(panel)
        shared = [_build_release(panel, "shared", newest, row.uid) for row in due]
        rows.save_rows(shared, act)
        worklist.update([panel.patient_id], panels=[panel.uid])
        if shared:
            act.write(
                "shared-by-rule", panel.patient.ref, panel=panel.uid, results=len(shared)
            )
    return bool(shared)


def _require_due_later(panel: Panel, now: datetime) -> None:
    """Refuse where the rule would not share all that is final, and later than now."""
    waiting = list(_list_waiting(panel))
    later = all(row.due and row.due > now for row in waiting)
    shared = Release.objects.of(panel).standing().filter(kind="shared").exists()
    whole = len(waiting) == _list_unshared(panel).count()
    if shared or not (waiting and later and whole):
        raise Refused("share-later-not-due")


def _list_waiting(panel: Panel) -> QuerySet[Result]:
    waiting = panel.results.current().waiting_for_rule()
    return waiting.select_related("panel", "patient__clinic").order_by("pk")


def _list_unshared(panel: Panel) -> QuerySet[Result]:
    unshared = panel.results.current().with_release().filter(Q(is_released=False))
    return unshared.filter(status__in=FINAL)


def _find_newest(panel: Panel) -> int:
    newest: int = panel.results.aggregate(newest=Max("pk"))["newest"]
    return newest


def _build_release(panel: Panel, kind: str, through: int, result_uid: str = "") -> Release:
    return Release(
        patient_id=panel.patient_id,
        panel=panel,
        panel_uid=panel.uid,
        kind=kind,
        through=through,
        result_uid=result_uid,
        flags_seen=kind == "shared",
    )


def _build_withdrawal(release: Release, panel: Panel) -> Release:
    row = _build_release(panel, "withdrawn", release.through)
    row.undoes = release
    return row
