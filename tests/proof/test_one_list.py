"""One list behind every surface: nothing is lost, nothing is added, nothing is reworded."""

import re
from collections import Counter
from math import log10

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.proof import drawn
from tests.proof.courses import CASES
from tests.proof.surfaces import SIZES, day
from tests.proof.the_list import minute

EACH = settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("told", CASES.values(), ids=CASES)
@EACH
@given(data=st.data())
def test_every_surface_tells_the_same(told, data, shown):
    case = data.draw(told)
    of = shown(case.course, case.query)

    table_tells_the_list(of)
    file_tells_the_table(of)
    summary_tells_the_latest(of)
    derived_tell_their_inputs(of)
    if of.figures:
        speech_tells_the_list(of)
        for size in SIZES:
            picture_tells_the_list(of, of.the_list, of.picture(size), size)
            boxes_tell_the_list(of, size)
            assert of.figure_words(size) == drawn.words(of.picture(size))
    axis_tells_the_latest(of.page, of.whole, "amount")
    his_page_tells_his_list(of)


def table_tells_the_list(of):
    cells = of.table()
    points = of.the_list.points
    assert {one: cell.amount for one, cell in cells.items()} == {
        p.id: p.amount for p in points
    }
    assert {one: cell.sign for one, cell in cells.items()} == {p.id: p.sign for p in points}
    for point in points:
        cell = cells[point.id]
        assert any(line.startswith(point.change) for line in cell.about), cell
        assert cell.badge == _BADGES.get(point.verdict, "")
    for panel, turned in of.turned.items():
        assert [cell.text for cell in turned] == [cell.text for cell in of.cells[panel]]
    assert not of.turned or of.turned.keys() == of.cells.keys()
    for one, amount in of.sheet().items():
        assert amount == of.the_list.by_id[one].amount
    absent = {
        (one["panel"], (one["analyte"], one.get("side", ""))) for one in of.the_list.absent
    }
    for panel, key, words in of.without_result():
        assert (words != "not measured") == ((panel, key) in absent)


_BADGES = {"broken": "≠", "noted": "//"}


def file_tells_the_table(of):
    table, rows = of.table(), of.csv()
    assert rows.keys() == table.keys()
    for point in of.the_list.points:
        row, cell = rows[point.id], table[point.id]
        reported, change, interval = row.about
        assert row.amount == cell.amount
        printed = (point.raw["reported"].strip(), point.raw.get("unit_reported", ""))
        assert reported == " ".join(printed).strip()
        assert row.sign == point.sign or (
            not point.sign and row.sign in ("no-range", "unknown")
        )
        assert change in cell.about
        assert not interval or interval in cell.about


def summary_tells_the_latest(of):
    """Each latest value in words; no other number but counts and days."""
    left = of.summary
    for point in of.the_list.latest.values():
        told = f" {point.subject} {point.spoken}"
        assert left.count(told) == 1, (told, left)
        left = left.replace(told, "")
    left = re.sub(r"\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{4}|\d+ draws", "", left)
    assert not re.search(r"\d", left), left


def derived_tell_their_inputs(of):
    points = of.the_list.by_id
    for derived in of.the_list.raw["derived"]:
        inputs = [points[one] for one in derived.get("inputs", []) if one in points]
        fit = all(
            p.raw["kind"] == "measured" and p.raw["status"] != "preliminary" for p in inputs
        )
        assert ("value" in derived) != bool(derived.get("reason"))
        assert fit or "value" not in derived
        if derived["key"] == "percent_of_baseline":
            _percent_has_the_verdict(derived, inputs, fit)
    shown = [
        node.text
        for node in of.page.all("table")
        if node.at.get("aria-label") == "Derived values"
    ]
    told = [d for d in of.the_list.raw["derived"] if d["panel"] == _newest_with_points(of)]
    assert len(shown) == bool(told)
    for derived in told:
        assert derived.get("value", derived.get("reason")) in shown[0]
        for one in derived.get("inputs", []):
            assert one not in points or points[one].as_reported in shown[0]


