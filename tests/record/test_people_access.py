"""Invitations and roles: who comes in, who goes, and that one administrator remains."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from labs import access
from labs.audit import Operator
from labs.models import AuditEvent, Invitation, Membership, Role, User
from labs.record import people
from labs.words import Refused
from tests import factories

NORA = people.NewPerson("Nora@north.example", "Nora Synthetic")
NURSE = Role.NURSE


@pytest.fixture
def second(north):
    """Another administrator of the clinic."""
    return factories.worker(north, "administrator", "second@north.example")


@pytest.fixture
def invited(north, administrator):
    return people.invite(north, NORA, [NURSE], by=administrator)


def _roles(user):
    return set(Membership.objects.filter(user=user).values_list("role", flat=True))


def _last():
    event = AuditEvent.objects.latest("pk")
    return event.verb, json.loads(event.detail)


# Invitations.


def test_an_invitation_gives_its_roles_to_a_new_login(north, administrator):
    both = [NURSE, Role.CLINICIAN]
    invitation, token = people.invite(north, NORA, both, by=administrator)
    user = people.accept(people.find_invitation(token), password=factories.PASSWORD)
    assert (user.email, user.name) == ("nora@north.example", "Nora Synthetic")
    assert user.check_password(factories.PASSWORD)
    assert _roles(user) == {"clinician", "nurse"}
    verb, detail = _last()
    assert verb == "invitation-accepted"
    assert detail["person"] == user.pk
    assert AuditEvent.objects.latest("pk").by == str(user.pk)


def test_its_token_is_long_and_kept_nowhere(invited):
    invitation, token = invited
    assert len(token) == 43  # 256 bits
    assert token not in str(vars(invitation))
    told = "".join(AuditEvent.objects.values_list("detail", flat=True))
    assert token not in told and "ora" not in told


def test_it_works_once(invited):
    invitation, token = invited
    people.accept(invitation, password=factories.PASSWORD)
    assert people.find_invitation(token) is None
    with pytest.raises(Refused) as refused:
        people.accept(invitation, password=factories.PASSWORD)
    assert refused.value.code == "invitation-void"


@pytest.mark.parametrize("end", ["revoked", "expired", "sent again", "unknown"])
def test_a_link_that_ended_is_none(north, administrator, invited, end, time_machine):
    invitation, token = invited
    match end:
        case "revoked":
            people.revoke(invitation, by=administrator)
        case "expired":
            time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1))
        case "sent again":
            people.invite(north, NORA, [NURSE], by=administrator)
        case "unknown":
            token = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert people.find_invitation(token) is None


def test_a_login_of_the_address_is_never_given_another_password(
    north, administrator, patient, patient_user
):
    """Whoever invites sees the link: a man's login, and his record, would be theirs."""
    person = people.NewPerson(patient_user.email, "Else")
    invitation, _token = people.invite(north, person, [NURSE], by=administrator)
    before = User.objects.get(pk=patient_user.pk).password
    for signed_in in (None, administrator):
        with pytest.raises(Refused) as refused:
            people.accept(invitation, signed_in=signed_in, password=factories.PASSWORD)
        assert refused.value.code == "invitation-sign-in"
    people.accept(invitation, signed_in=patient_user, password="another password 77")
    after = User.objects.get(pk=patient_user.pk)
    assert (after.password, after.name) == (before, patient_user.name)
    assert _roles(after) == {"nurse"}


def test_who_works_here_is_not_invited(north, administrator, nurse):
    person = people.NewPerson(nurse.email.upper(), "Nils")
    with pytest.raises(Refused) as refused:
        people.invite(north, person, [Role.CLINICIAN], by=administrator)
    assert refused.value.code == "person-works-here"


def test_an_invitation_names_a_role(north, administrator):
    with pytest.raises(Refused) as refused:
        people.invite(north, NORA, [], by=administrator)
    assert refused.value.code == "roles-missing"


# Roles.


def test_a_role_is_given_and_taken_away(north, administrator, nurse):
    people.give_role(north, nurse, Role.CLINICIAN, by=administrator)
    assert _roles(nurse) == {"clinician", "nurse"}
    people.take_role(north, nurse, NURSE, by=administrator)
    assert _roles(nurse) == {"clinician"}
    assert _last()[0] == "role-taken"


def test_a_role_that_is_held_or_gone_already_changes_nothing(north, administrator, nurse):
    people.give_role(north, nurse, NURSE, by=administrator)
    assert _last() == ("role-given", {"already": True, "person": nurse.pk, "role": "nurse"})
    assert _roles(nurse) == {"nurse"}


