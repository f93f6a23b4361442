"""Forms of treatments: added, changed, stopped, corrected. Nothing is copied forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.agents import AGENTS, find_agent
from labs.forms.fields import DayField, LineField, MonthField, VersionField, WordsField
from labs.readings import Episode, last_day
from labs.timeline import dates

_AGENTS = [("", _("none chosen")), *((agent.key, agent.name) for agent in AGENTS.values())]
_OFF = {"autocomplete": "off"}
_MONTH = _("Year-month, if the day is not known.")
_ONE_DAY = _("Both a date and a month are entered. Clear one of them.")
_TO_COME = _("Date is in the future. Record a plan as a decision.")
_UNBORN = _("Date is before the birth date, {born}. Check the date.")
_STOP_FIRST = _("Stop is before the start, {start}. Check both dates.")
_LAST_DAY = _("Enter the stop date, or the month.")
_OVERLAP = _(
    "Overlaps with the same treatment, recorded already. Choose below whether to keep both."
)
_BEFORE_THE_END = _("Start is before the stop of the earlier treatment. Check both dates.")

_ANSWER = ("overlap", "asked", "end", "end_month", "end_reason")

type Day = tuple[date, str]  # and how precisely it is known
type Dated = BegunForm | StopForm


@dataclass(frozen=True)
class Known:
    """What a treatment is checked against: today, the birth date, the other treatments."""

    today: date
    born: date
    others: Sequence[Episode] = ()


class BegunForm(forms.Form):
    """A treatment that starts. `episode` is there once the form is valid.

    An overlap with the same treatment is a question: `overlapping` holds the treatments
    asked about, `ended` the stop of the earlier one, if that is the answer.
    """

    use_required_attribute = False
    episode: Episode

    agent = forms.ChoiceField(
        label=_("Treatment"),
        required=False,
        choices=_AGENTS,
        widget=forms.Select(attrs=_OFF),
    )
    other = LineField(label=_("Other treatment"), required=False, max_length=100)
    axis = forms.BooleanField(
        label=_("Other treatment acts on the HPG axis"), required=False
    )
    form = LineField(label=_("Form"), required=False, max_length=100)
    route = LineField(label=_("Route"), required=False, max_length=100)
    dose_text = LineField(label=_("Dose, as you write it"), required=False, max_length=200)
    start = DayField(label=_("Start date"), required=False)
    start_month = MonthField(label=_("or start month"), required=False, help_text=_MONTH)
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    overlap = forms.CharField(required=False, widget=forms.HiddenInput(attrs=_OFF))
    asked = forms.CharField(required=False, widget=forms.HiddenInput(attrs=_OFF))
    end = DayField(label=_("Stop date of the recorded treatment"), required=False)
    end_month = MonthField(label=_("or stop month"), required=False, help_text=_MONTH)
    end_reason = WordsField(
        label=_("Reason for stopping the recorded treatment"),
        required=False,
        max_length=500,
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
        """The versions asked about: an answer is valid for these alone."""
        return " ".join(sorted(f"{each.id}.{each.version}" for each in self.overlapping))

    @property
    def open_one(self) -> Episode | None:
        """The overlapping treatment that an answer can stop: the only ongoing one."""
        ongoing = [each for each in self.overlapping if each.stop is None]
        return ongoing[0] if len(ongoing) == 1 else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        self._require_one_agent(typed)
        start = read_day(
            self, typed, "start", needed=gettext("Enter the start date, or the month.")
        )
        if start and not typed.get("in_error"):
            self._require_after_birth(start)
        stop = self._stop(typed, start)
        if start and not self.errors:
            self.episode = self._episode(typed, start, stop)
            self._ask(typed)
        return typed

    def _ask(self, typed: Mapping[str, Any]) -> None:
        """Keep an overlap, or stop the earlier treatment, only as the clinician answers."""
        self.overlapping = tuple(filter(self.episode.may_overlap, self.others))
        answer = typed["overlap"] if typed["asked"] == self.asked_about else ""
        if answer == "end" and self.open_one:
            self.ended = self._end_of(self.open_one, typed)
            self._require_after(self.open_one, self.ended)
        elif self.overlapping and answer != "keep":
            self.add_error(None, _OVERLAP)

    def _end_of(self, episode: Episode, typed: Mapping[str, Any]) -> Day | None:
        end = read_day(self, typed, "end", needed=str(_LAST_DAY))
        return not_before(self, (episode.start, episode.start_precision), end, box="end")

    def _require_after(self, old: Episode, ended: Day | None) -> None:
        """Refuse a start before the stop of the same treatment that it follows."""
        start = self.episode.start, self.episode.start_precision
        if ended and self.episode.is_of_agent(old) and last_day(*start) < ended[0]:
            box = "start_month" if start[1] == "month" else "start"
            self.add_error(box, _BEFORE_THE_END)

    def _stop(self, typed: Mapping[str, Any], start: Day | None) -> Day | None:
        """None: a treatment that starts is ongoing."""
        return None

    def _require_after_birth(self, start: Day) -> None:
        if last_day(*start) < self.born:
            box = "start_month" if start[1] == "month" else "start"
            self.add_error(box, _UNBORN.format(born=dates.day(self.born)))

    def _require_one_agent(self, typed: Mapping[str, Any]) -> None:
        chosen, other = typed.get("agent"), typed.get("other")
        if chosen and other:
            self.add_error(
                "other",
                gettext(
                    "Two treatments entered. Choose one from the list, or enter another."
                ),
            )
        elif not chosen and not other and "agent" not in self.errors:
            self.add_error("agent", gettext("Choose the treatment, or enter another."))
        elif typed.get("axis") and not other:
            self.add_error("axis", gettext("For another treatment only. Enter which one."))

    def _episode(self, typed: Mapping[str, Any], start: Day, stop: Day | None) -> Episode:
        agent = AGENTS.get(typed["agent"]) or find_agent(typed["other"])
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
    """One treatment, ongoing or stopped."""

    stop = DayField(label=_("Stop date"), required=False)
    stop_month = MonthField(label=_("or stop month"), required=False, help_text=_MONTH)
    reason = WordsField(label=_("Reason for starting"), required=False, max_length=500)
    stop_reason = WordsField(label=_("Reason for stopping"), required=False, max_length=500)

    def _stop(self, typed: Mapping[str, Any], start: Day | None) -> Day | None:
        stop = not_before(self, start, read_day(self, typed, "stop"))
        if typed.get("stop_reason") and not stop and "stop" not in self.errors:
            self.add_error(
                "stop_reason", gettext("Enter the stop date too, or clear the reason.")
            )
        return stop


class EpisodeCorrection(EpisodeForm):
    """A correction of a treatment, with its reason."""

    in_error = forms.BooleanField(label=_("Entered in error: never taken"), required=False)
    version = VersionField()
    why = WordsField(label=_("Reason for correction"), required=False, max_length=500)

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
        """The overlaps that are kept; None where treatment and dates are unchanged."""
        return None if self._stood_so else self.overlapping

    @property
    def _stood_so(self) -> bool:
        """Whether treatment and dates are unchanged; one in error was valid on no day."""
        return not self.was.in_error and _same_days(self.was, self.episode)

    def _ask(self, typed: Mapping[str, Any]) -> None:
        """Ask only where the treatment or a date is changed."""
        if not self._stood_so:
            super()._ask(typed)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if self.changed and not typed.get("why"):
            self.add_error(
                "why",
                gettext(
                    "Enter the reason for correction. The earlier version stays readable."
                ),
            )
        return typed


class ChangeForm(BegunForm):
    """The treatment that follows one that stops, with one reason for both."""

    end = DayField(label=_("Stop date"), required=False)
    end_reason = WordsField(
        label=_("Reason for the change"),
        max_length=500,
        error_messages={"required": _("Enter the reason for the change.")},
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
        """None: a change stops a treatment anyway."""

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
    """When and why a treatment stopped. `ended` is there once the form is valid."""

    use_required_attribute = False
    ended: Day

    stop = DayField(label=_("Stop date"), required=False)
    stop_month = MonthField(label=_("or stop month"), required=False, help_text=_MONTH)
    stop_reason = WordsField(label=_("Reason for stopping"), required=False, max_length=500)
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
        ended = read_day(self, typed, "stop", needed=str(_LAST_DAY))
        began = self.was.start, self.was.start_precision
        if ended := not_before(self, began, ended):
            self.ended = ended
        return typed


def not_before(
    form: forms.Form, start: Day | None, stop: Day | None, *, box: str = "stop"
) -> Day | None:
    """The stop of a treatment, or None and an error where it is before the start."""
    if not start or not stop or last_day(*stop) >= start[0]:
        return stop
    box = f"{box}_month" if stop[1] == "month" else box
    form.add_error(box, _STOP_FIRST.format(start=dates.as_known(*start)))
    return None


def _same_days(one: Episode, other: Episode) -> bool:
    """Whether both are the same treatment, with the same start and stop."""

    def days(episode: Episode) -> tuple[object, ...]:
        first = episode.start, episode.start_precision
        if episode.stop is None:
            return first
        return *first, last_day(episode.stop, episode.stop_precision)

    return one.is_of_agent(other) and days(one) == days(other)


def read_day(
    form: Dated, typed: Mapping[str, Any], name: str, *, needed: str = ""
) -> Day | None:
    """A date, or a month where the day is not known; else None and an error."""
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
    """What would be typed to get this treatment."""
    listed = episode.agent in AGENTS
    return {
        "agent": episode.agent if listed else "",
        "other": "" if listed else episode.name,
        "axis": episode.axis and not listed,
        "form": episode.form,
        "route": episode.route,
        "dose_text": episode.dose_text,
        **_initial_day("start", episode.start, episode.start_precision),
        **_initial_day("stop", episode.stop, episode.stop_precision),
        "reason": episode.reason,
        "stop_reason": episode.stop_reason,
        "in_error": episode.in_error,
        "version": episode.version,
    }


def _initial_day(name: str, day: date | None, precision: str) -> dict[str, date | None]:
    """The box that holds this date; a month is held as its first day."""
    if day and precision == "month":
        return {f"{name}_month": day.replace(day=1)}
    return {name: day}
