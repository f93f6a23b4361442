"""Every address, every method, ten roles: what each is given, in one table.

An address without a line in the table fails; so does a line without an address.
"""

import re
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from urllib.parse import urlencode

import hypothesis
import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from hypothesis import strategies as st

from labs import audit, record
from labs.models import Access, AuditEvent, Batch, Patient, StagedFile, User
from tests import factories
from tests.pages import bare, read

ROLES = (
    "anonymous",
    "patient",
    "other_patient",
    "clinician",
    "stranger",
    "nurse",
    "administrator",
    "deactivated",
    "superuser",
    "outsider",  # a clinician of the clinic, on none of its care teams
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ABSENT = "a2a2a2a2a2a2"

# By role, in the order above. A dot: whatever the method is refused with.
OPEN = "200 200 200 200 200 200 200 200 200 200"
ENTER = "302 200 200 200 200 200 200 302 200 200"
SEE = "302 404 404 200 404 200 404 302 404 404"
DECIDE = "302 404 404 200 404 403 404 302 404 404"
OWN = "302 200 200 404 404 404 404 302 404 404"
CARE = "302 403 403 200 200 200 403 302 403 200"
HIS_FILE = "302 403 403 200 404 404 403 302 403 404"
STAFF = "302 403 403 200 200 200 200 302 403 200"
EMERGENCY = "302 403 403 200 404 403 403 302 403 200"  # none in an open clinic
CONFIRMS = "302 403 403 200 404 403 403 302 403 200"
MANAGES = "302 403 403 403 403 403 200 302 403 403"
ABSENT_TO_ALL = "404 404 404 404 404 404 404 404 404 404"
ADMINISTER = "302 403 403 403 403 403 200 302 403 403"


def _with(row: str, status: int) -> str:
    """The same row with another answer for those who may."""
    return row.replace("200", str(status))


@dataclass(frozen=True)
class Rule:
    get: str = ""  # empty: the method is not there
    post: str = ""  # of a form sent empty
    reads: bool = False  # shows patient data, so it leaves an event


RULES = {
    "worklist": Rule("302 302 302 200 200 200 200 302 403 200", reads=True),
    "patients": Rule(CARE, _with(CARE, 422), reads=True),
    "patient_new": Rule(STAFF, _with(STAFF, 422)),
    "patient": Rule(SEE, reads=True),
    "series": Rule(SEE, reads=True),
    "figure": Rule(SEE, reads=True),
    "figure_part": Rule(SEE, reads=True),
    "draws_csv": Rule(SEE, reads=True),
    "patient_axis": Rule(SEE, reads=True),
    "remember": Rule("", _with(SEE, 303)),
    "care_team": Rule(SEE, _with(DECIDE, 422), reads=True),
    "care_teams": Rule(MANAGES, _with(MANAGES, 422)),
    "emergency": Rule(EMERGENCY, _with(EMERGENCY, 422)),
    "emergency_end": Rule("", _with(DECIDE, 303)),
    "notice_seen": Rule("", _with(MANAGES, 303)),
    "details": Rule(SEE, _with(SEE, 422), reads=True),
    "panel_new": Rule(SEE, _with(SEE, 422), reads=True),
    "panel": Rule(SEE, reads=True),
    # The draw is reviewed: a nurse corrects her own no more.
    "panel_correct": Rule(DECIDE, _with(DECIDE, 422), reads=True),
    "panel_misfiled": Rule(DECIDE, _with(DECIDE, 422), reads=True),
    "result_new": Rule(SEE, _with(SEE, 422), reads=True),
    "sign_off": Rule("", _with(DECIDE, 422)),
    "take_back": Rule("", _with(DECIDE, 422)),
    "result_correct": Rule(DECIDE, _with(DECIDE, 422), reads=True),
    "treatments": Rule(SEE, _with(DECIDE, 422), reads=True),
    "treatment": Rule(SEE, _with(DECIDE, 422), reads=True),
    "treatment_change": Rule(DECIDE, _with(DECIDE, 422), reads=True),
    "treatment_stop": Rule(DECIDE, _with(DECIDE, 422), reads=True),
    "note_mark": Rule("", _with(DECIDE, 303)),
    "note_unmark": Rule("", _with(DECIDE, 303)),
    "ranges": Rule(SEE, _with(DECIDE, 422), reads=True),
    "range": Rule(SEE, _with(DECIDE, 422), reads=True),
    "baselines": Rule(SEE, _with(DECIDE, 422), reads=True),
    "baseline": Rule(SEE, _with(DECIDE, 422), reads=True),
    "decisions": Rule(SEE, _with(DECIDE, 422), reads=True),
    "decision": Rule(SEE, _with(DECIDE, 422), reads=True),
    "decision_stands": Rule("", _with(DECIDE, 422)),
    "hold": Rule("", _with(DECIDE, 422)),
    "share_later": Rule("", _with(DECIDE, 422)),
    "import": Rule(CARE, _with(CARE, 422)),
    "import_preview": Rule(HIS_FILE, _with(HIS_FILE, 422), reads=True),
    "import_batch": Rule(HIS_FILE, reads=True),
    "form_token": Rule("401 200 200 200 200 200 200 401 200 200"),
    "clinic": Rule(ADMINISTER),
    "people": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "person": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "invitation_sent": Rule("", _with(ADMINISTER, 422)),
    "clinic_details": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "clinic_access": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "clinic_release": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "clinic_analytes": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "clinic_names": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "clinic_tokens": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "clinic_token": Rule(CONFIRMS, _with(CONFIRMS, 422)),
    "laboratories": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "laboratory": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "laboratory_test": Rule(ADMINISTER, _with(ADMINISTER, 422)),
    "invitation_link": Rule(_with(OPEN, 302)),
    "invitation": Rule(_with(OPEN, 410), _with(OPEN, 410)),  # no link was followed
    "clinic_choose": Rule("", "302 403 403 403 403 403 403 302 403 403"),
    "me": Rule(OWN, reads=True),
    "me_series": Rule(OWN, reads=True),
    "me_panel": Rule("302 200 404 404 404 404 404 302 404 404", reads=True),
    "me_choose": Rule("", "302 404 404 404 404 404 404 302 404 404"),
    "notes": Rule(ENTER),
    "notes_topic": Rule(ENTER),
    "axis": Rule(ENTER),
    "agents": Rule(CARE),
    "references": Rule(CARE),
    "weak_places": Rule("302 403 403 200 200 403 403 302 403 200"),
    "glossary": Rule(ENTER),
    "audit": Rule(STAFF, _with(STAFF, 303), reads=True),
    "about": Rule(OPEN),
    "demo_sign_in": Rule(ABSENT_TO_ALL, ABSENT_TO_ALL),  # without a link's token
    "healthz": Rule(OPEN),
    "readyz": Rule(OPEN),
}
# The pages of allauth hold nothing of a patient.
FOREIGN = ("account_", "mfa_")


@dataclass
class World:
    """Two men of a clinic of care teams, all that each can have, somebody of each role."""

    clients: dict[str, Client]
    ids: dict[str, str]
    other: Patient
    forms: dict[str, list] = field(default_factory=dict)  # by address, as they were opened

    def url(self, name: str, **changed: str) -> str:
        wanted = re.findall(r"%\((\w+)\)s", _addresses()[name])
        return reverse(name, kwargs={key: (self.ids | changed)[key] for key in wanted})

    def ask(self, role: str, method: str, url: str, **headers: str):
        """Nothing that is done stays done: the next asks of the same world."""
        return self._undone(
            lambda: self.clients[role].generic(method, url, headers=headers)
        )

    def post(self, role: str, url: str, form: dict[str, str], **headers: str):
        kind = "application/x-www-form-urlencoded"
        body = urlencode(form, errors="surrogatepass")
        ask = self.clients[role].post
        return self._undone(lambda: ask(url, body, content_type=kind, headers=headers))

    def _undone(self, asked):
        with transaction.atomic():
            before = AuditEvent.objects.count()
            response = asked()
            response.left = []
            if not transaction.get_connection().needs_rollback:
                response.left = list(AuditEvent.objects.order_by("pk")[before:])
            response.verbs = [event.verb for event in response.left]
            response.events = len(response.left)
            transaction.set_rollback(True)
        return response


def build_world():
    """Committed, or in whatever transaction is open."""
    north = factories.clinic("north", access=Access.CARE_TEAM)
    south = factories.clinic("south", "America/New_York")
    staff = {
        role: factories.worker(north, role)
        for role in ("clinician", "nurse", "administrator")
    }
    clinician, nurse = staff["clinician"], staff["nurse"]
    people = staff | {
        "stranger": factories.worker(south, "clinician"),
        "outsider": factories.worker(north, "clinician", "outsider@north.example"),
        "patient": factories.login("patient@north.example", "Otto Synthetic"),
        "other_patient": factories.login("other@north.example", "Paul Synthetic"),
        "deactivated": factories.worker(north, "clinician", "deactivated@north.example"),
        "superuser": User.objects.create_superuser(
            "root@north.example", factories.PASSWORD, name="Root Synthetic"
        ),
    }
    User.objects.filter(pk=people["deactivated"].pk).update(is_active=False)
    man, other = (
        factories.patient(north, clinician, number, account=people[role])
        for number, role in (("N-1", "patient"), ("N-2", "other_patient"))
    )
    for one in (man, other):
        record.care_team.add(one, nurse, by=clinician)
    ids = _everything_of(man, clinician, nurse, "7.771", "alfa-words")
    _everything_of(other, clinician, nurse, "8.882", "bravo-words")
    clients = {role: Client() for role in ROLES}
    for role, user in people.items():
        clients[role].force_login(user)
    with audit.open_act(north, clinician) as act:
        notice = record.notice.raise_notice(north, "break-glass", act, patient=man)
    ids |= {"topic": "results", "notice": notice.uid}
    invitation, _token = factories.invited(north)
    ids |= {"person": str(nurse.pk), "invitation": invitation.uid, "token": "t" * 43}
    ids["asked"] = factories.token(north)[0].uid
    laboratory = factories.laboratory(north, factories.printed())
    ids |= {"laboratory": laboratory.uid, "test": laboratory.tests.get().uid}
    audit.anchor_heads()  # or the world is too old to be ready, on a slow machine
    return World(clients, ids | _files(north, clinician), other)


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """Built once: what a test does to it is undone, and it is undone itself at the end."""
    whole = transaction.atomic()
    with django_db_blocker.unblock():
        whole.__enter__()
        made = build_world()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def world(standing, db):
    """With the cookies of everybody's sign-in, and none of an answer before."""
    signed_in = {role: client.cookies for role, client in standing.clients.items()}
    for role, client in standing.clients.items():
        client.cookies = copy(signed_in[role])
    yield standing
    for role, client in standing.clients.items():
        client.cookies = signed_in[role]


def _everything_of(patient, clinician, nurse, value, words):
    """A shared draw, a range, a treatment, a decision: ids by names of the addresses."""
    panel = factories.drawn(patient, by=nurse, lh=value, testosterone="12.1", signed=True)
    treatment = factories.TreatmentFactory(patient=patient, reason=words)
    own = factories.ClinicianRangeFactory(patient=patient)
    baseline = factories.BaselineFactory(result=panel.results.get(analyte="lh"))
    decision = factories.DecisionFactory(patient=patient, on=[panel], what=words)
    return {
        "ref": patient.ref,
        "panel": panel.uid,
        "result": panel.results.get(analyte="lh").uid,
        "treatment": treatment.uid,
        "own": own.uid,
        "baseline": baseline.uid,
        "decision": decision.uid,
    }


def _files(clinic, clinician):
    at = datetime(2026, 3, 6, 9, tzinfo=UTC)
    text = "patient,collected_at,analyte,reported,unit\r\nN-1,2026-03-05,lh,3.2,IU/L\r\n"
    kept = {"clinic": clinic, "by": clinician, "at": at, "filename": "a.csv"}
    file = StagedFile.objects.create(content=text.encode(), sha256="a" * 64, **kept)
    batch = Batch.objects.create(
        act=1, by_name=clinician.name, format="csv", sha256="b" * 64, **kept
    )
    return {"file": file.uid, "batch": batch.uid}


def _addresses() -> dict[str, str]:
    """Every address that Django would answer, by name; the namespace before it."""

    def walk(resolver, space, before):
        for pattern in resolver.url_patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from walk(pattern, space + inner, here)
            else:
                yield f"{space}{pattern.name}", re.sub(r"<\w+:(\w+)>", r"%(\1)s", here)

    return dict(walk(get_resolver(), "", "/"))


def _due(rule: Rule, role: str, method: str) -> set[int]:
    """The answers that are right; a method that is not there is refused somehow."""
    row = {"GET": rule.get, "HEAD": rule.get, "POST": rule.post}.get(method, "")
    if row:
        return {int(row.split()[ROLES.index(role)])}
    if method in ("TRACE", "FOO"):
        return {405}
    signed_out = role in ("anonymous", "deactivated")
    return {403, 404, 405} | ({302} if signed_out else set())


def test_every_address_has_its_line_in_the_table():
    ours = {name for name in _addresses() if not name.startswith(FOREIGN)}
    assert ours == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_each_role_is_given_what_the_table_says(name, world):
    url, rule, wrong = world.url(name), RULES[name], []
    for role, method in product(ROLES, METHODS):
        answer = world.ask(role, method, url)
        due = _due(rule, role, method)
        if answer.status_code not in due:
            wrong.append(f"{role} {method}: {answer.status_code}, not {due}")
        if role != "anonymous" and answer.headers.get("Cache-Control") != "no-store":
            wrong.append(f"{role} {method}: may be kept in a cache")
        if method == "GET" and answer.events != _events(name, role, answer):
            wrong.append(f"{role} reads and leaves {answer.events} events")
        wrong += [f"{role} {method} {fault}" for fault in _unread(role, answer)]
        wrong += [f"{role} {method} reads {mark}" for mark in _seen(name, role, answer)]
    assert "\n".join(wrong) == ""


def _events(name: str, role: str, answer) -> int:
    """Whoever reads of a patient leaves one event, and so does who is refused one."""
    if answer.status_code in (403, 404):
        of_own = name == "me_panel" and "patient" in role
        return int("ref" in answer.resolver_match.kwargs or of_own)
    administers = name == "worklist" and role == "administrator"  # and sees no patient
    return int(RULES[name].reads and answer.status_code == 200 and not administers)


# What a form may say that is stale, wrong, another's, or only half of an act.
FORMS = (
    {"version": "999", "seen": "0", "record_version": "0", "why": "x"},
    {"version": "0", "why": "", "act": "in-error"},
    {"version": "0", "seen": "0", "find": "Synthetic", "act": "find"},
    {"act": "check", "submission": "s-1", "day": "2026-03-02", "lh_value": "7"},
    {"act": "intervals", "laboratory": "x"},
    {"act": "choose", "to": "other"},
    {"act": "move", "to": "other", "version": "999", "why": "x"},
    {"act": "move", "to": "other", "version": "0"},
    {"act": "take", "sha256": "x"},
    {"act": "again", "date_format": "x"},
    {"act": "save", "submission": "s-1", "day": "9999-12-31", "agent": "x", "kind": "x"},
)
STAFF_AND_PATIENT = ("clinician", "nurse", "administrator", "outsider", "patient")
READS = ("-read", "-listed", "-opened", "-previewed")


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in RULES if RULES[name].post])
def test_an_answer_with_an_error_leaves_an_event_if_it_shows_a_man(name, world):
    url, faults = world.url(name), []
    for role, form in product(STAFF_AND_PATIENT, FORMS):
        said = {key: world.other.ref if key == "to" else at for key, at in form.items()}
        answer = world.post(role, url, said)
        assert answer.status_code < 500, (role, form)
        faults += [f"{role} {form}: {fault}" for fault in _unread(role, answer)]
    assert "\n".join(faults) == ""


