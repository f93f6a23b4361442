"""Dates and clocks as laboratories write them, and what one row tells about the others."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone, tzinfo
from functools import partial

from labs import readings
from labs.readings import Moment, date_formats
from labs.words import Refused
from labs.words.fold import fold


def check_date_format(date_format: str) -> str:
    """A format that names day, month and year, as strptime reads them."""
    sample = datetime(2026, 11, 23, 14, 5)
    if not any(year in date_format for year in ("%Y", "%y")):
        raise Refused("date-format-unusable", format=date_format)
    try:
        read = datetime.strptime(sample.strftime(date_format), date_format)
    except (ValueError, re.error):  # the latter: one part is named twice
        raise Refused("date-format-unusable", format=date_format) from None
    if read.date() != sample.date():
        raise Refused("date-format-unusable", format=date_format)
    return date_format


def told_by(heading: str) -> str:
    """The format that a heading tells: `Date (dd/mm/yyyy)`, `Datum [TT.MM.JJJJ]`."""
    match = _TOLD.search(heading)
    if not match:
        return ""
    order = "%d{0}%m{0}%Y" if match["first"].lower() != "mm" else "%m{0}%d{0}%Y"
    return order.format(match["sign"])


def offset_told_by(heading: str) -> tzinfo | None:
    """The offset that a heading tells: `Collected (UTC)`, `Collected [UTC+02:00]`."""
    match = _OFFSET_TOLD.search(heading)
    if not match:
        return None
    ahead = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    return timezone(-ahead if match["sign"] == "-" else ahead)


def find_date_format(cells: Iterable[str]) -> str:
    """The one format that all dates like 25/04/2026 of this file may have; else empty."""
    several = [set(found) for cell in cells if (found := date_formats(cell))]
    left = set.intersection(*several) if several else set()
    return left.pop() if len(left) == 1 else ""


def all_midnight(cells: Iterable[tuple[str, str]], date_format: str) -> bool:
    """Whether no day with its clock tells another hour: such a column holds dates."""
    return all(is_midnight(day, clock, date_format) for day, clock in set(cells))


def is_midnight(day: str, clock: str, date_format: str) -> bool:
    """As printed, whatever zone stands behind it, or no clock at all."""
    with suppress(Refused, ValueError):
        written = write_plain(_join_clock(day.strip(), _clock_alone(clock)))
        return readings.read_clock(written, date_format) in (None, time(0))
    return True  # what cannot be read tells nothing here, and refuses its row


def read_moment(
    day: str,
    clock: str,
    zone: str,
    date_format: str,
    *,
    date_only: bool = False,
    offset: tzinfo | None = None,
) -> tuple[Moment, bool]:
    """The moment, and whether its hour came twice: then the first is taken."""
    written = write_plain(_join_clock(day.strip(), _clock_alone(clock)))
    take = partial(
        Moment.read,
        written,
        zone,
        date_format=date_format,
        date_only=date_only,
        offset=offset,
    )
    try:
        moment, doubled = _read_first(take)
    except Refused as refused:
        raise _quote_cell(refused, day, clock) from None
    if moment.reported:
        moment = replace(moment, reported=_as_it_stands(day, clock))
    return moment, doubled


def _read_first(take: Callable[..., Moment]) -> tuple[Moment, bool]:
    try:
        return take(), False
    except Refused as refused:
        if refused.code != "hour-doubled":
            raise
    return take(fold=0), True


def _quote_cell(refused: Refused, day: str, clock: str) -> Refused:
    """A sentence quotes the cell as it stands, not what was made of it to be read."""
    if "text" not in refused.facts:
        return refused
    if refused.code == "time-unreadable":
        if _DAY_NUMBER.fullmatch(day.strip()):
            return Refused("date-is-day-number", text=day.strip())
        if _PART_OF_DAY.fullmatch(clock.strip()):
            return Refused("time-is-part-of-day", text=clock.strip())
    return Refused(refused.code, text=_as_it_stands(day, clock))


def _as_it_stands(day: str, clock: str) -> str:
    return f"{day.strip()} {clock.strip()}".strip()


def as_precise(moment: Moment, precision: str) -> Moment:
    """No more precise than a column says; it never makes a moment more precise."""
    if precision not in ("", "minute", "date", "month"):
        raise Refused("precision-unknown", precision=precision)
    day, zone = moment.date, moment.zone
    if precision == "month" and moment.precision != "month":
        return replace(Moment.month(day.year, day.month, zone), reported=moment.reported)
    if precision == "date" and moment.precision == "minute":
        return replace(Moment.local(day, None, zone), reported=moment.reported)
    return moment


def write_plain(written: str) -> str:
    """The same date and clock in a form that `Moment.read` knows."""
    if _PLAIN.fullmatch(written):  # as most files write it
        return written
    text = _month_named(_ORDINAL.sub(r"\1", " ".join(written.split())))
    for pattern, form in _FORMS:
        text = pattern.sub(form, text)
    return text


def _join_clock(day: str, clock: str) -> str:
    """Some exports write midnight behind a day whose clock has a column of its own."""
    if not clock:
        return day
    alone = _MIDNIGHT.sub("", day)
    return clock if clock.startswith(f"{alone} ") else f"{alone} {clock}"


def _clock_alone(clock: str) -> str:
    """`0800` and `8` stand alone only in a column of their own."""
    if match := _DIGITS_ONLY.fullmatch(clock.strip()):
        return f"{match[1]}:{match[2] or '00'}"
    return _SPREADSHEET_DAY_0.sub("", clock.strip())


def _month_named(text: str) -> str:
    """`3 Feb 2026` and `February 3, 2026`, in three languages."""
    match = _DAY_MONTH.match(text) or _MONTH_DAY.match(text)
    month = _MONTHS.get(fold(match["month"])[:_LETTERS].rstrip()) if match else None
    if not match or not month:
        return text
    year = match["year"] if len(match["year"]) > len("26") else f"{_CENTURY}{match['year']}"
    return f"{year}-{month:02}-{int(match['day']):02}{text[match.end() :]}"


_TOLD = re.compile(
    r"\b(?P<first>dd|tt|jj|mm)(?P<sign>[/.-])(?:dd|tt|jj|mm)(?P=sign)"
    r"(?:yy(?:yy)?|jj(?:jj)?|aa(?:aa)?)\b",
    re.IGNORECASE,
)
_OFFSET_TOLD = re.compile(
    r"(?<![^\W_])(?:UTC|GMT)"
    r"(?: ?(?P<sign>[+-])(?P<hours>0?\d|1[0-4])(?::?(?P<minutes>[0-5]\d))?)?"
    r"(?![^\W_]| ?[+-]\d)",
    re.ASCII | re.IGNORECASE,
)
_PLAIN = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_LETTERS = 12
_ORDINAL = re.compile(r"([0-9])(?:er|st|nd|rd|th)\b", re.IGNORECASE)
_DIGITS_ONLY = re.compile(r"([01]?\d|2[0-3])(?:h|([0-5]\d)(?:[0-5]\d)?)", re.ASCII)
_SPREADSHEET_DAY_0 = re.compile(
    r"(?:1899-12-3[01]|3[01]\.12\.1899|1900-01-00)[T ]", re.ASCII
)
_MIDNIGHT = re.compile(
    r"(?:[T ]0?0:00(?::00(?:[.,]0+)?)?| 12:00(?::00)? ?am) ?(?:Z|[+-]\d{2}(?::?\d{2})?)?$",
    re.ASCII | re.IGNORECASE,
)
# What a spreadsheet makes of a day and of a clock in a column that is not formatted.
_DAY_NUMBER = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?", re.ASCII)
_PART_OF_DAY = re.compile(r"0?[.,]\d+", re.ASCII)
_FORMS = (
    (re.compile(r"^(?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,? (?=\d)"), ""),
    (re.compile(r"^(\d{4})(\d{2})(\d{2})(?=$|[T ])", re.ASCII), r"\1-\2-\3"),
    (
        re.compile(r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:\d{2})?$", re.ASCII),
        r"\1-\2-\3 \4:\5",
    ),
    (re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T ,])", re.ASCII), r"\1-\3-\4"),
    (re.compile(r"^(\d{4})-(\d)-", re.ASCII), r"\1-0\2-"),
    (re.compile(r"^(\d{4}-\d{2})-(\d)(?=$|[T ,])", re.ASCII), r"\1-0\2"),
    (re.compile(r"^(\d{1,2})[./](\d{4})$", re.ASCII), r"\2-\1"),
    (re.compile(r"^(\d{4})-(\d)$", re.ASCII), r"\1-0\2"),
    (re.compile(r"(?<=\d) (?:um|at|à|-) (?=\d)"), " "),
    (re.compile(r"(?<=[ T])(\d{1,2}) ?[hH] ?(\d{2})(?: ?min)?(?=$| )", re.ASCII), r"\1:\2"),
    (re.compile(r"(?<= )(\d{1,2}) ?[hH]$", re.ASCII), r"\1:00"),
    (re.compile(r"(?<= )([1-9]|[012]\d)\.(\d{2})(?= Uhr$|$)", re.ASCII), r"\1:\2"),
    (re.compile(r"(?<=[ T])(\d{2})(\d{2})$", re.ASCII), r"\1:\2"),
    (re.compile(r" ?(?:UTC|GMT)$", re.IGNORECASE), "Z"),
)
_CENTURY = "20"
_NAME = r"(?P<month>[^\W\d_]{3,12})\.?"
_YEAR = r"[0-9]{4}|[0-9]{2}(?![0-9:.hH])"
_DAY_MONTH = re.compile(
    rf"(?P<day>[0-9]{{1,2}})\.?[ -]?{_NAME}[ ,-]{{1,2}}(?P<year>{_YEAR})"
)
_MONTH_DAY = re.compile(rf"{_NAME} (?P<day>[0-9]{{1,2}}),? (?P<year>{_YEAR})")
_SPOKEN_MONTHS = (
    ("january", "jan", "januar", "janner", "janvier", "janv"),
    ("february", "feb", "februar", "feber", "fevrier", "fevr", "fev"),
    ("march", "mar", "marz", "maerz", "mrz", "mars"),
    ("april", "apr", "avril", "avr"),
    ("may", "mai"),
    ("june", "jun", "juni", "juin"),
    ("july", "jul", "juli", "juillet", "juil"),
    ("august", "aug", "aout"),
    ("september", "sep", "sept", "septembre"),
    ("october", "oct", "oktober", "okt", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "dezember", "dez", "decembre"),
)
_MONTHS = {name: number for number, names in enumerate(_SPOKEN_MONTHS, 1) for name in names}
