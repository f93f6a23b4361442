"""One row a draw: headings that name analyte, side and unit."""

import pytest

from labs.exchange import Entry
from labs.exchange.csv import wide

HEAD = "patient;date;"


@pytest.fixture
def column(read):
    """What the only column of results is read as: analyte, side and unit."""

    def column(heading, cell="0.4", **told):
        (row,) = read(f"{HEAD}{heading}\nN-1;2026-03-02;{cell}\n", **told).rows
        if not isinstance(row, Entry):
            return row.code
        return f"{row.reading.analyte.key} {row.reading.side} {row.reading.unit}".split()

    return column


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("LH (IU/L)", ["lh", "[IU]/L"]),
        ("LH [mIU/mL]", ["lh", "[IU]/L"]),
        ("LH ([IU]/L)", ["lh", "[IU]/L"]),
        ("LH [[IU]/L]", ["lh", "[IU]/L"]),
        ("LH, IU/L", ["lh", "[IU]/L"]),
        ("LH IU/L", ["lh", "[IU]/L"]),
        ("LH_IU/L", ["lh", "[IU]/L"]),
        ("lh_iu_l", ["lh", "[IU]/L"]),
        ("Testosterone [nmol/L]", ["testosterone", "nmol/L"]),
        ("testosterone_nmol_l", ["testosterone", "nmol/L"]),
        ("Testosterone ng per dL", ["testosterone", "ng/dL"]),
        ("Testosterone, total (ng/dL)", ["testosterone", "ng/dL"]),
        ("Testosteron gesamt in nmol/l", ["testosterone", "nmol/L"]),
        ("Estradiol (E2) (pmol/L)", ["estradiol", "pmol/L"]),
        ("Östradiol [pg/ml]", ["estradiol", "pg/mL"]),
        ("Estradiol, Sensitive (pg/mL)", ["estradiol", "pg/mL"]),
        ("Hodenvolumen links (ml)", ["volume", "left", "mL"]),
        ("Hodenvolumen rechts", "unit-missing"),
        ("Testis volume R [mL]", ["volume", "right", "mL"]),
        ("Volume testiculaire gauche (mL)", ["volume", "left", "mL"]),
        ("2986-8 (ng/dL)", ["testosterone", "ng/dL"]),
        ("LH", "unit-missing"),
        ("LH (ng/mL)", "unit-mass-for-iu"),
        ("LH (mIU/L)", "unit-milli-per-litre"),
        ("LH (stones)", "unit-unknown"),
        ("SHBG (nmol/L)", "analyte-off"),
        ("Free testosterone (pmol/L)", "analyte-off"),
    ],
)
def test_a_heading_names_analyte_and_unit(column, heading, said):
    assert column(heading) == said


def test_a_unit_of_the_mapping_is_taken_where_the_heading_has_none(column):
    assert column("LH", mapping={"units": {"lh": "mIU/mL"}}) == ["lh", "[IU]/L"]


def test_the_unit_is_kept_as_the_heading_prints_it(readings):
    text = f"{HEAD}LH (mIU/mL)\nN-1;2026-03-02;<0,1\n"
    (reading,) = readings(text)
    assert (reading.unit_reported, reading.value.reported) == ("mIU/mL", "<0,1")


FILE = (
    "Pat.-Nr.;Entnahmedatum;Zeit;LH (IU/L);LH Referenz;FSH (IU/L);Testosteron (nmol/l);"
    "Kalium (mmol/l);Station;Bemerkung\n"
    "N-1;02.03.2026;08:10;<0,1;1,7-8,6;0,3;12,1;4,1;A;nüchtern\n"
    "N-2;03.03.2026;;;;-;15,0;;B;\n"
    "N-3;04.03.2026;;;;;;;;\n"
)


def test_a_row_holds_as_many_results_as_it_has_cells(read):
    rows = [row for row in read(FILE).rows if isinstance(row, Entry)]
    assert [(r.source.line, r.source.path, r.reading.value.reported) for r in rows] == [
        (2, "LH (IU/L)", "<0,1"),
        (2, "FSH (IU/L)", "0,3"),
        (2, "Testosteron (nmol/l)", "12,1"),
        (3, "Testosteron (nmol/l)", "15,0"),
    ]


def test_what_stands_beside_a_result_is_its_own(readings):
    lh, fsh, *_ = readings(FILE)
    assert lh.interval.plain == "1.7 to 8.6"
    assert fsh.interval is None
    assert {lh.comment, fsh.comment} == {"nüchtern"}
    assert lh.moment.clock == "08:10"


def test_another_test_is_ignored_and_other_columns_are_left_alone(read):
    aside = [row for row in read(FILE).rows if not isinstance(row, Entry)]
    assert [(row.source.line, row.source.path, row.code) for row in aside] == [
        (2, "Kalium (mmol/l)", "analyte-unknown")
    ]


def test_a_bad_cell_is_named_by_its_heading(read):
    text = f"{HEAD}LH (IU/L);FSH (IU/L)\nN-1;2026-03-02;x1;nan\n"
    found = [(p.line, p.path, p.code) for p in read(text).problems]
    assert found == [
        (2, "LH (IU/L)", "value-unreadable"),
        (2, "FSH (IU/L)", "value-not-a-result"),
    ]
    assert read(text).problems[0].text.startswith("LH (IU/L): ")


def test_a_unit_may_have_a_column_of_its_own(readings):
    text = f"{HEAD}LH;LH unit;LH low;LH high\nN-1;2026-03-02;2;mIU/mL;1.7;8.6\n"
    (reading,) = readings(text)
    assert (reading.unit_reported, reading.interval.plain) == ("mIU/mL", "1.7 to 8.6")


def test_a_doubtful_heading_is_put_aside_and_never_total(column, read):
    assert column("Testosterone bio (nmol/L)") == "columns-missing"
    text = f"{HEAD}LH (IU/L);T (nmol/L);Testosterone bio\nN-1;2026-03-02;2;12;3\n"
    assert [row.code for row in read(text).rows if not isinstance(row, Entry)] == [
        "analyte-unclear",
        "analyte-unclear",
    ]


def test_a_method_of_the_blood_tests_is_none_of_the_volume(readings):
    text = "patient;date;method;LH (IU/L);Testis volume L (mL)\nN-1;2026-03-02;ECLIA;2;12\n"
    lh, volume = readings(text)
    assert (lh.method, volume.method) == ("ECLIA", "")


def test_a_row_without_a_result_is_no_row(read):
    assert (
        read(f"{HEAD}LH (IU/L)\nN-1;2026-03-02;\nN-1;2026-03-03;2\n").rows[0].source.line
        == 3
    )


def test_a_heading_of_any_length_costs_nothing(problems):
    assert problems("patient;date;" + "LH (" * 15_000 + "\nN-1;2026-03-02;2\n") == [
        (None, "columns-missing")
    ]


def test_lines_full_of_headings_are_not_read_over_and_over(read, monkeypatch):
    asked = []
    plain = wide.identify_analyte
    monkeypatch.setattr(wide, "identify_analyte", lambda *a: asked.append(1) or plain(*a))
    line = "date;" + ";".join(f"LH a b c d e f g h {n} of x" for n in range(400)) + "\n"
    read(line * 19 + "patient;date;LH (IU/L)\nN-1;2026-03-02;2\n")
    assert len(asked) < 400 * 19 * 4 + 400 * 20


def test_a_header_of_very_many_columns_is_refused(problems):
    assert problems("LH (IU/L);" * 5000 + "\n1\n") == [(None, "columns-too-many")]
