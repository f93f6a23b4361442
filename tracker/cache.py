"""The cache in the database, which says when it could not be written."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connection


class RaisingCache(DatabaseCache):
    """Django's own takes an error for a key that is there: a lock, for too many tries."""

    def _base_set(self, *args: Any, **options: Any) -> Any:
        failed: list[OperationalError] = []

        def hook(execute: Any, *statement: Any) -> Any:
            try:
                return execute(*statement)
            except OperationalError as error:
                failed.append(error)
                raise

        django: Any = super()
        with connection.execute_wrapper(hook):
            kept = django._base_set(*args, **options)
        if failed:
            raise failed[0]
        return kept
