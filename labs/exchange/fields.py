"""The fields of a result as texts: what our own files hold, and what any file may."""

from decimal import Decimal

from labs.readings import Interval, Reading

# One version of a result, in the order of our own files.
RESULT_FIELDS = (
    *("patient", "collected_at", "precision", "laboratory", "method", "fasting"),
    *("since_dose", "analyte", "side", "reported", "comparator", "value", "unit"),
    *("unit_reported", "range_low", "range_low_inclusive", "range_high"),
    *("range_high_inclusive", "range_text", "range_source", "status", "source_status"),
    *("absent_reason", "comment", "result_id", "version", "replaces", "panel"),
)
PERSON_FIELDS = ("name", "last_name", "first_name", "born")  # read to open records with
# With what other files carry beside it.
FIELDS = (*RESULT_FIELDS, "time", "code", "specimen", *PERSON_FIELDS)

_RANGE = tuple(field for field in RESULT_FIELDS if field.startswith("range_"))


def write_fields(number: str, reading: Reading) -> dict[str, str]:
    """A result version of the patient with this number, as texts by `RESULT_FIELDS`."""
    draw, value = reading.draw, reading.value
    return {
        "patient": number,
        "collected_at": draw.moment.iso,
        "precision": draw.moment.precision,
        "laboratory": draw.laboratory,
        "method": reading.method,
        "fasting": _write_truth(draw.circumstances.fasting),
        "since_dose": draw.circumstances.since_dose,
        "analyte": reading.analyte.key,
        "side": reading.side,
        "reported": value.reported,
        "comparator": value.comparator,
        "value": value.digits,
        "unit": reading.unit,
        "unit_reported": reading.unit_reported,
        **write_range(reading),
        "status": reading.status,
        "source_status": reading.source_status,
        "absent_reason": reading.absent_reason,
        "comment": reading.comment,
        "result_id": reading.id,
        "version": str(reading.version),
        "replaces": str(reading.version - 1) if reading.version else "",
        "panel": draw.id,
    }


def write_range(reading: Reading) -> dict[str, str]:
    """Its interval; one in another unit than its result's is a text that names the unit."""
    interval = reading.interval
    if interval is None:
        return dict.fromkeys(_RANGE, "")
    if interval.has_ends and interval.unit not in ("", reading.unit):
        text = _with_unit(interval, reading)
        return dict.fromkeys(_RANGE, "") | {
            "range_text": text,
            "range_source": interval.source,
        }
    low, high = _write_end(interval.low), _write_end(interval.high)
    return {
        "range_low": low,
        "range_low_inclusive": _write_truth(interval.low_inclusive) if low else "",
        "range_high": high,
        "range_high_inclusive": _write_truth(interval.high_inclusive) if high else "",
        "range_text": interval.text,
        "range_source": interval.source,
    }


def _with_unit(interval: Interval, reading: Reading) -> str:
    read = Interval.read(interval.text, reading.unit, analyte=reading.analyte)
    told = read is not None and read.unit == interval.unit
    return interval.text if told else f"{interval.plain} {interval.unit}"


def _write_end(end: Decimal | None) -> str:
    return "" if end is None else f"{end:f}"


def _write_truth(said: bool | None) -> str:
    return "" if said is None else str(said).lower()
