"""An interval as printed beside a result: its ends, each inclusive or not, or a text."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Self, TypedDict, Unpack

from labs.analytes import Analyte, digits, fold_unit
from labs.readings.printed import bare_number, read_limits, unit_behind
from labs.words import Refused, gettext

type Ends = tuple[Fraction | None, Fraction | None]


class Printed(TypedDict, total=False):
    """What may be known of an interval beside the digits of its ends."""

    low_inclusive: bool
    high_inclusive: bool
    text: str
    unit: str
    source: str


@dataclass(frozen=True)
class Interval:
    low: Decimal | None
    high: Decimal | None
    low_inclusive: bool = True
    high_inclusive: bool = True
    text: str = ""
    unit: str = ""  # UCUM; empty: the result's own
    source: str = "laboratory"
    converted: bool = False  # rounded into a unit that it was not printed in

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise Refused(
                "interval-low-above-high", low=f"{self.low:f}", high=f"{self.high:f}"
            )

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Once for an interval that many readings share."""
        return hash((self.low, self.high, self.text, self.unit, self.source))

    @classmethod
    def read(
        cls,
        text: str,
        unit: str,
        *,
        source: str = "laboratory",
        analyte: Analyte | None = None,
        decimal: str = "",
    ) -> Self | None:
        """`1.7-8.6` or one end with a comparator; anything else, and several, stay a text.

        A unit printed behind it is taken where the analyte knows it.
        """
        printed = text.strip()
        if not printed:
            return None
        bare, printed_unit = unit_behind(printed, unit, analyte)
        low, high = read_limits(bare, decimal)
        return cls(
            low=low.number if low else None,
            high=high.number if high else None,
            low_inclusive=low.inclusive if low else True,
            high_inclusive=high.inclusive if high else True,
            text=printed,
            unit=printed_unit,
            source=source,
        )

    @staticmethod
    def of(*, low: str = "", high: str = "", **printed: Unpack[Printed]) -> "Interval":
        """From digits as printed, as a row or a form keeps them."""
        return _build_interval(low, high, **printed)

    @property
    def has_ends(self) -> bool:
        return self.low is not None or self.high is not None

    @cached_property
    def plain(self) -> str:
        """What a table shows: `1.7 to 8.6`, `≤ 10.0`, `< 150`, or the text."""
        low, high = map(self._shown, self._digits)
        if low and high:
            above = "" if self.low_inclusive else "> "
            below = "" if self.high_inclusive else "< "
            return f"{above}{low} to {below}{high}"
        if low:
            return f"{'≥' if self.low_inclusive else '>'} {low}"
        if high:
            return f"{'≤' if self.high_inclusive else '<'} {high}"
        return self.text

    @property
    def spoken(self) -> str:
        """The same in words, for speech: `at least 8.64`, `less than 150`."""
        low, high = map(self._about, self._digits)
        if low and high:
            low = low if self.low_inclusive else gettext("more than {end}", end=low)
            high = high if self.high_inclusive else gettext("less than {end}", end=high)
            return gettext("{low} to {high}", low=low, high=high)
        if low:
            if self.low_inclusive:
                return gettext("at least {end}", end=low)
            return gettext("more than {end}", end=low)
        if high:
            if self.high_inclusive:
                return gettext("at most {end}", end=high)
            return gettext("less than {end}", end=high)
        return self.text

    def beside(self, analyte: Analyte, unit: str) -> str:
        """As shown beside a result in a unit: with its own wherever that is another."""
        if self.unit in ("", unit):
            return self.plain
        return self.with_unit(analyte, unit)

    def with_unit(self, analyte: Analyte, unit: str) -> str:
        """`8.64 to 29.0 nmol/L`: in its own unit, or in the result's if it has none."""
        return _and_unit(self.plain, analyte, self.unit or unit)

    def spoken_beside(self, analyte: Analyte, unit: str) -> str:
        """As spoken beside a result in a unit: with its own wherever that is another."""
        printed_unit = "" if self.unit == unit else self.unit
        return _and_unit(self.spoken, analyte, printed_unit)

    def ends(self, analyte: Analyte, unit: str) -> Ends:
        """Both ends in a unit, exactly; none where no exact conversion exists."""
        printed_unit = self.unit or unit
        if printed_unit != unit and not analyte.converts(printed_unit, unit):
            return None, None
        return (
            None if self.low is None else analyte.convert(self.low, printed_unit, unit),
            None if self.high is None else analyte.convert(self.high, printed_unit, unit),
        )

    def in_unit(self, analyte: Analyte, unit: str) -> Self:
        """As shown in another unit, rounded to its decimals; unchanged in its own."""
        if self.unit in ("", unit):
            return self
        if not self.has_ends or not analyte.converts(self.unit, unit):
            return self.as_text(analyte)
        decimals = analyte.units[unit].decimals
        low, high = (
            None if end is None else Decimal(digits(end, decimals))
            for end in self.ends(analyte, unit)
        )
        return replace(self, low=low, high=high, text="", unit=unit, converted=True)

    def as_text(self, analyte: Analyte) -> Self:
        """Without ends to reckon with; the unit stays beside the digits."""
        written = _and_unit(self.text or self.plain, analyte, self.unit)
        return replace(self, low=None, high=None, text=written)

    def _shown(self, end: str) -> str:
        return f"≈{end}" if end and self.converted else end

    def _about(self, end: str) -> str:
        return gettext("about {end}", end=end) if end and self.converted else end

    @property
    def _digits(self) -> tuple[str, str]:
        low = "" if self.low is None else f"{self.low:f}"
        return low, "" if self.high is None else f"{self.high:f}"


def _and_unit(printed: str, analyte: Analyte, unit: str) -> str:
    """With the unit behind it, unless it says it, or has no digit to be in a unit."""
    text = analyte.units[unit].text if unit in analyte.units else unit
    told = fold_unit(text) in fold_unit(printed)
    return printed if told or not any(map(str.isdigit, printed)) else f"{printed} {text}"


@lru_cache(maxsize=4096)  # laboratories print few: a record repeats the same ones
def _build_interval(low: str, high: str, **printed: Unpack[Printed]) -> Interval:
    return Interval(low=_read_end(low), high=_read_end(high), **printed)


def _read_end(printed: str) -> Decimal | None:
    if not printed.strip():
        return None
    try:
        return bare_number(printed, "")
    except Refused as refused:
        raise Refused("interval-end-unreadable", end=printed.strip()) from refused