def _percent_has_the_verdict(derived, inputs, fit):
    """Where the baseline is the one before, the verdict is that of line and change."""
    if len(inputs) < 2 or inputs[0].before != inputs[1].id:
        return
    point = inputs[0]
    comparable = point.verdict == "same" or point.reasons == ["treatment"]
    assert not ("value" in derived and not comparable)
    zero = not float(inputs[1].raw.get("value", 0))
    assert comparable or not fit or zero or "not comparable" in derived["reason"]
    assert bool(derived.get("words")) == ("value" in derived and point.verdict == "noted")


def _newest_with_points(of):
    return next(
        (p for p in of.drawn if any(p == point.panel for point in of.the_list.points)), ""
    )


def speech_tells_the_list(of):
    """Every draw is stepped to, and says every point's sentence; each with its amount."""
    steps = of.steps()
    assert steps.keys() == set(of.the_list.panels)
    changes = {one: row.about[1] for one, row in of.csv().items()}
    for panel, (_, said, verdicts) in steps.items():
        points = [p for p in of.the_list.points if p.panel == panel]
        assert all(point.said in said for point in points)
        assert verdicts == _verdicts([p for p in points if p.delta is None], changes)
    for point in of.the_list.points:
        assert f" {point.spoken}" in point.said
        assert point.raw["words"] == f"{day(point.raw)}. {point.said}"
        assert (point.sign in ("", "unknown")) or f"{point.sign} range" in point.said


def _verdicts(points, changes):
    """Which analytes are said not to compare, by what table and file say of them."""
    return {
        kind: {
            words: {p.name for p in of_kind if changes[p.id] == words}
            for words in {changes[p.id] for p in of_kind}
        }
        for kind in ("broken", "noted")
        for of_kind in [[p for p in points if p.verdict == kind]]
    }


def picture_tells_the_list(of, the_list, svg, size):
    rows = drawn.rows(svg)
    told = [_Row(the_list, row) for row in rows]
    assert Counter(point.id for row in told for point in row.points) == Counter(
        point.id for point in the_list.points
    )
    for row in told:
        row.marks_are_the_points()
        row.lines_are_the_verdicts()
        row.words_are_the_list(_intervals(of, row), size)
    if size == "desk" and of.figures:
        for row, axis in zip(told, _axes(of, size), strict=True):
            row.marks_stand_at_their_moment_and_value(axis)


def _intervals(of, row):
    """What the table writes beside values of this row, as a picture writes it."""
    lines = {line for point in row.points for line in of.table()[point.id].about}
    return {line.replace(" to ≈", "–").replace(" to ", "–") for line in lines}


