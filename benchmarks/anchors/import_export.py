"""The same file through django-import-export, as its manual shows it and in bulk.

It is handed what favours it: the file's men and draws are looked up or made once, no key is
searched for a row, nothing is weighed against the record, and no event is written.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from import_export import resources, widgets
from import_export.fields import Field
from tablib import Dataset

from labs.models import Panel, PatientDetails, Result, User

_ZONE = ZoneInfo("Europe/Berlin")
_FIELDS = (
    *("analyte", "side", "kind", "reported", "comparator", "value", "decimals", "unit"),
    *("unit_reported", "range_low", "range_high", "range_text", "range_unit"),
    *("range_source", "method", "status", "collected_at"),
)


class _Results(resources.ModelResource):
    collected_at = Field("collected_at", "moment", widget=widgets.Widget())

    class Meta:
        model = Result
        fields = ("patient", "panel", *_FIELDS)
        import_id_fields: list[str] = []

    def __init__(self, by: User) -> None:
        super().__init__()
        self.by = by

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        current = PatientDetails.objects.current()
        self.men = dict(current.values_list("number", "patient_id"))
        self.at = timezone.now()
        self.panels: dict[tuple[str, str], int] = {}
        rows = {(row["patient"], row["collected_at"]): row for row in dataset.dict}
        new = [self._panel(row) for row in rows.values()]
        if self._meta.use_bulk:
            Panel.objects.bulk_create(new, 1000)
        else:
            for panel in new:
                panel.save()
        self.panels = {key: panel.pk for key, panel in zip(rows, new, strict=True)}

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        low, _, high = row["range_text"].partition("-")
        number = row["reported"].removeprefix("<")
        censored = number != row["reported"]
        row |= {
            "panel": self.panels[row["patient"], row["collected_at"]],
            "patient": self.men[row["patient"]],
            "moment": _moment(row),
            "kind": "censored" if censored else "measured",
            "comparator": "<" if censored else "",
            "value": number,
            "decimals": len(number.partition(".")[2]),
            "unit": _UNITS.get(row["unit"], row["unit"]),
            "unit_reported": row["unit"],
            "range_low": low,
            "range_high": high,
            "range_unit": _UNITS.get(row["unit"], row["unit"]),
            "range_source": "laboratory",
            "status": "final",
        }

    def before_save_instance(self, instance: Result, row: Any, **kwargs: Any) -> None:
        instance.act, instance.at = 1, self.at
        instance.by, instance.by_name = self.by, self.by.name

    def _panel(self, row: dict[str, Any]) -> Panel:
        at = _moment(row)
        return Panel(
            patient_id=self.men[row["patient"]],
            collected_on=at.date(),
            collected_time=at.time(),
            zone=_ZONE.key,
            offset_minutes=int(f"{at:%z}"[:3]) * 60,  # Berlin's are whole hours
            precision="minute",
            collected_at=at,
            laboratory=row["laboratory"],
            act=1,
            at=self.at,
            by=self.by,
            by_name=self.by.name,
        )


class _Bulk(_Results):
    """With keys that are taken as they are: by default the library looks each one up."""

    patient = Field("patient_id", "patient", widget=widgets.IntegerWidget())
    panel = Field("panel_id", "panel", widget=widgets.IntegerWidget())

    class Meta(_Results.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True


_UNITS = {"IU/L": "[IU]/L"}  # as Unified Code for Units of Measure


def take(content: bytes, by: User, *, bulk: bool) -> int:
    dataset = Dataset().load(content.decode(), format="csv")
    resource = (_Bulk if bulk else _Results)(by)
    resource.import_data(dataset, raise_errors=True, use_transactions=True)
    return len(dataset)


def _moment(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["collected_at"]).replace(tzinfo=_ZONE)
