"""What the one box of a draw says, panel by panel; and the draws, to step through."""

from collections.abc import Iterator, Sequence

from labs.charts import to_read
from labs.charts.draws import Spot
from labs.charts.frame import Frame
from labs.charts.joins import Placed
from labs.charts.own import numbers
from labs.charts.say import say
from labs.charts.scales import Scale
from labs.charts.scene import Hover, Px, Step
from labs.charts.strands import Strand
from labs.charts.values import both_sides, unit_of
from labs.readings import VOLUME_METHODS, Moment
from labs.series import DrawRow, Point, dates, prose
from labs.series.flowsheet import source_words
from labs.series.point import SIGNS


def hovers(strand: Strand, marks: Placed, frame: Frame, scale: Scale) -> tuple[Hover, ...]:
    """One for every draw, so that a box never holds what another draw brought."""
    found: dict[Px, list[Point]] = {}
    for point in strand.points:
        found.setdefault(frame.draws.of[point.id].x, []).append(point)
    return tuple(
        _hover(spot, found.get(spot.x, []), strand, marks, frame, scale)
        for spot, _ in frame.draws.moments
    )


def steps(frame: Frame) -> tuple[Step, ...]:
    return tuple(
        Step(
            spot.at,
            spot.x,
            _title(rows[0].draw.moment),
            ". ".join(filter(None, [_about(rows[0]), to_read.words(rows, frame)])),
            " ".join([*(row.words for row in rows), *to_read.spoken(rows, frame)]),
        )
        for spot, rows in frame.draws.moments
    )


def _hover(
    spot: Spot,
    points: Sequence[Point],
    strand: Strand,
    marks: Placed,
    frame: Frame,
    scale: Scale,
) -> Hover:
    mark = marks.get(points[0].id) if points else None
    value = mark.place.value if mark else scale.high
    words = list(_words(points, strand)) if points else [_none(strand, frame)]
    if frame.for_staff and any(point.new for point in points):
        words.append(say("new"))
    return Hover(spot.at, spot.x, value, ", ".join(words))


def _none(strand: Strand, frame: Frame) -> str:
    """That this draw brought no such result; or that there is nothing to measure."""
    name, testes = strand.row.analyte.title, frame.series.course.testes
    if strand.sided and testes.none:
        return f"{name}: {testes.words}"
    return say("hover-none", name=name)


def _words(points: Sequence[Point], strand: Strand) -> Iterator[str]:
    yield f"{strand.row.analyte.title} {_results(points, strand)}"
    last = points[-1]
    told = points if strand.sided else [last]
    if strand.sided:
        yield VOLUME_METHODS.get(last.reading.method, say("method-not-recorded"))
    yield from _by_side([(point, _state(point)) for point in told])
    yield from filter(None, (point.source_words for point in points))
    if last.own_interval:
        yield say("own-in-box", range=numbers(last.own_interval.plain))
    for point in points:
        yield from _changes(point)
    yield from _by_side([(point, _compared(point)) for point in told])


def _results(points: Sequence[Point], strand: Strand) -> str:
    """Draws of one moment may have brought several."""
    unit = unit_of(points)
    each = ", ".join(point.shown.under(unit) for point in points)
    return f"{both_sides(points) if strand.sided else each} {unit}".strip()


def _by_side(told: Sequence[tuple[Point, str]]) -> Iterator[str]:
    """Once where it holds for all; else left and right apart."""
    alike = {words for _, words in told}
    for point, words in told[:1] if len(alike) == 1 else told:
        if words:
            yield words if len(alike) == 1 else f"{say(point.reading.side)} {words}"


def _state(point: Point) -> str:
    if not (point.interval and point.interval.has_ends):
        return ""
    state = say(f"state-{point.state.value}")
    return f"{state} ({numbers(point.interval_text)})"


def _compared(point: Point) -> str:
    """The change, or why there is none; with the sign that table and figure have."""
    if point.earlier is None:
        return ""
    return f"{SIGNS.get(point.verdict.kind, '')} {point.compared_words}".strip()


def _changes(point: Point) -> Iterator[str]:
    if point.shown.converted:
        yield say("converted", source=point.shown.source)
    if point.was:
        yield say("was", reported=point.was.reported)
    elif point.reading.status in ("preliminary", "corrected"):
        yield say(point.reading.status)
    if point.baseline:
        yield say("baseline")


def _title(moment: Moment) -> str:
    day = dates.of(moment)
    if moment.clock:
        return f"{day}, {moment.clock}"
    return day if moment.precision == "month" else f"{day}, {say('date-only')}"


def _about(row: DrawRow) -> str:
    named = prose.agents(row.episodes, row.uncertain)
    told = source_words(row.points) or say("no-agent")
    agents = say("with-agents", agents=named) if named else told
    return "; ".join(filter(None, [row.laid_over, row.since, agents]))
