"""The pages under /accounts/ in the words of the product, and the way back from each."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.factories import PASSWORD
from tests.test_second_factor import CODE, add_app, confirm
from tests.test_sign_in import LOGIN, enter
from tracker.urls import accounts

CONFIRM = "/accounts/reauthenticate/"
# Answered by another address, or with no page.
PAGELESS = {
    *("mfa_login_webauthn", "account_unlock", "account_active"),
    *("account_end_session", "account_end_sessions", "account_end_token"),
}
NAMES = {"HPG", "Tracker", "QR", "Synthetic"}


def spoken(page):
    """What a form's labels, boxes and buttons say, and the headings around them."""
    tree = html.document_fromstring(page)
    (main,) = tree.xpath("//main")
    nodes = main.xpath(".//label | .//legend | .//button | .//h1 | .//h2 | .//th")
    yield from (" ".join(node.text_content().split()) for node in nodes)
    yield from (" ".join(node.text_content().split()) for node in main.find_class("button"))
    yield from main.xpath(".//@placeholder")


def title_case(text):
    """Words behind the first of a sentence that begin with a capital."""
    words = re.findall(r"(?<=[^\s.?!] )[A-Z][a-z]\w*", text)
    return [word for word in words if word not in NAMES]


@pytest.fixture
def half_open(clinician, noon):
    """Somebody with an app who has given his password, and no code yet."""
    client = Client()
    enter(client, clinician.email)
    confirm(client)
    add_app(client)
    half = Client()
    assert enter(half, clinician.email).url == CODE
    return half


@pytest.fixture
def pages(client, clinician, nurse, django_capture_on_commit_callbacks, half_open):
    """Every page of an account, by the name of its address."""
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": nurse.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0]
    found = {"account_reset_password_from_key": client.get(link, follow=True)}
    for name in ("account_login", "account_reset_password", "account_inactive"):
        found[name] = client.get(reverse(name))
    for name in ("account_reset_password_done", "account_reset_password_from_key_done"):
        found[name] = client.get(reverse(name))
    found["mfa_authenticate"] = half_open.get(CODE)
    enter(client, nurse.email)
    for name in ("account_logout", "account_change_password", "account_reauthenticate"):
        found[name] = client.get(reverse(name))
    confirm(client)
    kept = Authenticator.objects.create(
        user=nurse, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        found[name] = client.get(reverse(name, args=[kept.pk]))
    kept.delete()
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        found[name] = client.get(reverse(name))
    add_app(client)
    client.cookies.clear()
    client.force_login(nurse)
    found["mfa_reauthenticate"] = client.get(reverse("mfa_reauthenticate"))
    confirm(client)
    for name in ("mfa_index", "account_recovery_codes", "mfa_deactivate_totp"):
        found[name] = client.get(reverse(name))
    nurse.set_unusable_password()
    nurse.save(update_fields=["password"])
    client.force_login(nurse)
    found["account_set_password"] = client.get(reverse("account_set_password"))
    return found


def test_what_they_say_is_written_as_a_sentence(pages):
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(
        pages, 200
    )
    found = {name: list(spoken(page.content)) for name, page in pages.items()}
    assert {word for said in found.values() for word in said} >= {
        *("New password again", "Current password", "Code", "Save password"),
    }
    wrong = {name: [t for t in said if title_case(t)] for name, said in found.items()}
    assert {name: said for name, said in wrong.items() if said} == {}


def test_none_of_them_is_left_out(pages):
    named = {pattern.name for pattern in accounts}
    assert named - {*pages} == {*PAGELESS, "mfa_reauthenticate_webauthn"}


def test_who_is_asked_again_before_a_change_may_leave_it(client, nurse):
    enter(client, nurse.email)
    asked = client.get("/accounts/app/add/")
    page = client.get(asked.url)
    (back,) = html.fromstring(page.content).xpath("//main//a[text()='Cancel']/@href")
    assert client.get(back).status_code == 200


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "/patients/"])
def test_the_way_back_is_never_one_that_the_address_names(client, nurse, to):
    enter(client, nurse.email)
    page = client.get(CONFIRM, {"next": to})
    tree = html.fromstring(page.content)
    assert tree.xpath("//main//a[text()='Cancel']/@href") == ["/accounts/"]
    answer = client.post(CONFIRM, {"password": PASSWORD, "next": to})
    assert not answer.url.startswith("https:")


def test_from_a_locked_session_no_link_leads_back_to_where_it_is_locked(
    client, nurse, noon, settings
):
    enter(client, nurse.email)
    noon.shift(settings.IDLE_SECONDS + 1)
    page = client.get(client.get("/patients/").url)
    assert "Confirm that it is you" in page.text and ">Cancel<" not in page.text
    assert "Sign out" in page.text
    assert LOGIN in client.post(reverse("account_logout")).url
