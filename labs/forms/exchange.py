"""A file to look at, and how to read it again."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES
from labs.exchange import FORMATS, MOST_BYTES, parse_mapping
from labs.words import Refused

_FORMATS = {
    "": _("detect"),
    "%d/%m/%Y": "day/month/year",
    "%m/%d/%Y": "month/day/year",
    "%d-%m-%Y": "day-month-year",
    "%m-%d-%Y": "month-day-year",
    "%Y/%m/%d": "year/month/day",
    "%Y-%m-%d": "year-month-day",
}
_LONGEST_MAPPING = 64 * 1024
_MEGABYTE = 1024 * 1024


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = ", ".join(format_.label for format_ in FORMATS.values())
        self.fields["file"].help_text = gettext(
            "{formats}, at most {most} MB. Nothing is saved before you import it."
        ).format(formats=labels, most=MOST_BYTES // _MEGABYTE)

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            refused = Refused("file-too-large", most=MOST_BYTES // _MEGABYTE)
            raise forms.ValidationError(str(refused))
        return file


class RereadForm(forms.Form):
    """What the file does not say about itself. Empty boxes say nothing either."""

    number = forms.CharField(
        label=_("Patient's number"),
        required=False,
        max_length=40,
        help_text=_("For a file of one patient that has no numbers."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    date_format = forms.ChoiceField(
        label=_("Dates such as 03/04/2026"), required=False, choices=_FORMATS.items()
    )
    mapping = forms.FileField(
        label=_("Mapping"),
        required=False,
        help_text=_("JSON that names columns, units and analytes of this laboratory."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        settings: Mapping[str, Any],
        unitless: Iterable[str],
    ) -> None:
        super().__init__(data, files, initial=_initial_values(settings))
        self._settings = settings
        self._asked = [ANALYTES[key] for key in unitless]
        for analyte in self._asked:
            units = [
                ("", gettext("not specified")),
                *((u.code, u.text) for u in analyte.units.values()),
            ]
            self.fields[f"unit_{analyte.key}"] = forms.ChoiceField(
                label=gettext("{name} unit").format(name=analyte.name),
                required=False,
                choices=units,
                initial=settings.get("units", {}).get(analyte.key, ""),
            )

    @property
    def units(self) -> list[forms.BoundField]:
        return [self[f"unit_{analyte.key}"] for analyte in self._asked]

    def clean_mapping(self) -> dict[str, Any]:
        file = self.cleaned_data["mapping"]
        if not file:
            return self._settings.get("mapping", {})
        try:
            text = file.read(_LONGEST_MAPPING + 1).decode("utf-8", "replace")
            parse_mapping(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return json.loads(text.removeprefix("\ufeff"))

    @property
    def settings(self) -> dict[str, Any]:
        """To be kept with the file; of a valid form."""
        said = self.cleaned_data
        units = {a.key: said[f"unit_{a.key}"] for a in self._asked}
        return {
            "number": said["number"].strip(),
            "date_format": said["date_format"],
            "mapping": said["mapping"],
            "units": {key: unit for key, unit in units.items() if unit},
        }


def _initial_values(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: settings.get(name, "") for name in ("number", "date_format")}
