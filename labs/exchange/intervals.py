"""The interval beside a result: in one cell, in two columns, or a text that is neither."""

from dataclasses import replace
from functools import lru_cache

from labs.analytes import Analyte
from labs.exchange.cells import Cells
from labs.exchange.numbers import Decimals
from labs.exchange.yesno import truth
from labs.readings import Interval
from labs.words import Refused


def interval_of(
    cells: Cells, analyte: Analyte, unit: str, decimals: Decimals
) -> Interval | None:
    """From two columns where they hold digits, else from one cell, else a text."""
    source = cells.get("range_source") or "laboratory"
    low, high = cells.get("range_low").strip(), cells.get("range_high").strip()
    text = cells.get("range_text")
    nothing = _nothing(low, high)
    if has_digit(low + high) and not nothing:
        ends = _ends(cells, (_end(low, decimals), _end(high, decimals)), unit)
        if ends:
            return replace(ends, text=text, source=source)
    words = text or ("" if nothing else " - ".join(filter(None, (low, high))))
    cells.at = "range_text" if text else "range_low"
    point = cells.ours and "." in words  # one result's comma tells nothing of another's
    return _read(words, unit, source, analyte, "." if point else decimals.sign_for(words))


def has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _ends(cells: Cells, ends: tuple[str, str], unit: str) -> Interval | None:
    """None where one of them is no number: then both are a text."""
    low_inclusive = truth(cells.get("range_low_inclusive")) is not False
    high_inclusive = truth(cells.get("range_high_inclusive")) is not False
    cells.at = "range_low" if ends[0] else "range_high"
    try:
        return Interval.of(
            low=ends[0],
            high=ends[1],
            low_inclusive=low_inclusive,
            high_inclusive=high_inclusive,
            unit=unit,
        )
    except Refused as refused:
        if refused.code != "interval-end-unreadable":
            raise
    return None


def _end(text: str, decimals: Decimals) -> str:
    """Digits with a point; what holds none is no end, like a dash."""
    if not has_digit(text):
        return ""
    return text.replace(",", ".") if decimals.sign_for(text) == "," else text


def _nothing(low: str, high: str) -> bool:
    """Some systems print 0 and 0 where there is no interval."""
    return not (low + high) or (low in _ZERO and high in _ZERO)


@lru_cache(maxsize=1024)  # a file prints the same few intervals on every row
def _read(
    words: str, unit: str, source: str, analyte: Analyte, decimal: str
) -> Interval | None:
    return Interval.read(words, unit, source=source, analyte=analyte, decimal=decimal)


_ZERO = ("0", "0.0", "0,0")
