"""The result that a clinician counts from, chosen among those of one man; and its end."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labs.forms.fields import VersionField, WordsField, offer
from labs.readings import Reading

_CHOOSE = _("Choose the draw to count from.")
_NOT_THERE = _("This result does not stand in the record as it was. Choose again.")
_WHY = _("Write why it is changed; the old one stays readable.")
_WHY_ENDED = _("Write why nothing is counted from it any more.")


class BaselineForm(forms.Form):
    """`standing` are the results counted from now; another of its place needs a reason."""

    use_required_attribute = False

    result = forms.ChoiceField(
        label=_("Draw"),
        error_messages={"required": _CHOOSE, "invalid_choice": _NOT_THERE},
    )
    why = WordsField(label=_("Why it is changed"), required=False, max_length=500)
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
        offer(self, "result", ((uid, uid) for uid in self.by_id))

    @property
    def moves(self) -> bool:
        """Whether another result of the same analyte and side is counted from now."""
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
    use_required_attribute = False

    why = WordsField(
        label=_("Why it ends"), max_length=500, error_messages={"required": _WHY_ENDED}
    )
    version = VersionField()


def may_be_counted_from(
    readings: Collection[Reading], statuses: Collection[str]
) -> list[Reading]:
    """Final numbers and limits, the newest first."""
    fit = [r for r in readings if r.status in statuses and r.value.number is not None]
    return fit[::-1]
