"""Calculated values of one draw in short; formula and inputs stand on its own page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from labs.analytes import ANALYTES
from labs.timeline import prose, speech
from labs.timeline.shape import Computed, Derived
from labs.words import gettext

_SHOWN = ("t_lh", "t_e2", "total_volume", "days_on", "days_off")
_OF_BASELINE = "percent_of_baseline"


@dataclass(frozen=True)
class CalculatedPart:
    """One value of an entry, or why there is none."""

    value: str
    unit: str = ""
    name: str = ""  # of what, where an entry has several
    words: str = ""


@dataclass(frozen=True)
class CalculatedEntry:
    name: str
    parts: tuple[CalculatedPart, ...]


def list_entries(computed: Sequence[Computed]) -> Iterator[CalculatedEntry]:
    """In one order; what was not measured at all is left out."""
    derived = [each.derived for each in computed]
    molar = next((one for one in derived if one.key == "t_e2_molar"), None)
    for key in _SHOWN:
        for one in derived:
            if one.key == key and (one.value is not None or _is_measured(one)):
                yield CalculatedEntry(
                    _name_entry(one), (_build_part(one, molar if key == "t_e2" else None),)
                )
    percents = [one for one in derived if one.key == _OF_BASELINE]
    if percents:
        yield CalculatedEntry(gettext("% of baseline"), tuple(_list_percents(percents)))


def _is_measured(one: Derived) -> bool:
    """Whether all or nothing of what it needs is there: one of two is not measured.

    Nothing is there of a total volume only where the record says that there are no testes.
    """
    return len(one.inputs) != 1 or bool(one.agent)


def _name_entry(one: Derived) -> str:
    return gettext("Testosterone : estradiol") if one.key == "t_e2" else one.name


def _build_part(one: Derived, molar: Derived | None) -> CalculatedPart:
    if one.value is None:
        return CalculatedPart(
            "", words=gettext("not calculated, {reason}", reason=one.reason)
        )
    words = f"({molar.value} {molar.unit_text})" if molar and molar.value else ""
    return CalculatedPart(one.value, one.unit_text, words=words)


def _list_percents(every: Sequence[Derived]) -> Iterator[CalculatedPart]:
    """Those with a value; two states of treatment that neighbours share stand once."""
    given = [one for one in every if one.value is not None]
    for words, held in groupby(given, key=lambda one: one.words):
        alike = [*held]
        for one in alike:
            told = f"({words})" if words and one is alike[-1] else ""
            yield CalculatedPart(one.value or "", one.unit_text, _name_subject(one), told)
    without = [one for one in every if one.value is None]
    reasons = {one.reason for one in without}
    if len(reasons) == 1:
        yield CalculatedPart(
            "", words=gettext("not calculated, {reason}", reason=reasons.pop())
        )
    elif without:
        names = prose.join_names([*dict.fromkeys(map(_name_subject, without))])
        yield CalculatedPart("", words=gettext("not calculated for {names}", names=names))


def _name_subject(one: Derived) -> str:
    return speech.name_measured(ANALYTES[one.analyte], one.side)
