"""A column that is not read must not change the meaning of one that is."""

import pytest

from labs.exchange.fields import RESULT_FIELDS
from tests.exchange.conftest import reading_of

PLAIN = {"analyte": "LH", "value": "0.1", "unit": "IU/L"}


@pytest.fixture
def beside(read):
    """A row with one more column: heading and cell."""

    def beside(heading, cell, *, told=None, **cells):
        columns = {"patient": "X-1", "date": "2026-01-05"} | PLAIN | cells
        columns[heading] = cell
        text = "\t".join(columns) + "\n" + "\t".join(columns.values()) + "\n"
        return read(text, mapping=told)

    return beside


def _codes(found):
    return [(problem.line, problem.path, problem.code) for problem in found.problems]


HEADINGS = (
    *("Operator", "op", "Sign", "prefix", "comparator", "Qualifier", "modifier"),
    *("inequality", "result_operator", "Less/Greater", "lt/gt", "<", "</>", "relation"),
    *("Vorzeichen", "Zeichen", "Präfix", "Vergleichszeichen", "kleiner/größer"),
    *("signe", "préfixe", "opérateur", "inférieur/supérieur", "comparateur"),
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_column_of_signs_is_read_with_its_result(beside, heading):
    value = reading_of(beside(heading, "<")).value
    assert (value.kind, value.comparator, value.digits) == ("censored", "<", "0.1")
    assert value.reported == "<0.1"


@pytest.mark.parametrize(
    ("cell", "comparator"),
    [
        *(
            (sign, "<")
            for sign in ("<", " < ", "＜", "﹤", "lt", "LT", "below", "less than")
        ),
        *((sign, "<") for sign in ("kleiner", "kleiner als", "unter", "inférieur à")),
        *((sign, "<=") for sign in ("<=", "≤", "=<", "le", "höchstens")),
        *((sign, ">") for sign in (">", "＞", "gt", "above", "größer als", "supérieur à")),
        *((sign, ">=") for sign in (">=", "≥", "ge", "mindestens")),
        *((sign, "") for sign in ("=", "eq", "", "-", "gleich")),
    ],
)
def test_signs_and_words_for_them_are_known(beside, cell, comparator):
    value = reading_of(beside("operator", cell)).value
    assert (value.comparator, value.digits) == (comparator, "0.1")


@pytest.mark.parametrize(
    ("sign", "result", "code"),
    [
        ("<", ">0.1", "comparators-disagree"),
        ("=", "<0.1", "comparators-disagree"),
        ("<=", "<0.1", "comparators-disagree"),
        ("~", "0.1", "comparator-unknown"),
        ("≪", "0.1", "comparator-unknown"),
        ("<", "not detected", "comparator-without-number"),
        ("<", "", "value-empty"),
    ],
)
def test_a_sign_that_does_not_fit_refuses_the_row(beside, sign, result, code):
    assert _codes(beside("operator", sign, value=result)) == [(2, None, code)]


def test_a_sign_in_both_places_is_one_sign(beside):
    assert reading_of(beside("operator", "<", value="<0.1")).value.comparator == "<"
    assert reading_of(beside("operator", "≤", value="<=0.1")).value.comparator == "<="


def test_a_sign_before_a_pending_result_is_none(beside):
    assert reading_of(beside("operator", "<", value="pending")).status == "pending"


def test_a_sign_is_not_lost_beside_a_column_of_reported_results(read):
    text = "patient;date;test;comparator;reported;unit\nX-1;2026-01-05;LH;<;0.1;IU/L\n"
    (entry,) = read(text).rows
    assert (entry.reading.value.comparator, entry.reading.value.digits) == ("<", "0.1")


@pytest.mark.parametrize(
    ("heading", "cell"), [("Operator", "Dr Smith"), ("prefix", "Mr"), ("sign", "Leo")]
)
def test_under_such_a_heading_something_else_may_stand(beside, heading, cell):
    found = beside(heading, cell)
    assert reading_of(found).value.digits == "0.1"
    assert [(column.heading, column.sample) for column in found.unread] == [
        (heading, (cell,))
    ]


def test_a_column_of_signs_with_something_else_in_it_refuses_that_row(read):
    text = (
        "patient;date;test;operator;value;unit\n"
        "X-1;2026-01-05;LH;<;0.1;IU/L\nX-1;2026-01-06;LH;Dr Smith;0.1;IU/L\n"
    )
    assert _codes(read(text)) == [(3, None, "comparator-unknown")]


HARMFUL = [
    *(("unread-comparison", name, "<") for name in ("Flag", "abnormal", "L/H", "H/L", "X")),
    *(
        ("unread-comparison", "Column 7", cell)
        for cell in (
            *(
                "≤",
                "＜",
                "≪",
                ">",
                "<<",
                "‹",
                "&lt;",
                "&lt;0.1",
                "lt",
                "below",
                "kleiner als",
                "inférieur à",
            ),
            *("<0.1", "< 0,1 IU/L", "≤0.1", "less than 0.1", "unter 0,1", "<LOD", "< NWG"),
            *("below detection limit", "unter der Nachweisgrenze", "BLQ"),
            *("sous le seuil de détection", "Value below LLOQ"),
        )
    ),
    ("unread-comparison", "", "<"),
    ("unread-comparison", "Text result", "<0.1"),
    ("unread-comparison", "comment", "<"),
    ("unread-contradicts", "Text result", "0.2"),
    ("unread-contradicts", "Textergebnis", "0.2"),
    ("unread-contradicts", "Rohwert", "0.2"),
    ("unread-contradicts", "Valeur SI", "0.2"),
    ("unread-contradicts", "Befund", "0.2"),
    ("unread-contradicts", "Text result", "not detected"),
    ("unread-contradicts", "Remark 2", "nicht nachweisbar"),
    ("unread-contradicts", "Unit 2", "IU/mL"),
    ("unread-contradicts", "SI unit", "ng/mL"),
    ("unread-contradicts", "Original", "IU/mL"),
    ("unread-contradicts", "Test name", "FSH"),
    ("unread-material", "Test name", "LH in urine"),
    ("unread-material", "Column 7", "Urin"),
    ("unread-material", "Department", "24h urine"),
    ("unread-material", "Herkunft", "Speichel"),
    ("unread-status", "Column 7", "vorläufig"),
    ("unread-status", "Info", "provisoire"),
    ("unread-status", "Info", "Korrektur"),
    ("unread-status", "Report result status", "P"),
    ("unread-flag", "Preliminary", "yes"),
    ("unread-flag", "Cancelled", "X"),
    ("unread-flag", "Corrected", "2026-01-07"),
    ("unread-flag", "is_censored", "true"),
    ("unread-flag", "Below detection", "1"),
    ("unread-flag", "kleiner als", "x"),
]


@pytest.mark.parametrize(("code", "heading", "cell"), HARMFUL)
def test_a_column_that_may_change_a_result_refuses_the_file(beside, code, heading, cell):
    found = beside(heading, cell)
    assert _codes(found) == [(2, heading, code)]
    assert cell in found.problems[0].text
    assert f"“{heading or 6}”" in found.problems[0].text


@pytest.mark.parametrize(("code", "heading", "cell"), HARMFUL)
def test_a_mapping_that_leaves_it_out_settles_it(beside, code, heading, cell):
    assert reading_of(beside(heading, cell, told={"columns": {heading: "ignore"}}))


@pytest.mark.parametrize("fraction", ["free", "frei", "libre", "bioavailable"])
def test_a_fraction_in_a_column_of_its_own_is_not_the_total(beside, fraction):
    told = {"analyte": "Testosterone", "value": "12", "unit": "nmol/L"}
    assert _codes(beside("Type", fraction, **told)) == [(2, "Type", "unread-contradicts")]
    assert reading_of(beside("Type", "total", **told))
    assert reading_of(beside("Test name", "Testosterone, Free and Total", **told))
    assert reading_of(beside("Type", fraction))  # LH has no such fractions


def test_a_mapping_may_say_what_the_column_holds(beside):
    flag = beside("Flag", "<", told={"columns": {"Flag": "comparator"}})
    assert reading_of(flag).value.comparator == "<"
    status = beside("Info", "vorläufig", told={"columns": {"Info": "status"}})
    assert reading_of(status).status == "preliminary"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Order no", "A-123"),
        ("Order no", "LT 12345-X"),
        ("Doctor", "Dr. Lee"),
        ("Tech", "LT"),
        ("Initials", "GT"),
        ("Kanton", "GE"),
        ("Laborkommentar", "Wert <0.1 bestätigt durch Zweitmessung"),
        ("comment", "<0.1 confirmed"),
        ("comment", "below detection limit"),
        ("Diagnose", "Hypogonadismus, V.a. <KG"),
        ("Interpretation", "low"),
        ("Flag", "L"),
        ("Flag", "H"),
        ("Flag", "↓"),
        ("Flag", "+"),
        ("Flag", "*"),
        ("abnormal", "N"),
        ("Previous value", "3.4"),
        ("Vorwert", "3.4"),
        ("Age", "34"),
        ("Delta", "-3"),
        ("Sex", "F"),
        ("Panel", "LH/FSH"),
        ("Sample", "S-123"),
        ("Specimen ID", "U123"),
        ("Source", "Serum"),
        ("System", "Ser/Plas"),
        ("Material", "EDTA-Blut"),
        ("Result date", "2026-01-06"),
        ("Received", "2026-01-06 10:00"),
        ("Ordered", "2026-01-04"),
        ("Validated by", "Dr X"),
        ("Freigabe", "2026-01-06"),
        ("Freigabe", "ja"),
        ("Validated", "Y"),
        ("Stat", "N"),
        ("Preliminary", "no"),
        ("Below detection", "0"),
        ("State", "NY"),
        ("State", "final"),
        ("Befund", "unauffällig"),
        ("Befund", "0.1"),
        ("Text result", "0,10"),
        ("Unit 2", "mIU/mL"),
        ("Dose unit", "mg"),
        ("Order status", "complete"),
        ("Versichertenstatus", "F"),
        ("Patient status", "I"),
        ("Email", "<a@b.example>"),
        ("Priority", "STAT"),
        ("GT", "25"),
        ("LOD", "0.1"),
        ("Name", "Unter, Max"),
        ("Department", "Endocrinology"),
        ("Test name", "Lutropin"),
        ("Test name", "Hormone panel"),
    ],
)
def test_an_innocent_column_refuses_nothing(beside, heading, cell):
    reading = reading_of(beside(heading, cell))
    assert (reading.value.kind, reading.value.digits) == ("measured", "0.1")
    assert reading.status == "final"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Material", cell) for cell in ("Urine", "Sammelurin", "Speichel", "CSF", "UR")),
        ("Specimen type", "saliva"),
        ("Probenmaterial", "Ejakulat"),
        ("Probenart", "Nabelschnurblut"),
        ("Type de prélèvement", "salive"),
        ("prélèvement", "urines"),
        ("échantillon", "LCR"),
        ("Matrix", "Liquor"),
    ],
)
def test_another_material_is_not_taken_for_blood(beside, heading, cell):
    (row,) = beside(heading, cell).rows
    assert (row.outcome, row.code) == ("unmatched", "analyte-unclear")
    assert f"“{cell}”" in row.text


