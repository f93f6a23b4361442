"""A treatment as the clinician writes it: all starts empty, nothing is copied forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.agents import AGENTS, named
from labs.forms.fields import DayField, LineField, MonthField, VersionField, WordsField
from labs.readings import Episode, last_day
from labs.series import dates

_AGENTS = [("", _("none chosen")), *((agent.key, agent.name) for agent in AGENTS.values())]
_OFF = {"autocomplete": "off"}
_MONTH = _("Year-month, if the day is not known.")
_ONE_DAY = _("There is a day and a month. Keep the day, or empty it and keep the month.")
_TO_COME = _("This is still to come. A plan is written as a decision; this, once it is so.")
_UNBORN = _("This is before he was born, {born}. Check the date.")
_STOP_FIRST = _("It ends before it began, {start}. Check both dates.")
_LAST_DAY = _("Write the last day, or the month.")
_OVERLAP = _(
    "It overlaps with what the record holds of the same agent. Say below whether both "
    "are right."
)
_BEFORE_THE_END = _("It begins before the one that it follows has ended. Check both dates.")

_ANSWER = ("overlap", "asked", "end", "end_month", "end_reason")

type Day = tuple[date, str]  # and how precisely it is known
type Dated = BegunForm | StopForm


@dataclass(frozen=True)
class Known:
    """What an episode is checked against: this day, his birthday, his other episodes."""

    today: date
    born: date
    others: Sequence[Episode] = ()


class BegunForm(forms.Form):
    """An episode that begins; `episode` once valid.

    An overlap with another one of the same agent is asked about: `overlapping` holds what
    was asked, and `ended` the end of the one before, if that is the answer.
    """

    use_required_attribute = False
    episode: Episode

    agent = forms.ChoiceField(
        label=_("Agent"), required=False, choices=_AGENTS, widget=forms.Select(attrs=_OFF)
    )
    other = LineField(label=_("Another agent"), required=False, max_length=100)
    axis = forms.BooleanField(label=_("This other agent acts on the axis"), required=False)
    form = LineField(label=_("Form"), required=False, max_length=100)
    route = LineField(label=_("Route"), required=False, max_length=100)
    dose_text = LineField(label=_("Dose, as you write it"), required=False, max_length=200)
    start = DayField(label=_("First day"), required=False)
    start_month = MonthField(
        label=_("or the month it began"), required=False, help_text=_MONTH
    )
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    overlap = forms.CharField(required=False, widget=forms.HiddenInput(attrs=_OFF))
    asked = forms.CharField(required=False, widget=forms.HiddenInput(attrs=_OFF))
    end = DayField(label=_("Last day of the recorded one"), required=False)
    end_month = MonthField(
        label=_("or the month it ended"), required=False, help_text=_MONTH
    )
    end_reason = WordsField(
        label=_("Why the recorded one ended"), required=False, max_length=500
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        known: Known,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        self.today, self.born, self.others = known.today, known.born, known.others
        self.overlapping: tuple[Episode, ...] = ()
        self.ended: Day | None = None
        super().__init__(data, initial=dict(initial or {}))

    @property
    def asked_about(self) -> str:
        """What is asked about, in the versions shown: an answer holds for these alone."""
        return " ".join(sorted(f"{each.id}.{each.version}" for each in self.overlapping))

    @property
    def open_one(self) -> Episode | None:
        """The one among them that can be ended with an answer: the only ongoing one."""
        ongoing = [each for each in self.overlapping if each.stop is None]
        return ongoing[0] if len(ongoing) == 1 else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        self._require_one_agent(typed)
        start = when(
            self, typed, "start", needed=gettext("Write the first day, or the month.")
        )
        if start and not typed.get("in_error"):
            self._require_after_birth(start)
        stop = self._stop(typed, start)
        if start and not self.errors:
            self.episode = self._episode(typed, start, stop)
            self._ask(typed)
        return typed

    def _ask(self, typed: Mapping[str, Any]) -> None:
        """An overlap is kept, or ends the one before: as he says, and never silently."""
        self.overlapping = tuple(filter(self.episode.may_overlap, self.others))
        answer = typed["overlap"] if typed["asked"] == self.asked_about else ""
        if answer == "end" and self.open_one:
            self.ended = self._end_of(self.open_one, typed)
            self._require_after(self.open_one, self.ended)
        elif self.overlapping and answer != "keep":
            self.add_error(None, _OVERLAP)

    def _end_of(self, episode: Episode, typed: Mapping[str, Any]) -> Day | None:
        end = when(self, typed, "end", needed=str(_LAST_DAY))
        return not_before(self, (episode.start, episode.start_precision), end, box="end")

    def _require_after(self, old: Episode, ended: Day | None) -> None:
        """What ends for an episode of its agent has ended when that one begins."""
        start = self.episode.start, self.episode.start_precision
        if ended and self.episode.is_of_agent(old) and last_day(*start) < ended[0]:
            box = "start_month" if start[1] == "month" else "start"
            self.add_error(box, _BEFORE_THE_END)

    def _stop(self, typed: Mapping[str, Any], start: Day | None) -> Day | None:
        """What begins is ongoing."""
        return None

    def _require_after_birth(self, start: Day) -> None:
        if last_day(*start) < self.born:
            box = "start_month" if start[1] == "month" else "start"
            self.add_error(box, _UNBORN.format(born=dates.day(self.born)))

    def _require_one_agent(self, typed: Mapping[str, Any]) -> None:
        chosen, other = typed.get("agent"), typed.get("other")
        if chosen and other:
            self.add_error(
                "other", gettext("Two agents: choose one from the list, or write another.")
            )
        elif not chosen and not other and "agent" not in self.errors:
            self.add_error("agent", gettext("Choose the agent, or write another one."))
        elif typed.get("axis") and not other:
            self.add_error(
                "axis", gettext("This holds for another agent only. Write which one.")
            )

    def _episode(self, typed: Mapping[str, Any], start: Day, stop: Day | None) -> Episode:
        agent = AGENTS.get(typed["agent"]) or named(typed["other"])
        return Episode(
            id="",
            version=0,
            agent=agent.key if agent else "",
            name=agent.name if agent else typed["other"],
            axis=agent.axis if agent else typed["axis"],
            form=typed["form"],
            route=typed["route"],
            dose_text=typed["dose_text"],
            start=start[0],
            start_precision=start[1],
            stop=stop[0] if stop else None,
            stop_precision=stop[1] if stop else "",
            reason=typed.get("reason", ""),
            stop_reason=typed.get("stop_reason", ""),
            in_error=typed.get("in_error", False),
        )


class EpisodeForm(BegunForm):
    """One episode, ongoing or ended."""

    stop = DayField(label=_("Last day"), required=False)
    stop_month = MonthField(
        label=_("or the month it ended"), required=False, help_text=_MONTH
    )
    reason = WordsField(label=_("Why it began"), required=False, max_length=500)
    stop_reason = WordsField(label=_("Why it ended"), required=False, max_length=500)

    def _stop(self, typed: Mapping[str, Any], start: Day | None) -> Day | None:
        stop = not_before(self, start, when(self, typed, "stop"))
        if typed.get("stop_reason") and not stop and "stop" not in self.errors:
            self.add_error(
                "stop_reason", gettext("Write when it ended too, or empty this box.")
            )
        return stop


class EpisodeCorrection(EpisodeForm):
    """What an episode should say, and why it is changed."""

    in_error = forms.BooleanField(
        label=_("He never took it: it was entered in error"), required=False
    )
    version = VersionField()
    why = WordsField(label=_("Why it is changed"), required=False, max_length=500)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        was: Episode,
        known: Known,
    ) -> None:
        self.was = was
        super().__init__(data, known=known, initial=boxes_of(was))

    @property
    def changed(self) -> bool:
        return bool(set(self.changed_data) - {"version", "why", "submission", *_ANSWER})

    @property
    def seen(self) -> Sequence[Episode] | None:
        """What he kept beside it; None where its agent and dates stood as they are."""
        return None if self._stood_so else self.overlapping

    @property
    def _stood_so(self) -> bool:
        """What was in error stood for no day at all."""
        return not self.was.in_error and _same_days(self.was, self.episode)

    def _ask(self, typed: Mapping[str, Any]) -> None:
        """Not again where neither the agent nor a date is changed."""
        if not self._stood_so:
            super()._ask(typed)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if self.changed and not typed.get("why"):
            self.add_error(
                "why", gettext("Write why it is changed; the old version stays readable.")
            )
        return typed


class ChangeForm(BegunForm):
    """What follows an episode that ends with it: all empty, and one reason for both."""

    end = DayField(label=_("Last day"), required=False)
    end_reason = WordsField(
        label=_("Reason for the change"),
        max_length=500,
        error_messages={
            "required": _("Write why it is changed: it stays readable with both.")
        },
    )
    version = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        was: Episode,
        known: Known,
        submission: str = "",
    ) -> None:
        self.was = was
        initial = {"version": was.version, "submission": submission}
        super().__init__(data, known=known, initial=initial)

    @property
    def open_one(self) -> None:
        """It ends one already."""

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        self.ended = self._end_of(self.was, typed)
        if not self.errors:
            self._require_after(self.was, self.ended)
        return typed

    def _episode(self, typed: Mapping[str, Any], start: Day, stop: Day | None) -> Episode:
        begun = super()._episode(typed, start, stop)
        return replace(begun, reason=typed["end_reason"])


class StopForm(forms.Form):
    """When and why an episode ended."""

    use_required_attribute = False
    ended: Day

    stop = DayField(label=_("Last day"), required=False)
    stop_month = MonthField(
        label=_("or the month it ended"), required=False, help_text=_MONTH
    )
    stop_reason = WordsField(label=_("Why it ended"), required=False, max_length=500)
    version = VersionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, was: Episode, today: date
    ) -> None:
        self.was = was
        self.today = today
        super().__init__(data, initial={"version": was.version})

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        ended = when(self, typed, "stop", needed=str(_LAST_DAY))
        began = self.was.start, self.was.start_precision
        if ended := not_before(self, began, ended):
            self.ended = ended
        return typed


def not_before(
    form: forms.Form, start: Day | None, stop: Day | None, *, box: str = "stop"
) -> Day | None:
    """The end of an episode, unless it lies before the beginning."""
    if not start or not stop or last_day(*stop) >= start[0]:
        return stop
    box = f"{box}_month" if stop[1] == "month" else box
    form.add_error(box, _STOP_FIRST.format(start=dates.as_known(*start)))
    return None


def _same_days(one: Episode, other: Episode) -> bool:
    """Whether both are of one agent, and from and to the same days."""

    def days(episode: Episode) -> tuple[object, ...]:
        first = episode.start, episode.start_precision
        if episode.stop is None:
            return first
        return *first, last_day(episode.stop, episode.stop_precision)

    return one.is_of_agent(other) and days(one) == days(other)


def when(
    form: Dated, typed: Mapping[str, Any], name: str, *, needed: str = ""
) -> Day | None:
    """A day, or a month where the day is not known; an error beside the box else."""
    day, month = typed.get(name), typed.get(f"{name}_month")
    if name in form.errors or f"{name}_month" in form.errors:
        return None
    found = (day, "date") if day else (month, "month") if month else None
    if day and month:
        form.add_error(name, _ONE_DAY)
    elif found and found[0] > form.today:
        form.add_error(name if day else f"{name}_month", _TO_COME)
    elif needed and not found:
        form.add_error(name, needed)
    else:
        return found
    return None


def boxes_of(episode: Episode) -> dict[str, object]:
    """What would be typed to get this episode."""
    listed = episode.agent in AGENTS
    return {
        "agent": episode.agent if listed else "",
        "other": "" if listed else episode.name,
        "axis": episode.axis and not listed,
        "form": episode.form,
        "route": episode.route,
        "dose_text": episode.dose_text,
        **_dated("start", episode.start, episode.start_precision),
        **_dated("stop", episode.stop, episode.stop_precision),
        "reason": episode.reason,
        "stop_reason": episode.stop_reason,
        "in_error": episode.in_error,
        "version": episode.version,
    }


def _dated(name: str, day: date | None, precision: str) -> dict[str, date | None]:
    """A month is written by its first day."""
    if day and precision == "month":
        return {f"{name}_month": day.replace(day=1)}
    return {name: day}
