"""The entry form of a draw: a new one, or one to which results are added."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse

from labs.access import Request
from labs.forms.entry_context import EntryContext, EntryRow
from labs.forms.panels import PanelForm
from labs.forms.rows import AXES
from labs.views import acts
from labs.views.opener import UNSIGNED, Opener, has_opened
from labs.views.page import render_page

# Of every sheet: *Check* shows it anew, whole; `beside` what stands beside the boxes.
ACTS = ("save", "check", "beside")


def build_context(request: Request, entry: EntryContext, form: PanelForm) -> dict[str, Any]:
    rows = entry.rows(form)
    request.episodes = entry.course.episodes
    opener = Opener.of(request, form["submission"].value())
    return {
        "opener": opener,
        "of_another": opener.refusal(request),
        "checked": form.is_bound and not form.errors,
        "differ": any(row.differs for row in rows),
        **_build_day_context(entry, form),
        "entry": entry,
        "blood": [row for row in rows if not row.side],
        "sides": [row for row in rows if row.side],
        "open_sides": [row for row in rows if row.side and row.is_open],
        "more": _find_open_tables(rows, form),
        "methods": [
            (row.analyte, entry.habits.methods(row.analyte.key)) for row in form.blood
        ],
    }


def check_form(form: forms.Form, act: str) -> int:
    """The status of a form that is shown anew and not saved; without an act it says so."""
    valid = form.is_valid()
    if not act:
        form.add_error(None, acts.UNNAMED)
    return 200 if valid and act else 422


def refuse_form(request: Request, form: PanelForm) -> int:
    """The status with which a sheet is not saved, and why, in the form; 0 if it may be."""
    valid, opener = form.is_valid(), Opener.of(request, form["submission"].value())
    if refusal := opener.refusal(request):
        form.add_error(None, refusal)
        return 409
    if opener.is_new:
        form.add_error(None, UNSIGNED)
    return 0 if valid and not opener.is_new else 422


def render_beside(
    request: Request, entry: EntryContext, form: PanelForm, **more: object
) -> HttpResponse:
    """For htmx, when a box is left: what stands beside the boxes, and no box."""
    form.is_valid()
    context = {**_build_day_context(entry, form), "rows": entry.rows(form), "oob": True}
    return render_page(request, "panels/beside.html", context | more)


def leave_event(request: Request, form: PanelForm) -> None:
    """One event a sheet: what its opener sends of it again belongs to the same act."""
    submission = form["submission"].value()
    if submission and has_opened(request, submission):
        request.reads = None


def _build_day_context(entry: EntryContext, form: PanelForm) -> dict[str, Any]:
    day = form.taken.moment.date if form.taken else entry.where.today
    return {"form": form, "day": day, "active": entry.active(day)}


def _find_open_tables(rows: Sequence[EntryRow], form: PanelForm) -> dict[str, bool]:
    """Which of the two folded tables hold something, and are shown open."""
    scanned = (form["volume_method"].value() or "").startswith("ultrasound")
    told = ("absent", "preliminary", "comment")
    blood = any(row.holds(*told) for row in rows if not row.side)
    sides = any(row.holds(*AXES, "absent", "comment") for row in rows if row.side)
    return {"blood": blood, "sides": sides or scanned}
