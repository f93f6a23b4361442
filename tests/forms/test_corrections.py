"""Corrections: what was left alone stays as it was, and what is changed has a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from labs.analytes import ANALYTES
from labs.forms.corrections import PanelCorrection, ResultCorrection
from labs.forms.draws import DrawContext
from labs.readings import Interval, Moment, State, Value
from tests.factories import draw, reading

WHERE = DrawContext(
    "Europe/Berlin", datetime(2026, 11, 20, 11, 0, tzinfo=UTC), date(1988, 4, 9)
)


def sent(form, **typed):
    """What a browser sends of a form that was opened, with some boxes typed anew."""
    untouched = {}
    for box in form:
        value = box.field.prepare_value(box.value()) if box.value() is not None else ""
        if value is not False:
            untouched[box.name] = str(value)
    return untouched | typed


def corrected(was, **typed):
    form = ResultCorrection(sent(ResultCorrection(was=was), **typed), was=was)
    assert form.is_valid(), form.errors
    return form


def moved(was, **typed):
    form = PanelCorrection(
        sent(PanelCorrection(where=WHERE, was=was), **typed), where=WHERE, was=was
    )
    assert form.is_valid(), form.errors
    return form


@pytest.mark.parametrize("text", ["23.70", "<0.1", "0,10", "not detected"])
def test_a_result_that_is_opened_and_saved_untouched_is_not_changed(text):
    was = reading("testosterone", text, unit="nmol/L", interval="8.64-29.0")
    form = corrected(was)

    assert not form.changed
    assert form.reading.value == was.value
    assert form.reading.interval == was.interval


def test_a_draw_that_is_opened_and_saved_untouched_is_not_changed():
    was = draw("2024-05-14 07:50", since_dose="PT36H", fasting=True, laboratory="Quay")
    form = moved(was)

    assert not form.changed
    assert form.draw.circumstances == was.circumstances


def test_a_new_value_keeps_unit_interval_and_the_senders_own_marks():
    was = reading("lh", "3.2", interval="1.7-8.6", source_id="A-1", source_status="F")
    made = corrected(was, value="3,4", why="mistyped").reading

    assert (made.value.digits, made.unit_reported) == ("3.4", was.unit_reported)
    assert (made.interval, made.source_id, made.source_status) == (was.interval, "A-1", "F")


def test_an_interval_known_by_its_ends_alone_is_kept_when_it_is_left_alone():
    ends = Interval.of(low="1.7", low_inclusive=False, unit="[IU]/L")
    was = replace(reading("lh", "3.2"), interval=ends)

    assert corrected(was, comment="haemolytic", why="forgotten").reading.interval == ends


def test_words_with_digits_are_kept_when_they_are_left_alone():
    was = replace(reading("lh"), value=Value.read("see note 3", text_allowed=True))

    assert corrected(was, comment="read", why="forgotten").reading.value == was.value


def test_a_result_becomes_not_done_with_its_reason():
    was = reading("lh", "3.2", interval="1.7-8.6")
    made = corrected(was, value="", absent="haemolytic", why="withdrawn").reading

    assert (made.status, made.absent_reason) == ("not-done", "haemolytic")


def test_a_result_that_was_not_done_becomes_a_value():
    gone = {"value": Value.absent(), "unit": "", "unit_reported": ""}
    absent = replace(reading("lh"), status="not-done", absent_reason="too little", **gone)
    made = corrected(absent, value="3.2", unit="IU/L", absent="", why="came late").reading

    assert (made.value.digits, made.status, made.absent_reason) == ("3.2", "final", "")


def test_what_cannot_be_is_refused_in_a_correction_too():
    was = reading("lh", "3.2")
    form = ResultCorrection(
        sent(ResultCorrection(was=was), value="900", why="mistyped"), was=was
    )

    assert "impossible" in form.errors["value"][0]


def test_a_volume_is_corrected_with_its_method():
    was = reading("volume", "12", unit="mL", side="left")
    made = corrected(was, value="15", volume_method="calipers", why="mistyped").reading

    assert (made.key, made.value.digits) == (("volume", "left"), "15")
    assert made.exam.method == "calipers"


def test_a_moment_with_an_offset_of_its_own_stays_as_printed_when_it_is_left_alone():
    elsewhere = datetime.fromisoformat("2024-05-14T07:50:00-05:00")
    was = draw(Moment.instant(elsewhere, "Europe/Berlin").iso)

    made = moved(was, laboratory="Quay", why="forgotten").draw
    assert made.moment == was.moment


def test_a_moment_keeps_its_print_when_it_is_left_alone():
    was = draw("2024-05-14T05:50:00Z")

    made = moved(was, laboratory="Quay", why="forgotten").draw
    assert (made.moment.clock, made.moment.reported) == ("07:50", "2024-05-14T05:50:00Z")
    made = moved(was, time="08:50", why="misread").draw
    assert (made.moment.clock, made.moment.reported) == ("08:50", "")


def test_a_month_stays_a_month_when_it_is_left_alone():
    was = draw("2024-05")

    assert moved(was, laboratory="Quay", why="forgotten").draw.moment.precision == "month"


def test_a_draw_is_moved_to_another_day():
    made = moved(draw("2024-05-14 07:50"), day="2024-05-13", why="misread").draw

    assert made.moment.iso == "2024-05-13T07:50:00+02:00"


def test_every_analyte_of_the_catalogue_can_be_opened():
    for analyte in ANALYTES.values():
        side = "left" if analyte.sides else ""
        was = reading(analyte.key, "1", unit=analyte.units[analyte.unit].text, side=side)
        assert not corrected(was).changed


def test_a_moment_that_was_recorded_is_no_error_of_another_change():
    was = draw("1980-05-14 07:50")  # before he was born, as his record says by now

    assert moved(was, laboratory="Quay", why="forgotten").draw.moment == was.moment


T = {"unit": "nmol/L", "interval": "8.64-29.0"}
ASKED = "this reference range was typed in nmol/L"


def answered(was, **typed):
    return ResultCorrection(
        sent(ResultCorrection(was=was), why="misread", **typed), was=was
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"unit": "ng/dL"},
        {"value": "420", "unit": "ng/dL"},
        {"value": "420 ng/dL"},
        {"value": "Testosterone 420 ng/dL", "interval": "8.64-30"},
    ],
)
def test_another_unit_asks_for_the_interval_again(typed):
    was = reading("testosterone", "14.6", **T)
    form = answered(was, **typed)

    assert list(form.errors) == ["interval"]
    assert ASKED in form.errors["interval"][0]
    assert form["interval"].value() == typed.get("interval", "8.64-29.0")


@pytest.mark.parametrize(
    ("interval", "unit", "shown"),
    [
        ("8.64-29.0 nmol/L", "nmol/L", "8.64 to 29.0 nmol/L"),
        ("249-836", "ng/dL", "249 to 836"),
        ("249-836 ng/dL", "ng/dL", "249 to 836"),
        ("8.64-29.0 ng/dL", "ng/dL", "8.64 to 29.0"),
        ("", None, ""),
    ],
)
def test_the_interval_is_kept_in_the_unit_that_it_is_answered_in(interval, unit, shown):
    was = reading("testosterone", "14.6", **T)
    form = answered(was, value="420", unit="ng/dL", interval=interval)

    assert form.is_valid(), form.errors
    made = form.reading
    assert (made.interval and made.interval.unit) == unit
    assert made.interval_text == shown


def test_an_interval_in_another_unit_is_opened_with_it_and_stays_when_left_alone():
    was = answered(
        reading("testosterone", "14.6", **T), unit="ng/dL", interval="8.64-29.0 nmol/L"
    )
    assert was.is_valid(), was.errors
    form = corrected(was.reading, value="421", why="misread")

    assert form["interval"].value() == "8.64-29.0 nmol/L"
    assert form.reading.interval == was.reading.interval
    assert form.reading.state == State.INSIDE


def test_ends_alone_are_opened_with_the_unit_that_they_are_in():
    ends = Interval.of(low="8.64", unit="nmol/L")
    was = replace(reading("testosterone", "420", unit="ng/dL"), interval=ends)
    form = corrected(was, value="421", why="misread")

    assert form["interval"].value() == "≥ 8.64 nmol/L"
    assert form.reading.interval == ends


def test_back_in_the_unit_of_its_interval_nothing_is_asked():
    was = replace(
        reading("testosterone", "420", unit="ng/dL"),
        interval=Interval.read("8.64-29.0", "nmol/L"),
    )
    made = corrected(was, value="14.6", unit="nmol/L", why="misread").reading

    assert made.interval == was.interval
    assert made.interval_text == "8.64 to 29.0"


def test_an_interval_without_any_unit_is_given_none_silently():
    words = reading("testosterone", "not detected", interval="8.64-29.0")
    assert words.unit == words.interval.unit == ""
    form = answered(words, value="0.3", unit="nmol/L")

    assert "recorded without a unit" in form.errors["interval"][0]


def test_another_spelling_of_the_unit_asks_nothing():
    was = reading("lh", "3.2", unit="mIU/mL", interval="1.7-8.6")

    assert answered(was, unit="IU/L").is_valid()
