"""One clinic of a given size: long signed histories, and what is open today.

Ten men are recorded through the program's own doors: a file, sign-offs, treatments,
decisions, corrections and their answers. Their rows are then copied (`benchmarks.copies`).
At last comes what is open: the same on the first page of the worklist at every size, and
in a larger clinic more draws behind it.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks import copies, files
from labs import audit, record
from labs.audit import Operator
from labs.exchange import FORMATS, Entry, ParsedFile
from labs.exchange import Settings as Told
from labs.models import (
    AuditEvent,
    Clinic,
    Decision,
    DecisionPin,
    Panel,
    Patient,
    Result,
    Role,
    User,
)
from labs.readings import DecisionFact, Episode, Reading

EMAIL, PASSWORD = "clinician@bench.example", "only for benchmarks"
PROTOTYPES, DRAWS, EVERY = 10, 24, timedelta(weeks=6)
REOPENED, CHECKS = 8, 20  # of the first men, in every clinic
_ZONE = "Europe/Berlin"


def make(results: int, heavy: int, waiting: int) -> None:
    """In an empty database; beside it, who signs in and whom to ask for."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    audit.make_first_key()
    told = _fill(results, heavy, waiting)
    record.worklist.rebuild(
        Clinic.objects.get(slug="bench")
    )  # copies went past the record's doors
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    (Path(settings.DATA_DIR) / "manifest.json").write_text(json.dumps(told, indent=1))


def _fill(results: int, heavy: int, waiting: int) -> dict[str, Any]:
    of_one, of_heavy = DRAWS * len(files.BLOOD), heavy * len(files.WITH_VOLUME)
    with transaction.atomic():
        clinic, by = _open()
        _record(clinic, by, min(max(results // of_one // 4, 1), PROTOTYPES))
    copies.copy(clinic, max((results - of_heavy) // Result.objects.count() - 1, 0))
    men = list(Patient.objects.order_by("details__number"))
    with transaction.atomic():
        _take(clinic, by, ["heavy"], heavy, timedelta(weeks=1), files.WITH_VOLUME)
        last = Patient.objects.latest("pk")
        _sign_off(last.panels.all(), by)
        more = Panel.objects.count() // 200
        _leave_open(men[: max(waiting, more)], by)
    refs = [man.ref for man in men[:300]]
    return {"email": EMAIL, "password": PASSWORD, "men": refs, "heavy": last.ref}


def readings(content: bytes) -> list[Reading]:
    return [row.reading for row in _read(content).rows if isinstance(row, Entry)]


def take(clinic: Clinic, content: bytes, by: User) -> int:
    """Read and taken, as the command does it; answers with the number of new results."""
    sha256 = hashlib.sha256(content).hexdigest()
    incoming = record.batch.IncomingFile(_read(content), sha256, create_patients=True)
    return record.batch.import_file(clinic, incoming, by=by).counts["created"]


def _read(content: bytes) -> ParsedFile:
    return FORMATS["csv"].read(content, Told(zone=_ZONE, now=timezone.now(), people=True))


def _open() -> tuple[Clinic, User]:
    clinic = Clinic(slug="bench", name="Bench (synthetic)", zone=_ZONE)
    nobody = Operator(None)
    record.people.open_clinic(clinic, by=nobody)
    # The demonstration serves a clinic beside its own, and never one that stands alone.
    beside = Clinic(slug="beside", name="Empty (synthetic)", zone=_ZONE, demonstration=True)
    record.people.open_clinic(beside, by=nobody)
    person = record.people.NewPerson(EMAIL, "Clara Synthetic")
    role = Role.CLINICIAN
    return clinic, record.people.add(clinic, person, role, by=nobody, password=PASSWORD)


def _take(
    clinic: Clinic,
    by: User,
    men: Sequence[str],
    draws: int,
    every: timedelta = EVERY,
    measured: files.Measured = files.BLOOD,
) -> None:
    """The last draw was some weeks ago, whatever today is."""
    last = datetime.now().replace(hour=8, minute=0, second=0, microsecond=0)
    first = last - timedelta(weeks=3) - (draws - 1) * every
    content = files.content(men, draws, first=first, every=every, measured=measured)
    if take(clinic, content, by) != content.count(b"\n"):
        raise AssertionError("The file of invented results was not taken whole.")


def _sign_off(panels: Any, by: User) -> None:
    for panel in panels.select_related("patient__clinic").order_by("collected_at", "pk"):
        record.release.sign_off(panel, by=by)


def _record(clinic: Clinic, by: User, men: int) -> None:
    """Men with a history that somebody has seen to; every second one with a correction."""
    _take(clinic, by, [f"P-{at:06}" for at in range(men)], DRAWS)
    _sign_off(Panel.objects.all(), by)
    for place, man in enumerate(Patient.objects.order_by("pk")):
        draws = list(man.panels.order_by("collected_at"))
        began = _treat(man, draws[4].collected_on, by)
        record.treatment.stop(began, draws[16].collected_on, "date", "planned", by=by)
        for at in range(6, DRAWS - 1, 6):
            _decide(man, draws[at - 1 : at + 1], draws[at + 1].collected_on, by)
        if place % 2:
            _correct(draws[6], by)
            record.release.sign_off(draws[6], by=by)
    opened = DecisionPin.objects.changed().values("decision")
    for decision in Decision.objects.filter(pk__in=opened):
        seen = AuditEvent.objects.latest("seq").seq
        record.decision.still_stands(decision, by=by, why="the values agree", seen=seen)


def _leave_open(men: Iterable[Patient], by: User) -> None:
    """Draws of this week, those of the first men the oldest."""
    start = datetime.now().replace(second=0, microsecond=0) - timedelta(days=5)
    for place, man in enumerate(men):
        draws = man.panels.order_by("-collected_at")[:2]
        if place < REOPENED:
            _decide(man, draws, None, by)
            _correct(draws[0], by)
        if place < CHECKS:
            _decide(man, draws, timezone.localdate() - timedelta(days=2), by)
        first = start + timedelta(minutes=place)
        new = readings(files.content([man.ref], 1, first=first, every=EVERY))
        record.panel.enter(man, new[0].draw, new, by=by)


def _decide(man: Patient, draws: Iterable[Panel], check: date | None, by: User) -> None:
    uids, day = [draw.uid for draw in draws], max(draw.collected_on for draw in draws)
    what, why, words = "Goes on as it is.", "the course", "look again" if check else ""
    said = ("continued", what, (), why, "", check, words, (), by.name)
    record.decision.decide(man, DecisionFact("", 0, day, *said), uids, by=by)


def _treat(man: Patient, start: date, by: User) -> Any:
    said = (
        "testosterone",
        "Testosterone",
        True,
        "gel",
        "on the skin",
        "demonstration dose",
    )
    episode = Episode("", 0, *said, start, "date", None, "date", "planned", "")
    return record.treatment.begin(man, episode, by=by)


def _correct(panel: Panel, by: User) -> None:
    """The laboratory reports one value of the draw anew."""
    old = panel.results.current().get(analyte="testosterone")
    new = readings(files.content(["x"], 1, first=datetime(2000, 1, 1), every=EVERY))[2]
    record.result.correct(old, new, by=by, why="corrected by the laboratory")
