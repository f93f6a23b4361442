"""The one list behind figure, table, JSON and CSV: a course in chosen units and dates."""

from labs.series.as_json import digest, to_json
from labs.series.flowsheet import Drawn
from labs.series.listing import Series, series
from labs.series.point import Point
from labs.series.points import in_order
from labs.series.shape import (
    About,
    Cell,
    Column,
    Computed,
    Derived,
    DrawRow,
    Event,
    Lettered,
    Row,
)
from labs.series.view import AS_USUAL, Choice, Link, Remembered, View, Who, since, view_of

__all__ = [
    "AS_USUAL",
    "About",
    "Cell",
    "Choice",
    "Column",
    "Computed",
    "Derived",
    "DrawRow",
    "Drawn",
    "Event",
    "Lettered",
    "Link",
    "Point",
    "Remembered",
    "Row",
    "Series",
    "View",
    "Who",
    "digest",
    "in_order",
    "series",
    "since",
    "to_json",
    "view_of",
]
