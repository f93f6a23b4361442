"""The right column: the latest of each row; and, in its place, what one draw says.

It tells all that keeps a value from being read as something else: its day, its treatment,
its reference range, and what parts it from the one before. A phone has no room for it:
there the right end of each row's title holds the day and the value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from labs.charts.layout import LINE, FigureLayout
from labs.charts.marks import trace_colour
from labs.charts.ranges import clinician_words
from labs.charts.scene import Px, Run, Step, Text
from labs.charts.text import line_width, wrap
from labs.readings import VOLUME_METHODS, Kind, State
from labs.timeline import DrawRow, Point, dates, prose
from labs.timeline.flowsheet import source_words
from labs.timeline.hover_words import (
    RowWords,
    both_sides,
    write_dashed,
    write_results,
    write_title,
)
from labs.timeline.joins import reason_words
from labs.timeline.point import SIGNS
from labs.timeline.traces import Trace
from labs.words import gettext, gettext_noop

_VALUE, _HEADING = 160, 130  # type
_HEADING_BASE = 140
FIRST_LINE = 120  # from the top of a row to the base of its value
_NEXT = 165
_AIR = 30
_BOX_EDGES = 100  # px that the box of a draw needs beside its words
_STATES = {
    State.BELOW: gettext_noop("↓ below"),
    State.INSIDE: gettext_noop("in range"),
    State.ABOVE: gettext_noop("↑ above"),
    State.UNKNOWN: gettext_noop("in range or not: unknown"),
}


def column_heading(layout: FigureLayout) -> Iterator[Text]:
    """Once what holds for the newest draw, so that a row says only what differs."""
    row = layout.newest
    if row is None:
        return
    size, x = layout.size, layout.size.column
    day = Run(dates.clinical_day(row.draw.moment), "ink", _HEADING, bold=True)
    yield Text("head", x, _HEADING_BASE, (replace(day, words=gettext("Latest")), day))
    new = [Run(gettext("new") + ",", "ink", size.small, bold=True)]
    runs = new if row.draw.id in layout.news else []
    base = _HEADING_BASE + LINE
    for words in wrap(
        _write_treatment(row), size.small, _room_for_text(layout) - line_width(runs)
    ):
        yield Text("head", x, base, (*runs, Run(words, "ink", size.small)))
        runs, base = [], base + LINE
    yield Text("head", x, base, (Run(gettext("(reference range)"), "muted", size.small),))


def latest_lines(trace: Trace, layout: FigureLayout) -> tuple[Run, ...]:
    """What stands under the latest value of a row; nothing where there is no column."""
    points = _latest_points(trace, layout) if layout.size.has_column else ()
    return tuple(_build_lines(points, trace, layout)) if points else ()


def latest_texts(
    trace: Trace, lines: Sequence[Run], layout: FigureLayout, base: Px
) -> Iterator[Text]:
    """Beside the row, from the base line of the value downwards."""
    if not lines:
        return
    points = _latest_points(trace, layout)
    x, small = layout.size.column, layout.size.small
    value = Run(_write_value(points, trace), trace_colour(trace), _VALUE, bold=True)
    unit = Run(_write_unit(points), "muted", small)
    yield Text("latest", x, base, (value, unit) if unit.words else (value,))
    base += _NEXT
    for run in lines:
        yield Text("latest-line", x, base, (run,))
        base += LINE


def needed_height(lines: Sequence[Run], layout: FigureLayout) -> Px:
    """Of a subplot whose column, with these lines, does not run into that of the next."""
    if not lines:
        return 0
    between = layout.size.title + layout.size.under
    return FIRST_LINE + _NEXT + (len(lines) - 1) * LINE + _AIR - between


def latest_in_title(
    trace: Trace, layout: FigureLayout, base: Px, room: Px
) -> Iterator[Text]:
    """At the right end of the row's title, with its date."""
    points = _latest_points(trace, layout)
    if points:
        runs = _title_runs(points, trace, layout, room)
        yield Text("latest", layout.axis.right, base, runs, "end")


