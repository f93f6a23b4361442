"""The table of results: a line a draw, newest first; what stays the same is said once.

Everything is text here, so that a page only writes it down. Laboratory, method and
reference ranges stand in a line of their own, and again only where one of them changes;
why a result is not comparable with the one before stands once a line, and a cell carries
a sign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from labs.readings import SIDE_NAMES, TESTIS_NAMES, VOLUME_METHODS, Interval, State
from labs.timeline import prose
from labs.timeline.flowsheet import why_empty
from labs.timeline.hover_words import write_dashed
from labs.timeline.point import SIGNS, Point
from labs.timeline.shape import Cell, DrawRow, Row
from labs.timeline.timeline import Timeline
from labs.words import gettext, gettext_noop

# Of what makes two results not comparable: one letter each, which the key explains.
LETTERS = {"method": "m", "laboratory": "l", "floor": "d", "formula": "f", "unit": "u"}
_DIFFERS = {
    "method": gettext_noop("method"),
    "laboratory": gettext_noop("laboratory"),
    "floor": gettext_noop("detection limit"),
    "formula": gettext_noop("formula"),
    "unit": gettext_noop("unit"),
    "time-of-day": gettext_noop("time of day"),
    "since-dose": gettext_noop("dose time"),
    "fasting": gettext_noop("fasting state"),
    "treatment": gettext_noop("treatment"),
}
_PRECISIONS = {"date": gettext_noop("date only"), "month": gettext_noop("month only")}
UNTOLD = "‡"  # a level of testosterone that does not tell where it came from


@dataclass(frozen=True)
class Head:
    """One column: a test, both sides of it together."""

    title: str
    unit_text: str


@dataclass(frozen=True)
class CellResult:
    """What one draw says of one test, as texts."""

    value: str = ""  # `<0.1`, `≈12.1`, `12 | 15`
    state: State | None = None  # None: nothing is said beside the value
    untold: bool = False
    change: str = ""  # `−0.3`, `// −1.2`, `≠ m`, `//`
    change_words: str = ""  # of a sign that only the key explains: `not comparable: method`
    more: tuple[str, ...] = ()  # further lines: `preliminary`, `from 349 ng/dL`
    was: tuple[str, ...] = ()  # what stood here before a correction
    comments: tuple[str, ...] = ()  # as a laboratory typed them
    words: str = ""  # in place of a value: `not done: clotted`


@dataclass(frozen=True)
class SourceLine:
    """Laboratory, method and reference ranges from here on; what is as before is empty."""

    words: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class DrawLine:
    row: DrawRow
    source: SourceLine | None  # stands above it
    treatment: str  # empty: none recorded
    conditions: str
    differs: str  # from the results before: `time of day, dose time`
    cells: tuple[tuple[CellResult, ...], ...]  # empty: not measured

    @property
    def tag(self) -> str:
        """A draw is new to its reader, or waits for a review, as after a correction."""
        fresh = [point for point in self.row.points if point.new]
        if any(not point.reading.version for point in fresh):
            return "new"
        return "review" if not self.row.reviewed else "new" if fresh else ""

    @property
    def how(self) -> str:
        """`trough // dose time`: conditions, and what differs in them."""
        differs = f"// {self.differs}" if self.differs else ""
        return " ".join(filter(None, [self.conditions, differs]))


@dataclass(frozen=True)
class ResultsTable:
    heads: tuple[Head, ...]
    lines: tuple[DrawLine, ...]
    key: tuple[tuple[str, str], ...]  # the letters in use, with what they stand for
    untold: tuple[str, ...]  # what the sign of the lines stands for
    differs: bool  # whether a line says that conditions differ


def build_table(timeline: Timeline, last: int, *, first: int = 0) -> ResultsTable:
    """The draws from `first` (0: the newest) up to `last`; its key is of all of them."""
    rows = timeline.draws[:last]
    sources = [*_list_sources(timeline, rows)]
    lines = [*map(lambda row, source: _build_line(timeline, row, source), rows, sources)]
    points = [point for row in rows for point in row.points]
    broken = {r for p in points if p.verdict.kind == "broken" for r in p.verdict.reasons}
    return ResultsTable(
        heads=tuple(map(_build_head, timeline.rows)),
        lines=tuple(lines[first:]),
        key=tuple(
            (LETTERS[each], gettext(_DIFFERS[each])) for each in LETTERS if each in broken
        ),
        untold=tuple(dict.fromkeys(p.source_words for p in points if p.source_words)),
        differs=any(line.differs for line in lines),
    )


def _build_head(row: Row) -> Head:
    if not row.analyte.sides:
        return Head(row.analyte.name, row.unit_text)
    return Head(gettext("Volume"), gettext("{unit}, L | R", unit=row.unit_text))


def _build_line(timeline: Timeline, row: DrawRow, source: SourceLine | None) -> DrawLine:
    return DrawLine(
        row=row,
        source=source,
        treatment=prose.name_agents(row.episodes, row.uncertain),
        conditions=", ".join(_list_conditions(row)),
        differs="; ".join(_list_differing(row.points)),
        cells=tuple(
            _results(timeline, row, of, cells) for of, cells in _cells(timeline, row)
        ),
    )


def _cells(timeline: Timeline, row: DrawRow) -> Iterator[tuple[Row, list[Cell]]]:
    """Of each test its cell; of volume both."""
    by_test = groupby(row.cells, key=lambda cell: cell.column.analyte)
    return zip(timeline.rows, ([*cells] for _, cells in by_test), strict=True)


def _list_conditions(row: DrawRow) -> Iterator[str]:
    if row.draw.moment.precision != "minute":
        yield gettext(_PRECISIONS[row.draw.moment.precision])
    yield from row.circumstances
    if row.laid_over:
        yield row.laid_over


def _list_differing(points: Sequence[Point]) -> Iterator[str]:
    """`time of day, dose time`; what does not hold for all blood tests names its own."""
    noted = [point for point in points if point.verdict.kind == "noted"]
    of_blood = {_short_name(point) for point in noted if not point.reading.analyte.sides}
    shared: list[str] = []
    some: list[str] = []
    for reason in dict.fromkeys(r for point in noted for r in point.verdict.reasons):
        words = gettext(_DIFFERS[reason])
        names = dict.fromkeys(_short_name(p) for p in noted if reason in p.verdict.reasons)
        if of_blood and of_blood <= names.keys():
            shared.append(words)
        else:
            some.append(f"{words} ({prose.join_names([*names])})")
    if shared:
        yield ", ".join(shared)
    yield from some


def _short_name(point: Point) -> str:
    analyte = point.reading.analyte
    return prose.in_prose(gettext("Volume") if analyte.sides else analyte.name)


# ---- Cells


type Sides = Sequence[Point | None]  # left and right; of other tests the result alone


def _results(
    timeline: Timeline, row: DrawRow, of: Row, cells: Sequence[Cell]
) -> tuple[CellResult, ...]:
    """Two results of one test are two; the sides of a volume are one, and told once."""
    points = [point for cell in cells for point in cell.points]
    gone = {
        side: words
        for side in of.analyte.sides
        if (words := _describe_absent(timeline, side))
    }
    apart = _differ_within(points, of)
    results = []
    for sides in zip_longest(*(cell.points for cell in cells)):
        there = [point for point in sides if point]
        more = [words for point in there for words in _list_more(point)]
        more += [
            gone[cell.column.side]
            for cell, point in zip(cells, sides, strict=True)
            if not point and cell.column.side in gone
        ]
        more += map(_name_method, there) if of.instruments else ()
        more += ["; ".join(_printed(point, of) for point in there)] if apart else []
        if not row.baseline and any(point.baseline for point in there):
            more.append(gettext("baseline"))
        results.append(_build_result(sides, there, of, more))
    lacking = dict.fromkeys(
        why_empty(reading) for cell in cells for reading in cell.without
    )
    if not results and not lacking and len(gone) == len(cells):
        lacking = {", ".join(gone.values()): None}
    return (*results, *(CellResult(words=words) for words in lacking))


def _build_result(
    sides: Sides, there: Sequence[Point], of: Row, more: Sequence[str]
) -> CellResult:
    comments = (point.reading.comment for point in there if point.reading.comment)
    return CellResult(
        value=" | ".join(p.shown.under(of.unit_text) if p else "–" for p in sides),
        state=next(filter(None, map(_stated_state, there)), None),
        untold=any(point.source for point in there),
        change=_write_changes([_write_change(point) if point else "" for point in sides]),
        change_words=_change_words(there),
        more=tuple(dict.fromkeys(more)),
        was=tuple(point.was.reported for point in there if point.was),
        comments=tuple(dict.fromkeys(comments)),
    )


def _describe_absent(timeline: Timeline, side: str) -> str:
    """`left absent`; empty where nothing says that there is no testis to measure."""
    gone = timeline.course.testes.gone(side)
    return f"{gettext(SIDE_NAMES[side])} {gettext(TESTIS_NAMES[gone])}" if gone else ""


def _differ_within(points: Sequence[Point], of: Row) -> bool:
    """Whether one draw has two of one test whose range or method is not the same.

    No line above could say which range is whose: each then stands with its result.
    """
    return len({(_write_range(point, of), _name_method(point)) for point in points}) > 1


def _printed(point: Point, of: Row) -> str:
    """`1.7–8.6, immunoassay`; of a volume with its side."""
    side = point.reading.side
    printed = _write_range(point, of) or ("" if side else gettext("no range"))
    words = ", ".join(filter(None, [printed, _name_method(point)]))
    return f"{gettext(SIDE_NAMES[side])} {words}" if side else words


def _write_changes(changes: Sequence[str]) -> str:
    """`−3 | 0`; a sign that both sides have stands once: `// 0 | −5`, `≠ f`."""
    first, last = changes[0], changes[-1]
    if len(changes) == 1 or (first == last and first[-1:] not in tuple("0123456789")):
        return first
    if first.startswith("// ") and last.startswith("// "):
        last = last.removeprefix("// ")
    return f"{first or '–'} | {last or '–'}"


def _stated_state(point: Point) -> State | None:
    """Beside a value stands only what is not in range."""
    interval = point.reading.interval
    told = point.reading.value.number is not None and interval and interval.has_ends
    return point.state if told and point.state is not State.INSIDE else None


def _write_change(point: Point) -> str:
    sign = SIGNS.get(point.verdict.kind, "")
    if point.verdict.kind == "broken":
        letters = ", ".join(
            LETTERS[reason] for reason in point.verdict.reasons if reason in LETTERS
        )
        return f"{sign} {letters}"
    if point.delta is None or point.earlier is None:
        return sign
    by = point.delta.replace("-", "−")
    if point.earlier.reading.unit != point.reading.unit:
        by = f"{by} {point.shown.unit_text}"
    return f"{sign} {by}".strip()


def _change_words(points: Sequence[Point]) -> str:
    reasons = dict.fromkeys(
        reason
        for point in points
        if point.verdict.kind == "broken"
        for reason in point.verdict.reasons
    )
    words = ", ".join(gettext(_DIFFERS[reason]) for reason in reasons)
    return gettext("not comparable: {reasons}", reasons=words) if words else ""


def _list_more(point: Point) -> Iterator[str]:
    if point.reading.status == "preliminary":
        yield gettext("preliminary")
    if point.corrected:
        yield gettext("corrected")
    if point.shown.converted:
        yield gettext("from {source}", source=point.shown.source)


# ---- Laboratory, method and ranges


@dataclass
class _Source:
    """Of neighbouring draws: one laboratory, and one range and one method a test."""

    laboratory: str | None  # None: no blood was drawn
    known: dict[str, tuple[str, str]]  # by test: range, method

    def takes(self, other: "_Source") -> bool:
        """Whether both agree, and can be said in one line."""
        both = self.laboratory, other.laboratory
        if None not in both and both[0] != both[1]:
            return False
        if any(self.known.get(key, told) != told for key, told in other.known.items()):
            return False
        self.laboratory = other.laboratory if self.laboratory is None else self.laboratory
        self.known = other.known | self.known
        return True


def _list_sources(
    timeline: Timeline, rows: Sequence[DrawRow]
) -> Iterator[SourceLine | None]:
    """For each draw the line that stands above it."""
    found: list[_Source] = []
    starts: list[bool] = []
    for row in rows:
        source = _source(timeline, row)
        starts.append(not (found and found[-1].takes(source)))
        found += [source] if starts[-1] else []
    lines = _source_lines(timeline, found)
    for begins in starts:
        yield next(lines) if begins else None


def _source(timeline: Timeline, row: DrawRow) -> _Source:
    """What a single draw says; volumes by two instruments in turn say theirs themselves."""
    known = {}
    for of, cells in _cells(timeline, row):
        points = [point for cell in cells for point in cell.points]
        if points and not of.instruments:
            apart = gettext("with each result"), ""
            told = _write_range(points[0], of), _name_method(points[0])
            known[of.analyte.key] = apart if _differ_within(points, of) else told
    of_blood = any(not point.reading.analyte.sides for point in row.points)
    return _Source(row.draw.laboratory if of_blood else None, known)


def _source_lines(
    timeline: Timeline, found: Sequence[_Source]
) -> Iterator[SourceLine | None]:
    """Each says what is not as above it: all of it, where the laboratory is another."""
    laboratory, method, known = None, "", dict[str, tuple[str, str]]()
    for source in found:
        anew = source is found[0] or source.laboratory not in (None, laboratory)
        # What is measured without a laboratory keeps its source.
        known = {k: told for k, told in known.items() if k == "volume" or not anew}
        changed = {key for key, told in source.known.items() if known.get(key) != told}
        known |= source.known
        laboratory = laboratory if source.laboratory is None else source.laboratory
        methods = {used for key, (_, used) in known.items() if key != "volume"}
        before, method = method, methods.pop() if len(methods) == 1 else ""
        alike = not anew and method == before
        cells = []
        for key in (of.analyte.key for of in timeline.rows):
            printed, used = known[key] if key in changed else ("", "")
            told = [printed, used if key == "volume" or used != method else ""]
            none = "" if anew or key not in changed else gettext("no range")
            cells.append(", ".join(filter(None, told)) or none)
        words = (
            gettext("earlier") if alike else ", ".join(filter(None, [laboratory, method]))
        )
        told_anew = any(cells) or (words and not alike)
        yield SourceLine(words, tuple(cells)) if told_anew else None


def _name_method(point: Point) -> str:
    method = point.reading.method
    if not point.reading.analyte.sides:
        return method
    return VOLUME_METHODS.get(method) or gettext("method not recorded")


def _write_range(point: Point, of: Row) -> str:
    """`1.7–8.6`, and the clinician's beside it where one held on that day."""
    if point.reading.analyte.sides and point.interval is None:
        return ""
    printed = _write_short(point.interval, point, of) if point.interval else ""
    if point.clinician_interval is None:
        return printed
    clinician = gettext(
        "clinician’s {range}", range=_write_short(point.clinician_interval, point, of)
    )
    return ", ".join(filter(None, [printed or gettext("no range"), clinician]))


def _write_short(interval: Interval, point: Point, of: Row) -> str:
    """Below a head that names a unit; with its own, where that is another."""
    unit = interval.unit or point.shown.unit
    if unit in ("", of.unit):
        words = interval.plain
    else:
        words = interval.with_unit(of.analyte, unit)
    return write_dashed(words) if interval.has_ends else words
