"""On a phone: one below the other, signals on the left, the way back on the right."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from labs.charts.axis_picture import cards, organs, testes
from labs.charts.axis_picture.cards import Card
from labs.charts.axis_picture.lettering import Column
from labs.charts.axis_picture.measured import Told
from labs.charts.axis_picture.parts import Block, Face, Form, Picture, Way
from labs.charts.axis_picture.testes import TestesBox
from labs.charts.scene import Px, Text

_WIDE = 2880  # all that a page of 320 px has
_LANE = 200  # on either side, for the ways
_EDGE = 20
_GNRH = 320
_NEXT = 240
_PAIR = 120


@dataclass(frozen=True)
class _Stack:
    """From top to bottom."""

    hypothalamus: Form
    pituitary: Form
    signals: tuple[Card, ...]
    testes: TestesBox
    made: tuple[Card, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        return (*self.signals, *self.made)


def picture(told: Told, face: Face) -> Picture:
    stack = _stack(told, face)
    forms = (stack.hypothalamus, stack.pituitary, stack.testes.form)
    return Picture(
        name=f"{told.who.value}-small",
        width=_WIDE,
        height=stack.made[-1].form.y1 + _EDGE,
        forms=(*forms, *stack.testes.signs, *(card.form for card in stack.cards)),
        ways=tuple(_ways(stack, gone=told.stop("testes").is_gone)),
        texts=tuple(_texts(told, face, stack)),
        blocks=tuple(_blocks(stack)),
    )


def _blocks(stack: _Stack) -> Iterator[Block]:
    yield from (card.block for card in stack.signals)
    yield from stack.testes.blocks
    yield from (card.block for card in stack.made)


def _stack(told: Told, face: Face) -> _Stack:
    box = Column(_LANE, _WIDE - _LANE, face, beside=True)
    across = box.x0, box.x1
    upper = organs.organ(told.stop("hypothalamus"), face, across, _EDGE)
    lower = organs.organ(told.stop("pituitary"), face, across, upper.y1 + _GNRH)
    signals = _pile(told, "pituitary", box, lower.y1 + _NEXT, _PAIR)
    top = signals[-1].form.y1 + _NEXT
    below = testes.one_below_the_other(told.stop("testes"), box, top)
    made = _pile(told, "feedback", box, below.form.y1 + _GNRH, _GNRH)
    return _Stack(upper, lower, signals, below, made)


def _pile(told: Told, stop: str, box: Column, top: Px, between: Px) -> tuple[Card, ...]:
    made: list[Card] = []
    for one in told.stop(stop).measured:
        made.append(cards.card(one, box, top))
        top = made[-1].form.y1 + between
    return tuple(made)


def _ways(stack: _Stack, *, gone: bool) -> Iterator[Way]:
    """To the testes and from them, where he has any."""
    testosterone, estradiol = (card.form for card in stack.made)
    yield _down(stack.hypothalamus, stack.pituitary)
    yield from _signals(stack, gone=gone)
    if not gone:
        yield _down(stack.testes.form, testosterone)
    yield _down(testosterone, estradiol)
    yield from _back(stack)


def _down(upper: Form, lower: Form) -> Way:
    x = upper.middle[0]
    return Way("signal", ((x, upper.y1), (x, lower.y0)))


def _signals(stack: _Stack, *, gone: bool) -> Iterator[Way]:
    """Past both, so that neither seems to make the other; or to each, and no further."""
    on_the_way = [card.form.middle[1] for card in stack.signals]
    start, end = stack.pituitary.middle[1], stack.testes.form.middle[1]
    if gone:
        *on_the_way, end = on_the_way
    yield Way("signal", ((_LANE, start), (_EDGE, start), (_EDGE, end), (_LANE, end)))
    for y in on_the_way:
        yield Way("signal", ((_EDGE, y), (_LANE, y)), head=gone)


def _back(stack: _Stack) -> Iterator[Way]:
    right, lane = _WIDE - _LANE, _WIDE - _EDGE
    testosterone, estradiol = (card.form.middle[1] for card in stack.made)
    upper, lower = stack.hypothalamus.middle[1], stack.pituitary.middle[1]
    yield Way(
        "feedback", ((right, estradiol), (lane, estradiol), (lane, upper), (right, upper))
    )
    yield Way("feedback", ((right, testosterone), (lane, testosterone)), head=False)
    yield Way("feedback", ((lane, lower), (right, lower)))


def _texts(told: Told, face: Face, stack: _Stack) -> Iterator[Text]:
    for key, form in (("hypothalamus", stack.hypothalamus), ("pituitary", stack.pituitary)):
        yield from organs.named(told.stop(key), face, form)
    yield stack.testes.title
    x, y = stack.pituitary.middle[0] + 110, stack.pituitary.y0 - _GNRH // 2
    yield organs.on_arrow("gnrh", face, x, y)
    y = stack.made[0].form.y0 - _GNRH // 2
    feedback = organs.on_arrow("on-arrow", face, _WIDE - _EDGE - 70, y)
    yield replace(feedback, anchor="end")
