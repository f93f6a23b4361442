"""A moment is what the source said: its own day, its own clock, nothing guessed."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.readings import Moment, date_formats
from labs.words import Refused

BERLIN, YORK = "Europe/Berlin", "America/New_York"

READ = {
    "2024-05-14": "2024-05-14",
    "2024-05-14 07:50": "2024-05-14T07:50:00+02:00",
    "2024-05-14T07:50": "2024-05-14T07:50:00+02:00",
    "2024-05-14T07:50:30": "2024-05-14T07:50:30+02:00",
    "2024-12-14 07:50": "2024-12-14T07:50:00+01:00",
    "2024-05-14T07:50:00-04:00": "2024-05-14T07:50:00-04:00",
    "2024-05-14T07:50:00+0530": "2024-05-14T07:50:00+05:30",
    "2024-05-14 07:50+02": "2024-05-14T07:50:00+02:00",
    "2024-05-14T07:50:00.000Z": "2024-05-14T09:50:00+02:00",
    "2024-05": "2024-05",
    "03.11.2025": "2025-11-03",
    "3.11.2025 8:05": "2025-11-03T08:05:00+01:00",
    "03.11.2025, 08:05 Uhr": "2025-11-03T08:05:00+01:00",
    "2026/02/03": "2026-02-03",
    "25/04/2026": "2026-04-25",
    "04/25/2026 1:05 PM": "2026-04-25T13:05:00+02:00",
    "25-04-2026 12:30 a.m.": "2026-04-25T00:30:00+02:00",
    "25-04-2026 1:30 p.m.": "2026-04-25T13:30:00+02:00",
    "05/05/2026": "2026-05-05",
    "1900-01-01": "1900-01-01",
    "2199-12-31": "2199-12-31",
    "  2024-05-14   07:50 ": "2024-05-14T07:50:00+02:00",
}
UNREADABLE = [
    *("", "yesterday", "2024-13-01", "2024-02-30", "2024-13", "31.02.2024", "32/13/2024"),
    *("03.11.225", "20240514", "2024-5-14", "2024-05-14T25:00"),
    *("2024-05-14 07:61", "2024-05-14 13:00 PM", "2024-05-14 0:30 am", "07:50"),
    *("2024-05-14 07:50+99:00", "٢٠٢٤-٠٥-١٤", "2024-05-14T", "2024-05-14 soon"),
]


@pytest.mark.parametrize(("text", "iso"), READ.items())
def test_a_moment_is_read_as_files_write_it(text, iso):
    assert Moment.read(text, BERLIN).iso == iso


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Refused) as refused:
        Moment.read(text, BERLIN)
    assert refused.value.code == "time-unreadable"


@given(st.text(max_size=25), st.sampled_from(["", "%d/%m/%Y", "%d/%m/%Y %H:%M"]))
def test_no_text_crashes(text, date_format):
    try:
        Moment.read(text, BERLIN, date_format=date_format)
    except Refused as refused:
        assert str(refused)


@pytest.mark.parametrize("text", ["03/04/2026", "03-04-2026", "3/4/2026 08:00"])
def test_day_and_month_are_never_guessed(text):
    with pytest.raises(Refused) as refused:
        Moment.read(text, BERLIN)
    assert refused.value.code == "date-ambiguous"


@pytest.mark.parametrize("text", ["3/4/26", "03-04-26 08:00", "25/01/26", "26-03-02"])
def test_a_short_year_leaves_more_in_doubt(text):
    """`26-03-02` may begin with its year, and `25/01/26` too."""
    with pytest.raises(Refused) as refused:
        Moment.read(text, BERLIN)
    assert refused.value.code == "date-ambiguous-short-year"
    assert "two digits" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "date_format", "iso"),
    [
        ("1/25/26", "", "2026-01-25"),
        ("25/1/26", "%d/%m/%Y", "2026-01-25"),
        ("2/3/26", "%m/%d/%Y", "2026-02-03"),
        ("2/3/26 08:00", "%m/%d/%Y", "2026-02-03T08:00:00+01:00"),
        ("26-03-02", "%Y-%m-%d", "2026-03-02"),
        ("2/3/2026", "%m/%d/%y", "2026-02-03"),
        ("1/25/75", "%m/%d/%y", "2075-01-25"),
        ("25.1.26", "", "2026-01-25"),
        ("05/05/05", "", "2005-05-05"),
    ],
)
def test_a_year_of_two_digits_is_of_this_century(text, date_format, iso):
    assert Moment.read(text, BERLIN, date_format=date_format).iso == iso


@pytest.mark.parametrize(
    ("text", "date_format", "iso"),
    [
        ("03/04/2026", "%d/%m/%Y", "2026-04-03"),
        ("03/04/2026", "%m/%d/%Y", "2026-03-04"),
        ("03/04/2026 08:00", "%d/%m/%Y", "2026-04-03T08:00:00+02:00"),
        ("03/04/26 08:00", "%d/%m/%y %H:%M", "2026-04-03T08:00:00+02:00"),
        ("20260403", "%Y%m%d", "2026-04-03"),
        ("03/04/26 08:05 PM", "%d/%m/%y %I:%M %p", "2026-04-03T20:05:00+02:00"),
        ("2026-04-03", "%d/%m/%Y", "2026-04-03"),
        ("03.04.2026", "%m/%d/%Y", "2026-04-03"),
    ],
)
def test_a_format_that_is_given_settles_the_order(text, date_format, iso):
    assert Moment.read(text, BERLIN, date_format=date_format).iso == iso


@pytest.mark.parametrize("text", ["12/25/2026", "03-04-2026", "04/25/2026"])
def test_a_date_against_the_format_that_is_given_is_refused(text):
    with pytest.raises(Refused) as refused:
        Moment.read(text, BERLIN, date_format="%d/%m/%Y")
    assert refused.value.code == "time-unreadable"


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("03/04/2026", ("%d/%m/%Y", "%m/%d/%Y")),
        ("03-04-2026 08:00", ("%d-%m-%Y", "%m-%d-%Y")),
        ("25/04/2026", ("%d/%m/%Y",)),
        ("04/25/2026", ("%m/%d/%Y",)),
        ("2026-04-25", ()),
        ("25.04.2026", ()),
        ("32/13/2026", ()),
        ("1/25/26", ("%m/%d/%Y",)),
        ("2/3/26", ("%d/%m/%Y", "%m/%d/%Y")),
        ("25/01/26", ("%d/%m/%Y", "%Y/%m/%d")),
        ("32-13-26", ()),
    ],
)
def test_the_formats_that_a_date_may_have(text, formats):
    assert date_formats(text) == formats


@pytest.mark.parametrize(
    ("day", "zone"), [(date(2026, 3, 29), BERLIN), (date(2026, 3, 8), YORK)]
)
def test_an_hour_that_did_not_exist_is_refused(day, zone):
    with pytest.raises(Refused) as refused:
        Moment.local(day, time(2, 30), zone)
    assert refused.value.code == "hour-missing"
    assert str(refused.value).startswith(f"02:30 on {day} did not exist in {zone}:")


def test_a_doubled_hour_asks_which():
    with pytest.raises(Refused) as refused:
        Moment.local(date(2026, 10, 25), time(2, 30), BERLIN)
    assert refused.value.code == "hour-doubled"
    assert str(refused.value).startswith("02:30 on 2026-10-25 came twice in Europe/Berlin")
    assert "02:30+02:00 or 02:30+01:00" in str(refused.value)


def test_a_doubled_hour_is_asked_about_west_of_greenwich_too():
    with pytest.raises(Refused, match="01:30-04:00 or 01:30-05:00"):
        Moment.local(date(2026, 11, 1), time(1, 30), YORK)


def test_a_doubled_hour_on_the_meridian_has_a_sign():
    with pytest.raises(Refused, match=r"01:30\+01:00 or 01:30\+00:00"):
        Moment.local(date(2026, 10, 25), time(1, 30), "Europe/London")


@pytest.mark.parametrize(("fold", "offset"), [(0, "+02:00"), (1, "+01:00")])
def test_an_answer_settles_a_doubled_hour(fold, offset):
    moment = Moment.read("2026-10-25 02:30", BERLIN, fold=fold)
    assert moment.iso == f"2026-10-25T02:30:00{offset}"
    assert moment.at == datetime(2026, 10, 25, fold, 30, tzinfo=UTC)


def test_an_answer_changes_no_hour_that_came_once():
    assert Moment.read("2026-05-14 07:50", BERLIN, fold=1) == Moment.read(
        "2026-05-14 07:50", BERLIN
    )


@pytest.mark.parametrize("text", ["2026-03-29T02:30:00+01:00", "2026-10-25T02:30:00+02:00"])
def test_a_time_with_its_offset_is_always_taken_as_printed(text):
    assert Moment.read(text, BERLIN).iso == text


def test_the_clinical_day_is_the_sources_own():
    """23:30 in New York is the next morning in Berlin, and stays the evening."""
    moment = Moment.read("2026-05-14T23:30:00-04:00", BERLIN)
    assert (moment.date, moment.clock) == (date(2026, 5, 14), "23:30")
    assert moment.at == datetime(2026, 5, 15, 3, 30, tzinfo=UTC)


LONDON, AUCKLAND = "Europe/London", "Pacific/Auckland"
WITHOUT_A_PLACE = [
    # printed, the clinic's zone, its clock, whether that is another one
    ("2025-01-07T12:50:00Z", YORK, "2025-01-07T07:50:00-05:00", True),
    ("2025-01-07T12:50:00+00:00", YORK, "2025-01-07T07:50:00-05:00", True),
    ("2025-01-07 12:50 -0000", YORK, "2025-01-07T07:50:00-05:00", True),
    ("2025-02-02T04:30Z", YORK, "2025-02-01T23:30:00-05:00", True),
    ("2025-01-01T02:00z", YORK, "2024-12-31T21:00:00-05:00", True),
    ("2025-01-07T12:50:00Z", LONDON, "2025-01-07T12:50:00+00:00", False),
    ("2025-01-07T12:50:00+00:00", LONDON, "2025-01-07T12:50:00+00:00", False),
    ("2025-07-07T12:50:00Z", LONDON, "2025-07-07T13:50:00+01:00", True),
    ("2025-07-07T12:50:00+00:00", LONDON, "2025-07-07T13:50:00+01:00", True),
    ("2026-10-25T00:30Z", LONDON, "2026-10-25T01:30:00+01:00", True),
    ("2026-10-25T01:30Z", LONDON, "2026-10-25T01:30:00+00:00", False),
    ("2026-10-25T00:30Z", BERLIN, "2026-10-25T02:30:00+02:00", True),
    ("2026-10-25T01:30Z", BERLIN, "2026-10-25T02:30:00+01:00", True),
    ("2026-03-29T00:59Z", BERLIN, "2026-03-29T01:59:00+01:00", True),
    ("2026-03-29T01:00Z", BERLIN, "2026-03-29T03:00:00+02:00", True),
    ("2026-03-08T06:59Z", YORK, "2026-03-08T01:59:00-05:00", True),
    ("2026-03-08T07:00Z", YORK, "2026-03-08T03:00:00-04:00", True),
    ("2026-02-28T11:30Z", AUCKLAND, "2026-03-01T00:30:00+13:00", True),
    ("2026-03-01T09:00Z", "Pacific/Pago_Pago", "2026-02-28T22:00:00-11:00", True),
    ("2026-03-01T12:50:00Z", "UTC", "2026-03-01T12:50:00+00:00", False),
    ("2026-03-01T12:50:00+01:00", YORK, "2026-03-01T12:50:00+01:00", False),
    ("2026-03-01T23:50:00-05:00", LONDON, "2026-03-01T23:50:00-05:00", False),
]


@pytest.mark.parametrize(("text", "zone", "iso", "is_other"), WITHOUT_A_PLACE)
def test_an_instant_without_a_place_is_on_the_clinics_clock(text, zone, iso, is_other):
    moment = Moment.read(text, zone)
    assert moment.iso == iso
    assert moment.date.isoformat() == iso[:10]
    assert moment.at == datetime.fromisoformat(iso)
    assert moment.reported == (text if is_other else "")
    assert Moment.read(moment.iso, zone).iso == iso


@pytest.mark.parametrize(
    "text", ["0001-01-01T02:00Z", "1900-01-01T02:00Z", "9999-12-31T22:00Z"]
)
def test_an_instant_at_the_end_of_the_calendar_is_refused(text):
    with pytest.raises(Refused) as refused:
        Moment.read(text, YORK)
    assert refused.value.code == "date-out-of-range"


@pytest.mark.parametrize(
    "text", ["2025-02-02T00:00:00Z", "2025-02-02 00:00", "2025-02-02T04:30:00-05:00"]
)
def test_where_a_clock_tells_nothing_the_day_is_the_printed_one(text):
    assert Moment.read(text, YORK, date_only=True).iso == "2025-02-02"


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("2025-02-02T04:30:00Z", "%Y-%m-%dT%H:%M:%SZ"),
        ("02/02/2025 04:30 +0000", "%d/%m/%Y %H:%M %z"),
        ("02/02/2025 04:30Z", "%d/%m/%Y"),
    ],
)
def test_a_format_does_not_hide_an_instant(text, date_format):
    moment = Moment.read(text, YORK, date_format=date_format)
    assert moment.iso == "2025-02-01T23:30:00-05:00"


@pytest.mark.parametrize("zone", [BERLIN, YORK, "Pacific/Auckland", "America/St_Johns"])
def test_a_late_draw_stays_on_its_day(zone):
    moment = Moment.local(date(2026, 3, 28), time(23, 30), zone)
    assert moment.date == date(2026, 3, 28)
    assert moment.at.astimezone(ZoneInfo(zone)).date() == date(2026, 3, 28)


def test_a_date_stands_at_the_end_of_its_day():
    late = Moment.read("2026-05-14 23:59:59", BERLIN)
    day = Moment.read("2026-05-14", BERLIN)
    after = Moment.read("2026-05-15 00:00", BERLIN)
    assert late.at < day.at < after.at


def test_a_month_stands_at_the_end_of_its_month():
    last = Moment.read("2024-02-29", BERLIN)
    month = Moment.read("2024-02", BERLIN)
    assert (month.date, month.precision) == (date(2024, 2, 1), "month")
    assert last.at <= month.at < Moment.read("2024-03-01 00:00", BERLIN).at


def test_a_day_that_ends_twice_ends_late():
    """Clocks of São Paulo went back at midnight: 23:59 came twice."""
    zone = "America/Sao_Paulo"
    second = Moment.local(date(2018, 2, 17), time(23, 59), zone, fold=1)
    assert second.at < Moment.read("2018-02-17", zone).at


def test_what_has_no_time_tells_no_time():
    moment = Moment.read("2026-05-14", BERLIN)
    assert (moment.time, moment.clock, moment.before_eleven) == (None, "", None)
    assert moment.offset_minutes is None


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-05-14 10:59", True),
        ("2026-05-14 11:00", False),
        ("2026-05-14 23:30", False),
        ("2026-05-14T08:59:00Z", True),  # 10:59 in Berlin
        ("2026-05-14T09:00:00Z", False),
    ],
)
def test_eleven_is_on_the_clinics_clock(text, before):
    assert Moment.read(text, BERLIN).before_eleven is before


@pytest.mark.parametrize(
    "text", ["0024-05-14", "1899-12-31 08:00", "2200-01-01", "1024-05"]
)
def test_a_year_that_cannot_be_is_refused(text):
    with pytest.raises(Refused) as refused:
        Moment.read(text, YORK)
    assert refused.value.code == "date-out-of-range"


offsets = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=offsets))
def test_an_instant_is_kept_to_the_offset_of_its_place(instant):
    taken = instant.replace(microsecond=0)
    moment = Moment.instant(taken, BERLIN)
    there = taken if taken.utcoffset() else taken.astimezone(ZoneInfo(BERLIN))
    assert moment.iso == there.isoformat()
    assert Moment.read(moment.iso, BERLIN) == moment
    assert moment.at == taken


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from([BERLIN, YORK, "UTC", "Australia/Lord_Howe", "America/Sao_Paulo"]),
    st.sampled_from([0, 1]),
)
def test_a_local_time_keeps_its_clock_or_is_refused(naive, zone, fold):
    try:
        moment = Moment.local(naive.date(), naive.time(), zone, fold=fold)
    except Refused as refused:
        assert refused.code == "hour-missing"
        back = naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert back.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive
    else:
        there = moment.at.astimezone(ZoneInfo(zone))
        assert there.replace(tzinfo=None) == naive


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2026-05-14 07:50", "minute"),
        ("2026-05-14T07:50:00Z", "minute"),
        ("2026-05-14", "date"),
        ("2026-05", "month"),
    ],
)
def test_a_moment_is_no_more_precise_than_it_was_recorded(text, precision):
    assert Moment.read(text, BERLIN).precision == precision


def test_a_recorded_offset_outlives_a_change_of_the_zone():
    moment = Moment(date(2026, 5, 14), time(7, 50), BERLIN, 60, "minute")
    assert moment.at == datetime(2026, 5, 14, 6, 50, tzinfo=UTC)


def test_a_time_without_a_recorded_offset_has_its_zones():
    moment = Moment(date(2026, 5, 14), time(7, 50), BERLIN, None, "minute")
    assert moment.iso == "2026-05-14T07:50:00+02:00"


def test_an_instant_without_an_offset_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="offset"):
        Moment.instant(datetime(2026, 5, 14, 7, 50), BERLIN)


@pytest.mark.parametrize(
    ("text", "to_come"),
    [
        ("2026-05-14 12:00", False),
        ("2026-05-14 12:01", True),
        ("2026-05-14T12:00:00-04:00", True),
        ("2026-05-15T00:00:00+14:00", False),
        ("2026-05-14", False),
        ("2026-05-15", True),
        ("2026-05", False),
        ("2026-06", True),
    ],
)
def test_what_is_still_to_come(text, to_come):
    noon = datetime(2026, 5, 14, 12, tzinfo=ZoneInfo(BERLIN))
    assert Moment.read(text, BERLIN).is_after(noon) is to_come
