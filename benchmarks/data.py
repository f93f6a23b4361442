"""Invented men and results, the same in every run, taken through the door of files."""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from labs import record
from labs.audit import Operator
from labs.exchange import FORMATS, ParsedFile, Settings
from labs.models import Clinic, Patient, Role, User

_HEAD = "patient,name,born,collected_at,laboratory,method,analyte,reported,unit,range_text"
_MEASURED = (
    ("lh", "IU/L", "1.7-8.6"),
    ("fsh", "IU/L", "1.5-12.4"),
    ("testosterone", "nmol/L", "8.64-29.0"),
    ("estradiol", "pmol/L", "41-159"),
)
EACH = len(_MEASURED)  # results in one draw
_FIRST = datetime(2014, 1, 6, 8, 10)
_count = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """A clinic of its own, so that no run sees the rows of another."""

    clinic: Clinic
    by: User

    def man(self, number: str) -> Patient:
        his = Patient.objects.named().at_release().filter(clinic=self.clinic)
        return his.get(details__number=number)


def place() -> Place:
    name = f"bench-{next(_count)}"
    clinic = Clinic(slug=name, name=f"{name} (synthetic)", zone="Europe/Berlin")
    record.people.open_clinic(clinic, by=Operator(None))
    person = record.people.Person(f"clinician@{name}.example", "Clara Synthetic")
    by = record.people.add(clinic, person, Role.CLINICIAN, by=Operator(None))
    return Place(clinic, by)


def numbers(men: int) -> list[str]:
    return [f"P-{at}" for at in range(men)]


def file(men: Iterable[str], draws: int, *, first: datetime = _FIRST) -> bytes:
    """A weekly draw of four results for each man; some are below the detection limit."""
    return "\r\n".join([_HEAD, *_rows(men, draws, first)]).encode()


def read(content: bytes) -> ParsedFile:
    settings = Settings(zone="Europe/Berlin", now=timezone.now(), people=True)
    return FORMATS["csv"].read(content, settings)


def take(where: Place, content: bytes) -> int:
    """Read and taken, as the command does it; answers with the number of new results."""
    sha256 = hashlib.sha256(content).hexdigest()
    incoming = record.batch.IncomingFile(read(content), sha256, create_patients=True)
    taken = record.batch.import_file(where.clinic, incoming, by=where.by)
    return taken.counts["created"]


def known(men: Sequence[str]) -> Place:
    """A clinic that knows these men, each from one draw long ago."""
    where = place()
    take(where, file(men, 1, first=_FIRST - timedelta(days=4000)))
    return where


def _rows(men: Iterable[str], draws: int, first: datetime) -> Iterator[str]:
    born = date(1970, 1, 1)
    for at, (week, man) in enumerate(itertools.product(range(draws), men)):
        drawn = first + timedelta(weeks=week, minutes=at % 50)
        for analyte, unit, interval in _MEASURED:
            low = "<" if at % 7 == 3 and analyte == "lh" else ""
            value = f"{low}{1 + at * 7919 % 300 / 10:.1f}"
            yield (
                f"{man},{man} Synthetic,{born},{drawn:%Y-%m-%dT%H:%M},Harbour Laboratory,"
                f"ECLIA,{analyte},{value},{unit},{interval}"
            )
