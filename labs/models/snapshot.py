"""One state of the database for all that one answer reads, and writes apart from it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

type Act = Callable[[], object]

_held: list[Any] = []  # of this process, for as long as it lives


class Snapshot:
    """A transaction that only reads, and what is to be done when it is over."""

    def __init__(self) -> None:
        self._transaction = ExitStack()
        self._afterwards: list[Act] = []
        self._renewals: list[Act] = []
        self._depth = 0

    def renew(self, act: Act) -> None:
        """Read again, by this, what was read before a write that was refused."""
        self._renewals.append(act)

    def afterwards(self, act: Act) -> None:
        self._afterwards.append(act)

    def begin(self) -> None:
        self._transaction.enter_context(_read_only())
        self._depth = len(connection.atomic_blocks)

    def begin_again(self) -> None:
        self.begin()
        for act in self._renewals:
            act()

    def end(self) -> None:
        self._transaction.close()
        waiting, self._afterwards = self._afterwards, []
        for act in waiting:
            act()

    def forget(self) -> None:
        self._afterwards.clear()

    def must_be_innermost(self) -> None:
        """A transaction that was opened inside would be part of it, and could not write."""
        if len(connection.atomic_blocks) != self._depth:
            raise RuntimeError("Inside a snapshot, `writing` opens the transaction.")


_current: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """What is read inside is read from one state of the database, whoever writes meanwhile.

    Keep values, not queries: what is asked later sees a later state. Inside another
    snapshot, and towards the database inside any transaction, it does nothing.
    """
    if outer := _current.get():
        yield outer
        return
    inner = Snapshot()
    token = _current.set(inner)
    try:
        inner.begin()
        yield inner
    except DatabaseError:
        inner.forget()  # what cannot be read or written is not waited for twice
        raise
    finally:
        _current.reset(token)
        inner.end()


def after_snapshot(act: Act) -> None:
    """Do it when the snapshot has ended; at once where there is none."""
    if reading := _current.get():
        reading.afterwards(act)
    else:
        act()


@contextmanager
def writing(*, savepoint: bool = True) -> Iterator[None]:
    """A transaction that writes. A snapshot ends before it; what is read after is another.

    SQLite refuses to write on from a state that somebody else has changed meanwhile.
    """
    reading = _current.get()
    if reading is None:
        with transaction.atomic(savepoint=savepoint):
            yield
        return
    reading.must_be_innermost()
    token = _current.set(None)
    try:
        reading.end()
        with transaction.atomic(savepoint=savepoint):
            yield
    except BaseException:
        _current.reset(token)
        reading.begin_again()
        raise
    _current.reset(token)
    reading.begin()


def try_to_write() -> None:
    """Write something that belongs to nobody, to the disk; an error says that it cannot."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "
            "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value",
            ["readyz", str(now), now],
        )


def hold_database() -> None:
    """Keep one idle connection to SQLite, so that its WAL and the index of that stay.

    Whoever closes the last connection deletes them, and the next one makes them anew: on
    a full disk nothing could be read then, not even a page whose event is spilled.
    """
    if connection.vendor == "sqlite" and not _held:
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations")
        _held.append(other)


@contextmanager
def _read_only() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    """The mode of the settings, IMMEDIATE, would wait for every writer to be done."""
    sqlite: Any = connection
    sqlite.ensure_connection()  # which sets the mode
    mode = sqlite.transaction_mode
    with ExitStack() as leaving:
        sqlite.transaction_mode = "DEFERRED"
        try:
            leaving.enter_context(transaction.atomic())
        finally:
            sqlite.transaction_mode = mode
        raw = sqlite.connection
        raw.execute("PRAGMA query_only = ON")
        leaving.callback(raw.execute, "PRAGMA query_only = OFF")
        yield
