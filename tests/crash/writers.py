"""People who record draws without a pause, and know what they were told of each."""

import http.client
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.attack.harvest import crawl
from tests.attack.site import Site, Visitor
from tests.pages import filled, text

RESULTS = {"lh_value": "3.2", "lh_unit": "[IU]/L", "fsh_value": "4.1", "fsh_unit": "[IU]/L"}
WHOLE = 2  # results of each draw


@dataclass
class Writer:
    """One of them; `in_flight` is the draw that was sent and not yet answered."""

    site: Site
    visitor: Visitor
    path: str
    year: int
    name: str
    acknowledged: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    in_flight: str = ""
    sent_at: float = 0

    def write(self, number: int) -> None:
        """Record one draw, and once only: a request that breaks off is not repeated."""
        mark = f"{self.year}-{self.name}-{number}"
        # No two draws of one man at one minute: a second would be asked about.
        day, minute = divmod(number, 720)
        typed = {
            "report_number": mark,
            "day": f"{self.year}-{day % 12 + 1:02}-{day // 12 + 1:02}",
            "time": f"{6 + minute // 60:02}:{minute % 60:02}",
            **RESULTS,
        }
        try:
            opened = self.visitor.ask("GET", self.path, once=True)
        except (OSError, http.client.HTTPException):
            return
        if opened.status != 200:
            self.refused.append(f"{mark}: {opened.status} {text(opened)[-600:]}")
            return
        form = filled(opened, "sheet", **typed) | {"act": "save"}
        self.sent_at, self.in_flight = time.monotonic(), mark
        try:
            answer = self.visitor.post(self.path, form, once=True)
        except (OSError, http.client.HTTPException):
            self.unanswered.append(mark)
        else:
            if answer.status == 303:
                self.acknowledged.append(mark)
            else:
                self.refused.append(f"{mark}: {answer.status} {text(answer)[-600:]}")
        self.in_flight = ""


class Writers:
    """Clinician and nurse of a clinic, each for another patient, until `stop`.

    `year`: of their draws, which no other test takes.
    """

    def __init__(self, site: Site, year: int) -> None:
        self.site, self._year = site, year
        people = [site.member("north", role) for role in ("clinician", "nurse")]
        refs = sorted(
            path.split("/")[2]
            for path in crawl(people[0], alike=3, start=("/patients/",)).pages
            if path.startswith("/patients/") and path.count("/") == 3 and len(path) == 23
        )
        self.all = [
            Writer(site, visitor, f"/patients/{ref}/panels/new/", year, f"w{number}")
            for number, (visitor, ref) in enumerate(zip(people, refs, strict=False))
        ]
        self._end = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(writer,), daemon=True)
            for writer in self.all
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self, writer: Writer) -> None:
        number = 0
        while not self._end.is_set():
            if is_alive(self.site):
                writer.write(number)
                number += 1
            else:
                time.sleep(0.05)

    def count_acknowledged(self) -> int:
        return sum(len(writer.acknowledged) for writer in self.all)

    def judge(self) -> list[str]:
        """What was told and is not so. Draws are known by the number of their report."""
        rows = self.site.query(
            "SELECT p.report_number, p.id, count(r.id) FROM labs_panel p "
            "LEFT JOIN labs_result r ON r.panel_id = p.id "
            "WHERE p.report_number LIKE ? GROUP BY p.report_number, p.id",
            f"{self._year}-%",
        )
        draws = Counter(mark for mark, _, _ in rows)
        faults = [f"{mark} is torn: {n} results" for mark, _, n in rows if n != WHOLE]
        faults += [f"{mark} was kept {n} times" for mark, n in draws.items() if n > 1]
        for writer in self.all:
            faults += [
                f"{mark} was acknowledged and is lost"
                for mark in writer.acknowledged
                if mark not in draws
            ]
        return faults

    def kept(self, mark: str) -> bool:
        asked = "SELECT 1 FROM labs_panel WHERE report_number = ?"
        return bool(self.site.query(asked, mark))


def is_alive(site: Site) -> bool:
    try:
        connection = http.client.HTTPConnection(*site.address, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