class _Row:
    """One row of a picture beside the points that it must show."""

    def __init__(self, the_list, row):
        self.row = row
        name, _, self.instrument = row.title.partition(", ")
        self.analyte = next(one for one in the_list.analytes if one["name"] == name)
        self.sided = self.analyte["key"] == "volume"
        self.list = the_list
        self.points = [point for point in the_list.points if self._holds(point)]
        self.drawn = [point for point in self.points if self._has_height(point)]
        self.place = {}
        self.mark = {}

    def _holds(self, point):
        mine = point.key[0] == self.analyte["key"]
        return mine and (
            not self.instrument or _INSTRUMENTS[self.instrument] == point.instrument
        )

    def _has_height(self, point):
        numeric = point.raw["kind"] in ("measured", "censored")
        return numeric and point.raw["shown"]["unit"] == self.analyte["unit"]

    def marks_are_the_points(self):
        """In order; equal sides of one examination share one whole mark."""
        left = list(self.row.marks)
        for place, point in enumerate(self.drawn):
            pair = self.drawn[place - 1] if place else None
            if pair and self._shares(pair, point):
                self.mark[point.id], self.place[point.id] = (
                    self.mark[pair.id],
                    self.place[pair.id],
                )
                continue
            mark = left.pop(0)
            assert mark.shape == self._shape(point), (point.raw, mark)
            self.mark[point.id] = mark
            self.place[point.id] = mark.at(point.key[1])
        assert not left, f"marks of nothing: {left}"
        xs = [self.place[point.id][0] for point in self.drawn]
        assert xs == sorted(xs)
        assert self.row.ticks == len(self.points) - len(self.drawn)

    def _shares(self, pair, point):
        """A mark before it that is whole, of the other side, in the same examination."""
        if not self.sided or pair.panel != point.panel or pair.key == point.key:
            return False
        if sum(other.panel == point.panel for other in self.drawn) != 2:
            return False
        alike = self._about(pair) == self._about(point)
        return alike and self.mark[pair.id].whole

    def _about(self, point):
        ring = (
            "preliminary"
            if point.raw["status"] == "preliminary"
            else self._corrected(point)
        )
        return float(point.raw["value"]), self._shape(point), ring

    def _corrected(self, point):
        return point.raw["status"] == "corrected" or "corrected" in point.said

    def _shape(self, point):
        if point.censored:
            return {"<": "below", ">": "above"}[point.censored]
        return "square" if self.list.on_axis(point) else "circle"

    def lines_are_the_verdicts(self):
        """Joined where comparable, parted where not; never from one limit to another."""
        joins, gaps = {}, set()
        for point in self.drawn:
            before = self.list.by_id.get(point.before)
            if before is None or before.id not in self.place:
                continue
            ends = self.place[before.id], self.place[point.id]
            if point.verdict == "broken":
                gaps.add(round((ends[0][0] + ends[1][0]) / 2, 1))
            elif not (before.censored and point.censored):
                joins[ends] = bool(before.censored or point.censored)
        assert self.row.joins.keys() == joins.keys()
        assert all(
            self.row.joins[ends] == "dotted" for ends, dotted in joins.items() if dotted
        )
        assert _near(self.row.gaps, gaps)

    def words_are_the_list(self, intervals, size):
        texts = self.row.texts
        told = Counter(self.values())
        assert not Counter(runs[0] for runs in texts["value"]) - told
        assert len(texts["latest"]) <= 1
        assert all(" ".join(runs).endswith(self._latest(size)) for runs in texts["latest"])
        was = {f"was {one['reported']}" for one in self.list.raw["history"]}
        beside = {run for runs in texts["value"] for run in runs[1:]}
        assert beside <= {"off scale", "baseline", "new", *was}
        assert {runs[0] for runs in texts["words"]} <= {*self._words()}
        assert {runs[0] for runs in texts["interval"]} <= intervals
        reasons = {f"≠ {', '.join(point.reasons)}" for point in self.drawn}
        for runs in texts["gap"]:
            assert any(reason.startswith(runs[0]) for reason in reasons)

    def values(self):
        """One text a result, or a draw of two sides."""
        if not self.sided:
            return [point.text for point in self.drawn]
        return [
            _both(self.of(panel, self.drawn)) for panel in {p.panel: 0 for p in self.drawn}
        ]

    def of(self, panel, points):
        return [point for point in points if point.panel == panel]

    def _latest(self, size):
        """With its unit; on a phone that stands in the title, unless it is another."""
        last = self.points[-1]
        points = self.of(last.panel, self.points)
        unit = _unit(points)
        told = _both(points) if self.sided else last.text
        in_title = size == "phone" and unit == self.analyte["unit_text"]
        return told if in_title or not unit else f"{told} {unit}"

    def results(self, points):
        """Side by side, with their unit; one in another unit has its own."""
        unit = _unit(points)
        if self.sided:
            return f"{_both(points)} {unit}".strip()
        each = (p.text if p.unit in ("", unit) else p.amount for p in points)
        return f"{', '.join(each)} {unit}".strip()

    def _words(self):
        for point in self.points:
            yield from (point.text, point.as_reported)
        for one in self.list.absent:
            if one["analyte"] == self.analyte["key"]:
                yield from (one["words"], one["words"].split(":")[0], one.get("reported"))

    def marks_stand_at_their_moment_and_value(self, axis):
        twice = Counter(
            minute(point.raw) for point in {p.panel: p for p in self.list.points}.values()
        )
        for point in self.drawn:
            x, y = self.place[point.id]
            aside = 0.3 if twice[minute(point.raw)] == 1 else 14
            assert abs(x - axis.x(point.raw)) <= aside, (point.raw, x)
            assert axis.holds(y, point.raw["shown"]), (point.raw, y)


