"""What one person wants remembered of how pages look; of no patient, so no act is kept."""

from collections.abc import Iterable

from labs.models import Preference, User
from labs.models.preference import FOLDS
from labs.models.snapshot import writing
from labs.timeline import RememberedView


@writing()
def remember(asked: RememberedView, folds: Iterable[str], *, by: User) -> None:
    """In place of what was remembered before; `folds` that no page has are left out."""
    Preference.objects.update_or_create(
        user=by,
        defaults={
            "units": dict(asked.units),
            "log": asked.log,
            "relative": asked.relative,
            "explore": asked.explore,
            "folds": [fold for fold in FOLDS if fold in {*folds}],
        },
    )
