"""Dates and clocks of laboratories, and what one row settles for the others."""

from datetime import UTC, datetime

import pytest

from labs.exchange import dates
from labs.words import Refused

BERLIN = "Europe/Berlin"


def _iso(day, clock="", date_format=""):
    return dates.read_moment(day, clock, BERLIN, date_format)[0].iso


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-03-02", "2026-03-02"),
        ("2026-3-2", "2026-03-02"),
        ("2026/03/02", "2026-03-02"),
        ("2026.03.02", "2026-03-02"),
        ("20260302", "2026-03-02"),
        ("02.03.2026", "2026-03-02"),
        ("2.3.2026", "2026-03-02"),
        ("02.03.26", "2026-03-02"),
        ("2 March 2026", "2026-03-02"),
        ("2. März 2026", "2026-03-02"),
        ("2 mars 2026", "2026-03-02"),
        ("1er août 2026", "2026-08-01"),
        ("02-Mar-2026", "2026-03-02"),
        ("02-Mar-26", "2026-03-02"),
        ("2. März 26 08:10", "2026-03-02T08:10:00+01:00"),
        ("Mar 2, 26", "2026-03-02"),
        ("3/25/26", "2026-03-25"),
        ("Mar 2, 2026", "2026-03-02"),
        ("Mo, 02.03.2026", "2026-03-02"),
        ("25/03/2026", "2026-03-25"),
        ("03/25/2026", "2026-03-25"),
        ("04/04/2026", "2026-04-04"),
        ("2026-03", "2026-03"),
        ("03/2026", "2026-03"),
        ("2026-03-02T08:10", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02 08:10", "2026-03-02T08:10:00+01:00"),
        ("2026-07-02 08:10", "2026-07-02T08:10:00+02:00"),
        ("2026-03-02 08:10:30", "2026-03-02T08:10:30+01:00"),
        ("2026-03-02T08:10:00.000", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02T08:10:00Z", "2026-03-02T09:10:00+01:00"),
        ("2026-03-02 08:10 UTC", "2026-03-02T09:10:00+01:00"),
        ("2026-03-02 08:10 utc", "2026-03-02T09:10:00+01:00"),
        ("2026-03-02 23:10 GMT", "2026-03-03T00:10:00+01:00"),
        ("2026-03-02T08:10:00+00:00", "2026-03-02T09:10:00+01:00"),
        ("2026-03-02T08:10-05:00", "2026-03-02T08:10:00-05:00"),
        ("2026-03-02T08:10+0100", "2026-03-02T08:10:00+01:00"),
        ("202603020810", "2026-03-02T08:10:00+01:00"),
        ("20260302 0810", "2026-03-02T08:10:00+01:00"),
        ("02.03.2026 08:10", "2026-03-02T08:10:00+01:00"),
        ("02.03.2026, 8:10 Uhr", "2026-03-02T08:10:00+01:00"),
        ("02.03.2026 um 8.10 Uhr", "2026-03-02T08:10:00+01:00"),
        ("25/03/2026 08h10", "2026-03-25T08:10:00+01:00"),
        ("25/03/2026 à 8 h 10", "2026-03-25T08:10:00+01:00"),
        ("25/03/2026 8h", "2026-03-25T08:00:00+01:00"),
        ("03/25/2026 2:10 PM", "2026-03-25T14:10:00+01:00"),
        ("03/25/2026 12:10 am", "2026-03-25T00:10:00+01:00"),
        ("2 March 2026 08:10", "2026-03-02T08:10:00+01:00"),
    ],
)
def test_a_date_is_read(written, iso):
    assert _iso(written) == iso


