"""What a draw says when it is pointed at: of itself, and of each row."""

import pytest

from labs.readings import BaselineFact, RecordedTestes, SupersededVersion
from labs.timeline.hover_words import RowWords, draw_words, no_result
from labs.timeline.traces import build_traces
from tests.factories import clinician_range, decided, draw, episode, reading, volume

DAYS = ("2026-01-12 08:00", "2026-03-09 08:00")


@pytest.fixture
def words(listed):
    """Of the last draw's points of a row."""

    def words(*readings, **more):
        made = listed(*readings, **more)
        trace = next(t for t in build_traces(made) if t.key == readings[0].analyte.key)
        last = trace.points[-1].reading.draw.id
        return RowWords([p for p in trace.points if p.reading.draw.id == last], trace)

    return words


def test_a_result_says_its_state_and_its_range(words):
    assert words(reading("lh", "<0.1", interval="1.7-8.6")).short == (
        "LH <0.1 IU/L, below range 1.7–8.6"
    )
    assert words(reading("lh", "3.1", interval="1.7-8.6")).short == (
        "LH 3.1 IU/L, in range 1.7–8.6"
    )


def test_a_result_without_a_range_stands_alone(words):
    assert words(reading("lh", "3.1")).short == "LH 3.1 IU/L"


def test_a_clinicians_range_is_said_beside(words):
    made = words(reading("lh", "3.1", on=DAYS[0]), ranges=[clinician_range("3", "6")])
    assert made.short == "LH 3.1 IU/L, clinician’s range 3–6"


def test_what_a_result_was_and_that_it_is_the_baseline(words):
    made = reading("lh", "3.1", version=1, status="corrected")
    before = SupersededVersion(made.id, 0, "31", "IU/L", "Dr Example", None, "misread")
    told = words(made, history=[before], baselines=[BaselineFact("lh", "", made.id, 1)])
    assert told.short == "LH 3.1 IU/L, was 31, baseline"


def test_a_gap_gives_its_reason_and_the_table_its_sentence(words):
    made = [
        reading("lh", "3.1", on=on, method=method)
        for on, method in zip(DAYS, ("ECLIA", "CMIA"), strict=True)
    ]
    told = words(*made)
    assert told.reasons == ["≠ method"]
    assert told.compared == ["≠ another method"]
    assert told.short == "LH 3.1 IU/L, ≠ method"
    assert told.full == "LH 3.1 IU/L, ≠ another method"


def test_another_treatment_needs_no_reason_beside_the_head(words):
    made = [
        reading("lh", text, on=on) for text, on in zip(("3.1", "3.4"), DAYS, strict=True)
    ]
    told = words(*made, episodes=[episode("clomifene", "2026-02-01")])
    assert told.reasons == []
    assert told.compared == ["// up 0.3; clomifene now, no treatment before"]


def test_both_sides_of_a_volume_stand_in_one_line(words):
    told = words(volume("15.6", "left"), volume("15.2", "right"))
    assert told.short == "Testicular volume 15.6 | 15.2 mL, Prader orchidometer"


def test_a_draw_says_when_it_was_and_on_what(listed):
    made = listed(
        reading("lh", "3.1", on=DAYS[0]),
        reading("lh", "3.1", on="2026-03-09"),
        reading("lh", "3.1", on="2026-05"),
        episodes=[episode("clomifene", "2026-02-01", "2026-04-01")],
        decisions=[decided("2026-02-01")],
    )
    assert [draw_words(drawn, made) for drawn in made.drawn] == [
        "12 Jan 2026, 08:00 · no treatment recorded",
        "9 Mar 2026, date only · 5 weeks after decision A · with clomifene",
        "May 2026 · no treatment recorded",
    ]


def test_nothing_to_measure_is_said(listed):
    made = listed(volume("15"), reading("lh", "3.1", taken=draw("2024-05-14")))
    rows = {trace.key: trace for trace in build_traces(made)}
    removed = RecordedTestes("absent", "absent")
    assert no_result(rows["fsh"], RecordedTestes()) == "FSH not measured"
    assert no_result(rows["volume"], removed) == "Testicular volume: both testes are absent"