def build_steps(
    traces: Sequence[Trace], rooms: Sequence[Px], layout: FigureLayout
) -> tuple[Step, ...]:
    """Draw by draw; `rooms` are what the titles of the traces leave free at their right."""
    by_x: list[dict[Px, list[Point]]] = []
    for trace in traces:
        found: dict[Px, list[Point]] = {}
        for point in trace.points:
            found.setdefault(layout.draws.of[point.id].x, []).append(point)
        by_x.append(found)
    steps = []
    for position, draws in layout.draws.moments:
        brought = [found.get(position.x, []) for found in by_x]
        shared = _shared_reasons([point for points in brought for point in points])
        told = zip(traces, brought, rooms, strict=True)
        if layout.size.has_column:
            rows = [_box_row(t, points, layout, shared) for t, points, _ in told]
        else:
            rows = [_title_row(t, points, layout, room) for t, points, room in told]
        about = [*_list_about(draws[0]), *([f"// {shared}"] if shared else [])]
        lines = [part for line in about for part in _wrap(line, layout)]
        words = " ".join(row.words for row in draws)
        heading = write_title(draws[0].draw.moment)
        steps.append(Step(position.x, heading, tuple(lines), tuple(rows), words))
    return tuple(steps)


def _room_for_text(layout: FigureLayout) -> Px:
    return layout.size.width - layout.size.column


def _wrap(words: str, layout: FigureLayout) -> tuple[str, ...]:
    return wrap(words, layout.size.small, _room_for_text(layout) - _BOX_EDGES)


def _latest_points(trace: Trace, layout: FigureLayout) -> tuple[Point, ...]:
    """Of its last draw, not of an earlier course; both sides of an examination."""
    current = [point for point in trace.points if not layout.draws.of[point.id].over]
    return tuple(
        point for point in current if point.reading.draw == current[-1].reading.draw
    )


def _write_value(points: Sequence[Point], trace: Trace) -> str:
    return both_sides(points) if trace.sided else points[-1].shown.text


def _write_unit(points: Sequence[Point]) -> str:
    """The unit of results side by side; words of a laboratory have none."""
    return next((p.shown.unit_text for p in reversed(points) if p.shown.unit_text), "")


def _build_lines(
    points: Sequence[Point], trace: Trace, layout: FigureLayout
) -> Iterator[Run]:
    """Broken where they are wider than the column."""
    small = layout.size.small
    for run in _build_facts(points, trace, layout):
        for words in wrap(run.words, small, _room_for_text(layout), bold=run.bold):
            yield replace(run, words=words, size=small)


def _build_facts(
    points: Sequence[Point], trace: Trace, layout: FigureLayout
) -> Iterator[Run]:
    """What the heading of the column does not say."""
    last, newest = points[-1], layout.newest
    assert newest is not None  # it has this point, or a later one
    yield Run(_name_method(last, trace), "ink")
    day = dates.clinical_day(last.reading.moment)
    if day != dates.clinical_day(newest.draw.moment):
        yield Run(day, "ink", bold=True)
    named = prose.name_agents(last.episodes, last.uncertain)
    treatment = (
        gettext("with {agents}", agents=named)
        if named
        else gettext("no treatment recorded")
    )
    if treatment != _write_treatment(newest) and (named or not last.source):
        yield Run(treatment, "ink")
    if last.source:
        yield Run(last.source_words, "ink")
    if marked := _list_marked(points, layout):
        yield Run(marked, "ink", bold=True)
    broken = [p.verdict.reasons for p in points if p.verdict.kind == "broken"]
    for reasons in dict.fromkeys(broken):
        yield Run(f"{SIGNS['broken']} {reason_words(reasons)}", "ink")
    for one in trace.clinician_steps if trace.drawn else ():
        if one.end is None:
            yield Run(clinician_words(one, trace, layout), "clinician-edge", bold=True)
            day = dates.day(one.range.since)
            yield Run(gettext("set {day}", day=day), "clinician-edge")


def _name_method(point: Point, trace: Trace) -> str:
    if trace.sided:
        return VOLUME_METHODS.get(point.reading.method, gettext("method not recorded"))
    if point.reading.value.kind is Kind.TEXT:
        return gettext("reported in words")
    return _write_state(point) or gettext("no reference range printed")


