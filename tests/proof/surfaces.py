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
_SIGN = re.compile("[↓↑ ]")


@dataclass(frozen=True)
class Cell:
    """What a table says of one result."""

    amount: str  # value and unit
    sign: str
    about: list[str]  # interval, change, and whatever else stands under it
    badge: str = ""  # that it is not comparable, or that something differs


@dataclass(frozen=True)
class Surfaces:
    """All that is shown of one man under one address."""

    pages: list[Node]  # the record, and its further pages of draws
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
        return self.page.one(id="summary").text

    def picture(self, size):
        part, _ = self.figures[size]
        return part.one("figure", "course").one("svg", size)

    @cached_property
    def cells(self):
        """Of the table on all pages: draw by draw, newest first. Paper has it always so."""
        found = {}
        for table in self._tables():
            rows = [row for row in table.all("tr") if row.all("td")]
            found |= {_draw(row.one("th")): row.all("td") for row in rows}
        return found

    @cached_property
    def heads(self):
        """The head of each row of that table."""
        return {
            _draw(row.one("th")): row.one("th")
            for table in self._tables()
            for row in table.all("tr")
            if row.all("td")
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

    @cached_property
    def turned(self):
        """The same with analytes in rows, where the address asks for it."""
        found = {}
        for table in self._tables(turned=True):
            heads = [th for th in table.one("thead").all("th", scope="col") if th.all("a")]
            lines = [row.all("td") for row in table.one("tbody").all("tr")]
            assert all(len(line) == len(heads) for line in lines)
            found |= {_draw(th): [line[n] for line in lines] for n, th in enumerate(heads)}
        return found

    def _tables(self, *, turned=False):
        every = [table for page in self.pages for table in page.all("table", "flowsheet")]
        return [table for table in every if ("turned" in table.kinds) is turned]

    @property
    def drawn(self):
        """The draws of the table, newest first, by id."""
        return list(self.cells)

    @cached_property
    def columns(self):
        """What each column of the table holds, and the unit in its head."""
        names = {row["name"]: (row["key"], "") for row in self.the_list.analytes}
        names |= {f"Volume {side}": ("volume", side) for side in ("left", "right")}
        heads = [
            th for table in self._tables()[:1] for th in table.one("thead").all("th")[1:]
        ]
        return [(names[head.first_text], head.one(kind="note").text) for head in heads]

    @cached_property
    def table(self):
        """The flowsheet: by point, what stands in its cell."""
        return {
            point.id: _cell(node, unit)
            for panel, (key, unit), cell in self._places()
            for point, node in zip(
                self.the_list.of(panel, key), cell.all(kind="point"), strict=True
            )
        }

    def without_result(self):
        """The words in cells without one."""
        return [
            (panel, key, cell.text)
            for panel, (key, _), cell in self._places()
            if not cell.all(kind="point")
        ]

    def _places(self):
        for panel, cells in self.cells.items():
            for column, cell in zip(self.columns, cells, strict=True):
                yield panel, column, cell

    def sheet(self):
        """The newest draws as the first sheet of paper has them: by point, its amount."""
        found = {}
        for table in self.page.all("table", "sheet-draws"):
            rows = table.one("tbody").all("tr")
            for panel, row in zip(self.drawn, rows, strict=False):
                for (key, unit), cell in zip(self.columns, row.all("td"), strict=True):
                    readings = [
                        one for one in cell.all(data_reading=True) if one.all(kind="value")
                    ]
                    points = self.the_list.of(panel, key)
                    for point, node in zip(points, readings, strict=True):
                        found[point.id] = _amount(node, unit)
        return found

    @cached_property
    def csv(self):
        """draws.csv: by point."""
        head, *lines = self.rows
        found = {}
        for panel, line in zip(self.drawn, lines, strict=True):
            told = dict(zip(head, line, strict=True))
            for key, unit in self.columns:
                name = next(
                    n for n in head if n.endswith(f" ({unit})") and self._names(n, key)
                )
                found |= self._csv_cell(panel, key, unit, name, told)
        return found

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
    r"(?:Other agents than at the one before: (?P<agents>.+?)\. )?"
    r"(?:On .+?\.|No agent recorded (?:that day|for the day itself)\.)(?= \d| [A-Z]|$)"
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


def _cell(node, unit):
    reading = next(
        one for one in node.all("span", data_reading=True) if one.all(kind="value")
    )
    sign = " ".join(one.text for one in reading.all(kind="sign"))
    notes = [one for one in node.all() if "meta" in one.kinds and one not in reading.all()]
    return Cell(
        _amount(reading, unit),
        _SIGN.sub("", sign),
        [note.without("tag", "hidden").text for note in notes],
        "".join(tag.text for note in notes for tag in note.all(kind="tag")),
    )


def _amount(reading, unit):
    value = reading.one(kind="value").text
    own_unit = reading.without("value", "sign", "meta").text
    return f"{value} {own_unit}" if own_unit else _under(value, unit)


def _under(value, unit):
    """The unit in the head belongs to digits alone: words have none, nor has `9 mIU/L`."""
    alone = value[-1:].isdigit()
    return f"{value} {unit}" if alone else value
