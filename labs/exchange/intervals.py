"""The interval beside a result: in one cell, in two columns, or a text that is neither."""

import re
from dataclasses import replace
from functools import lru_cache

from labs.analytes import Analyte
from labs.exchange.comparators import read_comparator
from labs.exchange.raw import Texts
from labs.exchange.values import Decimals, add_zero, is_empty_cell, is_missing, read_truth
from labs.readings import Interval
from labs.words import Refused
from labs.words.fold import fold


def read_interval(
    texts: Texts, analyte: Analyte, unit: str, decimals: Decimals
) -> Interval | None:
    """From two columns where they hold digits, else from one cell, else a text.

    Some systems print 0 where there is no end, and nothing is measured below 0: what ends
    at 0 is no interval.
    """
    found = _read_places(texts, analyte, unit, decimals)
    return None if found and found.high is not None and not found.high else found


def _read_places(
    texts: Texts, analyte: Analyte, unit: str, decimals: Decimals
) -> Interval | None:
    source = texts.get("range_source") or "laboratory"
    low, high = (_end_text(texts.get(field)) for field in ("range_low", "range_high"))
    if _ZERO.fullmatch(high or "-") and _ZERO.fullmatch(low or "0"):
        low = high = ""
    text = texts.get("range_text")
    if has_digit(low + high) and all(has_digit(end) for end in (low, high) if end):
        ends = _read_ends(
            texts, (_read_end(low, decimals), _read_end(high, decimals)), unit
        )
        if ends:
            if text and not texts.exact:
                _refuse_other_ends(texts, ends, text, analyte, decimals)
            return replace(ends, text=text, source=source)
    words = text or _one_sided(low, high) or " - ".join(filter(None, (low, high)))
    texts.at = "range_text" if text else "range_low"
    point = texts.exact and "." in words  # one result's comma tells nothing of another's
    return _read_interval(
        words, unit, source, analyte, "." if point else decimals.sign_for(words)
    )


def _refuse_other_ends(
    texts: Texts, ends: Interval, text: str, analyte: Analyte, decimals: Decimals
) -> None:
    """A cell with a whole interval must not say other ends than the two columns."""
    try:
        said = _read_interval(
            text, ends.unit, ends.source, analyte, decimals.sign_for(text)
        )
    except Refused:
        return
    if said is None or said.unit != ends.unit:
        return
    pairs = ((ends.low, said.low), (ends.high, said.high))
    if any(one is not None and two is not None and one != two for one, two in pairs):
        heading = texts.heading
        texts.at = "range_text"
        headings = f"{heading}, {texts.heading}"
        raise Refused("columns-disagree", headings=headings, field="range_text")


def _end_text(text: str) -> str:
    """What stands in the cell of an end; a dash, or a word for no end, is nothing."""
    text = text.strip()
    if is_empty_cell(text) or is_missing(text) or fold(text) in _NO_END:
        return ""
    return text


def _one_sided(low: str, high: str) -> str:
    """`>` in one cell and its number in the other, as they would stand in one cell.

    A number in the column of low ends behind which `<` stands may be read either way.
    """
    sign, number = (low, high) if has_digit(high) else (high, low)
    meant = read_comparator(sign)
    if not meant or not has_digit(number) or has_digit(sign):
        return ""
    return "" if number is low and meant.startswith("<") else f"{meant} {number}"


def has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _read_ends(texts: Texts, ends: tuple[str, str], unit: str) -> Interval | None:
    """None where one of them is no number: then both are a text."""
    low_inclusive = read_truth(texts.get("range_low_inclusive")) is not False
    high_inclusive = read_truth(texts.get("range_high_inclusive")) is not False
    texts.at = "range_low" if ends[0] else "range_high"
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


def _read_end(text: str, decimals: Decimals) -> str:
    """Digits with a point."""
    spelled = add_zero(text)
    return spelled.replace(",", ".") if decimals.sign_for(text) == "," else spelled


@lru_cache(maxsize=1024)  # a file prints the same few intervals on every row
def _read_interval(
    words: str, unit: str, source: str, analyte: Analyte, decimal: str
) -> Interval | None:
    found = Interval.read(
        add_zero(words), unit, source=source, analyte=analyte, decimal=decimal
    )
    return replace(found, text=words.strip()) if found else None


_ZERO = re.compile(r"0*(?:[.,]0*)?", re.ASCII)
_NO_END = frozenset(("null", "nan", "n a"))