def _unread(role: str, response) -> list[str]:
    """Whoever is shown a man leaves exactly one event of a read; nobody else does."""
    if getattr(response, "streaming", False) or response.wsgi_request.method == "HEAD":
        return []
    # Somebody's own name stands in his bar, on pages that are about nobody.
    names = () if "patient" in role else ("Otto Synthetic", "Paul Synthetic")
    marks = (*names, "7.771", "8.882", "alfa-words", "bravo-words")
    shown = [mark for mark in marks if mark in response.content.decode()]
    reads = [verb for verb in response.verbs if verb.endswith(READS)]
    page = response.status_code in (200, 409, 422)  # with nobody on it, perhaps
    right = len(reads) == 1 if shown else len(reads) <= page
    return [] if right else [f"{response.status_code} shows {shown}, leaves {reads}"]


def _seen(name: str, role: str, response) -> list[str]:
    """Marks of a man in an answer that must not tell of him."""
    if getattr(response, "streaming", False):
        return []
    text = response.content.decode()
    whose = {"alfa": ("7.771", "alfa-words", "Otto"), "bravo": ("8.882", "bravo-words")}
    several = name in ("worklist", "patients") and role in ("clinician", "nurse")
    may = {
        "patient": "alfa",
        "other_patient": "bravo",
        "clinician": "alfa",
        "nurse": "alfa",
    }
    hidden = [] if several else [man for man in whose if may.get(role) != man]
    return [mark for man in hidden for mark in whose[man] if mark in text]


