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
    marks: list = field(default_factory=list)
    joins: dict = field(default_factory=dict)  # (place, place) -> style
    gaps: list = field(default_factory=list)
    strokes: list = field(default_factory=list)  # the middle of each pair across a line
    ticks: int = 0  # of results in words, and of those without an interval to stand in
    texts: dict = field(default_factory=lambda: defaultdict(list))  # by kind: lists of runs


def rows(svg):
    """Row by row, from the top; `""` holds what stands outside of them."""
    titles = svg.all("text", "title")
    found = [Row(node.first_text, float(node.at["y"])) for node in titles]
    found.sort(key=lambda row: row.top)
    return _Reader(svg, [Row("", 0.0), *found]).read()


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
        for x, _, _, y in self._lines("gap"):
            self.row(y).gaps.append(x)
        for _, _, _, y in (*self._lines("words-tick"), *self._lines("without-tick")):
            self.row(y).ticks += 1
        for x0, y0, x1, y1 in self._lines("stroke"):
            self.row(y0).strokes.append(((x0 + x1) / 2, (y0 + y1) / 2))
        for text in self.svg.all("text"):
            self._text(text)
        return self.rows[1:]

    def _marks(self):
        """One at each corner of a path; what stands there, the page says once."""
        looks = {one.at["id"]: one.one("path") for one in self.svg.all("marker")}
        for path in self.svg.all("path", "marks"):
            names = {path.at[f"marker-{end}"] for end in ("start", "mid", "end")}
            (look,) = (looks[_NAME.fullmatch(name)[1]] for name in names)
            for corner in path.at["d"].removeprefix("M").split():
                place = _shape(look.at["d"], *map(float, corner.split(",")))
                yield Mark(*place, laid=bool({"f-over", "s-over"} & {*look.kinds}))

    def _lines(self, kind):
        for path in self.svg.all("path", kind):
            for x0, y0, down, across, *end in _LINE.findall(path.at["d"]):
                x1, y1 = end if all(end) else (across or x0, down or y0)
                yield tuple(map(float, (x0, y0, x1, y1)))

    def row(self, y):
        return next(row for row in reversed(self.rows) if row.top <= y)

    def _text(self, node):
        runs = [node.first_text, *(run.text for run in node.all("tspan"))]
        hangs = 3 if "latest-line" in node.kinds else 0  # beside the title of the next row
        for kind in node.kinds:
            self.row(float(node.at["y"]) - hangs).texts[kind].append(runs)


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
