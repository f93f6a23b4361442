"""Forms of decisions: a new one, its correction, and why a reopened one still stands."""

from collections.abc import Mapping, Sequence
from datetime import date as Day
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import DayField, LineField, VersionField, WordsField, set_choices
from labs.readings import DecisionFact
from labs.timeline import dates

# In the order of the alphabet; none is chosen.
KINDS = [
    ("changed", _("Changed a treatment")),
    ("continued", _("Continued as before")),
    ("discussed", _("Discussed")),
    ("referred", _("Referred")),
    ("started", _("Started a treatment")),
    ("stopped", _("Stopped a treatment")),
    ("waited", _("Waited")),
]
REASONS = (
    _("Adverse effect"),
    _("His aim"),
    _("His wish"),
    _("Other"),
    _("Planned visit"),
    _("Results"),
    _("Supply"),
)
_BOTH = _("Enter what to check, or clear the date.")
_BOTH_DAY = _("Enter the date of the check, or clear what to check.")
_UNBORN = _("Date is before the birth date, {born}. Check the date.")


class DecisionTextForm(forms.Form):
    """What was decided and why, without the draws. `decided` is there once it is valid."""

    use_required_attribute = False
    decided: DecisionFact

    kind = forms.ChoiceField(
        label=_("Decision"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the decision.")},
    )
    what = WordsField(
        label=_("What was decided"),
        max_length=1000,
        error_messages={"required": _("Enter what was decided, in your own words.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        required=False,
        choices=[(reason, reason) for reason in REASONS],
        widget=forms.CheckboxSelectMultiple,
    )
    why = WordsField(label=_("Reasons in your own words"), required=False, max_length=1000)
    expected = WordsField(
        label=_("Expected course"),
        required=False,
        max_length=1000,
        help_text=_("Saved as you write it, and shown beside the next draw."),
    )
    date = DayField(label=_("Decision date"))
    next_check = DayField(
        label=_("Next check"),
        required=False,
        help_text=_("From this date on, the check is on the worklist."),
    )
    next_check_words = LineField(label=_("What to check"), required=False, max_length=300)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: Day,
        born: Day,
        initial: Mapping[str, object],
    ) -> None:
        self.today, self.born = today, born
        super().__init__(data, initial=dict(initial))

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        self._check_dates(typed)
        if not self.errors:
            self.decided = self._decided(typed)
        return typed

    def _check_dates(self, typed: Mapping[str, Any]) -> None:
        on, check = typed.get("date"), typed.get("next_check")
        if on and on > self.today:
            self.add_error("date", gettext("Date is in the future. Check the date."))
        if on and on < self.born and not typed.get("in_error"):
            self.add_error("date", _UNBORN.format(born=dates.day(self.born)))
        if check and not typed.get("next_check_words"):
            self.add_error("next_check_words", _BOTH)
        if typed.get("next_check_words") and not check and "next_check" not in self.errors:
            self.add_error("next_check", _BOTH_DAY)
        if on and check and check < on:
            self.add_error(
                "next_check", gettext("Date is before the decision. Check both dates.")
            )

    def _decided(self, typed: Mapping[str, Any]) -> DecisionFact:
        return DecisionFact(
            id="",
            version=0,
            date=typed["date"],
            kind=typed["kind"],
            what=typed["what"],
            reasons=tuple(typed["reasons"]),
            why=typed["why"],
            expected=typed["expected"],
            next_check=typed["next_check"],
            next_check_words=typed["next_check_words"],
            pins=(),
            by="",
            in_error=typed.get("in_error", False),
        )


class DecisionForm(DecisionTextForm):
    """A new decision; `draws` are those it uses, `closes` the reopened ones it closes."""

    closes = forms.MultipleChoiceField(
        label=_("Reopened decisions to close"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    draws = forms.MultipleChoiceField(
        label=_("Results used"), required=False, widget=forms.CheckboxSelectMultiple
    )
    record_version = VersionField()
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: Day,
        born: Day,
        draws: Sequence[str],
        decisions: Sequence[str],
        initial: Mapping[str, object],
    ) -> None:
        super().__init__(data, today=today, born=born, initial=initial)
        set_choices(self, "closes", ((uid, uid) for uid in decisions))
        set_choices(self, "draws", ((uid, uid) for uid in draws))


class StillStandsForm(forms.Form):
    """Why a decision still stands although a result used in it was corrected."""

    use_required_attribute = False

    reason = WordsField(
        label=_("Reason why it still stands"),
        max_length=500,
        error_messages={"required": _("Enter the reason why the decision still stands.")},
    )
    record_version = VersionField()

    @classmethod
    def of(
        cls, decision: str, version: int, data: Mapping[str, Any] | None = None
    ) -> "StillStandsForm":
        """`version` is the newest act shown beside it; the ids name the decision."""
        return cls(
            data, auto_id=f"stands-{decision}-%s", initial={"record_version": version}
        )


class DecisionCorrection(DecisionTextForm):
    """A correction of a decision, with its reason. The results used stay the same."""

    in_error = forms.BooleanField(label=_("Entered in error"), required=False)
    version = VersionField()
    reason_of_change = WordsField(
        label=_("Reason for correction"), required=False, max_length=500
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        was: DecisionFact,
        today: Day,
        born: Day,
    ) -> None:
        super().__init__(data, today=today, born=born, initial=boxes_of(was))

    @property
    def changed(self) -> bool:
        return bool(set(self.changed_data) - {"version", "reason_of_change"})

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if self.changed and not typed.get("reason_of_change"):
            self.add_error(
                "reason_of_change",
                gettext(
                    "Enter the reason for correction. The earlier version stays readable."
                ),
            )
        return typed


def boxes_of(decided: DecisionFact) -> dict[str, object]:
    """What would be typed to get this decision."""
    return {
        "kind": decided.kind,
        "what": decided.what,
        "reasons": list(decided.reasons),
        "why": decided.why,
        "expected": decided.expected,
        "date": decided.date,
        "next_check": decided.next_check,
        "next_check_words": decided.next_check_words,
        "in_error": decided.in_error,
        "version": decided.version,
    }
