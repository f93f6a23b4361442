"""One row a result: what is read, and the sentence when it is not."""

import pytest

from labs.exchange.fields import RESULT_FIELDS
from labs.readings import Kind


@pytest.mark.parametrize(
    ("cell", "kind", "comparator", "digits"),
    [
        ("12.1", "measured", "", "12.1"),
        ("23,70", "measured", "", "23.70"),
        ("<0,1", "censored", "<", "0.1"),
        ("< 0.1", "censored", "<", "0.1"),
        ("≤0.1", "censored", "<=", "0.1"),
        (">150", "censored", ">", "150"),
        ("less than 0.1", "censored", "<", "0.1"),
        ("kleiner als 0,1", "censored", "<", "0.1"),
        ("inférieur à 0,1", "censored", "<", "0.1"),
        ("0", "measured", "", "0"),
        ("not detected", "text", "", ""),
        ("nicht nachweisbar", "text", "", ""),
        ("non détecté", "text", "", ""),
    ],
)
def test_a_result_is_read_by_what_it_holds(one, cell, kind, comparator, digits):
    value = one(reported=cell).value
    assert (value.kind, value.comparator, value.digits) == (kind, comparator, digits)
    assert value.reported == cell


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "value-empty"),
        ("-", "value-empty"),
        ("—", "value-empty"),
        ("NaN", "value-not-a-result"),
        ("null", "value-not-a-result"),
        ("Infinity", "value-not-a-result"),
        ("n/a", "value-not-a-result"),
        ("<", "value-sign-alone"),
        ("≥ ", "value-sign-alone"),
        ("kleiner als", "value-sign-alone"),
        ("< nmol/L", "value-sign-alone"),
        ("1e3", "value-unreadable"),
        ("12.1 H", "value-unreadable"),
        ("<0", "value-below-zero"),
        ("12.1 pg", "value-unreadable"),
        ("12..1", "value-unreadable"),
        ("1,234", "value-thousands"),
        ("1.234,5", "value-thousands"),
        ("1 234", "value-thousands"),
        ("-3", "value-negative"),
        ("9999", "value-impossible"),
        ("1234567", "value-too-long"),
        ("٣", "value-unreadable"),
    ],
)
def test_what_is_no_result_refuses_its_row(refusal, cell, code):
    assert refusal(reported=cell) == code


def test_a_comparator_may_have_a_column_of_its_own(readings):
    text = "patient,date,test,modifier,value,unit\nN-1,2026-03-02,LH,<,0.1,IU/L\n"
    assert readings(text)[0].value.reported == "<0.1"


def test_a_result_and_its_digits_must_agree(one, refusal):
    assert one(reported="<0.1", comparator="<", value="0.1").value.reported == "<0.1"
    assert one(reported="23,70", value="23.7").value.reported == "23,70"
    assert one(reported="not detected", value="").value.kind is Kind.TEXT
    assert refusal(reported="<0.1", value="0.1") == "values-disagree"
    assert refusal(reported="12.1", value="13.1") == "values-disagree"


def test_thousands_are_told_from_decimals_by_the_rest_of_the_file(readings, problems):
    head = "patient;date;test;value;unit\n"
    comma = "N-1;2026-03-02;LH;3,4;IU/L\n"
    point = "N-1;2026-03-02;LH;3.4;IU/L\n"
    assert readings(head + comma + "N-1;2026-03-02;Testosterone;1,234;ng/mL\n")
    assert problems(head + comma + "N-1;2026-03-02;Testosterone;1.234;ng/dL\n") == [
        (3, "value-thousands")
    ]
    assert problems(head + point + "N-1;2026-03-02;Testosterone;1,234;ng/dL\n") == [
        (3, "value-thousands")
    ]


def test_a_lone_point_between_semicolons_may_part_thousands(readings, problems):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;Testosterone;1.234;ng/mL\n"
    assert problems(text) == [(2, "value-thousands")]
    assert readings(text.replace(";", ","))[0].value.digits == "1.234"
    assert readings(text, mapping={"decimal": "."})[0].value.digits == "1.234"
    assert readings(text.replace("1.234", "0.234"))[0].value.digits == "0.234"


def test_under_our_own_header_too_digits_settle_the_sign_or_nothing_does(problems):
    row = dict.fromkeys(RESULT_FIELDS, "") | {
        "patient": "N-1",
        "collected_at": "2026-03-02",
        "analyte": "testosterone",
        "unit": "nmol/L",
        "reported": '"1,234"',
    }
    head = ",".join(RESULT_FIELDS) + "\r\n"
    assert problems(head + ",".join(row.values())) == [(2, "value-thousands")]
    row["value"] = "1.234"
    assert problems(head + ",".join(row.values())) == []
    row["value"] = "1234"
    assert problems(head + ",".join(row.values())) == [(2, "values-disagree")]


