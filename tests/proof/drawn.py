"""A picture of a course, read back from its SVG: rows, marks, lines, gaps and words."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

_NUMBER = r"(-?[\d.]+)"
_DISC = re.compile(rf"M0,{_NUMBER}a{_NUMBER},\S+ 0 (\d) (\d) 0,{_NUMBER}(z|a)")
_SQUARE = re.compile(rf"M{_NUMBER},{_NUMBER}h{_NUMBER}v{_NUMBER}h{_NUMBER}z")
_TRIANGLE = re.compile(rf"M{_NUMBER},0h{_NUMBER}l{_NUMBER},{_NUMBER}z")
LOOK = re.compile(rf"{_DISC.pattern}[-\d., ]*z?|{_SQUARE.pattern}|{_TRIANGLE.pattern}")
_STEP = re.compile(rf"([ML]){_NUMBER},{_NUMBER}")
_LINE = re.compile(rf"M{_NUMBER},{_NUMBER}(?:V{_NUMBER}|H{_NUMBER}|L{_NUMBER},{_NUMBER})")
_BOX = re.compile(rf"M{_NUMBER},{_NUMBER}h{_NUMBER}v{_NUMBER}h-")
_NAME = re.compile(r"url\(#(.+)\)")


@dataclass(frozen=True)
class Mark:
    shape: str  # circle, square, below, above
    x: float
    y: float
    side: str = ""  # of half a mark
    laid: bool = False  # over, in grey

    @property
    def whole(self):
        return not self.side


@dataclass
class Row:
    """What stands in one row of the figure."""

    title: str
    top: float
    reach: tuple = ()  # from the top of its axis to the floor
    values: list = field(default_factory=list)  # of its axis: words, and how high
    marks: list = field(default_factory=list)
    joins: dict = field(default_factory=dict)  # (place, place) -> style
    gaps: list = field(default_factory=list)
    strokes: list = field(default_factory=list)  # the middle of each pair across a line
    ticks: int = 0  # of results in words, and of those without an interval to stand in
    texts: dict = field(default_factory=lambda: defaultdict(list))  # by kind: lists of runs


_UNDER_TICK = 4  # from a tick of an axis to the base of its words
_IN_GUTTER = 13  # from the base of a name in the gutter to the top of its row
_NEXT_LINE = 15  # at most, to the next line of the same name


def rows(svg):
    """Row by row, from the top; `""` holds what stands outside of them."""
    titles = sorted(
        (float(node.at["y"]), node.first_text) for node in _of_kind(svg, "title")
    )
    found, last = [Row("", 0.0)], -100.0
    for y, words in titles:
        if _has_gutter(svg) and y - last < _NEXT_LINE:
            found[-1].title += f" {words}"
        else:
            found.append(Row(words, y - _IN_GUTTER if _has_gutter(svg) else y))
        last = y
    return _Reader(svg, found).read()


def _has_gutter(svg):
    return svg.at["data-size"] in ("desk", "print")


def _of_kind(svg, kind):
    return [text for group in svg.all("g", kind) for text in group.all("text")]


def days(svg):
    """The ticks of the time axis under the rows: where each stands, and its words."""
    xs = sorted(x for x, _, x1, _ in _lines(svg, "tick") if x == x1)
    texts = _of_kind(svg, "time")
    last = max((float(text.at["y"]) for text in texts), default=0)
    words = [(float(t.at["x"]), t.text) for t in texts if float(t.at["y"]) == last]
    return list(zip(xs, [said for _, said in sorted(words)], strict=True))


def boxes(svg, kind):
    """Left, top, right and bottom of each box of a kind."""
    for path in svg.all("path", kind):
        for told in _BOX.findall(path.at["d"]):
            x, y, wide, high = map(float, told)
            yield x, y, x + wide, y + high


def edges(svg):
    """Where the time axis begins and ends."""
    (found,) = {(x0, x1) for x0, _, x1, _ in _lines(svg, "axis") if x0 != x1}
    return found


class _Reader:
    def __init__(self, svg, rows):
        self.svg = svg
        self.rows = rows

    def read(self):
        for mark in sorted(self._marks(), key=lambda mark: (mark.x, mark.side)):
            self.row(mark.y).marks.append(mark)
        for path in self.svg.all("path", "join"):
            for start, end in _joins(path.at["d"]):
                self.row(start[1]).joins[start, end] = path.kinds[-1]
        self._read_lines()
        for group in self.svg.all("g"):
            for text in group.all("text"):
                self._text(text, group.kinds)
        return self.rows[1:]

    def _read_lines(self):
        for x, top, x1, bottom in _lines(self.svg, "axis"):
            if x == x1:
                self.row(bottom).reach = top, bottom
        for x, _, _, y in _lines(self.svg, "gap"):
            self.row(y).gaps.append(x)
        for kind in ("words-tick", "without-tick"):
            for _, _, _, y in _lines(self.svg, kind):
                self.row(y).ticks += 1
        for x0, y0, x1, y1 in _lines(self.svg, "stroke"):
            self.row(y0).strokes.append(((x0 + x1) / 2, (y0 + y1) / 2))

    def _marks(self):
        """One at each corner of a path; what stands there, the page says once."""
        looks = {one.at["id"]: one.one("path") for one in self.svg.all("marker")}
        for path in self.svg.all("path", "marks"):
            names = {path.at[f"marker-{end}"] for end in ("start", "mid", "end")}
            (look,) = (looks[_NAME.fullmatch(name)[1]] for name in names)
            for corner in path.at["d"].removeprefix("M").split():
                place = _shape(look.at["d"], *map(float, corner.split(",")))
                yield Mark(*place, laid=bool({"f-over", "s-over"} & {*look.kinds}))

    def row(self, y):
        return next(row for row in reversed(self.rows) if row.top <= y)

    def _text(self, node, kinds):
        runs = [node.first_text, *(run.text for run in node.all("tspan"))]
        y = float(node.at["y"])
        hangs = 5 if "latest-line" in kinds else 0  # beside the title of the next row
        row = self.row(y - hangs)
        if "tick" in kinds:
            row.values.append((runs[0], y - _UNDER_TICK))
        for kind in kinds:
            row.texts[kind].append(runs)


def _lines(svg, kind):
    for path in svg.all("path", kind):
        for x0, y0, down, across, *end in _LINE.findall(path.at["d"]):
            x1, y1 = end if all(end) else (across or x0, down or y0)
            yield tuple(map(float, (x0, y0, x1, y1)))


def words(svg):
    """All words of a picture, run by run."""
    return sorted(
        words
        for text in svg.all("text")
        for words in (text.first_text, *(run.text for run in text.all("tspan")))
    )


def _shape(look, x, y):
    """What stands there, by the outline of its kind."""
    if match := _DISC.match(look):
        side = "" if match[6] == "a" else "right" if match[4] == "1" else "left"
        return "circle", x, y, side
    if match := _SQUARE.fullmatch(look):
        left, top, wide, high, _ = map(float, match.groups())
        side = "" if wide > 0.75 * high else "right" if left == 0 else "left"
        return "square", x, y, side
    *_, tip = map(float, _TRIANGLE.fullmatch(look).groups())
    return ("below" if tip > 0 else "above"), x, y, ""


def _joins(path):
    before = None
    for way, x, y in _STEP.findall(path):
        place = float(x), float(y)
        if way == "L":
            yield before, place
        before = place
