"""Testosterone whose level cannot tell where it came from, as LH or the record says.

What was given before may still be in the blood after it has ended. How long a preparation
stays there is not known here, and not computed.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from labs.readings import Episode, Kind, Reading, State, find_state

TESTOSTERONE = "testosterone"


def is_silent(lh: Reading) -> bool:
    """Below detection, be it in words, or below its own range."""
    undetected = lh.below_detection or lh.value.says_undetected
    return undetected or lh.state is State.BELOW


def is_not_low(testosterone: Reading) -> bool:
    """Surely in its own range or above it; of `>20`, what 20 would be."""
    value = testosterone.value
    if testosterone.above_detection:
        value = replace(value, kind=Kind.MEASURED, comparator="")
    stands = find_state(
        value, testosterone.interval, testosterone.analyte, testosterone.unit
    )
    return stands in (State.INSIDE, State.ABOVE) and not testosterone.below_detection


def given_before(day: date, episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    """Episodes of testosterone on the record that began before a day."""
    return tuple(
        episode
        for episode in episodes
        if episode.agent == TESTOSTERONE and not episode.in_error and episode.start < day
    )
