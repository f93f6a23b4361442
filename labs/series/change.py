"""From one point to the next: how much, or why no difference is given."""

from fractions import Fraction

from labs.analytes import digits
from labs.readings import Kind, Reading, Shown, Verdict
from labs.series.prose import say
from labs.words import gettext

# Beside a difference of these, both states are said; of any other, none is computed.
_SAID_WITH_BOTH_STATES = frozenset({"treatment"})


def computable(verdict: Verdict) -> bool:
    """Whether two measured values may be set off against each other."""
    if verdict.kind == "noted":
        return set(verdict.reasons) <= _SAID_WITH_BOTH_STATES
    return verdict.kind == "same"


def measured(before: Reading, after: Reading) -> bool:
    """Whether both are plain numbers: with a limit, nothing is computed."""
    return before.value.kind is Kind.MEASURED and after.value.kind is Kind.MEASURED


def delta(change: Fraction, decimals: int) -> str:
    """With its sign; a difference that rounds to nothing has none."""
    written = digits(change, decimals)
    return f"+{written}" if change > 0 and written.strip("0.") else written


def decimals(before: Shown, after: Shown, shown: int) -> int:
    """No more than the unit's, and no more than either report prints."""
    if before.converted or after.converted:
        return shown
    return min(shown, max(printed(before.value), printed(after.value)))


def words(change: Fraction, written: str, unit: str = "") -> str:
    """`down 2.8`; `down 147 ng/dL`, with a unit, where the two reports print another."""
    if not change:
        return gettext("unchanged")
    way = "up" if change > 0 else "down"
    size = written.lstrip("+-")
    if size.strip("0."):
        return say(f"change-{way}", by=f"{size} {unit}".rstrip())
    places = printed(size)
    least = digits(Fraction(1, 10**places), places)
    return say(f"change-{way}-slight", least=f"{least} {unit}".rstrip())


def why_none(before: Reading, after: Reading, verdict: Verdict) -> str:
    """The gravest reason that no difference is given."""
    if verdict.kind == "broken":
        return say(f"no-change-{verdict.reasons[0]}")
    if limits := _limits(before, after):
        return say(f"no-change-{limits}")
    if not measured(before, after):
        return gettext("not a number")
    return say(f"no-change-{verdict.reasons[0]}")


def _limits(before: Reading, after: Reading) -> str:
    for way in ("below", "above"):
        now, then = (getattr(reading, f"{way}_detection") for reading in (after, before))
        if now or then:
            return f"both-{way}" if now and then else way if now else f"was-{way}"
    return ""


def printed(value: str) -> int:
    """How many decimals digits have."""
    return len(value.partition(".")[2])
