"""What stands around every page: who, in which clinic, on which day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from labs import access
from labs.access import May
from labs.models import Clinic, User

_HERE = {
    "worklist": "worklist",
    "import": "import",
    "import_batch": "import",
    "import_parked": "import",
}


@dataclass(frozen=True)
class Frame:
    """Read by base.html and portal.html alone; asks only when one of them asks."""

    request: HttpRequest

    @cached_property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if user and user.is_authenticated else None

    @cached_property
    def clinics(self) -> list[Clinic]:
        return access.clinics(self.user) if self.user else []

    @cached_property
    def clinic(self) -> Clinic | None:
        """The clinic of the page; else the one he works in now."""
        of_page = getattr(self.request, "clinic", None)
        return of_page or (access.clinic_of(self.request) if self.user else None)

    @cached_property
    def today(self) -> date:
        zone = ZoneInfo(self.clinic.zone) if self.clinic else None
        return timezone.localdate(timezone=zone)

    @property
    def demonstration(self) -> bool:
        return settings.HPG_MODE == "demonstration"

    @property
    def here(self) -> str:
        """The link of the bar that the page stands under."""
        match = self.request.resolver_match
        return _HERE.get(match.url_name, "patients") if match else ""

    @property
    def may_import(self) -> bool:
        return self._may(May.IMPORT)

    @property
    def may_record(self) -> bool:
        return self._may(May.RECORD)

    @property
    def may_decide(self) -> bool:
        return self._may(May.DECIDE)

    def _may(self, act: May) -> bool:
        return bool(self.user and self.clinic) and access.allowed(self.user, act, self.clinic)


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}
