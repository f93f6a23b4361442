"""One state of the database for an answer: what is written meanwhile is not in it."""

from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from labs import audit
from labs.models import AuditEvent, Clinic
from labs.models.snapshot import after_snapshot, snapshot, writing


@pytest.fixture
def committed(transactional_db, north):
    return north


@pytest.fixture
def rename(committed):
    """Somebody else writes, on a connection of his own."""

    def rename(name):
        def run():
            try:
                Clinic.objects.filter(pk=committed.pk).update(name=name)
            finally:
                connection.close()

        other = Thread(target=run)
        other.start()
        other.join(60)
        assert not other.is_alive()

    return rename


def _name():
    return Clinic.objects.get(slug="north").name


def test_what_others_write_is_seen_after_it_and_not_inside(rename):
    rename("Before")
    with snapshot():
        assert _name() == "Before"
        rename("After")
        assert _name() == "Before"
    assert _name() == "After"


def test_one_inside_another_is_the_same_state(rename):
    rename("Before")
    with snapshot():
        assert _name() == "Before"
        rename("After")
        with snapshot():
            assert _name() == "Before"
        assert _name() == "Before"


def test_nothing_can_be_written_inside(committed):
    """By the database's own refusal: the suite's, of words, would not see this one."""
    write = f"/**/ UPDATE labs_clinic SET name = 'Written' WHERE id = {committed.pk}"
    with pytest.raises(DatabaseError), snapshot(), connection.cursor() as cursor:
        cursor.execute(write)
    assert _name() != "Written"
    Clinic.objects.filter(pk=committed.pk).update(name="Written")
    assert _name() == "Written"


def test_a_write_ends_it_and_what_is_read_after_is_another_state(rename, committed):
    rename("Before")
    with snapshot():
        assert _name() == "Before"
        rename("After")
        with writing():
            assert _name() == "After"  # from before, SQLite could not write on
            Clinic.objects.filter(pk=committed.pk).update(zone="Europe/Paris")
        assert _name() == "After"
        rename("Later")
        assert _name() == "After"


def test_a_write_that_is_refused_is_undone_and_what_was_read_is_read_again(committed):
    told = []
    with snapshot() as reading:
        reading.renew(lambda: told.append(_name()))
        with pytest.raises(PermissionDenied), writing():
            Clinic.objects.filter(pk=committed.pk).update(name="Refused")
            raise PermissionDenied
        assert told == [committed.name]
        assert _name() == committed.name


def test_what_waits_for_its_end_is_done_when_it_can_write(committed, clinician):
    before = AuditEvent.objects.count()
    with snapshot():
        audit.read_list("list-read", by=clinician, clinic=committed)
        assert AuditEvent.objects.count() == before
    assert AuditEvent.objects.count() == before + 1
    assert not connection.in_atomic_block


def test_without_one_nothing_waits():
    told = []
    after_snapshot(lambda: told.append("done"))
    assert told == ["done"]


@pytest.mark.parametrize("error", [ValueError, DatabaseError, KeyboardInterrupt])
def test_an_error_inside_leaves_no_transaction_open(committed, error):
    with pytest.raises(error), snapshot():
        _name()
        raise error
    assert not connection.in_atomic_block
    assert connection.get_autocommit()
    with transaction.atomic():  # as the settings say: a writer from its first statement
        Clinic.objects.filter(pk=committed.pk).update(name="Written")
    assert _name() == "Written"


def test_a_statement_that_fails_leaves_no_transaction_open(committed):
    with pytest.raises(DatabaseError), snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert not connection.in_atomic_block
    assert _name() == committed.name


def test_inside_a_transaction_it_does_nothing_to_it(committed):
    with transaction.atomic():
        Clinic.objects.filter(pk=committed.pk).update(name="Written")
        with snapshot():
            assert _name() == "Written"
        Clinic.objects.filter(pk=committed.pk).update(name="Later")
    assert _name() == "Later"


def test_a_write_in_a_transaction_opened_inside_is_a_mistake_that_is_said(db, north):
    wrong = pytest.raises(RuntimeError, match="writing")
    with snapshot(), transaction.atomic(), wrong, writing():
        pass
