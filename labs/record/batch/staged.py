"""A file that somebody looks at before it is taken: not part of any record."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from labs.access import May, require_right
from labs.models import Clinic, StagedFile, User
from labs.models.snapshot import writing

_KEPT = timedelta(days=1)


@writing()
def stage(clinic: Clinic, filename: str, content: bytes, *, by: User) -> StagedFile:
    """Keep it for a day: see `delete_old`."""
    require_right(by, May.IMPORT, clinic)
    return StagedFile.objects.create(
        clinic=clinic,
        by=by,
        at=timezone.now(),
        filename=filename[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


@writing()
def read_with(staged: StagedFile, settings: Mapping[str, Any], *, by: User) -> None:
    """Remember how the file is to be read."""
    require_right(by, May.IMPORT, staged.clinic)
    staged.settings = dict(settings)
    staged.save(update_fields=["settings"])


@writing()
def discard(staged: StagedFile, *, by: User) -> None:
    require_right(by, May.IMPORT, staged.clinic)
    staged.delete()


@writing()
def delete_old() -> None:
    """Files that nobody took within a day, of all clinics; for the clock."""
    StagedFile.objects.filter(at__lt=timezone.now() - _KEPT).delete()
