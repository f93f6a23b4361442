"""Who may do what: the rules by unit. The walk over all addresses is elsewhere."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from labs import access, record
from labs.access import May, is_allowed, may_correct, require_correction, require_right
from labs.models import AuditEvent, Membership, Patient, User
from tests import factories

# Interfaces 8, as far as it goes today.
TABLE = {
    May.SEE: {"clinician", "nurse"},
    May.RECORD: {"clinician", "nurse"},
    May.CORRECT: {"clinician", "nurse"},
    May.DECIDE: {"clinician"},
    May.MARK: {"clinician"},
    May.CREATE_PATIENT: {"clinician", "nurse", "administrator"},
    May.LINK: {"clinician"},
    May.IMPORT: {"clinician", "nurse"},
    May.MATCH: {"clinician", "nurse"},
    May.PEOPLE: {"administrator"},
    May.SETTINGS: {"administrator"},
    May.TOKENS: {"administrator"},
    May.CONFIRM_TOKEN: {"clinician"},
    May.TEAM: {"clinician"},
    May.BREAK_GLASS: {"clinician"},
    May.ASSIGN: {"administrator"},
    May.NOTICES: {"administrator"},
    May.AUDIT: {"clinician", "nurse", "administrator"},
}
EVERYBODY = (
    "clinician",
    "nurse",
    "administrator",
    "stranger",
    "patient_user",
    "deactivated",
    "superuser",
)


def _view(request, noun=None, **kwargs):
    return HttpResponse(str(getattr(noun, "ref", getattr(noun, "slug", ""))))


@pytest.fixture
def ask(rf):
    """Ask a guarded view as somebody; his choice of clinic or record in the session."""

    def ask(view, user, method="get", *, session=None, **kwargs):
        request = getattr(rf, method)("/")
        request.user = user
        request.session = SessionBase()
        request.session.update(session or {})
        return view(request, **kwargs)

    return ask


@pytest.mark.parametrize("act", TABLE)
@pytest.mark.parametrize("who", EVERYBODY)
def test_each_may_what_the_table_says(north, who, act, request):
    user = request.getfixturevalue(who)
    assert is_allowed(user, act, north) is (who in TABLE[act])


def test_every_right_in_a_clinic_is_in_the_table():
    assert TABLE.keys() == set(May) - {May.OPEN, May.ENTER, May.OWN}


@pytest.mark.parametrize("act", TABLE)
def test_nobody_may_anything(north, act):
    for nobody in (None, AnonymousUser()):
        with pytest.raises(PermissionDenied):
            require_right(nobody, act, north)


def test_a_refusal_says_what_may_not_be_done(north, nurse):
    with pytest.raises(PermissionDenied, match="treatments and decisions"):
        require_right(nurse, May.DECIDE, north)


def test_a_refusal_says_who_may(north, nurse, clinician):
    with pytest.raises(PermissionDenied, match=r"Roles that have it: Clinician\."):
        require_right(nurse, May.BREAK_GLASS, north)
    with pytest.raises(PermissionDenied, match=r"it: Administrator\."):
        require_right(clinician, May.SETTINGS, north)


def test_he_may_hold_several_roles(north, administrator):
    both = factories.worker(north, "nurse", administrator.email)
    assert is_allowed(both, May.RECORD, north)
    assert is_allowed(both, May.PEOPLE, north)


def test_a_role_ends_at_the_door_of_the_clinic(clinician, south):
    assert not is_allowed(clinician, May.SEE, south)


def test_his_roles_are_asked_of_the_database_once(
    north, clinician, django_assert_num_queries
):
    fresh = User.objects.get(pk=clinician.pk)
    with django_assert_num_queries(1):
        assert is_allowed(fresh, May.SEE, north)
        assert is_allowed(fresh, May.DECIDE, north)
        assert access.list_clinics(fresh) == [north]


# Corrections: a nurse's own entries, until they are reviewed.


@pytest.mark.parametrize(
    ("who", "own", "reviewed", "may"),
    [
        ("clinician", False, True, True),
        ("nurse", True, False, True),
        ("nurse", True, True, False),
        ("nurse", False, False, False),
        ("administrator", True, False, False),
        ("stranger", True, False, False),
        ("deactivated", True, False, False),
    ],
)
def test_who_may_correct(north, who, own, reviewed, may, request):
    user = request.getfixturevalue(who)
    author = user.pk if own else 0
    assert may_correct(user, north, entered_by={author}, reviewed=reviewed) is may


def test_nobody_may_correct(north):
    assert not may_correct(None, north, entered_by={0}, reviewed=False)


def test_rows_that_are_corrected_together_must_all_be_hers(north, nurse, clinician):
    require_correction(nurse, north, entered_by={nurse.pk}, reviewed=False)
    with pytest.raises(PermissionDenied, match="own entries"):
        require_correction(
            nurse, north, entered_by={nurse.pk, clinician.pk}, reviewed=False
        )


# Doors of pages.


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_asks_for_less_than_a_post(ask, patient, nurse, method):
    view = access.patient_page(May.SEE, post=May.DECIDE, reads="page-read")(_view)
    with pytest.raises(PermissionDenied):
        ask(view, nurse, method, ref=patient.ref)


def test_a_patients_page_is_handed_who_he_is_in_one_question(
    ask, patient, clinician, django_assert_num_queries
):
    view = access.patient_page(May.SEE, reads="")(
        lambda request, man: HttpResponse(status=303, headers={"Location": man.name})
    )
    clinician = User.objects.get(pk=clinician.pk)
    with django_assert_num_queries(2):  # his roles, and the man with his clinic
        assert ask(view, clinician, ref=patient.ref).headers["Location"] == "Otto Synthetic"


@pytest.fixture
def in_both(clinician, south):
    factories.worker(south, "nurse", clinician.email)
    return User.objects.get(pk=clinician.pk)


@pytest.mark.parametrize(
    ("chosen", "clinic"), [({}, b"north"), ({"clinic": "south"}, b"south")], ids=str
)
def test_he_works_in_the_clinic_that_he_chose(ask, in_both, chosen, clinic):
    assert (
        ask(access.clinic_page(May.SEE)(_view), in_both, session=chosen).content == clinic
    )


def test_a_clinic_that_is_no_longer_his_is_not_chosen(ask, clinician, south):
    view = access.clinic_page(May.SEE)(_view)
    assert ask(view, clinician, session={"clinic": "south"}).content == b"north"


def test_nobody_chooses_a_clinic_where_he_does_not_work(ask, clinician, in_both, stranger):
    def choose(request, slug):
        access.choose_clinic(request, slug)
        return HttpResponse(request.session["clinic"])

    assert ask(choose, in_both, slug="south").content == b"south"
    with pytest.raises(PermissionDenied):
        ask(choose, stranger, slug="north")


# What ends, ends at the next request.


@pytest.mark.parametrize(
    "ends", ["deactivated", "membership", "team", "emergency access", "role"]
)
def test_who_may_no_more_is_refused_at_the_next_request(
    sign_in, north, clinician, outsider, ends
):
    man = factories.patient(factories.work_by_teams(north), clinician, "N-1")
    if ends == "emergency access":
        factories.open_by_emergency(man, by=outsider)
    else:
        record.care_team.add(man, outsider, by=clinician)
    client, url = sign_in(outsider), reverse("patient", args=[man.ref])
    assert client.get(url).status_code == 200
    held = Membership.objects.filter(user=outsider)
    match ends:
        case "deactivated":
            User.objects.filter(pk=outsider.pk).update(is_active=False)
        case "membership":
            held.delete()
        case "team":
            record.care_team.remove(man, outsider, by=clinician, why="other ward")
        case "emergency access":
            record.break_glass.end(man, by=outsider)
        case "role":
            held.update(role="administrator")
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get(url, headers=headers)
        assert answer.status_code in (302, 401, 404)
        assert "Otto" not in answer.content.decode()


@pytest.mark.parametrize("who", ["outsider", "clinician"])
def test_a_page_of_a_clinic_of_teams_asks_no_more_than_that_of_an_open_one(
    ask, north, clinician, who, request, django_assert_num_queries
):
    man = factories.patient(factories.work_by_teams(north), clinician, "N-1")
    if who == "outsider":
        factories.open_by_emergency(man, by=request.getfixturevalue("outsider"))
    view = access.patient_page(May.SEE, reads="")(lambda request, man: HttpResponse())
    user = User.objects.get(pk=request.getfixturevalue(who).pk)
    with django_assert_num_queries(2):
        ask(view, user, ref=man.ref)


# A man's own pages.


def test_he_chooses_among_his_records_and_no_other(
    ask, patient, patient_user, south, stranger, other_patient_user
):
    second = factories.patient(south, stranger, "S-9", account=patient_user)
    others = Patient.objects.owned_by(other_patient_user).get()
    for chosen, shown in ((None, patient), (second.ref, second), (others.ref, patient)):
        answer = ask(
            access.portal_page(reads="own-read")(_view),
            patient_user,
            session={"record": chosen},
        )
        assert answer.content.decode() == shown.ref


# What is shown leaves an event, whoever wrote the view.


def left(verb):
    return AuditEvent.objects.filter(verb=verb)


@pytest.mark.parametrize("status", [200, 409, 422, 500])
def test_an_answer_that_shows_a_man_leaves_one_event(ask, patient, clinician, status):
    def view(request, man, panel):
        return HttpResponse("his values", status=status)

    page = access.patient_page(May.SEE, post=May.DECIDE, reads="page-read")(view)
    ask(page, clinician, "post", ref=patient.ref, panel="p" * 12)
    event = left("page-read").get()
    assert (event.patient, event.by) == (patient.ref, str(clinician.pk))
    assert event.detail == '{"panel":"pppppppppppp"}'


def test_a_page_that_is_rendered_later_leaves_it_too(ask, patient, clinician):
    def view(request, man):
        return TemplateResponse(request, "about.html", {})

    ask(access.patient_page(May.SEE, reads="page-read")(view), clinician, ref=patient.ref)
    assert left("page-read").count() == 1


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(status=303, headers={"Location": "/"}),
        HttpResponseClientRedirect("/"),
        HttpResponse('{"error": "No such analyte."}', status=400),
    ],
    ids=["redirect", "redirect of htmx", "nonsense"],
)
def test_an_answer_that_shows_nobody_leaves_none(ask, patient, clinician, answer):
    page = access.patient_page(May.SEE, reads="page-read")(lambda request, man: answer)
    assert ask(page, clinician, ref=patient.ref) is answer
    assert not left("page-read").exists()


def test_an_answer_of_an_act_that_left_its_event_leaves_no_second(ask, patient, clinician):
    def view(request, man):
        request.reads = None
        return HttpResponse("his values")

    ask(access.patient_page(May.SEE, reads="page-read")(view), clinician, ref=patient.ref)
    assert not left("page-read").exists()


def test_a_page_that_names_no_event_shows_nobody(ask, patient, clinician):
    page = access.patient_page(May.SEE, reads="")(_view)
    with pytest.raises(ImproperlyConfigured):
        ask(page, clinician, ref=patient.ref)


def test_each_guard_tells_the_walk_which_rule_it_is():
    pages = {
        access.patient_page(May.SEE, post=May.RECORD, reads="")(_view): (
            May.SEE,
            May.RECORD,
        ),
        access.clinic_page(May.IMPORT)(_view): (May.IMPORT, May.IMPORT),
        access.portal_page(reads="own-read")(_view): (May.OWN, May.OWN),
    }
    for view, rule in pages.items():
        assert (view.act, view.post_act) == rule
