"""A measure for the man himself: plain words, no sign, no change, nothing that grades."""

from collections.abc import Iterator
from datetime import datetime

from labs.analytes import ANALYTES
from labs.charts import palette
from labs.charts.axis_picture.measured import Fact, Measured
from labs.readings import VOLUME_METHODS
from labs.series import Point, dates, plain, prose, speech
from labs.words import Words

# In short: the card of its draw says it in full.
_STATUS = {"plain-preliminary": "preliminary", "plain-corrected": "corrected"}


def say(code: str, **facts: object) -> str:
    return str(Words.of(f"hpg-plain-{code}", **facts))


def measured(at: tuple[str, str], point: Point | None, waits: datetime | None) -> Measured:
    """`waits`: when the newest was collected that is not shared with him."""
    key, side = at
    name = say("side", side=side.capitalize()) if side else ANALYTES[key].name
    if point is None:
        why = say("waits" if waits else "none")
        return Measured(side or key, name, palette.of(key), why, found=False)
    newer = waits is not None and waits > point.reading.moment.at
    return Measured(
        key=side or key,
        name=name,
        colour=palette.of(key),
        value=speech.amount(point.reading, point.shown),
        facts=(*_facts(point), *_newer(newer)),
    )


def _facts(point: Point) -> Iterator[Fact]:
    if point.shown.converted:
        yield Fact("converted", say("converted", source=point.shown.source))
    if point.reading.side and point.reading.method:
        yield Fact("method", VOLUME_METHODS[point.reading.method])
    yield Fact("day", dates.of(point.reading.moment))
    for agents in _agents(point):
        yield Fact("agents", agents)
    for words in plain.sentences(point):
        if words.code in _STATUS:
            yield Fact("status", say(_STATUS[words.code], **words.facts))


def _agents(point: Point) -> Iterator[str]:
    """Their names alone, so that a value under treatment is not taken for his own."""
    if named := prose.agents(point.episodes, point.uncertain):
        yield f"{say('with')} {named}"
    if point.source:
        yield say(f"source-{point.source}")
    elif not named:
        yield say("without")


def _newer(newer: bool) -> Iterator[Fact]:
    if newer:
        yield Fact("later", say("newer"))