@pytest.mark.parametrize("name", [name for name in RULES if "ref" in _addresses()[name]])
def test_a_man_of_others_is_answered_exactly_as_no_man(name, world):
    theirs, nobodys = world.url(name), world.url(name, ref=ABSENT)
    roles = (
        *("patient", "other_patient", "stranger", "administrator", "superuser"),
        "outsider",
    )
    for role, method in product(roles, ("GET", "POST")):
        foreign = world.ask(role, method, theirs)
        absent = world.ask(role, method, nobodys)
        assert foreign.status_code == absent.status_code, (role, method)
        assert bare(foreign, theirs) == bare(absent, nobodys), (role, method)


@pytest.mark.parametrize("name", [n for n in RULES if _addresses()[n].count("%(") == 2])
def test_a_thing_of_one_man_is_not_reached_through_another(name, world):
    url = world.url(name, ref=world.other.ref)
    for method in ("GET", "POST"):
        assert world.ask("clinician", method, url).status_code in (404, 405)


@pytest.mark.once
@pytest.mark.parametrize("name", RULES)
def test_htmx_is_told_what_everybody_is_told(name, world):
    """A redirect of htmx is an answer with a header; one to the sign-in page is a 401."""
    url = world.url(name)
    for role, method in product(ROLES, ("GET", "POST")):
        answer = world.ask(role, method, url, hx_request="true")
        due = _due(RULES[name], role, method)
        given = RULES[name].get.split()
        of_open = given[:1] in (["200"], ["401"], ["404"], ["410"]) or {*given} == {"302"}
        signed_out = role in ("anonymous", "deactivated") and not of_open
        if signed_out:
            assert answer.status_code == 401, (role, method)
            assert not {"Location", "HX-Redirect"} & set(answer.headers)
            assert not answer.content
        elif "HX-Redirect" in answer.headers:
            assert due <= {302, 303}, (role, method)
        else:
            assert answer.status_code in due, (role, method)


