"""Forms sent many times at once, writers of one man, files that overlap: over the wire."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import pytest

from tests.attack.site import Answer, Visitor
from tests.crash.desk import Desk
from tests.pages import filled, read, text

TIMES, WRITERS, FILES = 50, 8, 20
PASSWORD = "correct horse battery staple"
HEAD = "patient,collected_at,laboratory,analyte,reported,unit\n"
# A form that was taken, one that somebody else was faster with, one that can wait; and an
# invitation that was accepted meanwhile.
TOLD = {303, 409, 503, 410}


def _at_once(acts):
    """Start all in the same moment; what each returned."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait(timeout=60)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _send(visitor: Visitor, path: str, form: dict) -> None:
    """Nobody is told of a crash; all who are told that it was taken are led to one page."""
    answers = _at_once([lambda: visitor.post(path, form)] * TIMES)
    statuses = Counter(answer.status for answer in answers)
    assert statuses.keys() <= TOLD, (path, statuses, visitor.site.log[-2000:])
    assert statuses[303], (path, statuses)
    assert all(_says_why(answer) for answer in answers if answer.status != 303)
    led = {answer.headers["Location"] for answer in answers if answer.status == 303}
    assert len(led) == 1, (path, led)


def _says_why(answer: Answer) -> bool:
    retry = answer.headers["Retry-After"] if answer.status == 503 else "none is needed"
    return bool(read(answer).title and retry)


@pytest.mark.crash
def test_each_form_sent_fifty_times_at_once_is_taken_once(served):
    """Every door that writes: each of its forms is one row."""
    desk, mark, day = Desk.of(served, "F-0"), "often", "2022-01-23"
    panel = desk.record_draw(f"{mark}-first", day)
    result = desk.result_of(panel)
    drawn = {"report_number": mark, "day": day, "time": "10:20", "lh_value": "3.2"}
    decided = {"kind": "waited", "what": f"So: {mark}."}
    for rest, box, typed, table, where, values, count in (
        ("panels/new", "sheet", drawn, "labs_panel", "report_number = ?", [mark], 1),
        (
            *(f"results/{result}/correct", "correction", {"value": "2.3", "why": "x"}),
            *("labs_result", "uid = ?", [result], 2),
        ),
        (
            *("treatments", "episode", {"agent": "hcg", "start": day}),
            *("labs_treatment", "start = ?", [day], 1),
        ),
        (
            "decisions",
            "decision",
            decided,
            "labs_decision",
            "what = ?",
            [decided["what"]],
            1,
        ),
    ):
        path = desk.address(rest)
        opened = desk.clinician.ask("GET", path)
        _send(desk.clinician, path, filled(opened, box, **typed))
        assert desk.count(table, where, *values) == count, rest
    _send_sign_off(desk, panel)
    _send_settings(desk, mark)
    _send_invitation(desk, mark)
    verified = served.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout


def _send_sign_off(desk: Desk, panel: str) -> None:
    path = desk.address(f"panels/{panel}")
    opened = desk.clinician.ask("GET", path).text
    version = re.search(r'name="record_version" value="(\d+)"', opened)[1]
    _send(desk.clinician, f"{path}sign-off/", {"record_version": version})
    assert desk.count("labs_release", "panel_uid = ?", panel) == 2  # reviewed, shared


def _send_settings(desk: Desk, mark: str) -> None:
    path, changed = "/clinic/details/", "chain = 'north' AND verb = 'clinic-changed'"
    before = desk.count("labs_auditevent", changed)
    form = filled(desk.administrator.ask("GET", path), "settings", phone=f"030 {mark}")
    _send(desk.administrator, path, form)
    assert desk.count("labs_auditevent", changed) == before + 1


def _send_invitation(desk: Desk, mark: str) -> None:
    email, path = f"{mark}@north.example", "/clinic/people/"
    typed = {"name": "Nora Synthetic", "email": email, "roles": ["nurse"]}
    opened = desk.administrator.ask("GET", path)
    invited = desk.administrator.post(path, filled(opened, "invitation", **typed))
    (link,) = re.findall(r'id="link" readonly value="([^"]+)"', invited.text)
    guest = desk.site.visitor()
    guest.ask("GET", urlsplit(link).path)
    opened = guest.ask("GET", "/accounts/invitation/")
    both = {"password1": PASSWORD, "password2": PASSWORD}
    _send(guest, "/accounts/invitation/", filled(opened, "password", **both))
    assert desk.count("labs_user", "email = ?", email) == 1