def _both(points):
    """Left and right of one examination; a dash for a side that was not measured."""
    sides = [[p.text for p in points if p.key[1] == side] for side in ("left", "right")]
    return " | ".join(", ".join(side) or "–" for side in sides)


def _unit(points):
    return next((point.unit for point in reversed(points) if point.unit), "")


_INSTRUMENTS = {
    "orchidometer": "prader",
    "ultrasound": "ultrasound",
    "calipers": "calipers",
    "other method": "other",
    "method not recorded": "unrecorded",
}


def _near(some, others):
    return len(some) == len(others) and all(
        abs(a - b) < 0.11 for a, b in zip(sorted(some), sorted(others), strict=True)
    )


class _Axis:
    """Where a figure puts moments and values, from what Plotly is told of its axes."""

    def __init__(self, layout, name, zero):
        self.layout = layout
        self.zero = zero  # the minute that day 0 begins with
        self.vertical = layout[name]

    def x(self, raw):
        axis = self.layout["xaxis2"]
        first, last = axis["domain"]
        low, high, at = self._counted(axis, raw)
        return self.layout["width"] * (first + (last - first) * (at - low) / (high - low))

    def _counted(self, axis, raw):
        if axis["type"] == "linear":
            days = (minute(raw) - self.zero) / (24 * 60)
            return (*axis["range"], days)
        ends = (
            {"collected_at": at.replace(" ", "T"), "precision": "minute"}
            for at in axis["range"]
        )
        return (*map(minute, ends), minute(raw))

    def holds(self, y, shown):
        """Whether a height is that of the value, as far as it is rounded."""
        value, _, digits = shown["value"].partition(".")
        grain = 0.5 * 10 ** -len(digits) if shown.get("converted") else 0
        value = float(shown["value"])
        top, bottom = self._y(value + grain), self._y(max(value - grain, 0))
        return min(top, bottom) - 0.2 <= y <= max(top, bottom) + 0.2

    def _y(self, value):
        low, high = self.vertical["range"]
        if self.vertical["type"] == "log":
            value = log10(value) if value > 0 else low
        share = min(max((value - low) / (high - low), 0), 1)
        bottom, top = self.vertical["domain"]
        return self.layout["height"] * (1 - bottom - (top - bottom) * share)


def _axes(of, size):
    """Day 0, where days are counted: the end of the first treatment, if it has one."""
    layout = of.figures[size]["layout"]
    treatments = of.the_list.raw["treatments"]
    event = (
        treatments[0].get("stop") or treatments[0]["start"] if treatments else "1970-01-01"
    )
    zero = minute({"collected_at": f"{event}T00:00", "precision": "minute"})
    names = [
        name for name in layout if re.fullmatch(r"yaxis\d+", name) and name != "yaxis99"
    ]
    return [
        _Axis(layout, name, zero) for name in sorted(names, key=lambda name: int(name[5:]))
    ]


def boxes_tell_the_list(of, size):
    """The one box of a draw: in each row its results and state; no other draw's."""
    steps = of.steps(size)
    rows = [_Row(of.the_list, row) for row in drawn.rows(of.picture(size)) if steps]
    for row, boxes in zip(rows, of.hovers(size), strict=True):
        assert len(boxes) == len({place for place, *_ in steps.values()})
        for place, words in enumerate(boxes):
            points = [p for p in row.points if steps[p.panel][0] == place]
            _box_tells(words, points, row)


