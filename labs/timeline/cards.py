"""The patient's page: one draw of his as cards, one a test."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from labs.analytes import Analyte
from labs.readings import RecordedTestes
from labs.timeline import dates, plain, speech
from labs.timeline.point import Point
from labs.timeline.shape import DrawRow, Row
from labs.timeline.timeline import Timeline
from labs.words import Words, gettext_lazy, gettext_noop

# What each test is, in one plain sentence; not what a value of it would mean.
_ABOUT = {
    "lh": gettext_noop(
        "A signal from the brain. It tells the testes to make testosterone."
    ),
    "fsh": gettext_noop("A signal from the brain. It helps the testes make sperm."),
    "testosterone": gettext_noop(
        "The total amount in your blood when the sample was taken."
    ),
    "estradiol": gettext_noop(
        "The body makes it from testosterone. The brain listens to it."
    ),
    "volume": gettext_noop("How large each testis was when it was examined."),
    "shbg": gettext_noop("A protein in the blood that carries testosterone."),
    "free_testosterone": gettext_noop("The part of testosterone that no protein carries."),
    "haematocrit": gettext_noop("How much of your blood is made up of red cells."),
    "psa": gettext_noop("A protein that the prostate makes."),
    "prolactin": gettext_noop(
        "A signal from the brain. It is made by the pituitary gland."
    ),
}
# The same of a man without testes.
_ABOUT_WITHOUT_TESTES = _ABOUT | {
    "lh": gettext_noop("A signal from the brain."),
    "fsh": gettext_noop("A signal from the brain."),
}


@dataclass(frozen=True)
class CardPart:
    """One result on a card: one side of a volume, or the whole test."""

    point: Point
    said: tuple[Words, ...]

    @property
    def value(self) -> str:
        """`less than 0.1 IU/L`."""
        return speech.speak_amount(self.point.reading, self.point.shown)

    @property
    def has_own(self) -> bool:
        """Whether his clinician's range is shown, and the laboratory's one click away."""
        interval = self.point.clinician_interval
        return interval is not None and interval.has_ends

    @property
    def laboratory(self) -> Words:
        return plain.write_range_sentence(self.point)


@dataclass(frozen=True)
class Card:
    analyte: Analyte
    parts: tuple[CardPart, ...]
    course: tuple[Point, ...]  # all of this test, newest first
    about: Words | None  # None: there is nothing to measure
    gone: Words | None = None  # of a volume: that the record has no testis on a side

    @property
    def has_own(self) -> bool:
        """Whether a range of his clinician held at any of its results."""
        return any(point.clinician_interval for point in self.course)


@dataclass(frozen=True)
class CardSheet:
    """What one draw brought him."""

    draw: DrawRow
    cards: tuple[Card, ...]
    for_all: tuple[Words, ...]  # what holds for every card, said once
    missing: tuple[Words, ...]


def build_cards(
    timeline: Timeline, draw: DrawRow, waiting: Collection[str] = ()
) -> CardSheet:
    """A card for each test of the draw, in the order of the catalogue.

    `waiting`: analytes of which the draw has a result that he cannot read yet.
    """
    said = {point.id: plain.write_sentences(point) for point in draw.points}
    for_all = _for_all([said[p.id] for p in draw.points if not p.reading.side])
    testes = timeline.course.testes
    cards = [_build_card(row, draw, said, for_all, testes) for row in timeline.rows]
    return CardSheet(
        draw=draw,
        cards=tuple(card for card in cards if card.about is None or card.parts),
        for_all=for_all,
        missing=tuple(
            _describe_missing(row, draw)
            for row, card in zip(timeline.rows, cards, strict=True)
            if card.about and not card.parts and card.analyte.key not in waiting
        ),
    )


def describe_analyte(analyte: Analyte, testes: RecordedTestes) -> Words | None:
    """What the test is; None where there is nothing to measure."""
    if analyte.sides and testes.none:
        return None
    known = _ABOUT_WITHOUT_TESTES if testes.none else _ABOUT
    if analyte.key not in known:
        return gettext_lazy("Measured by your clinic.")
    return gettext_lazy(known[analyte.key])


def _describe_absent(analyte: Analyte, testes: RecordedTestes) -> Words | None:
    if not analyte.sides or testes.words is None:
        return None
    if testes.none:
        return gettext_lazy(
            "Your record says that {words}. There is no size to measure.",
            words=testes.words,
        )
    return gettext_lazy("Your record says that {words}.", words=testes.words)


def _build_card(
    row: Row,
    draw: DrawRow,
    said: dict[str, tuple[Words, ...]],
    for_all: tuple[Words, ...],
    testes: RecordedTestes,
) -> Card:
    parts = [
        CardPart(point, tuple(words for words in said[point.id] if words not in for_all))
        for point in draw.points
        if point.reading.analyte == row.analyte
    ]
    return Card(
        analyte=row.analyte,
        parts=tuple(parts),
        course=row.points[::-1],
        about=describe_analyte(row.analyte, testes),
        gone=_describe_absent(row.analyte, testes),
    )


def _for_all(said: Sequence[tuple[Words, ...]]) -> tuple[Words, ...]:
    """Why nothing compares with last time, where it is the same for the whole sample."""
    if len(said) < 2:
        return ()
    shared = [words for words in said[0] if all(words in others for others in said)]
    return tuple(words for words in shared if words.text in plain.COMPARING)


def _describe_missing(row: Row, draw: DrawRow) -> Words:
    name = row.analyte.title
    before = [p.reading for p in row.points if p.reading.moment.at < draw.draw.moment.at]
    if not before:
        return gettext_lazy("{name} was not measured this time.", name=name)
    return gettext_lazy(
        "{name} was not measured this time. Last time: {day}.",
        name=name,
        day=dates.clinical_day(before[-1].moment),
    )