@pytest.mark.parametrize(
    "cell", ["Serum", "Plasma", "S", "Li-Heparin", "sérum", "venous blood"]
)
def test_blood_goes_on(beside, cell):
    assert reading_of(beside("Material", cell))


def test_a_volume_was_never_in_a_tube(beside):
    volume = {"analyte": "Testis volume L", "value": "12", "unit": "mL"}
    assert reading_of(beside("Material", "semen", **volume))


@pytest.mark.parametrize(
    ("heading", "cell", "status"),
    [
        ("Freigabe", "vorläufig", "preliminary"),
        ("Freigabe", "nicht freigegeben", "preliminary"),
        ("State", "preliminary", "preliminary"),
        ("State", "C", "corrected"),
        ("Result state", "P", "preliminary"),
        ("Res. Status", "X", "not-done"),
        ("Status Code", "P", "preliminary"),
        ("Validation", "non validé", "preliminary"),
        ("Validierung", "validiert", "final"),
        ("OBX-11", "C", "corrected"),
        ("Befund-Status", "Teilbefund", "preliminary"),
        ("Statut", "provisoire", "preliminary"),
        ("État", "corrigé", "corrected"),
    ],
)
def test_a_status_is_read_under_other_headings(beside, heading, cell, status):
    value = "" if status == "not-done" else "0.1"
    assert reading_of(beside(heading, cell, value=value)).status == status


