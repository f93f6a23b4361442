"""How many draws the table of results holds, and the way to the earlier ones."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from labs.forms.fields import whole_number
from labs.timeline import Timeline
from labs.timeline.results_table import build_table

NEWEST = 8  # draws that a page holds at first
MORE = 50  # at most, that one press of the button brings
MOST = 500  # draws in one table, where somebody asks for all
_ALL = "all"


def build_context(timeline: Timeline, query: Mapping[str, str]) -> dict[str, Any]:
    """The newest draws up to `draws` of the address; from `after` on, to go under them."""
    count = len(timeline.draws)
    last = _read_last(query, count)
    first = min(whole_number(query.get("after", "")) or 0, last)
    following = last + MORE if count - last > MORE else _ALL
    as_it_is = [*parse_qsl(timeline.view.query()), *keep_query(query, "notes")]
    further = urlencode([*as_it_is, ("draws", following)])
    return {
        "table": build_table(timeline, last, first=first),
        "earlier": count - last,
        "whole_table": urlencode([*as_it_is, ("draws", _ALL)]),
        "further": further,
        "append": f"{further}&after={last}",
        "next_draw": timeline.draws[last].draw.id if last < count else "",
    }


def keep_query(query: Mapping[str, str], key: str) -> list[tuple[str, str]]:
    """What an address asks beside the view, for a link that leaves it is."""
    return [(key, query[key])] if query.get(key) else []


def _read_last(query: Mapping[str, str], count: int) -> int:
    """How many draws are shown; what is no number of draws is the usual one."""
    asked = query.get("draws", "")
    most = MOST if asked == _ALL else whole_number(asked) or 0
    return min(max(most, NEWEST), MOST, count)
