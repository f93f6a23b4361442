"""Tokens as an administrator asks for them, and a clinician finds them."""

import re

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Token
from tests import factories, pages
from tests.pages import filled

URL = reverse("clinic_tokens")


@pytest.fixture
def boss(sign_in, administrator):
    return sign_in(administrator)


@pytest.fixture
def asked(north, administrator):
    """A token that waits for a clinician."""
    return factories.token(north)[0]


def page_of(token):
    return reverse("clinic_token", args=[token.uid])


def text(response):
    return " ".join(response.content.decode().split())


def done(client, answer):
    """The page that a form leads to when it was taken."""
    assert answer.status_code == 303, text(answer)
    return text(client.get(answer["Location"]))


def issue(client, **typed):
    form = {"label": "Registry", "days": "30", "act": "issue", "in_clinic": "north"}
    return client.post(URL, form | typed)


def test_before_there_is_one_the_page_says_what_a_token_is(boss):
    said = text(boss.get(URL))
    assert "None." in said
    assert "reads nothing before a clinician confirms it" in said


def test_the_secret_is_shown_once_to_whoever_asked(boss, administrator):
    answer = issue(boss, HTTP_ACCEPT_ENCODING="gzip")
    (secret,) = re.findall(r"hpg_[\w-]{43}", answer.content.decode())
    token = Token.objects.get()
    assert record.token.find(secret)[0] == token
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in answer.headers
    assert secret not in text(boss.get(URL)) + text(boss.get("/"))
    assert secret not in str(dict(boss.session))
    assert (token.label, (token.expires_at - token.at).days) == ("Registry", 30)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"label": ""}, "Write what the token is for."),
        ({"days": ""}, "Enter the number of days."),
        ({"days": "366"}, "Enter a whole number, 1 to 365."),
        ({"days": "0"}, "Enter a whole number, 1 to 365."),
        ({"days": "٣"}, "Enter a whole number, 1 to 365."),
        ({"in_clinic": "south"}, "Nothing was saved"),
        ({"act": ""}, "did not say which button"),
    ],
)
def test_nothing_typed_is_lost_where_it_is_refused(boss, typed, said):
    answer = issue(boss, **{"label": "Registry of Nora"} | typed)
    assert answer.status_code == 422
    assert said in text(answer)
    if "label" not in typed:
        assert 'value="Registry of Nora"' in text(answer)
    assert not Token.objects.exists()


def test_the_list_says_who_asked_what_it_reads_and_until_when(
    monday, boss, asked, north, clinician, patient
):
    factories.token(north, label="Dashboard", confirmed_by=clinician)
    factories.patient_token(patient)
    said = text(boss.get(URL))
    assert "asked for by Ada Synthetic" in said
    assert said.count("waits for a clinician") == 1
    assert f"what {clinician.name} may read" in said
    assert f"what was shared with the patient of record {patient.ref}" in said
    assert "Otto" not in said
    assert said.count("never used") == 3


def test_one_whose_reader_has_lost_his_rights_is_shown_as_dead(boss, north, clinician):
    factories.token(north, confirmed_by=clinician)
    assert "Does not work any more" not in text(boss.get(URL))
    clinician.memberships.update(role="nurse")
    assert "Does not work any more" in text(boss.get(URL))


def test_an_administrator_revokes_one_and_another_clinics_is_none_of_his(
    boss, asked, south
):
    theirs = factories.token(south)[0]
    for token, said in ((asked, "revoked."), (theirs, "not one of this clinic")):
        answer = boss.post(URL, {"act": "revoke", "token": token.uid})
        assert said in done(boss, answer)
    assert Token.objects.get(pk=asked.pk).revoked_at
    assert Token.objects.get(pk=theirs.pk).revoked_at is None
    assert "None." in text(boss.get(URL))


def test_a_clinician_finds_what_waits_and_what_it_would_read(
    sign_in, asked, clinician, patient
):
    client = sign_in(clinician)
    assert page_of(asked) in text(client.get("/"))
    said = text(client.get(page_of(asked)))
    assert "Ada Synthetic asked for it" in said
    assert "1 record today" in said
    assert "all patients of the clinic" in said