@pytest.mark.once
@pytest.mark.parametrize("name", RULES)
def test_nothing_is_changed_without_the_token_of_the_form(name, world, monkeypatch):
    url = world.url(name)
    asked = {*product(ROLES, ["POST"]), *product(["clinician"], UNSAFE)}
    for role, method in asked:
        client = world.clients[role]
        monkeypatch.setattr(client.handler, "enforce_csrf_checks", True)
        assert client.generic(method, url).status_code == 403, (role, method)


def test_the_pages_of_others_hold_nothing_of_a_patient(world):
    for name, address in _addresses().items():
        if name.startswith(FOREIGN) and "%(" not in address and "(?P" not in address:
            for role in ROLES:
                response = world.ask(role, "GET", address)
                assert "7.771" not in response.content.decode(), (name, role)


@pytest.mark.parametrize("is_staff", [True, False])
def test_a_superuser_reaches_nobody_at_any_address(world, is_staff):
    """Whatever he is called: he works in no clinic, and owns no record."""
    User.objects.filter(email="root@north.example").update(is_staff=is_staff)
    names = ("Otto Synthetic", "Paul Synthetic", "patient@north", "other@north", "N-1")
    marks = (*names, "7.771", "8.882", "alfa-words", "bravo-words", world.ids["ref"])
    for name, method in product(RULES, ("GET", "POST")):
        url = world.url(name)
        answer = world.ask("superuser", method, url)
        text = bare(answer, url)
        assert [mark for mark in marks if mark in text] == [], (name, method)
        if RULES[name].reads:
            assert answer.status_code in (403, 404, 405), (name, method)
        assert not [verb for verb in answer.verbs if verb.endswith(READS)]


