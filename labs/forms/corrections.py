"""Corrections of what is in the record: what it should say, and why it is changed."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.forms import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.forms.draws import DrawContext, DrawForm
from labs.forms.fields import DayField, LineField, VersionField, WordsField
from labs.forms.rows import (
    METHOD_CHOICES,
    Blood,
    Side,
    UsualEntry,
    as_printed,
    blame_box,
    boxes_of,
    interval_of,
    printed_interval,
    read_exam,
)
from labs.readings import Assay, Draw, Interval, Reading, Value
from labs.words import Refused

WHY = _("Enter the reason for correction. The earlier version stays readable.")
_STATUSES = [
    ("preliminary", _("preliminary")),
    ("final", _("final")),
    ("corrected", _("corrected by the laboratory")),
]
_ABSENT = {"not-done", "pending"}


def why_field() -> WordsField:
    return WordsField(
        label=_("Reason for correction"),
        required=False,
        max_length=500,
        error_messages={},
    )


class PanelCorrection(DrawForm):
    """What a draw should say of its moment, its laboratory and its circumstances."""

    version = VersionField()
    why = why_field()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, where: DrawContext, was: Draw
    ) -> None:
        super().__init__(data, where=where, was=was, initial={"version": was.version})

    @property
    def changed(self) -> bool:
        return bool(set(self.changed_data) - {"version", "why"})

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        require_why(self, typed)
        return typed


class ResultCorrection(forms.Form):
    """What one result should say. `reading` is there once its boxes can be read."""

    use_required_attribute = False
    reading: Reading

    def __init__(self, data: Mapping[str, Any] | None = None, *, was: Reading) -> None:
        self.was = was
        super().__init__(data, initial=_initial_values(was))
        self.row = Side(was.side) if was.side else Blood(was.analyte, UsualEntry())
        self.fields.update(_build_fields(self.row))

    @property
    def changed(self) -> bool:
        return bool(set(self.changed_data) - {"version", "why"})

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        if not self.errors:
            self._take(typed)
        require_why(self, typed)
        return typed

    def _take(self, typed: Mapping[str, str]) -> None:
        try:
            self.reading = self._reading(typed)
        except Refused as refused:
            self._refuse(blame_box(refused))
        except ValidationError as refused:
            self._refuse(refused)

    def _refuse(self, refused: ValidationError) -> None:
        for box, errors in refused.error_dict.items():
            self.add_error(box if box in self.fields else "value", errors)

    def _reading(self, typed: Mapping[str, str]) -> Reading:
        """What is typed anew is read anew; what was left alone stays as it was."""
        if typed["absent"] and not typed["value"]:
            return self._without(typed)
        if typed["absent"]:
            raise ValidationError({"absent": gettext("There is a result. Clear this box.")})
        value, unit_reported = self._printed(typed)
        unit = self.was.analyte.unit_of(unit_reported).code
        return self._of(
            typed,
            value=value,
            unit=unit,
            unit_reported=unit_reported,
            interval=self._interval(typed, unit),
            status=typed.get("status") or "final",
        )

    def _printed(self, typed: Mapping[str, str]) -> tuple[Value, str]:
        if "value" in self.changed_data or self.was.status in _ABSENT:
            unit = typed.get("unit") or self.was.analyte.unit
            return as_printed(self.was.analyte, typed["value"], unit)
        return self.was.value, typed.get("unit") or self.was.unit_reported

    def _interval(self, typed: Mapping[str, str], unit: str) -> Interval | None:
        """Left alone it stays as it was, in its own unit."""
        was = self.was
        if "interval" in self.changed_data:
            beside = typed.get("unit", "")
            return interval_of(was.analyte, typed["interval"], beside=beside, unit=unit)
        if was.interval and unit != was.unit:
            unit_then = was.interval.unit or was.unit
            beside = was.analyte.units[unit_then].text if unit_then else ""
            interval_of(was.analyte, printed_interval(was), beside=beside, unit=unit)
        return was.interval

    def _without(self, typed: Mapping[str, str]) -> Reading:
        return self._of(
            typed,
            value=Value.absent(self.was.value.reported),
            unit="",
            unit_reported="",
            interval=None,
            status="not-done",
            absent_reason=typed["absent"],
        )

    def _of(self, typed: Mapping[str, str], **said: Any) -> Reading:
        measured = {"value", "unit"} & set(self.changed_data)
        return Reading.of(
            draw=self.was.draw,
            analyte=self.was.analyte,
            side=self.was.side,
            assay=Assay(typed.get("method", "")),
            exam=read_exam(typed) if self.was.side else None,
            comment=typed["comment"],
            source_status=self.was.source_status,
            source_id=self.was.source_id,
            flags=() if measured else self.was.flags,
            **said,
        )


class InErrorForm(forms.Form):
    """Why a result was entered in error."""

    use_required_attribute = False

    version = VersionField()
    why = LineField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Enter the reason. It stays readable.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        """Its ids are its own: another form with a reason stands on the same page."""
        super().__init__(data, initial=dict(initial or {}), auto_id="error_%s")


class MisfiledForm(forms.Form):
    """Why a draw is another man's; it stays readable in the record that it goes to."""

    use_required_attribute = False

    version = VersionField()
    why = LineField(
        label=_("Reason for moving"),
        max_length=500,
        error_messages={"required": _("Enter the reason for moving the draw.")},
    )


class TakeBackForm(forms.Form):
    """Why a sign-off is withdrawn."""

    use_required_attribute = False

    why = LineField(
        label=_("Reason for withdrawing"),
        max_length=500,
        error_messages={"required": _("Enter the reason for withdrawing the sign-off.")},
    )


class HoldForm(forms.Form):
    """Until when a draw is not shared by the clinic's rule, and why."""

    use_required_attribute = False

    until = DayField(
        label=_("Held until"),
        help_text=_("14 days at most. On this day it is shared."),
        error_messages={"required": _("Enter the day on which the hold ends.")},
    )
    why = LineField(
        label=_("Reason for holding"),
        max_length=500,
        error_messages={"required": _("Enter the reason for holding the draw.")},
    )


class Changing(Protocol):
    """A form that knows whether anything was changed in it."""

    @property
    def changed(self) -> bool: ...
    @property
    def errors(self) -> Any: ...
    def add_error(self, field: str | None, error: Any) -> None: ...


def require_why(form: Changing, typed: Mapping[str, Any]) -> None:
    """Who changes nothing needs no reason."""
    if form.changed and not typed.get("why") and "why" not in form.errors:
        form.add_error("why", WHY)


def _initial_values(was: Reading) -> dict[str, object]:
    status = was.status if was.status not in _ABSENT else "final"
    return boxes_of(was) | {"version": was.version, "status": status}


def _build_fields(row: Blood | Side) -> dict[str, forms.Field]:
    fields = row.boxes()
    for box in ("preliminary", "interval_for"):
        fields.pop(box, None)
    fields["value"].widget.attrs.pop("data-value-box")  # it is the only one
    if isinstance(row, Side):
        fields["volume_method"] = forms.ChoiceField(
            label=gettext("Volume method"), required=False, choices=METHOD_CHOICES
        )
        fields["examiner"] = LineField(
            label=gettext("Examiner"), required=False, max_length=100
        )
    fields["status"] = forms.ChoiceField(
        label=gettext("Status on the report"), choices=_STATUSES
    )
    fields["version"] = VersionField()
    fields["why"] = why_field()
    return fields
