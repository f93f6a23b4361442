"""The flowsheet: a row a draw, a cell a test; table, CSV and speech read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from labs.analytes import Analyte
from labs.readings import (
    STATUS_NAMES,
    TESTIS_NAMES,
    WITHOUT_RESULT,
    Course,
    Draw,
    Reading,
    RecordedTestes,
)
from labs.timeline import dates, prose, speech
from labs.timeline.days import Days
from labs.timeline.over import Over
from labs.timeline.point import Point
from labs.timeline.shape import Cell, Column, DrawRow, LetteredDecision
from labs.timeline.view import View
from labs.words import gettext, gettext_noop

_IN_DAYS = 14  # up to a fortnight; then in whole weeks
_WEEK = 7
_NOT_COMPARED = {
    "broken": gettext_noop("Not comparable with the one before: {names} ({words})."),
    "noted": gettext_noop("No change is given for {names}: {words}."),
}


@dataclass(frozen=True)
class DrawPoints:
    """What one draw brought: results, and words in place of results."""

    draw: Draw
    points: tuple[Point, ...]
    without: tuple[Reading, ...]  # pending, not done, absent

    @property
    def readings(self) -> tuple[Reading, ...]:
        return (*(point.reading for point in self.points), *self.without)


def build_columns(analytes: Sequence[Analyte], view: View) -> tuple[Column, ...]:
    return tuple(
        Column(
            analyte,
            side,
            str(speech.head_measured(analyte, side)),
            analyte.units[view.unit(analyte)].text,
        )
        for analyte in analytes
        for side in analyte.sides or ("",)
    )


def draw_rows(
    course: Course,
    drawn: Sequence[DrawPoints],
    shown: Sequence[Column],
    decisions: Sequence[LetteredDecision],
    over: Over | None,
) -> tuple[DrawRow, ...]:
    """A row a draw, newest first; `drawn` are oldest first."""
    days, pinned = Days(course.episodes), _letters_by_draw(decisions)
    rows = []
    for each in reversed(drawn):
        active, uncertain = days.on(each.draw.moment.date)
        laid_over = (
            over.words(each.draw.moment) if over and over.has(each.draw.moment) else ""
        )
        rows.append(
            DrawRow(
                draw=each.draw,
                build_cells=partial(_build_cells, shown, each, course.testes),
                speak=partial(speak_draw, each, days),
                points=each.points,
                absent=tuple(r for r in each.without if r.status != "pending"),
                pending=tuple(r for r in each.without if r.status == "pending"),
                episodes=active,
                uncertain=uncertain,
                letters=pinned.get(each.draw.id, ()),
                since=since_decision(each.draw, decisions),
                reviewed=all(reading.reviewed for reading in each.readings),
                released=any(point.reading.released for point in each.points),
                laid_over=laid_over,
            )
        )
    return tuple(rows)


def _build_cells(
    shown: Sequence[Column], each: DrawPoints, testes: RecordedTestes
) -> Iterator[Cell]:
    found: dict[tuple[str, str], list[Point]] = {}
    for point in each.points:
        found.setdefault(point.reading.key, []).append(point)
    for column in shown:
        place = column.analyte.key, column.side
        points = tuple(found.get(place, ()))
        without = tuple(reading for reading in each.without if reading.key == place)
        gone = testes.gone(column.side)
        none = gettext(TESTIS_NAMES[gone]) if gone else gettext("not measured")
        words = "" if points else why_empty(without[0]) if without else none
        yield Cell(column, points, without, words)


def since_decision(draw: Draw, decisions: Sequence[LetteredDecision]) -> str:
    """The time from the last decision to a draw; nothing where a day is not known."""
    day = draw.moment.date
    earlier = [one for one in decisions if one.decided.date <= day]
    if draw.moment.precision == "month" or not earlier:
        return ""
    last = earlier[-1]
    days = (day - last.decided.date).days
    if days == 0:
        return gettext("on the day of decision {letter}", letter=last.letter)
    if days < _IN_DAYS:
        return gettext("{days} days after decision {letter}", days=days, letter=last.letter)
    return gettext(
        "{weeks} weeks after decision {letter}", weeks=days // _WEEK, letter=last.letter
    )


def source_words(points: Sequence[Point]) -> str:
    """Of the testosterone of a draw, where LH does not account for it."""
    return next((point.source_words for point in points if point.source), "")


def why_empty(reading: Reading) -> str:
    """`pending`, `not done: too little serum`: words in place of a result."""
    told = reading.status in WITHOUT_RESULT
    words = gettext(STATUS_NAMES[reading.status]) if told else gettext("no result")
    return f"{words}: {reading.absent_reason}" if reading.absent_reason else words


def speak_draw(each: DrawPoints, days: Days) -> str:
    """A whole draw as it is read aloud: its day, its results, its treatment."""
    said = [
        f"{dates.clinical_day(each.draw.moment)}.",
        *(point.said for point in each.points),
        *map(_describe_without, each.without),
        *_not_compared(each.points),
        _name_agents(days, each),
    ]
    return " ".join(said)


def _describe_without(reading: Reading) -> str:
    """`Estradiol not done: too little serum.`"""
    name = speech.name_measured(reading.analyte, reading.side)
    return f"{prose.first_up(name)} {why_empty(reading)}."


def _not_compared(points: Sequence[Point]) -> Iterator[str]:
    """`Not comparable with the one before: LH and FSH (another method).`"""
    for kind, said in _NOT_COMPARED.items():
        found: dict[str, list[Point]] = {}
        for point in points:
            if point.verdict.kind == kind and point.delta is None:
                found.setdefault(point.compared_words, []).append(point)
        for words, alike in found.items():
            yield gettext(said, names=_list_names(alike), words=words)
    if with_change := [p for p in points if p.verdict.kind == "noted" and p.delta]:
        yield gettext(
            "Other treatment than at the draw before: {names}.",
            names=_list_names(with_change),
        )


def _list_names(points: Sequence[Point]) -> str:
    """Both sides of a volume are one name."""
    names = dict.fromkeys(speech.name_measured(point.reading.analyte) for point in points)
    return prose.join_names(list(names))


def _name_agents(days: Days, each: DrawPoints) -> str:
    """None of the day itself, where testosterone may be what was given before."""
    agents = days.since(each.draw.moment.date)
    if agents:
        return gettext("On {agents}.", agents=agents)
    if source_words(each.points):
        return gettext("No treatment recorded for the day itself.")
    return gettext("No treatment recorded that day.")


def _letters_by_draw(decisions: Sequence[LetteredDecision]) -> dict[str, tuple[str, ...]]:
    """The letters of the decisions that looked at each draw."""
    found: dict[str, tuple[str, ...]] = {}
    for lettered in decisions:
        for draw in dict.fromkeys(pin.draw for pin in lettered.decided.pins):
            found[draw] = (*found.get(draw, ()), lettered.letter)
    return found
