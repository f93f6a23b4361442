"""What every part of one figure shares: its size, its time axis and its draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from labs.charts import draws, timeline
from labs.charts.clock import DAY, midnight
from labs.charts.draws import Draws
from labs.charts.scene import Axis, Minute, Px
from labs.charts.sizes import DENSE_RADIUS, RELATIVE_LEFT, Size
from labs.readings import Episode
from labs.series import Lettered, Series, Who

type Unread = Mapping[str, Sequence[str]]  # titles of notes that wait, by their draw


@dataclass(frozen=True)
class Frame:
    series: Series
    size: Size
    axis: Axis
    draws: Draws
    pointed: bool = True  # whether somebody can point at a draw, and be told
    unread: Unread = field(default_factory=dict)

    @property
    def dense(self) -> bool:
        return self.draws.dense

    @property
    def for_staff(self) -> bool:
        return self.series.who is Who.STAFF

    @property
    def radius(self) -> Px:
        return DENSE_RADIUS if self.dense else self.size.radius

    @cached_property
    def episodes(self) -> tuple[Episode, ...]:
        return tuple(one for one in self.series.episodes if not one.in_error)

    @cached_property
    def baselines(self) -> frozenset[str]:
        """Draws of which every result is a baseline: they say so once."""
        return frozenset(
            row.draw.id
            for row in self.draws.rows
            if row.points and all(point.baseline for point in row.points)
        )

    @cached_property
    def news(self) -> frozenset[str]:
        """Draws of which every result is new to the reader: they say so once."""
        return frozenset(
            row.draw.id
            for row in self.draws.rows
            if self.for_staff and row.points and all(point.new for point in row.points)
        )

    @cached_property
    def decisions(self) -> tuple[Lettered, ...]:
        """Those whose line stands in view."""
        return tuple(
            one
            for one in self.series.decisions
            if self.axis.shows(midnight(one.decided.date))
        )

    @cached_property
    def until(self) -> Minute:
        """How far what goes on is drawn: an attempt laid over may reach beyond today."""
        tomorrow = self.axis.clip(midnight(self.series.today) + DAY)
        return tomorrow if self.series.over else self.axis.end

    @cached_property
    def lines(self) -> tuple[Px, ...]:
        """Where the lines of decisions and of day 0 stand."""
        stands = [self.axis.x(midnight(one.decided.date)) for one in self.decisions]
        if self.axis.counts_days:
            stands.append(self.axis.x(self.axis.zero))
        return tuple(sorted(set(stands)))


def frame(series: Series, size: Size) -> Frame:
    if series.view.relative:
        size = replace(size, left=max(size.left, RELATIVE_LEFT))
    axis = timeline.axis(series, size)
    return Frame(series, size, axis, draws.draws(series, axis))
