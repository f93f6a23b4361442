"""What stands around every page: who, in which clinic, on which day, about which man."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from labs import access
from labs.access import May, Request
from labs.audit import spill
from labs.models import Access, Aim, Clinic, Patient, User
from labs.readings import Episode
from labs.timeline.phase import PatientStatus, write_phase
from labs.words import Words

_HERE = {
    "worklist": "worklist",
    "import": "import",
    "import_preview": "import",
    "import_batch": "import",
    "patients": "patients",
    "patient_new": "patients",
    **dict.fromkeys(
        (
            *("clinic", "people", "person", "invitation_sent", "clinic_details"),
            *("clinic_access", "clinic_release", "clinic_analytes", "clinic_names"),
            "clinic_tokens",
            *("laboratories", "laboratory", "laboratory_test"),
        ),
        "settings",
    ),
    "emergency": "patients",
    "notes": "notes",
    "notes_topic": "notes",
    "axis": "notes",
    "agents": "notes",
    "references": "notes",
    "weak_places": "notes",
    "glossary": "notes",
    "audit": "audit",
}


@dataclass(frozen=True)
class PageContext:
    """Read by base.html and portal.html alone; asks only when one of them asks."""

    request: Request

    @cached_property
    def user(self) -> User | None:
        user: User | None = getattr(self.request, "user", None)
        return user if user and user.is_authenticated else None

    @cached_property
    def clinics(self) -> list[Clinic]:
        return access.list_clinics(self.user) if self.user else []

    @cached_property
    def clinic(self) -> Clinic | None:
        """The clinic of the page; else the one he works in now."""
        return getattr(self.request, "clinic", None) or self.working_clinic

    @cached_property
    def working_clinic(self) -> Clinic | None:
        """Where the links of the bar lead, also from the page of another clinic's man."""
        return access.clinic_of(self.request) if self.user else None

    @property
    def owns_record(self) -> bool:
        return bool(self.user and access.owns_record(self.user))

    @cached_property
    def today(self) -> date:
        return today_in(self.clinic)

    @cached_property
    def phase(self) -> Sequence[Words]:
        """What is recorded of the man of the page as of today."""
        return phase_of(self.request.patient, self.request.episodes, self.today)

    @property
    def demonstration(self) -> bool:
        return bool(settings.HPG_MODE == "demonstration")

    @property
    def idle_seconds(self) -> int:
        """After which the page locks itself."""
        return int(settings.IDLE_SECONDS)

    @property
    def here(self) -> str:
        """The link of the bar that the page stands under."""
        match = self.request.resolver_match
        if not match:
            return ""
        return "patients" if "ref" in match.kwargs else _HERE.get(match.url_name or "", "")

    @property
    def spilled(self) -> bool:
        """Whether what is read now is recorded beside the audit trail, not in it."""
        return spill.holds_events()

    @property
    def may_see(self) -> bool:
        return self._may(May.SEE, self.working_clinic)

    @property
    def may_import(self) -> bool:
        return self._may(May.IMPORT, self.working_clinic)

    @property
    def may_change_settings(self) -> bool:
        return self._may(May.SETTINGS, self.working_clinic)

    @property
    def may_decide(self) -> bool:
        return self._may(May.DECIDE, self.clinic)

    @property
    def may_break_glass(self) -> bool:
        clinic = self.working_clinic
        by_teams = clinic is not None and clinic.access == Access.CARE_TEAM
        return by_teams and self._may(May.BREAK_GLASS, clinic)

    def _may(self, act: May, clinic: Clinic | None) -> bool:
        return bool(self.user and clinic and access.is_allowed(self.user, act, clinic))


def build_page_context(request: Request) -> dict[str, PageContext]:
    return {"frame": PageContext(request)}


def read_ahead(request: Request) -> None:
    """What the bar says of the man, where the page did not read his course."""
    if hasattr(request, "patient") and not hasattr(request, "episodes"):
        rows = request.patient.treatments.current().filter(in_error=False)
        request.episodes = [row.episode for row in rows.order_by("start", "pk")]


def today_in(clinic: Clinic | None) -> date:
    """The day it is in the clinic."""
    return timezone.localdate(timezone=ZoneInfo(clinic.zone) if clinic else None)


def phase_of(patient: Patient, episodes: Sequence[Episode], as_of: date) -> Sequence[Words]:
    testes = (("left", patient.testis_left), ("right", patient.testis_right))
    man = PatientStatus(
        aim=str(Aim(patient.aim).label) if patient.aim else "",
        aim_on=patient.aim_on,
        testes=tuple((side, state) for side, state in testes if state),
    )
    return write_phase(episodes, man, as_of)
