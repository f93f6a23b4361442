"""A result stays as it was read; what is asked of results is asked in SQL."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from django.db import connection

from labs.models import Panel, Result
from labs.models.result import PLOTTED
from labs.readings import Exam, Interval, Reading, Value, show_value
from tests.factories import draw, reading, volume

CELLS = ["3.2", "23.70", "0", "0.000001", "<0.1", "<=0,1", "≥ 52.0", "999999.999999"]
DRAW = draw()


def _there_and_back(patient, nurse, one):
    """What stands in the database of a reading, without what only the record knows."""
    panel = Panel.of(patient, one.draw)
    signed = {"act": 9, "by": nurse, "by_name": nurse.name, "at": panel.collected_at}
    row = Result.of(panel, one)
    for each in (panel, row):
        for name, value in signed.items():
            setattr(each, name, value)
        each.save(force_insert=True)
    back = Result.objects.get(pk=row.pk).reading(one.draw)
    return replace(back, id=one.id, by="", entered_at=None)


@pytest.mark.parametrize("cell", CELLS)
def test_digits_stay_as_they_were_reported(patient, nurse, cell):
    one = replace(reading("lh", "1", taken=DRAW), value=Value.read(cell))
    back = _there_and_back(patient, nurse, one)
    assert back == one
    assert back.value.digits == one.value.digits


@pytest.mark.parametrize(
    "interval",
    [
        None,
        Interval.read("1.7-8.60", "[IU]/L"),
        Interval.read("<= 162", "[IU]/L"),
        Interval.read("< 150", "[IU]/L"),
        Interval.read(">= 8.64", "[IU]/L"),
        Interval.read("follicular 2.4-12.6, luteal 1.0-11.4", "[IU]/L"),
        Interval(Decimal("1.70"), Decimal("8.6"), high_inclusive=False, source="clinician"),
    ],
    ids=str,
)
def test_intervals_stay_as_they_were_printed(patient, nurse, interval):
    one = replace(reading("lh", "3.2", taken=DRAW), interval=interval)
    assert _there_and_back(patient, nurse, one) == one


@pytest.mark.parametrize(
    "one",
    [
        reading(
            taken=DRAW,
            status="preliminary",
            source_status="P",
            comment="hCG may be read as LH.",
            flags=("status-missing", "soft-limit"),
            source_id="4711^LAB",
        ),
        reading("lh", "not detected", taken=DRAW),
        reading(taken=DRAW, method="immunoassay"),
        reading("estradiol", not_done=True, taken=DRAW, absent_reason="too little serum"),
        volume("15", "left", taken=DRAW),
        replace(volume("15", "right", taken=DRAW), exam=None),
        replace(
            volume("17.4", "right", taken=DRAW),
            exam=Exam("ultrasound-lambert", ("4.1", "2.30", "2,6"), "Dr Synthetic"),
        ),
    ],
    ids=lambda one: f"{one.analyte.key} {one.status} {one.value.kind}",
)
def test_all_that_a_reading_says_stays(patient, nurse, one):
    assert _there_and_back(patient, nurse, one) == one


def test_a_reading_knows_its_result(panel):
    row = panel.results.get(analyte="lh")
    told = row.reading(panel.draw)
    assert (told.id, told.version, told.by, told.entered_at) == (
        row.uid,
        0,
        row.by_name,
        row.at,
    )
    assert vars(told).keys() >= {field.name for field in fields(Reading)}


def test_equal_numbers_keep_their_own_digits_though_their_text_is_one(panel):
    row = panel.results.get(analyte="lh")
    row.reported = "23.7"
    told = []
    for decimals in (1, 2):
        row.value, row.decimals = Decimal("23.7"), decimals
        read = row.reading(panel.draw)
        told.append((read.value.digits, show_value(read, read.unit).value))
    assert told == [("23.7", "23.7"), ("23.70", "23.70")]


@pytest.fixture
def eager(db):
    """On few rows PostgreSQL would rather read them all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


def test_a_history_is_read_in_order_from_the_index_alone(full, eager):
    """One covering index for the plot: its cost does not grow with the table."""
    his = Result.objects.filter(patient=full, analyte="lh", side="")
    plan = his.order_by("collected_at").values_list(*PLOTTED).explain()
    ways = ("USING COVERING INDEX result_plot", "Index Only Scan using result_plot")
    assert [way for way in ways if way in plan]
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_no_second_index_begins_with_the_patient(db):
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, "labs_result")
    first = [at["columns"][0] for at in indexes.values() if at["index"] or at["unique"]]
    assert first.count("patient_id") == 1