@pytest.mark.parametrize("cell", ["1,234", "1.234"])
def test_where_a_file_proves_both_signs_thousands_are_never_guessed(problems, cell):
    text = "patient;date;test;value;unit\n" + "".join(
        f"N-1;2026-03-0{day};Testosterone;{value};ng/dL\n"
        for day, value in enumerate(("3,4", "3.4", cell), start=1)
    )
    assert problems(text) == [(4, "value-thousands")]


def test_both_decimal_signs_may_stand_in_one_file(readings):
    rows = "N-1;2026-03-02;LH;<0.1;IU/L\nN-1;2026-03-02;Testosterone;23,70;nmol/L\n"
    assert [r.value.digits for r in readings(f"patient;date;test;value;unit\n{rows}")] == [
        "0.1",
        "23.70",
    ]


@pytest.mark.parametrize("word", ["pending", "folgt", "Ausstehend", "suit", "EN COURS"])
def test_a_result_that_is_to_follow_is_pending(one, word):
    reading = one(reported=word)
    assert (reading.status, reading.value.kind, reading.value.reported) == (
        "pending",
        Kind.ABSENT,
        word,
    )
    assert one(reported=word, status="final").status == "pending"


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("", "final"),
        ("final", "final"),
        ("F", "final"),
        ("Final", "final"),
        ("endgültig", "final"),
        ("validé", "final"),
        ("P", "preliminary"),
        ("vorläufig", "preliminary"),
        ("C", "corrected"),
        ("amended", "corrected"),
        ("korrigiert", "corrected"),
        ("corrigé", "corrected"),
        ("D", "entered-in-error"),
        ("entered-in-error", "entered-in-error"),
        ("entered_in_error", "entered-in-error"),
    ],
)
def test_a_status_is_known_in_words_and_letters(one, cell, status):
    reading = one(status=cell)
    assert (reading.status, reading.source_status) == (status, cell)


def test_a_file_without_a_status_holds_final_results(one):
    assert (one().status, one().source_status) == ("final", "")


@pytest.mark.parametrize("cell", ["normal", "H", "Z", "ok"])
def test_an_unknown_status_refuses_its_row_and_is_named(read, cell):
    text = f"patient;date;test;value;unit;status\nN-1;2026-03-02;LH;2;IU/L;{cell}\n"
    (problem,) = read(text).problems
    assert problem.code == "row-status-unknown"
    assert f"“{cell}”" in problem.text


@pytest.mark.parametrize("cell", ["O", "N"])
def test_an_order_is_no_result(outcome, cell):
    text = f"patient;date;test;value;unit;status\nN-1;2026-03-02;LH;2;IU/L;{cell}\n"
    assert outcome(text) == ("ignored", "row-no-result")


def test_what_was_not_done_says_why(one, refusal):
    reading = one(status="cancelled", reported="sample lost")
    assert (reading.status, reading.absent_reason) == ("not-done", "sample lost")
    assert one(status="X", reported="", absent_reason="haemolytic").absent_reason
    assert refusal(status="X", reported="12.1") == "status-with-result"
    assert refusal(status="pending", reported="12.1") == "status-with-result"


@pytest.mark.parametrize(
    ("analyte", "printed", "unit"),
    [
        ("lh", "mIU/mL", "[IU]/L"),
        ("lh", "IE/l", "[IU]/L"),
        ("lh", "UI/L", "[IU]/L"),
        ("lh", "m[IU]/mL", "[IU]/L"),
        ("lh", "IU/mL", "[IU]/mL"),
        ("testosterone", "NG/DL", "ng/dL"),
        ("testosterone", "µg/L", "ng/mL"),
        ("testosterone", "ng/mL", "ng/mL"),
        ("estradiol", "ng/L", "pg/mL"),
        ("estradiol", "pmol/l", "pmol/L"),
    ],
)
def test_a_unit_is_read_and_kept_as_printed(one, analyte, printed, unit):
    reading = one(analyte=analyte, unit=printed, reported="0.4")
    assert (reading.unit, reading.unit_reported) == (unit, printed)


