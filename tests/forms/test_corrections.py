"""Corrections: what was left alone stays as it was, and what is changed has a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from labs.analytes import ANALYTES
from labs.forms.corrections import WHY, PanelCorrection, ResultCorrection
from labs.forms.draws import Where
from labs.readings import Interval, Moment, Value
from tests.samples import draw, reading

WHERE = Where("Europe/Berlin", datetime(2026, 11, 20, 11, 0, tzinfo=UTC), date(1988, 4, 9))


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


def test_a_change_needs_a_reason():
    was = reading("lh", "3.2")
    form = ResultCorrection(sent(ResultCorrection(was=was), value="3.4"), was=was)

    assert form.errors == {"why": [WHY]}


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