@pytest.mark.parametrize("heading", ["Freigabe", "Validated", "released", "Validierung"])
@pytest.mark.parametrize("cell", ["nein", "N", "false"])
def test_a_release_that_was_not_given_is_not_passed_over(beside, heading, cell):
    assert _codes(beside(heading, cell)) == [(2, heading, "unread-flag")]


def test_two_columns_of_status_must_not_differ(beside):
    both = beside("Validation", "preliminary", status="final")
    assert _codes(both) == [(2, "Validation", "unread-status")]
    assert reading_of(beside("Validation", "preliminary", status="preliminary"))


def test_only_rows_that_are_taken_count(read):
    text = (
        "patient;date;test;value;unit;X\n"
        "X-1;2026-01-05;LH;0.1;IU/L;a\nX-1;2026-01-05;CRP;0.3;mg/L;<\n"
    )
    assert not read(text).problems


def test_a_column_is_named_once_with_its_first_line(read):
    row = "X-1;2026-01-{day};LH;0.1;IU/L;{sign}\n"
    rows = [row.format(day=f"0{day}", sign=sign) for day, sign in enumerate(" <<<", 1)]
    found = read("patient;date;test;value;unit;X\n" + "".join(rows))
    assert _codes(found) == [(3, "X", "unread-comparison")]


