"""What every surface must agree on, checked on what was read there."""

import re
from collections import Counter

from tests.proof import drawn
from tests.proof.rows import Row, axes
from tests.proof.surfaces import SIZES, day


def agree(of):
    """All surfaces of one man under one address."""
    list_tells_itself(of)
    what_is_laid_over_is_told(of)
    table_tells_the_list(of)
    file_tells_the_table(of)
    summary_tells_the_latest(of)
    derived_tell_their_inputs(of)
    if of.figures:
        speech_tells_the_list(of)
        for size in SIZES:
            picture_tells_the_list(of, of.the_list, of.picture(size), size)
            boxes_tell_the_list(of, size)
    axis_tells_the_latest(of.axis, of.whole, "amount")
    his_page_tells_his_list(of)


def list_tells_itself(of):
    """As printed in its own unit; in another, marked as made, with its sign kept."""
    for point in of.the_list.points:
        shown, sign = point.raw["shown"], point.raw.get("comparator", "")
        assert shown.get("comparator", "") == sign
        made = f"{sign}≈{shown.get('value', '')}"
        assert point.text == (
            made if shown.get("converted") else point.raw["reported"].strip()
        )
        assert bool(point.delta) <= (point.raw["kind"] == "measured")
        assert not (point.delta and point.verdict == "broken")
        both_states = " now, " in point.change and point.change.endswith(" before")
        assert both_states == bool(point.delta and point.verdict == "noted")


def table_tells_the_list(of):
    cells = of.table
    points = of.the_list.points
    assert {one: cell.amount for one, cell in cells.items()} == {
        p.id: p.amount for p in points
    }
    for point in points:
        cell = cells[point.id]
        if not point.key[1]:
            said = point.sign if point.sign != "inside" else ""
            assert cell.sign == said
            assert cell.badge == _BADGES.get(point.verdict, "")
        delta = (point.delta or "").replace("-", "−")
        assert delta in cell.about[0], (point.raw, cell)
        interval = point.raw.get("range", {})
        if {"low", "high"} & set(interval):
            printed = short(of.csv[point.id].about[2])  # a result in words: with its unit
            same = cell.printed.startswith(printed) or printed.startswith(
                cell.printed + " "
            )
            assert same, (cell, interval)
    absent = {(one["panel"], one["analyte"]) for one in of.the_list.absent}
    for panel, key, words in of.without_result():
        assert (words != "not measured") == ((panel, key) in absent)


def short(interval):
    return interval.replace(" to ≈", "–").replace(" to ", "–")


def what_is_laid_over_is_told(of):
    """Which draws, from which event and to which of its days: table, file, boxes, key."""
    over = of.the_list.raw.get("over")
    panels = over["panels"] if over else []
    said = {
        panel: re.findall(r"laid over in grey.*?(?= //|$)", how.text)
        for panel, how in of.heads.items()
    }
    assert {panel for panel, told in said.items() if told} == {*panels}
    assert [row[-1] for row in of.rows[1:] if over] == [
        "".join(said[panel]) for panel in of.drawn if over
    ]
    for panel in panels:
        (told,) = said[panel]
        assert told.endswith(over["words"])
        title, about = of.boxes[panel]
        assert about.startswith(f"{told} "), (title, about)
    if over:
        key = of.page.one("ul", "key").text
        has_height = {p.panel for p in of.the_list.points if p.raw["kind"] != "text"}
        assert ("earlier course" in key) == bool(has_height & {*panels})
        laid = f"Laid over in grey: {len(panels)} draws, with their days counted from"
        assert f"{laid} {over['words']}." in of.summary


_BADGES = {"broken": "≠", "noted": "//"}


def file_tells_the_table(of):
    table, rows = of.table, of.csv
    assert rows.keys() == table.keys()
    for point in of.the_list.points:
        row, cell = rows[point.id], table[point.id]
        reported, change, _ = row.about
        assert row.amount == cell.amount
        printed = point.raw["reported"].strip(), point.raw.get("unit_reported", "")
        assert reported == " ".join(filter(None, printed))
        assert row.sign == point.sign or (
            not point.sign and row.sign in ("no-range", "unknown")
        )
        assert change == point.change or change.startswith(f"{point.change}; ")


