"""Results without a number: words at the upper edge, so that they have no height."""

from collections.abc import Iterator
from dataclasses import dataclass

from labs.charts import placing
from labs.charts.draws import Spot
from labs.charts.frame import Frame
from labs.charts.palette import OVER
from labs.charts.placing import Board, Candidate, Rect
from labs.charts.say import say
from labs.charts.scene import Line, Px, Run, Text
from labs.charts.strands import Strand
from labs.readings import Reading, shown
from labs.series import Point

_TICK = 70
_OFF = 50
_LINE = 140


@dataclass(frozen=True)
class Said:
    """What a laboratory printed instead of a number, or why there is none."""

    spot: Spot
    words: str
    result: bool  # printed; else not done, or to come
    without: bool = False  # a number, but no interval with two ends to stand in

    @property
    def kind(self) -> str:
        return "without" if self.without else "words"

    @property
    def offers(self) -> tuple[str, ...]:
        """What it may say: with little room a number stands without its reason."""
        if not self.without:
            return (self.words,)
        return say("no-two-ends", value=self.words), self.words

    def role(self, colour: str) -> str:
        """Of its colour; that of the row, but for an earlier attempt."""
        return OVER if self.spot.over else colour


def said(strand: Strand, frame: Frame) -> list[Said]:
    printed = [
        Said(frame.draws.of[point.id], *_printed(point, strand))
        for point in strand.in_words
    ]
    return sorted([*printed, *_without(strand, frame)], key=lambda one: one.spot.x)


def ticks(told: list[Said], top: Px, colour: str) -> Iterator[Line]:
    for one in told:
        if one.result:
            role, x = one.role(colour), one.spot.x
            yield Line(f"{one.kind}-tick", x, top, x, top + _TICK, role)


def texts(told: list[Said], board: Board, frame: Frame, colour: str) -> Iterator[Text]:
    """The printed ones first; a reason covers no other number's tick."""
    size, top = frame.size.small, board.room.y0
    ticked = [one.spot.x for one in told if one.without]
    board.taken += [Rect(x, top, x, top + _TICK) for x in ticked]
    for one in sorted(told, key=lambda each: not each.result):
        role = one.role(colour) if one.result else "muted"
        for words in one.offers:
            runs = (Run(words, role, size, italic=not one.without),)
            if place := board.least(runs, _beside(one.spot.x, board, size)):
                yield board.place(one.kind, runs, place)
                break


def _printed(point: Point, strand: Strand) -> tuple[str, bool, bool]:
    if point in strand.without:
        return point.shown.text, True, True
    return _words(point.reading, point.shown.unit_text), True, False


def _words(reading: Reading, unit: str) -> str:
    """A number in a unit that does not convert to the row's is written with it."""
    text = shown(reading, reading.unit).text
    return f"{text} {unit}" if reading.value.number is not None else text


def _without(strand: Strand, frame: Frame) -> Iterator[Said]:
    """Why a draw has no result here; a side without one is told beside the other's."""
    drawn = {point.reading.draw.id for point in strand.points}
    for row, spot in zip(frame.draws.rows, frame.draws.spots, strict=True):
        if frame.dense or row.draw.id in drawn:
            continue
        words = {
            shown(reading, "").text
            for reading in (*row.absent, *row.pending)
            if reading.analyte == strand.row.analyte and _same_instrument(reading, strand)
        }
        yield from (Said(spot, text, False) for text in sorted(words))


def _same_instrument(reading: Reading, strand: Strand) -> bool:
    return not strand.instrument or reading.method.split("-")[0] == strand.instrument


def _beside(x: Px, board: Board, size: Px) -> Iterator[Candidate]:
    top = board.room.y0 + placing.rise(size) + 20
    for y in (top, top + _LINE):
        yield Candidate(x + _OFF, y, "start", 0)
        yield Candidate(x - _OFF, y, "end", 0)
