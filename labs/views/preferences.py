"""What a person asked to be remembered of how pages look."""

from dataclasses import dataclass

from labs import access
from labs.analytes import ANALYTES
from labs.models import User
from labs.timeline import AS_USUAL, RememberedView


@dataclass(frozen=True)
class Preferences:
    remembered: RememberedView = AS_USUAL
    folds: tuple[str, ...] = ()  # that are open


def preferences_of(user: User) -> Preferences:
    """What nobody asked to remember is as usual; a unit that is gone since, too."""
    mine = access.list_memberships(user)  # asked of the database with his clinics
    row = getattr(mine[0].user, "preference", None) if mine else None
    if row is None:
        return Preferences()
    units = {
        key: unit
        for key, unit in row.units.items()
        if key in ANALYTES and unit in ANALYTES[key].units
    }
    remembered = RememberedView(units, row.log, row.relative, row.explore)
    return Preferences(remembered, tuple(row.folds))
