"""The measures of each size of picture, in tenths of a CSS pixel."""

from dataclasses import dataclass, replace

from labs.charts.scene import Px


@dataclass(frozen=True)
class Size:
    """One way to lay a figure out; all numbers are pixels but `ticks` and `equal`."""

    name: str
    width: Px
    left: Px  # tick labels
    right: Px  # the column "Latest"; none on a phone
    log: Px  # height of a panel
    linear: Px
    volume: Px
    split: Px  # of volume by one of two instruments
    radius: Px
    value: Px  # type of values
    small: Px  # type of the rest
    ticks: int  # at most
    equal: Px  # a censored text equal to one this near is left out
    dearest: tuple[int, int, int]  # cost of a text's place, by its rank
    names_old: bool = True  # "13.4 was 31.4"

    @property
    def has_column(self) -> bool:
        """Of the latest values; else they stand in the titles."""
        return self.right > 1000

    @property
    def latest(self) -> Px:
        return self.width - self.right + 140


DESK = Size(
    name="desk",
    width=11360,
    left=440,
    right=1580,
    log=1240,
    linear=1040,
    volume=840,
    split=680,
    radius=46,
    value=120,
    small=110,
    ticks=9,
    equal=340,
    dearest=(650, 650, 650),
)
PRINT = Size(
    name="print",
    width=8200,
    left=440,
    right=1520,
    log=800,
    linear=760,
    volume=660,
    split=660,
    radius=46,
    value=120,
    small=110,
    ticks=9,
    equal=340,
    dearest=(650, 650, 650),
)
# Between a phone and a desk; as wide as the least room that it is shown in, so that its
# type is never smaller than it is set. The same holds for the two of a phone.
TABLET = replace(DESK, name="tablet", width=7040, right=1520, ticks=7)
PHONE = Size(
    name="phone",
    width=3580,
    left=340,
    right=60,
    log=1340,
    linear=1160,
    volume=920,
    split=780,
    radius=42,
    value=115,
    small=110,
    ticks=5,
    equal=600,
    dearest=(600, 600, 450),
    names_old=False,
)
# The less width a value has, the more height: else it is not written.
NARROW = replace(
    PHONE, name="narrow", width=2880, log=1500, linear=1300, volume=1040, split=880, ticks=4
)

# The patient's picture of one test: larger type, and no column beside it.
WIDE = Size(
    name="wide",
    width=6080,
    left=440,
    right=120,
    log=1600,
    linear=1600,
    volume=1400,
    split=1400,
    radius=50,
    value=140,
    small=130,
    ticks=6,
    equal=340,
    dearest=(650, 650, 650),
)
SMALL = Size(
    name="small",
    width=3200,
    left=400,
    right=80,
    log=1500,
    linear=1500,
    volume=1300,
    split=1300,
    radius=46,
    value=135,
    small=125,
    ticks=4,
    equal=600,
    dearest=(600, 300, 150),
    names_old=False,
)

SIZES = {size.name: size for size in (DESK, PRINT, TABLET, PHONE, NARROW)}
PORTAL_SIZES = {size.name: size for size in (WIDE, SMALL)}

# Alike in every size.
RELATIVE_LEFT = 650  # at least, where the ends of an interval are named
FLAGS = 250
FLAG = 180
FLAG_STEP = 210
LANE = 220
BAR = 170
TIMES = 170
TITLE = 260
UNDER_PANEL = 60
DRAWS = 220
TIME_AXIS = 340
EMPTY = 280
EMPTY_WITH_WORDS = 580
LINE = 150  # from one line of text to the next
NOTE = 180
DENSE = 60  # draws in view
DENSE_RADIUS = 30
SAME_MOMENT = 130
BESIDE_RUN = 80
MARGIN = 100