@pytest.mark.parametrize(
    ("day", "clock", "iso"),
    [
        ("02.03.2026", "08:10", "2026-03-02T08:10:00+01:00"),
        ("02.03.2026", "8.10", "2026-03-02T08:10:00+01:00"),
        ("02.03.2026", "0810", "2026-03-02T08:10:00+01:00"),
        ("02.03.2026", "810", "2026-03-02T08:10:00+01:00"),
        ("02.03.2026", "081000", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02", "8h", "2026-03-02T08:00:00+01:00"),
        ("2026-03-02", "08h10", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02", "8:10 AM", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02", "", "2026-03-02"),
        ("2026-03-02 00:00:00", "08:10", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02T00:00:00.000", "08:10", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02", "1899-12-30 08:10:00", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02", "2026-03-02 08:10", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02T00:00:00Z", "08:10", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02 12:00:00 AM", "08:10", "2026-03-02T08:10:00+01:00"),
        ("2026-03-02 00:00", "", "2026-03-02T00:00:00+01:00"),
    ],
)
def test_a_clock_has_a_column_of_its_own(day, clock, iso):
    assert _iso(day, clock) == iso


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("03/04/2026", "date-ambiguous"),
        ("03-04-2026", "date-ambiguous"),
        ("03/04/26", "date-ambiguous-short-year"),
        ("02-03-26", "date-ambiguous-short-year"),
        ("31.02.2026", "time-unreadable"),
        ("2026-13-01", "time-unreadable"),
        ("2026-03-02 24:30", "time-unreadable"),
        ("2026-03-02 08:10 09:20", "time-unreadable"),
        ("46083", "date-is-day-number"),
        ("46083.34", "date-is-day-number"),
        ("46083,34", "date-is-day-number"),
        ("4608", "time-unreadable"),
        ("gestern", "time-unreadable"),
        ("2 Quintember 2026", "time-unreadable"),
        ("0026-03-02", "date-out-of-range"),
        ("2026-03-29 02:30", "hour-missing"),
        ("9" * 5000, "time-unreadable"),
    ],
)
def test_what_is_no_date_is_refused(written, code):
    with pytest.raises(Refused) as refused:
        _iso(written)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("day", "clock", "quoted"),
    [
        ("Jan 2026", "", "Jan 2026"),
        ("2 Quintember 2026 8h10", "", "2 Quintember 2026 8h10"),
        ("20261302", "", "20261302"),
        ("31.2.26", "", "31.2.26"),
        ("2026.3.32 um 8.10 Uhr", "", "2026.3.32 um 8.10 Uhr"),
        ("3/4/26 8h10", "", "3/4/26 8h10"),
        ("Mo, 3/4/2026", "", "Mo, 3/4/2026"),
        ("2026-03-02", "2510", "2026-03-02 2510"),
        ("2026-03-02", "0.34", "0.34"),
        ("2026-03-02", "0,34", "0,34"),
        ("46083", "0.34", "46083"),
        ("46047.33", "", "46047.33"),
    ],
)
def test_a_sentence_quotes_the_cell_as_it_stands(day, clock, quoted):
    with pytest.raises(Refused) as refused:
        _iso(day, clock)
    assert f"“{quoted}”" in str(refused.value)


def test_a_day_number_of_a_spreadsheet_is_called_so():
    with pytest.raises(Refused, match="a day number of a spreadsheet. Format the column"):
        _iso("46047")
    with pytest.raises(Refused, match="in parts of a day. Format the column as a time"):
        _iso("2026-03-02", "0.34")


def test_a_moment_keeps_its_print_where_that_is_another_clock():
    moment, _ = dates.read_moment("20260302 ", "8h10 UTC", BERLIN, "")
    assert (moment.iso, moment.reported) == (
        "2026-03-02T09:10:00+01:00",
        "20260302 8h10 UTC",
    )
    assert dates.read_moment("2026-03-02T08:10+01:00", "", BERLIN, "")[0].reported == ""


@pytest.mark.parametrize("clock", ["25:00", "8 o'clock", "0.34", "morning"])
def test_what_is_no_clock_is_refused(clock):
    with pytest.raises(Refused):
        _iso("2026-03-02", clock)


def test_a_doubled_hour_is_the_first_and_said_so():
    moment, doubled = dates.read_moment("2026-10-25 02:30", "", BERLIN, "")
    assert (moment.iso, doubled) == ("2026-10-25T02:30:00+02:00", True)
    assert dates.read_moment("2026-10-25T02:30+01:00", "", BERLIN, "")[1] is False


def test_a_format_settles_the_order():
    assert _iso("03/04/2026", date_format="%d/%m/%Y") == "2026-04-03"
    assert _iso("03/04/2026", date_format="%m/%d/%Y") == "2026-03-04"
    assert _iso("03/04/2026 08:10", date_format="%d/%m/%Y") == "2026-04-03T08:10:00+02:00"
    assert (
        _iso("03/04/26 08:10", date_format="%d/%m/%y %H:%M") == "2026-04-03T08:10:00+02:00"
    )


def test_dots_need_no_format():
    assert _iso("03.11.2025", date_format="%m/%d/%Y") == "2025-11-03"


