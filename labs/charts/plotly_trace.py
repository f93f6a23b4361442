"""What all parts of a Plotly figure share: a bare trace, its axes, its numbers."""

from datetime import datetime, time, timedelta
from fractions import Fraction
from html import escape
from typing import Any

from labs.charts import strokes
from labs.charts.clock import DAY, day_of
from labs.charts.palette import LIGHT
from labs.charts.scene import Axis, Minute, Px

type Trace = dict[str, Any]
type Dict = dict[str, Any]
UNDER = {"xaxis": "x", "yaxis": "y"}
OVER = {"xaxis": "x99", "yaxis": "y99"}
FIRST_ROW = 2
CLEAR = "rgba(0,0,0,0)"
_MILLISECONDS = 60_000


def bare(mode: str, on: Dict) -> Trace:
    return {"type": "scatter", "mode": mode, "hoverinfo": "skip"} | on


def pen(kind: str, colour: str) -> Dict:
    width, dash = strokes.pen(kind)
    return {"color": LIGHT[colour], "width": px(width), "dash": dash or "solid"}


def safe(words: str) -> str:
    """Plotly reads tags in its texts; nobody else's words may be one."""
    return escape(words, quote=False)


def when(at: Minute, axis: Axis) -> str | float:
    if axis.counts_days:
        return float(Fraction(at - axis.zero, DAY))
    moment = datetime.combine(day_of(at), time()) + timedelta(minutes=at % DAY)
    return f"{moment:%Y-%m-%d %H:%M}"


def counted(at: Minute, axis: Axis) -> float:
    """A moment as Plotly counts it: milliseconds of dates, or days."""
    return float(Fraction(at - axis.zero, DAY)) if axis.counts_days else at * _MILLISECONDS


def share(of: Px, whole: Px) -> float:
    return float(Fraction(of, whole))


def px(px: Px) -> float:
    return px / 10


def number(value: Fraction) -> float:
    return float(f"{float(value):.6g}")
