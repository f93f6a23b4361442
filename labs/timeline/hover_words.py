"""What one draw says when it is pointed at: of itself, and of each row."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from labs.readings import (
    SIDE_NAMES,
    STATUS_NAMES,
    VOLUME_METHODS,
    Moment,
    RecordedTestes,
    State,
)
from labs.timeline import dates, prose
from labs.timeline.flowsheet import DrawPoints, since_decision, source_words
from labs.timeline.joins import reason_words
from labs.timeline.point import SIGNS, Point
from labs.timeline.timeline import Timeline
from labs.timeline.traces import Trace
from labs.words import gettext, gettext_noop

_STATES = {
    State.BELOW: gettext_noop("below range {range}"),
    State.INSIDE: gettext_noop("in range {range}"),
    State.ABOVE: gettext_noop("above range {range}"),
    State.UNKNOWN: gettext_noop("range {range}, not told by this result"),
    State.NO_RANGE: gettext_noop("no reference range printed"),
}


class RowWords(NamedTuple):
    """What one draw brought to a row, part by part; each part can stand alone."""

    points: Sequence[Point]  # several: both sides of a volume, a result told twice
    trace: Trace

    @property
    def result(self) -> str:
        """`LH <0.1 IU/L`, `Testicular volume 15 | 12`, each with its unit."""
        return f"{self.trace.row.analyte.title} {write_results(self.points, self.trace)}"

    @property
    def about(self) -> list[str]:
        """Instrument, state and range, source, clinician's range, what it was before."""
        last = self.points[-1]
        told = [_name_instrument(last)] if self.trace.sided else []
        told += self._each(self._state)
        told += [point.source_words for point in self.points if point.source]
        if last.clinician_interval:
            told.append(
                gettext(
                    "clinician’s range {range}",
                    range=write_dashed(last.clinician_interval.plain),
                )
            )
        for point in self.points:
            told += _list_changes(point)
        return list(dict.fromkeys(told))

    @property
    def reasons(self) -> list[str]:
        """`≠ method`: why it does not compare with the one before it."""
        return self._each(_write_reasons)

    @property
    def compared(self) -> list[str]:
        """The change with both treatments, or why there is none."""
        return self._each(_write_change)

    @property
    def short(self) -> str:
        return ", ".join([self.result, *self.about, *self.reasons])

    @property
    def full(self) -> str:
        return ", ".join([self.result, *self.about, *self.compared])

    def _state(self, point: Point) -> str:
        """Once for all results that stand alike to a range that is printed again."""
        known, alike = (
            self.trace.state_words,
            (point.state, point.interval, point.shown.unit),
        )
        if alike not in known:
            known[alike] = _write_state(point)
        return known[alike]

    def _each(self, words: Callable[[Point], str]) -> list[str]:
        """Once where they hold for all; else of left and right apart."""
        told = self.points if self.trace.sided else self.points[-1:]
        said = [(point, words(point)) for point in told]
        first = said[0][1]
        if all(each == first for _, each in said[1:]):
            return [first] if first else []
        return [
            f"{gettext(SIDE_NAMES[point.reading.side])} {each}"
            for point, each in said
            if each
        ]


def draw_words(drawn: DrawPoints, timeline: Timeline) -> str:
    """`14 Jun 2025, 09:50 · 18 weeks after decision A · with testosterone`."""
    return " · ".join(
        [write_title(drawn.draw.moment), *list_circumstances(drawn, timeline)]
    )


def write_title(moment: Moment) -> str:
    """`14 Jun 2025, 09:50`; `14 Jun 2025, date only`; `Jun 2025`."""
    day = dates.clinical_day(moment)
    if moment.clock:
        return f"{day}, {moment.clock}"
    if moment.precision == "month":
        return day
    date_only = gettext("date only")
    return f"{day}, {date_only}"


def list_circumstances(drawn: DrawPoints, timeline: Timeline) -> list[str]:
    """What is known of the draw beside its moment: decision before it, and treatment."""
    over = timeline.over
    laid = over and over.has(drawn.draw.moment)
    told = [over.words(drawn.draw.moment)] if over and laid else []
    return [
        *told,
        *filter(None, [since_decision(drawn.draw, timeline.decisions)]),
        treatment_words(drawn, timeline),
    ]


def treatment_words(drawn: DrawPoints, timeline: Timeline) -> str:
    """`with hCG and clomifene`; what is said where none was recorded that day."""
    named = prose.name_agents(*timeline.days.on(drawn.draw.moment.date))
    if named:
        return gettext("with {agents}", agents=named)
    return source_words(drawn.points) or gettext("no treatment recorded")


def no_result(trace: Trace, testes: RecordedTestes) -> str:
    """That a draw brought nothing to a row; or that there is nothing to measure."""
    name = trace.row.analyte.title
    if trace.sided and testes.none:
        return f"{name}: {testes.words}"
    return gettext("{name} not measured", name=name)


def write_results(points: Sequence[Point], trace: Trace) -> str:
    """`<0.1 IU/L`; `15 | 12`, each with its unit."""
    unit = next((p.shown.unit_text for p in reversed(points) if p.shown.unit_text), "")
    each = ", ".join(point.shown.under(unit) for point in points)
    return f"{both_sides(points) if trace.sided else each} {unit}".strip()


def both_sides(points: Sequence[Point]) -> str:
    """`15 | 12`, left first; a dash for a side without a value."""
    told: dict[str, list[str]] = {side: [] for side in SIDE_NAMES}
    for point in points:
        told[point.reading.side].append(point.shown.text)
    return " | ".join(", ".join(texts) or "–" for texts in told.values())


def write_dashed(interval: str) -> str:
    """`1.7–8.6`, `≤ 162`, `≈8.7–38.1`: shorter than in a sentence."""
    return interval.replace(" to ≈", "–").replace(" to ", "–")


def _name_instrument(point: Point) -> str:
    used = point.reading.method
    return VOLUME_METHODS.get(used) or gettext("method not recorded")


def _write_state(point: Point) -> str:
    if not (point.interval and point.interval.has_ends):
        return ""
    # Quicker than with its fact: a figure says it of every point, and a range is short.
    return gettext(_STATES[point.state]).format(range=write_dashed(point.interval_text))


def _write_reasons(point: Point) -> str:
    """The sign alone where the treatment is all that differs."""
    verdict = point.verdict
    if point.earlier is None or not verdict.reasons:
        return ""
    sign, words = SIGNS.get(verdict.kind, ""), reason_words(verdict.reasons)
    return f"{sign} {words}" if sign and words else ""


def _write_change(point: Point) -> str:
    """The change, or why there is none; with the sign that table and figure have."""
    if point.earlier is None:
        return ""
    return f"{SIGNS.get(point.verdict.kind, '')} {point.compared_words}".strip()


def _list_changes(point: Point) -> Iterator[str]:
    if point.shown.converted:
        yield gettext("converted from {source}", source=point.shown.source)
    if point.was:
        yield gettext("was {reported}", reported=point.was.reported)
    elif point.reading.status in ("preliminary", "corrected"):
        yield gettext(STATUS_NAMES[point.reading.status])
    if point.baseline:
        yield gettext("baseline")