def test_unread_columns_are_listed_with_up_to_three_cells(read):
    row = "X-1;2026-01-{day};LH;0.1;IU/L;{ward};{name};\n"
    rows = [
        row.format(day=f"0{day}", ward=ward, name="y" * 100)
        for day, ward in enumerate("aabcd", 1)
    ]
    found = read("patient;date;test;value;unit;Ward;patient name;\n" + "".join(rows))
    assert [(column.heading, column.sample) for column in found.unread] == [
        ("Ward", ("a", "b", "c")),
        ("patient name", ("y" * 80 + "…",)),
    ]


def test_what_is_left_out_is_listed_too(beside):
    found = beside("Status", "final", told={"columns": {"Status": "ignore"}})
    assert [column.heading for column in found.unread] == ["Status"]


WIDE = "patient;date;LH (IU/L)"


@pytest.mark.parametrize("heading", ["LH sign", "LH op", "LH_prefix", "LH Vorzeichen"])
def test_in_a_wide_file_a_sign_belongs_to_the_test_it_names(read, heading):
    text = f"{WIDE};FSH (IU/L);{heading}\nX-1;2026-01-05;0.1;0.2;≤\n"
    lh, fsh = (row.reading.value for row in read(text).rows)
    assert (lh.comparator, lh.digits, lh.reported) == ("<=", "0.1", "≤0.1")
    assert (fsh.comparator, fsh.digits) == ("", "0.2")


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("operator", "<", "unread-comparison-of-many"),
        ("LH flag", "<", "unread-comparison-of-many"),
        ("LH text", "<0.1", "unread-comparison-of-many"),
        ("LH text", "<0.2", "unread-comparison-of-many"),
        ("LH xyz", "<", "unread-comparison-of-many"),
        ("Bemerkung 2", "<0.1", "unread-comparison-of-many"),
        ("LH censored", "1", "unread-flag"),
        ("unit", "IU/mL", "unread-contradicts"),
    ],
)
def test_in_a_wide_file_no_sign_is_lost(read, heading, cell, code):
    found = read(f"{WIDE};{heading}\nX-1;2026-01-05;0.1;{cell}\n")
    assert _codes(found) == [(2, heading, code)]
    left_out = {"columns": {heading: "ignore"}}
    assert not read(
        f"{WIDE};{heading}\nX-1;2026-01-05;0.1;{cell}\n", mapping=left_out
    ).problems


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("hCG", "<0.2"), ("HIV", "not detected"), ("LH flag", "L"), ("LH date", "2026-01-05")],
)
def test_in_a_wide_file_another_test_has_its_own_result(read, heading, cell):
    found = read(f"{WIDE};{heading}\nX-1;2026-01-05;0.1;{cell}\n")
    assert not found.problems
    assert [column.heading for column in found.unread] == [heading]


