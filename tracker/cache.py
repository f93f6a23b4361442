"""The cache in the database, whose callers are told when it could not be written."""

import json
from datetime import datetime
from typing import Any

from django.core.cache.backends import db as backend
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connection
from django.utils import timezone

_LOOK_FOR_EXPIRED = 10_000  # entries; with fewer nothing is deleted


class _Json:
    """In place of pickle: who writes into the database must not get code run by that."""

    @staticmethod
    def dumps(value: object, protocol: int) -> bytes:
        return json.dumps(value).encode()

    loads = staticmethod(json.loads)


backend.pickle = _Json  # type: ignore[attr-defined]  # there is no setting for it


class RaisingCache(DatabaseCache):
    """Django's cache that raises what the database raised.

    Django's own takes any error of an insert for a key that exists already. allauth counts
    tries at a password with that answer, and would take a lock for too many tries.

    Nothing goes before its time. Django's own drops a third of all when there are too many,
    and whoever guesses could fill it until his own tries are forgotten.
    """

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._max_entries = _LOOK_FOR_EXPIRED

    def delete_expired(self) -> None:
        """Counts that are over; in some of their keys stands the address of who asked."""
        with connection.cursor() as cursor:
            self._cull("default", cursor, timezone.now(), 0)

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        django: Any = super()
        django._cull(db, cursor, now, 0)  # told of no number, it deletes what has expired

    def _base_set(self, *args: Any, **options: Any) -> Any:
        failed: list[OperationalError] = []

        def note_failure(execute: Any, *statement: Any) -> Any:
            try:
                return execute(*statement)
            except OperationalError as error:
                failed.append(error)
                raise

        django: Any = super()
        with connection.execute_wrapper(note_failure):
            kept = django._base_set(*args, **options)
        if failed:
            raise failed[0]
        return kept
