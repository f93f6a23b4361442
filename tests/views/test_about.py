"""What anybody may read: what this is, and what it is not."""

import re

from django.urls import reverse

URL = "/about/"


def test_anybody_may_read_it_without_signing_in(client, db):
    response = client.get(URL)
    page = re.sub(r"\s+", " ", response.content.decode())
    assert response.status_code == 200
    assert "It does not diagnose, does not recommend a drug, a dose or an interval" in page
    assert "not for emergencies" in page
    assert reverse("account_login") in page


def test_whoever_is_signed_in_is_not_asked_to_sign_in(sign_in, patient_user):
    page = sign_in(patient_user).get(URL).content.decode()
    assert "Sign out" in page
    assert ">Sign in<" not in page


def test_it_says_how_each_note_can_be_checked(sign_in, patient_user):
    page = sign_in(patient_user).get(URL).content.decode()
    assert "opens to the recorded facts behind it" in page
    assert f'href="{reverse("notes")}"' in page
    assert f'href="{reverse("glossary")}"' in page


def test_the_demonstration_says_that_everybody_is_synthetic(client, db):
    assert "every person here is synthetic" in client.get(URL).content.decode()
