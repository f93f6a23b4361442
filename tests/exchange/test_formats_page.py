"""docs/formats.md says what the readers do."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from labs.exchange import FORMATS, LATER, statuses
from labs.exchange.csv.headers import SYNONYMS
from labs.exchange.csv.layout import MOST_COLUMNS
from labs.exchange.csv.table import LONGEST_LINE, MOST_ROWS
from labs.exchange.fields import RESULT_FIELDS
from labs.exchange.format import MOST_BYTES
from labs.exchange.mapping import parse_mapping
from labs.exchange.report import OUTCOMES

PAGE = (Path(settings.BASE_DIR) / "docs/formats.md").read_text()
ROWS = dict(re.findall(r"^\| `([\w-]+)` \| (.+) \|$", PAGE, re.M))


@pytest.mark.parametrize("field", SYNONYMS)
def test_every_heading_is_on_the_page_in_its_row_and_no_other(field):
    told = [tier.split(", ") for tier in ROWS[field].split("; ")]
    assert told == [list(tier) for tier in SYNONYMS[field]]


@pytest.mark.parametrize("status", sorted(set(statuses.STATUSES.values()) - {"ignored"}))
def test_every_word_for_a_status_is_on_the_page(status):
    for word in ROWS[status].split(", "):
        assert statuses.status_of(word) == status


def test_every_word_for_to_follow_is_on_the_page():
    (told,) = re.findall(r"These words make a result pending: (.+)\.$", PAGE, re.M)
    assert {statuses.status_of(word) for word in told.split(", ")} == {"pending"}
    assert len(told.split(", ")) == len(statuses.PENDING)


def test_the_first_line_of_a_canonical_file_is_on_the_page():
    assert f"\n    {','.join(RESULT_FIELDS)}\n" in PAGE


def test_formats_are_told_and_those_that_come_later():
    for name, told in FORMATS.items():
        written = "yes" if told.write else "no"
        assert re.search(
            rf"^\| {told.label} \| `{name}` \| yes.* \| {written} \|$", PAGE, re.M
        )
    for name in LATER:
        assert re.search(rf"^\| .+ \| `{name}` \| announced.* \|$", PAGE, re.M)


def test_limits_and_outcomes_are_told():
    assert (
        f"{MOST_BYTES // 1024 // 1024} MB, {MOST_ROWS:,} rows, {MOST_COLUMNS} columns"
        in PAGE
    )
    assert f"{LONGEST_LINE // 1024} kB a line" in PAGE
    assert " ".join(OUTCOMES) in PAGE


def test_the_mapping_on_the_page_is_one():
    text = re.search(r'^    \{"columns".+?\}$', PAGE, re.M | re.S)[0]
    mapping = parse_mapping(text)
    assert mapping.analytes["hvl"].side == "left"
    assert (mapping.decimal, mapping.delimiter) == (",", ";")


@pytest.mark.parametrize("cell", ["12.1", "23,70", "<0.1", "≤ 0,1", "kleiner als 0,1"])
def test_values_on_the_page_are_read(one, cell):
    assert f"`{cell}`" in PAGE
    assert one(reported=cell).value.number is not None


@pytest.mark.parametrize("day", ["20260302", "02.03.2026", "2. März 2026", "2 mars 2026"])
@pytest.mark.parametrize("clock", ["08:10", "8.10 Uhr", "08h10", "8:10 AM"])
def test_dates_on_the_page_are_read(one, day, clock):
    assert f"`{day}`" in PAGE and f"`{clock}`" in PAGE
    assert one(collected_at=f"{day} {clock}").moment.iso == "2026-03-02T08:10:00+01:00"
    assert one(collected_at=day, time=clock).moment.clock == "08:10"
