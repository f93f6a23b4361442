"""Never a recommendation: the rules of contracts 11 that hold inside the room."""

import ast
import re
from dataclasses import fields, replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import labs.notes
from labs.agents import AGENTS
from labs.notes import MEASUREMENT, NOTES, Audience, texts
from labs.notes.agent_groups import AROMATASE_INHIBITOR, FSH, SERM, TESTOSTERONE
from labs.notes.note import Note
from labs.timeline import Derived
from tests.amounts import found
from tests.banned import advice, for_patients, grading
from tests.factories import TODAY, episode
from tests.notes.listed import keys, notes_of
from tests.notes.men import DOCUMENT, LATER, drawn, man, sized
from tests.sentences import find_sentences
from tests.sentences import texts as sentences

ROOM = Path(labs.notes.__file__).parent
FILES = sorted(ROOM.glob("*.py"))
EVERY = (*NOTES, *MEASUREMENT)

# What names an agent or a class in a text, found without asking the note.
SPOKEN = {
    r"\bSERMs?\b": SERM.keys,
    r"\baromatase inhibitors?\b": AROMATASE_INHIBITOR.keys,
    r"recombinant FSH|\bFSH given\b|FSH from (?:outside|treatment)|FSH that was": FSH.keys,
    r"testosterone (?:from outside|from treatment|given|was given|comes from outside)|"
    r"(?:on|to|with|time on|treatment with) testosterone\b(?! inside)": (TESTOSTERONE.keys),
    r"anabolic|steroid": frozenset({"anabolic_steroid", "nandrolone", "oxandrolone"}),
    **{
        rf"\b{name}\b": frozenset({agent.key})
        for agent in AGENTS.values()
        if agent.key not in {"testosterone", "gonadorelin", "follitropin"}
        for name in (agent.name, *agent.aliases)
        if name != "FSH"
    },
}


def spoken_of(text):
    """The agents, or classes of them, that a text names."""
    return [
        keys_of
        for pattern, keys_of in SPOKEN.items()
        if re.search(pattern, text, re.IGNORECASE)
    ]


# Rule 1: the agent gate.

DAYS = st.sampled_from(["2024-12-01", "2025-01-10", "2025-06-02", "2025-06", "2025-08-20"])
VALUES = st.sampled_from(["<0.1", "0.4", "3", "15", "40", "170", ">100"])


@st.composite
def episodes(draw_from):
    agent = draw_from(st.sampled_from(sorted(AGENTS)))
    start = draw_from(DAYS)
    stop = draw_from(st.sampled_from(["", "2025-05-01", "2025-08-31", "2026-01"]))
    told = episode(agent, start, stop if stop > start else "", axis=AGENTS[agent].axis)
    return replace(told, in_error=draw_from(st.integers(0, 9)) == 0)


@st.composite
def courses(draw_from):
    """Two or three draws, any values, any agents."""
    told = [
        drawn(
            on,
            **{
                key: draw_from(VALUES)
                for key in ("lh", "fsh", "testosterone", "estradiol")
                if draw_from(st.booleans())
            },
        )
        for on in ("2025-03-01 08:00", "2025-06-02 08:00", LATER)
    ]
    size = st.sampled_from(["8", "12", "20"])
    told += [sized(on, draw_from(size)) for on in ("2025-03-02", "2025-09-02")]
    made = replace(man(*told), episodes=tuple(draw_from(st.lists(episodes(), max_size=4))))
    shared = tuple(replace(each, released=True) for each in made.readings)
    return replace(made, readings=shared)


def shown_to(course, audience):
    notes = notes_of(course, audience)
    for draw in (*dict.fromkeys(each.draw.id for each in course.readings), ""):
        yield from notes.document(draw)
        yield from notes.measurement(draw)


@hypothesis_settings(max_examples=60)
@given(courses(), st.sampled_from(Audience))
def test_no_note_names_an_agent_that_the_man_never_had(course, audience):
    had = {each.agent for each in course.episodes if not each.in_error}
    for shown in shown_to(course, audience):
        away = map(str, chain.from_iterable(shown.away))
        facts = (str(fact.words) for fact in shown.facts)
        said = " ".join([shown.text, shown.caveat, *facts, *away])
        assert all(had & keys_of for keys_of in spoken_of(said)), (shown.key, had)
        assert all(had & agents.keys for agents in shown.note.names)


