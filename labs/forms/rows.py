"""One row of boxes: what is typed for one analyte, or for one side, becomes one reading."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import ValidationError
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES, Analyte
from labs.forms.fields import LineField
from labs.readings import (
    VOLUME_METHODS,
    Assay,
    Draw,
    Exam,
    Interval,
    Kind,
    LaboratoryTestFact,
    PastedResult,
    Reading,
    Value,
    read_pasted,
)
from labs.words import Refused

VOLUME = ANALYTES["volume"]
AXES = (gettext_noop("length"), gettext_noop("width"), gettext_noop("height"))
METHOD_CHOICES = [
    ("", _("not recorded")),
    *((key, _(name)) for key, name in VOLUME_METHODS.items()),
]
_FIRST_BOX = {"diameters": AXES[0], "diameter": AXES[0]}
_NOT_BOTH = _("Both a result and a reason for no result are entered. Clear one of them.")
_NO_FORMULA = _("Enter the volume, or choose a formula for the diameters.")
_IN_ANOTHER_UNIT = _(
    "The result is in {unit}, and this reference range was typed in {other}. Enter the "
    "range with its unit: {printed} {other}, or as the report prints it in {unit}."
)
_WITHOUT_UNIT = _(
    "This reference range was recorded without a unit. Enter the range with its unit."
)
_FOR = "|"  # between a unit and the interval that was typed beside it; in no unit
_ALONE = _("Enter the result, or the reason for no result; or clear this box.")


@dataclass(frozen=True)
class UsualEntry:
    """What a row preselects, and where it comes from: a draw of this man, or a setting."""

    unit: str = ""
    method: str = ""
    draw: Draw | None = None
    test: LaboratoryTestFact | None = None


class UnitSelect(forms.Select):
    """The units, as printed; a spelling that is not listed is kept as it was sent."""

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        known = {option for option, _ in self.choices}
        extra = [(text, text) for text in value if text and text not in known]
        listed, self.choices = self.choices, [*extra, *self.choices]
        groups = super().optgroups(name, value, attrs)
        self.choices = listed
        return groups


def printed_units(analyte: Analyte) -> list[tuple[str, str]]:
    return [(unit.text, unit.text) for unit in analyte.units.values()]


def value_box(label: str) -> LineField:
    """Text, not a number: `<0.1`, `23.70` and the decimal comma stay as they are typed."""
    box = LineField(label=label, required=False, max_length=200)
    box.widget.attrs["data-value-box"] = ""
    return box


@dataclass(frozen=True)
class Blood:
    """The row of one analyte of a report."""

    names = (
        *("value", "unit", "interval", "interval_for", "method", "absent"),
        *("preliminary", "comment"),
    )

    analyte: Analyte
    usual: UsualEntry = UsualEntry()

    side = ""

    @property
    def prefix(self) -> str:
        return self.analyte.key

    @property
    def name(self) -> str:
        return self.analyte.name

    @property
    def key(self) -> tuple[str, str]:
        return (self.analyte.key, "")

    def boxes(self) -> dict[str, forms.Field]:
        name, usual = self.analyte.name, self.usual
        unit = UnitSelect(
            choices=printed_units(self.analyte), attrs={"autocomplete": "off"}
        )
        method = LineField(
            label=gettext("{name} method").format(name=name),
            required=False,
            max_length=100,
            initial=usual.method,
        )
        method.widget.attrs["list"] = f"methods-{self.analyte.key}"
        return {
            "value": value_box(gettext("{name} value").format(name=name)),
            "unit": forms.CharField(
                label=gettext("{name} unit").format(name=name),
                required=False,
                widget=unit,
                initial=usual.unit,
            ),
            "interval": LineField(
                label=gettext("{name} reference range").format(name=name),
                required=False,
                max_length=200,
            ),
            "interval_for": forms.CharField(widget=forms.HiddenInput, required=False),
            "method": method,
            "absent": LineField(
                label=gettext("{name} not done, because").format(name=name),
                required=False,
                max_length=200,
            ),
            "preliminary": forms.BooleanField(
                label=gettext("{name} preliminary").format(name=name), required=False
            ),
            "comment": LineField(
                label=gettext("{name} comment").format(name=name),
                required=False,
                max_length=1000,
            ),
        }

    def reading(self, typed: Mapping[str, str], draw: Draw) -> Reading | None:
        """None where nothing was measured; ValidationError by box where it cannot be."""
        if not typed["value"]:
            return without_result(self, typed, draw)
        return build_reading(self._measured, typed, draw)

    def _measured(self, typed: Mapping[str, str], draw: Draw) -> Reading:
        value, unit_reported = as_printed(self.analyte, typed["value"], typed["unit"])
        unit = self.analyte.unit_of(unit_reported).code
        beside = typed["interval_for"].partition(_FOR)[0]
        interval = interval_of(self.analyte, typed["interval"], beside=beside, unit=unit)
        return Reading.of(
            draw=draw,
            analyte=self.analyte,
            value=value,
            unit=unit,
            unit_reported=unit_reported,
            interval=interval,
            assay=Assay(typed["method"]),
            status="preliminary" if typed["preliminary"] else "final",
            comment=typed["comment"],
        )


@dataclass(frozen=True)
class Side:
    """The row of one side of an examination; method and examiner hold for both."""

    names = ("value", *AXES, "absent", "comment")

    side: str

    @property
    def prefix(self) -> str:
        return self.side

    @property
    def name(self) -> str:
        return self.side.capitalize()

    @property
    def key(self) -> tuple[str, str]:
        return (VOLUME.key, self.side)

    analyte = VOLUME

    def boxes(self) -> dict[str, forms.Field]:
        optional = {"required": False}
        return {
            "value": value_box(gettext("{name} volume").format(name=self.name)),
            **{
                axis: LineField(
                    label=f"{self.name} {gettext(axis)}", max_length=12, **optional
                )
                for axis in AXES
            },
            "absent": LineField(
                label=gettext("{name} not examined, because").format(name=self.name),
                max_length=200,
                **optional,
            ),
            "comment": LineField(
                label=gettext("{name} comment").format(name=self.name),
                max_length=1000,
                **optional,
            ),
        }

    def reading(self, typed: Mapping[str, str], draw: Draw) -> Reading | None:
        if not typed["value"]:
            if any(typed[axis] for axis in AXES):
                raise self._no_volume(typed)
            return without_result(self, typed, draw)
        return build_reading(self._measured, typed, draw)

    def _measured(self, typed: Mapping[str, str], draw: Draw) -> Reading:
        value, unit = as_printed(VOLUME, typed["value"], VOLUME.unit)
        return Reading.of(
            draw=draw,
            analyte=VOLUME,
            value=value,
            unit=VOLUME.unit_of(unit).code,
            unit_reported=unit,
            side=self.side,
            exam=read_exam(typed),
            comment=typed["comment"],
        )

    def _no_volume(self, typed: Mapping[str, str]) -> Exception:
        taken = read_exam(typed)
        try:
            taken.check()
        except Refused as refused:
            return blame_box(refused)
        if taken.recomputed is None:
            return ValidationError({"value": _NO_FORMULA})
        return ComputedVolume(f"{taken.recomputed:f}", taken.method)


class ComputedVolume(Exception):
    """Diameters without a volume: what their formula gives, for him to keep or not."""

    def __init__(self, volume: str, method: str) -> None:
        super().__init__(volume)
        self.volume = volume
        self.method = method


type Row = Blood | Side


def read_exam(typed: Mapping[str, str]) -> Exam:
    diameters = tuple(typed[axis].replace(",", ".") for axis in AXES if typed[axis])
    return Exam(typed["volume_method"], diameters, typed["examiner"])


def as_printed(analyte: Analyte, text: str, unit: str) -> tuple[Value, str]:
    """The value and the unit as printed; of a pasted line, those that stand in the line."""
    try:
        return Value.read(text), unit
    except Refused as refused:
        line = _read_pasted(text) or _read_pasted(f"{analyte.name} {text}")
        if line is None:
            raise refused from None
    if line.analyte != analyte:
        raise ValidationError({"value": _refuse_other(line.analyte)})
    return line.value, line.unit_reported


type Maker = Callable[[Mapping[str, str], Draw], Reading]


def build_reading(make: Maker, typed: Mapping[str, str], draw: Draw) -> Reading:
    """The reading; what refuses it is said at the box that holds it."""
    if typed["absent"]:
        raise ValidationError({"absent": _NOT_BOTH})
    try:
        return make(typed, draw)
    except Refused as refused:
        raise blame_box(refused) from refused


def blame_box(refused: Refused) -> ValidationError:
    room = refused.code.split("-")[0]
    box = _FIRST_BOX.get(room, room if room in ("unit", "interval") else "value")
    return ValidationError({box: str(refused)})


def without_result(row: Row, typed: Mapping[str, str], draw: Draw) -> Reading | None:
    """Not done, with its reason; None for a row that was left alone."""
    if not typed["absent"]:
        for box in ("comment", "preliminary"):
            if typed.get(box):
                raise ValidationError({box: _ALONE})
        return None
    return Reading.of(
        draw=draw,
        analyte=row.analyte,
        value=Value.absent(),
        unit="",
        unit_reported="",
        side=row.side,
        status="not-done",
        absent_reason=typed["absent"],
        comment=typed["comment"],
    )


def boxes_of(reading: Reading) -> dict[str, object]:
    """What would be typed to get this reading."""
    exam_of = reading.exam or Exam()
    diameters = dict(zip(AXES, exam_of.diameters, strict=False))
    return {
        "value": reading.value.reported if reading.value.kind is not Kind.ABSENT else "",
        "unit": reading.unit_reported,
        "interval": printed_interval(reading),
        "method": reading.assay.method,
        "absent": reading.absent_reason,
        "comment": reading.comment,
        "volume_method": exam_of.method,
        "examiner": exam_of.operator,
        **diameters,
    }


def printed_interval(reading: Reading) -> str:
    """As printed, or composed of its ends; its unit behind it where that is another."""
    interval = reading.interval
    if interval is None:
        return ""
    printed = interval.text or interval.plain
    if interval.unit in ("", reading.unit) or _own_unit(reading.analyte, printed):
        return printed
    return interval.with_unit(reading.analyte, reading.unit)


def interval_of(
    analyte: Analyte, printed: str, *, beside: str, unit: str
) -> Interval | None:
    """As typed beside a unit. A result in another one asks for it again, with its unit."""
    interval = Interval.read(printed, unit, analyte=analyte)
    its_own = not any(map(str.isdigit, printed)) or _own_unit(analyte, printed)
    if its_own or unit_code(analyte, beside) == unit:
        return interval
    said = _IN_ANOTHER_UNIT if beside else _WITHOUT_UNIT
    facts = {"unit": analyte.units[unit].text, "other": beside, "printed": printed}
    raise ValidationError({"interval": said.format(**facts)})


def interval_for(data: Mapping[str, str], row: Blood) -> str:
    """The unit that stood beside an interval when it was typed, and that interval."""
    box = f"{row.prefix}_interval"
    interval, said = data.get(box, "").strip(), data.get(f"{box}_for", "")
    if said.partition(_FOR)[2] == interval:
        return said
    return f"{data.get(f'{row.prefix}_unit', '')}{_FOR}{interval}"


def _own_unit(analyte: Analyte, printed: str) -> bool:
    """Whether an interval names a unit itself."""
    interval = Interval.read(printed, "", analyte=analyte)
    return interval is not None and bool(interval.unit)


def unit_code(analyte: Analyte, spelling: str) -> str:
    """UCUM; of a spelling that is not known, the spelling."""
    try:
        return analyte.unit_of(spelling).code
    except Refused:
        return spelling


def _read_pasted(line: str) -> PastedResult | None:
    try:
        return read_pasted(line)
    except Refused:
        return None


def _refuse_other(analyte: Analyte) -> str:
    return gettext(
        "This line is a result of {name}. Paste it into the row of {name}."
    ).format(name=analyte.name)
