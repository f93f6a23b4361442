"""What is new or changed to a reader since that person's last review, in one line."""

from collections.abc import Iterator
from dataclasses import dataclass

from labs.readings import Draw
from labs.timeline import dates, prose, speech
from labs.timeline.point import Point
from labs.timeline.shape import LetteredDecision
from labs.timeline.timeline import Timeline
from labs.words import gettext, gettext_noop

_SHOWN = 2  # items that one line holds; of more it says how many
_HEADINGS = {
    "new": gettext_noop("New since your last review:"),
    "changed": gettext_noop("Changed since your last review:"),
    "both": gettext_noop("New or changed since your last review:"),
}


@dataclass(frozen=True)
class News:
    heading: str  # empty: nothing is new
    words: str
    draw: str = ""  # id of the draw to review
    decision: str = ""  # id of the decision to look at, where no draw is new


@dataclass(frozen=True)
class _Found:
    draws: tuple[Draw, ...]  # newest first, new as a whole
    corrected: tuple[Point, ...]  # newest first
    reopened: tuple[LetteredDecision, ...]  # and not for one of `corrected`


def build_news(timeline: Timeline) -> News:
    """Of somebody who never reviewed this patient: what nobody has signed off."""
    found = _find_news(timeline)
    if not any((found.draws, found.corrected, found.reopened)):
        return _list_unreviewed(timeline)
    items = [*_list_items(found, timeline)]
    words = "; ".join(items) if len(items) <= _SHOWN else ", ".join(_write_counts(found))
    kind = (
        "changed" if not found.draws else "both" if len(items) > len(found.draws) else "new"
    )
    first = timeline.course.fresh is None and kind == "new"
    draws = [*(draw.id for draw in found.draws)]
    draws += [point.reading.draw.id for point in found.corrected]
    return News(
        gettext("Not reviewed:") if first else gettext(_HEADINGS[kind]),
        words,
        draw=draws[0] if draws else "",
        decision=found.reopened[0].decided.id if found.reopened else "",
    )


def _find_news(timeline: Timeline) -> _Found:
    draws, corrected = [], []
    for row in timeline.draws:
        fresh = [point for point in row.points if point.new]
        if any(not point.reading.version for point in fresh):
            draws.append(row.draw)
        else:
            corrected += fresh
    used = {point.id for point in corrected}
    reopened = tuple(
        one
        for one in timeline.decisions
        if one.needs_attention and not used & {pin.result for pin in one.decided.pins}
    )
    return _Found(tuple(draws), tuple(corrected), reopened)


def _list_unreviewed(timeline: Timeline) -> News:
    waits = [row.draw for row in timeline.draws if not row.reviewed]
    if not waits:
        return News("", gettext("Nothing new or changed since your last review."))
    found = _Found(tuple(waits), (), ())
    items = [*_list_items(found, timeline)]
    words = "; ".join(items) if len(items) <= _SHOWN else ", ".join(_write_counts(found))
    return News(gettext("Not reviewed:"), words, draw=waits[0].id)


def _list_items(found: _Found, timeline: Timeline) -> Iterator[str]:
    for draw in found.draws:
        yield gettext("draw of {day}", day=dates.clinical_day(draw.moment))
    for point in found.corrected:
        yield "; ".join(
            filter(None, [_write_correction(point), _write_uses(point, timeline)])
        )
    for one in found.reopened:
        yield gettext("a result that decision {letter} used has changed", letter=one.letter)


def _write_correction(point: Point) -> str:
    """`Testosterone of 5 May 2026 corrected, 31.4 → 13.4 nmol/L`."""
    name = str(speech.head_measured(point.reading.analyte, point.reading.side))
    day = dates.clinical_day(point.reading.moment)
    now = f"{point.shown.text} {point.shown.unit_text}".rstrip()
    if point.was is None:
        return gettext("{name} of {day} changed", name=name, day=day)
    return gettext(
        "{name} of {day} corrected, {was} → {now}",
        name=name,
        day=day,
        was=point.was.reported,
        now=now,
    )


def _write_uses(point: Point, timeline: Timeline) -> str:
    letters = [
        one.letter
        for one in timeline.decisions
        if point.id in {pin.result for pin in one.decided.pins}
    ]
    if not letters:
        return ""
    if len(letters) == 1:
        return gettext("decision {letters} used it", letters=letters[0])
    return gettext("decisions {letters} used it", letters=prose.join_names(letters))


def _write_counts(found: _Found) -> Iterator[str]:
    """`3 draws, 1 correction`."""
    if count := len(found.draws):
        yield gettext("1 draw") if count == 1 else gettext("{count} draws", count=count)
    if count := len(found.corrected):
        yield (
            gettext("1 correction")
            if count == 1
            else gettext("{count} corrections", count=count)
        )
    if count := len(found.reopened):
        yield (
            gettext("1 decision that used a changed result")
            if count == 1
            else gettext("{count} decisions that used a changed result", count=count)
        )
