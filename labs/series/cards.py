"""The patient's page: one draw of his as cards, one a test."""

from collections.abc import Sequence
from dataclasses import dataclass

from labs.analytes import Analyte
from labs.readings import RecordedTestes
from labs.series import dates, plain, speech
from labs.series.listing import Series
from labs.series.point import Point
from labs.series.shape import DrawRow, Row
from labs.words import SENTENCES, Words, gettext_lazy


@dataclass(frozen=True)
class Part:
    """One result on a card: one side of a volume, or the whole test."""

    point: Point
    said: tuple[Words, ...]

    @property
    def value(self) -> str:
        """`less than 0.1 IU/L`."""
        return speech.amount(self.point.reading, self.point.shown)

    @property
    def has_own(self) -> bool:
        """Whether his clinician's range is shown, and the laboratory's one click away."""
        own = self.point.own_interval
        return own is not None and own.has_ends

    @property
    def laboratory(self) -> Words:
        return plain.laboratory(self.point)


@dataclass(frozen=True)
class Card:
    analyte: Analyte
    parts: tuple[Part, ...]
    course: tuple[Point, ...]  # all of this test, newest first
    about: Words | None  # None: there is nothing to measure
    gone: Words | None = None  # of a volume: that the record has no testis on a side

    @property
    def has_own(self) -> bool:
        """Whether a range of his clinician held at any of its results."""
        return any(point.own_interval for point in self.course)


@dataclass(frozen=True)
class Sheet:
    """What one draw brought him."""

    draw: DrawRow
    cards: tuple[Card, ...]
    for_all: tuple[Words, ...]  # what holds for every card, said once
    missing: tuple[Words, ...]


def sheet(series: Series, draw: DrawRow) -> Sheet:
    """A card for each test of the draw, in the order of the catalogue."""
    said = {point.id: plain.sentences(point) for point in draw.points}
    for_all = _for_all([said[p.id] for p in draw.points if not p.reading.side])
    testes = series.course.testes
    cards = [_card(row, draw, said, for_all, testes) for row in series.rows]
    return Sheet(
        draw=draw,
        cards=tuple(card for card in cards if card.about is None or card.parts),
        for_all=for_all,
        missing=tuple(
            _missing(row, draw)
            for row, card in zip(series.rows, cards, strict=True)
            if card.about and not card.parts
        ),
    )


def about(analyte: Analyte, testes: RecordedTestes) -> Words | None:
    """What the test is; not what a value of it would mean."""
    if analyte.sides and testes.none:
        return None
    code = f"about-{analyte.key}"
    if testes.none and f"{code}-none" in SENTENCES:
        return Words.of(f"{code}-none")
    return Words.of(code if code in SENTENCES else "about-other")


def _gone(analyte: Analyte, testes: RecordedTestes) -> Words | None:
    if not analyte.sides or testes.words is None:
        return None
    return Words.of("no-testes" if testes.none else "one-testis", words=testes.words)


def _card(
    row: Row,
    draw: DrawRow,
    said: dict[str, tuple[Words, ...]],
    for_all: tuple[Words, ...],
    testes: RecordedTestes,
) -> Card:
    parts = [
        Part(point, tuple(words for words in said[point.id] if words not in for_all))
        for point in draw.points
        if point.reading.analyte == row.analyte
    ]
    return Card(
        analyte=row.analyte,
        parts=tuple(parts),
        course=row.points[::-1],
        about=about(row.analyte, testes),
        gone=_gone(row.analyte, testes),
    )


def _for_all(said: Sequence[tuple[Words, ...]]) -> tuple[Words, ...]:
    """Why nothing compares with last time, where it is the same for the whole sample."""
    if len(said) < 2:
        return ()
    shared = [words for words in said[0] if all(words in others for others in said)]
    return tuple(
        words
        for words in shared
        if words.text in {SENTENCES[code] for code in plain.COMPARING}
    )


def _missing(row: Row, draw: DrawRow) -> Words:
    name = row.analyte.title
    before = [p.reading for p in row.points if p.reading.moment.at < draw.draw.moment.at]
    if not before:
        return gettext_lazy("{name} was not measured this time.", name=name)
    return gettext_lazy(
        "{name} was not measured this time. Last time: {day}.",
        name=name,
        day=dates.of(before[-1].moment),
    )