def test_our_own_files_have_no_column_that_is_not_read(read):
    row = dict.fromkeys(RESULT_FIELDS, "") | {
        "patient": "X-1",
        "collected_at": "2026-01-05",
        "analyte": "lh",
        "reported": "0.1",
        "value": "0.1",
        "unit": "[IU]/L",
        "comment": "<",
    }
    found = read(",".join(RESULT_FIELDS) + "\r\n" + ",".join(row.values()) + "\r\n")
    assert (found.unread, found.problems) == ((), [])


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Below detection", ("0", "1")),
        ("Text result", ("0.1", "0.2")),
        ("Test code", ("10501-5", "15067-2")),
        ("X", ("1.1", "<1.1")),
    ],
)
def test_cells_that_differ_in_a_digit_are_told_apart(read, heading, cells):
    name = "LOINC" if heading == "Test code" else "test"
    lh = "10501-5" if heading == "Test code" else "LH"
    rows = [f"X-1;2026-01-0{at};{lh};0.1;IU/L;{cell}\n" for at, cell in enumerate(cells, 1)]
    found = read(f"patient;date;{name};value;unit;{heading}\n" + "".join(rows))
    assert [(problem.line, problem.path) for problem in found.problems] == [(3, heading)]


def test_in_a_wide_file_the_same_number_is_the_same_result(read):
    found = read(f"{WIDE};X\nX-1;2026-01-05;0.1;<0.2\nX-1;2026-01-06;0.1;<0.1\n")
    assert [(problem.line, problem.path) for problem in found.problems] == [(3, "X")]


@pytest.mark.parametrize(
    "heading", ["timezone", "Time zone", "TZ", "Zeitzone", "UTC offset"]
)
@pytest.mark.parametrize(
    ("clock", "cell", "refused"),
    [
        ("2026-01-05 08:00", "UTC", True),
        ("2026-01-05 08:00", "America/New_York", True),
        ("2026-01-05 08:00", "-05:00", True),
        ("2026-01-05 08:00", "Europe/Berlin", False),
        ("2026-01-05 08:00", "CET", False),
        ("2026-01-05 08:00", "+01:00", False),
        ("2026-01-05 08:00", "UTC+1", False),
        ("2026-01-05T07:00:00Z", "UTC", False),
        ("2026-01-05", "UTC", False),
    ],
)
def test_a_zone_in_a_column_of_its_own_is_not_passed_over(
    beside, heading, clock, cell, refused
):
    """A clock without an offset is the clinic's, and this column says another."""
    found = beside(heading, cell, date=clock)
    assert [code for *_, code in _codes(found)] == ["unread-contradicts"] * refused


def test_a_zone_is_looked_at_beside_each_clock(read):
    rows = ("2026-01-05,+01:00", "2026-01-06 08:00,+01:00", "2026-01-07 08:00,+02:00")
    text = "".join(f"X-1,{row},LH,3.2,IU/L\n" for row in rows)
    found = read(f"patient,date,tz,analyte,value,unit\n{text}")
    assert _codes(found) == [(4, "tz", "unread-contradicts")]
