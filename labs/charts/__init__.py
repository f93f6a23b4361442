"""Quiet room: a scene of a course, and the writers that draw it."""

from collections.abc import Callable

from labs.charts import axis_panels, trend
from labs.charts.scene import Scene
from labs.series import Series

# A chart takes the one list and makes its scenes, one of each size that it is drawn in.
CHARTS: dict[str, Callable[[Series], tuple[Scene, ...]]] = {
    "axis_panels": axis_panels.scenes,
    "trend": trend.of_every_row,
}

__all__ = ["CHARTS"]
