"""Every page that a patient can open is easy to read, and says nothing twice."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.urls import reverse

from labs import record
from labs.agents import AGENTS
from labs.analytes import ANALYTES
from labs.notes import MEASUREMENT, NOTES, Audience, glossary
from labs.notes.catalogue import TOPICS
from tests import crawl, factories
from tests.banned import grading
from tests.plain_words import GRADE, blocks, grade, prose, too_long
from tests.sentences import texts

FIRST, SECOND = "2026-01-05 08:10", "2026-03-02 13:30"
EVERY = {"lh": "3.2", "fsh": "2.6", "testosterone": "12.1", "estradiol": "90"}
REFERENCE = ("about", "notes", "glossary", "axis")
OWN_LOGIN = ("account_logout", "account_change_password", "account_reauthenticate")
SIGNED_OUT = (
    *("about", "account_login", "account_inactive", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done"),
)


# What his page may show: each makes its own record.


def nothing(_):
    """Nothing was ever entered."""


def not_shared_yet(he):
    he.drawn(he.patient, FIRST, **EVERY)


def one_result(he):
    he.shared(he.patient, FIRST, lh="3.2", interval="1.7-8.6")


def every_test(he):
    he.shared(he.patient, FIRST, **EVERY, left="15", right="12", interval="1.7-8.6")


def no_range(he):
    he.shared(he.patient, FIRST, **EVERY)


def range_in_words(he):
    he.shared(he.patient, FIRST, **EVERY, interval="see comment")


def under_and_over_the_limit(he):
    limits = {"lh": "<0.1", "fsh": "<=0.3", "testosterone": ">52", "estradiol": ">=4000"}
    he.shared(he.patient, FIRST, **limits, interval="1.7-8.6")


def in_words(he):
    he.shared(he.patient, FIRST, lh="not detected")


def preliminary(he):
    he.shared(he.patient, FIRST, **EVERY, status="preliminary")


def pending(he):
    he.shared(he.patient, FIRST, lh="3.2")
    he.drawn(he.patient, SECOND, fsh="2.6")


def own_range(he):
    own = factories.range_of_testosterone(since="2025-12-01")
    record.clinician_range.give(he.patient, own, by=he.clinician, seen=0)
    he.shared(he.patient, FIRST, **EVERY, interval="1.7-8.6")


def corrected(he):
    panel = he.shared(he.patient, FIRST, **EVERY, interval="1.7-8.6")
    factories.CorrectionFactory(panel=panel, fsh="6.2", by=he.clinician)


def entered_in_error(he):
    panel = he.shared(he.patient, FIRST, **EVERY)
    lh = panel.results.get(analyte="lh")
    record.result.enter_in_error(lh, by=he.clinician, why="misread")


def of_another_man(he):
    panel = he.shared(he.patient, FIRST, **EVERY)
    right = factories.patient(he.patient.clinic, he.clinician, "N-9")
    record.panel.misfiled(panel, to=right, by=he.clinician, reason="labels swapped")


def taken_back(he):
    panel = he.shared(he.patient, FIRST, **EVERY)
    record.release.take_back(panel, by=he.clinician, why="too early")


def as_last_time(he):
    he.shared(he.patient, FIRST, **EVERY, left="15", interval="1.7-8.6")
    he.shared(he.patient, "2026-03-02 08:00", **EVERY, left="12", interval="1.7-8.6")


def another_time_of_day(he):
    he.shared(he.patient, FIRST, **EVERY)
    he.shared(he.patient, SECOND, **EVERY, fasting=True, since_dose="trough")


def another_treatment(he):
    he.shared(he.patient, FIRST, **EVERY)
    factories.TreatmentFactory(patient=he.patient, by=he.clinician, start="2026-01-20")
    he.shared(he.patient, SECOND, **EVERY)


def another_method(he):
    he.shared(he.patient, FIRST, **EVERY)
    he.shared(he.patient, SECOND, **EVERY, method="mass spectrometry")


def another_laboratory(he):
    he.shared(he.patient, FIRST, **EVERY, method="")
    he.shared(he.patient, SECOND, **EVERY, method="", laboratory="River Laboratory")


def another_limit(he):
    he.shared(he.patient, FIRST, lh="<0.3", fsh="<0.3", interval="1.7-8.6")
    he.shared(he.patient, SECOND, lh="<0.1", fsh="<0.1", interval="1.5-9.3")


def two_records(he):
    clinic = factories.clinic("south")
    doctor = factories.worker(clinic, "clinician")
    factories.patient(clinic, doctor, "S-1", account=he.account)
    every_test(he)


def on_hcg(he):
    he.shared(he.patient, FIRST, **EVERY, interval="41-159")
    factories.TreatmentFactory(
        patient=he.patient, by=he.clinician, name="hCG", start="2026-01-20", agent="hcg"
    )
    more = EVERY | {"lh": "<0.1", "estradiol": "171"}
    he.shared(he.patient, "2026-03-02 08:10", **more, left="15", interval="1.7-159")


def after_testosterone(he):
    factories.TreatmentFactory(
        patient=he.patient, by=he.clinician, start="2024-01-20", stop="2026-02-20"
    )
    he.shared(he.patient, FIRST, **EVERY, interval="1.7-159")
    silent = {"lh": "<0.1", "fsh": "0.3", "testosterone": "15.2"}
    he.shared(he.patient, "2026-03-02 08:10", **silent, left="15", interval="1.7-159")


def never_treated_and_silent(he):
    he.shared(he.patient, FIRST, lh="<0.1", testosterone="15.2", interval="1.7-159")


def _recorded(he, **testes):
    now = he.patient.details.current().get()
    details = record.patient.Details(
        now.number, now.name, now.born, account=now.account, **testes
    )
    record.patient.change(
        he.patient, details, by=he.clinician, why="from history", version=now.version
    )


def without_testes(he):
    _recorded(he, testis_left="absent", testis_right="prosthesis")
    after_testosterone(he)


def with_one_testis(he):
    _recorded(he, testis_right="absent")
    after_testosterone(he)


STATES = (
    *(nothing, not_shared_yet, one_result, every_test, no_range, range_in_words),
    *(under_and_over_the_limit, in_words, preliminary, pending, own_range, corrected),
    *(entered_in_error, of_another_man, taken_back, as_last_time, another_time_of_day),
    *(another_treatment, another_method, another_laboratory, another_limit, two_records),
    *(on_hcg, after_testosterone, never_treated_and_silent),
    *(without_testes, with_one_testis),
)
each_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


@pytest.fixture
def he(patient, patient_user, drawn, clinician):
    """A man, and how draws of his come to be there."""

    def shared(patient, *args, **cells):
        return drawn(patient, *args, **cells, signed=True)

    return SimpleNamespace(
        patient=patient,
        account=patient_user,
        drawn=drawn,
        shared=shared,
        clinician=clinician,
    )


_READ = {}


@pytest.fixture
def own(request):
    """His pages in one state: the first, and one for each earlier draw.

    Read once for all tests: words are the same on any database.
    """

    def own(state):
        if state not in _READ:
            he = request.getfixturevalue("he")
            state(he)
            client = request.getfixturevalue("sign_in")(he.account)
            first = client.get("/me/").content.decode()
            earlier = sorted(set(re.findall(r'href="(/me/panels/[^"]+)"', first)))
            pages = [first, *(client.get(url).content.decode() for url in earlier)]
            agents = {row.agent for row in he.patient.treatments.all()}
            _READ[state] = pages, agents
        return _READ[state][0]

    return own


def _check(html):
    assert len(blocks(html)) > 5
    assert too_long(blocks(html)) == []
    assert grade(blocks(html)) <= GRADE
    assert grade(prose(html)) <= GRADE


@each_state
def test_his_page_needs_no_more_than_eight_years_of_school(own, state):
    for html in own(state):
        _check(html)


@each_state
def test_his_page_does_not_praise_blame_or_alarm(own, state):
    for html in own(state):
        assert grading(" ".join(blocks(html))) == []


# Contracts 19: none of these stands on his own pages, whoever wrote the source.
NEVER_HIS = re.compile(
    r"\b(?:atroph\w*|(?:ab)?normal\w*|optimal\w*|target\w*|too (?:low|high))\b",
    re.IGNORECASE,
)
_HORMONES = {"testosterone", "FSH", "GnRH"}
DRUGS = {
    agent.key: re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    for agent in AGENTS.values()
    if (names := {agent.name, *agent.aliases} - _HORMONES - {"Testosterone"})
}
CLASSES = re.compile(r"\b(?:SERMs?|TRT|aromatase inhibitors?|steroids?)\b", re.IGNORECASE)


@each_state
def test_his_page_never_says_what_reads_as_a_verdict(own, state):
    for html in own(state):
        assert NEVER_HIS.findall(" ".join(crawl.page(html).ours)) == []


@each_state
def test_his_page_names_no_drug_that_is_not_on_his_record(own, state):
    pages = [" ".join(crawl.page(html).ours) for html in own(state)]
    on_record = _READ[state][1]
    for page in pages:
        named = {key for key, names in DRUGS.items() if names.search(page)}
        assert named <= on_record
        assert on_record or not CLASSES.findall(page)


def test_nor_does_his_list_for_programs(he, sign_in):
    under_and_over_the_limit(he)
    found = sign_in(he.account).get("/me/series.json").json()
    words = " ".join(point["words"] for point in found["points"])
    assert "less than 0.1 IU/L" in words
    assert NEVER_HIS.findall(words) == []


@pytest.mark.parametrize("note", (*NOTES, *MEASUREMENT), ids=lambda note: note.key)
def test_no_note_of_his_reads_as_a_verdict_nor_its_caveat(note):
    assert not note.patient or NEVER_HIS.findall(f"{note.patient} {note.caveat}") == []


@pytest.mark.parametrize("analyte", ANALYTES.values(), ids=ANALYTES)
def test_no_name_of_a_test_reads_as_a_verdict(analyte):
    names = f"{analyte.name}. {analyte.title}. {analyte.full_name}."
    assert NEVER_HIS.findall(names) == []


def test_a_limit_of_a_test_is_no_verdict(own):
    html, *_ = own(under_and_over_the_limit)
    text = " ".join(blocks(html))
    assert "Less than this test can measure (under 0.1)." in text
    assert "More than this test can measure (over 52)." in text


def test_a_level_that_may_be_what_was_given_is_not_told_as_his_own(own):
    newest, *_ = own(after_testosterone)
    text = " ".join(blocks(newest))
    assert "What was given before may still be in it." in text
    assert "It may still hold what was given before." in text
    card = re.search(r'<article[^>]*"test-testosterone">.*?</article>', newest, re.DOTALL)
    assert "It may still hold what was given before." in card[0]
    assert "LH reaches" not in text and "enough testosterone" not in text
    listed = newest.partition('<ol class="axis-picture">')[2]
    told = re.search(r"<strong>Testosterone</strong>.*?</li>", listed, re.DOTALL)[0]
    assert "may still hold what was given before" in told
    assert "No treatment recorded then" not in told


def test_where_a_note_comes_from_is_one_click_away(own):
    html, *_ = own(every_test)
    leads = r'not about you alone\.\s+<a\s+href="/notes/results/#what-lh-does"\s*>'
    assert re.search(f"{leads}Where this comes from</a>", html)


@pytest.mark.parametrize("name", (*REFERENCE, *OWN_LOGIN))
def test_what_he_can_look_up_is_as_easy(sign_in, patient, patient_user, name):
    _check(sign_in(patient_user).get(reverse(name)).content.decode())


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_each_topic_that_he_may_open_is_as_easy(sign_in, patient, patient_user, topic):
    address = reverse("notes_topic", args=[topic.key])
    if topic.for_reader(Audience.PATIENT):
        _check(sign_in(patient_user).get(address).content.decode())


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_so_is_what_stands_before_the_door(client, db, name):
    _check(client.get(reverse(name)).content.decode())


@pytest.mark.parametrize("url", ["/accounts/password/reset/key/1-xx/", "/no/such/page"])
def test_so_is_an_address_that_leads_nowhere(sign_in, patient_user, url):
    _check(sign_in(patient_user).get(url, follow=True).content.decode())


def test_so_is_what_is_not_his(sign_in, patient, patient_user):
    for url in (reverse("agents"), reverse("patient", args=[patient.ref])):
        response = sign_in(patient_user).get(url)
        assert response.status_code in (403, 404)
        _check(response.content.decode())


def _sections(html):
    """What is told on the page, by section; the first is what stands before them."""
    parts = re.split(r'<section aria-labelledby="([^"]+)">', html)
    return dict(zip(["", *parts[1::2]], parts[::2], strict=True))


@each_state
def test_no_section_says_what_another_said(own, state):
    for html in own(state):
        said = Counter()
        for section in _sections(html).values():
            said.update(set(prose(section)))
        assert [sentence for sentence, times in said.items() if times > 1] == []


# What a sentence beside the result says already, and the note that stands there with it.
SAID_BESIDE = {
    "below-detection": (
        "Less than this test can measure (under {limit}).",
        r"measure|low|small",
    ),
    "above-detection": (
        "More than this test can measure (over {limit}).",
        r"measure|high|large",
    ),
    "floor-changed": (
        "Cannot be compared with the earlier result: "
        "the lowest amount that the test can measure is not the same.",
        r"lowest|least|measure|not the same",
    ),
    "method-changed": (
        "Cannot be compared with the earlier result: the lab changed its method.",
        r"changed|compared",
    ),
    "laboratory-changed": (
        "Cannot be compared with the earlier result: another lab measured it.",
        r"another|compared",
    ),
    "volume-method": (
        "Cannot be compared with the earlier result: it was measured in another way.",
        r"another|compared",
    ),
    "time-of-day-differs": (
        "The sample was taken at another time of day than last time.",
        r"sample|times? of day",
    ),
    "time-since-dose-differs": (
        "The time since your last dose was not the same as last time.",
        r"dose",
    ),
    "agents-differ": (
        "Your recorded treatment was not the same as last time.",
        r"treatment",
    ),
    "fasting-differs": (
        "One sample was taken fasting and the other was not, or it is not recorded.",
        r"fasting",
    ),
    "preliminary": ("This result is not final yet.", r"final"),
    "corrected": (
        "Your clinic corrected it on {day}; before, it read {reported}.",
        r"corrected",
    ),
    "no-interval": ("No reference range printed.", r"range"),
    "printed-in-words": ("Your lab reported this in words, without a number.", r"words"),
}


@pytest.mark.parametrize("key", SAID_BESIDE)
def test_a_note_adds_to_the_sentence_beside_the_result(key):
    sentence, said = SAID_BESIDE[key]
    note = next(note for note in MEASUREMENT if note.key == key)
    assert sentence in texts("timeline/plain.py")
    assert re.search(said, sentence, re.IGNORECASE)
    assert not re.search(said, note.patient, re.IGNORECASE)


def _links(html):
    return re.findall(r'href="/glossary/#([^"]+)"', html)


@each_state
def test_a_word_is_explained_where_it_first_stands_and_only_there(own, state):
    for html in own(state):
        anchors = _links(html)
        assert len(anchors) == len(set(anchors))
        assert set(anchors) <= {term.anchor for term in glossary.TERMS}


def test_the_name_of_a_test_leads_to_its_explanation(own):
    html, *_ = own(every_test)
    assert '<h3 id="test-lh"><a href="/glossary/#lh">LH</a></h3>' in html
    assert {"lh", "fsh", "testosterone", "estradiol", "testicular-volume"} <= {
        *_links(html)
    }
    assert {"hypothalamus", "pituitary-gland", "gnrh"} <= {*_links(html)}  # of the picture


def test_a_word_is_explained_on_the_page_of_a_topic(sign_in, patient, patient_user):
    address = reverse("notes_topic", args=["results"])
    html = sign_in(patient_user).get(address).content.decode()
    assert "leydig-cells" in _links(html)
    assert len(_links(html)) == len(set(_links(html)))


def test_what_is_hard_or_long_is_seen():
    hard = (
        "<p>Administration of exogenous testosterone suppresses gonadotropin secretion.</p>"
    )
    assert grade(prose(hard)) > GRADE
    long = f"<p>{'one ' * 21}.</p>"
    assert too_long(blocks(long))
    assert blocks("<p data-reading>12.1 nmol/L</p><p>Read <b>this</b>.</p>") == [
        "Read this."
    ]