@pytest.mark.parametrize(
    ("cells", "settled"),
    [
        (["03/04/2026", "25/04/2026"], "%d/%m/%Y"),
        (["03/04/2026", "04/25/2026"], "%m/%d/%Y"),
        (["03-04-2026", "25-04-2026 08:10"], "%d-%m-%Y"),
        (["03/04/2026", "05/04/2026"], ""),
        (["25/04/2026", "04/25/2026"], ""),
        (["1/25/26", "2/3/26"], "%m/%d/%Y"),
        (["25/1/26", "2/3/26"], "%d/%m/%Y"),
        (["2/3/26", "3/4/26"], ""),
        (["26-01-25", "25-12-31"], ""),
        (["25/01/26", "26/02/26"], ""),
        (["13/01/2026", "02/03/26"], "%d/%m/%Y"),
        (["03.04.2026", "2026-04-25"], ""),
        ([], ""),
    ],
)
def test_one_row_settles_the_others_unless_they_contradict(cells, settled):
    assert dates.find_date_format(cells) == settled


@pytest.mark.parametrize(
    "date_format", ["%d/%m", "%Q/%m/%Y", "%H:%M", "dd/mm/yyyy", "%", ""]
)
def test_a_format_without_a_whole_date_is_refused(date_format):
    with pytest.raises(Refused, match="not a date format"):
        dates.check_date_format(date_format)


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Date (dd/mm/yyyy)", "%d/%m/%Y"),
        ("Collected [MM-DD-YYYY]", "%m-%d-%Y"),
        ("Datum (TT.MM.JJJJ)", "%d.%m.%Y"),
        ("Datum (TT.MM.JJ)", "%d.%m.%Y"),
        ("Date (mm/dd/yy)", "%m/%d/%Y"),
        ("Date de prélèvement (jj/mm/aaaa)", "%d/%m/%Y"),
        ("Date", ""),
        ("Comment", ""),
    ],
)
def test_a_heading_may_tell_the_format(heading, told):
    assert dates.told_by(heading) == told


def test_a_format_in_the_heading_settles_the_file(readings):
    text = "mrn;Date (dd/mm/yyyy);test;result;unit\nN-1;03/04/2026;LH;2;IU/L\n"
    assert readings(text)[0].moment.iso == "2026-04-03"


def test_a_row_of_a_file_settles_the_others(readings, problems):
    head = "mrn;date;test;result;unit\n"
    rows = "N-1;03/04/2026;LH;2;IU/L\nN-1;25/04/2026;LH;2;IU/L\n"
    assert [r.moment.iso for r in readings(head + rows)] == ["2026-04-03", "2026-04-25"]
    alone = head + rows.split("\n")[0] + "\n"
    assert problems(alone) == [(2, "date-ambiguous")]
    assert readings(alone, date_format="%m/%d/%Y")[0].moment.iso == "2026-03-04"
    told = {"date_format": "%d/%m/%Y"}
    assert readings(alone, mapping=told)[0].moment.iso == "2026-04-03"


def test_a_draw_that_is_still_to_come_is_refused(one, refusal):
    """It is noon in the clinic; where a time is told, instants are compared."""
    assert one(collected_at="2026-11-23")
    assert refusal(collected_at="2026-11-24") == "draw-in-future"
    assert one(collected_at="2026-11-23 12:00")
    assert refusal(collected_at="2026-11-23 12:01") == "draw-in-future"
    assert one(collected_at="2026-11-24T01:00+14:00")
    assert refusal(collected_at="2026-11-23T12:00-05:00") == "draw-in-future"


def test_the_day_on_which_a_draw_is_to_come_is_the_clinics(readings, problems):
    """It is the 24th in Tokyo, 14 hours before it is so in New York."""
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    text = "patient,collected_at,analyte,reported,unit\nN-1,2026-11-24,LH,2,IU/L\n"
    assert readings(text, zone="Asia/Tokyo", now=now)
    assert problems(text, zone="America/New_York", now=now) == [(2, "draw-in-future")]


def test_a_precision_takes_away_and_never_adds(one, refusal):
    at = "2026-03-02 08:10"
    assert one(collected_at=at, precision="date").moment.iso == "2026-03-02"
    assert one(collected_at=at, precision="month").moment.iso == "2026-03"
    assert one(collected_at="2026-03-02", precision="minute").moment.precision == "date"
    assert refusal(precision="hour") == "precision-unknown"


