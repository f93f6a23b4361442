"""The table of results: a line a draw, newest first; what stays the same is said once.

Everything is text here, so that a page only writes it down. Laboratory, method and
reference ranges stand in a line of their own, and again only where one of them changes;
why a result is not comparable with the one before stands once a line, and a cell carries
a sign.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from labs.readings import (
    SIDE_NAMES,
    TESTIS_NAMES,
    VOLUME_METHODS,
    Interval,
    Reading,
    RecordedTestes,
    State,
)
from labs.series import prose
from labs.series.flowsheet import why_empty
from labs.series.hover_words import dashed
from labs.series.listing import Series
from labs.series.point import SIGNS, Point
from labs.series.shape import DrawRow, Row
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
class Result:
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
    baseline: bool  # of every result of the draw
    cells: tuple[tuple[Result, ...], ...]  # empty: not measured

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
    reasons: tuple[str, ...]  # that a letter of the lines stands for
    untold: tuple[str, ...]  # what the sign of the lines stands for
    differs: bool  # whether a line says that conditions differ

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The letters in use, with what they stand for."""
        return tuple((LETTERS[each], gettext(_DIFFERS[each])) for each in self.reasons)


def build_table(series: Series, last: int, *, first: int = 0) -> ResultsTable:
    """The draws from `first` (0: the newest) up to `last`; its key is of all of them."""
    rows = series.draws[:last]
    sources = [*_sources(series, rows)]
    lines = [*map(lambda row, source: _line(series, row, source), rows, sources)]
    points = [point for row in rows for point in row.points]
    broken = {r for p in points if p.verdict.kind == "broken" for r in p.verdict.reasons}
    return ResultsTable(
        heads=tuple(map(_head, series.rows)),
        lines=tuple(lines[first:]),
        reasons=tuple(reason for reason in LETTERS if reason in broken),
        untold=tuple(dict.fromkeys(p.source_words for p in points if p.source_words)),
        differs=any(line.differs for line in lines),
    )


def _head(row: Row) -> Head:
    if not row.analyte.sides:
        return Head(row.analyte.name, row.unit_text)
    return Head(gettext("Volume"), gettext("{unit}, L | R", unit=row.unit_text))


def _line(series: Series, row: DrawRow, source: SourceLine | None) -> DrawLine:
    baseline = bool(row.points) and all(point.baseline for point in row.points)
    return DrawLine(
        row=row,
        source=source,
        treatment=prose.agents(row.episodes, row.uncertain),
        conditions=", ".join(_conditions(row)),
        differs="; ".join(_differs(row.points)),
        baseline=baseline,
        cells=tuple(
            _cell(series, row, of, say_baseline=not baseline) for of in series.rows
        ),
    )


def _conditions(row: DrawRow) -> Iterator[str]:
    if row.draw.moment.precision != "minute":
        yield gettext(_PRECISIONS[row.draw.moment.precision])
    yield from row.circumstances
    if row.laid_over:
        yield row.laid_over


def _differs(points: Sequence[Point]) -> Iterator[str]:
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
            some.append(f"{words} ({prose.listed([*names])})")
    if shared:
        yield ", ".join(shared)
    yield from some


def _short_name(point: Point) -> str:
    analyte = point.reading.analyte
    return prose.in_prose(gettext("Volume") if analyte.sides else analyte.name)


# ---- Cells


def _cell(
    series: Series, row: DrawRow, of: Row, *, say_baseline: bool
) -> tuple[Result, ...]:
    points = [point for point in row.points if point.reading.analyte == of.analyte]
    without = [
        reading for reading in (*row.absent, *row.pending) if reading.analyte == of.analyte
    ]
    if of.analyte.sides:
        results = [*_both_sides(series, of, points)]
    else:
        results = [_result(point, of) for point in points]
    if _differ_within(points, of):
        told = ["; ".join(_printed_of_each(held, of)) for held in _held(of, points)]
        results = [
            replace(result, more=(*result.more, words))
            for result, words in zip(results, told, strict=True)
        ]
    if say_baseline:
        results = [
            replace(result, more=(*result.more, gettext("baseline")))
            if any(point.baseline for point in held)
            else result
            for result, held in zip(results, _held(of, points), strict=True)
        ]
    words = [*_empty(without)] or ([] if results else [*_nothing_there(series, of)])
    return (*results, *(Result(words=each) for each in words))


