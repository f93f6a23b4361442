"""Across a page: signals go down on the left, what they make goes up on the right."""

from collections.abc import Iterator, Sequence

from labs.charts.axis_picture import cards, organs, testes
from labs.charts.axis_picture.cards import Card
from labs.charts.axis_picture.lettering import Column
from labs.charts.axis_picture.measured import Told
from labs.charts.axis_picture.parts import Corner, Face, Form, Picture, Way
from labs.charts.axis_picture.testes import TestesBox
from labs.charts.scene import Px, Text

_EDGE = 10  # so that no stroke is cut
_GAPS = (120, 240, 240)  # between the four measures
_GNRH = 380
_LEAD = 320  # from the pituitary down
_ON = 340  # from the measures to the testes
_INSET = 260  # of an organ in the brain
_JOIN = 150  # over a measure: where the ways back meet


def picture(told: Told, face: Face, width: Px) -> Picture:
    columns = _columns(face, width)
    brain = _brain(told, face, columns)
    measured = (*told.stop("pituitary").measured, *told.stop("feedback").measured)
    made = cards.row(measured, columns, brain[1].y1 + _LEAD)
    whole = Column(_EDGE, width - _EDGE, face)
    below = testes.side_by_side(told.stop("testes"), whole, made[0].form.y1 + _ON)
    return Picture(
        name=f"{told.who.value}-wide",
        width=width,
        height=below.form.y1 + _EDGE,
        forms=(*brain, below.form, *below.signs, *(card.form for card in made)),
        ways=tuple(_ways(brain, below, made, gone=told.stop("testes").is_gone)),
        texts=tuple(_texts(told, face, brain, below, made)),
        blocks=(*(card.block for card in made), *below.blocks),
    )


def _columns(face: Face, width: Px) -> tuple[Column, ...]:
    wide = (width - 2 * _EDGE - sum(_GAPS)) // 4
    starts = [_EDGE + place * wide + sum(_GAPS[:place]) for place in range(4)]
    return tuple(Column(start, start + wide, face) for start in starts)


def _brain(told: Told, face: Face, columns: Sequence[Column]) -> tuple[Form, Form]:
    """Over the two signals."""
    across = columns[0].x0 + _INSET, columns[1].x1 - _INSET
    upper = organs.organ(told.stop("hypothalamus"), face, across, _EDGE)
    lower = organs.organ(told.stop("pituitary"), face, across, upper.y1 + _GNRH)
    return upper, lower


def _ways(
    brain: tuple[Form, Form], below: TestesBox, made: Sequence[Card], *, gone: bool
) -> Iterator[Way]:
    """To the testes and from them, where he has any."""
    lh, fsh, testosterone, estradiol = (card.form for card in made)
    top = below.form.y0
    yield _down(brain[0], brain[1])
    for form, x in ((lh, _toward(lh, fsh)), (fsh, _toward(fsh, lh))):
        yield Way("signal", ((x, brain[1].y1), (x, form.y0)), head=gone)
        if not gone:
            yield Way("signal", ((x, form.y1), (x, top)))
    if not gone:
        x = testosterone.middle[0]
        yield Way("signal", ((x, top), (x, testosterone.y1)))
    y = testosterone.middle[1]
    yield Way("signal", ((testosterone.x1, y), (estradiol.x0, y)))
    yield from _back(brain, testosterone, estradiol)


def _down(upper: Form, lower: Form) -> Way:
    x = upper.middle[0]
    return Way("signal", ((x, upper.y1), (x, lower.y0)))


def _toward(form: Form, other: Form) -> Px:
    """Off its middle, so that the organ above stands over both."""
    away = (form.x1 - form.x0) // 6
    return form.middle[0] + (away if other.x0 > form.x0 else -away)


def _back(brain: tuple[Form, Form], testosterone: Form, estradiol: Form) -> Iterator[Way]:
    meet: Corner = _trunk(testosterone, estradiol), testosterone.y0 - _JOIN
    for form in (testosterone, estradiol):
        x = form.middle[0]
        yield Way("feedback", ((x, form.y0), (x, meet[1]), meet), head=False)
    for organ in brain[::-1]:
        y = organ.middle[1]
        yield Way("feedback", (meet, (meet[0], y), (organ.x1, y)))


def _trunk(testosterone: Form, estradiol: Form) -> Px:
    return (testosterone.middle[0] + estradiol.middle[0]) // 2


def _texts(
    told: Told,
    face: Face,
    brain: tuple[Form, Form],
    below: TestesBox,
    made: Sequence[Card],
) -> Iterator[Text]:
    upper, lower = brain
    yield from organs.named(told.stop("hypothalamus"), face, upper)
    yield from organs.named(told.stop("pituitary"), face, lower)
    yield below.title
    y = (upper.y1 + lower.y0) // 2
    yield organs.on_arrow("gnrh", face, upper.middle[0] + 120, y)
    trunk = _trunk(made[2].form, made[3].form)
    yield organs.on_arrow("on-arrow", face, trunk + 120, y)
