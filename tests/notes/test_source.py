"""Testosterone that may still be what was given, or whose source nobody can tell."""

import re
from dataclasses import replace
from itertools import chain

import pytest

from labs.notes import Audience
from labs.notes.source import UNTOLD
from labs.timeline import Who, plain
from tests.charts.axis import draw
from tests.charts.conftest import listed, scene_of, told
from tests.factories import reading, released, volume
from tests.notes import men
from tests.notes.listed import keys, last_draw, notes_of
from tests.notes.men import ENDED, drawn, man

AFTER, ALONE = "level-after-testosterone", "level-source-untold"
WEEKS, MONTHS = ("testosterone", "2023-03-01", "2025-05-12"), ENDED
IN_MONTH = ("testosterone", "2023-03", "2025-06")
SILENT = {"lh": "<0.1", "testosterone": "15.2"}
# What would read a level as the man's own.
HIS_OWN = re.compile(
    r"LH reaches|signal to the Leydig cells|in balance|testosterone of the testes|"
    r"enough testosterone|com(?:es?|ing) back|full return|stay on a SERM",
    re.IGNORECASE,
)


def silent(*on, **values):
    return man(drawn(**SILENT | values), on=on)


def untold(course, audience=Audience.CLINICIAN):
    return [key for key in keys(released(course), audience) if key in UNTOLD]


CASES = {
    "weeks after testosterone": (silent(WEEKS), [AFTER]),
    "months after testosterone": (silent(MONTHS), [AFTER]),
    "ended in the month of the draw": (silent(IN_MONTH), [AFTER]),
    "below its range, not below detection": (silent(MONTHS, lh="0.9"), [AFTER]),
    "in words": (silent(MONTHS, lh="not detected"), [AFTER]),
    "in words of another language": (silent(MONTHS, lh="Nicht nachweisbar"), [AFTER]),
    "without a range of LH": (
        man(drawn(**SILENT, ranges=men.NO_LH_RANGE), on=[MONTHS]),
        [AFTER],
    ),
    "below detection and inside a range without a low end": (
        man(drawn(**SILENT, ranges=men.RANGES | {"lh": "<8.6"}), on=[MONTHS]),
        [AFTER],
    ),
    "testosterone above its range": (silent(MONTHS, testosterone="41"), [AFTER]),
    "testosterone above what is measured": (silent(MONTHS, testosterone=">52"), [AFTER]),
    "testosterone over a limit in its range": (silent(MONTHS, testosterone=">20"), [AFTER]),
    "on hCG after testosterone": (silent(MONTHS, "hcg"), [AFTER]),
    "on clomifene after testosterone": (silent(MONTHS, "clomifene"), [AFTER]),
    "on testosterone and clomifene": (silent("testosterone", "clomifene"), [AFTER]),
    "never treated": (silent(), [ALONE]),
    "on hCG, never on testosterone": (silent("hcg"), [ALONE]),
    "on clomifene, never on testosterone": (silent("clomifene"), [ALONE]),
    "testosterone begun later": (silent(("testosterone", "2025-08-01")), [ALONE]),
    "begun on the day of the draw": (silent(("testosterone", "2025-06-02")), [ALONE]),
    "entered in error": (
        replace(
            silent(MONTHS),
            episodes=tuple(replace(e, in_error=True) for e in silent(MONTHS).episodes),
        ),
        [ALONE],
    ),
    "on testosterone, which has its own note": (silent("testosterone"), []),
    "LH in its range": (silent(MONTHS, lh="3.3"), []),
    "LH in other words": (silent(MONTHS, lh="see the comment"), []),
    "no LH in the draw": (man(drawn(testosterone="15.2"), on=[MONTHS]), []),
    "LH of another draw": (
        man(drawn(lh="<0.1"), drawn(men.LATER, testosterone="15.2"), on=[MONTHS]),
        [],
    ),
    "testosterone low": (silent(MONTHS, testosterone="6.1"), []),
    "testosterone below detection": (silent(MONTHS, testosterone="<0.3"), []),
    "testosterone below detection, its range without a low end": (
        man(
            drawn(
                lh="<0.1", testosterone="<0.3", ranges=men.RANGES | {"testosterone": "<29"}
            ),
            on=[MONTHS],
        ),
        [],
    ),
    "testosterone that may be low": (silent(MONTHS, testosterone="<20"), []),
    "testosterone over a limit under its range": (silent(MONTHS, testosterone=">3"), []),
    "testosterone without a range": (man(drawn(**SILENT, ranges={}), on=[MONTHS]), []),
    "preliminary": (man(drawn(**SILENT, status="preliminary"), on=[MONTHS]), []),
}


