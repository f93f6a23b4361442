"""The words of a measure, broken into lines that fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labs.charts.axis_picture.measured import Fact, Measured
from labs.charts.axis_picture.parts import Face
from labs.charts.scene import Px, Run, Text
from labs.charts.text import line_width, run_width, width_of, wrap

_MUTED = ("converted", "method", "day")
_BOLD = ("status", "later")
_GAP = 120  # at least, between a name and a value on one line
_APART = 22  # one fact from the next


@dataclass(frozen=True)
class Column:
    """Where the words of a measure stand."""

    x0: Px
    x1: Px
    face: Face
    beside: bool = False  # the value at the end of the name's line, where both fit

    @property
    def room(self) -> Px:
        return self.x1 - self.x0


@dataclass(frozen=True)
class Lettered:
    texts: tuple[Text, ...]
    bottom: Px


def lettered(one: Measured, column: Column, top: Px) -> Lettered:
    """Name, value and facts, from `top` down."""
    head = list(_head(one, column, top))
    texts = [*head, *_facts(one.facts, column, head[-1].y)]
    return Lettered(tuple(texts), texts[-1].y + column.face.fact // 3)


def leading(size: Px) -> Px:
    """From one base line to the next."""
    return size * 13 // 10


def fitted(words: str, size: Px, room: Px, *, bold: bool = False) -> list[str]:
    """Lines that fit; a word that is too long by itself is cut."""
    lines = list(wrap(words, size, room, bold=bold))
    return [part for line in lines for part in _cut(line, size, room, bold)]


def _head(one: Measured, column: Column, top: Px) -> Iterator[Text]:
    name = Run(one.name, one.colour, column.face.name, bold=True)
    base = top + max(column.face.name, column.face.value if column.beside else 0)
    yield Text("name", column.x0, base, (name,))
    value = _value(one, column.face)
    width = line_width(value)
    if column.beside and run_width(name) + _GAP + width <= column.room:
        yield Text("value", column.x1, base, value, "end")
        return
    for runs in [value] if width <= column.room else _lines(value[0], one, column.room):
        base += leading(runs[0].size)
        yield Text("value", column.x0, base, runs)


def _value(one: Measured, face: Face) -> tuple[Run, ...]:
    if not one.found:
        return (Run(one.value, "muted", face.fact, italic=True),)
    value = Run(one.value, "ink", face.value, bold=True, italic=one.in_words)
    return (value, Run(one.unit, "muted", face.fact)) if one.unit else (value,)


def _lines(run: Run, one: Measured, room: Px) -> Iterator[tuple[Run, ...]]:
    """A long value: with its unit, in one type."""
    for words in fitted(one.amount, run.size, room, bold=run.bold):
        yield (Run(words, run.colour, run.size, bold=run.bold, italic=run.italic),)


def _facts(facts: Sequence[Fact], column: Column, base: Px) -> Iterator[Text]:
    size = column.face.fact
    base += _APART
    for fact in facts:
        bold = fact.kind in _BOLD
        colour = "muted" if fact.kind in _MUTED else "ink"
        base += _APART
        for words in fitted(fact.words, size, column.room, bold=bold):
            base += leading(size)
            yield Text(fact.kind, column.x0, base, (Run(words, colour, size, bold=bold),))


def _cut(line: str, size: Px, room: Px, bold: bool) -> Iterator[str]:
    while width_of(line, size, bold=bold) > room and len(line) > 1:
        most = _most(line, size, room, bold)
        yield line[:most]
        line = line[most:]
    yield line


def _most(line: str, size: Px, room: Px, bold: bool) -> int:
    """How many letters fit."""
    fits = [n for n in range(1, len(line)) if width_of(line[:n], size, bold=bold) <= room]
    return fits[-1] if fits else 1
