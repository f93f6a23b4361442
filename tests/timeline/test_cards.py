"""The patient's page: what stands on a card, and what is said once for all of them."""

import pytest

from labs.analytes import ANALYTES, ON
from labs.readings import RecordedTestes
from labs.timeline import View, Who, build_timeline, cards
from tests.factories import course, episode, reading, volume

FIRST, SECOND = "2026-03-02 08:10", "2026-05-04 08:00"


def sheet(*readings, at=0, **more):
    """The cards of one draw; the newest unless `at` says which."""
    listed = build_timeline(
        course(*readings, **more), analytes=ON, view=View(), who=Who.PATIENT
    )
    return cards.build_cards(listed, listed.draws[at])


def shared(*args, **facts):
    return reading(*args, released=True, reviewed=True, **facts)


def test_the_cards_stand_in_the_order_of_the_catalogue():
    found = sheet(shared("testosterone", "12.1", on=FIRST), shared("lh", "3.2", on=FIRST))
    assert [card.analyte.key for card in found.cards] == ["lh", "testosterone"]


def test_a_card_says_the_value_with_its_comparator_in_words():
    (card,) = sheet(shared("lh", "<0.1", on=FIRST)).cards
    assert [part.value for part in card.parts] == ["less than 0.1 IU/L"]


def test_both_sides_of_a_volume_are_one_card():
    left, right = (
        volume("15", side, on=FIRST, released=True) for side in ("left", "right")
    )
    (card,) = sheet(left, right).cards
    assert [part.point.reading.side for part in card.parts] == ["left", "right"]


def test_the_course_of_a_card_is_newest_first():
    (card,) = sheet(shared(text="3.2", on=FIRST), shared(text="4.1", on=SECOND)).cards
    assert [point.shown.text for point in card.course] == ["4.1", "3.2"]


def test_what_was_not_measured_is_told_with_its_last_time_before_the_draw():
    lh_now, lh_later = shared(on=FIRST), shared(on="2026-07-01 08:00")
    old = shared("estradiol", "98", on="2026-01-05 08:00")
    later = shared("estradiol", "88", on="2026-07-01 08:00")
    told = sheet(lh_now, lh_later, old, later, at=1).missing
    assert "Estradiol was not measured this time. Last time: 5 Jan 2026." in map(str, told)
    assert "FSH was not measured this time." in map(str, told)


def test_a_reason_that_holds_for_every_test_is_said_once_above_them():
    treated = episode(start="2026-04-01")
    pairs = [
        shared(key, text, on=on)
        for key, text in (("lh", "3.2"), ("testosterone", "12.1"))
        for on in (FIRST, SECOND)
    ]
    found = sheet(*pairs, episodes=[treated])
    said = "Your recorded treatment was not the same as last time."
    assert list(map(str, found.for_all)) == [said]
    assert all(said not in map(str, part.said) for c in found.cards for part in c.parts)


def test_a_reason_of_one_test_stays_on_its_card():
    found = sheet(
        shared("lh", "3.2", on=FIRST, method="one", laboratory="North"),
        shared("lh", "3.9", on=SECOND, method="two", laboratory="North"),
        shared("fsh", "3.9", on=SECOND, method="two", laboratory="North"),
    )
    assert found.for_all == ()
    assert "cannot be compared" in str(found.cards[0].parts[0].said[-1]).lower()


def test_a_state_is_never_lifted_above_the_cards():
    found = sheet(
        shared("lh", "3.2", on=FIRST, interval="1.7-8.6"),
        shared("fsh", "3.2", on=FIRST, interval="1.5-12.4"),
    )
    assert found.for_all == ()
    assert all(
        str(c.parts[0].said[0]).startswith("In the reference range") for c in found.cards
    )


@pytest.mark.parametrize("key", ON)
def test_every_test_that_is_on_is_told_in_a_sentence_of_its_own(key):
    said = [str(cards.describe_analyte(ANALYTES[each], RecordedTestes())) for each in ON]
    assert said.count(str(cards.describe_analyte(ANALYTES[key], RecordedTestes()))) == 1
    assert "Measured by your clinic." not in said


def test_a_test_without_a_sentence_of_its_own_is_still_told_of():
    assert (
        str(cards.describe_analyte(ANALYTES["semen_volume"], RecordedTestes()))
        == "Measured by your clinic."
    )
