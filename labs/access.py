"""Who may do what. The only module that compares a user with a patient or a clinic.

A page is one snapshot: what a guarded view reads, it reads from one state of the database.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django_htmx.middleware import HtmxDetails

from labs import audit
from labs.models import (
    Access,
    CareTeamMember,
    Clinic,
    Membership,
    Patient,
    Role,
    Token,
    User,
)
from labs.models.prepared import PreparedModels
from labs.models.snapshot import snapshot
from labs.readings import Episode

type View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """What a guarded view is handed: the decorators below add whose page it is."""

    user: User
    htmx: HtmxDetails
    clinic: Clinic
    patient: Patient
    records: list[Patient]
    own_record: Patient  # of somebody on his own pages
    episodes: Sequence[Episode]  # of the man of the page
    token: Token  # by which a program asks; there is none on a person's request
    reads: str | None  # the event that the answer leaves; None: its act has left one


class May(StrEnum):
    OPEN = "open"  # anybody, signed in or not
    ENTER = "enter"  # anybody who is signed in
    OWN = gettext_noop("read his own record")
    SEE = gettext_noop("see the record")
    RECORD = gettext_noop("record results")
    CORRECT = gettext_noop("correct results")
    DECIDE = gettext_noop("record treatments and decisions, review and release")
    MARK = gettext_noop("mark notes as read")
    CREATE_PATIENT = gettext_noop("create a patient")
    LINK = gettext_noop("link a login with a record")
    IMPORT = gettext_noop("import results")
    MATCH = gettext_noop("match parked rows")
    PEOPLE = gettext_noop("give people roles")
    AUDIT = gettext_noop("search the audit trail")
    SETTINGS = gettext_noop("change the clinic’s settings")
    TOKENS = gettext_noop("ask for tokens and revoke them")
    CONFIRM_TOKEN = gettext_noop("confirm a token")
    TEAM = gettext_noop("change a care team")
    BREAK_GLASS = gettext_noop("open a record by emergency access")
    ASSIGN = gettext_noop("assign patients to clinicians")
    NOTICES = gettext_noop("see the notices")


_SAFE = ("GET", "HEAD", "OPTIONS")
_REF = re.compile("[a-z2-7]{12}", re.ASCII)
_CARE = frozenset({Role.CLINICIAN, Role.NURSE})
_RIGHTS: dict[May, frozenset[Role]] = {
    May.SEE: _CARE,
    May.RECORD: _CARE,
    May.CORRECT: _CARE,  # a nurse: her own entries until reviewed, see `may_correct`
    May.DECIDE: frozenset({Role.CLINICIAN}),
    May.MARK: frozenset({Role.CLINICIAN}),
    May.CREATE_PATIENT: frozenset(Role),
    May.LINK: frozenset({Role.CLINICIAN}),
    May.IMPORT: _CARE,
    May.MATCH: _CARE,
    May.PEOPLE: frozenset({Role.ADMINISTRATOR}),
    May.AUDIT: frozenset(Role),  # all of the clinic's for `PEOPLE`, else the own acts
    May.SETTINGS: frozenset({Role.ADMINISTRATOR}),
    May.TOKENS: frozenset({Role.ADMINISTRATOR}),
    May.CONFIRM_TOKEN: frozenset({Role.CLINICIAN}),
    May.TEAM: frozenset({Role.CLINICIAN}),
    May.BREAK_GLASS: frozenset({Role.CLINICIAN}),
    May.ASSIGN: frozenset({Role.ADMINISTRATOR}),  # where no clinician could
    May.NOTICES: frozenset({Role.ADMINISTRATOR}),
}


def roles_in(user: User | None, clinic: Clinic) -> frozenset[Role]:
    """What he is in this clinic. Being a superuser adds nothing; a bare shell is nobody."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset()
    return frozenset(
        Role(membership.role)
        for membership in list_memberships(user)
        if membership.clinic_id == clinic.pk
    )


def _memberships_of(user: int) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=user)
    rows = rows.select_related("clinic", "user__preference")
    owns = Exists(Patient.objects.owned_by(User(pk=user)))
    asked = Token.objects.filter(clinic=OuterRef("clinic")).unanswered()
    rows = rows.annotate(owns=owns, tokens_asked=Exists(asked))
    return rows.order_by("clinic__name", "role")


_MEMBERSHIPS: PreparedModels[Any] = PreparedModels(_memberships_of)
_VISIBLE = PreparedModels(
    lambda user, ref, now: (
        Patient.objects.visible_to(User(pk=user), now)
        .with_break_glass(User(pk=user), now)
        .named()
        .at_release()
        .filter(ref=ref)
    )
)


def list_memberships(user: User) -> list[Membership]:
    """His clinics by name, asked of the database once in the life of `user`."""
    if "_memberships" not in user.__dict__:
        found = _MEMBERSHIPS.ask(user.pk)
        user.__dict__["_memberships"] = found
        user.__dict__["_owns_record"] = any(row.owns for row in found)
    mine: list[Membership] = user.__dict__["_memberships"]
    return mine


