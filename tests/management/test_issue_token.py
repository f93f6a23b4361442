"""`issue_token` prints a token once; whose rights it carries is said, or waited for."""

import re

import pytest

from labs import record
from labs.models import AuditEvent, Token
from tests import factories

WHERE = ("--clinic", "harbour")
BY = ("--as", "ada@harbour.example")
SECRET = re.compile(r"hpg_[\w-]{43}")


@pytest.fixture(autouse=True)
def people(work_in):
    work_in("administrator", "ada@harbour.example")
    work_in("nurse", "nora@harbour.example")
    return work_in("clinician", "clara@harbour.example")


@pytest.fixture
def man(clinic, people):
    login = factories.login("otto@harbour.example", "Otto Synthetic")
    return factories.patient(clinic, people, "H-1", account=login)


def works(secret):
    return record.token.find(secret)[1]


def test_the_secret_stands_alone_on_the_last_line_and_waits(run):
    outcome = run("issue_token", *WHERE, *BY)
    assert outcome.code == 0
    secret = outcome.out.splitlines()[-1]
    assert SECRET.fullmatch(secret)
    assert "before a clinician confirms it" in outcome.out
    assert record.token.find(secret) == (Token.objects.get(), False)
    assert re.fullmatch(
        r"cli:\S+ as ada@harbour\.example", AuditEvent.objects.latest("seq").by_name
    )


def test_confirmed_by_a_clinician_it_works_at_once(run, people):
    answer = run(
        "issue_token", *WHERE, *BY, "--confirmed-by", "clara@harbour.example", "--json"
    ).json
    assert works(answer["token"])
    token = Token.objects.get()
    assert token.reader == people
    assert answer == {
        "clinic": "harbour",
        "patient": None,
        "token": answer["token"],
        "id": token.uid,
        "expires_at": token.expires_at.isoformat(timespec="seconds"),
        "waits_for_clinician": False,
    }


def test_a_patients_token_works_at_once(run, man):
    answer = run("issue_token", *WHERE, *BY, "--patient", man.ref, "--json").json
    assert (answer["patient"], answer["waits_for_clinician"]) == (man.ref, False)
    assert works(answer["token"])


def test_it_works_for_as_many_days_as_are_asked(run):
    run("issue_token", *WHERE, *BY, "--days", "7", "--label", "Registry")
    token = Token.objects.get()
    assert ((token.expires_at - token.at).days, token.label) == (7, "Registry")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*WHERE, "--as", "nora@harbour.example"), 3),
        ((*WHERE, "--as", "clara@harbour.example"), 3),
        ((*WHERE, "--as", "nobody@harbour.example"), 3),
        (("--clinic", "elsewhere", *BY), 3),
        ((*WHERE, *BY, "--days", "soon"), 3),
        ((*WHERE, *BY, "--days", "0"), 2),
        ((*WHERE, *BY, "--days", "366"), 2),
        ((*WHERE, *BY, "--label", ""), 2),
        ((*WHERE, *BY, "--patient", "a2a2a2a2a2a2"), 2),
        ((*WHERE, *BY, "--confirmed-by", "nora@harbour.example"), 3),
        ((*WHERE, *BY, "--confirmed-by", "ada@harbour.example"), 3),
    ],
)
def test_what_may_not_be_leaves_no_token(run, arguments, code):
    outcome = run("issue_token", *arguments)
    assert (outcome.code, SECRET.findall(outcome.out)) == (code, [])
    assert not Token.objects.exists()


def test_nobody_confirms_a_patients_token(run, man):
    by = ("--confirmed-by", "clara@harbour.example")
    assert run("issue_token", *WHERE, *BY, "--patient", man.ref, *by).code == 2
    assert not Token.objects.exists()
