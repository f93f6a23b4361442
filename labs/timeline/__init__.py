"""The one list behind figure, table, JSON and CSV: a course in chosen units and dates."""

from labs.timeline.as_json import compute_digest, to_json
from labs.timeline.flowsheet import DrawPoints
from labs.timeline.point import Point
from labs.timeline.points import in_order
from labs.timeline.shape import (
    About,
    Cell,
    Column,
    Computed,
    Derived,
    DrawRow,
    Event,
    LetteredDecision,
    Row,
)
from labs.timeline.timeline import Timeline, build_timeline
from labs.timeline.view import (
    AS_USUAL,
    Choice,
    Link,
    RememberedView,
    View,
    Who,
    since,
    view_of,
)

__all__ = [
    "AS_USUAL",
    "About",
    "Cell",
    "Choice",
    "Column",
    "Computed",
    "Derived",
    "DrawRow",
    "DrawPoints",
    "Event",
    "LetteredDecision",
    "Link",
    "Point",
    "RememberedView",
    "Row",
    "Timeline",
    "View",
    "Who",
    "compute_digest",
    "in_order",
    "build_timeline",
    "since",
    "to_json",
    "view_of",
]