@pytest.mark.crash
def test_of_eight_who_correct_fifty_times_what_is_acknowledged_is_kept(served):
    """Of who corrects one version one is told that it is saved; others are shown both."""
    desk = Desk.of(served, "F-1")
    panels = [desk.record_draw(f"c{n}", f"2022-03-{n + 1:02}") for n in range(2)]
    results = [desk.result_of(panel) for panel in panels]
    people = [served.member("north", "clinician") for _ in range(WRITERS)]
    told = _at_once(
        [
            lambda who=who, n=n: _correct_often(desk, who, results[n % 2], n)
            for n, who in enumerate(people)
        ]
    )
    kept = Counter(
        reported
        for uid in results
        for (reported,) in served.query(
            "SELECT reported FROM labs_result WHERE uid = ? AND version > 0", uid
        )
    )
    assert kept == Counter(value for acknowledged, _ in told for value in acknowledged)
    assert (
        sum(refused for _, refused in told) > WRITERS
    )  # they did stand in one another's way
    verified = served.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout


def _correct_often(desk, who, result, n) -> tuple[list[str], int]:
    """The values that were acknowledged, and how often somebody was faster."""
    path, acknowledged, refused = desk.address(f"results/{result}/correct"), [], 0
    page = who.ask("GET", path)
    for nth in range(TIMES):
        value = f"{n + 1}.{nth + 1:03}"
        form = filled(page, "correction", value=value, why="misread")
        answer = who.post(path, form)
        if answer.status == 303:
            acknowledged.append(value)
            page = who.ask("GET", path)
            continue
        assert answer.status == 409, (answer.status, text(answer), desk.site.log[-2000:])
        refused += 1
        page = answer
        stands = [
            each for each in re.findall(r"\b\d\.\d{3}\b", text(answer)) if each != value
        ]
        assert stands, text(answer)
        assert value in answer.text
    return acknowledged, refused


@pytest.mark.crash
def test_two_importers_of_overlapping_files_take_each_row_once(served):
    desk = Desk.of(served, "F-2")
    people = [served.member("north", role) for role in ("clinician", "nurse")]
    for n in range(FILES):
        rows = [
            f"{desk.number},2023-{n % 12 + 1:02}-{day:02} {6 + n // 12:02}:10,Nord,fsh,"
            f"4.{day},IU/L\n"
            for day in range(1, 13)
        ]
        parts = zip(people, (rows[:8], rows[4:]), strict=True)
        _at_once([lambda who=who, part=part: _take_file(who, part) for who, part in parts])
    mine = "patient_id = (SELECT id FROM labs_patient WHERE ref = ?)"
    drawn = desk.count("labs_panel", mine, desk.ref)
    assert drawn == 12 * FILES
    verified = served.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout


def _take_file(who: Visitor, rows: list[str]) -> None:
    """Upload, and import; again, after another look, while somebody else was faster."""
    edge = "b0undary"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{HEAD}{''.join(rows)}\r\n--{edge}--\r\n"
    )
    answer = who.ask(
        "POST",
        "/import/",
        body.encode(),
        Content_Type=f"multipart/form-data; boundary={edge}",
        X_CSRFToken=who.cookies["csrftoken"],
    )
    assert answer.status == 303, text(answer)
    path = answer.headers["Location"]
    page = who.ask("GET", path)
    for _ in range(5):
        sent = {
            name: re.search(f'name="{name}" value="([^"]*)"', page.text)[1]
            for name in ("sha256", "seen")
        }
        answer = who.post(path, sent | {"act": "take"})
        if answer.status == 303:
            return
        assert answer.status == 409, (answer.status, text(answer), who.site.log[-2000:])
        page = answer
    raise AssertionError(text(page))