def summary_tells_the_latest(of):
    """Each latest value in words; no other number but counts and days."""
    left = of.summary
    for point in of.the_list.latest.values():
        told = f" {point.subject} {point.spoken}"
        assert left.count(told) == 1, (told, left)
        left = left.replace(told, "")
    left = re.sub(r"\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{4}|\d+ draws", "", left)
    left = left.replace("more than 45 days before day 0", "")
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
    told = [d for d in of.the_list.raw["derived"] if d["panel"] == _newest_with_points(of)]
    shown = " ".join(node.text for node in of.page.all("dl", "calculated"))
    for derived in told:
        beside = derived["key"] in ("mean_volume", "since_dose")  # on the draw's own page
        assert beside or derived.get("value", "") in shown


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
    changes = {one: row.about[1] for one, row in of.csv.items()}
    for panel, (_, said, verdicts) in steps.items():
        points = [p for p in of.the_list.points if p.panel == panel]
        assert all(point.said in said for point in points)
        others, laid = verdicts.pop("agents"), verdicts.pop("laid")
        assert bool(laid) == (panel in of.the_list.raw.get("over", {}).get("panels", []))
        assert verdicts == _verdicts([p for p in points if p.delta is None], changes)
        assert others == {p.name for p in points if p.delta and p.verdict == "noted"}
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
    told = [Row(the_list, row) for row in rows]
    assert Counter(point.id for row in told for point in row.points) == Counter(
        point.id for point in the_list.points
    )
    for row in told:
        row.marks_are_the_points()
        row.lines_are_the_verdicts()
        row.strokes_are_the_verdicts(dense="dense" in svg.kinds)
        row.words_are_the_list(_intervals(of, row), size)
    if size == "desk" and of.figures:
        for row, axis in zip(told, axes(of, svg), strict=True):
            row.marks_stand_at_their_moment_and_value(axis)


def _intervals(of, row):
    """The ranges of this row as a picture writes them."""
    return {short(of.csv[point.id].about[2]) for point in row.points}


def boxes_tell_the_list(of, size):
    """The one box of a draw: in each row its results, state and unit, and no other's."""
    steps = of.steps(size)
    rows = [Row(of.the_list, row) for row in drawn.rows(of.picture(size)) if steps]
    for row, boxes in zip(rows, of.hovers(size), strict=True):
        assert len(boxes) == len({place for place, *_ in steps.values()})
        for place, words in enumerate(boxes):
            points = [p for p in row.points if steps[p.panel][0] == place]
            if of.told(size)["column"] is None:
                _title_tells(words, points, row)
            else:
                _box_tells(words, points, row)


def _title_tells(words, points, row):
    """On a phone: the day, where it has room, and the value beside the unit of the row."""
    day_told, value = words
    if not points:
        assert (day_told, value) == ("", "–")
        return
    assert value == row.in_title(points[-1].panel)
    assert not day_told or day(points[0].raw).endswith(day_told[-2:])


def _box_tells(words, points, row):
    value, unit, *lines = words
    if not points:
        assert value == unit == ""
        assert not re.search(r"\d", " ".join(lines)), words
        return
    assert f"{value} {unit}".strip() == row.results(points)
    about = " ".join(lines)
    if points[-1].sign and not row.sided:
        assert _SIGNS[points[-1].sign] in about
    for point in points:
        assert not point.raw["shown"].get("converted") or point.as_reported in about


_SIGNS = {
    "below": "below range ",
    "inside": "in range ",
    "above": "above range ",
    "unknown": ", not told by this result",
}


def axis_tells_the_latest(page, the_list, told):
    """The picture of the axis and the list: each latest in its place, and its change."""
    axis = page.all("ol", "axis-picture")
    assert bool(axis) == bool(the_list.points or the_list.absent) or told == "spoken"
    for grid in axis:
        for key in _ON_AXIS:
            (place,) = (
                one for one in grid.all("li", "measure") if (key[1] or key[0]) in one.kinds
            )
            point = the_list.latest.get(key)
            amounts = [node.text for node in place.all(kind="amount")]
            assert amounts == ([getattr(point, told)] if point else [])
            assert not point or told == "spoken" or point.change in place.text


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
            beside = Row(own, row)
            beside.marks_are_the_points()
            beside.lines_are_the_verdicts()
            assert not Counter(r[0] for r in row.texts["value"]) - Counter(beside.values())
