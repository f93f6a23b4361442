"""What a laboratory prints beside its results, and what one result differs in from that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from labs.analytes import Analyte
from labs.readings.interval import Interval
from labs.readings.reading import Reading
from labs.readings.text import require_printable
from labs.readings.value import Value, read_quantity
from labs.words import Refused
from labs.words.fold import fold

LONGEST_LIMIT = 40


@dataclass(frozen=True, kw_only=True)
class LaboratoryTestFact:
    """One analyte by one method, all texts as printed, from one day to another."""

    laboratory: str
    analyte: Analyte
    unit: str
    method: str = ""
    detection_limit: str = ""  # `<0.1`
    reference_range: str = ""  # `1.7-8.6`
    valid_from: date
    valid_to: date | None = None  # the last day; None: until further notice

    def check(self) -> None:
        """Refuse what cannot be read, in a sentence that says what to do."""
        if self.analyte.sides:
            raise Refused("laboratory-test-of-side", analyte=self.analyte.name)
        require_printable(self.unit, "The unit", 40)
        require_printable(self.method, "The method", 100)
        require_printable(self.reference_range, "The reference range", 200)
        require_printable(self.detection_limit, "The detection limit", LONGEST_LIMIT)
        _ = self.unit_code, self.interval, self.limit

    @property
    def unit_code(self) -> str:
        """UCUM."""
        return self.analyte.unit_of(self.unit).code

    @property
    def interval(self) -> Interval | None:
        return Interval.read(self.reference_range, self.unit_code, analyte=self.analyte)

    @property
    def printed_range(self) -> str:
        """As printed, with its unit behind it unless it says one or has no ends."""
        interval = Interval.read(self.reference_range, "", analyte=self.analyte)
        if interval is None or interval.unit or not interval.has_ends:
            return self.reference_range
        return f"{self.reference_range} {self.unit}"

    @property
    def limit(self) -> Value | None:
        """Below which nothing is told from nothing; None where none is printed."""
        if not self.detection_limit.strip():
            return None
        try:
            comparator, _ = read_quantity(self.detection_limit)
        except Refused:
            comparator = ""
        if not comparator.startswith("<"):
            text = self.detection_limit.strip()
            raise Refused("detection-limit-unreadable", text=text)
        return Value.read(self.detection_limit)

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: "LaboratoryTestFact") -> bool:
        """Whether both hold on some day, of one analyte and one method."""
        same = self.analyte is other.analyte and fold(self.method) == fold(other.method)
        ends = self.valid_to or date.max, other.valid_to or date.max
        return same and self.valid_from <= ends[1] and other.valid_from <= ends[0]


@dataclass(frozen=True)
class Difference:
    """What a result was printed with that its laboratory does not print."""

    kind: str  # method, unit, range or limit
    tests: tuple[LaboratoryTestFact, ...]  # what the laboratory prints instead


@dataclass(frozen=True)
class Laboratories:
    """The laboratories of a clinic by name, and what each prints."""

    names: tuple[str, ...] = ()
    tests: tuple[LaboratoryTestFact, ...] = ()

    def list_valid(
        self, laboratory: str, analyte: str, day: date
    ) -> list[LaboratoryTestFact]:
        """What a laboratory prints for an analyte that day, one for each method."""
        name = fold(laboratory)
        if not name:
            return []
        return [
            test
            for test in self.tests
            if test.analyte.key == analyte
            and fold(test.laboratory) == name
            and test.is_valid_on(day)
        ]

    def find_test(
        self, laboratory: str, analyte: str, day: date, method: str = ""
    ) -> LaboratoryTestFact | None:
        """The only one, or that of the method; None where it is not clear which."""
        valid = self.list_valid(laboratory, analyte, day)
        if method:
            valid = _of_method(valid, method) or [test for test in valid if not test.method]
        return valid[0] if len(valid) == 1 else None

    def compare(self, reading: Reading) -> list[Difference]:
        """What differs from the settings of its laboratory; nothing where none are known.

        What was not typed or printed differs from nothing.
        """
        key, day = reading.analyte.key, reading.moment.date
        valid = self.list_valid(reading.draw.laboratory, key, day)
        named = tuple(test for test in valid if test.method)
        same = _of_method(valid, reading.method) if reading.method else []
        differ = []
        if reading.method and named and len(named) == len(valid) and not same:
            differ.append(Difference("method", named))
        candidates = same or valid
        if len(candidates) == 1:
            test = candidates[0]
            differ += [Difference(kind, (test,)) for kind in _list_kinds(test, reading)]
        return differ


def _of_method(
    tests: Sequence[LaboratoryTestFact], method: str
) -> list[LaboratoryTestFact]:
    return [test for test in tests if fold(test.method) == fold(method)]


def _list_kinds(test: LaboratoryTestFact, reading: Reading) -> list[str]:
    found = {
        "unit": bool(reading.unit) and reading.unit != test.unit_code,
        "range": _differs_in_range(test, reading),
        "limit": _misses_limit(test, reading),
    }
    return [kind for kind, differs in found.items() if differs]


def _differs_in_range(test: LaboratoryTestFact, reading: Reading) -> bool:
    """By the ends, in the laboratory's unit; one in another unit is left to the unit."""
    printed, expected = reading.interval, test.interval
    if printed is None or expected is None:
        return False
    if not (printed.has_ends and expected.has_ends):
        return fold(printed.text or printed.plain) != fold(expected.text)
    if (printed.unit or reading.unit) != expected.unit:
        return False
    return _read_ends(printed) != _read_ends(expected)


def _read_ends(interval: Interval) -> tuple[object, ...]:
    low, high = interval.low, interval.high
    return (
        low,
        high,
        low is None or interval.low_inclusive,
        high is None or interval.high_inclusive,
    )


def _misses_limit(test: LaboratoryTestFact, reading: Reading) -> bool:
    """Another limit printed; or digits at or below it, as of a result that lost its `<`."""
    limit, value = test.limit, reading.value
    unit = reading.unit
    if limit is None or limit.number is None or value.number is None:
        return False
    if value.comparator.startswith(">") or not reading.analyte.converts(
        unit, test.unit_code
    ):
        return False
    amount = reading.analyte.convert(value.number, unit, test.unit_code)
    floor = Fraction(limit.number)
    if value.comparator:
        return (amount, value.comparator) != (floor, limit.comparator)
    return amount <= floor
