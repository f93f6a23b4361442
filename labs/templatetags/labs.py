"""Showing a reading, a day, a unit, what a person typed. Asks the database nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop, ngettext

from labs.analytes import ANALYTES
from labs.charts import axis_picture as axis
from labs.charts import number_line as line
from labs.charts.figure import build_patient_scenes
from labs.charts.scene import Scene
from labs.charts.svg import write_figure
from labs.readings import (
    SIDE_NAMES,
    VOLUME_METHODS,
    Kind,
    Moment,
    Reading,
    State,
    show_value,
)
from labs.timeline import Point, Timeline, dates
from labs.timeline import sign_off as signing
from labs.timeline.cards import CardPart
from labs.timeline.results_table import UNTOLD, CellResult, DrawLine
from labs.timeline.sign_off import SignOff

register = template.Library()

_LONG = 16  # letters of a value that may wrap
SIGNS = {
    State.BELOW: gettext_noop("↓ below"),
    State.ABOVE: gettext_noop("↑ above"),
    State.INSIDE: gettext_noop("in range"),
    State.UNKNOWN: gettext_noop("unknown"),
}
_OF_SIDE = {"left": gettext_noop("Left volume"), "right": gettext_noop("Right volume")}
UNITS = {unit.code: unit.text for row in ANALYTES.values() for unit in row.units.values()}


def _html(markup: str, *parts: object) -> SafeString:
    """Parts in markup, escaped where they are not markup themselves.

    Django's `format_html` also looks for lazy texts, three times as long.
    """
    safe = (p if isinstance(p, SafeString) else escape(str(p)) for p in parts)
    return SafeString(markup.format(*safe))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


@register.simple_tag
def reading(
    item: Point | Reading,
    *,
    unit: bool = True,
    head: str = "",
    state: bool = True,
    source: bool = False,
) -> SafeString:
    """The only way a value gets into a page: as printed, with its unit, sign and word.

    `head` is the unit that stands over the value, and is not said again beside it. Written
    here and not in a template: a page holds hundreds of them.
    """
    measured = item.reading if isinstance(item, Point) else item
    if measured.value.kind is Kind.ABSENT:
        return _html("<span data-reading>{}</span>", _write_absent(measured))
    said = item.shown if isinstance(item, Point) else show_value(item, item.unit)
    converted = said.source if said.converted else ""
    stated = measured.value.kind is not Kind.TEXT and bool(
        measured.interval and measured.interval.has_ends
    )
    return _html(
        '<span data-reading><span class="value{}"{}>{}</span>{}{}{}</span>',
        " long" if len(said.text) > _LONG else "",
        _write_title(converted),
        said.text,
        f" {said.unit_text}" if unit and said.unit_text not in ("", head) else "",
        _write_sign(item.state) if state and stated else "",
        _write_source(converted) if source and converted else "",
    )


def _write_absent(measured: Reading) -> str:
    words = gettext("pending") if measured.status == "pending" else gettext("not done")
    return f"{words}: {measured.absent_reason}" if measured.absent_reason else words


def _write_title(source: str) -> SafeString | str:
    if not source:
        return ""
    return _html(' title="{}"', gettext("converted from {source}").format(source=source))


def _write_sign(state: State) -> SafeString | str:
    quiet = " quiet" if state in (State.INSIDE, State.UNKNOWN) else ""
    words = sign(state)
    return _html(' <span class="sign{}">{}</span>', quiet, words) if words else ""


def _write_source(source: str) -> SafeString:
    words = gettext("from {source}").format(source=source)
    return _html('<span class="meta">{}</span>', words)


@register.simple_tag
def cells(line: DrawLine) -> SafeString:
    """The cells of one draw in the table of results, each marked as a reading."""
    return _joined(_html("<td{}>{}</td>", *_write_cell(results)) for results in line.cells)


def _write_cell(results: Sequence[CellResult]) -> tuple[SafeString | str, SafeString]:
    if not results:
        return mark_safe(' class="none"'), _write_span("hidden", gettext("not measured"))
    return mark_safe(" data-reading"), _joined(map(_write_result, results))


def _write_result(result: CellResult) -> SafeString:
    if result.words:
        return _write_span("muted", result.words)
    below = [_html("<span>{}</span>", words) for words in result.more]
    below += [_html('<s class="was">{}</s>', was) for was in result.was]
    below += [typed(comment) for comment in result.comments]
    return _html(
        '<span class="cell{}"><b>{}</b>{}{}</span>{}',
        " sided" if " | " in result.value else "",
        result.value,
        _write_span("sign", words) if (words := _write_beside(result)) else "",
        _write_change(result),
        _write_span("below", mark_safe(" ".join(below))) if below else "",
    )


def _write_span(kind: str, words: str) -> SafeString:
    """After a space: the words of a cell are read one after another."""
    return _html(' <span class="{}">{}</span>', kind, words)


def _write_beside(result: CellResult) -> str:
    said = sign(result.state) if result.state else ""
    return f"{said} {UNTOLD}".strip() if result.untold else said


def _write_change(result: CellResult) -> SafeString | str:
    """A letter of the key is heard as the word it stands for."""
    if not result.change:
        return ""
    if not result.change_words:  # `//` alone: the row says what differs
        return _write_span("change", result.change)
    return _html(
        ' <span class="change"><span aria-hidden="true">{}</span>'
        '<span class="hidden">{}</span></span>',
        result.change,
        result.change_words,
    )


@register.inclusion_tag("parts/number_line.html")
def number_line(part: CardPart) -> dict[str, Any]:
    """A value on the range of its laboratory, for the man himself."""
    return {"picture": mark_safe(line.draw_number_line(part.point)), "value": part.value}


@register.inclusion_tag("parts/over_time.html")
def over_time(timeline: Timeline, analyte: str) -> dict[str, Any]:
    """One test over time, on a linear axis; nothing where no result has a number."""
    scenes = build_patient_scenes(timeline, analyte)
    pictures = [(mark_safe(write_figure(one)), one.size, _not_all(one)) for one in scenes]
    return {"pictures": pictures, "analyte": analyte}


def _not_all(scene: Scene) -> str:
    some, every = scene.written
    if some == every:
        return ""
    said = gettext("{written} of {values} values are written; the table has all")
    return said.format(written=some, values=every)


@register.inclusion_tag("parts/axis_picture.html")
def axis_picture(
    timeline: Timeline, used: set[str], waiting: axis.Waiting | None = None
) -> dict[str, Any]:
    """The axis with the latest values, for the reader of the timeline.

    `used` holds the words of this page that lead to the glossary already.
    """
    return {"picture": axis.build_picture(timeline, waiting), "used": used}


@register.simple_tag
def typed(text: str) -> SafeString:
    """The only way a person's own words get into a page."""
    return _html('<span class="typed" data-typed>{}</span>', text)