# What is known of the two men, and what somebody types: words of no address and no event.
SECRETS = (
    *("Otto", "Paul", "Synthetic", "N-1", "N-2", "1988-04-09", "7.771", "8.882", "12.1"),
    *("alfa-words", "bravo-words", "demo-mg", "@north", "as-typed", "4.713", "1951-07-13"),
)
TYPED = {"date": "1951-07-13", "number": "4.713", "email": "as-typed@north.example"}


@pytest.mark.once
@pytest.mark.parametrize("name", RULES)
def test_what_is_typed_stays_out_of_events_addresses_and_the_log(name, world, caplog):
    caplog.set_level("INFO")
    url = world.url(name)
    sent = _boxes(world, url)
    boxes = {box: at for box, at, _ in world.forms[url] if at.get("type") != "hidden"}
    typed = {box: TYPED.get(at.get("type", ""), "as-typed") for box, at in boxes.items()}
    alone = typed.items() if len(typed) < 15 else ()  # a sheet's boxes are all alike
    forms = [sent | typed, *(sent | {box: said} for box, said in alone)]
    forms += [{"act": act} | dict.fromkeys(OTHERS, "as-typed") for act in ("", "as-typed")]
    for role, form in product(("clinician", "patient"), forms):
        asked = [world.ask(role, "GET", f"{url}?q=as-typed")] if form is forms[0] else []
        for answer in (*asked, world.post(role, url, form)):
            told = [event.detail + event.patient + event.verb for event in answer.left]
            by = [event.by_name.replace("Clara Synthetic", "") for event in answer.left]
            to = answer.headers.get("Location", "").partition("?")[0]
            kept = " ".join((*told, *by, to, caplog.text))
            assert [secret for secret in SECRETS if secret in kept] == [], (role, form)


