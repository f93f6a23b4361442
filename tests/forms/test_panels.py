"""A whole draw on one sheet: what is typed becomes readings, or is refused at its box."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import QueryDict

from labs.analytes import ANALYTES
from labs.forms.draws import DrawContext
from labs.forms.panels import NOTHING, PanelForm
from labs.forms.usual import Habits
from labs.models import Clinic
from labs.readings import Kind
from tests.factories import reading

WHERE = DrawContext(
    "Europe/Berlin", datetime(2026, 11, 20, 11, 0, tzinfo=UTC), date(1988, 4, 9)
)
DAY = {"day": "2026-11-20", "time": "07:40", "laboratory": "Harbour Laboratory"}
ON = ("lh", "fsh", "testosterone", "estradiol", "volume")
USED = (
    ("Harbour Laboratory", "lh", "IU/L", "ECLIA"),
    ("Quay Street", "lh", "mIU/mL", "immunoassay"),
    ("Quay Street", "testosterone", "ng/dL", "mass spectrometry"),
)


def sheet(used=(), **typed):
    units = {f"{key}_unit": unit for key, unit in UNITS.items()}
    data = QueryDict(mutable=True)
    data.update(DAY | units | typed)
    return PanelForm(data, where=WHERE, habits=habits(used), analytes=ANALYTES_ON)


def habits(used=(), **clinic):
    """One man's results, the latest first, each of a draw of its own."""
    readings = tuple(
        reading(
            analyte,
            "1",
            on=f"2026-11-{19 - at:02} 08:00",
            unit=unit,
            method=method,
            laboratory=laboratory,
        )
        for at, (laboratory, analyte, unit, method) in enumerate(used)
    )
    return Habits(Clinic(slug="north", zone="Europe/Berlin", **clinic), readings)


def opened(used=(), **clinic):
    return PanelForm(where=WHERE, habits=habits(used, **clinic), analytes=ANALYTES_ON)


def offered(form, box):
    return re.findall(r'<option value="(.*?)"', str(form[box]))


def saved(**typed):
    form = sheet(**typed)
    assert form.is_valid(), form.errors
    return form


ANALYTES_ON = [ANALYTES[key] for key in ON]
UNITS = {"lh": "IU/L", "fsh": "IU/L", "testosterone": "nmol/L", "estradiol": "pmol/L"}


@pytest.mark.parametrize(
    ("typed", "kind", "comparator", "number", "reported"),
    [
        ("<0.1", Kind.CENSORED, "<", "0.1", "<0.1"),
        ("< 0,1", Kind.CENSORED, "<", "0.1", "< 0,1"),
        ("≤0.1", Kind.CENSORED, "<=", "0.1", "≤0.1"),
        ("23.70", Kind.MEASURED, "", "23.70", "23.70"),
        ("23,70", Kind.MEASURED, "", "23.70", "23,70"),
        ("0", Kind.MEASURED, "", "0", "0"),
        ("less than 0.1", Kind.CENSORED, "<", "0.1", "less than 0.1"),
        ("not detected", Kind.TEXT, "", None, "not detected"),
    ],
)
def test_a_value_is_kept_as_it_is_typed(typed, kind, comparator, number, reported):
    (reading,) = saved(lh_value=typed).readings

    assert (reading.value.kind, reading.value.comparator) == (kind, comparator)
    assert reading.value.number == (None if number is None else Decimal(number))
    assert reading.value.reported == reported


def test_a_pasted_line_is_understood():
    (reading,) = saved(lh_value="LH < 0.1 IU/L").readings

    assert (reading.analyte.key, reading.value.comparator) == ("lh", "<")
    assert (reading.value.digits, reading.unit_reported) == ("0.1", "IU/L")


@pytest.mark.parametrize(
    "line", ["Testosterone 349 ng/dL", "349 ng/dL", "Gesamttestosteron: 349 ng/dL"]
)
def test_the_unit_in_a_pasted_line_is_the_one_that_counts(line):
    (reading,) = saved(testosterone_value=line, testosterone_unit="nmol/L").readings

    assert (reading.value.digits, reading.unit) == ("349", "ng/dL")


def test_a_line_about_another_analyte_is_sent_to_its_row():
    form = sheet(lh_value="FSH 3.2 IU/L")

    assert not form.is_valid()
    assert "row of FSH" in form.errors["lh_value"][0]
    assert form["lh_value"].value() == "FSH 3.2 IU/L"


