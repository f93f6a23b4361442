"""One result in the unit asked for, beside the one before it."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from labs.readings import (
    ClinicianRangeFact,
    Episode,
    Interval,
    Reading,
    ShownValue,
    State,
    SupersededVersion,
    Verdict,
    find_state,
)
from labs.timeline import change, dates, prose, speech
from labs.words import gettext, gettext_noop

# Of a verdict, wherever a result stands beside the one before it.
SIGNS = {"broken": "≠", "noted": "//"}
# Of testosterone that is not low while LH is silent.
_SOURCES = {
    "untold": gettext_noop("This level does not tell where it came from."),
    "given": gettext_noop(
        "This level does not tell where it came from; what was given before may still be "
        "in it."
    ),
}
_SHORT_SOURCES = {
    "untold": gettext_noop("the level does not tell its source"),
    "given": gettext_noop("what was given before may still be in it"),
}


@dataclass(frozen=True)
class Point:
    reading: Reading
    shown: ShownValue
    number: Fraction | None  # in the shown unit
    interval: Interval | None  # in the shown unit
    state: State
    verdict: Verdict
    earlier: "Point | None" = field(repr=False, compare=False)  # what it is compared with
    was: SupersededVersion | None  # what stood here before a correction
    episodes: tuple[Episode, ...]  # active on its day
    uncertain: tuple[Episode, ...]  # perhaps active: known to the month only
    baseline: bool
    instrument: str = ""  # of a volume: prader, ultrasound, calipers, other, unrecorded
    new: bool = False  # to its reader, since he last reviewed this man
    clinician_range: ClinicianRangeFact | None = (
        None  # that held on its day; beside the laboratory's
    )
    source: str = ""  # of testosterone that LH cannot account for: untold, given (before)

    @cached_property
    def id(self) -> str:
        return self.reading.id

    @cached_property
    def previous(self) -> str:
        """The id of the earlier one; empty at the first."""
        return self.earlier.id if self.earlier else ""

    @property
    def interval_text(self) -> str:
        """As shown beside the result in its shown unit; empty where none was printed."""
        if self.interval is None:
            return ""
        return self.interval.beside(self.reading.analyte, self.shown.unit)

    @property
    def interval_with_unit(self) -> str:
        return self._with_unit(self.interval)

    @property
    def clinician_interval_with_unit(self) -> str:
        return self._with_unit(self.clinician_interval)

    @cached_property
    def clinician_interval(self) -> Interval | None:
        """The clinician's range, in the shown unit."""
        if self.clinician_range is None or not self.shown.unit:
            return None
        return self.clinician_range.interval.in_unit(self.reading.analyte, self.shown.unit)

    def _with_unit(self, interval: Interval | None) -> str:
        if interval is None:
            return ""
        return interval.with_unit(self.reading.analyte, self.shown.unit)

    @property
    def clinician_range_words(self) -> str:
        """`clinician’s range 12 to 25 (Clara Example, 1 Jun 2026)`."""
        if self.clinician_range is None or self.clinician_interval is None:
            return ""
        day = dates.day(self.clinician_range.since)
        return gettext(
            "clinician’s range {range} ({by}, {day})",
            range=self.clinician_interval.plain,
            by=self.clinician_range.by,
            day=day,
        )

    @property
    def clinician_state(self) -> State:
        """Against the clinician's range: said in words where that range is shown alone."""
        of = self.reading
        interval = self.clinician_range.interval if self.clinician_range else None
        return find_state(of.value, interval, of.analyte, of.unit)

    @property
    def corrected(self) -> bool:
        return self.was is not None or self.reading.status == "corrected"

    @property
    def on_axis(self) -> bool | None:
        """Whether an agent that acts on the axis was active; None: perhaps."""
        if any(episode.axis for episode in self.episodes):
            return True
        return None if any(episode.axis for episode in self.uncertain) else False

    @cached_property
    def delta(self) -> str | None:
        """The change in the shown unit, with its sign; None where none is computed."""
        change_by = self._change
        return None if change_by is None else change.write_delta(change_by, self._decimals)

    @property
    def delta_words(self) -> str:
        """The change, with both states of treatment where they differ; or why none."""
        if self.earlier is None:
            return gettext("first result")
        if self._change is None or self.delta is None:
            return change.why_none(self.earlier.reading, self.reading, self.verdict)
        other_unit = self.earlier.reading.unit != self.reading.unit
        unit = self.shown.unit_text if other_unit else ""
        said = change.change_words(self._change, self.delta, unit)
        if self.verdict.kind == "same":
            return said
        now, before = self._agents, self.earlier._agents
        return gettext(
            "{change}; {now} now, {before} before", change=said, now=now, before=before
        )

    @property
    def compared_words(self) -> str:
        """The change; where something differs from the one before, all that differs."""
        if self.delta is not None:
            return self.delta_words
        return "; ".join(dict.fromkeys([self.delta_words, *self._differs]))

    @cached_property
    def said(self) -> str:
        """`LH less than 0.1 IU/L, below range 1.7 to 8.6.`"""
        said = speech.speak_point(self.reading, self.shown, self.interval, self.was)
        if self.clinician_interval is not None:
            clinician_range = gettext(
                "clinician’s range {range}", range=self.clinician_interval.spoken
            )
            said = f"{said.removesuffix('.')}, {clinician_range}."
        return f"{said} {gettext(_SOURCES[self.source])}" if self.source else said

    @property
    def source_words(self) -> str:
        """Beside the value; it stands where else no agent would be told of."""
        return gettext(_SHORT_SOURCES[self.source]) if self.source else ""

    @property
    def words(self) -> str:
        """`14 May 2024. LH less than 0.1 IU/L, below range 1.7 to 8.6.`"""
        return f"{dates.clinical_day(self.reading.moment)}. {self.said}"

    @cached_property
    def _change(self) -> Fraction | None:
        if self.earlier is None or not change.is_computable(self.verdict):
            return None
        if not change.are_measured(self.earlier.reading, self.reading):
            return None
        now, before = self.number, self.earlier.number
        return None if now is None or before is None else now - before

    @property
    def _differs(self) -> list[str]:
        return [gettext(change.DIFFERS[reason]) for reason in self.verdict.reasons]

    @property
    def _decimals(self) -> int:
        most = self.reading.analyte.units[self.shown.unit].decimals
        return (
            change.shared_decimals(self.earlier.shown, self.shown, most)
            if self.earlier
            else most
        )

    @property
    def _agents(self) -> str:
        return prose.name_agents(self.episodes, self.uncertain) or gettext("no treatment")
