"""A treatment as the clinician writes it: all starts empty, nothing is copied forward."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.agents import AGENTS, named
from labs.forms.fields import DayField, LineField, MonthField, VersionField, WordsField
from labs.readings import Episode
from labs.series import dates

_AGENTS = [("", _("none chosen")), *((agent.key, agent.name) for agent in AGENTS.values())]
_OFF = {"autocomplete": "off"}
_MONTH = _("Year-month, if the day is not known.")
_ONE_DAY = _("There is a day and a month. Keep the day, or empty it and keep the month.")
_TO_COME = _("This is still to come. A plan is written as a decision; this, once it is so.")
_UNBORN = _("This is before he was born, {born}. Check the date.")
_STOP_FIRST = _("It ends before it began, {start}. Check both dates.")


type Day = tuple[date, str]  # and how precisely it is known
type Dated = EpisodeForm | StopForm


class EpisodeForm(forms.Form):
    """One episode. A change of it ends one and begins the next; `episode` once valid."""

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
    stop = DayField(label=_("Last day"), required=False)
    stop_month = MonthField(
        label=_("or the month it ended"), required=False, help_text=_MONTH
    )
    reason = WordsField(label=_("Why it began"), required=False, max_length=500)
    stop_reason = WordsField(label=_("Why it ended"), required=False, max_length=500)
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        born: date,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        self.today, self.born = today, born
        super().__init__(data, initial=dict(initial or {}))

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        self._require_one_agent(typed)
        start = when(
            self, typed, "start", needed=gettext("Write the first day, or the month.")
        )
        if start and not typed.get("in_error"):
            self._require_after_birth(start)
        stop = not_before(self, start, when(self, typed, "stop"))
        if typed.get("stop_reason") and not stop and "stop" not in self.errors:
            self.add_error(
                "stop_reason", gettext("Write when it ended too, or empty this box.")
            )
        if start and not self.errors:
            self.episode = self._episode(typed, start, stop)
        return typed

    def _require_after_birth(self, start: Day) -> None:
        if _last_day(start) < self.born:
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
            reason=typed["reason"],
            stop_reason=typed["stop_reason"],
            in_error=typed.get("in_error", False),
        )


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
        today: date,
        born: date,
    ) -> None:
        super().__init__(data, today=today, born=born, initial=boxes_of(was))

    @property
    def changed(self) -> bool:
        return bool(set(self.changed_data) - {"version", "why", "submission"})

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if self.changed and not typed.get("why"):
            self.add_error(
                "why", gettext("Write why it is changed; the old version stays readable.")
            )
        return typed


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
        ended = when(
            self, typed, "stop", needed=gettext("Write the last day, or the month.")
        )
        began = self.was.start, self.was.start_precision
        if ended := not_before(self, began, ended):
            self.ended = ended
        return typed


def not_before(form: forms.Form, start: Day | None, stop: Day | None) -> Day | None:
    """The end of an episode, unless it lies before the beginning."""
    if not start or not stop or _last_day(stop) >= start[0]:
        return stop
    box = "stop_month" if stop[1] == "month" else "stop"
    form.add_error(box, _STOP_FIRST.format(start=dates.as_known(*start)))
    return None


def _last_day(known: Day) -> date:
    day, precision = known
    if precision != "month":
        return day
    return day.replace(day=monthrange(day.year, day.month)[1])


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