@pytest.mark.parametrize(
    ("analyte", "printed", "code"),
    [
        ("testosterone", "", "unit-missing"),
        ("testosterone", "mmol/L", "unit-not-for-analyte"),
        ("testosterone", "stones", "unit-unknown"),
        ("lh", "ng/mL", "unit-mass-for-iu"),
        ("lh", "mIU/L", "unit-milli-per-litre"),
    ],
)
def test_a_unit_is_never_guessed(refusal, analyte, printed, code):
    assert refusal(analyte=analyte, unit=printed) == code


def test_without_a_unit_column_the_row_is_refused(refusal, one):
    assert refusal(unit=None) == "unit-missing"
    told = {"mapping": {"units": {"testosterone": "ng/dL"}}}
    assert one(told, unit=None).unit == "ng/dL"


def test_what_has_no_number_needs_no_unit(one):
    assert one(reported="not detected", unit="").unit == ""
    assert one(reported="folgt", unit="-").unit == ""


def test_the_unit_and_the_unit_as_printed_must_agree(one, refusal):
    assert one(unit="[IU]/L", unit_reported="mIU/mL", analyte="lh").unit == "[IU]/L"
    assert refusal(unit="nmol/L", unit_reported="ng/dL") == "units-disagree"


@pytest.mark.parametrize(
    ("cells", "plain"),
    [
        ({"range": "8.64-29.0"}, "8.64 to 29.0"),
        ({"range": "8,64 – 29,0"}, "8.64 to 29.0"),
        ({"range": "8.64 - 29.0 nmol/L"}, "8.64 to 29.0"),
        ({"range": ">= 8.64"}, "≥ 8.64"),
        ({"range": "< 29"}, "< 29"),
        ({"range": "adult men 9-30, boys 1-5"}, "adult men 9-30, boys 1-5"),
        ({"low": "8.64", "high": "29.0"}, "8.64 to 29.0"),
        ({"low": "8,64", "high": ""}, "≥ 8.64"),
        ({"low": "", "high": "29"}, "≤ 29"),
        ({"low": "-", "high": "29"}, "≤ 29"),
        (
            {"range_low": "1", "range_high": "9", "range_high_inclusive": "false"},
            "1 to < 9",
        ),
        ({"low": "none", "high": "given"}, "none - given"),
    ],
)
def test_an_interval_stands_in_one_cell_or_two(one, cells, plain):
    assert one(**cells).interval.plain == plain


@pytest.mark.parametrize("cells", [{}, {"range": ""}, {"low": "0", "high": "0"}])
def test_no_interval_is_made_of_nothing(one, cells):
    assert one(**cells).interval is None


def test_an_interval_that_ends_before_it_begins_refuses_its_row(refusal):
    assert refusal(range="29-8.64") == "interval-low-above-high"
    assert refusal(low="29", high="8.64") == "interval-low-above-high"


def test_an_interval_in_another_unit_is_held_in_that_unit(one):
    reading = one(reported="349", unit="ng/dL", range="8.64-29.0 nmol/L")
    assert reading.state == "inside"


def test_method_laboratory_and_comment_are_kept(one):
    reading = one(method="ECLIA", laboratory="Nord", comment="“fasting”, 2 tubes")
    assert (reading.method, reading.draw.laboratory) == ("ECLIA", "Nord")
    assert reading.comment == "“fasting”, 2 tubes"


def test_circumstances_are_kept(one, refusal):
    about = one(fasting="ja", since_dose="trough").draw.circumstances
    assert (about.fasting, about.since_dose) == (True, "trough")
    assert one(fasting="").draw.circumstances.fasting is None
    assert one(fasting="unbekannt").draw.circumstances.fasting is None
    assert refusal(fasting="maybe") == "row-not-yes-or-no"
    assert refusal(since_dose="a while") == "since-dose-unreadable"


def test_a_code_and_a_unit_that_disagree_are_flagged(one):
    reading = one(loinc="14913-8", reported="349", unit="ng/dL")
    assert (reading.unit, reading.flags) == ("ng/dL", ("code-unit-conflict",))
    assert one(loinc="2986-8", reported="349", unit="ng/dL").flags == ()


def test_a_doubled_hour_is_the_first_and_flagged(one, refusal):
    reading = one(collected_at="2025-10-26 02:30")
    assert reading.moment.iso == "2025-10-26T02:30:00+02:00"
    assert reading.flags == ("doubled-hour",)
    assert refusal(collected_at="2026-03-29 02:30") == "hour-missing"


