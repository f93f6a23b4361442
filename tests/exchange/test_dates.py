"""Dates and clocks of laboratories, and what one row settles for the others."""

from datetime import UTC, datetime

import pytest

from labs.exchange import dates
from labs.words import Refused

BERLIN = "Europe/Berlin"


def _iso(day, clock="", date_format=""):
    return dates.read(day, clock, BERLIN, date_format)[0].iso


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
        ("2026-03-02T08:10:00Z", "2026-03-02T08:10:00+00:00"),
        ("2026-03-02 08:10 UTC", "2026-03-02T08:10:00+00:00"),
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
        ("03/04/26", "time-unreadable"),
        ("31.02.2026", "time-unreadable"),
        ("2026-13-01", "time-unreadable"),
        ("2026-03-02 24:30", "time-unreadable"),
        ("2026-03-02 08:10 09:20", "time-unreadable"),
        ("46083", "time-unreadable"),
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


@pytest.mark.parametrize("clock", ["25:00", "8 o'clock", "0.34", "morning"])
def test_what_is_no_clock_is_refused(clock):
    with pytest.raises(Refused):
        _iso("2026-03-02", clock)


def test_a_doubled_hour_is_the_first_and_said_so():
    moment, doubled = dates.read("2026-10-25 02:30", "", BERLIN, "")
    assert (moment.iso, doubled) == ("2026-10-25T02:30:00+02:00", True)
    assert dates.read("2026-10-25T02:30+01:00", "", BERLIN, "")[1] is False


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
        (["03.04.2026", "2026-04-25"], ""),
        ([], ""),
    ],
)
def test_one_row_settles_the_others_unless_they_contradict(cells, settled):
    assert dates.settled(cells) == settled


@pytest.mark.parametrize(
    "date_format", ["%d/%m", "%Q/%m/%Y", "%H:%M", "dd/mm/yyyy", "%", ""]
)
def test_a_format_without_a_whole_date_is_refused(date_format):
    with pytest.raises(Refused, match="not a date format"):
        dates.usable(date_format)


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Date (dd/mm/yyyy)", "%d/%m/%Y"),
        ("Collected [MM-DD-YYYY]", "%m-%d-%Y"),
        ("Datum (TT.MM.JJJJ)", "%d.%m.%Y"),
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