def test_nurses_and_administrators_are_not_asked(sign_in, asked, nurse, administrator):
    for who in (nurse, administrator):
        assert page_of(asked) not in text(sign_in(who).get("/"))


def test_he_confirms_it_with_a_tick_and_not_without(sign_in, asked, clinician):
    client = sign_in(clinician)
    opened = filled(client.get(page_of(asked)), "token", act="confirm")
    answer = client.post(page_of(asked), opened)
    assert answer.status_code == 422
    assert "tick this box" in text(answer)
    answer = client.post(page_of(asked), opened | {"confirm": "on"})
    assert "reads what you may read now" in done(client, answer)
    assert Token.objects.get().reader == clinician
    assert page_of(asked) not in text(client.get("/"))


def test_he_declines_it_without_a_tick(sign_in, asked, clinician):
    client = sign_in(clinician)
    answer = client.post(page_of(asked), {"act": "decline"})
    assert "does not read anything" in done(client, answer)
    assert Token.objects.get().revoked_at


def test_he_takes_his_rights_back_where_he_lent_them(sign_in, asked, clinician):
    record.token.confirm(asked, by=clinician)
    client = sign_in(clinician)
    assert "reads with your rights" in text(client.get(page_of(asked)))
    client.post(page_of(asked), {"act": "decline"})
    assert Token.objects.get().revoked_at


ACCOUNT = reverse("mfa_index")


def end(client, token):
    return client.post(reverse("account_end_token"), {"token": token.uid}, follow=True)


def test_he_finds_on_his_account_what_he_lent_and_takes_it_back(
    monday, sign_in, asked, north, clinician
):
    record.token.confirm(asked, by=clinician)
    other, _ = factories.token(north, label="Dashboard", confirmed_by=clinician)
    record.token.note_used(other)
    client = sign_in(clinician)
    said = text(client.get(ACCOUNT))
    assert "Tokens that you confirmed" in said
    assert f"{asked.label}</span>" in said and f"{north.name}, confirmed" in said
    tree = pages.Page(client.get(ACCOUNT).content).tree
    rows = [
        " ".join(row.text_content().split())
        for row in tree.xpath("//section[@aria-labelledby='tokens']//tbody/tr")
    ]
    assert "never" in rows[0] and "never" not in rows[1]
    assert f"“{asked.label}” does not read anything." in text(end(client, asked))
    assert Token.objects.get(pk=asked.pk).revoked_at
    assert AuditEvent.objects.latest("pk").verb == "token-declined"
    assert asked.label not in text(client.get(ACCOUNT))


def test_it_is_there_whichever_clinic_he_works_in_now(sign_in, south, clinician):
    both = factories.worker(south, "clinician", clinician.email)
    theirs = factories.token(south, confirmed_by=both)[0]
    client = sign_in(both)
    assert "does not read anything" in text(end(client, theirs))
    assert Token.objects.get().revoked_at


def test_whoever_lent_nothing_sees_and_ends_nothing(
    sign_in, asked, nurse, clinician, outsider
):
    lent = factories.token(asked.clinic, confirmed_by=clinician)[0]
    for who in (nurse, outsider):
        client = sign_in(who)
        assert "Tokens that you confirmed" not in text(client.get(ACCOUNT))
        for token in (asked, lent):
            assert "not read with your rights" in text(end(client, token))
    assert not Token.objects.exclude(revoked_at=None).exists()


def test_a_link_that_is_too_old_says_so(sign_in, asked, clinician, administrator):
    record.token.revoke(asked, by=administrator)
    client = sign_in(clinician)
    assert "does not wait" in text(client.get(page_of(asked)))
    answer = client.post(page_of(asked), {"act": "confirm", "confirm": "on"})
    assert "does not wait" in done(client, answer)
    assert Token.objects.get().reader is None


def test_in_a_clinic_of_care_teams_it_says_whom(sign_in, asked, north, clinician, outsider):
    factories.work_by_teams(north)
    factories.patient(north, outsider, "N-7")
    said = text(sign_in(clinician).get(page_of(asked)))
    assert "0 records today" in said
    assert "as a member of the care team" in said
