"""When, where and in which circumstances; a valid form holds a draw."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import (
    ClockField,
    DayField,
    LineField,
    SinceDoseField,
    set_choices,
    since_dose_words,
)
from labs.readings import CIRCUMSTANCES, Circumstances, Draw, Moment
from labs.timeline import dates
from labs.words import Refused

FASTING = {"yes": True, "no": False, "": None}
_FASTING_WORDS = [("yes", _("yes")), ("no", _("no")), ("", _("not recorded"))]


@dataclass(frozen=True)
class DrawContext:
    """What a draw is checked against: the clinic's zone, this minute, his birthday."""

    zone: str
    now: datetime
    born: date

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()


class DrawForm(forms.Form):
    """`draw` is there once the form is valid; `taken` as soon as its moment is."""

    use_required_attribute = False

    day = DayField(label=_("Draw date"))
    time = ClockField(
        label=_("Draw time"), required=False, help_text=_("Empty: not recorded.")
    )
    which = forms.ChoiceField(
        label=_("First or second"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("0", _("the first")), ("1", _("the second"))],
    )
    laboratory = LineField(label=_("Laboratory"), required=False, max_length=200)
    report_number = LineField(label=_("Report number"), required=False, max_length=100)
    fasting = forms.ChoiceField(
        label=_("Fasting"),
        required=False,
        widget=forms.RadioSelect,
        choices=_FASTING_WORDS,
        initial="",
    )
    since_dose = SinceDoseField(
        label=_("Since the last dose"),
        required=False,
        max_length=40,
        help_text=_("As reported: trough, peak, hours or days. Empty: not recorded."),
    )
    illness = forms.BooleanField(label=_("acute illness"), required=False)
    biotin = forms.BooleanField(label=_("biotin"), required=False)
    gel = forms.BooleanField(label=_("gel at the puncture site"), required=False)
    other_drug = LineField(label=_("Other drug"), required=False, max_length=200)
    notes = LineField(label=_("Other remarks on the draw"), required=False, max_length=1000)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        where: DrawContext,
        was: Draw | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        self.where = where
        self.was = was
        self.taken: Draw | None = None
        self.doubled = False
        shown = {**(initial or {}), **(boxes_of(was) if was else {})}
        super().__init__(data, initial=shown)
        self.fields["laboratory"].widget.attrs["list"] = "laboratories"

    @property
    def ticks(self) -> list[forms.BoundField]:
        """The circumstances that are ticked where reported; no boxes of results."""
        fields = DrawForm.base_fields.items()
        return [self[name] for name, f in fields if isinstance(f, forms.BooleanField)]

    @property
    def draw(self) -> Draw:
        assert self.taken is not None
        return self.taken

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        if "day" in typed and "time" in typed:
            self._take_moment(typed)
        return typed

    def _take_moment(self, typed: Mapping[str, Any]) -> None:
        try:
            moment = self._moment(typed)
        except Refused as refused:
            self.add_error(self._box(refused), str(refused))
            return
        as_it_was = self.was is not None and moment == self.was.moment
        if not as_it_was and (problem := self._impossible(moment)):
            self.add_error(*problem)
            return
        self.taken = Draw(
            moment=moment,
            laboratory=typed.get("laboratory", ""),
            report_number=typed.get("report_number", ""),
            circumstances=_read_circumstances(typed),
        )

    def _moment(self, typed: Mapping[str, Any]) -> Moment:
        """An untouched moment stays as it was recorded, offset and precision included."""
        day, at = typed["day"], typed["time"]
        was = self.was.moment if self.was else None
        if was and (was.date, was.time) == (day, at) and not typed.get("which"):
            return was
        try:
            return Moment.local(day, at, self.where.zone)
        except Refused as refused:
            if refused.code != "hour-doubled":
                raise
            self._ask_which(refused.facts)
            if not typed.get("which"):
                raise
        return Moment.local(day, at, self.where.zone, fold=int(typed["which"]))

    def _box(self, refused: Refused) -> str:
        if self.doubled:
            return "which"
        return "day" if refused.code.startswith("date") else "time"

    def _ask_which(self, facts: Mapping[str, object]) -> None:
        self.doubled = True
        choices = [
            ("0", gettext("the first, {time}").format(time=facts["first"])),
            ("1", gettext("the second, {time}").format(time=facts["second"])),
        ]
        set_choices(self, "which", choices)

    def _impossible(self, moment: Moment) -> tuple[str, str] | None:
        to_come = moment.is_after(self.where.now)
        if to_come and moment.date > self.where.today:
            today = dates.day(self.where.today)
            return "day", gettext(
                "Date is in the future; today is {today}. Check the date."
            ).format(today=today)
        if to_come:
            return "time", gettext("Time is in the future. Check the time and the date.")
        if moment.date < self.where.born:
            born = dates.day(self.where.born)
            return "day", gettext(
                "Date is before the birth date, {born}. Check the date."
            ).format(born=born)
        return None


def boxes_of(draw: Draw) -> dict[str, object]:
    """What would be typed to get this draw."""
    told = draw.circumstances
    return {
        "day": draw.moment.date,
        "time": draw.moment.time,
        "laboratory": draw.laboratory,
        "report_number": draw.report_number,
        **asdict(told),
        "fasting": next(word for word, is_so in FASTING.items() if is_so is told.fasting),
        "since_dose": since_dose_words(told.since_dose),
    }


def _read_circumstances(typed: Mapping[str, Any]) -> Circumstances:
    told = {name: typed[name] for name in CIRCUMSTANCES if name in typed}
    return Circumstances(**{**told, "fasting": FASTING[typed.get("fasting", "")]})