@pytest.mark.parametrize("note", EVERY, ids=lambda note: note.key)
def test_a_note_declares_every_agent_that_its_texts_name(note):
    declared = [agents.keys for agents in note.names]
    for text in (note.clinician, note.patient, note.caveat):
        for keys_of in spoken_of(text):
            assert any(each <= keys_of for each in declared), text


def test_an_agent_that_the_rules_do_not_ask_for_is_gated_all_the_same():
    """The gate does not trust the rule: here is a note with an open one."""
    asked = man(drawn(testosterone="21"))
    open_note = replace(
        next(note for note in NOTES if note.key == "what-testosterone-does"),
        key="open",
        names=(SERM,),
    )
    on_it = replace(asked, episodes=(episode("tamoxifen", "2025-01-10", "2025-02-01"),))
    by_mistake = replace(on_it.episodes[0], in_error=True)
    planned = episode("tamoxifen", str(TODAY + timedelta(days=9)))
    never = [replace(asked, episodes=(each,)) for each in (by_mistake, planned)]
    for course, expected in (
        (asked, []),
        (on_it, [open_note]),
        *((course, []) for course in never),
    ):
        assert notes_of(course)._choose([open_note]) == expected


def test_what_would_make_a_note_go_away_names_no_agent_that_he_never_had():
    course = man(drawn(testosterone="21"), on=["testosterone"])
    note = next(n for n in shown_to(course, Audience.CLINICIAN) if "given" in n.text)
    told = [str(words) for words in chain.from_iterable(note.away)]
    assert note.key == "serum-testosterone-on-testosterone"
    assert told.count("another agent is recorded for that day, or may be") == 1
    both = replace(
        course, episodes=(*course.episodes, episode("hcg", "2024-01-01", "2024-05-01"))
    )
    note = next(n for n in shown_to(both, Audience.CLINICIAN) if n.key == note.key)
    assert "hCG is recorded" in " ".join(map(str, chain.from_iterable(note.away)))


def test_an_episode_that_is_planned_only_was_never_had():
    told = man(drawn(lh="4"))
    planned = episode("clomifene", str(TODAY + timedelta(days=9)))
    assert "serm-effects-named" not in keys(replace(told, episodes=(planned,)))


def test_every_spoken_name_would_be_found():
    assert spoken_of("Some take a SERM") == [SERM.keys]
    assert spoken_of("On testosterone from outside") == [TESTOSTERONE.keys]
    assert frozenset({"hcg"}) in spoken_of("During hCG the body")
    assert frozenset({"clomifene"}) in spoken_of("clomiphene")
    assert spoken_of("The testes make testosterone from LH") == []


# Rule 2: no numbers of ours.


def _is_number(value):
    if isinstance(value, str):
        return bool(re.fullmatch(r"\s*[<>=]*\s*[\d.,]+\s*", value))
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


