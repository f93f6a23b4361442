"""The laboratories of a clinic, for its administrator: names, and what each prints."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from labs import record
from labs.access import May, Request, clinic_page
from labs.analytes import ANALYTES
from labs.forms.laboratories import (
    EndForm,
    LaboratoryForm,
    NewTestForm,
    NewVersionForm,
    RenameForm,
)
from labs.models import Clinic, Laboratory, LaboratoryTest
from labs.timeline import dates
from labs.views import acts
from labs.views.after_post import redirect_after_post, resend_with
from labs.views.frame import today_in
from labs.views.settings_page import render_settings
from labs.words import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def index(request: Request, clinic: Clinic) -> HttpResponse:
    if request.method != "POST":
        return _render_index(request, clinic, LaboratoryForm())
    form = LaboratoryForm(request.POST)
    if not acts.is_valid_here(request, form):
        return _render_index(request, clinic, form, status=422)
    try:
        made = record.laboratory.add(clinic, form.cleaned_data["name"], by=request.user)
    except Refused as refused:
        form.add_error("name", str(refused))
        return _render_index(request, clinic, form, status=422)
    said = gettext("{name} added. Set what it prints.").format(name=made.name)
    return redirect_after_post(request, reverse("laboratory", args=[made.uid]), said)


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def show(request: Request, clinic: Clinic, laboratory: str) -> HttpResponse:
    kept = _get_laboratory_or_404(clinic, laboratory)
    if request.method != "POST":
        return _render_laboratory(request, kept)
    match acts.read_act(request, "add", "rename"):
        case "rename":
            return _rename(request, kept)
        case act:
            return _add_test(request, kept, named=bool(act))


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SETTINGS)
def show_test(request: Request, clinic: Clinic, test: str) -> HttpResponse:
    kept = _get_test_or_404(clinic, test)
    if request.method != "POST":
        return _render_test(request, kept)
    try:
        match acts.read_act(request, "change", "end"):
            case "end":
                return _end_test(request, kept)
            case act:
                return _change_test(request, kept, named=bool(act))
    except record.Conflict:
        return _render_overtaken(request, _get_test_or_404(clinic, test))


def _get_laboratory_or_404(clinic: Clinic, uid: str) -> Laboratory:
    found = get_object_or_404(Laboratory, clinic=clinic, uid=uid)
    found.clinic = clinic
    return found


def _get_test_or_404(clinic: Clinic, uid: str) -> LaboratoryTest:
    rows = LaboratoryTest.objects.filter(laboratory__clinic=clinic)
    return get_object_or_404(rows.select_related("laboratory__clinic"), uid=uid)


def _rename(request: Request, kept: Laboratory) -> HttpResponse:
    form = RenameForm(request.POST, laboratory=kept)
    if not acts.is_valid_here(request, form):
        return _render_laboratory(request, kept, rename=form, status=422)
    name, seen = form.cleaned_data["name"], form.cleaned_data["seen"]
    try:
        record.laboratory.rename(kept, name, seen=seen, by=request.user)
    except Refused as refused:
        form.add_error("name", str(refused))
        return _render_laboratory(request, kept, rename=form, status=422)
    except record.Conflict:
        now = _get_laboratory_or_404(kept.clinic, kept.uid)
        again = RenameForm(resend_with(request, seen=now.name), laboratory=now)
        return _render_laboratory(request, now, rename=again, status=409)
    said = gettext("Name saved: {name}.").format(name=name)
    return redirect_after_post(request, reverse("laboratory", args=[kept.uid]), said)


def _add_test(request: Request, kept: Laboratory, *, named: bool) -> HttpResponse:
    form = NewTestForm(request.POST)
    valid = acts.is_valid_here(request, form)
    if not named:
        form.add_error(None, acts.UNNAMED)
    if valid and named and (fact := form.read_fact(kept, form.cleaned_data["analyte"])):
        try:
            made = record.laboratory.add_test(kept, fact, by=request.user)
        except Refused as refused:
            form.blame(refused)
        else:
            said = gettext("{test} added.").format(test=made.get_analyte_display())
            to = reverse("laboratory", args=[kept.uid])
            return redirect_after_post(request, to, said)
    return _render_laboratory(request, kept, form=form, status=422)


def _change_test(request: Request, kept: LaboratoryTest, *, named: bool) -> HttpResponse:
    form = NewVersionForm(request.POST, test=kept)
    valid = acts.is_valid_here(request, form)
    if not named:
        form.add_error(None, acts.UNNAMED)
    if valid and named and (fact := form.read_fact(kept.laboratory, kept.analyte)):
        version = form.cleaned_data["version"]
        try:
            new = record.laboratory.change_test(
                kept, fact, version=version, by=request.user
            )
        except Refused as refused:
            form.blame(refused)
        else:
            said = gettext("New version of {test} saved, valid from {day}.").format(
                test=new.get_analyte_display(), day=dates.day(new.valid_from)
            )
            return _to_laboratory(request, kept, said)
    return _render_test(request, kept, form=form, status=422)


def _end_test(request: Request, kept: LaboratoryTest) -> HttpResponse:
    form = EndForm(request.POST, test=kept)
    if not acts.is_valid_here(request, form):
        return _render_test(request, kept, ending=form, status=422)
    version = form.cleaned_data["version"]
    try:
        record.laboratory.end_test(kept, form.day, version=version, by=request.user)
    except Refused as refused:
        form.add_error("last_day", str(refused))
        return _render_test(request, kept, ending=form, status=422)
    said = gettext("{test} is valid until {day}.").format(
        test=kept.get_analyte_display(), day=dates.day(form.day)
    )
    return _to_laboratory(request, kept, said)


def _to_laboratory(request: Request, kept: LaboratoryTest, said: str) -> HttpResponse:
    to = reverse("laboratory", args=[kept.laboratory.uid])
    return redirect_after_post(request, to, said)


def _render_overtaken(request: Request, now: LaboratoryTest) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = resend_with(request, version=now.version)
    if data.get("act") == "end":
        return _render_test(request, now, ending=EndForm(data, test=now), status=409)
    form = NewVersionForm(data, test=now)
    return _render_test(request, now, form=form, status=409)


def _render_index(
    request: Request, clinic: Clinic, form: LaboratoryForm, *, status: int = 200
) -> HttpResponse:
    today = today_in(clinic)
    rows = clinic.laboratories.order_by("folded").prefetch_related("tests")
    laboratories = [
        (
            laboratory,
            _name_tests([row for row in laboratory.tests.all() if _is_current(row, today)]),
        )
        for laboratory in rows
    ]
    context = {"form": form, "laboratories": laboratories}
    return render_settings(
        request, "laboratories", "laboratories/index.html", context, status=status
    )


def _is_current(row: LaboratoryTest, today: date) -> bool:
    return not row.withdrawn and row.fact.is_valid_on(today)


def _name_tests(rows: Sequence[LaboratoryTest]) -> str:
    keys = {row.analyte for row in rows}
    return ", ".join(str(analyte.name) for key, analyte in ANALYTES.items() if key in keys)


def _render_laboratory(
    request: Request,
    kept: Laboratory,
    *,
    form: NewTestForm | None = None,
    rename: RenameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    order = list(ANALYTES)
    rows = sorted(
        kept.tests.order_by("-valid_from", "withdrawn", "-pk"),
        key=lambda row: (order.index(row.analyte), row.method_folded),
    )
    context = {
        "title": kept.name,
        "to": reverse("laboratory", args=[kept.uid]),
        "kept": kept,
        "tests": rows,
        "form": form or rename,
        "adding": form or NewTestForm(),
        "renaming": rename or RenameForm(laboratory=kept),
    }
    return render_settings(
        request, "laboratories", "laboratories/show.html", context, status=status
    )


def _render_test(
    request: Request,
    kept: LaboratoryTest,
    *,
    form: NewVersionForm | None = None,
    ending: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": f"{kept.get_analyte_display()}, {kept.laboratory.name}",
        "to": reverse("laboratory_test", args=[kept.uid]),
        "kept": kept,
        "form": form or ending,
        "changing": form or NewVersionForm(test=kept),
        "ending": ending or EndForm(test=kept),
    }
    return render_settings(
        request, "laboratories", "laboratories/test.html", context, status=status
    )
