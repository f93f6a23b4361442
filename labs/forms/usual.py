"""What a clinic used last: laboratories, and for each of them units and methods."""

from collections.abc import Sequence
from dataclasses import dataclass

from labs.analytes import ANALYTES
from labs.forms.rows import Usual
from labs.models import Clinic, Panel, Result

_RECENT = 300  # rows looked through: more than a month of a busy clinic


@dataclass(frozen=True)
class Habits:
    """The latest results of a clinic, newest first, as its forms remember them."""

    clinic: Clinic
    used: tuple[tuple[str, str, str, str], ...]  # laboratory, analyte, unit, method
    laboratories: tuple[str, ...]

    def at(self, laboratory: str, analyte: str) -> Usual:
        """Last used there; else the clinic's own unit, and no method."""
        for place, key, unit, method in self.used:
            if (place.casefold(), key) == (laboratory.casefold(), analyte) and unit:
                return Usual(unit, method)
        return Usual(self._unit(analyte))

    def methods(self, analyte: str) -> list[str]:
        return sorted({row[3] for row in self.used if row[1] == analyte and row[3]})

    @property
    def laboratory(self) -> str:
        return self.laboratories[0] if self.laboratories else ""

    @property
    def volume_method(self) -> str:
        return next((row[3] for row in self.used if row[1] == "volume" and row[3]), "")

    def _unit(self, analyte: str) -> str:
        units = ANALYTES[analyte].units
        own = next((row[2] for row in self.used if row[1] == analyte and row[2]), "")
        shown = self.clinic.units.get(analyte, ANALYTES[analyte].unit)
        return own or units[shown].text


def habits(clinic: Clinic) -> Habits:
    """Typed draws only: what files bring is no habit of a person."""
    typed = Panel.objects.current().filter(patient__clinic=clinic, batch=None)
    results = Result.objects.current().filter(panel__in=typed).order_by("-pk")
    columns = ("panel__laboratory", "analyte", "unit_reported", "method")
    used = tuple(results.values_list(*columns)[:_RECENT])
    return Habits(clinic, used, _laboratories(used))


def _laboratories(used: Sequence[tuple[str, str, str, str]]) -> tuple[str, ...]:
    """Each once, the one used last first; an examination has none."""
    return tuple(dict.fromkeys(place for place, *_ in used if place))
