"""One function says whether neighbours may be compared, and why not, in a closed list."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.readings import FIRST, REASONS, Verdict, compare
from tests.factories import episode, reading, volume


def verdict(a, b, episodes=()):
    return compare(a, b, episodes)


def broken(*reasons):
    return Verdict("broken", reasons)


def noted(*reasons):
    return Verdict("noted", reasons)


SAME = Verdict("same")


def lh(**facts):
    return reading("lh", facts.pop("text", "3.2"), **facts)


# method and laboratory of either side, and what becomes of the line
INSTRUMENTS = [
    ("", "", "", "", SAME),
    ("", "", "North", "North", SAME),
    ("", "", "North", "north ", SAME),
    ("", "", "North", "South", broken("laboratory")),
    ("", "", "North", "", broken("laboratory")),
    ("ECLIA", "ECLIA", "", "", SAME),
    ("ECLIA", "eclia", "North", "North", SAME),
    ("ECLIA", "ECLIA", "North", "South", SAME),
    ("ECLIA", "ECLIA", "North", "", SAME),
    ("ECLIA", "CLIA", "", "", broken("method")),
    ("ECLIA", "CLIA", "North", "North", broken("method")),
    ("ECLIA", "CLIA", "North", "South", broken("method", "laboratory")),
    ("ECLIA", "", "North", "North", SAME),
    ("ECLIA", "", "", "", SAME),
    ("ECLIA", "", "North", "South", broken("laboratory")),
    ("", "ECLIA", "North", "", broken("laboratory")),
]


@pytest.mark.parametrize(
    ("method_a", "method_b", "lab_a", "lab_b", "expected"), INSTRUMENTS
)
def test_methods_and_laboratories(method_a, method_b, lab_a, lab_b, expected):
    a = lh(method=method_a, laboratory=lab_a)
    b = lh(method=method_b, laboratory=lab_b, on="2024-06-14 07:50")
    assert verdict(a, b) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("<0.3", "<0.1", broken("floor")),
        ("<0.3", "<0.30", SAME),
        ("<0.3", "<=0.3", SAME),
        ("<0.3", "0.2", SAME),  # no floor is printed on the second
        ("<0.3", ">200", SAME),
        (">100", ">200", SAME),
        ("<0.3", "not detected", SAME),
        ("3.2", "<0.3", SAME),
    ],
)
def test_floors_that_are_printed_on_both(one, other, expected):
    assert verdict(lh(text=one), lh(text=other, on="2024-06-14 07:50")) == expected


def test_a_floor_in_another_spelling_of_its_unit_is_the_same_floor():
    assert verdict(lh(text="<0.3"), lh(text="<0.0003", unit="IU/mL")) == SAME


def test_a_fall_of_the_floor_is_no_fall_in_the_same_laboratory():
    a = lh(text="<0.3", laboratory="North", method="ECLIA")
    b = lh(text="<0.1", laboratory="North", method="ECLIA", on="2025-01-14 07:50")
    assert verdict(a, b) == broken("floor")


def test_a_convertible_unit_is_never_a_break():
    a = reading("testosterone", "12.1")
    b = reading("testosterone", "349", unit="ng/dL", on="2024-06-14 07:50")
    assert verdict(a, b) == SAME


def test_without_an_exact_conversion_the_line_breaks():
    a, b = reading("shbg", "35"), reading("shbg", "2.1", unit="ug/dL")
    assert verdict(a, b) == broken("unit")


def test_a_text_needs_no_unit_to_be_a_neighbour():
    assert verdict(lh(), lh(text="not detected")) == SAME


VOLUMES = [
    ("prader", "prader", SAME),
    ("", "", SAME),
    ("prader", "", broken("method")),
    ("prader", "ultrasound-lambert", broken("method")),
    ("prader", "calipers", broken("method")),
    ("ultrasound-lambert", "ultrasound-ellipsoid", broken("formula")),
    ("ultrasound-lambert", "ultrasound-unknown", broken("formula")),
    ("ultrasound-unknown", "ultrasound-unknown", SAME),
]


@pytest.mark.parametrize(("one", "other", "expected"), VOLUMES)
def test_instruments_and_formulas_of_a_volume(one, other, expected):
    assert verdict(volume(method=one), volume(method=other, on="2024-09-14")) == expected


def test_a_volume_without_an_examination_is_as_one_without_a_method():
    a = volume()
    without = replace(a, exam=None)
    assert verdict(a, without) == broken("method")
    assert verdict(without, volume(method="")) == SAME


def test_one_instrument_is_one_instrument_in_another_house():
    a, b = volume(laboratory="North"), volume(laboratory="South", on="2024-09-14")
    assert verdict(a, b) == SAME
    a, b = volume(method="", laboratory="North"), volume(method="", laboratory="South")
    assert verdict(a, b) == broken("laboratory")


CIRCUMSTANCES = [
    ({"on": "2024-05-14 10:59"}, {"on": "2024-06-14 11:00"}, noted("time-of-day")),
    ({"on": "2024-05-14 16:00"}, {"on": "2024-06-14 08:00"}, noted("time-of-day")),
    ({"on": "2024-05-14 16:00"}, {"on": "2024-06-14 12:00"}, SAME),
    ({"on": "2024-05-14"}, {"on": "2024-06-14 16:00"}, SAME),
    ({"on": "2024-05-14 08:00"}, {"on": "2024-06-14"}, SAME),
    ({"since_dose": "trough"}, {"since_dose": "peak"}, noted("since-dose")),
    ({"since_dose": "trough"}, {}, noted("since-dose")),
    ({"since_dose": "P1D"}, {"since_dose": "PT24H"}, SAME),
    ({"since_dose": "P7D"}, {"since_dose": "P8D"}, noted("since-dose")),
    ({"fasting": True}, {"fasting": False}, noted("fasting")),
    ({"fasting": True}, {}, noted("fasting")),
    ({"fasting": False}, {}, noted("fasting")),
    ({"fasting": True}, {"fasting": True}, SAME),
    (
        {"on": "2024-05-14 16:00", "fasting": True, "since_dose": "peak"},
        {"on": "2024-06-14 08:00"},
        noted("time-of-day", "since-dose", "fasting"),
    ),
    ({"illness": True}, {}, SAME),
]


@pytest.mark.parametrize(("one", "other", "expected"), CIRCUMSTANCES)
def test_circumstances_are_noted(one, other, expected):
    assert verdict(lh(**one), lh(**other)) == expected


@pytest.mark.parametrize(("one", "other", "expected"), CIRCUMSTANCES)
def test_circumstances_are_nothing_to_a_volume(one, other, expected):
    assert verdict(volume(**one), volume(**other)) == SAME


def test_a_break_says_why_it_breaks_and_no_more():
    a = lh(laboratory="North", fasting=True)
    b = lh(laboratory="South", fasting=False)
    assert verdict(a, b) == broken("laboratory")


TREATMENTS = [
    ([], SAME),
    ([episode(start="2024-01-01")], SAME),
    ([episode(start="2024-06-01")], noted("treatment")),
    ([episode(start="2024-01-01", stop="2024-06-01")], noted("treatment")),
    ([episode(start="2024-06-01", stop="2024-06-10")], SAME),
    ([episode(start="2024-01-01", in_error=True, stop="2024-06-01")], SAME),
    # a change of the prescription: the same agent goes on
    ([episode(stop="2024-06-01"), episode(start="2024-06-01")], SAME),
    ([episode(stop="2024-06-01"), episode("hcg", start="2024-06-01")], noted("treatment")),
    # known to the month only: whether it was so at the first draw is uncertain
    ([episode(start="2024-05")], noted("treatment")),
    ([episode(start="2024-05"), episode(start="2024-02-15")], SAME),
    # agents in free text are told apart by name
    (
        [
            episode("", name="A herb", stop="2024-06-01"),
            episode("", name="Another herb", start="2024-06-01"),
        ],
        noted("treatment"),
    ),
    (
        [
            episode("", name="A herb", stop="2024-06-01"),
            episode("", name="a  herb", start="2024-06-01"),
        ],
        SAME,
    ),
    # what does not act on the axis is a change all the same
    ([episode("finasteride", start="2024-06-01", axis=False)], noted("treatment")),
]


@pytest.mark.parametrize(("episodes", "expected"), TREATMENTS)
@pytest.mark.parametrize("kind", [lh, volume], ids=["blood", "volume"])
def test_another_treatment_is_noted(episodes, expected, kind):
    a, b = kind(on="2024-05-14 07:50"), kind(on="2024-06-14 07:50")
    assert verdict(a, b, episodes) == expected


def test_only_neighbours_are_compared():
    with pytest.raises(ValueError, match="not neighbours"):
        verdict(lh(), reading("fsh", "3.2"))
    with pytest.raises(ValueError, match="not neighbours"):
        verdict(volume(side="left"), volume(side="right"))


def test_the_first_has_nothing_before_it():
    assert Verdict("first", ()) == FIRST


facts = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["3.2", "<0.1", "<0.3", ">200", "not detected"]),
        "method": st.sampled_from(["", "ECLIA", "CLIA"]),
        "laboratory": st.sampled_from(["", "North", "South"]),
        "on": st.sampled_from(["2024-05-14", "2024-06-14 08:00", "2024-07-14 15:00"]),
        "fasting": st.sampled_from([None, True, False]),
        "since_dose": st.sampled_from(["", "trough", "PT24H", "P1D"]),
    }
)
courses = st.lists(
    st.sampled_from(
        [episode(start="2024-06"), episode("hcg", start="2024-06-20", stop="2024-07")]
    ),
    unique_by=lambda at: at.id,
)


@given(facts, facts, courses)
def test_it_does_not_matter_who_asks(one, other, episodes):
    a, b = lh(**one), lh(**other)
    found = verdict(a, b, episodes)
    assert found == verdict(b, a, episodes)
    assert (found.kind == "same") == (found.reasons == ())
    assert list(found.reasons) == sorted(found.reasons, key=REASONS.index)


@given(facts, courses)
def test_a_reading_is_the_same_as_itself(one, episodes):
    assert verdict(lh(**one), lh(**one), episodes) == SAME
