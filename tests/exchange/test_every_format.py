"""What holds for every format: nothing is lost on the way, and nothing crashes."""

import csv
import io
import random
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from labs.analytes import ANALYTES
from labs.exchange import FORMATS, LATER, Entry, ParsedFile, Problem, Settings, SkippedRow
from labs.exchange.fields import RESULT_FIELDS
from labs.readings import (
    VOLUME_METHODS,
    Assay,
    Circumstances,
    Draw,
    Exam,
    Interval,
    Kind,
    Moment,
    Reading,
    Value,
)

WRITTEN = {name: form for name, form in FORMATS.items() if form.write}
BERLIN = "Europe/Berlin"
SETTINGS = Settings(BERLIN, datetime(2026, 11, 23, 11, tzinfo=UTC), tuple(ANALYTES))
SAMPLES = Path(settings.BASE_DIR) / "tests/samples/csv"
GOOD = (
    b"patient;collected at;analyte;reported;unit;range;low;high;status;comment;loinc\r\n"
    b'N-1;02.03.2026 08:10;LH;<0,1;mIU/mL;1,7-8,6;;;final;"a\nb";10501-5\r\n'
    b"N-1;03/25/2026;Hodenvolumen links;12;ml;;1;2;P;;\r\n"
    b"N-2;2026-03-02T08:10+01:00;Testosteron;folgt;;;;;;;2986-8\r\n"
)

letters = st.text(st.characters(categories=("L", "P", "Zs", "Sm")), max_size=12)
texts = letters | st.text("=+-@',;\"\n\t\r< 'aé", max_size=8)
numbers = st.decimals("0.01", "0.40", places=2).map(str)
printed = st.builds("{}{}".format, st.sampled_from(["", "<", "≤ ", ">"]), numbers)
words = letters.map(lambda text: f"not seen {text}")


@st.composite
def moments(draw):
    precision = draw(st.sampled_from(["minute", "date", "month"]))
    day = draw(st.dates(date(1990, 1, 1), date(2026, 11, 22)))
    if precision == "month":
        return Moment.month(day.year, day.month, BERLIN)
    if precision == "date":
        return Moment.local(day, None, BERLIN)
    clocks = st.datetimes(datetime(1990, 1, 1), datetime(2026, 11, 22))
    aware = draw(clocks).replace(second=0, microsecond=0, tzinfo=ZoneInfo(BERLIN))
    return Moment.instant(aware, BERLIN)


@st.composite
def intervals(draw, unit):
    if draw(st.booleans()):
        text = draw(letters.filter(str.strip))
        return Interval(None, None, text=f"see {text.strip()}", unit=unit)
    low, high = sorted(
        draw(st.tuples(st.decimals(0, 9, places=2), st.decimals(0, 9, places=1)))
    )
    sides = draw(st.sampled_from(["low", "high", "both"]))
    return Interval.of(
        low=str(low) if sides != "high" else "",
        high=str(high) if sides != "low" else "",
        low_inclusive=draw(st.booleans()) if sides != "high" else True,
        high_inclusive=draw(st.booleans()) if sides != "low" else True,
        text=draw(texts),
        unit=unit,
    )


@st.composite
def results(draw):
    """Status, value, unit and reason, as they may stand together."""
    absent = draw(st.sampled_from(["", "", "", "not-done", "pending"]))
    if absent == "not-done":
        return absent, Value.absent(), draw(texts.filter(str.strip))
    if absent:
        return absent, Value.absent(draw(st.sampled_from(["folgt", "pending", "suit"]))), ""
    status = draw(
        st.sampled_from(["final", "preliminary", "corrected", "entered-in-error"])
    )
    return status, Value.read(draw(printed | words)), ""


@st.composite
def readings(draw):
    analyte = draw(st.sampled_from([*ANALYTES.values()]))
    unit = draw(st.sampled_from([*analyte.units.values()]))
    status, value, reason = draw(results())
    about = Circumstances(
        fasting=draw(st.none() | st.booleans()),
        since_dose=draw(st.sampled_from(["", "trough", "peak", "PT36H", "P5D"])),
    )
    exam = Exam(draw(st.sampled_from([*VOLUME_METHODS]))) if analyte.sides else None
    has_unit = value.number is not None
    return Reading.of(
        draw=Draw(draw(moments()), "p1", 0, draw(texts), circumstances=about),
        analyte=analyte,
        value=value,
        unit=unit.code if has_unit else "",
        unit_reported=draw(st.sampled_from([unit.text, unit.code, ""])) if has_unit else "",
        side=draw(st.sampled_from(analyte.sides)) if analyte.sides else "",
        interval=draw(st.none() | intervals(unit.code)) if has_unit else None,
        assay=Assay() if analyte.sides else Assay(draw(texts)),
        exam=exam,
        status=status,
        source_status=draw(st.sampled_from(["", "F", "C", "endgültig"])),
        absent_reason=reason,
        comment=draw(texts),
        id=draw(st.sampled_from(["abc234", "r-7"])),
        version=draw(st.integers(0, 3)),
    )