def _held(of: Row, points: Sequence[Point]) -> list[list[Point]]:
    """The points of each result of a cell."""
    if not of.analyte.sides:
        return [[point] for point in points]
    return [[p for p in pair if p] for pair in _pairs(points)]


def _differ_within(points: Sequence[Point], of: Row) -> bool:
    """Whether one draw has two of one test whose range or method is not the same.

    No line above could say which range is whose: each then stands with its result.
    """
    return len({(_range(point, of), _method(point)) for point in points}) > 1


def _printed_of_each(points: Sequence[Point], of: Row) -> Iterator[str]:
    """`1.7–8.6, immunoassay`; of volumes with their side."""
    for point in points:
        printed = _range(point, of) or ("" if point.reading.side else gettext("no range"))
        words = ", ".join(filter(None, [printed, _method(point)]))
        side = point.reading.side
        yield f"{gettext(SIDE_NAMES[side])} {words}" if side else words


def _pairs(points: Sequence[Point]) -> list[tuple[Point | None, Point | None]]:
    left = [point for point in points if point.reading.side == "left"]
    right = [point for point in points if point.reading.side == "right"]
    return [*zip_longest(left, right)]


def _empty(without: Sequence[Reading]) -> Iterator[str]:
    """Both sides that were not done for one reason are said once."""
    yield from dict.fromkeys(why_empty(reading) for reading in without)


def _nothing_there(series: Series, of: Row) -> Iterator[str]:
    """`left absent, right prosthesis`: of what was not measured because it cannot be."""
    testes = series.course.testes
    if of.analyte.sides and testes.none:
        yield ", ".join(_gone(side, testes) for side in of.analyte.sides)


def _gone(side: str, testes: RecordedTestes) -> str:
    """`left absent`."""
    return f"{gettext(SIDE_NAMES[side])} {gettext(TESTIS_NAMES[testes.gone(side)])}"


def _result(point: Point, of: Row) -> Result:
    change = _change(point)
    return Result(
        value=point.shown.under(of.unit_text),
        state=_stated(point),
        untold=bool(point.source),
        change=change,
        change_words=_change_words([point]),
        more=tuple(_more(point)),
        was=(point.was.reported,) if point.was else (),
        comments=tuple(filter(None, [point.reading.comment])),
    )


def _both_sides(series: Series, of: Row, points: Sequence[Point]) -> Iterator[Result]:
    testes = series.course.testes
    for left, right in _pairs(points):
        both = [point for point in (left, right) if point]
        changes = [_change(point) if point else "" for point in (left, right)]
        more = dict.fromkeys(words for point in both for words in _more(point))
        more |= dict.fromkeys(
            _gone(side, testes)
            for side, point in (("left", left), ("right", right))
            if not point and testes.gone(side)
        )
        if of.instruments:
            more |= dict.fromkeys(map(_method, both))
        yield Result(
            value=" | ".join(
                p.shown.under(of.unit_text) if p else "–" for p in (left, right)
            ),
            state=next(filter(None, map(_stated, both)), None),
            change=_changes(*changes),
            change_words=_change_words(both),
            more=tuple(more),
            was=tuple(point.was.reported for point in both if point.was),
            comments=tuple(
                dict.fromkeys(p.reading.comment for p in both if p.reading.comment)
            ),
        )


def _changes(left: str, right: str) -> str:
    """`−3 | 0`; a sign that both sides have stands once: `// 0 | −5`, `≠ f`."""
    if left == right and left[-1:] not in tuple("0123456789"):
        return left
    if left.startswith("// ") and right.startswith("// "):
        return f"{left} | {right.removeprefix('// ')}"
    return f"{left or '–'} | {right or '–'}"


def _stated(point: Point) -> State | None:
    """Beside a value stands only what is not in range."""
    interval = point.reading.interval
    told = point.reading.value.number is not None and interval and interval.has_ends
    return point.state if told and point.state is not State.INSIDE else None


def _change(point: Point) -> str:
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


def _more(point: Point) -> Iterator[str]:
    if point.reading.status == "preliminary":
        yield gettext("preliminary")
    if point.corrected:
        yield gettext("corrected")
    if point.shown.converted:
        yield gettext("from {source}", source=point.shown.source)


# ---- Laboratory, method and ranges


