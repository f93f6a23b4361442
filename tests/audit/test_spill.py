"""While the database takes no writes pages of staff go on, and nothing of it is lost."""

import json
import stat
from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError
from django.urls import reverse

from labs import audit
from labs.audit import chain, spill
from labs.models import AuditEvent
from tracker import metrics


class _Full(OperationalError):
    """As PostgreSQL says that its disk is full; of SQLite's see `tests/test_errors.py`."""

    __cause__ = psycopg.errors.DiskFull("no space left")


@pytest.fixture
def disk(monkeypatch):
    """A disk that is full inside the block: no event is taken."""

    @contextmanager
    def full():
        def fail(*args, **kwargs):
            raise _Full

        with monkeypatch.context() as patch:
            patch.setattr(AuditEvent, "save", fail)
            yield

    return full


@pytest.fixture
def seen(transactional_db, client, clinician, patient, disk):
    """A page that was read on a full disk."""
    client.force_login(clinician)
    client.raise_request_exception = False
    with disk():
        answer = client.get(reverse("patient", args=[patient.ref]))
    assert answer.status_code == 200
    return answer


def test_the_page_is_shown_and_says_so_at_once(seen):
    assert "What you read is recorded in a file" in seen.text


def test_ready_turns_red_until_it_is_in_the_chain(seen, client, patient):
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert [each.samples[0].value for each in metrics.Readiness().collect()][0] == 0
    answer = client.get(reverse("patient", args=[patient.ref]))
    assert "recorded in a file" not in answer.text
    assert client.get("/readyz").status_code == 200
    assert [each.samples[0].value for each in metrics.Readiness().collect()][0] == 1


def test_it_comes_into_the_chain_with_its_own_time_once(seen, patient, clinician):
    (line,) = spill._read_lines(_used()).events
    audit.record_read("record-read", by=clinician, patient=patient)
    there = [event for event in AuditEvent.objects.all() if '"spilled"' in event.detail]
    assert [(event.at, event.verb, event.patient, event.by) for event in there] == [
        (line.at, "record-read", patient.ref, str(clinician.pk))
    ]
    assert json.loads(there[0].detail)["spilled"] == line.uid
    assert not spill.holds_events()
    audit.empty_spill()
    assert audit.verify_audit().ok


def test_a_crash_between_chain_and_file_does_not_write_it_twice(seen, settings):
    kept = settings.AUDIT_SPILL.read_bytes()
    audit.empty_spill()
    count = AuditEvent.objects.count()
    settings.AUDIT_SPILL.write_bytes(kept)
    audit.empty_spill()
    assert AuditEvent.objects.count() == count
    assert not spill.holds_events()


def test_what_it_holds_is_of_its_owner_alone_and_names_nobody(seen, settings, patient):
    path = settings.AUDIT_SPILL
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert patient.details.get().name.encode() not in path.read_bytes()


def test_a_line_that_was_changed_is_not_taken_and_is_told(seen, settings):
    path = settings.AUDIT_SPILL
    path.write_bytes(path.read_bytes().replace(b"record-read", b"record-nope"))
    audit.empty_spill()
    assert not AuditEvent.objects.filter(verb="record-nope").exists()
    event = AuditEvent.objects.get(verb="spill-damaged")
    assert (event.chain, event.detail) == ("system", '{"lines":1}')


@pytest.mark.parametrize("name", ["draws_csv", "series"])
def test_data_is_refused(seen, client, patient, disk, name):
    before = spill._read_lines(_used()).events
    with disk():
        answer = client.get(reverse(name, args=[patient.ref]))
    assert answer.status_code == 503
    assert spill._read_lines(_used()).events == before


def test_the_patient_is_refused_his_own_page(seen, client, patient_user, disk):
    client.force_login(patient_user)
    with disk():
        assert client.get("/me/").status_code == 503


def test_where_the_file_cannot_be_written_either_the_page_is_refused(
    seen, client, patient, disk, settings, tmp_path
):
    settings.AUDIT_SPILL = tmp_path  # a directory
    with disk():
        answer = client.get(reverse("patient", args=[patient.ref]))
    assert answer.status_code == 503


def test_its_room_is_reserved_and_lines_do_not_make_it_larger(db, settings, patient):
    audit.anchor_heads()
    size = settings.AUDIT_SPILL.stat().st_size
    assert size == spill.RESERVED
    assert not spill.holds_events()
    act = chain.begin_act("north", audit.Operator(None))
    assert spill.keep(act.sealed("record-read", patient.ref))
    assert spill.holds_events()
    assert settings.AUDIT_SPILL.stat().st_size == size


def test_a_database_that_is_busy_is_waited_for(db, client, clinician, patient, monkeypatch):
    class Busy(OperationalError):
        __cause__ = psycopg.errors.LockNotAvailable()

    def fail(*args, **kwargs):
        raise Busy

    client.force_login(clinician)
    client.raise_request_exception = False
    monkeypatch.setattr(AuditEvent, "save", fail)
    assert client.get(reverse("patient", args=[patient.ref])).status_code == 503
    assert not spill.holds_events()


def _used():
    with spill._open() as file:
        used = spill._count_used(file)
        file.seek(0)
        return file.read(used)