@pytest.mark.parametrize(
    ("box", "typed", "said"),
    [
        ("fsh_value", "0..3", "cannot be read"),
        ("fsh_value", "1,234.5", "thousands"),
        ("fsh_value", "-1", "negative"),
        ("lh_value", "900", "impossible"),
        ("testosterone_value", "1234567", "too many digits"),
        ("estradiol_value", "nan", "not a result"),
        ("left_value", "140", "impossible"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_box_and_stays_typed(box, typed, said):
    form = sheet(**{box: typed, "testosterone_interval": "9-30"})

    assert list(form.errors) == [box]
    assert said in form.errors[box][0]
    assert form[box].value() == typed


def test_every_row_that_is_wrong_is_named_at_once():
    form = sheet(lh_value="0..3", fsh_value="-1", day="2099-01-01")

    assert {"day", "lh_value", "fsh_value"} == set(form.errors)


def test_an_interval_that_runs_backwards_is_refused_at_its_own_box():
    form = sheet(lh_value="3", lh_interval="8.6-1.7")

    assert "above its end" in form.errors["lh_interval"][0]


def test_an_interval_is_read_as_printed():
    (reading,) = saved(lh_value="<0.1", lh_interval="1,7 – 8,6").readings

    assert (reading.interval.text, reading.interval.plain) == ("1,7 – 8,6", "1.7 to 8.6")
    assert reading.state == "below"


def resent(form, **typed):
    """What the same sheet sends next: what it holds, with some boxes typed anew."""
    return sheet(**{n: v for n, v in form.data.items() if n not in DAY} | typed)


def test_another_unit_beside_a_typed_interval_asks_for_it_again():
    form = saved(testosterone_value="14.6", testosterone_interval="8.64-29.0")
    for _ in range(2):  # asked until it is answered
        form = resent(form, testosterone_value="420", testosterone_unit="ng/dL")

        assert list(form.errors) == ["testosterone_interval"]
        assert "typed in nmol/L" in form.errors["testosterone_interval"][0]
        assert form["testosterone_interval"].value() == "8.64-29.0"


@pytest.mark.parametrize(
    ("answer", "unit"),
    [
        ({"testosterone_interval": "8.64-29.0 nmol/L"}, "nmol/L"),
        ({"testosterone_interval": "249-836"}, "ng/dL"),
        ({"testosterone_interval": "249-836 ng/dL"}, "ng/dL"),
        ({"testosterone_unit": "nmol/L", "testosterone_value": "14.6"}, "nmol/L"),
    ],
)
def test_the_answer_about_an_interval_is_taken(answer, unit):
    form = saved(testosterone_value="14.6", testosterone_interval="8.64-29.0")
    form = resent(form, testosterone_value="420", testosterone_unit="ng/dL")
    form = resent(form, **answer)

    assert form.is_valid(), form.errors
    assert form.readings[0].interval.unit == unit


def test_an_interval_beside_a_pasted_line_in_another_unit_is_asked_about():
    line = {"testosterone_value": "Testosterone 420 ng/dL"}
    form = sheet(testosterone_interval="8.64-29.0", **line)

    assert "in ng/dL" in form.errors["testosterone_interval"][0]
    assert resent(form, testosterone_interval="8.64-29.0 nmol/L").is_valid()


def test_a_unit_that_went_with_the_laboratory_asks_for_the_interval_too():
    form = sheet(USED, testosterone_interval="8.64-29.0", filled_for="Harbour Laboratory")
    held = {n: v for n, v in form.data.items() if n not in DAY}
    form = sheet(USED, **held | {"laboratory": "Quay Street"})
    assert form["testosterone_unit"].value() == "ng/dL"

    assert "testosterone_interval" in resent(form, testosterone_value="420").errors


def test_an_interval_in_words_asks_nothing():
    form = saved(testosterone_value="14.6", testosterone_interval="see report")

    assert resent(form, testosterone_value="420", testosterone_unit="ng/dL").is_valid()


def test_a_unit_that_is_no_unit_of_the_analyte_is_refused_at_its_own_box():
    form = sheet(lh_value="3", lh_unit="ng/mL")

    assert "IU/L" in form.errors["lh_unit"][0]
    assert 'value="ng/mL" selected' in str(form["lh_unit"])


def test_an_empty_sheet_says_so():
    assert sheet().non_field_errors() == [NOTHING]


def test_intervals_alone_are_no_results():
    assert sheet(lh_interval="1.7-8.6").non_field_errors() == [NOTHING]


@pytest.mark.parametrize("box", ["lh_comment", "lh_preliminary", "left_comment"])
def test_what_is_said_about_no_result_is_not_dropped_silently(box):
    form = sheet(fsh_value="3", **{box: "on"})

    assert "Enter the result" in form.errors[box][0]


def test_a_reason_makes_a_result_that_was_not_done():
    (reading,) = saved(lh_absent="too little serum").readings

    assert (reading.value.kind, reading.status) == (Kind.ABSENT, "not-done")
    assert reading.absent_reason == "too little serum"


def test_a_result_and_a_reason_why_there_is_none_contradict():
    assert "lh_absent" in sheet(lh_value="3", lh_absent="too little serum").errors


def test_a_row_may_be_preliminary_while_the_others_are_final():
    lh, fsh = saved(lh_value="3", fsh_value="4", lh_preliminary="on").readings

    assert (lh.status, fsh.status) == ("preliminary", "final")


def test_a_draw_without_a_time_has_a_date_only():
    draw = saved(lh_value="3", time="").draw

    assert (draw.moment.iso, draw.moment.precision) == ("2026-11-20", "date")


@pytest.mark.parametrize("clock", ["07:40", "7:40", "7.40", "0740", "7h40"])
def test_a_clock_is_read_as_people_write_it(clock):
    assert saved(lh_value="3", time=clock).draw.moment.clock == "07:40"


@pytest.mark.parametrize("clock", ["25:00", "07:61", "early", "7:4"])
def test_a_clock_that_is_none_is_refused(clock):
    form = sheet(lh_value="3", time=clock)

    assert "not a valid time" in form.errors["time"][0]
    assert form["time"].value() == clock


@pytest.mark.parametrize(
    ("typed", "box", "said"),
    [
        ({"day": ""}, "day", "Enter the date"),
        ({"day": "2026-02-30"}, "day", "Not a valid date"),
        ({"day": "2026-11-21"}, "day", "Date is in the future"),
        ({"time": "12:01"}, "time", "Time is in the future"),
        ({"day": "1988-04-08"}, "day", "before the birth date"),
        ({"day": "2026-03-29", "time": "02:30"}, "time", "did not exist"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(typed, box, said):
    form = sheet(lh_value="3", **typed)

    assert said in form.errors[box][0]


def test_a_doubled_hour_asks_with_both_offsets():
    form = sheet(lh_value="3", day="2026-10-25", time="02:30")

    assert "came twice" in form.errors["which"][0]
    labels = [label for _, label in form.fields["which"].choices]
    assert labels == ["the first, 02:30+02:00", "the second, 02:30+01:00"]


@pytest.mark.parametrize(("which", "offset"), [("0", "+02:00"), ("1", "+01:00")])
def test_the_answer_about_a_doubled_hour_is_taken(which, offset):
    form = saved(lh_value="3", day="2026-10-25", time="02:30", which=which)

    assert form.draw.moment.iso == f"2026-10-25T02:30:00{offset}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("trough", "trough"),
        ("Peak", "peak"),
        ("36 hours", "PT36H"),
        ("36h", "PT36H"),
        ("5 days", "P5D"),
        ("3 Tage", "P3D"),
    ],
)
def test_time_since_the_last_dose_is_told_in_words(typed, kept):
    assert saved(lh_value="3", since_dose=typed).draw.circumstances.since_dose == kept


def test_words_that_tell_no_time_since_the_last_dose_are_refused():
    assert (
        "trough, peak" in sheet(lh_value="3", since_dose="a while").errors["since_dose"][0]
    )


def test_circumstances_are_kept():
    told = saved(
        lh_value="3", fasting="no", illness="on", gel="on", other_drug="metformin"
    ).draw.circumstances

    assert (told.fasting, told.illness, told.biotin, told.gel) == (False, True, False, True)
    assert told.other_drug == "metformin"


def test_fasting_that_was_not_told_is_unknown():
    assert saved(lh_value="3").draw.circumstances.fasting is None


def test_both_sides_carry_the_method_and_the_examiner():
    typed = {"volume_method": "prader", "examiner": "Dr Example"}
    left, right = saved(left_value="12", right_value="10", **typed).readings

    assert (left.key, right.key) == (("volume", "left"), ("volume", "right"))
    assert {r.exam.method for r in (left, right)} == {"prader"}
    assert {r.exam.operator for r in (left, right)} == {"Dr Example"}


DIAMETERS = {"left_length": "4.1", "left_width": "2,3", "left_height": "2.6"}


def test_a_volume_that_its_diameters_do_not_give_is_kept_as_typed():
    form = saved(left_value="20", volume_method="ultrasound-lambert", **DIAMETERS)

    (left,) = form.readings
    assert left.value.reported == "20"
    assert left.exam.disagrees(left.value)
    assert left.exam.diameters == ("4.1", "2.3", "2.6")


def test_a_volume_by_its_formula_is_put_into_the_box_and_not_saved_unseen():
    form = sheet(volume_method="ultrasound-lambert", **DIAMETERS)

    assert not form.is_valid()
    assert form["left_value"].value() == "17.4"
    assert "Lambert" in form.errors["left_value"][0]
    assert (
        form["left_comment"].value() == "calculated from the diameters: ultrasound, Lambert"
    )


def test_a_computed_volume_is_saved_when_the_sheet_is_sent_again():
    form = sheet(volume_method="ultrasound-lambert", **DIAMETERS)
    form.is_valid()

    again = sheet(**{name: value for name, value in form.data.items() if name not in DAY})
    assert again.is_valid()
    (left,) = again.readings
    assert (left.value.digits, left.exam.recomputed) == ("17.4", Decimal("17.4"))


@pytest.mark.parametrize("method", ["", "prader", "ultrasound-unknown"])
def test_diameters_without_a_formula_give_no_volume(method):
    form = sheet(volume_method=method, **DIAMETERS)

    assert "choose a formula" in form.errors["left_value"][0]


def test_two_diameters_are_not_enough():
    form = sheet(left_value="12", left_length="4.1", left_width="2.3")

    assert "all three" in form.errors["left_length"][0]


def test_units_and_methods_come_as_in_his_last_draw_there():
    form = opened(USED)

    assert form["laboratory"].value() == "Harbour Laboratory"
    assert (form["lh_unit"].value(), form["lh_method"].value()) == ("IU/L", "ECLIA")


def test_a_method_and_a_unit_of_another_laboratory_are_not_preselected():
    form = opened(USED)

    assert form["testosterone_unit"].value() == "nmol/L"
    assert form["testosterone_method"].value() == ""


def test_without_a_draw_of_his_units_are_those_that_the_clinic_has_set():
    form = opened(units={"testosterone": "ng/dL"})

    assert form["laboratory"].value() == form["lh_method"].value() == ""
    assert form["testosterone_unit"].value() == "ng/dL"
    assert form["estradiol_unit"].value() == "pmol/L"


def test_the_last_volume_of_his_preselects_its_method():
    form = opened([("", "volume", "mL", "prader"), ("", "volume", "mL", "calipers")])

    assert form["volume_method"].value() == "prader"
    assert form["laboratory"].value() == ""
    assert not form["examiner"].value()


def test_a_laboratory_of_his_last_blood_draw_is_not_that_of_an_examination():
    form = opened([("Clinic room", "volume", "mL", "prader"), *USED])

    assert form["laboratory"].value() == "Harbour Laboratory"


@pytest.mark.parametrize(
    ("used", "said"),
    [
        ((), "Units as set in this clinic."),
        (
            USED,
            "Laboratory, units and methods as in the draw of 19 Nov 2026. "
            "Other units as set in this clinic.",
        ),
        (
            (("Quay", "lh", "IU/L", ""), ("Quay", "fsh", "IU/L", "")),
            "Laboratory, units and methods as in the draw of 19 Nov 2026, 18 Nov 2026. "
            "Other units as set in this clinic.",
        ),
        (
            (("", "volume", "mL", "prader"),),
            "Units as set in this clinic. "
            "Volume method as in the examination of 19 Nov 2026.",
        ),
    ],
)
def test_it_is_said_where_what_is_preselected_comes_from(used, said):
    assert opened(used).origin == said


def test_of_another_laboratory_it_is_said_too():
    form = sheet(USED, filled_for="Harbour Laboratory", laboratory="Quay Street")

    assert form.origin.startswith("Units and methods as in the draw of 18 Nov 2026, 17 Nov")


def test_a_row_offers_the_units_as_printed_and_each_once():
    form = opened()

    assert offered(form, "lh_unit") == ["IU/L", "IU/mL"]
    assert offered(form, "testosterone_unit") == ["nmol/L", "ng/dL", "ng/mL"]
    assert offered(form, "estradiol_unit") == ["pmol/L", "pg/mL"]


def test_the_spelling_of_his_laboratory_is_offered_too():
    assert offered(opened(USED[1:]), "lh_unit") == ["mIU/mL", "IU/L", "IU/mL"]


def test_methods_go_with_the_laboratory_they_came_with():
    form = sheet(
        used=USED,
        filled_for="Harbour Laboratory",
        laboratory="Quay Street",
        lh_value="3",
        lh_method="ECLIA",
    )

    assert form.is_valid()
    assert form.readings[0].assay.method == "immunoassay"
    assert form.followed == ("LH",)


def test_a_method_that_somebody_typed_stays():
    form = sheet(
        used=USED,
        filled_for="Harbour Laboratory",
        laboratory="Quay Street",
        lh_value="3",
        lh_method="ELISA",
    )

    assert form.is_valid()
    assert form.readings[0].assay.method == "ELISA"


def test_another_laboratory_never_changes_the_unit_of_a_typed_value():
    form = sheet(
        used=(("Harbour Laboratory", "testosterone", "nmol/L", "ECLIA"), *USED),
        filled_for="Harbour Laboratory",
        laboratory="Quay Street",
        testosterone_value="12.1",
    )

    assert form.is_valid()
    assert form.readings[0].unit_reported == "nmol/L"


def test_another_laboratory_changes_the_unit_of_an_empty_row():
    form = sheet(
        used=USED, filled_for="Harbour Laboratory", laboratory="Quay Street", lh_unit="IU/L"
    )

    assert form["lh_unit"].value() == "mIU/mL"
    assert form.moved == {"lh_unit", "testosterone_unit"}


NO_METHOD = {"lh_method": "", "fsh_method": "", "testosterone_method": ""}


def through(*laboratories, first, **typed):
    """A sheet whose laboratory is written anew, again and again; what it holds then."""
    form = sheet(MANY, **NO_METHOD, filled_for="A", laboratory=first, **typed)
    for laboratory in laboratories:
        held = {name: value for name, value in form.data.items() if name not in DAY}
        form = sheet(MANY, **held | {"laboratory": laboratory})
    return form


MANY = (
    ("B", "testosterone", "ng/dL", "LC-MS"),
    ("C", "testosterone", "nmol/L", "ECLIA"),
    ("D", "testosterone", "ng/mL", "RIA"),
)


def test_an_empty_row_goes_with_each_laboratory():
    form = through("C", "D", first="B")

    assert form["testosterone_unit"].value() == "ng/mL"
    assert form["testosterone_method"].value() == "RIA"


def test_what_was_chosen_by_hand_stays_through_every_laboratory():
    """Also where it is, by chance, what one of them would have preselected."""
    form = sheet(MANY, **NO_METHOD, filled_for="A", laboratory="B")
    held = {name: value for name, value in form.data.items() if name not in DAY}
    by_hand = {"testosterone_unit": "nmol/L", "testosterone_method": "ECLIA"}
    for laboratory in ("C", "D", "B"):
        form = sheet(MANY, **held | by_hand | {"laboratory": laboratory})
        held = {name: value for name, value in form.data.items() if name not in DAY}

        assert {box: form[box].value() for box in by_hand} == by_hand
        assert form.moved == frozenset()


def test_a_box_that_was_not_sent_is_not_filled():
    form = sheet(MANY, filled_for="A", laboratory="B", testosterone_value="12")

    assert form.is_valid(), form.errors
    assert form.readings[0].assay.method == ""


def test_a_value_box_is_a_box_of_text():
    form = opened()

    box = str(form["lh_value"])
    assert 'type="text"' in box
    assert "placeholder" not in box


def test_the_boxes_have_the_names_by_which_they_are_known():
    form = opened()

    labels = {field.label for field in form}
    for name in ("LH", "FSH", "Testosterone", "Estradiol"):
        assert {f"{name} value", f"{name} unit"} <= labels
    assert {"Left volume", "Right volume", "Draw date", "Draw time", "Laboratory"} <= labels


def test_every_box_brings_the_whole_keyboard_for_signs_and_words():
    """A keypad of digits, on a phone, has no `<`; a box of numbers drops it."""
    for box in opened():
        shown = str(box)
        assert 'type="number"' not in shown and "inputmode" not in shown


def test_what_is_ticked_of_a_draw_holds_no_box_of_a_result():
    assert [box.name for box in sheet().ticks] == ["illness", "biotin", "gel"]
