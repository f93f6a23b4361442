"""What a database must not hold in the mode in which it is served."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection

from labs.models import Clinic

REAL_CLINIC = (
    "This database holds a real clinic, which the demonstration must not serve: it asks "
    "for no second factor and needs no TLS. Set HPG_MODE=production, with the keys of that "
    "clinic; or name another DATA_DIR to see the demonstration."
)


def list_demonstrations() -> list[str]:
    """The short names of the demonstration's clinics in this database."""
    if Clinic._meta.db_table not in connection.introspection.table_names():
        return []  # nothing was migrated yet
    clinics = Clinic.objects.filter(demonstration=True).order_by("slug")
    return list(clinics.values_list("slug", flat=True))


def explain_demonstrations(slugs: Sequence[str]) -> str:
    return (
        f"The database holds the demonstration ({', '.join(slugs)}), whose passwords stand "
        "in a file. Name an empty DATA_DIR, or an empty database in DATABASE_URL."
    )


@register()
def check_data(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """In production: a database that answers, without the demonstration."""
    if not settings.PRODUCTION:
        return []
    try:
        demonstrations = list_demonstrations()
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="tracker.E002")]
    if not demonstrations:
        return []
    return [Error(explain_demonstrations(demonstrations), id="tracker.E001")]
