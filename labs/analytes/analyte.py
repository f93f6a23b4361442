"""The shape of an analyte: its units, their exact conversion, and the limits of sense."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from labs.words import Refused, Translatable

_MICRO = str.maketrans({"µ": "u", "μ": "u", "³": "3", "[": "", "]": ""})


@dataclass(frozen=True)
class Unit:
    """One unit of one analyte; a value in it times `factor` is in the comparison unit."""

    code: str  # UCUM
    text: str  # as printed on screen
    decimals: int  # shown after a conversion
    factor: Fraction | None  # None: no exact conversion exists
    kind: str  # "mass", "moles", "units", or "" where codes do not tell
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coding:
    """What a LOINC code says beside the analyte."""

    unit_kind: str
    method: str = ""


@dataclass(frozen=True, repr=False, eq=False)  # each is one, in the catalogue
class Analyte:
    key: str
    name: Translatable
    full_name: str
    title: Translatable  # of its row in the figure
    unit: str  # the one that values are compared in (UCUM)
    units: Mapping[str, Unit]
    names: tuple[str, ...] = ()  # as printed, in English, German and French
    codes: Mapping[str, Coding] = field(default_factory=dict)  # by LOINC
    sides: tuple[str, ...] = ()
    molar_mass: Decimal | None = None  # g/mol
    on: bool = False  # in a clinic that has not chosen
    log: bool = False  # drawn on a logarithmic axis
    # All in the comparison unit. Hard: refused. Soft: asked about. Shown to nobody.
    hard_high: Decimal = Decimal(100_000)
    soft_low: Decimal | None = None
    soft_high: Decimal | None = None
    plausible: tuple[Decimal, Decimal] | None = None
    jump: int | None = None  # times the last comparable one, either way

    def __repr__(self) -> str:
        return f"<Analyte {self.key}>"

    def loinc_for(self, unit: str) -> str:
        """The plain code of the unit's kind, which names no method; else empty."""
        if unit not in self.units:
            return ""
        plain = Coding(self.units[unit].kind)
        return next((code for code, coding in self.codes.items() if coding == plain), "")

    def converts(self, source: str, target: str) -> bool:
        """Whether an exact conversion exists between two units."""
        known = source in self.units and target in self.units
        return known and (source == target or None not in self._factors(source, target))

    def convert(self, value: Decimal | Fraction, source: str, target: str) -> Fraction:
        """The exact value in another unit; rounding is for whoever shows it."""
        if source == target:
            return Fraction(value)
        have, want = self._factors(source, target)
        if have is None or want is None:
            raise Refused(
                "unit-no-exact-conversion", analyte=self.name, source=source, target=target
            )
        return Fraction(value) * have / want

    def unit_of(self, spelling: str) -> Unit:
        """The unit that a spelling means. What is not listed is refused, never guessed."""
        folded = fold_unit(spelling)
        if not folded:
            raise Refused("unit-missing", analyte=self.name, units=self.written_units)
        if folded in self._spelled:
            return self._spelled[folded]
        code = self._why_not(folded)
        raise Refused(
            code, analyte=self.name, unit=spelling.strip(), units=self.written_units
        )

    @property
    def written_units(self) -> str:
        return ", ".join(unit.text for unit in self.units.values())

    def _why_not(self, folded: str) -> str:
        if self.units[self.unit].kind == "units":
            if folded in _MILLI_PER_LITRE:
                return "unit-milli-per-litre"
            if folded in _MASS:
                return "unit-mass-for-iu"
        return "unit-not-for-analyte" if folded in _MASS | _MOLES else "unit-unknown"

    def _factors(self, source: str, target: str) -> tuple[Fraction | None, Fraction | None]:
        return self.units[source].factor, self.units[target].factor

    @cached_property
    def _spelled(self) -> dict[str, Unit]:
        return {
            fold_unit(spelling): unit
            for unit in self.units.values()
            for spelling in (unit.code, unit.text, *unit.spellings)
        }


def fold_unit(spelling: str) -> str:
    """One form for spellings that differ in case, spaces, brackets and micro sign only."""
    return "".join(spelling.translate(_MICRO).casefold().split())


_MILLI_PER_LITRE = frozenset({"miu/l", "mu/l", "mie/l", "mui/l"})
_MASS = frozenset({"ng/ml", "ug/l", "ng/dl", "pg/ml", "ng/l", "ug/dl", "mg/l"})
_MOLES = frozenset({"nmol/l", "pmol/l", "umol/l", "mmol/l"})


def digits(value: Decimal | Fraction, decimals: int) -> str:
    """Rounded half to even, in plain notation."""
    scaled = round(Fraction(value) * 10**decimals)
    return f"{Decimal(scaled).scaleb(-decimals):f}"