def test_the_last_role_is_not_taken(north, administrator, nurse):
    with pytest.raises(Refused) as refused:
        people.take_role(north, nurse, NURSE, by=administrator)
    assert refused.value.code == "last-role"


def test_who_works_elsewhere_is_given_no_role_without_an_invitation(
    north, administrator, stranger
):
    with pytest.raises(Refused) as refused:
        people.give_role(north, stranger, NURSE, by=administrator)
    assert refused.value.code == "person-not-here"


# Ending access.


def test_who_is_removed_has_no_role_session_or_invitation_left(
    north, administrator, second, sign_in
):
    client = sign_in(second)
    people.invite(north, NORA, [NURSE], by=second)
    people.remove(north, second, by=administrator)
    assert _roles(second) == set()
    assert not Invitation.objects.open().exists()
    assert client.get("/accounts/password/change/").status_code == 302
    assert _last() == ("person-removed", {"person": second.pk, "roles": ["administrator"]})


def test_a_deactivated_login_keeps_its_roles_and_ends_its_sessions(
    north, administrator, nurse, sign_in
):
    client = sign_in(nurse)
    people.deactivate(north, nurse, by=administrator)
    assert _roles(nurse) == {"nurse"}
    assert client.get("/").status_code == 302
    people.reactivate(north, nurse, by=administrator)
    assert client.get("/").status_code == 302, "the old session stays dead"
    assert sign_in(User.objects.get(pk=nurse.pk)).get("/").status_code == 200


@pytest.mark.parametrize("where", ["another clinic", "a record of his own"])
def test_a_login_that_is_used_elsewhere_is_not_deactivated(
    north, south, administrator, clinician, nurse, where
):
    if where == "another clinic":
        factories.worker(south, "nurse", nurse.email)
    else:
        factories.patient(north, clinician, "N-3", account=nurse)
    with pytest.raises(Refused) as refused:
        people.deactivate(north, nurse, by=administrator)
    assert refused.value.code == "login-used-elsewhere"
    assert "record" not in str(refused.value)


ENDINGS = {
    "take": lambda clinic, user, by: people.take_role(
        clinic, user, Role.ADMINISTRATOR, by=by
    ),
    "remove": lambda clinic, user, by: people.remove(clinic, user, by=by),
    "deactivate": lambda clinic, user, by: people.deactivate(clinic, user, by=by),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("other", ["none", "deactivated"])
def test_one_administrator_remains(north, administrator, second, end, other):
    if other == "none":
        people.remove(north, second, by=administrator)
    else:
        people.deactivate(north, second, by=administrator)
    people.give_role(north, administrator, NURSE, by=administrator)
    for by in (administrator, Operator(None)):
        with pytest.raises(Refused) as refused:
            end(north, administrator, by)
        assert refused.value.code == "last-administrator"
    assert "administrator" in _roles(administrator)


def test_somebody_else_is_removed_where_nobody_administers(north, nurse):
    people.remove(north, nurse, by=Operator(None))
    assert _roles(nurse) == set()


@pytest.mark.parametrize(
    "who", ["clinician", "nurse", "stranger", "patient_user", "superuser", "deactivated"]
)
def test_nobody_else_invites_or_changes_people(north, invited, nurse, who, request):
    by, before = request.getfixturevalue(who), AuditEvent.objects.count
    target, (invitation, _token) = (
        factories.worker(north, "nurse", "x@north.example"),
        invited,
    )
    events = before()
    acts = [
        lambda: people.invite(north, NORA, [NURSE], by=by),
        lambda: people.revoke(invitation, by=by),
        lambda: people.give_role(north, target, Role.CLINICIAN, by=by),
        lambda: people.take_role(north, target, NURSE, by=by),
        lambda: people.remove(north, target, by=by),
        lambda: people.deactivate(north, target, by=by),
        lambda: people.reactivate(north, target, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert before() == events
    assert _roles(target) == {"nurse"}


def test_a_right_that_was_taken_away_meanwhile_is_asked_anew(
    north, administrator, second, nurse
):
    """`second` keeps what the request knew of the roles; the lock of the act decides."""

    assert access.is_allowed(second, access.May.PEOPLE, north)
    people.remove(north, second, by=administrator)
    with pytest.raises(PermissionDenied):
        people.remove(north, nurse, by=second)