def _write_state(point: Point) -> str:
    """`↓ below (1.7–8.6)`; nothing where no range was printed, or one without ends."""
    if point.interval is None or not point.interval.has_ends:
        return ""
    if point.state is State.NO_RANGE:
        return ""
    return f"{gettext(_STATES[point.state])} ({write_dashed(point.interval_text)})"


def _write_treatment(row: DrawRow) -> str:
    """So that a stimulated value is not read as recovery, nor a given one as his own."""
    if named := prose.name_agents(row.episodes, row.uncertain):
        return gettext("with {agents}", agents=named)
    return source_words(row.points) or gettext("no treatment recorded")


def _list_marked(points: Sequence[Point], layout: FigureLayout) -> str:
    """Not new where the heading says it of the whole draw."""
    newest = layout.newest
    heading = newest.draw.id if newest and newest.draw.id in layout.news else ""
    holds = {
        gettext("preliminary"): any(one.reading.status == "preliminary" for one in points),
        gettext("corrected"): any(one.corrected for one in points),
        gettext("new"): any(one.new for one in points)
        and points[0].reading.draw.id != heading,
    }
    return ", ".join(words for words, held in holds.items() if held)


def _title_runs(
    points: Sequence[Point], trace: Trace, layout: FigureLayout, room: Px
) -> tuple[Run, ...]:
    """The day as long as there is room for it, and the value; the unit stands before."""
    size = layout.size
    text = points[-1].shown.under(trace.row.unit_text)
    said = both_sides(points) if trace.sided else text
    value = Run(said, trace_colour(trace), size.value + 10, bold=True)
    day = dates.clinical_day(points[0].reading.moment)
    for words in (day, *_shorten_day(day)):
        runs = (Run(words, "muted", size.small), value)
        if line_width(runs) <= room:
            return runs
    return (value,)


def _shorten_day(day: str) -> Iterator[str]:
    """`10 Mar ’25`, `Mar ’25`."""
    short = f"{day[:-4]}’{day[-2:]}"
    yield short
    yield short.partition(" ")[2] if short[0].isdigit() else short


def _title_row(
    trace: Trace, points: Sequence[Point], layout: FigureLayout, room: Px
) -> tuple[str, ...]:
    if not points:
        return ("", "–")
    runs = _title_runs(points, trace, layout, room)
    return tuple(run.words for run in runs) if len(runs) > 1 else ("", runs[0].words)


def _box_row(
    trace: Trace, points: Sequence[Point], layout: FigureLayout, shared: str
) -> tuple[str, ...]:
    """Value, unit, and lines of what is to be known with it."""
    if not points:
        testes = layout.timeline.course.testes
        gone = trace.sided and testes.none
        return (
            "",
            "",
            *_wrap(str(testes.words) if gone else gettext("not measured"), layout),
        )
    unit = _write_unit(points)
    words = RowWords(points, trace)
    told = [*words.about, *_list_compared(words, shared)]
    if layout.for_staff and any(point.new for point in points):
        told.append(gettext("new"))
    value = write_results(points, trace).removesuffix(unit).strip()
    return (value, unit, *(part for line in told for part in _wrap(line, layout)))


def _list_compared(words: RowWords, shared: str) -> list[str]:
    """The change; or why there is none, where the heading does not say it of all rows."""
    last = words.points[-1]
    if last.delta is None and last.verdict.kind == "noted":
        return [] if shared else words.reasons
    return words.compared


def _shared_reasons(points: Sequence[Point]) -> str:
    """Why no change is given, where it holds for every result of a draw alike."""
    compared = [point for point in points if point.earlier is not None]
    noted = [p for p in compared if p.verdict.kind == "noted" and p.delta is None]
    reasons = {point.verdict.reasons for point in noted}
    if len(noted) < 2 or len(noted) < len(compared) or len(reasons) > 1:
        return ""
    return reason_words(noted[0].verdict.reasons)


def _list_about(row: DrawRow) -> Iterator[str]:
    yield from filter(None, [row.laid_over, row.since, _write_treatment(row)])
