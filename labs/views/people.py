"""The people of a clinic: listed, invited, given roles; and who accepts an invitation."""

from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from labs import access
from labs.access import May, Request, clinic_page, entry_page
from labs.forms.people import ConfirmForm, InvitationForm
from labs.models import Clinic, Invitation, Membership, Role, User
from labs.record import people, sign_in
from labs.views import acts
from labs.views.after_post import redirect_after_post
from labs.views.page import render_page
from labs.views.settings_page import render_settings
from labs.words import Refused


@dataclass
class PersonRow:
    """Somebody who works in the clinic, with every role that is held there."""

    user: User
    has_second_factor: bool
    roles: list[Role] = field(default_factory=list)

    @property
    def named_roles(self) -> str:
        return ", ".join(str(role.label) for role in Role if role in self.roles)


@require_POST
@entry_page
def choose_clinic(request: Request) -> HttpResponse:
    access.choose_clinic(request, request.POST.get("clinic", ""))
    return redirect("worklist")


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.PEOPLE)
def index(request: Request, clinic: Clinic) -> HttpResponse:
    if request.method != "POST":
        return _render_people(request, clinic, InvitationForm())
    form = InvitationForm(request.POST)
    if not acts.is_valid_here(request, form):
        return _render_people(request, clinic, form, status=422)
    try:
        invitation, token = people.invite(
            clinic, form.person, form.chosen_roles, by=request.user
        )
    except Refused as refused:
        form.add_error("email", str(refused))
        return _render_people(request, clinic, form, status=422)
    return _render_invited(request, invitation, token)


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.PEOPLE)
def show(request: Request, clinic: Clinic, person: int) -> HttpResponse:
    row = next(iter(_list_people(clinic, person)), None)
    if row is None:
        raise Http404
    if request.method != "POST":
        return _render_person(request, row, ConfirmForm())
    form = ConfirmForm(request.POST)
    act = acts.read_act(request, *_ACTS)
    role = _read_role(request)
    if not _is_right(request, row.user, form, act, role):
        return _render_person(request, row, form, status=422)
    try:
        said = _perform(request, row.user, act, role)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render_person(request, row, form, status=422)
    return redirect_after_post(request, _after(request, row.user, act, role), said)


@require_POST
@clinic_page(May.PEOPLE)
def invitation(request: Request, clinic: Clinic, invitation: str) -> HttpResponse:
    """Revoke an open invitation, or send it again with a new link; the old one is dead."""
    mine = Invitation.objects.filter(clinic=clinic).select_related("clinic")
    kept = get_object_or_404(mine, uid=invitation)
    match acts.read_act(request, "revoke", "again"):
        case "revoke":
            people.revoke(kept, by=request.user)
            said = gettext("Invitation of {name} revoked.").format(name=kept.name)
            return redirect_after_post(request, reverse("people"), said)
        case "again":
            return _invite_again(request, clinic, kept)
    form = InvitationForm({})
    form.errors.clear()
    form.add_error(None, acts.UNNAMED)
    return _render_people(request, clinic, form, status=422)


def _invite_again(request: Request, clinic: Clinic, kept: Invitation) -> HttpResponse:
    person = people.NewPerson(kept.email, kept.name)
    try:
        new, token = people.invite(clinic, person, kept.given_roles, by=request.user)
    except Refused as refused:
        return redirect_after_post(request, reverse("people"), str(refused))
    return _render_invited(request, new, token)


def _render_invited(request: Request, invited: Invitation, token: str) -> HttpResponse:
    """The link, shown this once: it is in no session, log or address of this page."""
    path = reverse("invitation_link", args=[token])
    link = request.build_absolute_uri(path)
    context = {"invitation": invited, "link": link, "sent": _send_link(invited, link)}
    return render_page(request, "clinic/invited.html", context)


