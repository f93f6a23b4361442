"""Forms of the baseline for “% of baseline”: set, changed, removed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import VersionField, WordsField, set_choices
from labs.readings import Reading

_CHOOSE = _("Choose the draw for the baseline.")
_NOT_THERE = _("This result was changed meanwhile. Choose again.")
_WHY = _("Enter the reason for the change. The earlier baseline stays readable.")
_WHY_ENDED = _("Enter the reason for removing the baseline.")


class BaselineForm(forms.Form):
    """`standing`: the current baselines by analyte and side; a change needs a reason."""

    use_required_attribute = False

    result = forms.ChoiceField(
        label=_("Draw"),
        error_messages={"required": _CHOOSE, "invalid_choice": _NOT_THERE},
    )
    why = WordsField(label=_("Reason for the change"), required=False, max_length=500)
    seen = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        readings: Sequence[Reading],
        standing: Mapping[tuple[str, str], str],
        seen: int,
    ) -> None:
        self.standing = standing
        self.by_id = {reading.id: reading for reading in readings}
        super().__init__(data, initial={"seen": seen})
        set_choices(self, "result", ((uid, uid) for uid in self.by_id))

    @property
    def moves(self) -> bool:
        """Whether the baseline of this analyte and side becomes another result."""
        chosen = self.cleaned_data.get("result")
        return chosen is not None and self._now not in (None, chosen)

    @property
    def unchanged(self) -> bool:
        return self._now == self.cleaned_data["result"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.moves and not self.cleaned_data.get("why"):
            self.add_error("why", _WHY)
        return self.cleaned_data

    @property
    def _now(self) -> str | None:
        reading = self.by_id.get(self.cleaned_data.get("result", ""))
        return self.standing.get((reading.analyte.key, reading.side)) if reading else None


class BaselineEnd(forms.Form):
    """Why a baseline is removed."""

    use_required_attribute = False

    why = WordsField(
        label=_("Reason for removing"),
        max_length=500,
        error_messages={"required": _WHY_ENDED},
    )
    version = VersionField()


def may_be_counted_from(
    readings: Collection[Reading], statuses: Collection[str]
) -> list[Reading]:
    """The results that can be a baseline: final numbers and limits, the newest first."""
    fit = [r for r in readings if r.status in statuses and r.value.number is not None]
    return fit[::-1]