@pytest.mark.parametrize(
    ("told", "method"),
    [
        ("", ""),
        ("prader", "prader"),
        ("Orchidometer nach Prader", "prader"),
        ("ultrasound, Lambert", "ultrasound-lambert"),
        ("Sonographie (0,71)", "ultrasound-lambert"),
        ("échographie, ellipsoïde", "ultrasound-ellipsoid"),
        ("Ultraschall", "ultrasound-unknown"),
        ("calipers", "calipers"),
        ("other", "other"),
    ],
)
def test_a_volume_is_taken_with_its_method_or_none(one, told, method):
    cells = {"analyte": "Hodenvolumen links", "unit": "ml", "reported": "12"}
    reading = one(**cells, method=told)
    assert (reading.side, reading.method) == ("left", method)


def test_a_volume_needs_its_side_from_name_or_column(one, refusal):
    cells = {"analyte": "Testicular volume", "unit": "mL", "reported": "12"}
    assert one(**cells, side="R").side == "right"
    assert one(**cells, side="links").side == "left"
    assert refusal(**cells) == "side-missing"
    assert refusal(**cells, side="both") == "side-unknown"
    assert (
        refusal(**cells | {"analyte": "Hodenvolumen links"}, side="R") == "sides-disagree"
    )
    assert refusal(side="left") == "side-not-for-analyte"
    assert refusal(**cells, side="left", method="tape") == "volume-method-unknown"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"patient": ""}, "patient-missing"),
        ({"patient": "9" * 41}, "text-too-long"),
        ({"collected_at": ""}, "collected-missing"),
        ({"analyte": ""}, "row-without-analyte"),
        ({"comment": "x" * 1001}, "text-too-long"),
        ({"laboratory": "x" * 201}, "text-too-long"),
        ({"method": "x" * 101}, "text-too-long"),
        ({"result_id": "x" * 201}, "text-too-long"),
        ({"version": "one"}, "version-unreadable"),
        ({"comment": "\x07"}, "text-unprintable"),
    ],
)
def test_what_a_row_needs_and_cannot_keep_is_named(refusal, cells, code):
    assert refusal(**cells) == code


def test_the_column_is_named_as_the_file_names_it(read):
    text = "Patient;Datum;Analyt;Messwert;Einheit\nN-1;2026-03-02;LH;x1;IU/L\n"
    (problem,) = read(text).problems
    assert problem.text.startswith("Messwert: “x1”")


def test_every_bad_row_is_named(problems):
    text = "patient;date;test;value;unit\n" + "".join(
        f"N-1;2026-03-02;LH;{cell};IU/L\n" for cell in ("1", "nan", "2", "x1", "-1")
    )
    assert [line for line, _ in problems(text)] == [3, 5, 6]


def test_a_number_told_beside_the_file_is_that_of_every_row(readings, problems):
    text = "date;test;value;unit\n2026-03-02;LH;2;IU/L\n"
    assert readings(text, patient="N-1")
    both = "patient;date;test;value;unit\nN-1;2026-03-02;LH;2;IU/L\n"
    assert readings(both, patient="N-1")
    assert problems(both, patient="N-2") == [(2, "patient-disagrees")]


def test_an_analyte_that_the_clinic_does_not_use_is_ignored(outcome):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;SHBG;x;?\n"
    assert outcome(text) == ("ignored", "analyte-off")
    assert outcome(text.replace("SHBG;x;?", "SHBG;30;nmol/L"), on=("shbg",)) == (
        "read",
        "shbg",
    )


def test_other_tests_are_ignored_whatever_they_hold(outcome):
    text = "patient;date;test;value;unit\n;;Potassium;nan;\n"
    assert outcome(text) == ("ignored", "analyte-unknown")


def test_a_name_in_doubt_is_put_aside_with_its_cells(read):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;Testosterone bio;2;nmol/L\n"
    (row,) = read(text).rows
    assert (row.outcome, row.code) == ("unmatched", "analyte-unclear")
    assert row.source.texts["analyte"] == "Testosterone bio"
    assert row.source.texts["value"] == "2"


def test_an_analyte_that_is_measured_in_one_man_is_read_for_him_alone(outcome):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;SHBG;30;nmol/L\n"
    also = {"N-1": ("shbg",), "N-2": ("psa",)}
    assert outcome(text, also=also) == ("read", "shbg")
    assert outcome(text.replace("N-1", "N-2"), also=also) == ("ignored", "analyte-off")
    bare = "date;test;value;unit\n2026-03-02;SHBG;30;nmol/L\n"
    assert outcome(bare, also=also, patient="N-1") == ("read", "shbg")
