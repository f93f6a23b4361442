"""How a reading, a day and a person's words get into a page."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from labs.readings import Moment
from labs.timeline import View, Who, build_timeline
from tests.factories import course, reading, volume


def rendered(template, **context):
    text = Template("{% load labs %}" + template).render(Context(context))
    return " ".join(text.split())


def shown(item, options=""):
    return rendered("{% reading item " + options + " %}", item=item)


def point(item, **units):
    listed = build_timeline(
        course(item), analytes=["lh"], view=View(units=units), who=Who.STAFF
    )
    return listed.points[0]


def test_a_value_keeps_its_comparator_unit_sign_and_word():
    said = shown(reading(text="<0.1", interval="1.7-8.6"))
    assert ">&lt;0.1</span> IU/L" in said
    assert "↓ below" in said
    assert said.startswith("<span data-reading>")


def test_zero_is_shown():
    assert '<span class="value">0</span>' in shown(reading(text="0"))


def test_unit_and_state_may_stand_elsewhere_on_the_page():
    said = shown(reading(text="<0.1", interval="1.7-8.6"), "unit=False state=False")
    assert "IU/L" not in said and "below" not in said


def test_a_point_is_shown_in_the_unit_asked_for_and_says_from_what():
    converted = point(reading("testosterone", "349", unit="ng/dL"), testosterone="nmol/L")
    said = shown(converted)
    assert ">≈12.1</span> nmol/L" in said
    assert 'title="converted from 349 ng/dL"' in said


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        ("pending", "", "pending"),
        ("not-done", "too little serum", "not done: too little serum"),
    ],
)
def test_what_has_no_value_is_told_in_words(status, reason, words):
    absent = reading(text=None, status=status, absent_reason=reason)
    assert words in shown(absent)
    assert "value" not in shown(absent)


def test_words_of_a_laboratory_have_no_state():
    said = shown(reading(text="not detected", interval="1.7-8.6"))
    assert "not detected" in said
    assert "sign" not in said


def test_without_an_interval_there_is_no_state():
    assert "sign" not in shown(reading(text="<0.1"))


def test_what_a_person_typed_is_escaped_and_marked():
    said = rendered("{% typed text %}", text="<b>7</b>")
    assert said == '<span class="typed" data-typed>&lt;b&gt;7&lt;/b&gt;</span>'


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-2, "2 days overdue"),
        (-1, "1 day overdue"),
        (0, "Today"),
        (1, "In 1 day"),
        (3, "In 3 days"),
    ],
)
def test_days_from_today_are_told_in_words(days, words):
    assert rendered("{{ days|days_off }}", days=days) == words


@pytest.mark.parametrize(
    ("text", "words", "in_full"),
    [
        ("2026-03-09 08:00", "9 Mar 2026, 08:00", "9 March 2026"),
        ("2026-03-09", "9 Mar 2026", "9 March 2026"),
        ("2026-03", "Mar 2026", "March 2026"),
    ],
)
def test_a_moment_is_no_more_precise_than_it_was_recorded(text, words, in_full):
    taken = Moment.read(text, "Europe/Berlin")
    assert rendered("{{ taken|moment }}", taken=taken) == words
    assert rendered("{{ taken|moment_in_full }}", taken=taken) == in_full


@pytest.mark.parametrize(
    ("today", "years"),
    [(date(2026, 4, 8), "37"), (date(2026, 4, 9), "38"), (date(2026, 4, 10), "38")],
)
def test_age_changes_on_the_birthday(today, years):
    said = rendered("{{ born|age:today }}", born=date(1988, 4, 9), today=today)
    assert said == years


def test_an_instant_is_told_on_the_clinics_clock():
    late = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    assert rendered("{{ at|local:zone }}", at=late, zone="Europe/Berlin") == (
        "10 Mar 2026, 00:30"
    )
    assert rendered("{{ at|local_day:zone }}", at=late, zone="America/New_York") == (
        "9 Mar 2026"
    )


def test_what_was_measured_is_named():
    assert rendered("{{ item|subject }}", item=reading("fsh")) == "FSH"
    assert rendered("{{ item|subject }}", item=volume(side="right")) == "Right volume"


def test_codes_are_told_as_printed():
    assert rendered("{{ code|unit }}", code="[IU]/L") == "IU/L"
    assert rendered("{{ code|unit }}", code="parsec") == "parsec"
    assert rendered("{{ key|analyte }}", key="fsh") == "FSH"
    assert rendered("{{ key|volume_method }}", key="prader") == "Prader orchidometer"


def test_days_are_named_with_their_weekday():
    assert rendered("{{ day|weekday }}", day=date(2026, 11, 20)) == "Fri 20 Nov 2026"
    assert rendered("{{ day|long_day }}", day=date(2026, 11, 20)) == (
        "Friday 20 November 2026"
    )