def _send_link(invited: Invitation, link: str) -> bool:
    """Whether the mail left; the link is handed over by hand where it did not."""
    context = {"invitation": invited, "link": link}
    body = render_to_string("clinic/invitation.txt", context)
    subject = gettext("HPG Tracker: an invitation of {clinic}").format(
        clinic=invited.clinic.name
    )
    try:
        return bool(send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [invited.email]))
    except OSError:  # of the network, the mail server's refusal among them
        return False


def _render_people(
    request: Request, clinic: Clinic, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "people": _list_people(clinic),
        "invitations": list(
            Invitation.objects.filter(clinic=clinic).open().order_by("name", "pk")
        ),
    }
    return render_settings(request, "people", "clinic/people.html", context, status=status)


def _list_people(clinic: Clinic, *only: int) -> list[PersonRow]:
    found = Membership.objects.filter(clinic=clinic).select_related("user")
    if only:
        found = found.filter(user__in=only)
    found = found.annotate(factor=sign_in.second_factor_of("user"))
    rows: dict[int, PersonRow] = {}
    for membership in found.order_by("user__name", "user"):
        person = PersonRow(membership.user, membership.factor)
        row = rows.setdefault(membership.user_id, person)
        row.roles.append(Role(membership.role))
    return list(rows.values())


_ACTS = ("give", "take", "remove", "deactivate", "reactivate")


def _read_role(request: Request) -> Role | None:
    said = request.POST.get("role", "")
    return Role(said) if said in Role.values else None


def _is_right(
    request: Request, user: User, form: ConfirmForm, act: str, role: Role | None
) -> bool:
    """Whether the act is named, meant for this clinic, and confirmed where it must be."""
    ends_own = act in ("remove", "deactivate") or (act, role) == ("take", "administrator")
    valid = acts.is_valid_here(request, form)
    if "confirm" in form.errors and not (ends_own and user == request.user):
        del form.errors["confirm"]
    if not act or (act in ("give", "take") and role is None):
        form.add_error(None, acts.UNNAMED)
    return valid or not form.errors


def _perform(request: Request, user: User, act: str, role: Role | None) -> str:
    clinic, by = request.clinic, request.user
    facts = {"name": user.name, "role": role.label if role else ""}
    match act:
        case "give":
            people.give_role(clinic, user, cast(Role, role), by=by)
            return gettext("{name} has the role {role} now.").format(**facts)
        case "take":
            people.take_role(clinic, user, cast(Role, role), by=by)
            return gettext("{name} no longer has the role {role}.").format(**facts)
        case "remove":
            people.remove(clinic, user, by=by)
            return gettext("{name} was removed from the clinic.").format(**facts)
        case "deactivate":
            people.deactivate(clinic, user, by=by)
            return gettext("The login of {name} is deactivated.").format(**facts)
    people.reactivate(clinic, user, by=by)
    return gettext("The login of {name} is active again.").format(**facts)


def _after(request: Request, user: User, act: str, role: Role | None) -> str:
    """Back to the person; to a page that may still be read, where access has ended."""
    if user == request.user and (act, role) == ("take", "administrator"):
        return reverse("worklist")
    if act == "remove":
        return reverse("worklist" if user == request.user else "people")
    return reverse("person", args=[user.pk])


def _render_person(
    request: Request, row: PersonRow, form: ConfirmForm, *, status: int = 200
) -> HttpResponse:
    is_self = row.user == request.user
    context = {
        "title": row.user.name,
        "to": reverse("person", args=[row.user.pk]),
        "form": form,
        "person": row,
        "is_self": is_self,
        "roles": [(role, *_offer_change(row, role, is_self)) for role in Role],
    }
    return render_settings(request, "people", "clinic/person.html", context, status=status)


def _offer_change(row: PersonRow, role: Role, is_self: bool) -> tuple[str, bool]:
    """What can be done with a role, and whether that has to be confirmed by a tick.

    The last one is not taken: who has none left is removed.
    """
    if role not in row.roles:
        return "give", False
    if len(row.roles) == 1:
        return "", False
    return "take", is_self and role == Role.ADMINISTRATOR