def list_clinics(user: User) -> list[Clinic]:
    if not user.is_authenticated:
        return []
    return list({m.clinic_id: m.clinic for m in list_memberships(user)}.values())


def has_tokens_asked(user: User, clinic: Clinic) -> bool:
    """Whether a token of the clinic may wait to be confirmed."""
    rows: list[Any] = list_memberships(user)  # with what `_memberships_of` adds
    return any(row.tokens_asked for row in rows if row.clinic_id == clinic.pk)


def owns_record(user: User) -> bool:
    """Whether somebody who works in a clinic has a record of his own, in any clinic."""
    return bool(list_memberships(user)) and bool(user.__dict__["_owns_record"])


def is_allowed(user: User | None, act: May, clinic: Clinic) -> bool:
    return bool(_RIGHTS[act] & roles_in(user, clinic))


def require_right(user: User | None, act: May, clinic: Clinic) -> None:
    if not is_allowed(user, act, clinic):
        said = gettext(
            "You don’t have permission to {act} in this clinic. "
            "Roles that have it: {roles}."
        )
        roles = ", ".join(str(role.label) for role in Role if role in _RIGHTS[act])
        raise PermissionDenied(said.format(act=gettext(act), roles=roles))


def list_workers(clinic: Clinic, *roles: Role) -> list[User]:
    """People who work in the clinic in one of these roles, by name."""
    there = Membership.objects.filter(clinic=clinic, role__in=roles)
    found = User.objects.filter(is_active=True, pk__in=there.values("user"))
    return list(found.order_by("name", "pk"))


def is_on_team(user: User | None, patient: Patient) -> bool:
    """Whether he stands on the patient's care team: emergency access is no place on it."""
    mine = CareTeamMember.objects.current().filter(patient=patient, member=user, left=False)
    return user is not None and mine.exists()


def must_name_clinician(user: User | None, clinic: Clinic) -> bool:
    """Whether nobody could decide for a patient whom this person creates alone."""
    by_teams = clinic.access == Access.CARE_TEAM
    return by_teams and Role.CLINICIAN not in roles_in(user, clinic)


def may_correct(
    user: User | None, clinic: Clinic, *, entered_by: Iterable[int], reviewed: bool
) -> bool:
    """A clinician corrects anything; a nurse what she entered, until it is reviewed.

    `entered_by` are the authors of all rows that are corrected together.
    """
    mine = roles_in(user, clinic)
    if user is None or Role.CLINICIAN in mine:
        return user is not None
    return Role.NURSE in mine and {*entered_by} == {user.pk} and not reviewed


def require_correction(
    user: User | None, clinic: Clinic, *, entered_by: Iterable[int], reviewed: bool
) -> None:
    if not may_correct(user, clinic, entered_by=entered_by, reviewed=reviewed):
        raise PermissionDenied(
            gettext("You can correct only your own entries, until they are reviewed.")
        )


def choose_clinic(request: Request, slug: str) -> None:
    """Work in another of his clinics from now on; PermissionDenied if it is not his."""
    if slug not in {clinic.slug for clinic in list_clinics(request.user)}:
        raise PermissionDenied(gettext("You are not a member of this clinic."))
    request.session["clinic"] = slug


def clinic_of(request: Request) -> Clinic | None:
    """The clinic he works in now: as chosen, else his first; None for a patient."""
    mine = list_clinics(request.user)
    chosen = request.session.get("clinic")
    return next((c for c in mine if c.slug == chosen), mine[0] if mine else None)


def patient_page(
    act: May, *, post: May | None = None, reads: str, tokens: bool = False
) -> Callable[[View], View]:
    """Hand the view a patient, not a reference. Not yours: 404. Yours, but not so: 403.

    `act` is needed to come in, `post` also to change something. `reads` is the event that
    is left when the answer shows him, an error as well; empty: it only ever redirects.
    `tokens`: a program may ask by a token of the clinic (`tracker/bearer.py`).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, ref: str, **kwargs: Any) -> HttpResponse:
            with snapshot() as reading:
                try:
                    patient = _visible(request.user, ref)
                    _require_token_of(request, patient)
                    reading.renew(lambda: _read_again(patient, request.user))
                    request.patient, request.clinic = patient, patient.clinic
                    require_right(
                        request.user, _right_needed(request, act, post), patient.clinic
                    )
                    return view(request, patient, **kwargs)
                except (Http404, PermissionDenied) as refusal:
                    _leave_refusal(request, ref, refusal)
                    raise

        return _sign_view(_audit_answers(guarded, reads), act, post, tokens=tokens)

    return decorate


def clinic_page(act: May, *, post: May | None = None) -> Callable[[View], View]:
    """Hand the view the clinic he works in; 403 when he works in none, or not so."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, **kwargs: Any) -> HttpResponse:
            with snapshot():
                clinic = clinic_of(request)
                if clinic is None:
                    raise PermissionDenied(gettext("You are not a member of any clinic."))
                request.clinic = clinic
                require_right(request.user, _right_needed(request, act, post), clinic)
                return view(request, clinic, **kwargs)

        return _sign_view(guarded, act, post)

    return decorate


