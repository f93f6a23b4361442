"""A picture of a course, read back from its SVG: rows, marks, lines, gaps and words."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

_NUMBER = r"(-?[\d.]+)"
_DISC = re.compile(rf"M{_NUMBER},{_NUMBER}a{_NUMBER},\S+ 0 (\d) (\d) 0,{_NUMBER}")
_SQUARE = re.compile(rf"M{_NUMBER},{_NUMBER}h{_NUMBER}v{_NUMBER}")
_TRIANGLE = re.compile(rf"M{_NUMBER},{_NUMBER}m{_NUMBER},0h{_NUMBER}l{_NUMBER},{_NUMBER}z")
_STEP = re.compile(rf"([ML]){_NUMBER},{_NUMBER}")


@dataclass(frozen=True)
class Mark:
    shape: str  # circle, square, below, above
    x: float
    y: float
    whole: bool
    half: float = 0  # how far the other edge of half a square is away

    def at(self, side):
        """Its middle: half a square does not say which half it is."""
        if self.shape == "square" and not self.whole and side == "left":
            return round(self.x + self.half, 1), self.y
        return self.x, self.y


@dataclass
class Row:
    """What stands in one row of the figure."""

    title: str
    top: float
    marks: list = field(default_factory=list)
    joins: dict = field(default_factory=dict)  # (place, place) -> style
    gaps: list = field(default_factory=list)
    ticks: int = 0  # of results in words
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
        for path in self.svg.all("path", "mark"):
            mark = _mark(path.at["d"])
            self.row(mark.y).marks.append(mark)
        for path in self.svg.all("path", "join"):
            for start, end in _joins(path.at["d"]):
                self.row(start[1]).joins[start, end] = path.kinds[-1]
        for line in self.svg.all("line", "gap"):
            self.row(float(line.at["y2"])).gaps.append(float(line.at["x1"]))
        for line in self.svg.all("line", "words-tick"):
            self.row(float(line.at["y2"])).ticks += 1
        for text in self.svg.all("text"):
            self._text(text)
        return self.rows[1:]

    def row(self, y):
        return next(row for row in reversed(self.rows) if row.top <= y)

    def _text(self, node):
        runs = [node.first_text, *(run.text for run in node.all("tspan"))]
        for kind in node.kinds:
            self.row(float(node.at["y"])).texts[kind].append(runs)


def words(svg):
    """All words of a picture, run by run."""
    return sorted(
        words
        for text in svg.all("text")
        for words in (text.first_text, *(run.text for run in text.all("tspan")))
    )


def _mark(path):
    if match := _DISC.match(path):
        x, top, half, _, _, _ = map(float, match.groups())
        return Mark("circle", x, round(top + half, 1), whole=match[4] == "1")
    if match := _SQUARE.match(path):
        x, top, wide, high = map(float, match.groups())
        whole = wide > 0.75 * high
        middle = x + wide / 2 if whole else x
        return Mark("square", round(middle, 1), round(top + high / 2, 1), whole, wide)
    x, y, *_, tip = map(float, _TRIANGLE.fullmatch(path).groups())
    return Mark("below" if tip > 0 else "above", x, y, whole=True)


def _joins(path):
    before = None
    for way, x, y in _STEP.findall(path):
        place = float(x), float(y)
        if way == "L":
            yield before, place
        before = place
