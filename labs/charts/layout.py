"""How a figure is laid out: its measures, in tenths of a pixel, and what its parts share.

There are two layouts. On a desk and on paper the names of the rows stand in a gutter left
of them, and the latest values in a column at the right. On narrower screens a title stands
over each row; on a phone its right end holds the latest value. Everything else is numbers,
and a figure is made as wide as the room that it gets, so that its type is never scaled.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from labs.charts.scene import Axis, Px
from labs.charts.time_axis import Draws, build_axis, place_draws
from labs.readings import Episode
from labs.timeline import DrawRow, LetteredDecision, Timeline, Who
from labs.timeline.minutes import DAY, Minute, minute_of_day


class RowHeights(NamedTuple):
    """Of the subplots of one figure, by what stands in them."""

    log: Px
    linear: Px
    volume: Px
    split: Px  # of volume by one of two instruments


@dataclass(frozen=True)
class Size:
    """The measures of one figure; all are pixels but `ticks` and `dearest`."""

    name: str
    width: Px
    left: Px  # names and tick labels, or tick labels alone
    right: Px  # the column of the latest values; little on a phone
    heights: RowHeights
    radius: Px
    value: Px  # type of values
    ticks: int  # at most
    equal: Px  # a censored text equal to one this near is left out
    dearest: tuple[int, int, int]  # most that a text's place may cost, by its rank
    small: Px = 110  # type of the rest
    gutter: bool = False  # names stand left of their row, not over it
    roomy: bool = True  # for "13.4 was 31.4", the scale, and years of four digits

    @property
    def title(self) -> Px:
        """Over a subplot."""
        return 20 if self.gutter else 260

    @property
    def under(self) -> Px:
        """A subplot, without results in words."""
        return 180 if self.gutter else 60

    @property
    def time_labels(self) -> Px:
        """Under the last row: the month and, where a title stands over it, its year."""
        return 200 if self.gutter else 340

    @property
    def has_column(self) -> bool:
        return self.right > 1000

    @property
    def column(self) -> Px:
        """Where the column of the latest values begins."""
        return self.width - self.right + 140


DESK = Size(
    name="desk",
    width=13120,
    left=1340,
    right=1900,
    heights=RowHeights(1000, 920, 680, 560),
    radius=46,
    value=120,
    ticks=9,
    equal=340,
    dearest=(650, 650, 650),
    gutter=True,
)
# A page is printed 930 wide: two more millimetres of type than a screen's figure, scaled.
PRINT = replace(
    DESK,
    name="print",
    width=9300,
    left=1300,
    right=1640,
    heights=RowHeights(860, 760, 600, 520),
)
TABLET = replace(
    DESK, name="tablet", width=7040, left=440, right=1720, ticks=7, gutter=False
)
PHONE = replace(
    TABLET,
    name="phone",
    width=3580,
    left=340,
    right=60,
    heights=RowHeights(1160, 1000, 800, 680),
    radius=42,
    value=115,
    ticks=5,
    equal=600,
    dearest=(600, 600, 450),
    roomy=False,
)
# The less width a value has, the more height: else it is not written.
NARROW = replace(
    PHONE, name="narrow", width=2880, heights=RowHeights(1340, 1160, 920, 780), ticks=4
)
SIZES = {size.name: size for size in (DESK, PRINT, TABLET, PHONE, NARROW)}

# The patient's picture of one test: larger type, and no column beside it.
WIDE = replace(
    TABLET,
    name="wide",
    width=6080,
    right=120,
    heights=RowHeights(1600, 1600, 1400, 1400),
    radius=50,
    value=140,
    small=130,
    ticks=6,
)
SMALL = replace(
    PHONE,
    name="small",
    width=3200,
    left=400,
    right=80,
    heights=RowHeights(1500, 1500, 1300, 1300),
    radius=46,
    value=135,
    small=125,
    ticks=4,
    dearest=(600, 300, 150),
)
PORTAL_SIZES = {size.name: size for size in (WIDE, SMALL)}

# The least room, in CSS pixels, that each size is made for, and the most that it fills.
_ROOMS = ((DESK, 1040, 1312), (TABLET, 620, 1039), (PHONE, 340, 619), (NARROW, 0, 339))
_NARROWEST = 288  # CSS pixels: a phone of 320 less the margins of the page

# Alike in every size.
RELATIVE_LEFT = 650  # at least, where the ends of a reference range are named
FLAGS = 250  # the room of the letters of decisions, over the lanes
FLAG = 180  # the side of one
FLAG_STEP = 210  # from one to the next beside it
LANE = 220  # from one lane to the next
BAR = 170  # the height of a treatment in it
UPPER_TIMES = 170  # the dates between lanes and rows
STRIP = 125  # for results in words, under a row and its rail
EMPTY = 340  # a row in which nothing has a height
LINE = 150  # from one line of text to the next
DENSE = 60  # draws from which marks are smaller and less is written
_DENSE_RADIUS = 30


def size_for(room: int) -> Size:
    """The size for a figure that has `room` CSS pixels from left to right."""
    size, least, most = next(one for one in _ROOMS if room >= one[1])
    return replace(size, width=max(min(room, most), least, _NARROWEST) * 10)


@dataclass(frozen=True)
class FigureLayout:
    """What every part of one figure shares: its size, its time axis and its draws."""

    timeline: Timeline
    size: Size
    axis: Axis
    draws: Draws

    @cached_property
    def dense(self) -> bool:
        return len(self.draws.rows) > DENSE

    @property
    def for_staff(self) -> bool:
        return self.timeline.who is Who.STAFF

    @property
    def radius(self) -> Px:
        return _DENSE_RADIUS if self.dense else self.size.radius

    @cached_property
    def episodes(self) -> tuple[Episode, ...]:
        return tuple(one for one in self.timeline.episodes if not one.in_error)

    @cached_property
    def newest(self) -> DrawRow | None:
        """The last draw with a result, not of an earlier course."""
        rows = (row for row in reversed(self.draws.rows) if row.points)
        return next((row for row in rows if not row.laid_over), None)

    @cached_property
    def baselines(self) -> frozenset[str]:
        """Draws of which every result is a baseline: they say so once."""
        return frozenset(row.draw.id for row in self.draws.rows if row.baseline)

    @cached_property
    def news(self) -> frozenset[str]:
        """Draws of which every result is new to the reader: they say so once."""
        return frozenset(
            row.draw.id
            for row in self.draws.rows
            if self.for_staff and row.points and all(point.new for point in row.points)
        )

    @cached_property
    def decisions(self) -> tuple[tuple[LetteredDecision, Px], ...]:
        """Those whose line stands in view, and where."""
        at = [(one, minute_of_day(one.decided.date)) for one in self.timeline.decisions]
        return tuple((one, self.axis.x(day)) for one, day in at if self.axis.shows(day))

    @cached_property
    def until(self) -> Minute:
        """How far what is ongoing is drawn: an earlier course may reach beyond today."""
        tomorrow = self.axis.clip(minute_of_day(self.timeline.today) + DAY)
        return tomorrow if self.timeline.over else self.axis.end

    @cached_property
    def lines(self) -> tuple[Px, ...]:
        """Where the lines of decisions and of day 0 stand."""
        stands = {x for _, x in self.decisions}
        if self.axis.counts_days:
            stands.add(self.axis.x(self.axis.zero))
        return tuple(sorted(stands))


def build_layout(timeline: Timeline, size: Size) -> FigureLayout:
    if timeline.view.relative and not size.gutter:
        size = replace(size, left=max(size.left, RELATIVE_LEFT))
    axis = build_axis(timeline, size.left, size.width - size.right)
    return FigureLayout(timeline, size, axis, place_draws(timeline, axis))
