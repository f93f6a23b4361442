"""The course in a few sentences: counts, dates, latest values. Facts, no judgement."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from labs.readings import Course, State
from labs.timeline import dates, prose, speech
from labs.timeline.days import Days
from labs.timeline.flowsheet import DrawPoints
from labs.timeline.over import BEFORE, Over
from labs.timeline.point import Point
from labs.timeline.shape import Event, LetteredDecision, Row
from labs.timeline.view import View
from labs.words import gettext, gettext_noop

_STATES = {
    State.BELOW: gettext_noop("below range"),
    State.INSIDE: gettext_noop("in range"),
    State.ABOVE: gettext_noop("above range"),
}


def write_facts(
    course: Course,
    view: View,
    drawn: Sequence[DrawPoints],
    origin: Event | None,
    over: Over | None,
) -> Iterator[str]:
    """What comes first: how many draws, under which agents."""
    yield _write_draws(drawn, view)
    yield _write_agents(course)
    if view.relative:
        yield gettext(
            "Each result is drawn between the ends of its own reference range, "
            "not by its value: this is a drawing, not a judgement."
        )
        yield gettext(
            "Numbers without a reference range of two ends stand in words, "
            "volumes by their values, and no clinician’s range is drawn."
        )
    if origin:
        yield gettext("Days are counted from {event}.", event=origin.words)
    if over:
        laid = sum(over.has(each.draw.moment) for each in drawn)
        yield gettext(
            "Laid over in grey: {count} draws, with their days counted from {event}.",
            count=laid,
            event=over.event.words,
        )
        yield gettext(
            "Of both, nothing drawn more than {days} days before day 0 is in view.",
            days=BEFORE.days,
        )
        if over.until < over.origin.day - BEFORE:
            yield gettext(
                "The earlier course ends where the next began, on {day}; what was "
                "drawn from then on until this course is not in view.",
                day=dates.day(over.until),
            )


def write_results(rows: Sequence[Row]) -> Iterator[str]:
    """Row by row what could not be measured, and what is the latest."""
    for row in rows:
        yield from _write_limits(row)
    yield from _write_latest(rows)


def write_waiting(
    drawn: Sequence[DrawPoints], decisions: Sequence[LetteredDecision]
) -> Iterator[str]:
    """What waits for a clinician."""
    unread = [each for each in drawn if not all(r.reviewed for r in each.readings)]
    if unread:
        day = dates.clinical_day(unread[-1].draw.moment)
        yield (
            gettext("Not reviewed: the draw of {day}.", day=day)
            if len(unread) == 1
            else gettext(
                "Not reviewed: {count} draws, the latest of {day}.",
                count=len(unread),
                day=day,
            )
        )
    letters = [lettered.letter for lettered in decisions if lettered.needs_attention]
    if len(letters) == 1:
        yield gettext(
            "Decision {letter} rests on a result that has changed since.", letter=letters[0]
        )
    elif letters:
        yield gettext(
            "Decisions {letters} rest on results that have changed since.",
            letters=prose.join_names(letters),
        )


def _write_draws(drawn: Sequence[DrawPoints], view: View) -> str:
    if not drawn:
        if view.start or view.end:
            return gettext("No draw in these dates.")
        return gettext("No draws yet.")
    if len(drawn) == 1:
        return gettext("One draw, {when}.", when=dates.on_day(drawn[0].draw.moment))
    first, last = (dates.clinical_day(drawn[end].draw.moment) for end in (0, -1))
    return gettext(
        "{count} draws from {first} to {last}.", count=len(drawn), first=first, last=last
    )


def _write_limits(row: Row) -> Iterator[str]:
    name = prose.first_up(speech.name_measured(row.analyte))
    below = [p.reading.moment for p in row.points if p.reading.below_detection]
    above = [p.reading.moment for p in row.points if p.reading.above_detection]
    if len(below) == 1:
        yield gettext(
            "{name} was below what the test can measure once, {when}.",
            name=name,
            when=dates.on_day(below[0]),
        )
    elif below:
        yield gettext(
            "{name} was below what the test can measure at {count} draws, last {when}.",
            name=name,
            count=len(below),
            when=dates.on_day(below[-1]),
        )
    if len(above) == 1:
        yield gettext(
            "{name} was above what the test can measure once, {when}.",
            name=name,
            when=dates.on_day(above[0]),
        )
    elif above:
        yield gettext(
            "{name} was above what the test can measure at {count} draws, last {when}.",
            name=name,
            count=len(above),
            when=dates.on_day(above[-1]),
        )


def _write_latest(rows: Sequence[Row]) -> Iterator[str]:
    """`Latest: LH 3.4 IU/L (inside) on 25 Jun 2026; estradiol 62 pmol/L on 3 Mar 2026.`"""
    latest = [point for row in rows for point in _find_newest(row)]
    latest.sort(key=lambda point: point.reading.moment.date, reverse=True)
    parts = [
        f"{', '.join(map(_write_short, points))} {when}"
        for when, points in groupby(latest, key=lambda p: dates.on_day(p.reading.moment))
    ]
    if parts:
        latest_is = gettext("Latest")
        yield f"{latest_is}: {'; '.join(parts)}."


def _find_newest(row: Row) -> list[Point]:
    """The last one of each side."""
    return list({point.reading.side: point for point in row.points}.values())


def _write_short(point: Point) -> str:
    reading = point.reading
    said = f"{speech.name_measured(reading.analyte, reading.side)} "
    said += speech.speak_amount(reading, point.shown)
    about = [
        gettext("preliminary") if reading.status == "preliminary" else "",
        gettext(_STATES[point.state]) if point.state in _STATES else "",
        point.source_words,
    ]
    marked = ", ".join(filter(None, about))
    return f"{said} ({marked})" if marked else said


def _write_agents(course: Course) -> str:
    if agents := Days(course.episodes).since(course.today):
        return gettext("Recorded as active: {agents}.", agents=agents)
    stops = [(e.stop, e.stop_precision) for e in course.episodes if e.stop]
    if not stops:
        return gettext("No treatment recorded.")
    return gettext("No treatment recorded since {day}.", day=dates.as_known(*max(stops)))