@pytest.mark.parametrize(("course", "expected"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("audience", Audience)
def test_who_reads_that_a_level_does_not_tell_its_source(course, expected, audience):
    assert untold(course, audience) == expected


@pytest.mark.parametrize("range_of_lh", ["1.7-8.6", "<8.6"])
@pytest.mark.parametrize("audience", Audience)
def test_no_note_beside_it_reads_the_level_as_his_own(audience, range_of_lh):
    """Of every man of the tables, as if his last draw had been such a one."""
    tables = (*men.DOCUMENT.values(), *men.MEASUREMENT.values(), *men.NOR.values())
    met = set()
    for course in chain.from_iterable(tables):
        later = [
            *drawn(
                "2026-01-12 08:00",
                **SILENT,
                fsh="<0.2",
                estradiol="90",
                ranges=men.RANGES | {"lh": range_of_lh},
            ),
            volume("21", on="2026-01-12 08:00", laboratory="Harbour"),
        ]
        readings = (*course.readings, *later)
        told = released(replace(course, readings=readings))
        draw = later[0].draw.id
        for shown in notes_of(told, audience).at(draw):
            met.add(shown.key)
            assert shown.key in UNTOLD or not HIS_OWN.search(shown.text), shown.text
    assert met >= UNTOLD


def test_what_reads_a_level_as_his_own_would_be_found():
    named = ["what-lh-does", "what-testosterone-does", "feedback", "serm-drives-values"]
    named += ["serm-lasting", "not-back-to-baseline", "volume-rising-off-testosterone"]
    for key in named:
        sees, _ = men.DOCUMENT[key]
        shown = [one for one in notes_of(sees).at(last_draw(sees)) if one.key == key]
        note = shown[0].note
        assert any(map(HIS_OWN.search, filter(None, (note.clinician, note.patient)))), key


@pytest.mark.parametrize("audience", Audience)
def test_it_stands_before_every_other_note(audience):
    """Only three are in view; the others are folded away."""
    hcg = released(silent("hcg", lh="<0.1", estradiol="171", fsh="0.3"))
    assert keys(hcg, audience)[0] == ALONE
    long = released(man(drawn(**SILENT), drawn(men.LATER, **SILENT), on=[MONTHS]))
    assert keys(long, audience)[0] == AFTER


@pytest.mark.parametrize("audience", Audience)
def test_it_names_no_time_and_no_preparation(audience):
    for key in UNTOLD:
        sees, _ = men.DOCUMENT[key]
        (shown,) = [
            one
            for one in notes_of(released(sees), audience).at(last_draw(sees))
            if one.key == key
        ]
        assert not re.search(r"day|week|month|year|depot|long", shown.text + shown.caveat)
        assert not re.search(r"\blow\b", shown.text)


# The same in words, wherever the level is shown.

GIVEN = "what was given before may still be in it"
UNKNOWN = "the level does not tell its source"


@pytest.mark.parametrize(("on", "said"), [([MONTHS], GIVEN), ([], UNKNOWN)])
def test_the_figure_says_it_in_place_of_no_agent(on, said):
    made = listed(silent(*on))
    (row,) = made.draws
    assert "No agent recorded that day" not in row.words
    assert "does not tell where it came from" in row.words
    figure = scene_of(made, size="desk")
    (testosterone,) = [panel for panel in figure.subplots if panel.key == "testosterone"]
    latest = " ".join(
        run.words
        for text in testosterone.texts
        if text.kind == "latest-line"
        for run in text.runs
    )
    assert said in latest and "no treatment recorded" not in latest
    assert said in told(figure)["testosterone"][1]
    about = " ".join(figure.steps[0].about)
    assert said in about and "no treatment" not in about
    assert said in made.results[-1]


@pytest.mark.parametrize(
    ("on", "who", "said"),
    [
        ([MONTHS], Who.STAFF, GIVEN),
        ([MONTHS], Who.PATIENT, "may still hold what was given before"),
        ([], Who.STAFF, UNKNOWN),
        ([], Who.PATIENT, "this level does not tell its source"),
    ],
)
def test_so_do_the_picture_of_the_axis_and_his_card(on, who, said):
    made = listed(released(silent(*on)), who)
    facts = " ".join(draw(made).lines("testosterone"))
    assert said in facts
    assert not re.search("no (?:agent|treatment) recorded", facts, re.IGNORECASE)
    lh = " ".join(draw(made).lines("lh"))
    assert re.search("no (?:agent|treatment) recorded", lh, re.IGNORECASE)
    point = next(p for p in made.points if p.reading.analyte.key == "testosterone")
    sentences = " ".join(map(str, plain.write_sentences(point)))
    assert "does not say where the testosterone came from" in sentences
    assert ("given before" in sentences) == bool(on)
    assert "does not tell where it came from" in point.words


def test_agents_of_the_day_are_named_beside_it():
    made = listed(silent(MONTHS, "clomifene"))
    facts = draw(made).lines("testosterone")
    assert "with clomifene" in facts and GIVEN in facts


@pytest.mark.parametrize(
    "course", [silent("testosterone"), silent(MONTHS, lh="3.3")], ids=["on", "LH inside"]
)
def test_elsewhere_nothing_of_it_is_said(course):
    assert not any(point.source for point in listed(course).points)


def test_what_is_not_released_says_nothing_of_it_to_him():
    lh, testosterone = drawn(**SILENT)
    shared = man([lh, replace(testosterone, released=True)], on=[MONTHS])
    (point,) = listed(shared, Who.PATIENT).points
    assert point.source == ""


def test_a_man_without_testes_reads_it_whatever_lh_says():
    course = men.without_testes(drawn(lh="28.4", testosterone="15.2"), on=[MONTHS])
    assert "level-without-testes" in keys(course)
    assert [p.source for p in listed(course).points] == ["", "given"]


@pytest.mark.parametrize(
    ("text", "undetected"),
    [
        ("not detected", True),
        ("Non détecté", True),
        ("undetectable", True),
        ("not detectable because of haemolysis", False),
        ("see the comment", False),
        ("<0.1", False),
    ],
)
def test_words_for_below_detection_are_a_closed_list(text, undetected):
    assert reading("lh", text).value.says_undetected is undetected
