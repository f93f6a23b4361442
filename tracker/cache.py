"""The cache in the database, whose callers are told when it could not be written."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connection


class RaisingCache(DatabaseCache):
    """Django's cache that raises what the database raised.

    Django's own takes any error of an insert for a key that exists already. allauth counts
    tries at a password with that answer, and would take a lock for too many tries.
    """

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
