"""Links that sign in to an account of the demonstration, during one run."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from labs.management import demonstration as people
from tests.factories import PASSWORD
from tests.pages import bare, filled
from tracker import demonstration

PAGE = "/demo/sign-in/"


def link(user):
    parts = urlsplit(demonstration.make_link("http://127.0.0.1:8000", user))
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def strict():
    """A client that is asked for the form's token, as a browser is."""
    return Client(enforce_csrf_checks=True)


def press(client, address, **headers):
    form = filled(client.get(address), "")
    return client.post(address, form, headers={"Origin": "null"} | headers)


def test_it_says_whose_link_it_is_and_signs_nobody_in_before_the_button(client, clinician):
    page = client.get(link(clinician))
    assert clinician.name in page.text
    assert "Clinician" in page.text
    assert f'action="{link(clinician)}"' in page.text
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("who", ["clinician", "nurse", "administrator", "patient_user"])
def test_the_button_signs_in_and_leads_to_a_page_to_begin_with(
    who, request, strict, patient, patient_user
):
    user = request.getfixturevalue(who)
    answer = press(strict, link(user))
    first = f"/patients/{patient.ref}/" if who == "clinician" else "/"
    assert (answer.status_code, answer.url) == (302, first)
    assert strict.get("/accounts/token/").json()["user"] == user.pk
    assert user.name in strict.get(first, follow=True).text


def test_a_clinic_without_patients_that_sign_in_begins_on_its_worklist(strict, clinician):
    assert press(strict, link(clinician)).url == "/"


def test_the_session_is_a_new_one_and_ends_with_the_browser(client, clinician, nurse):
    press(client, link(nurse))
    before = client.session.session_key
    answer = press(client, link(clinician))
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_it_is_no_page_to_keep_or_to_be_told_of(client, clinician):
    for answer in (client.get(link(clinician)), press(client, link(clinician))):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("origin", ["null", "http://testserver"])
def test_without_the_token_of_the_form_nobody_signs_in(strict, clinician, origin):
    strict.get(link(clinician))
    answer = strict.post(link(clinician), headers={"Origin": origin})
    assert answer.status_code == 403
    assert strict.get("/").status_code == 302


def test_another_sites_form_signs_nobody_in(strict, clinician):
    assert press(strict, link(clinician), Origin="http://elsewhere").status_code == 403


def test_any_other_token_is_an_address_that_does_not_exist(client, clinician, deactivated):
    absent = client.get("/nowhere/")
    right = link(clinician)
    for wrong in (PAGE, f"{PAGE}?t=", right[:-1], f"{right}A", link(deactivated)):
        answer = client.get(wrong)
        assert answer.status_code == 404
        assert bare(answer, wrong) == bare(absent, "/nowhere/")


def test_a_link_of_an_earlier_run_is_worth_nothing(client, clinician, monkeypatch):
    old = link(clinician)
    monkeypatch.setattr(demonstration, "_KEY", b"of the next run")
    assert client.get(old).status_code == 404
    assert client.get(link(clinician)).status_code == 200


def test_two_processes_have_two_keys():
    """What is not handed down in memory cannot be known."""
    code = "from tests import settings; from django import setup; setup(); "
    code += "from tracker import demonstration as at; print(at._KEY)"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout.strip() != str(demonstration._KEY)


def test_it_takes_no_try_at_the_password(client, clinician, db):
    for _ in range(12):
        client.get(f"{PAGE}?t=x")
    form = {"login": clinician.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), form).status_code == 302


def test_a_role_is_read_as_people_read_it(patient, patient_user, clinician):
    assert [login.role_name for login in people.list_logins()] == ["Clinician", "Patient"]