@dataclass
class _Run:
    """Neighbouring draws of one laboratory, one method and one range a test."""

    laboratory: str | None = None  # None: no blood was drawn
    known: dict[str, tuple[str, str]] = field(default_factory=dict)  # range, method
    changed: set[str] = field(default_factory=set)
    anew: bool = True  # another laboratory: everything is said

    def conflicts(self, laboratory: str | None, seen: dict[str, tuple[str, str]]) -> bool:
        other = laboratory is not None and self.laboratory not in (None, laboratory)
        return other or any(self.known.get(key, told) != told for key, told in seen.items())

    def follow(self, laboratory: str | None, seen: dict[str, tuple[str, str]]) -> "_Run":
        """The run after it, which begins with `seen`."""
        anew = laboratory is not None and laboratory != self.laboratory
        # What is measured without a laboratory keeps its source.
        kept = {k: told for k, told in self.known.items() if k == "volume" or not anew}
        changed = {key for key, told in seen.items() if kept.get(key) != told}
        held = self.laboratory if laboratory is None else laboratory
        return _Run(held, {**kept, **seen}, changed, anew)

    def take(self, laboratory: str | None, seen: dict[str, tuple[str, str]]) -> None:
        self.laboratory = laboratory if self.laboratory is None else self.laboratory
        self.changed |= seen.keys() - self.known.keys()
        self.known = {**seen, **self.known}

    @property
    def method(self) -> str:
        """Where all blood was measured by one."""
        methods = {method for key, (_, method) in self.known.items() if key != "volume"}
        return next(iter(methods)) if len(methods) == 1 else ""


def _sources(series: Series, rows: Sequence[DrawRow]) -> Iterator[SourceLine | None]:
    """For each draw the line that stands above it."""
    runs: list[_Run] = []
    starts: list[bool] = []
    for row in rows:
        laboratory, seen = _seen(series, row)
        begins = not runs or runs[-1].conflicts(laboratory, seen)
        if not runs:
            runs.append(_Run(laboratory, seen, {*seen}))
        elif begins:
            runs.append(runs[-1].follow(laboratory, seen))
        else:
            runs[-1].take(laboratory, seen)
        starts.append(begins)
    said = iter([*_said(series, runs)])
    for begins in starts:
        yield next(said) if begins else None


def _seen(series: Series, row: DrawRow) -> tuple[str | None, dict[str, tuple[str, str]]]:
    """Where the blood of a draw was measured; the range and method of each of its tests."""
    seen = {}
    for of in series.rows:
        points = [point for point in row.points if point.reading.analyte == of.analyte]
        if not points or of.instruments:
            continue
        told = _range(points[0], of), _method(points[0])
        apart = _differ_within(points, of)
        seen[of.analyte.key] = (gettext("with each result"), "") if apart else told
    of_blood = any(not point.reading.analyte.sides for point in row.points)
    return (row.draw.laboratory if of_blood else None), seen


def _said(series: Series, runs: Iterable[_Run]) -> Iterator[SourceLine | None]:
    before: _Run | None = None
    for run in runs:
        alike = before is not None and not run.anew and run.method == before.method
        words = gettext("earlier") if alike else _where(run)
        tests = [of.analyte.key for of in series.rows]
        cells = tuple(_told(run, key) if key in run.changed else "" for key in tests)
        told = any(cells) or (words and not alike)
        yield SourceLine(words, cells) if told else None
        before = run


def _where(run: _Run) -> str:
    return ", ".join(filter(None, [run.laboratory, run.method]))


def _told(run: _Run, key: str) -> str:
    printed, method = run.known[key]
    told = method if key == "volume" or method != run.method else ""
    return ", ".join(filter(None, [printed, told])) or (
        "" if run.anew else gettext("no range")
    )


def _method(point: Point) -> str:
    method = point.reading.method
    if not point.reading.analyte.sides:
        return method
    return VOLUME_METHODS.get(method) or gettext("method not recorded")


def _range(point: Point, of: Row) -> str:
    """`1.7–8.6`, and the clinician's beside it where one held on that day."""
    if point.reading.analyte.sides and point.interval is None:
        return ""
    printed = _short(point.interval, point, of) if point.interval else ""
    if point.own_interval is None:
        return printed
    own = gettext("clinician’s {range}", range=_short(point.own_interval, point, of))
    return ", ".join(filter(None, [printed or gettext("no range"), own]))


def _short(interval: Interval, point: Point, of: Row) -> str:
    """Below a head that names a unit; with its own, where that is another."""
    unit = interval.unit or point.shown.unit
    if unit in ("", of.unit):
        words = interval.plain
    else:
        words = interval.with_unit(of.analyte, unit)
    return dashed(words) if interval.has_ends else words
