"""Jobs of the timer, and backups, each in a process that is killed within it.

Run with a site's environment: the number of kills, and a folder for backups. It prints what
was wrong, a line each.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from labs import audit, record  # noqa: E402
from labs.backup.restore import check_backup  # noqa: E402
from labs.models import Clinic, Patient, Release  # noqa: E402
from labs.words import Refused  # noqa: E402
from tests import factories  # noqa: E402
from tracker.timer import anchor_chains  # noqa: E402

EACH_TIME = 4  # draws that wait when a job begins
LATE = 8  # kills, the last of which comes when all is done


def work(backup: Path) -> None:
    """What the timer does, and a backup."""
    record.release.share_due()
    anchor_chains()
    call_command("backup", str(backup), plain=True, stdout=sys.stderr)


def kill_within(seconds: float, backup: Path) -> None:
    """Kill it then; one that was done before has exited."""
    connections.close_all()
    if not (pid := os.fork()):
        failed = 1
        try:
            work(backup)
            failed = 0
        finally:
            os._exit(failed)
    end, ended = time.monotonic() + seconds, os.WEXITED | os.WNOHANG | os.WNOWAIT
    while time.monotonic() < end and not os.waitid(os.P_PID, pid, ended):
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)  # it waits for us, also where it has ended
    _, status = os.waitpid(pid, 0)
    if status not in (0, signal.SIGKILL):
        print(f"A job failed: {status}.")


def find_faults(man: Patient, kills: int, folder: Path) -> Iterator[str]:
    """Draws that wait, and a job that is killed; again and again, then one that ends."""
    chance = random.Random(11)
    _draw(man, 0)
    begun = time.monotonic()
    work(folder / "first.backup")
    takes = time.monotonic() - begun
    shared = Release.objects.filter(patient=man, kind="shared")
    for number in range(1, kills + 1):
        _draw(man, number)
        until = chance.uniform(0, takes) if number % LATE else 60
        kill_within(until, folder / f"{number}.backup")
        if shared.count() != shared.values("panel").distinct().count():
            yield f"After kill {number} a draw is shared twice."
        if not audit.verify_audit().ok:
            yield f"After kill {number} the chain is broken."
    work(folder / "last.backup")
    if shared.count() != (waited := EACH_TIME * (kills + 1)):
        yield f"{shared.count()} of {waited} draws are shared."
    for backup in folder.iterdir():  # also what a killed one has left
        try:
            check_backup(backup, None, lambda *_: None)
        except (Refused, OSError) as error:
            yield f"{backup.name} is half: {error}"


def _draw(man: Patient, number: int) -> None:
    by = factories.one_of(man.clinic, "clinician")
    for hour in range(EACH_TIME):
        day = f"2022-{number % 12 + 1:02}-{number // 12 + 1:02}"
        factories.drawn(man, f"{day} {hour + 7:02}:10", by=by, lh="3.2")


def main() -> None:
    clinic = Clinic.objects.get(slug="north")
    clinic.release_rule = "at-once"
    clinic.save()
    account = factories.login("jobs@north.example", "Otto Synthetic")
    by = factories.one_of(clinic, "clinician")
    man = factories.patient(clinic, by, "F-jobs", account=account)
    for fault in find_faults(man, int(sys.argv[1]), Path(sys.argv[2])):
        print(fault)


if __name__ == "__main__":
    main()
