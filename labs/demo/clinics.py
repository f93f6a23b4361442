"""The two invented clinics and the people who work there."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Worker:
    role: str
    email: str
    name: str


@dataclass(frozen=True)
class DemoClinic:
    slug: str
    name: str
    zone: str
    units: Mapping[str, str]  # analyte -> UCUM, as shown
    workers: tuple[Worker, ...]

    def worker(self, role: str) -> Worker:
        return next(worker for worker in self.workers if worker.role == role)


CLINICS = (
    DemoClinic(
        "north",
        "North Clinic (demonstration)",
        "Europe/Berlin",
        {"testosterone": "nmol/L", "estradiol": "pmol/L"},
        (
            Worker("clinician", "clinician@north.example", "Clara Synthetic"),
            Worker("nurse", "nurse@north.example", "Nils Synthetic"),
            Worker("administrator", "administrator@north.example", "Ada Synthetic"),
        ),
    ),
    DemoClinic(
        "south",
        "South Clinic (demonstration)",
        "America/New_York",
        {"testosterone": "ng/dL", "estradiol": "pg/mL"},
        (
            Worker("clinician", "clinician@south.example", "Cyrus Synthetic"),
            Worker("nurse", "nurse@south.example", "Nina Synthetic"),
            Worker("administrator", "administrator@south.example", "Alan Synthetic"),
        ),
    ),
)
