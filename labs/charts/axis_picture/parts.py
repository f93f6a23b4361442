"""What the picture is made of: boxes, ways between them, and blocks of words."""

from dataclasses import dataclass

from labs.charts.scene import Px, Text

type Corner = tuple[Px, Px]


@dataclass(frozen=True)
class Face:
    """Sizes of lettering."""

    name: Px
    value: Px
    fact: Px


@dataclass(frozen=True)
class Form:
    """A box with round corners: an organ, a measure, or the sign of a testis."""

    kind: str
    x0: Px
    y0: Px
    x1: Px
    y1: Px
    round: Px
    colour: str = ""

    @property
    def middle(self) -> Corner:
        return (self.x0 + self.x1) // 2, (self.y0 + self.y1) // 2


@dataclass(frozen=True)
class Way:
    """A signal, or the way back; equally strong in every man."""

    kind: str  # signal, feedback
    corners: tuple[Corner, ...]
    head: bool = True


@dataclass(frozen=True)
class Block:
    """The words of one measure."""

    key: str
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Picture:
    name: str  # of the variant and size: staff-wide
    width: Px
    height: Px
    forms: tuple[Form, ...]
    ways: tuple[Way, ...]
    texts: tuple[Text, ...]
    blocks: tuple[Block, ...]
