"""One row a test and one column a date: the cumulative report of portals."""

HEAD = "Analyt;Einheit;Referenzbereich;05.01.2026;05.02.2026 08:10;Arzt\n"


def test_each_cell_is_a_result_under_its_date(readings):
    text = HEAD + "LH;IE/l;1,7-8,6;3,2;<0,1;Dr. A\nTestosteron;nmol/l;8,6-29;12,1;;Dr. A\n"
    taken = [
        (r.analyte.key, r.moment.iso, r.value.reported, r.interval.plain)
        for r in readings(text, patient="X-1")
    ]
    assert taken == [
        ("lh", "2026-01-05", "3,2", "1.7 to 8.6"),
        ("lh", "2026-02-05T08:10:00+01:00", "<0,1", "1.7 to 8.6"),
        ("testosterone", "2026-01-05", "12,1", "8.6 to 29"),
    ]


def test_problems_and_rows_name_the_date(read):
    found = read(HEAD + "LH;IE/l;;x1;2;Dr. A\n", patient="X-1")
    assert [(p.line, p.path, p.code) for p in found.problems] == [
        (2, "05.01.2026", "value-unreadable")
    ]
    assert [row.source.path for row in found.rows] == ["05.01.2026", "05.02.2026 08:10"]
    assert [column.heading for column in found.unread] == ["Arzt"]
    assert "one row a test" in found.understood


def test_a_patient_may_have_a_column(readings):
    (reading,) = readings("Patient,Test,Unit,2026-01-05\nX-1,LH,IU/L,3\n")
    assert reading.moment.iso == "2026-01-05"


def test_one_heading_settles_the_other_dates(readings, problems):
    text = "Patient,Test,Unit,01/25/2026,02/03/2026\nX-1,LH,IU/L,1,2\n"
    assert [r.moment.iso for r in readings(text)] == ["2026-01-25", "2026-02-03"]
    unsettled = text.replace("01/25", "01/02")
    assert problems(unsettled) == [(2, "date-ambiguous"), (2, "date-ambiguous")]


def test_one_sign_is_not_that_of_two_results(readings, problems):
    head = "Patient,Test,Unit,Sign,2026-01-05"
    assert readings(f"{head}\nX-1,LH,IU/L,<,0.1\n")[0].value.comparator == "<"
    many = f"{head},2026-02-05\nX-1,LH,IU/L,<,0.1,0.2\n"
    assert problems(many) == [(2, "unread-comparison-of-many")]
