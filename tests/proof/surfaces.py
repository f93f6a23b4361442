"""Every surface that shows a course, and what is read there.

Nothing here asks the program what it meant to show: pages are read as trees, files as
files. Each reader answers by the id of a point, which it finds by where the point stands:
its draw's row, its column, its place on the axis.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from tests.proof.the_list import TheList, Told
from tests.proof.tree import Node

SIZES = ("desk", "print", "tablet", "phone", "narrow")
_RANGE = re.compile(r"(?:left |right )?[≈≤≥<>\d]")
_SIGN = re.compile("[↓↑ ]")


@dataclass(frozen=True)
class Cell:
    """What a table says of one result."""

    amount: str  # value and unit
    sign: str
    about: list[str]  # what else is said of it
    badge: str = ""  # that it is not comparable, or that something differs
    printed: str = ""  # the range that the line above it says


@dataclass(frozen=True)
class Surfaces:
    """All that is shown of one man under one address."""

    pages: list[Node]  # the record, and its further pages of draws
    axis: Node  # the page of the axis picture
    the_list: TheList
    whole: TheList  # of all dates
    figures: dict  # by size: the part of the page, and what its script is told
    rows: list[list[str]]  # of draws.csv
    home: Node | None = None  # the man's own page
    own: TheList | None = None  # and its list

    @property
    def page(self):
        return self.pages[0]

    @property
    def summary(self):
        """Nothing, where no draw is shown."""
        return " ".join(node.text for node in self.page.all(id="summary"))

    def picture(self, size):
        part, _ = self.figures[size]
        return part.one("figure", "course").one("svg", size)

    @cached_property
    def _rows(self):
        """Of the table with the most draws: draws, newest first, and lines of sources."""
        tables = [table for page in self.pages for table in page.all("table", "results")]
        return tables[-1].one("tbody").all("tr") if tables else []

    @cached_property
    def heads(self):
        """What is said of each draw itself, by its id."""
        return {
            _draw(row.one("th")): row.one("td", "how")
            for row in self._rows
            if "source" not in row.kinds
        }

    @cached_property
    def boxes(self):
        """By draw, title and the lines under it, as the box of a desk has them."""
        steps = self.told("desk")["steps"]
        return {
            panel: (steps[place][1], " ".join(steps[place][2]))
            for panel, (place, *_) in self.steps().items()
        }

    def told(self, size):
        return self.figures[size][1]

    @property
    def drawn(self):
        """The draws of the table, newest first, by id."""
        return list(self.heads)

    @cached_property
    def columns(self):
        """Analyte and unit of each column; volume, the last one, has both sides."""
        names = {row["name"]: row["key"] for row in self.the_list.analytes}
        (table, *_) = self.page.all("table", "results")
        heads = table.one("thead").all("th")[3:]
        return [
            (names.get(head.first_text, "volume"), head.one("span").text.split(",")[0])
            for head in heads
        ]

    @cached_property
    def table(self):
        """By point, what stands in its cell."""
        found = {}
        printed = [""] * len(self.columns) if self._rows else []
        for row in self._rows:
            cells = row.all("td")[2:]
            if "source" in row.kinds:
                anew = row.one("th").text != "earlier"
                printed = [
                    cell.text or ("" if anew and key != "volume" else before)
                    for cell, (key, _), before in zip(
                        cells, self.columns, printed, strict=True
                    )
                ]
                continue
            panel = _draw(row.one("th"))
            for cell, (key, unit), said in zip(cells, self.columns, printed, strict=True):
                found |= self._cell(panel, key, unit, cell, said)
        return found

    def _cell(self, panel, key, unit, cell, printed):
        sides = ("left", "right") if key == "volume" else ("",)
        found = {}
        below = [
            next((one.text for one in after.all("span") if _RANGE.match(one.text)), "")
            for after in cell.all("span", "below")
        ]
        for place, result in enumerate(cell.all("span", "cell")):
            values = (
                result.one("b").text.split(" | ") if sides[0] else [result.one("b").text]
            )
            sign = _SIGN.sub("", "".join(one.text for one in result.all(kind="sign")))
            change = "".join(
                one.without("hidden").text for one in result.all(kind="change")
            )
            for side, value in zip(sides, values, strict=True):
                held = self.the_list.of(panel, (key, side))
                if value != "–":
                    found[held[place].id] = Cell(
                        _under(value, unit),
                        sign.replace("‡", ""),
                        [change],
                        "".join(mark for mark in ("≠", "//") if mark in change),
                        below[place] if printed == "with each result" else printed,
                    )
        return found

    def without_result(self):
        """Draw and analyte, and the words in cells without a result."""
        for row in self._rows:
            if "source" not in row.kinds:
                for cell, (key, _) in zip(row.all("td")[2:], self.columns, strict=True):
                    if not cell.all("span", "cell"):
                        yield _draw(row.one("th")), key, cell.text

    @cached_property
    def csv(self):
        """draws.csv: by point."""
        head, *lines = self.rows
        found = {}
        for panel, line in zip(self.drawn, lines, strict=True):
            told = dict(zip(head, line, strict=True))
            for key, unit in self._places:
                name = next(
                    n for n in head if n.endswith(f" ({unit})") and self._names(n, key)
                )
                found |= self._csv_cell(panel, key, unit, name, told)
        return found

    @property
    def _places(self):
        """Of the file, where each side is a column."""
        for key, unit in self.columns:
            sides = ("left", "right") if key == "volume" else ("",)
            yield from (((key, side), unit) for side in sides)

    def _names(self, heading, key):
        name = f"Volume {key[1]}" if key[1] else self.the_list.row(key[0])["name"]
        return heading.startswith(f"{name} (")

    def _csv_cell(self, panel, key, unit, name, told):
        points = self.the_list.of(panel, key)
        title = name.removesuffix(f" ({unit})")
        if not points:
            return {}
        columns = [
            name,
            *(f"{title} {of}" for of in ("state", "as reported", "change", "range")),
        ]
        split = [told[column].removeprefix("'").split(" | ") for column in columns]
        return {
            point.id: Cell(_under(value, unit), state, about)
            for point, value, state, *about in zip(points, *split, strict=True)
        }

    def steps(self, size="desk"):
        """The draws as they are stepped through: by id of the draw, its place and words."""
        left = list(self.the_list.panels)
        found = {}
        for place, (*_, words) in enumerate(self.told(size)["steps"]):
            while words:
                panel = left.pop(0)
                said, rest = self._told_by(panel, words)
                verdicts = _REST.match(rest)
                assert verdicts, words
                found[panel] = place, said, _verdicts(verdicts)
                words = rest[verdicts.end() :].lstrip()
        assert not left, f"draws that nobody can step to: {left}"
        return found

    def _told_by(self, panel, words):
        """How the words of a draw must begin: its day, every point, what has no result."""
        points = [point for point in self.the_list.points if point.panel == panel]
        without = [Told(one) for one in self.the_list.absent if one["panel"] == panel]
        first = day([*points, *without][0].raw)
        said = " ".join([f"{first}.", *(point.said for point in points)])
        assert words.startswith(f"{said} "), (words, said)
        rest = words[len(said) + 1 :]
        left = [f"{first_up(one.subject)} {one.raw['words']}. " for one in without]
        while told := next((one for one in left if rest.startswith(one)), ""):
            left.remove(told)
            rest = rest.removeprefix(told)
        assert not left, (words, left)
        return said, rest

    def hovers(self, size):
        """By row of the figure, what the box of each draw says of it, line by line."""
        return list(zip(*(rows for *_, rows, _ in self.told(size)["steps"]), strict=True))


_REST = re.compile(
    r"(?P<broken>(?:Not comparable with the one before: .+?\)\. )*)"
    r"(?P<noted>(?:No change is given for .+?\. )*)"
    r"(?:Other treatment than at the draw before: (?P<agents>.+?)\. )?"
    r"(?:On .+?\.|No treatment recorded (?:that day|for the day itself)\.)(?= \d| [A-Z]|$)"
    r"(?: (?P<laid>Laid over in grey.+? \d{4}\.))?"
)
_NAMES = {
    "broken": re.compile(r"before: (.+?) \((.+?)\)\. "),
    "noted": re.compile(r"given for (.+?): (.+?)\. "),
}
_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def day(raw):
    """`14 May 2024`, or its month where no more is known."""
    year, month, number = map(int, raw["clinical_date"].split("-"))
    said = f"{_MONTHS[month - 1]} {year}"
    return said if raw["precision"] == "month" else f"{number} {said}"


def first_up(words):
    return words[:1].upper() + words[1:]


def _verdicts(rest):
    """Of which analytes it is said that they do not compare, by what is said of them."""
    told = {
        kind: {
            words: set(re.split(", | and ", names))
            for names, words in pattern.findall(rest[kind])
        }
        for kind, pattern in _NAMES.items()
    }
    told |= {"laid": rest["laid"] or ""}
    return told | {"agents": set(re.split(", | and ", rest["agents"] or "")) - {""}}


def _draw(head):
    """The id of a draw, from the link to its own page."""
    return re.search(r"/panels/([^/]+)/", head.all("a")[0].at["href"])[1]


def _under(value, unit):
    """The unit in the head belongs to digits alone: words have none, nor has `9 mIU/L`."""
    alone = value[-1:].isdigit()
    return f"{value} {unit}" if alone else value
