"""From one point to the next: how much, or why no difference is given."""

from fractions import Fraction

from labs.analytes import digits
from labs.readings import Kind, Reading, ShownValue, Verdict
from labs.words import gettext, gettext_noop

# Beside a difference of these, both states are said; of any other, none is computed.
_SAID_WITH_BOTH_STATES = frozenset({"treatment"})
# In what two results differ, by the reasons of a verdict.
DIFFERS = {
    "method": gettext_noop("another method"),
    "laboratory": gettext_noop("another laboratory"),
    "floor": gettext_noop("another detection limit"),
    "formula": gettext_noop("another formula"),
    "unit": gettext_noop("no exact conversion"),
    "time-of-day": gettext_noop("another time of day"),
    "since-dose": gettext_noop("another time since the dose"),
    "fasting": gettext_noop("fasting differs"),
    "treatment": gettext_noop("other treatment"),
}
# By the side of the limit; whether the later result is beyond it, and the earlier.
_LIMITS = {
    ("below", True, True): gettext_noop("both below detection"),
    ("below", True, False): gettext_noop("below detection now"),
    ("below", False, True): gettext_noop("below detection before"),
    ("above", True, True): gettext_noop("both above detection"),
    ("above", True, False): gettext_noop("above detection now"),
    ("above", False, True): gettext_noop("above detection before"),
}


def is_computable(verdict: Verdict) -> bool:
    """Whether two measured values may be set off against each other."""
    if verdict.kind == "noted":
        return set(verdict.reasons) <= _SAID_WITH_BOTH_STATES
    return verdict.kind == "same"


def are_measured(before: Reading, after: Reading) -> bool:
    """Whether both are plain numbers: with a limit, nothing is computed."""
    return before.value.kind is Kind.MEASURED and after.value.kind is Kind.MEASURED


def write_delta(change: Fraction, decimals: int) -> str:
    """With its sign; a difference that rounds to nothing has none."""
    written = digits(change, decimals)
    return f"+{written}" if change > 0 and written.strip("0.") else written


def shared_decimals(before: ShownValue, after: ShownValue, shown: int) -> int:
    """No more than the unit's, and no more than either report prints."""
    if before.converted or after.converted:
        return shown
    return min(shown, max(count_decimals(before.value), count_decimals(after.value)))


def change_words(change: Fraction, written: str, unit: str = "") -> str:
    """`down 2.8`; `down 147 ng/dL`, with a unit, where the two reports print another."""
    if not change:
        return gettext("unchanged")
    size = written.lstrip("+-")
    if size.strip("0."):
        by = f"{size} {unit}".rstrip()
        return gettext("up {by}", by=by) if change > 0 else gettext("down {by}", by=by)
    places = count_decimals(size)
    least = f"{digits(Fraction(1, 10**places), places)} {unit}".rstrip()
    if change > 0:
        return gettext("up by less than {least}", least=least)
    return gettext("down by less than {least}", least=least)


def why_none(before: Reading, after: Reading, verdict: Verdict) -> str:
    """The gravest reason that no difference is given."""
    if verdict.kind == "broken":
        return gettext(DIFFERS[verdict.reasons[0]])
    below = "below", after.below_detection, before.below_detection
    above = "above", after.above_detection, before.above_detection
    for limits in (below, above):
        if limits in _LIMITS:
            return gettext(_LIMITS[limits])
    if not are_measured(before, after):
        return gettext("not a number")
    return gettext(DIFFERS[verdict.reasons[0]])


def count_decimals(value: str) -> int:
    """How many decimals digits have."""
    return len(value.partition(".")[2])