HEAD = "patient,collected_at,analyte,reported,unit\n"
MIDNIGHTS = [
    "2026-02-05 00:00",
    "2026-02-05 00:00:00",
    "2026-02-05 00:00:00.000",
    "2026-02-05T00:00:00Z",
    "2026-02-05T00:00:00+01:00",
    "2026-02-05T00:00:00-05:00",
    "2026-02-05 12:00 AM",
    "2026-02-05 12:00:00 am",
    "05.02.2026 0:00",
    "05.02.2026 00.00 Uhr",
    "5 Feb 2026 00:00",
    "20260205000000",
    "2026-02-05",
]


def _moments(readings, *cells, zone="America/New_York", head=HEAD, more=""):
    rows = [f'N-1,"{cell}",LH,{n},IU/L{more}\n' for n, cell in enumerate(cells, 1)]
    return [reading.moment.iso for reading in readings(head + "".join(rows), zone=zone)]


@pytest.mark.parametrize("cell", MIDNIGHTS)
@pytest.mark.parametrize("zone", ["America/New_York", BERLIN, "Pacific/Auckland"])
def test_a_column_of_midnights_holds_the_printed_dates(readings, cell, zone):
    found = _moments(readings, cell, "2026-03-05 00:00:00", zone=zone)
    assert found == ["2026-02-05", "2026-03-05"]


def test_one_other_hour_makes_all_of_a_column_times(readings):
    cells = (
        "2026-02-05 00:00:00",
        "2026-03-05T00:00:00Z",
        "2026-03-06 00:01",
        "2026-03-07",
    )
    assert _moments(readings, *cells) == [
        "2026-02-05T00:00:00-05:00",
        "2026-03-04T19:00:00-05:00",
        "2026-03-06T00:01:00-05:00",
        "2026-03-07",
    ]


def test_a_midnight_that_no_clock_of_the_zone_had_is_a_date(readings):
    """In Beirut the clock was put forward over the midnight of 30 March 2025."""
    assert _moments(readings, "2025-03-30 00:00:00", zone="Asia/Beirut") == ["2025-03-30"]


def test_midnights_in_a_format_are_dates(readings):
    text = HEAD + 'N-1,"03/04/2026 12:00:00 AM",LH,2,IU/L\n'
    for told in ("%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p"):
        assert readings(text, date_format=told)[0].moment.iso == "2026-03-04"


def test_what_is_precise_to_the_minute_stays_so_at_midnight(readings):
    head = HEAD.replace("reported,unit", "reported,unit,precision")
    at = "2026-02-05 00:00"
    assert _moments(readings, at, head=head, more=",minute") == [
        "2026-02-05T00:00:00-05:00"
    ]
    assert _moments(readings, at, head=head, more=",") == ["2026-02-05"]


def test_a_midnight_that_is_called_a_date_is_the_printed_one(readings):
    head = HEAD.replace("reported,unit", "reported,unit,precision")
    cells = ("2026-02-05T00:00:00Z", "2026-02-06T03:00:00Z")
    assert _moments(readings, *cells, head=head, more=",date") == [
        "2026-02-05",
        "2026-02-05",
    ]


CLOCKS = "patient,collected_at,time,analyte,reported,unit\n"


@pytest.mark.parametrize(
    ("days", "clocks", "found"),
    [
        (("2026-02-05", "2026-02-06"), ("00:00", "12:00 AM"), ("2026-02-05", "2026-02-06")),
        (
            ("2026-02-05", "2026-02-06"),
            ("00:00", "00:01"),
            ("2026-02-05T00:00:00+01:00", "2026-02-06T00:01:00+01:00"),
        ),
        (
            ("2026-02-05 00:00:00", "2026-02-06 00:00:00"),
            ("", "08:10"),
            ("2026-02-05", "2026-02-06T08:10:00+01:00"),
        ),
        (
            ("2026-02-05 00:00:00", "2026-02-06 00:00:00"),
            ("1899-12-30 00:00:00", ""),
            ("2026-02-05", "2026-02-06"),
        ),
    ],
)
def test_midnights_of_a_clock_column_tell_no_time(readings, days, clocks, found):
    cells = zip(days, clocks, strict=True)
    text = CLOCKS + "".join(f"N-1,{day},{clock},LH,2,IU/L\n" for day, clock in cells)
    assert tuple(reading.moment.iso for reading in readings(text)) == found


