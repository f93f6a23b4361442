"""In which clinic somebody works now; its people, and who is invited to it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from labs import record
from labs.models import Invitation, Role, User
from tests import factories
from tests.pages import bare

CHOOSE = reverse("clinic_choose")


@pytest.fixture
def in_both(north, south, nurse):
    return factories.worker(south, "nurse", nurse.email)


def test_who_works_in_two_clinics_chooses_one(sign_in, in_both):
    client = sign_in(in_both)
    response = client.post(CHOOSE, {"clinic": "south"})

    assert response["Location"] == "/"
    assert client.session["clinic"] == "south"
    assert "South (synthetic)" in client.get(reverse("patients")).content.decode()


def test_nobody_chooses_a_clinic_in_which_he_does_not_work(sign_in, nurse, south):
    assert sign_in(nurse).post(CHOOSE, {"clinic": "south"}).status_code == 403


# People of a clinic, and their invitations.

PEOPLE = reverse("people")
NORA = {"name": "Nora Synthetic", "email": "nora@north.example", "roles": ["nurse"]}


@pytest.fixture
def boss(sign_in, administrator):
    return sign_in(administrator)


def done(client, address, **sent):
    """The page that a form leads to when it was taken."""
    answer = client.post(address, sent)
    assert answer.status_code == 303, text(answer)
    return text(client.get(answer["Location"]))


def text(response):
    return " ".join(response.content.decode().split())


def invite(client, **typed):
    answer = client.post(PEOPLE, NORA | typed)
    assert answer.status_code == 200, text(answer)
    return re.search(r'value="(http[^"]*/accounts/invitation/[^"]+)"', text(answer))[1]


def person(user):
    return reverse("person", args=[user.pk])


def test_the_people_are_listed_with_roles_and_last_sign_in(boss, clinician, nurse, north):
    factories.worker(north, "nurse", clinician.email)
    page = text(boss.get(PEOPLE))
    assert "Clinician, Nurse" in page
    assert nurse.email in page and "never" in page


def test_an_invitation_is_sent_and_its_link_shown_once(boss, mailoutbox):
    link = invite(boss)
    (mail,) = mailoutbox
    assert (mail.to, link in mail.body) == (["nora@north.example"], True)
    assert "You see it here this once" not in text(boss.get(PEOPLE))
    assert link.rsplit("/", 2)[1] not in text(boss.get(PEOPLE))
    assert "nora@north.example" in text(boss.get(PEOPLE))


def test_mail_that_cannot_leave_is_told_and_the_link_is_there(boss, monkeypatch):
    def fail(*args, **options):
        raise ConnectionRefusedError

    monkeypatch.setattr("labs.views.people.send_mail", fail)
    answer = boss.post(PEOPLE, NORA)
    assert "could not be sent" in text(answer) and "/accounts/invitation/" in text(answer)


@pytest.mark.parametrize(
    "typed", [{"email": "nobody"}, {"roles": []}, {"name": ""}, {"roles": ["owner"]}]
)
def test_a_refused_invitation_keeps_what_was_typed(boss, typed, mailoutbox):
    answer = boss.post(PEOPLE, NORA | typed)
    assert answer.status_code == 422
    assert any(said in text(answer) for said in (NORA["name"], NORA["email"]))
    assert not Invitation.objects.exists() and not mailoutbox


def test_sent_again_the_old_link_is_dead(boss, client):
    old = invite(boss)
    invitation = Invitation.objects.get()
    answer = boss.post(reverse("invitation_sent", args=[invitation.uid]), {"act": "again"})
    assert "/accounts/invitation/" in text(answer)
    assert Client().get(old, follow=True).status_code == 410


def test_revoked_it_works_no_more(boss):
    link = invite(boss)
    invitation = Invitation.objects.get()
    sent = reverse("invitation_sent", args=[invitation.uid])
    assert "revoked" in done(boss, sent, act="revoke")
    assert Client().get(link, follow=True).status_code == 410


def test_an_invitation_of_another_clinic_is_not_there(boss, south):
    other = factories.worker(south, "administrator")
    nora = record.people.NewPerson("nora@south.example", "Nora")
    theirs, _ = record.people.invite(south, nora, [Role.NURSE], by=other)
    sent = reverse("invitation_sent", args=[theirs.uid])
    assert boss.post(sent, {"act": "revoke"}).status_code == 404
    assert Invitation.objects.open().exists()


def test_somebody_of_another_clinic_is_not_there(boss, stranger):
    assert boss.get(person(stranger)).status_code == 404
    assert boss.post(person(stranger), {"act": "remove"}).status_code == 404


def test_roles_are_given_and_taken_away(boss, nurse):
    boss.post(person(nurse), {"act": "give", "role": "clinician"})
    boss.post(person(nurse), {"act": "take", "role": "nurse"})
    assert [m.role for m in nurse.memberships.all()] == ["clinician"]


@pytest.mark.parametrize(
    "sent", [{}, {"act": "give"}, {"act": "take", "role": "owner"}, {"act": "x"}], ids=str
)
def test_an_act_that_is_not_named_does_nothing(boss, nurse, sent):
    assert boss.post(person(nurse), sent).status_code == 422
    assert [m.role for m in nurse.memberships.all()] == ["nurse"]


def test_a_person_is_removed_and_sent_out_at_once(boss, nurse):
    theirs = Client()
    theirs.force_login(nurse)
    assert theirs.get("/").status_code == 200
    assert "was removed" in done(boss, person(nurse), act="remove")
    assert theirs.get("/").status_code == 302


def test_the_last_administrator_is_told_so(boss, administrator):
    answer = boss.post(person(administrator), {"act": "remove", "confirm": "on"})
    assert answer.status_code == 422
    assert "One administrator must remain." in text(answer)


@pytest.mark.parametrize(
    "sent", [{"act": "remove"}, {"act": "take", "role": "administrator"}], ids=str
)
def test_ones_own_right_ends_only_when_confirmed(boss, north, administrator, sent):
    factories.worker(north, "administrator", "second@north.example")
    record.people.give_role(north, administrator, Role.NURSE, by=administrator)
    assert boss.post(person(administrator), sent).status_code == 422
    assert administrator.memberships.filter(role="administrator").exists()
    assert boss.post(person(administrator), sent | {"confirm": "on"}).status_code == 303
    assert not administrator.memberships.filter(role="administrator").exists()


# Whoever was invited.

HERE = reverse("invitation")
PASSWORDS = {"password1": factories.PASSWORD, "password2": factories.PASSWORD}


def test_a_new_person_chooses_a_password_and_signs_in(boss):
    link, client = invite(boss), Client()
    page = client.get(link, follow=True)
    assert page.redirect_chain == [(HERE, 302)], "no page has the token in its address"
    assert "Nora Synthetic" in text(page) and "Nurse" in text(page)
    assert client.post(HERE, PASSWORDS)["Location"] == reverse("account_login")
    signed = {"login": NORA["email"], "password": factories.PASSWORD}
    assert client.post(reverse("account_login"), signed).status_code == 302
    assert client.get("/").status_code == 200
    assert client.get(link, follow=True).status_code == 410


def test_a_weak_password_or_two_are_refused_in_place(boss):
    link, client = invite(boss), Client()
    client.get(link)
    for sent in (
        {"password1": "short", "password2": "short"},
        PASSWORDS | {"password2": "another"},
        {},
    ):
        answer = client.post(HERE, sent)
        assert answer.status_code == 422
        assert "Not saved" in text(answer)
        assert factories.PASSWORD not in text(answer)
    assert not User.objects.filter(email=NORA["email"]).exists()


def test_who_has_a_login_signs_in_to_accept(boss, stranger):
    link, client = invite(boss, email=stranger.email), Client()
    page = text(client.get(link, follow=True))
    assert "Sign in with it to accept." in page and "password1" not in page
    assert client.post(HERE, PASSWORDS).status_code == 409
    signed = {"login": stranger.email, "password": factories.PASSWORD, "next": HERE}
    page = client.post(reverse("account_login"), signed, follow=True)
    assert "Accept invitation" in text(page), "the invitation is held through the sign-in"
    assert client.post(HERE).status_code == 303
    assert "You work in North (synthetic) now." in text(client.get("/"))


def test_who_is_signed_in_as_somebody_else_signs_out_first(boss, nurse, sign_in):
    link = invite(boss)
    client = Client()
    client.force_login(nurse)
    assert "Sign out" in text(client.get(link, follow=True))
    assert client.post(HERE, PASSWORDS).status_code == 409
    assert not User.objects.filter(email=NORA["email"]).exists()


ENDS = ("wrong", "used", "revoked", "expired")


@pytest.mark.parametrize("end", ENDS)
def test_every_link_that_does_not_work_is_answered_alike(boss, end, time_machine):
    link, client = invite(boss), Client()
    invitation = Invitation.objects.get()
    match end:
        case "wrong":
            link = link[:-5] + "AAAA/"
        case "used":
            record.people.accept(invitation, password=factories.PASSWORD)
        case "revoked":
            Invitation.objects.update(revoked_at=invitation.at)
        case "expired":
            time_machine.move_to(invitation.expires_at + timedelta(seconds=1))
    followed, nothing = client.get(link, follow=True), Client().get(HERE)
    assert followed.status_code == nothing.status_code == 410
    assert bare(followed, HERE) == bare(nothing, HERE)


def test_its_pages_keep_to_themselves(boss):
    link, client = invite(boss), Client()
    for address in (link, HERE):
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        told = "no-referrer" if address == link else "same-origin"
        assert answer.headers["Referrer-Policy"] == told
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Encoding" not in answer.headers


def test_its_token_is_in_no_log(boss, caplog):
    caplog.set_level("DEBUG")
    link, client = invite(boss), Client()
    client.get(link)
    client.post(HERE, {})
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(HERE, PASSWORDS).status_code == 403
    token = link.rsplit("/", 2)[1]
    assert [r for r in caplog.messages if token in r] == []


def test_guesses_are_limited(db):
    cache.clear()
    client = Client()
    answers = [
        client.get(reverse("invitation_link", args=[f"{n:043}"])).status_code
        for n in range(22)
    ]
    assert answers == [302] * 20 + [429] * 2
