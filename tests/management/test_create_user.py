"""`create_user` lets a person work in a clinic, and never prints a password."""

import re

import pytest

from labs.models import AuditEvent, Membership, User
from labs.record import people

NURSE = ("nora@harbour.example", "--clinic", "harbour", "--role", "nurse")
PASSWORD = "long synthetic words 71"


def test_the_password_is_read_from_standard_input(run, clinic):
    outcome = run("create_user", *NURSE, "--password-stdin", stdin=PASSWORD + "\n")
    assert outcome.code == 0
    assert User.objects.get().check_password(PASSWORD)
    assert PASSWORD not in outcome.out + outcome.err
    assert "/" not in outcome.out


def test_without_one_a_link_is_printed_and_nobody_can_sign_in(run, clinic):
    outcome = run("create_user", *NURSE)
    assert re.fullmatch(r"\S*/accounts/invitation/\S{43}/", outcome.out.splitlines()[-1])
    assert not User.objects.exists()


def _accept(client, link):
    form = client.get(link).url
    return client.post(form, {"password1": PASSWORD, "password2": PASSWORD})


def test_the_link_lets_him_choose_a_password_once(run, clinic, client):
    link = run("create_user", *NURSE, "--json").json["link"]
    assert _accept(client, link)["Location"] == "/accounts/login/"
    assert User.objects.get().check_password(PASSWORD)
    assert Membership.objects.get().role == "nurse"
    assert client.get(link, follow=True).status_code == 410


def test_a_lost_link_is_made_anew_and_the_old_one_is_dead(run, clinic, client):
    old, new = (run("create_user", *NURSE, "--json").json["link"] for _ in range(2))
    assert client.get(old, follow=True).status_code == 410
    assert client.get(new, follow=True).status_code == 200


def test_a_weak_password_is_refused_and_nothing_is_kept(run, clinic):
    assert run("create_user", *NURSE, "--password-stdin", stdin="123\n").code == 2
    assert not Membership.objects.exists()
    assert not User.objects.exists()


def _roles():
    return set(Membership.objects.values_list("role", flat=True))


def test_he_may_hold_a_second_role(run, clinic):
    run("create_user", *NURSE, "--password-stdin", stdin=PASSWORD + "\n")
    outcome = run("create_user", *NURSE[:-1], "administrator")
    assert (outcome.code, "/" in outcome.out) == (0, False)
    assert _roles() == {"nurse", "administrator"}
    assert User.objects.get().check_password(PASSWORD)


def test_a_second_role_before_the_link_is_used_is_in_the_next_link(run, clinic, client):
    run("create_user", *NURSE)
    _accept(client, run("create_user", *NURSE[:-1], "administrator", "--json").json["link"])
    assert _roles() == {"nurse", "administrator"}


def test_a_login_without_a_password_gets_a_link_to_choose_one(run, clinic):
    people.add_login(people.NewPerson(NURSE[0], "Nora Synthetic"))
    link = run("create_user", *NURSE, "--json").json["link"]
    assert link.startswith("/accounts/password/reset/key/")


def test_the_same_role_again_is_refused(run, clinic):
    run("create_user", *NURSE, "--password-stdin", stdin=PASSWORD + "\n")
    again = run("create_user", "NORA@harbour.example", *NURSE[1:], "--json")
    assert (again.code, again.json["error"]["code"]) == (2, "role-held")


@pytest.mark.parametrize("change", [("nowhere", "nurse"), ("harbour", "owner")])
def test_an_unknown_clinic_or_role_is_wrong_usage(run, clinic, change):
    slug, role = change
    outcome = run("create_user", NURSE[0], "--clinic", slug, "--role", role)
    assert outcome.code == 3
    assert not User.objects.exists()


def test_an_address_that_is_none_is_refused(run, clinic):
    assert run("create_user", "nobody", *NURSE[1:]).code == 2


def test_an_invitation_is_in_the_audit_chain(run, clinic):
    run("create_user", *NURSE)
    event = AuditEvent.objects.latest("seq")
    assert event.verb == "person-invited"
    assert event.by_name.startswith("cli:")
    assert "nora" not in event.detail
