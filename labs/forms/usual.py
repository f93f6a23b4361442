"""What a form of a draw preselects: by this patient's own draws, else by the clinic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext

from labs.analytes import ANALYTES, Analyte
from labs.forms.rows import UsualEntry
from labs.models import Clinic
from labs.readings import Difference, Laboratories, LaboratoryTestFact, Reading
from labs.timeline import dates
from labs.words.fold import fold


@dataclass(frozen=True)
class Habits:
    """A patient's readings, the latest draw first, and what is set in the clinic."""

    clinic: Clinic
    readings: tuple[Reading, ...] = ()
    set_for: Laboratories = Laboratories()

    def at(self, laboratory: str, analyte: str, day: date) -> UsualEntry:
        """As in the last result of it there; else as set for that laboratory and day.

        Else the clinic's own unit, and no method.
        """
        if found := self._last.get((fold(laboratory), analyte)):
            return found
        if test := self.set_for.find_test(laboratory, analyte, day):
            return UsualEntry(test.unit, test.method, test=test)
        return UsualEntry(self._unit(ANALYTES[analyte]))

    def methods(self, analyte: str) -> list[str]:
        """Used for this patient; behind them those that are set in the clinic."""
        of_it = {r.method for r in self.readings if r.analyte.key == analyte}
        of_clinic = {
            test.method for test in self.set_for.tests if test.analyte.key == analyte
        }
        return sorted(filter(None, of_it)) + sorted(filter(None, of_clinic - of_it))

    @property
    def laboratory(self) -> str:
        """Of his last blood draw; an examination has none."""
        blood = (r.draw.laboratory for r in self.readings if not r.analyte.sides)
        return next(blood, "")

    @property
    def laboratories(self) -> tuple[str, ...]:
        """Each once: of this patient, the latest first; then the clinic's others."""
        his = dict.fromkeys(filter(None, (r.draw.laboratory for r in self.readings)))
        known = {fold(name) for name in his}
        return (*his, *(name for name in self.set_for.names if fold(name) not in known))

    @property
    def volume(self) -> Reading | None:
        """The last volume whose method is recorded."""
        return next((r for r in self.readings if r.analyte.sides and r.method), None)

    @property
    def volume_method(self) -> str:
        return self.volume.method if self.volume else ""

    def origin(self, laboratory: str, analytes: Sequence[Analyte], day: date) -> str:
        """Where what is preselected for a laboratory comes from, in words."""
        found = [self.at(laboratory, analyte.key, day) for analyte in analytes]
        return " ".join(self._tell_origins(laboratory, found))

    def _tell_origins(self, laboratory: str, found: list[UsualEntry]) -> Iterator[str]:
        drawn = [usual.draw for usual in found if usual.draw]
        used = sorted(drawn, key=lambda draw: draw.moment.at, reverse=True)
        days = ", ".join(dict.fromkeys(dates.clinical_day(draw.moment) for draw in used))
        if used and laboratory and fold(laboratory) == fold(self.laboratory):
            yield gettext("Laboratory, units and methods as in the draw of {days}.").format(
                days=days
            )
        elif used:
            yield gettext("Units and methods as in the draw of {days}.").format(days=days)
        name = next((usual.test.laboratory for usual in found if usual.test), "")
        if name and used:
            others = gettext("Other units and methods as set for {laboratory}.")
            yield others.format(laboratory=name)
        elif name:
            said = gettext("Units and methods as set for {laboratory}.")
            yield said.format(laboratory=name)
        if not (used or name):
            yield gettext("Units as set in this clinic.")
        elif not all(usual.draw or usual.test for usual in found):
            yield gettext("Other units as set in this clinic.")

    @property
    def volume_origin(self) -> str:
        """Where the preselected volume method comes from, in words."""
        if not self.volume:
            return ""
        day = dates.clinical_day(self.volume.moment)
        return gettext("Volume method as in the examination of {day}.").format(day=day)

    @cached_property
    def _last(self) -> dict[tuple[str, str], UsualEntry]:
        """By laboratory and analyte, of the last result that was printed with a unit."""
        found: dict[tuple[str, str], UsualEntry] = {}
        for reading in self.readings:
            key = fold(reading.draw.laboratory), reading.analyte.key
            if reading.unit_reported and key not in found:
                found[key] = UsualEntry(reading.unit_reported, reading.method, reading.draw)
        return found

    def _unit(self, analyte: Analyte) -> str:
        return analyte.units[self.clinic.units.get(analyte.key, analyte.unit)].text


def describe_differences(set_for: Laboratories, reading: Reading) -> tuple[str, ...]:
    """In what a result differs from what is set for its laboratory, as sentences."""
    return tuple(map(_describe_difference, set_for.compare(reading)))


def _describe_difference(difference: Difference) -> str:
    """What the laboratory prints instead, as a sentence; nothing is changed by it."""
    test = difference.tests[0]
    days = _describe_days(test)
    match difference.kind:
        case "method":
            methods = ", ".join(dict.fromkeys(one.method for one in difference.tests))
            if len(difference.tests) > 1:
                said = gettext("The laboratory’s methods on this day are {methods}.")
                return said.format(methods=methods)
            said = gettext("The laboratory’s method {days} is {method}.")
            return said.format(days=days, method=methods)
        case "unit":
            said = gettext("The laboratory’s unit {days} is {unit}.")
            return said.format(days=days, unit=test.unit)
        case "range":
            said = gettext("The laboratory’s reference range {days} is {printed}.")
            return said.format(days=days, printed=test.printed_range)
        case _:
            said = gettext("The laboratory’s detection limit {days} is {limit} {unit}.")
            return said.format(days=days, limit=test.detection_limit, unit=test.unit)


def _describe_days(test: LaboratoryTestFact) -> str:
    first = dates.day(test.valid_from)
    if test.valid_to:
        said = gettext("from {first} to {last}")
        return said.format(first=first, last=dates.day(test.valid_to))
    return gettext("since {first}").format(first=first)
