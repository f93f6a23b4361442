"""How a volume was measured, and what its diameters give by the formula that was named."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from math import prod

from labs.readings.text import require_printable
from labs.readings.value import Value, read_quantity
from labs.words import Refused, gettext_noop

VOLUME_METHODS = {
    "prader": gettext_noop("Prader orchidometer"),
    "ultrasound-lambert": gettext_noop("ultrasound, Lambert"),
    "ultrasound-ellipsoid": gettext_noop("ultrasound, ellipsoid"),
    "ultrasound-unknown": gettext_noop("ultrasound, formula unknown"),
    "calipers": gettext_noop("calipers"),
    "other": gettext_noop("other method"),
}
_FORMULAS = {"ultrasound-lambert": Decimal("0.71"), "ultrasound-ellipsoid": Decimal("0.52")}
_TOLERANCE = Decimal("0.05")


@dataclass(frozen=True)
class Exam:
    method: str = ""  # a key of VOLUME_METHODS; empty where none was recorded
    diameters: tuple[str, ...] = ()  # cm, digits as typed
    operator: str = ""

    def check(self) -> None:
        if self.method and self.method not in VOLUME_METHODS:
            methods = ", ".join(VOLUME_METHODS)
            raise Refused("volume-method-unknown", method=self.method, methods=methods)
        if len(self.diameters) not in (0, 3):
            raise Refused("diameters-not-three")
        for diameter in self.diameters:
            _read_centimetres(diameter)
        require_printable(self.operator, "The examiner", 100)

    @property
    def recomputed(self) -> Decimal | None:
        """Millilitres to one decimal; None without diameters or a known formula."""
        exact = self._exact
        return exact and exact.quantize(Decimal("0.1"), ROUND_HALF_EVEN)

    def disagrees(self, value: Value) -> bool:
        """Whether the diameters give more than 5 % more or less than was read."""
        exact = self._exact
        if exact is None or value.number is None:
            return False
        return abs(exact - value.number) > _TOLERANCE * value.number

    @property
    def _exact(self) -> Decimal | None:
        factor = _FORMULAS.get(self.method)
        if factor is None or len(self.diameters) != 3:
            return None
        return factor * prod(map(_read_centimetres, self.diameters), start=Decimal(1))


def _read_centimetres(diameter: str) -> Decimal:
    try:
        comparator, number = read_quantity(diameter)
    except Refused as refused:
        raise Refused("diameter-unreadable", diameter=diameter) from refused
    if comparator or not number:
        raise Refused("diameter-unreadable", diameter=diameter)
    return number