def portal_page(*, reads: str, tokens: bool = False) -> Callable[[View], View]:
    """Hand the view the patient's own record: 404 for who owns none.

    `reads` is the event that is left when the answer shows it, as on `patient_page`.
    `tokens`: a program may ask by a token of the record.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, **kwargs: Any) -> HttpResponse:
            mine = Patient.objects.owned_by(request.user).named().at_release()
            if token := _find_token(request):
                mine = mine.filter(tokens=token)
            with snapshot():
                owned = list(mine.order_by("clinic__name", "pk"))
                if not owned:
                    raise Http404
                chosen = request.session.get("record")
                request.records = owned
                request.own_record = next((p for p in owned if p.ref == chosen), owned[0])
                request.clinic = request.own_record.clinic
                try:
                    return view(request, request.own_record, **kwargs)
                except (Http404, PermissionDenied) as refusal:
                    _leave_refusal(request, request.own_record.ref, refusal)
                    raise

        return _sign_view(_audit_answers(guarded, reads), May.OWN, None, tokens=tokens)

    return decorate


def entry_page(view: View) -> View:
    """For anybody who is signed in; what the view shows of patients, it asks for itself."""

    @wraps(view)
    def guarded(request: Request, **kwargs: Any) -> HttpResponse:
        with snapshot():
            return view(request, **kwargs)

    return _sign_view(guarded, May.ENTER, None)


def open_page(view: View) -> View:
    """For anybody at all; the view holds nothing about a patient."""
    return _sign_view(login_not_required(view), May.OPEN, None)


def _audit_answers(view: View, reads: str) -> View:
    """Leave one event for an answer that shows a man, before it leaves the house.

    Whatever the view answers: nobody who writes one has to think of it.
    """

    @wraps(view)
    def audited(request: Request, **address: Any) -> HttpResponse:
        request.reads = reads
        response = view(request, **address)
        if request.reads is not None and _shows_page(response):
            _leave_event(request, response, address)
        return response

    return audited


def _shows_page(response: HttpResponse) -> bool:
    """Whether there is a page in it; 400 says that the address is nonsense, and no more."""
    if response.status_code == 400:
        return False
    return not getattr(response, "is_rendered", True) or bool(response.content)


def _leave_event(request: Request, response: HttpResponse, address: dict[str, Any]) -> None:
    if not request.reads:  # its guard said that it shows nobody
        raise ImproperlyConfigured(request.path)
    detail = {name: uid for name, uid in address.items() if name != "ref"}
    if hasattr(request, "own_record"):
        by = _find_actor(request, own=True)
        audit.record_read(request.reads, by=by, patient=request.own_record, **detail)
    else:
        # What is no page (JSON, CSV) is refused where its event cannot be written.
        page = response.headers.get("Content-Type", "").startswith("text/html")
        audit.record_read(
            request.reads,
            by=_find_actor(request),
            patient=request.patient,
            page=page,
            **detail,
        )


def _leave_refusal(request: Request, ref: str, refusal: Http404 | PermissionDenied) -> None:
    """An event that a record was refused: the same whether it is another's or none.

    In the clinic that he works in; of somebody who works in none in the chain `system`.
    What was asked for is kept if it looks like a reference, which no person types.
    """
    own = hasattr(request, "own_record")
    token = _find_token(request)
    clinic = request.clinic if own else token.clinic if token else clinic_of(request)
    staff = clinic and not own
    status = 404 if isinstance(refusal, Http404) else 403
    audit.leave_event(
        clinic.slug if clinic else audit.SYSTEM,
        _find_actor(request, own=not staff),
        "record-refused",
        ref if _REF.fullmatch(ref) else "",
        page=bool(staff) and not token,
        status=status,
    )


def _find_token(request: HttpRequest) -> Token | None:
    """The token by which a program asks; None of a person."""
    return getattr(request, "token", None)


def _find_actor(request: Request, *, own: bool = False) -> audit.Actor:
    if token := _find_token(request):
        of_patient = token.patient_id is not None
        return audit.Program(request.user, token.uid, of_patient=of_patient)
    return audit.Owner(request.user) if own else request.user


def _require_token_of(request: Request, patient: Patient) -> None:
    """Its reader may work in other clinics, or be staff and own a record: it does not."""
    token = _find_token(request)
    if token and (token.patient_id or token.clinic_id != patient.clinic_id):
        raise Http404


def _visible(user: User, ref: str) -> Patient:
    """Him, if this person may see him. SQL is kept for people who are active alone."""
    if not (user.is_authenticated and user.is_active):
        raise Http404
    found = _VISIBLE.ask(user.pk, ref, timezone.now())
    if not found:
        raise Http404
    return found[0]


def _read_again(patient: Patient, user: User) -> None:
    """The view holds this object: what it says of the man is said anew."""
    vars(patient).update(vars(_visible(user, patient.ref)))


def _right_needed(request: Request, act: May, post: May | None) -> May:
    return act if request.method in _SAFE else post or act


def _sign_view(view: View, act: May, post: May | None, *, tokens: bool = False) -> View:
    """Let the walk over all addresses see which rule stands at each."""
    view.__dict__.update(act=act, post_act=post or act, tokens=tokens)
    return view