@pytest.mark.parametrize(
    ("heading", "cell", "iso"),
    [
        ("Collected (UTC)", "2025-02-02 04:30", "2025-02-01T23:30:00-05:00"),
        ("Collected [GMT]", "02.02.2025 4:30", "2025-02-01T23:30:00-05:00"),
        ("Collected (utc)", "2025-02-02T04:30-05:00", "2025-02-02T04:30:00-05:00"),
        ("Collected (UTC)", "2025-02-02", "2025-02-02"),
        ("Collected (UTC)", "2025-02-02 00:00", "2025-02-02"),
        ("Collected (UTC+1)", "2025-02-02 04:30", "2025-02-02T04:30:00+01:00"),
        ("Collected (UTC -05:00)", "2025-02-02 04:30", "2025-02-02T04:30:00-05:00"),
        ("Collected (UTC+5:30)", "2025-02-02 04:30", "2025-02-02T04:30:00+05:30"),
        ("Collected (UTC+99)", "2025-02-02 04:30", "2025-02-02T04:30:00-05:00"),
        ("Collected (UTCX)", "2025-02-02 04:30", "2025-02-02T04:30:00-05:00"),
        ("Collected", "2025-02-02 04:30", "2025-02-02T04:30:00-05:00"),
    ],
)
def test_a_heading_may_tell_the_offset(readings, heading, cell, iso):
    head = HEAD.replace("collected_at", heading)
    assert _moments(readings, cell, head=head) == [iso]


def test_a_heading_of_clocks_may_tell_the_offset(readings):
    text = "patient,date,time (UTC),analyte,reported,unit\nN-1,2025-02-02,0430,LH,2,IU/L\n"
    (reading,) = readings(text, zone="America/New_York")
    assert reading.moment.iso == "2025-02-01T23:30:00-05:00"
    assert reading.moment.reported == "2025-02-02 0430"


def test_two_digits_of_a_year_are_settled_by_another_row(readings, problems):
    rows = "N-1,1/25/26,LH,3.2,IU/L\nN-1,2/3/26,FSH,3.2,IU/L\n"
    assert [r.moment.iso for r in readings(HEAD + rows)] == ["2026-01-25", "2026-02-03"]
    alone = HEAD + "N-1,2/3/26,FSH,3.2,IU/L\n"
    assert problems(alone) == [(2, "date-ambiguous-short-year")]
    for told in ("%m/%d/%Y", "%m/%d/%y"):
        assert readings(alone, date_format=told)[0].moment.iso == "2026-02-03"
    assert readings(alone, date_format="%d/%m/%Y")[0].moment.iso == "2026-03-02"


@pytest.mark.parametrize(
    "cell", ["1/25/27", "1/25/75", "25.1.99", "25-Jan-74", "Jan 25, 99", "12/31/26"]
)
def test_two_digits_of_a_year_are_never_the_last_century_nor_a_time_to_come(read, cell):
    (problem,) = read(f'{HEAD}N-1,"{cell}",LH,3.2,IU/L\n').problems
    assert problem.code == "date-short-year"
    assert f"“{cell}” has a year of two digits" in problem.text


def test_a_date_to_come_with_its_whole_year_is_called_so(problems):
    text = HEAD + "N-1,2027-01-01T02:00Z,LH,3.2,IU/L\n"
    assert problems(text) == [(2, "draw-in-future")]


BORN = "patient,name,born,collected_at,analyte,reported,unit\n"


@pytest.mark.parametrize(
    ("cell", "born"), [("1980-01-02T00:00:00Z", "1980-01-02"), ("02.01.1980", "1980-01-02")]
)
def test_a_birth_date_is_the_printed_day_in_every_zone(read, cell, born):
    text = f"{BORN}N-1,Otto Synthetic,{cell},2026-03-02,LH,2,IU/L\n"
    (row,) = read(text, zone="America/New_York", people=True).rows
    assert row.person.born.isoformat() == born


@pytest.mark.parametrize("cell", ["02.01.80", "1/25/80", "25-Jan-26"])
def test_a_birth_date_with_two_digits_of_its_year_is_refused(read, cell):
    text = f"{BORN}N-1,Otto Synthetic,{cell},2026-03-02,LH,2,IU/L\n"
    (problem,) = read(text, people=True).problems
    assert problem.code == "born-short-year"
    assert f"“{cell}” has a year of two digits" in problem.text