def _box_tells(words, points, row):
    name = row.analyte["name"]
    if not points:
        assert words.startswith(name)
        assert not re.search(r"\d", words), words
        return
    told = f"{name} {row.results(points)}"
    assert words == told or words.startswith(f"{told}, "), (words, told)
    if points[-1].sign and not row.sided:
        assert f", {points[-1].sign}" in words
    for point in points:
        assert not point.raw["shown"].get("converted") or point.as_reported in words


def axis_tells_the_latest(page, the_list, told):
    """The picture of the axis and the list beside it: the latest, and its change."""
    axis = page.all(kind="axis-told")
    assert bool(axis) == bool(the_list.points or the_list.absent) or told == "spoken"
    for list_ in axis:
        found = [node.text for node in list_.all(kind="value")]
        latest = [the_list.latest[key] for key in _ON_AXIS if key in the_list.latest]
        assert found == [getattr(point, told) for point in latest]
        for svg in page.one("figure", "axis-picture").all("svg"):
            blocks = {
                g.at["data-measure"]: "".join(g.text.split())
                for g in svg.all("g", "measured")
            }
            for point in latest:
                amount = "".join(getattr(point, told).split())
                assert amount in blocks[point.key[1] or point.key[0]]
        measures = [node for node in list_.all("ul") for node in node.all("li")]
        found = [node for node in measures if node.all(kind="value")]
        for point, node in zip(latest, found, strict=True):
            assert told == "spoken" or point.change in node.one(kind="facts").text


_ON_AXIS = (
    *(("lh", ""), ("fsh", ""), ("volume", "left"), ("volume", "right")),
    *(("testosterone", ""), ("estradiol", "")),
)


def his_page_tells_his_list(of):
    """His own page: the released ones, as staff see them, each in words and in a table."""
    own, page = of.own, of.home
    theirs = of.the_list.by_id
    for point in own.points:
        theirs_of_it = theirs.get(point.id, point)
        assert point.as_reported == theirs_of_it.as_reported
        assert point.amount == theirs_of_it.amount or point.unit != theirs_of_it.unit
    assert all(point.raw["released"] for point in own.points)
    axis_tells_the_latest(page, own, "spoken")
    cards = page.all("article", "card")
    newest = [point for point in own.points if point.panel == own.panels[-1]]
    assert [card.one("h3").at["id"] for card in cards] == [
        f"test-{row['key']}"
        for row in own.analytes
        if any(row["key"] == p.key[0] for p in newest)
    ]
    shared = _for_all(page)
    for card in cards:
        key = card.one("h3").at["id"].removeprefix("test-")
        _card_tells(card, [p for p in newest if p.key[0] == key], own, shared)


def _for_all(page):
    """What is said once for all cards of a draw."""
    said = [
        p.text for p in page.all("p") if p.text.startswith("This sample and the one before")
    ]
    return " ".join(said)


def _card_tells(card, points, own, shared):
    lines = [node.one(kind="value").text for node in card.all(kind="number-line")]
    assert lines == [point.spoken for point in points]
    for point, node in zip(points, card.all("p", "state"), strict=True):
        said = node.text if point.key[1] else f"{shared} {node.text}"
        assert ("Cannot be compared" in said) == (point.verdict == "broken")
        assert ("Last time, " in said) == (point.verdict in ("same", "noted"))
        if point.verdict in ("same", "noted"):
            before = own.by_id[point.before]
            assert f"Last time, {day(before.raw)}, it was {before.size}." in said
    course = [point for point in own.points if point.key[0] == points[0].key[0]]
    assert len(card.all("table")) == (len(course) > 1)
    for table in card.all("table"):
        found = [row.all("td")[0].text for row in table.one("tbody").all("tr")]
        assert found == [f"{p.key[1]} {p.amount}".strip() for p in reversed(course)]
    for svg in card.all("svg", "picture"):
        for row in drawn.rows(svg):
            beside = _Row(own, row)
            beside.marks_are_the_points()
            beside.lines_are_the_verdicts()
            assert not Counter(r[0] for r in row.texts["value"]) - Counter(beside.values())
