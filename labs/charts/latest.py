"""The last value of a row, with all that keeps it from being read as something else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from labs.charts import widths
from labs.charts.frame import Frame
from labs.charts.own import Own, numbers
from labs.charts.say import say
from labs.charts.scene import Px, Run, Text
from labs.charts.sizes import LINE
from labs.charts.strands import Strand
from labs.charts.values import both_sides, unit_of
from labs.readings import VOLUME_METHODS, Kind, State
from labs.series import Point, dates, prose
from labs.series.point import SIGNS

_VALUE = 160
_FIRST_LINE = 120
_NEXT = 165
_HANGS_OVER = 135  # into the title of the next row


def column(strand: Strand, own: Sequence[Own], frame: Frame, top: Px) -> Iterator[Text]:
    """Beside the row."""
    points = _last(strand, frame)
    if not points:
        return
    x = frame.size.latest
    value = Run(_value(points, strand), strand.colour, _VALUE, bold=True)
    unit = Run(unit_of(points), "muted", frame.size.small)
    runs = (value, unit) if unit.words else (value,)
    yield Text("latest", x, top + _FIRST_LINE, runs)
    for place, run in enumerate(_lines(points, strand, own, frame)):
        yield Text("latest-line", x, top + _FIRST_LINE + _NEXT + place * LINE, (run,))


def needs(strand: Strand, own: Sequence[Own], frame: Frame) -> Px:
    """The height of a panel whose column does not run into the next."""
    last = _last(strand, frame)
    if not frame.size.has_column or not last:
        return 0
    lines = sum(1 for _ in _lines(last, strand, own, frame))
    return lines * LINE - _HANGS_OVER


def in_title(strand: Strand, frame: Frame, base: Px, room: Px) -> Iterator[Text]:
    """On a phone: at the right end of the row's title, with its date."""
    points = _last(strand, frame)
    if not points:
        return
    size = frame.size
    value = Run(_under_title(points, strand), strand.colour, size.value + 10, bold=True)
    day = dates.of(points[0].reading.moment)
    offers = [(Run(words, "muted", size.small), value) for words in (day, *_shorter(day))]
    for runs in (*offers, (value,)):
        if widths.runs(runs) <= room:
            yield Text("latest", frame.axis.right, base, runs, "end")
            return


def _shorter(day: str) -> Iterator[str]:
    """`10 Mar ’25`, `Mar ’25`."""
    short = f"{day[:-4]}’{day[-2:]}"
    yield short
    yield short.partition(" ")[2] if short[0].isdigit() else short


def _last(strand: Strand, frame: Frame) -> tuple[Point, ...]:
    """Of its last draw, not of an earlier attempt; both sides of an examination."""
    own = [point for point in strand.points if not frame.draws.of[point.id].over]
    return tuple(point for point in own if point.reading.draw == own[-1].reading.draw)


def _value(points: Sequence[Point], strand: Strand) -> str:
    return both_sides(points) if strand.sided else points[-1].shown.text


def _under_title(points: Sequence[Point], strand: Strand) -> str:
    """Beside the unit of the row."""
    if strand.sided:
        return both_sides(points)
    return points[-1].shown.under(strand.row.unit_text)


def _lines(
    points: Sequence[Point], strand: Strand, own: Sequence[Own], frame: Frame
) -> Iterator[Run]:
    """Broken where they are wider than the column."""
    small, room = frame.size.small, frame.size.width - frame.size.latest
    for run in _facts(points, strand, own, small):
        for words in widths.wrapped(run.words, small, room, bold=run.bold):
            yield replace(run, words=words)


def _facts(
    points: Sequence[Point], strand: Strand, own: Sequence[Own], small: Px
) -> Iterator[Run]:
    yield Run(_measured(points[-1], strand), "ink", small)
    yield Run(dates.of(points[0].reading.moment), "muted", small)
    for agents in _agents(points[-1]):
        yield Run(agents, "ink", small)
    if marked := _marked(points):
        yield Run(marked, "ink", small, bold=True)
    for differs in dict.fromkeys(filter(None, map(_differs, points))):
        yield Run(differs, "ink", small)
    for one in own:
        if one.until is not None:
            continue
        yield Run(one.words, "clinician-edge", small, bold=True)
        set_on = say("range-set", day=dates.day(one.since))
        yield Run(set_on, "clinician-edge", small)


def _measured(point: Point, strand: Strand) -> str:
    if strand.sided:
        return VOLUME_METHODS.get(point.reading.method, say("method-not-recorded"))
    if point.reading.value.kind is Kind.TEXT:
        return say("in-words")
    if point.state is State.NO_RANGE or point.interval is None:  # nothing is unknown then
        return say(f"state-{State.NO_RANGE.value}")
    return f"{say(f'state-{point.state.value}')} ({numbers(point.interval_text)})"


def _agents(point: Point) -> Iterator[str]:
    """So that a stimulated value is not read as recovery, nor one that was given as his."""
    if named := prose.agents(point.episodes, point.uncertain):
        yield say("with-agents", agents=named)
    if point.source:
        yield point.source_words
    elif not named:
        yield say("no-agent")


def _differs(point: Point) -> str:
    """So that it is not read beside the one before without what parts the two."""
    sign = SIGNS.get(point.verdict.kind)
    reasons = (prose.say(f"no-change-{reason}") for reason in point.verdict.reasons)
    return f"{sign} {', '.join(reasons)}" if sign else ""


def _marked(points: Sequence[Point]) -> str:
    holds = {
        "preliminary": any(one.reading.status == "preliminary" for one in points),
        "corrected": any(one.corrected for one in points),
        "new": any(one.new for one in points),
    }
    return ", ".join(say(word) for word, held in holds.items() if held)
