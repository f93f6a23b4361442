"""Why a database cannot do what it is asked: told by its codes, never by its words."""

import sqlite3

import psycopg
from django.db import DatabaseError

# SQLite's primary result codes: the lowest byte of what it answers.
_PRIMARY = 0xFF
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNUSABLE = {
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR),
}
# Of its extended codes: a row of this unique key is there.
_OVERTAKEN = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
# PostgreSQL's SQLSTATEs: lock_timeout, serialization, deadlock; then by class or whole.
_BUSY_STATES = ("55P03", "40001", "40P01")
_UNUSABLE_STATES = ("08", "53", "57P0", "58", "25006")
_OVERTAKEN_STATE = "23505"


def is_busy(error: BaseException | None) -> bool:
    """Whether somebody else holds a lock: it passes in seconds."""
    code, state, _ = _read_codes(error)
    return code & _PRIMARY in _BUSY or state in _BUSY_STATES


def is_overtaken(error: BaseException | None) -> bool:
    """Whether somebody else wrote a row of this unique key after it was asked for."""
    code, state, _ = _read_codes(error)
    return code in _OVERTAKEN or state == _OVERTAKEN_STATE


def is_unusable(error: BaseException | None) -> bool:
    """Whether the disk is full or only readable, or the database is gone."""
    code, state, gone = _read_codes(error)
    return gone or code & _PRIMARY in _UNUSABLE or state.startswith(_UNUSABLE_STATES)


def _read_codes(error: BaseException | None) -> tuple[int, str, bool]:
    """SQLite's extended result code, SQLSTATE, and whether nobody answers."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0), "", False
    if isinstance(cause, psycopg.Error):
        state = cause.sqlstate or ""
        return 0, state, not state and isinstance(cause, psycopg.OperationalError)
    return 0, "", False
