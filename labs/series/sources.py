"""Where what is shown came from: each laboratory, with its methods."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from labs.readings import Draw, Reading
from labs.series import dates
from labs.series.flowsheet import Drawn
from labs.series.prose import in_prose, listed


@dataclass(frozen=True)
class Source:
    """One laboratory; empty where none was recorded."""

    laboratory: str
    draws: tuple[Draw, ...]  # oldest first
    methods: tuple[tuple[str, str], ...]  # names of analytes, and the method or ""

    @property
    def span(self) -> str:
        """`from 14 May 2024 to 3 Jun 2025`."""
        return dates.span(self.draws[0].moment.date, self.draws[-1].moment.date)


def sources(drawn: Sequence[Drawn]) -> tuple[Source, ...]:
    """In order of their first draw. A volume has an instrument, and no laboratory."""
    by_laboratory: dict[str, list[Drawn]] = {}
    for each in drawn:
        if any(map(_of_blood, each.readings)):
            by_laboratory.setdefault(each.draw.laboratory, []).append(each)
    return tuple(_source(name, found) for name, found in by_laboratory.items())


def _source(laboratory: str, drawn: Sequence[Drawn]) -> Source:
    readings = [r for each in drawn for r in each.readings if _of_blood(r)]
    return Source(laboratory, tuple(each.draw for each in drawn), tuple(_methods(readings)))


def _of_blood(reading: Reading) -> bool:
    return not reading.analyte.sides


def _methods(readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    used = dict.fromkeys((reading.method, reading.analyte.name) for reading in readings)
    for method, pairs in groupby(sorted(used, key=_method), key=_method):
        yield listed([in_prose(name) for _, name in pairs]), method


def _method(pair: tuple[str, str]) -> str:
    return pair[0]
