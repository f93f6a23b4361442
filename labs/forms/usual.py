"""What a patient's own draws preselect: laboratory, units, methods. Nobody else's do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from labs.analytes import ANALYTES, Analyte
from labs.forms.rows import UsualEntry
from labs.models import Clinic
from labs.readings import Reading
from labs.timeline import dates
from labs.words.fold import fold


@dataclass(frozen=True)
class Habits:
    """A patient's readings, the latest draw first, and the units set in the clinic."""

    clinic: Clinic
    readings: tuple[Reading, ...] = ()

    def at(self, laboratory: str, analyte: str) -> UsualEntry:
        """As in the last result of it there; else the clinic's own unit, and no method."""
        found = self._last.get((fold(laboratory), analyte))
        return found or UsualEntry(self._unit(ANALYTES[analyte]))

    def methods(self, analyte: str) -> list[str]:
        of_it = (r.method for r in self.readings if r.analyte.key == analyte)
        return sorted(set(filter(None, of_it)))

    @property
    def laboratory(self) -> str:
        """Of his last blood draw; an examination has none."""
        blood = (r.draw.laboratory for r in self.readings if not r.analyte.sides)
        return next(blood, "")

    @property
    def laboratories(self) -> tuple[str, ...]:
        """Each once, the latest first."""
        return tuple(
            dict.fromkeys(filter(None, (r.draw.laboratory for r in self.readings)))
        )

    @property
    def volume(self) -> Reading | None:
        """The last volume whose method is recorded."""
        return next((r for r in self.readings if r.analyte.sides and r.method), None)

    @property
    def volume_method(self) -> str:
        return self.volume.method if self.volume else ""

    def origin(self, laboratory: str, analytes: Sequence[Analyte]) -> str:
        """Where what is preselected for a laboratory comes from, in words."""
        found = [self.at(laboratory, analyte.key).draw for analyte in analytes]
        used = sorted(filter(None, found), key=lambda draw: draw.moment.at, reverse=True)
        if not used:
            return gettext("Units as set in this clinic.")
        days = ", ".join(dict.fromkeys(dates.clinical_day(draw.moment) for draw in used))
        if laboratory and fold(laboratory) == fold(self.laboratory):
            said = gettext("Laboratory, units and methods as in the draw of {days}.")
        else:
            said = gettext("Units and methods as in the draw of {days}.")
        others = "" if all(found) else gettext("Other units as set in this clinic.")
        return f"{said.format(days=days)} {others}".strip()

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
