"""Files of invented results, the same in every run: what laboratories would send."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

_HEAD = (
    "patient,name,born,collected_at,laboratory,method,analyte,side,reported,unit,range_text"
)
# Analyte, side, method, unit, interval, and the largest value that is invented.
BLOOD = (
    ("lh", "", "ECLIA", "IU/L", "1.7-8.6", 12),
    ("fsh", "", "ECLIA", "IU/L", "1.5-12.4", 15),
    ("testosterone", "", "ECLIA", "nmol/L", "8.64-29.0", 30),
    ("estradiol", "", "ECLIA", "pmol/L", "41-159", 180),
)
WITH_VOLUME = (*BLOOD, ("volume", "left", "prader", "mL", "", 25))

type Measured = tuple[tuple[str, str, str, str, str, int], ...]


def content(
    men: Iterable[str],
    draws: int,
    *,
    first: datetime,
    every: timedelta,
    measured: Measured = BLOOD,
) -> bytes:
    """A CSV file, draw by draw over all men. One LH in seven is below its limit."""
    days = [first + draw * every for draw in range(draws)]
    rows = _rows(list(men), days, measured)
    return "\r\n".join([_HEAD, *rows]).encode()


def _rows(men: list[str], days: list[datetime], measured: Measured) -> Iterator[str]:
    for draw, day in enumerate(days):
        for place, man in enumerate(men):
            drawn = day + timedelta(minutes=place % 500)
            for analyte, side, method, unit, interval, most in measured:
                seed = (draw * 7919 + place * 104729 + len(analyte) * 31) % 997
                less = "<" if analyte == "lh" and seed % 7 == 3 else ""
                value = most * (0.1 + 0.9 * seed / 997)
                printed = f"{value:.0f}" if analyte == "volume" else f"{less}{value:.1f}"
                who = f"{man},Man {man} Synthetic,1970-01-01"
                when = f"{drawn:%Y-%m-%dT%H:%M},Harbour Laboratory"
                yield f"{who},{when},{method},{analyte},{side},{printed},{unit},{interval}"
