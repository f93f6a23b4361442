"""A clinician's own ranges for one man: set, changed, ended; never a laboratory's."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from labs import courses, record
from labs.access import May, Request, patient_page
from labs.analytes import ANALYTES
from labs.forms.clinician_ranges import RangeEnd, RangeForm
from labs.models import ClinicianRange, Patient
from labs.views.after_post import UNCHANGED, is_stale, redirect_after_post, resend_with
from labs.views.frame import today_in
from labs.views.page import render_page
from labs.views.versions import group_versions


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="ranges-read")
def index(request: Request, patient: Patient) -> HttpResponse:
    if request.method != "POST":
        return _render_list(request, _build_form(patient))
    form = _build_form(patient, request.POST)
    if not form.is_valid():
        return _render_list(request, form, status=422)
    if form.unchanged:
        return _redirect_to_list(request, str(UNCHANGED))
    typed = form.cleaned_data
    try:
        record.clinician_range.give(
            patient, form.fact, by=request.user, why=typed["why"], seen=typed["seen"]
        )
    except record.Conflict:
        return _render_list_conflict(request, patient)
    return _redirect_to_list(
        request,
        gettext("Range of {analyte} set.").format(analyte=ANALYTES[form.fact.analyte].name),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="range-read")
def show(request: Request, patient: Patient, own: str) -> HttpResponse:
    """Every version of one, and the form that ends it."""
    kept = _get_range_or_404(patient, own)
    day = today_in(patient.clinic)
    if request.method != "POST":
        return _render_detail(request, kept, RangeEnd(was=kept.fact, today=day))
    if is_stale(request, kept):
        return _render_detail_conflict(request, kept)
    form = RangeEnd(request.POST, was=kept.fact, today=day)
    if not form.is_valid():
        return _render_detail(request, kept, form, status=422)
    typed = form.cleaned_data
    try:
        record.clinician_range.end(kept, typed["day"], by=request.user, why=typed["why"])
    except record.Conflict:
        return _render_detail_conflict(request, _get_range_or_404(patient, own))
    return _redirect_to_list(
        request,
        gettext("Range of {analyte} ended.").format(analyte=ANALYTES[kept.analyte].name),
    )


def _build_form(patient: Patient, data: QueryDict | None = None) -> RangeForm:
    rows = list(patient.ranges.current())
    return RangeForm(
        data,
        analytes=courses.analytes_of(patient.clinic, patient),
        days=(patient.born, today_in(patient.clinic)),
        standing={row.analyte: row.fact for row in rows if not row.ended},
        seen=max((row.act for row in rows), default=0),
    )


def _render_list(
    request: Request, form: RangeForm, *, status: int = 200, **more: object
) -> HttpResponse:
    order = list(ANALYTES)
    rows = sorted(request.patient.ranges.current(), key=lambda r: order.index(r.analyte))
    context = {
        "patient": request.patient,
        "form": form,
        "standing": [row for row in rows if not row.ended],
        "ended": [row for row in rows if row.ended],
    }
    return render_page(
        request, "clinician_ranges/index.html", context | more, status=status
    )


def _render_list_conflict(request: Request, patient: Patient) -> HttpResponse:
    """The list is as it stands now; saving again replaces that, knowing it."""
    data = resend_with(request, seen=_build_form(patient).initial["seen"])
    form = _build_form(patient, data)
    form.is_valid()
    return _render_list(request, form, conflict=True, status=409)


def _get_range_or_404(patient: Patient, uid: str) -> ClinicianRange:
    kept = get_object_or_404(patient.ranges.current(), uid=uid)
    kept.patient = patient
    return kept


def _render_detail(
    request: Request,
    kept: ClinicianRange,
    form: RangeEnd,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    every = request.patient.ranges.filter(uid=kept.uid)
    context = {
        "patient": request.patient,
        "kept": kept,
        "versions": group_versions(every)[0],
        "form": form,
    }
    return render_page(request, "clinician_ranges/show.html", context | more, status=status)


def _render_detail_conflict(request: Request, kept: ClinicianRange) -> HttpResponse:
    form = RangeEnd(
        resend_with(request, version=kept.version),
        was=kept.fact,
        today=today_in(kept.patient.clinic),
    )
    form.is_valid()
    return _render_detail(request, kept, form, conflict=True, status=409)


def _redirect_to_list(request: Request, said: str) -> HttpResponse:
    return redirect_after_post(request, reverse("ranges", args=[request.patient.ref]), said)
