"""A decision asks for attention when a result that it rests on is no longer as it was."""

from dataclasses import replace

from tests.samples import course, decided, reading


def test_a_decision_rests_on_what_stands():
    made = reading("lh", "11.2")
    assert not course(made).needs_attention(decided(pins=[made]))


def test_a_later_version_asks_for_attention():
    made = reading("lh", "11.2", version=0)
    corrected = replace(made, version=1)
    assert course(corrected).needs_attention(decided(pins=[made]))


def test_a_result_entered_in_error_asks_for_attention():
    made = reading("lh", "11.2")
    assert course().needs_attention(decided(pins=[made]))


def test_another_result_asks_for_none():
    made, other = reading("lh", "11.2"), reading("fsh", "4.1")
    assert not course(made, replace(other, version=3)).needs_attention(decided(pins=[made]))


def test_one_of_several_is_enough():
    made, other = reading("lh", "11.2"), reading("fsh", "4.1")
    now = course(made, replace(other, version=1))
    assert now.needs_attention(decided(pins=[made, other]))


def test_a_decision_that_rests_on_nothing_stays():
    assert not course(reading()).needs_attention(decided())
