"""A measure for the clinic, with all that keeps it from being read as something else."""

from collections.abc import Iterator

from labs.analytes import ANALYTES
from labs.charts import palette
from labs.charts.axis_picture.measured import Fact, Measured
from labs.readings import VOLUME_METHODS, Kind, Reading, State
from labs.series import Point, dates, flowsheet, prose
from labs.words import Words


def say(code: str, **facts: object) -> str:
    return str(Words.of(f"hpg-{code}", **facts))


def measured(
    at: tuple[str, str], point: Point | None, without: Reading | None, testis: str
) -> Measured:
    key, side = at
    name = say("side", side=side.capitalize()) if side else ANALYTES[key].name
    facts = [*_facts(point)] if point else []
    facts += [*_testis(testis), *_later(without, point)]
    return Measured(
        key=side or key,
        name=name,
        colour=palette.of(key),
        value=point.shown.text if point else say("none"),
        unit=point.shown.unit_text if point else "",
        facts=tuple(facts),
        found=point is not None,
        in_words=point is not None and point.reading.value.kind is Kind.TEXT,
    )


def earlier(point: Point) -> str:
    """A volume of a side on which no testis is recorded now."""
    day = dates.of(point.reading.moment)
    return say("earlier", value=f"{point.shown.text} {point.shown.unit_text}", day=day)


def _facts(point: Point) -> Iterator[Fact]:
    if point.shown.converted:
        yield Fact("converted", say("converted", source=point.shown.source))
    yield from _method(point)
    yield from _state(point)
    if point.own_words:
        yield Fact("range", point.own_words)
    yield Fact("day", dates.of(point.reading.moment))
    for agents in _agents(point):
        yield Fact("agents", agents)
    yield from _status(point)
    yield Fact("change", _change(point))


def _method(point: Point) -> Iterator[Fact]:
    if point.reading.side:
        named = VOLUME_METHODS.get(point.reading.method)
        yield Fact("method", named or say("method-none"))


def _state(point: Point) -> Iterator[Fact]:
    """Sign and word, with its own interval; a volume has one only where it was printed."""
    interval = point.interval
    if point.reading.value.kind is Kind.TEXT:
        yield Fact("state", say("in-words"))
    elif interval and interval.has_ends and point.state is not State.NO_RANGE:
        state = say(f"state-{point.state.value}")
        yield Fact("state", say("state", state=state, interval=point.interval_text))
    elif interval and interval.text:
        yield Fact("state", f"{say('interval-in-words')} {point.interval_text}")
    elif not point.reading.side:
        yield Fact("state", say("no-interval"))


def _agents(point: Point) -> Iterator[str]:
    """So that a stimulated value is not read as recovery, nor one that was given as his."""
    if named := prose.agents(point.episodes, point.uncertain):
        yield f"{say('with')} {named}"
    if point.source:
        yield point.source_words
    elif not named:
        yield say("without")


def _status(point: Point) -> Iterator[Fact]:
    if point.reading.status == "preliminary":
        yield Fact("status", say("preliminary"))
    if point.was:
        yield Fact("status", say("was", reported=_before(point)))
    elif point.corrected:
        yield Fact("status", say("corrected"))


def _before(point: Point) -> str:
    """With its unit, where that was corrected too."""
    assert point.was
    same = point.was.unit_reported == point.reading.unit_reported
    unit = "" if same else point.was.unit_reported
    return f"{point.was.reported.strip()} {unit}".strip()


def _change(point: Point) -> str:
    if point.earlier is None:
        return point.delta_words
    code = "against" if point.delta is None else "since"
    day = dates.of(point.earlier.reading.moment)
    return f"{say(code, day=day)} {point.delta_words}"


def _testis(state: str) -> Iterator[Fact]:
    if state:
        yield Fact("testis", say("testis", state=state))


def _later(without: Reading | None, point: Point | None) -> Iterator[Fact]:
    """A sample since then that has no result."""
    if without and (not point or without.moment.at > point.reading.moment.at):
        day = say("later", day=dates.of(without.moment))
        yield Fact("later", f"{day} {flowsheet.why_empty(without)}")
