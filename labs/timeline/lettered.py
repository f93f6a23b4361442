"""Decisions by letter: A to Z, then AA, in order of their dates."""

from collections.abc import Iterator
from datetime import UTC, datetime
from string import ascii_uppercase

from labs.readings import Course
from labs.timeline.shape import LetteredDecision

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def letter_decisions(course: Course) -> tuple[LetteredDecision, ...]:
    """All but those entered in error, oldest first."""
    standing = [decided for decided in course.decisions if not decided.in_error]
    standing.sort(key=lambda decided: (decided.date, decided.at or _EARLIEST))
    return tuple(
        LetteredDecision(decided, letter, decided.needs_attention)
        for decided, letter in zip(standing, list_letters(), strict=False)
    )


def list_letters() -> Iterator[str]:
    place = 0
    while True:
        yield _write_letter(place)
        place += 1


def _write_letter(place: int) -> str:
    before, last = divmod(place, len(ascii_uppercase))
    return (_write_letter(before - 1) if before else "") + ascii_uppercase[last]