def _said(reading):
    """What a canonical file carries of a reading."""
    interval = reading.interval
    return (
        (reading.moment.iso, reading.moment.precision, reading.draw.laboratory),
        (reading.draw.circumstances.fasting, reading.draw.circumstances.since_dose),
        (reading.key, reading.method, reading.value, reading.value.digits),
        (reading.unit, reading.unit_reported),
        interval
        and (
            interval.low,
            interval.high,
            interval.low_inclusive,
            interval.high_inclusive,
            interval.text,
            interval.source,
        ),
        (reading.status, reading.source_status, reading.absent_reason, reading.comment),
    )


@pytest.mark.parametrize("form", WRITTEN.values(), ids=WRITTEN)
@given(st.lists(readings(), min_size=1, max_size=4))
def test_what_is_written_is_read_back(form, written):
    found = form.read(form.write("N-1", written).encode(), SETTINGS)
    assert not found.problems, found.problems
    assert [_said(entry.reading) for entry in found.rows] == [_said(r) for r in written]
    assert [(e.identity.id, e.identity.version, e.identity.panel) for e in found.rows] == [
        (r.id, r.version, "p1") for r in written
    ]
    assert {entry.source.patient for entry in found.rows} == {"N-1"}


@given(st.lists(readings(), min_size=1, max_size=4))
def test_a_canonical_file_has_its_columns_line_ends_and_no_formula(written):
    text = FORMATS["csv"].write("=N-1", written)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert text.startswith(",".join(RESULT_FIELDS) + "\r\n")
    assert text.endswith("\r\n")
    assert {len(row) for row in rows} == {len(RESULT_FIELDS)}
    assert not any(cell.startswith(("=", "@", "\t", "\r")) for row in rows for cell in row)


def test_a_text_with_digits_that_a_record_kept_is_read_back():
    kept = Reading(
        draw=Draw(Moment.local(date(2026, 3, 2), None, BERLIN)),
        analyte=ANALYTES["lh"],
        value=Value(Kind.TEXT, "", None, "see note 3"),
        unit="",
        unit_reported="",
        id="abc",
    )
    form = FORMATS["csv"]
    (entry,) = form.read(form.write("N-1", [kept]).encode(), SETTINGS).rows
    assert entry.reading.value == kept.value
    assert entry.reading.flags == ("text-with-digits",)


def test_an_interval_in_another_unit_names_its_unit():
    printed = Reading(
        draw=Draw(Moment.local(date(2026, 3, 2), None, BERLIN)),
        analyte=ANALYTES["testosterone"],
        value=Value.read("349"),
        unit="ng/dL",
        unit_reported="ng/dL",
        interval=Interval.read("8.64-29.0", "nmol/L"),
    )
    form = FORMATS["csv"]
    text = form.write("N-1", [printed])
    assert "8.64 to 29.0 nmol/L" in text
    (entry,) = form.read(text.encode(), SETTINGS).rows
    assert entry.reading.interval.ends(printed.analyte, "ng/dL") == printed.interval.ends(
        printed.analyte, "ng/dL"
    )


def _well_said(found):
    assert isinstance(found, ParsedFile)
    assert found.rows
    for row in found.rows:
        assert isinstance(row, Entry | SkippedRow | Problem)
        if not isinstance(row, Entry):
            assert row.text.endswith(".") and not re.search(r"\{\w+\}", row.text)
    return found


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@given(st.binary(max_size=300))
def test_bytes_of_chance_become_sentences(form, junk):
    _well_said(form.read(junk, SETTINGS))


@given(st.text(max_size=60), st.sampled_from([",", ";", "\t", "|"]))
def test_text_of_chance_under_a_header_becomes_sentences(junk, sign):
    header = sign.join(("patient", "date", "test", "value", "unit", "range", "low", "high"))
    _well_said(
        FORMATS["csv"].read(f"{header}\n{junk}\n".encode("utf-8", "replace"), SETTINGS)
    )


@given(st.lists(st.text(max_size=12), min_size=6, max_size=6))
def test_cells_of_chance_become_results_or_sentences(cells):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("patient", "date", "analyte", "reported", "unit", "range"))
    writer.writerow(cells)
    _well_said(FORMATS["csv"].read(out.getvalue().encode("utf-8", "replace"), SETTINGS))


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8), st.text(max_size=10))
def test_headings_of_chance_become_results_or_sentences(headings, cell):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("patient", "date", "LH (IU/L)", *headings))
    writer.writerow(("N-1", "2026-03-02", "2", *(cell for _ in headings)))
    _well_said(FORMATS["csv"].read(out.getvalue().encode("utf-8", "replace"), SETTINGS))


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_becomes_sentences(seed):
    chance = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 6)] = chance.randbytes(chance.randint(0, 6))
    _well_said(FORMATS["csv"].read(bytes(data), SETTINGS))


@pytest.mark.parametrize("cut", range(0, len(GOOD), 9))
def test_a_file_that_breaks_off_becomes_sentences(cut):
    _well_said(FORMATS["csv"].read(GOOD[:cut], SETTINGS))


def test_formats_are_the_ones_of_the_interface():
    assert {*FORMATS, *LATER} == {"csv", "fhir", "hl7v2"}
