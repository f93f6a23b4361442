"""Episodes as typed: all starts empty, agents stand in the alphabet's order."""

from datetime import date

import pytest

from labs.forms.treatments import EpisodeCorrection, EpisodeForm, Known, StopForm
from tests.factories import dosed

TODAY = date(2026, 3, 10)
BORN = date(1988, 4, 9)
KNOWN = Known(TODAY, BORN)


def begun(**typed):
    form = EpisodeForm(typed, known=KNOWN)
    assert form.is_valid(), form.errors
    return form.episode


def refused(**typed):
    return EpisodeForm(typed, known=KNOWN).errors


def test_every_box_starts_empty():
    form = EpisodeForm(known=KNOWN)

    assert {box.name for box in form if box.value()} == set()


def test_a_month_is_typed_with_its_sign_on_a_phone_too():
    for box in EpisodeForm(known=KNOWN):
        assert "inputmode" not in str(box)


def test_agents_stand_in_the_order_of_the_alphabet_and_none_is_chosen():
    (first, *agents) = EpisodeForm(known=KNOWN).fields["agent"].choices

    assert first == ("", "none chosen")
    names = [name.casefold() for _, name in agents]
    assert names == sorted(names)


def test_nothing_is_offered_or_remembered():
    for box in EpisodeForm(known=KNOWN):
        if box.name not in ("axis", "submission"):
            assert box.field.widget.attrs["autocomplete"] == "off", box.name
        assert "placeholder" not in box.field.widget.attrs


def test_an_agent_of_the_list_carries_whether_it_acts_on_the_axis():
    made = begun(agent="testosterone", start="2026-02-03", dose_text="as he says")

    assert (made.agent, made.name, made.axis) == ("testosterone", "Testosterone", True)
    assert (made.start, made.start_precision, made.stop) == (date(2026, 2, 3), "date", None)
    assert made.dose_text == "as he says"


def test_another_agent_is_a_free_text():
    made = begun(other="A herb", start="2026-02-03")

    assert (made.agent, made.name, made.axis) == ("", "A herb", False)


def test_another_agent_acts_on_the_axis_if_the_clinician_says_so():
    assert begun(other="A herb", axis="on", start="2026-02-03").axis


def test_another_agent_that_is_in_the_list_by_another_name_is_that_one():
    assert begun(other="clomiphene", start="2026-02-03").agent == "clomifene"


def test_a_beginning_may_be_known_to_the_month_only():
    made = begun(agent="testosterone", start_month="2021-01")

    assert (made.start, made.start_precision) == (date(2021, 1, 1), "month")


@pytest.mark.parametrize(
    ("typed", "box", "said"),
    [
        ({"start": "2026-02-03"}, "agent", "Choose the treatment"),
        ({"agent": "hcg"}, "start", "Enter the start date"),
        ({"agent": "hcg", "other": "x", "start": "2026-02-03"}, "other", "Two treatments"),
        (
            {"agent": "hcg", "axis": "on", "start": "2026-02-03"},
            "axis",
            "For another treatment only",
        ),
        ({"agent": "hcg", "start": "2026-03-11"}, "start", "in the future"),
        ({"agent": "hcg", "start": "1988-04-08"}, "start", "birth date, 9 Apr 1988"),
        (
            {"agent": "hcg", "start_month": "1988-03"},
            "start_month",
            "birth date, 9 Apr 1988",
        ),
        (
            {"agent": "hcg", "start": "2026-02-03", "start_month": "2026-02"},
            "start",
            "a date and a month",
        ),
        ({"agent": "hcg", "start_month": "Feb"}, "start_month", "year-month"),
        (
            {"agent": "hcg", "start": "2026-02-03", "stop": "2026-02-02"},
            "stop",
            "before the start, 3 Feb 2026",
        ),
        (
            {"agent": "hcg", "start": "2026-02-03", "stop_reason": "enough"},
            "stop_reason",
            "Enter the stop date",
        ),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_box(typed, box, said):
    errors = refused(**typed)

    assert list(errors) == [box]
    assert said in errors[box][0]


def test_an_episode_may_end_in_the_month_in_which_it_began():
    made = begun(agent="hcg", start="2026-02-03", stop_month="2026-02")

    assert (made.stop, made.stop_precision) == (date(2026, 2, 1), "month")


def test_an_end_may_be_known_to_the_month_only():
    form = StopForm({"stop_month": "2026-01", "version": "0"}, was=dosed(), today=TODAY)

    assert form.is_valid()
    assert form.ended == (date(2026, 1, 1), "month")


def test_an_end_before_the_beginning_is_refused():
    form = StopForm({"stop": "2025-02-14", "version": "0"}, was=dosed(), today=TODAY)

    assert "before the start, 15 Feb 2025" in form.errors["stop"][0]


def correction(was, **typed):
    opened = EpisodeCorrection(was=was, known=KNOWN)
    untouched = {box.name: box.field.prepare_value(box.value()) or "" for box in opened}
    return EpisodeCorrection(
        untouched | {"version": was.version} | typed, was=was, known=KNOWN
    )


@pytest.mark.parametrize(
    "was",
    [
        dosed(),
        dosed(name="A herb", agent="", axis=False, form="", route=""),
        dosed(stop="2026-01-31", stop_precision="month", start_precision="month"),
    ],
    ids=["listed", "free text", "months"],
)
def test_an_episode_that_is_opened_and_saved_untouched_is_not_changed(was):
    form = correction(was)

    assert form.is_valid(), form.errors
    assert not form.changed


def test_a_corrected_episode_needs_a_reason():
    assert "why" in correction(dosed(), start="2025-02-16").errors


def test_what_he_never_took_may_have_begun_before_his_birth():
    was = dosed(start="1980-01-01")
    assert "start" in correction(was, why="a slip").errors
    assert correction(was, why="a slip", in_error="on").is_valid()


@pytest.mark.parametrize("box", ["route", "reason"])
def test_no_words_turn_the_page_round(box):
    errors = refused(agent="hcg", start="2026-02-03", **{box: "oral \u202e12.1"})
    assert "cannot be kept" in errors[box][0]
