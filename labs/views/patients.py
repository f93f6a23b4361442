"""Patients of a clinic: listed, found, added; and who each of them is."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from labs import access, audit, record
from labs.access import May, Request, clinic_page, patient_page
from labs.forms.patients import FindForm, PatientCorrection, PatientForm
from labs.models import Clinic, Patient, PatientDetails, Role
from labs.models.patient import PatientQuerySet
from labs.views import acts
from labs.views.after_post import (
    SAYS_SO,
    UNCHANGED,
    is_stale,
    redirect_after_post,
    resend_with,
)
from labs.views.frame import today_in
from labs.views.page import render_page
from labs.views.versions import group_versions
from labs.words import Refused

_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.SEE)
def index(request: Request, clinic: Clinic) -> HttpResponse:
    """All of them; or those that were looked for, by POST: no name is in an address."""
    patients = _select_patients(request, clinic)
    if request.method != "POST":
        return _render_list(request, patients, FindForm())
    form = FindForm(request.POST)
    if not form.is_valid():
        return _render_list(request, patients, form, status=422)
    return _render_found(request, patients, form)


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.CREATE_PATIENT)
def new(request: Request, clinic: Clinic) -> HttpResponse:
    if request.method != "POST":
        return _render_new(request, _build_new(request, clinic, None))
    form = _build_new(request, clinic, request.POST)
    if not acts.is_valid_here(request, form):
        return _render_new(request, form, status=422)
    try:
        patient = record.patient.create(
            clinic,
            form.details,
            by=request.user,
            clinician=form.cleaned_data.get("clinician"),
        )
    except Refused as refused:
        form.add_error("number", str(refused))
        return _render_new(request, form, status=422)
    return _redirect_created(request, clinic, patient, form.details.number)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.RECORD, reads="details-read")
def details(request: Request, patient: Patient) -> HttpResponse:
    kept = patient.details.current().select_related("account").get()
    if request.method != "POST":
        return _render_details(request, kept, _build_correction(kept, None))
    if is_stale(request, kept):
        return _render_conflict(request, kept)
    form = _build_correction(kept, request.POST)
    if not form.is_valid():
        return _render_details(request, kept, form, status=422)
    return _save_change(request, patient, kept, form)


def _select_patients(request: Request, clinic: Clinic) -> PatientQuerySet:
    mine = Patient.objects.visible_to(request.user).filter(clinic=clinic).named()
    return mine.with_last_draw().order_by("details__name", "details__number", "pk")


def _render_list(
    request: Request, patients: PatientQuerySet, form: FindForm, *, status: int = 200
) -> HttpResponse:
    shown = Paginator(patients, _A_PAGE).get_page(request.GET.get("page"))
    _leave_event(request, shown)
    context = {"form": form, "page": shown, "patients": shown.object_list}
    return render_page(
        request, "patients/index.html", context, part="patients", status=status
    )


def _render_found(
    request: Request, patients: PatientQuerySet, form: FindForm
) -> HttpResponse:
    asked = form.cleaned_data["find"]
    found = list(patients.matching(asked)[: _A_PAGE + 1])
    _leave_event(request, found[:_A_PAGE])
    context = {
        "form": form,
        "patients": found[:_A_PAGE],
        "asked": asked,
        "more": len(found) > _A_PAGE,
    }
    return render_page(request, "patients/index.html", context, part="patients")


def _leave_event(request: Request, patients: Iterable[Patient]) -> None:
    refs = sorted(one.ref for one in patients)
    audit.read_list(
        "patients-listed",
        by=request.user,
        clinic=request.clinic,
        page=True,
        patients=refs,
    )


def _render_new(request: Request, form: PatientForm, *, status: int = 200) -> HttpResponse:
    return render_page(request, "patients/new.html", {"form": form}, status=status)


def _build_new(request: Request, clinic: Clinic, data: QueryDict | None) -> PatientForm:
    named = access.must_name_clinician(request.user, clinic)
    return PatientForm(
        data,
        today=today_in(clinic),
        measured=clinic.analytes,
        clinicians=access.list_workers(clinic, Role.CLINICIAN) if named else None,
    )


def _redirect_created(
    request: Request, clinic: Clinic, patient: Patient, number: str
) -> HttpResponse:
    """To his record; who may not read it stays where the next one is added."""
    sees = Patient.objects.visible_to(request.user).filter(pk=patient.pk).exists()
    to = reverse("patient", args=[patient.ref]) if sees else reverse("patient_new")
    return redirect_after_post(
        request, to, gettext("Patient {number} added.").format(number=number)
    )


def _build_correction(kept: PatientDetails, data: QueryDict | None) -> PatientCorrection:
    return PatientCorrection(data, was=kept, today=today_in(kept.patient.clinic))


def _render_details(
    request: Request,
    kept: PatientDetails,
    form: PatientCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "patient": request.patient,
        "kept": kept,
        "versions": group_versions(request.patient.details.all())[0],
        "form": form,
    }
    return render_page(request, "patients/details.html", context | more, status=status)


def _save_change(
    request: Request, patient: Patient, kept: PatientDetails, form: PatientCorrection
) -> HttpResponse:
    if not form.changed:
        return _redirect_to_details(request, str(UNCHANGED))
    why, version = form.cleaned_data["why"], form.cleaned_data["version"]
    try:
        record.patient.change(
            patient, form.details, by=request.user, why=why, version=version
        )
    except Refused as refused:
        form.add_error("number", str(refused))
        kept = patient.details.current().select_related("account").get()
        return _render_details(request, kept, form, status=422)
    except record.Conflict:
        return _render_conflict(request, patient.details.current().get())
    return _redirect_to_details(request, gettext("Details changed."))


def _render_conflict(request: Request, kept: PatientDetails) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = resend_with(request, version=kept.version)
    form = _build_correction(kept, data)
    if form.is_valid() and not form.changed:
        return _redirect_to_details(request, str(SAYS_SO))
    return _render_details(request, kept, form, conflict=True, status=409)


def _redirect_to_details(request: Request, said: str) -> HttpResponse:
    return redirect_after_post(
        request, reverse("details", args=[request.patient.ref]), said
    )