@register.simple_tag
def sign_off(readings: Sequence[Reading], login: int | None) -> SignOff:
    """What signing a draw off does, in the one wording for it; `login` of its patient."""
    return signing.sign_off(readings, has_login=login is not None)


@register.filter
def sign(state: str) -> str:
    """`↓ below`; nothing where no interval was printed."""
    return gettext(SIGNS.get(State(state), ""))


@register.filter
def analyte(key: str) -> str:
    """The name of an analyte."""
    return gettext(ANALYTES[key].name) if key in ANALYTES else key


@register.filter
def subject(measured: Reading) -> str:
    """What was measured: `LH`, `Left volume`."""
    return gettext(_OF_SIDE.get(measured.side, measured.analyte.name))


@register.filter
def side(code: str) -> str:
    """`left`, `right`; nothing where there are no sides."""
    return gettext(SIDE_NAMES[code]) if code in SIDE_NAMES else code


@register.filter
def unit(code: str) -> str:
    """The printed form of a UCUM code."""
    return UNITS.get(code, code)


@register.filter
def day(moment: date) -> str:
    return dates.day(moment)


@register.filter
def as_known(when: date, precision: str) -> str:
    """No more precise than it was recorded."""
    return dates.as_known(when, precision)


@register.filter
def weekday(moment: date) -> str:
    """`Fri 20 Nov 2026`."""
    return dates.weekday(moment)


@register.filter
def long_day(moment: date) -> str:
    """`Friday 20 November 2026`."""
    return dates.weekday_in_full(moment)


@register.filter
def days_off(days: int) -> str:
    """How far a day is from today, in words."""
    if days == 0:
        return gettext("Today")
    count = abs(days)
    if days < 0:
        return ngettext("{n} day overdue", "{n} days overdue", count).format(n=count)
    return ngettext("In {n} day", "In {n} days", count).format(n=count)


@register.filter
def moment(taken: Moment) -> str:
    """A draw's day and clock, no more precise than it was recorded."""
    if taken.precision == "month":
        return dates.month(taken.date)
    return (
        dates.and_clock(taken.date, taken.clock) if taken.clock else dates.day(taken.date)
    )


@register.filter
def moment_in_full(taken: Moment) -> str:
    """`9 March 2026`: for a heading."""
    return dates.in_full(taken.date, taken.precision)


@register.filter
def local(instant: datetime, zone: str) -> str:
    """An instant on the clinic's clock."""
    there = instant.astimezone(ZoneInfo(zone))
    return dates.and_clock(there.date(), f"{there:%H:%M}")


@register.filter
def local_day(instant: datetime, zone: str) -> str:
    """The day of an instant on the clinic's clock."""
    return dates.day(instant.astimezone(ZoneInfo(zone)).date())


@register.filter
def volume_method(key: str) -> str:
    """How a volume was measured, as printed."""
    return gettext(VOLUME_METHODS[key]) if key in VOLUME_METHODS else key


@register.filter
def age(born: date, today: date) -> int:
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not had_birthday)