def _numbers(tree):
    """Numbers in code, whatever they are written as; docstrings and texts aside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and _is_number(node.value):
            yield node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_rule_holds_no_number_of_ours(path):
    assert set(_numbers(ast.parse(path.read_text()))) <= {0, 1}


def test_a_number_of_ours_would_be_found():
    code = 'low = reading.amount < 8.64\nhigh = Decimal("29") > 3\nok = list[0] + 1'
    assert set(_numbers(ast.parse(code))) == {8.64, "29", 3, 0, 1}


def test_the_one_clock_time_is_said_where_its_source_is():
    said = [each.text for each in find_sentences("notes") if re.search(r"\d", each.text)]
    assert len(said) == 2
    assert {clock for text in said for clock in re.findall(r"[\d:]+", text)} == {"11:00"}
    page = (Path(settings.BASE_DIR) / "docs/measurement.md").read_text()
    assert "11:00" in page.split("## Time of day")[1].split("\n## ")[0]


@pytest.mark.parametrize("note", EVERY, ids=lambda note: note.key)
def test_a_text_holds_no_number(note):
    told = " ".join([note.clinician, note.patient, note.caveat])
    digits = re.findall(r"\d[\d:]*", told)
    assert digits == (["11:00"] if note.key == "time-of-day-differs" else [])


# Rule 3: what notes never say.


def test_no_text_advises_forecasts_or_names_an_amount():
    every = {*texts.for_clinicians(), *texts.for_patients(), *sentences("notes")}
    said = {text: [*advice(text), *found(text)] for text in every}
    assert len(every) > 250
    assert {text: hits for text, hits in said.items() if hits} == {}


def test_no_text_for_patients_grades():
    every = {*texts.for_patients(), *sentences("notes")}
    said = {text: for_patients(text) for text in every}
    assert {text: hits for text, hits in said.items() if hits} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Consider another sample.",
        "Repeat LH.",
        "Re-check this level.",
        "He may benefit from hCG.",
        "hCG is usually given.",
        "hCG is first-line here.",
        "The dosage is low.",
        "Start with hCG.",
        "LH will rise.",
        "LH is likely to rise.",
        "LH rises within some weeks.",
        "Restored in most men.",
        "Ask your clinician.",
        "Die Kontrolle wird empfohlen.",
        "Eine Wiederholung ist ratsam.",
        "Il est conseillé de doser la LH.",
        "Un contrôle devrait suivre.",
    ],
)
def test_advice_and_forecast_would_be_found(text):
    assert advice(text) or found(text)


@pytest.mark.parametrize(
    "text",
    ["This is normal.", "A good level.", "Too low.", "Do not worry.", "Das ist schlecht."],
)
def test_grading_would_be_found(text):
    assert for_patients(text)


# Rule 4: prospects.

OUTLOOK = r"recover|come back|degree of|stay on|prolonged|sensitive|the aim"


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.key)
def test_a_note_on_prospects_is_for_clinicians_only(note):
    if note.prospects:
        assert note.patient == ""
        assert note.text(Audience.NURSE) == note.text(Audience.PATIENT) == ""
        assert note.text(Audience.CLINICIAN)


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.key)
def test_a_note_that_speaks_of_prospects_says_that_it_does(note):
    speaks = re.search(OUTLOOK, f"{note.clinician} {note.patient}")
    of_them = {"Can This Process Be Reversed?", "What Are the Long Term Implications of"}
    heading = any(h.title.startswith(tuple(of_them)) for h in note.headings)
    assert note.prospects or not (speaks or heading)


def test_a_patient_is_never_shown_a_prospect_whatever_a_note_says():
    sees, _ = DOCUMENT["hcg-long"]
    note = next(note for note in NOTES if note.key == "hcg-long")
    assert replace(note, patient="A text by mistake.").text(Audience.PATIENT) == ""
    assert "hcg-long" in keys(sees)
    assert "hcg-long" not in keys(sees, Audience.NURSE)


# Rule 6: no judgement on what is derived.


def test_a_derived_value_has_no_place_for_a_judgement():
    told = {field.name for field in fields(Derived)}
    assert not told & {"state", "interval", "sign", "flag", "verdict", "own"}
    said = find_sentences("timeline")
    assert len(said) > 100
    assert [each for each in said if grading(each.text)] == []


def test_no_note_speaks_of_a_derived_value():
    every = " ".join([*texts.for_clinicians(), *sentences("notes")])
    assert not re.search(r"\bratio\b|percent|total volume|T:E2|T:LH", every, re.IGNORECASE)


# Length and shape.


@pytest.mark.parametrize("note", EVERY, ids=lambda note: note.key)
def test_a_note_is_short(note):
    assert 0 < len(note.clinician.split()) <= 60
    assert len(note.patient.split()) <= 40
    assert len(note.caveat.split()) <= 40


@pytest.mark.parametrize("note", EVERY, ids=lambda note: note.key)
def test_a_note_says_who_wrote_it_when_it_was_reviewed_and_what_it_rests_on(note):
    assert note.author and note.reviewed and note.source and note.when
    assert note.caveat or not isinstance(note, Note)
    assert all(str(words) for clause in note.rule for words in clause)
