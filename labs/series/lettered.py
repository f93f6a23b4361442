"""Decisions by letter: A to Z, then AA, in order of their dates."""

from collections.abc import Iterator
from datetime import UTC, datetime
from string import ascii_uppercase

from labs.readings import Course
from labs.series.shape import Lettered

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def lettered(course: Course) -> tuple[Lettered, ...]:
    """All but those entered in error, oldest first."""
    standing = [decided for decided in course.decisions if not decided.in_error]
    standing.sort(key=lambda decided: (decided.date, decided.at or _EARLIEST))
    return tuple(
        Lettered(decided, letter, decided.needs_attention)
        for decided, letter in zip(standing, letters(), strict=False)
    )


def letters() -> Iterator[str]:
    place = 0
    while True:
        yield _letter(place)
        place += 1


def _letter(place: int) -> str:
    before, last = divmod(place, len(ascii_uppercase))
    return (_letter(before - 1) if before else "") + ascii_uppercase[last]