# Words that crash what takes them for numbers, dates, choices or keys of a table.
NASTY = (
    *(
        "",
        " ",
        "0",
        "-1",
        "9" * 19,
        "9" * 4400,
        "1e999",
        "NaN",
        "٣",
        "²",
        "½",
        "\u202e<0.1",
    ),
    *("0001-01-01", "9999-12-31", "0000-00-00", "1900-01-01", "2199-12-31", "0001-01"),
    *("24:00", "99:99", "<", "<=", ">>1", "0.1", "<0.1", "1,234.5", "0-0", "9-1", "P9999D"),
    *(
        "\ud800",
        "\x07",
        "\ufffe",
        "🧪" * 200,
        "x" * 5000,
        "%s{}{0}%(a)s",
        "{{ a }}",
        "'\";--",
    ),
    *(
        "on",
        "save",
        "check",
        "beside",
        "in-error",
        "choose",
        "move",
        "take",
        "again",
        "discard",
    ),
)
# What no form of the page holds, for addresses that answer to a POST alone.
OTHERS = ("act", "to", "note", "mark", "record", "clinic", "record_version", "seen", "why")


NUMBERS = ("", "-1", "1.0", "٣", "9" * 19, "9" * 4400)
DAYS = ("0001-01-01", "1899-12-31", "9999-12-31", "2026-02-30")


def _boxes(world, url):
    """What the form of a page sends as it was opened; and what names the act, at least."""
    if url not in world.forms:
        page = world.ask("clinician", "GET", url)
        boxes = read(page).boxes if page.status_code == 200 else []
        world.forms[url] = [
            (at["name"], at, said or "") for _, at, said in boxes if at.get("name")
        ]
    return {"act": "save"} | {name: said for name, _, said in world.forms[url]}


@pytest.mark.parametrize("name", [name for name in RULES if RULES[name].post])
def test_no_number_and_no_day_crashes(name, world):
    url = world.url(name)
    sent = _boxes(world, url)
    days = [box for box, at, _ in world.forms[url] if at.get("type") == "date"]
    numbers = ("version", "record_version", "seen", "which")
    for box, text in (*product(numbers, NUMBERS), *product(days, DAYS)):
        assert world.post("clinician", url, sent | {box: text}).status_code < 500, box


@pytest.mark.parametrize("name", [name for name in RULES if RULES[name].post])
@hypothesis.given(data=st.data())
@hypothesis.settings(
    max_examples=20, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_no_form_crashes(name, world, data):
    url = world.url(name)
    sent = _boxes(world, url)
    names = st.sampled_from(sorted({*sent, *OTHERS}))
    sent |= data.draw(
        st.dictionaries(names, st.sampled_from(NASTY), min_size=1, max_size=6)
    )
    htmx = {"hx-request": "true"} if data.draw(st.booleans()) else {}
    role = data.draw(st.sampled_from(("clinician", "clinician", "nurse", "patient")))
    assert world.post(role, url, sent, **htmx).status_code < 500
