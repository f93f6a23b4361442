"""The testes, each with its volume beside a sign: the same in every man who has one."""

from dataclasses import dataclass, replace

from labs.charts.axis_picture import organs
from labs.charts.axis_picture.lettering import Column, Lettered, lettered
from labs.charts.axis_picture.measured import Stop
from labs.charts.axis_picture.parts import Block, Form
from labs.charts.scene import Px, Text

_PAD = 160
_ROUND = 300
_SIGN = (260, 360)
_AFTER_SIGN = 110
_BETWEEN = 120


@dataclass(frozen=True)
class TestesBox:
    form: Form
    signs: tuple[Form, ...]
    title: Text
    blocks: tuple[Block, ...]


def side_by_side(stop: Stop, box: Column, top: Px) -> TestesBox:
    half = (box.room - _BETWEEN) // 2
    columns = replace(box, x1=box.x0 + half), replace(box, x0=box.x1 - half)
    under = organs.under_title(box.face, top)
    return _made(stop, box, top, [(column, under) for column in columns])


def one_below_the_other(stop: Stop, box: Column, top: Px) -> TestesBox:
    under = organs.under_title(box.face, top)
    left, _ = stop.measured
    box = replace(box, beside=False)  # a value may be too long for one of the two
    second = lettered(left, _inner(box), under).bottom + _BETWEEN
    return _made(stop, box, top, [(box, under), (box, second)])


def _made(stop: Stop, box: Column, top: Px, places: list[tuple[Column, Px]]) -> TestesBox:
    words = [
        lettered(one, _inner(column), y)
        for one, (column, y) in zip(stop.measured, places, strict=True)
    ]
    bottom = max(_bottom(each, y) for each, (_, y) in zip(words, places, strict=True))
    form = Form("organ", box.x0, top, box.x1, bottom + _PAD, _ROUND)
    return TestesBox(
        form=form,
        signs=tuple(
            _sign(column.x0 + _PAD, y)
            for one, (column, y) in zip(stop.measured, places, strict=True)
            if not one.gone
        ),
        title=organs.title(stop, box.face, form),
        blocks=tuple(
            Block(one.key, each.texts)
            for one, each in zip(stop.measured, words, strict=True)
        ),
    )


def _inner(column: Column) -> Column:
    start = column.x0 + _PAD + _SIGN[0] + _AFTER_SIGN
    return replace(column, x0=start, x1=column.x1 - _PAD)


def _bottom(words: Lettered, top: Px) -> Px:
    return max(words.bottom, top + _SIGN[1])


def _sign(x: Px, y: Px) -> Form:
    wide, high = _SIGN
    return Form("testis", x, y, x + wide, y + high, wide // 2, "volume")
