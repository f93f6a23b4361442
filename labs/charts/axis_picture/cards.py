"""A measure in a box of its own, on the way between two organs."""

from dataclasses import dataclass, replace

from labs.charts.axis_picture.lettering import Column, lettered
from labs.charts.axis_picture.measured import Measured
from labs.charts.axis_picture.parts import Block, Form
from labs.charts.scene import Px

_PAD = 90
_ROUND = 60


@dataclass(frozen=True)
class Card:
    form: Form
    block: Block

    def as_low_as(self, bottom: Px) -> "Card":
        return replace(self, form=replace(self.form, y1=bottom))


def card(one: Measured, column: Column, top: Px) -> Card:
    """`column` is the box from edge to edge."""
    inner = replace(column, x0=column.x0 + _PAD, x1=column.x1 - _PAD)
    words = lettered(one, inner, top + _PAD * 7 // 10)
    bottom = words.bottom + _PAD * 8 // 10
    form = Form("measure", column.x0, top, column.x1, bottom, _ROUND, one.colour)
    return Card(form, Block(one.key, words.texts))


def row(measured: tuple[Measured, ...], columns: tuple[Column, ...], top: Px) -> list[Card]:
    """Side by side, equally high."""
    made = [card(one, at, top) for one, at in zip(measured, columns, strict=True)]
    bottom = max(each.form.y1 for each in made)
    return [each.as_low_as(bottom) for each in made]
