"""A fact as it stands, and the versions before it: who replaced each, when and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from labs.models.recorded import Recorded


@dataclass(frozen=True)
class ReplacedVersion[R: Recorded]:
    """A version that was replaced; `by` is the one that took its place."""

    row: R
    by: R


@dataclass(frozen=True)
class Versions[R: Recorded]:
    now: R
    before: tuple[ReplacedVersion[R], ...]  # the latest first

    @property
    def first(self) -> R:
        return self.before[-1].row if self.before else self.now


def group_versions[R: Recorded](
    rows: Iterable[R], *, same: Callable[[R, R], bool] = lambda old, new: False
) -> list[Versions[R]]:
    """By fact, in the order in which the facts were first recorded.

    `same`: two versions that would read alike, so that the older is not worth a line.
    """
    ordered = sorted(rows, key=lambda row: (row.uid, -row.version))
    found = [
        _build_versions(list(group), same) for _, group in groupby(ordered, lambda r: r.uid)
    ]
    return sorted(found, key=lambda each: each.first.pk)


def _build_versions[R: Recorded](
    rows: list[R], same: Callable[[R, R], bool]
) -> Versions[R]:
    before = [
        ReplacedVersion(old, new) for new, old in pairwise(rows) if not same(old, new)
    ]
    return Versions(rows[0], tuple(before))
