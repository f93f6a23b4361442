"""A file that is taken beside another, or beside somebody who reads."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from labs import audit, record
from labs.exchange import FORMATS, Settings
from labs.models import Panel, Result
from labs.record.batch import IncomingFile
from tests import beside

HEAD = "patient,collected_at,laboratory,analyte,reported,unit\n"
ROWS = [f"N-1,2026-03-{n:02} 08:10,Nord,lh,3.{n},IU/L\n" for n in range(1, 10)]


@pytest.fixture(autouse=True)
def committed(transactional_db):
    """Asked for first, so that all that follows is committed."""


def _file(rows):
    data = (HEAD + "".join(rows)).encode()
    now = datetime(2026, 11, 23, 11, tzinfo=UTC)
    found = FORMATS["csv"].read(data, Settings("Europe/Berlin", now))
    return IncomingFile(found, hashlib.sha256(data).hexdigest())


def test_files_that_overlap_are_taken_one_after_the_other(north, nurse, patient):
    parts = [ROWS[:6], ROWS[3:], ROWS]
    gate = Barrier(len(parts))

    def run(rows):
        try:
            gate.wait(timeout=10)
            return record.batch.import_file(north, _file(rows), by=nurse).counts
        finally:
            connection.close()

    with ThreadPoolExecutor(len(parts)) as pool:
        counts = list(pool.map(run, parts))
    assert sum(count["created"] for count in counts) == len(ROWS)
    assert Result.objects.count() == Panel.objects.count() == len(ROWS)
    assert all(verdict.ok for verdict in audit.verify_audit().chains)


def test_who_reads_beside_a_file_is_shown_all_of_it_or_nothing(
    north, nurse, clinician, patient, patient_user, drawn
):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.2")
    readers = beside.readers(clinician, patient_user, patient, panel)

    def take():
        assert record.batch.import_file(north, _file(ROWS), by=nurse).kept

    assert beside.wrong_beside(take, readers) == []
