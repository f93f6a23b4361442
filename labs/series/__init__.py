"""The one list behind figure, table, JSON and CSV: a course in chosen units and dates."""

from labs.series.shape import (
    About,
    Cell,
    Column,
    Derived,
    DrawRow,
    Event,
    Group,
    Lettered,
    Point,
    Row,
    Series,
)
from labs.series.view import Link, View, Who, since, view_of

__all__ = [
    "About",
    "Cell",
    "Column",
    "Derived",
    "DrawRow",
    "Event",
    "Group",
    "Lettered",
    "Link",
    "Point",
    "Row",
    "Series",
    "View",
    "Who",
    "since",
    "view_of",
]
