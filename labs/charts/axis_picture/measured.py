"""The latest value of a measure in words, and the organs that the measures stand at."""

from dataclasses import dataclass

from labs.series import Who


@dataclass(frozen=True)
class Fact:
    """One line beside a value."""

    kind: str
    words: str


@dataclass(frozen=True)
class Measured:
    key: str  # lh, fsh, testosterone, estradiol, left, right
    name: str
    colour: str
    value: str  # or, in words, why there is none
    unit: str = ""
    facts: tuple[Fact, ...] = ()
    found: bool = True  # a result stands here
    in_words: bool = False  # as its laboratory reported it
    gone: bool = False  # recorded: no testis on this side

    @property
    def amount(self) -> str:
        return f"{self.value} {self.unit}".strip()


@dataclass(frozen=True)
class Stop:
    """An organ, or the way back; what it does is the same in every man who has it."""

    key: str
    name: str
    caption: str  # for the patient
    does: str
    measured: tuple[Measured, ...]

    @property
    def is_gone(self) -> bool:
        """There is no testis: nothing leads there, and nothing is made there."""
        return bool(self.measured) and all(one.gone for one in self.measured)


@dataclass(frozen=True)
class Told:
    who: Who
    stops: tuple[Stop, ...]
    arrows: str  # what they do not say

    def stop(self, key: str) -> Stop:
        return next(stop for stop in self.stops if stop.key == key)

    def measured(self, key: str) -> Measured:
        every = (one for stop in self.stops for one in stop.measured)
        return next(one for one in every if one.key == key)
