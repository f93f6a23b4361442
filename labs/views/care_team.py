"""A patient's care team, and the patients of a clinic who have no clinician on theirs."""

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from labs import access, record, worklist
from labs.access import May, Request, clinic_page, patient_page
from labs.forms.care_team import AssignForm, JoinForm, LeaveForm, set_people
from labs.forms.fields import set_choices
from labs.models import Access, CareTeamMember, Clinic, Patient, Role
from labs.models.patient import STAFF
from labs.views import acts
from labs.views.after_post import redirect_after_post
from labs.views.page import render_page
from labs.words import Refused

_MOST = 200  # patients on one page


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.TEAM, reads="care-team-read")
def show(request: Request, patient: Patient) -> HttpResponse:
    """Who is on it and who was; a clinician on it adds and removes people."""
    if request.method != "POST":
        return _render_team(request, patient)
    act = acts.read_act(request, "join", "leave")
    form = _build_form(patient, act or "join", request)
    if not act:
        form.add_error(None, acts.UNNAMED)
    if not form.is_valid():
        return _render_team(request, patient, {act or "join": form}, status=422)
    member, why = form.cleaned_data["member"], form.cleaned_data["why"]
    change = record.care_team.add if act == "join" else record.care_team.remove
    try:
        change(patient, member, by=request.user, why=why)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render_team(request, patient, {act: form}, status=422)
    return _redirect_changed(request, patient)


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.ASSIGN)
def clinic_teams(request: Request, clinic: Clinic) -> HttpResponse:
    """By reference alone, and only patients for whom no clinician could do it."""
    refs = worklist.list_without_clinician(clinic)
    if request.method != "POST":
        return _render_waiting(request, clinic, refs, _build_assignment(clinic, refs))
    if acts.read_act(request, "form-teams"):
        formed = record.care_team.form_teams(clinic, by=request.user)
        said = ngettext(
            "Care team formed for {count} patient.",
            "Care teams formed for {count} patients.",
            formed,
        ).format(count=formed)
        return redirect_after_post(request, reverse("care_teams"), said)
    form = _build_assignment(clinic, refs, request)
    if not acts.is_valid_here(request, form):
        return _render_waiting(request, clinic, refs, form, status=422)
    typed = form.cleaned_data
    given = record.care_team.assign(
        clinic, typed["patients"], typed["clinician"], by=request.user
    )
    said = ngettext(
        "{count} patient assigned.", "{count} patients assigned.", given
    ).format(count=given)
    return redirect_after_post(request, reverse("care_teams"), said)


def _build_form(patient: Patient, act: str, request: Request | None = None) -> forms.Form:
    """The form of one act; as it was sent, or empty."""
    kind = JoinForm if act == "join" else LeaveForm
    data = request.POST if request else None
    form: forms.Form = kind(data, auto_id=f"{act}_%s")
    on_it = [row.member for row in _list_members(patient)]
    workers = access.list_workers(patient.clinic, *STAFF)
    offered = [user for user in workers if user not in on_it] if act == "join" else on_it
    set_people(form, "member", offered)
    return form


def _list_members(patient: Patient) -> list[CareTeamMember]:
    there = patient.care_team.filter(replaced_by=None, left=False)
    return list(there.select_related("member").order_by("member__name", "pk"))


def _render_team(
    request: Request,
    patient: Patient,
    sent: dict[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    built = {act: _build_form(patient, act) for act in ("join", "leave")} | (sent or {})
    by_teams = patient.clinic.access == Access.CARE_TEAM
    works = access.list_workers(patient.clinic, *STAFF)
    clinicians = access.list_workers(patient.clinic, Role.CLINICIAN)
    context = {
        "patient": patient,
        "by_teams": by_teams,
        "members": [
            (row, row.member in works, row.member in clinicians)
            for row in _list_members(patient)
        ],
        "history": list(patient.care_team.select_related("member").order_by("-pk")),
        "join": built["join"],
        "leave": built["leave"],
        "form": next(iter((sent or {}).values()), None),
        "may_change": access.is_allowed(request.user, May.TEAM, patient.clinic)
        and (not by_teams or access.is_on_team(request.user, patient)),
    }
    return render_page(request, "care_team/show.html", context, status=status)


def _redirect_changed(request: Request, patient: Patient) -> HttpResponse:
    """Back to the team; whoever has left it himself has no page of it any more."""
    sees = Patient.objects.visible_to(request.user).filter(pk=patient.pk).exists()
    to = reverse("care_team", args=[patient.ref]) if sees else reverse("patients")
    return redirect_after_post(request, to, gettext("Care team changed."))


def _build_assignment(
    clinic: Clinic, refs: list[str], request: Request | None = None
) -> AssignForm:
    form = AssignForm(request.POST if request else None)
    set_choices(form, "patients", ((ref, ref) for ref in refs[:_MOST]))
    set_people(form, "clinician", access.list_workers(clinic, Role.CLINICIAN))
    return form


def _render_waiting(
    request: Request,
    clinic: Clinic,
    refs: list[str],
    form: AssignForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "clinic": clinic,
        "by_teams": clinic.access == Access.CARE_TEAM,
        "count": len(refs),
        "more": len(refs) > _MOST,
        "form": form,
    }
    return render_page(request, "care_team/clinic.html", context, status=status)
