"""Whether this process lives, and whether it may serve. Strangers are told no more."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from labs import audit
from labs.access import open_page
from labs.models import guards
from labs.models.snapshot import try_to_write


@open_page
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@open_page
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    if list_faults():
        return HttpResponse("not ready", content_type="text/plain", status=503)
    try:
        if audit.list_faults():
            said = "not ready: the audit needs attention"
            return HttpResponse(said, content_type="text/plain", status=503)
        try_to_write()
    except DatabaseError:
        said = "not ready: nothing can be saved now"
        return HttpResponse(said, content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def list_unapplied() -> list[str]:
    """The migrations that the database still waits for, in their order."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in waiting]


def list_faults() -> list[str]:
    """Why the record may not be served now, each in a sentence; empty when it may."""
    try:
        if waiting := list_unapplied():
            return [f"Migrations are not applied: {', '.join(waiting)}."]
        missing = guards.missing_guards(connection)
    except DatabaseError as error:
        return [f"The database does not answer: {error}."]
    return [f"Guards are missing on the database: {', '.join(missing)}."] if missing else []
