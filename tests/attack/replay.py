"""Ids of one clinic, sent by people of another: nothing is shown, nothing is written."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from tests.attack.harvest import TOKEN, Harvest, crawl
from tests.attack.site import Site, Visitor

# Names under which pages and scripts hand ids over, in a query or a form.
NAMES = (
    *("to", "ref", "patient", "record", "panel", "draw", "draws", "result", "results"),
    *("decision", "closes", "pins", "treatment", "range", "own", "baseline", "mark"),
    *("file", "batch", "notes", "clinic", "axis", "compare", "over", "page", "q"),
)
# Sent, these would shut out who sends them: all that follows would try nothing.
LEFT_ALONE = re.compile(r"logout|password|^/accounts/sessions/|^/clinic/access/")
_NUMBER = re.compile(r"/\d+/")
HEADERS = ("HX_Current_URL", "HX_Target", "HX_Trigger", "HX_Trigger_Name", "Referer")


@dataclass(frozen=True)
class Try:
    method: str
    path: str
    form: dict | None = None
    headers: dict = field(default_factory=dict)

    @property
    def text(self) -> str:
        return f"{self.path} {self.form} {self.headers}"


@dataclass(frozen=True)
class Known:
    """What is the north's alone: ids, and words that name its patients and people.

    `tried` are ids that addresses of the south asked for: its own audit trail says so.
    """

    ids: set[str]
    words: re.Pattern[str]
    tried: set[str] = field(default_factory=set)


def attack(site: Site, count: int, alike: int = 6) -> tuple[int, list[str]]:
    """How many requests were sent, and what was shown or written by them.

    `alike` pages of each kind are read for ids.
    """
    north = [site.visitor(one) for one in site.people() if one["clinic"] == "north"]
    south = [site.visitor(one) for one in site.people() if one["clinic"] == "south"]
    file = _leave_file(north[0])
    theirs = [crawl(visitor, alike, start=("/", "/me/", file)) for visitor in north]
    ours = [crawl(visitor, alike) for visitor in south]
    known = _known(site, theirs, ours)
    tries = [
        (visitor, one)
        for visitor, own in zip(south, ours, strict=True)
        for one in _tries(theirs, own, sorted(known.ids))
    ]
    tries = _of_every_kind(tries)[:count]
    # Words that somebody types into a record of his own are shown there afterwards.
    typed = {word for _, one in tries for word in TOKEN.findall(str(one.form))}
    tried = {word for _, one in tries for word in TOKEN.findall(one.path)}
    known = replace(known, ids=known.ids - typed, tried=tried)
    before = _state(site, "north")
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda each: _send(known, *each), tries)
        faults = [fault for fault in found if fault]
    after = _state(site, "north")
    faults += _shut_out(south, ours)
    faults += [
        f"wrote {name}: {before[name]} to {after[name]}"
        for name in after
        if before[name] != after[name]
    ]
    return len(tries), faults + _crossed(site)


def _of_every_kind(tries: list[tuple[Visitor, Try]]) -> list[tuple[Visitor, Try]]:
    """In an order that has one of each kind before a second of any."""
    random.Random(11).shuffle(tries)
    seen: Counter[tuple] = Counter()
    ranked = []
    for visitor, one in tries:
        kind = (visitor.name, one.method, TOKEN.sub("*", one.path.partition("?")[0]))
        seen[kind] += 1
        ranked.append((seen[kind], visitor, one))
    ranked.sort(key=lambda each: each[0])
    return [(visitor, one) for _, visitor, one in ranked]


def _leave_file(clinician: Visitor) -> str:
    """Put a file into preview, for somebody else to find; return its address."""
    edge, line = "attack", "patient,collected_at,analyte,reported,unit"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{line}\r\nX-0,2026-03-05,lh,3.2,IU/L\r\n\r\n"
        f"--{edge}--\r\n"
    )
    kind = f"multipart/form-data; boundary={edge}"
    clinician.ask("GET", "/accounts/token/")
    token = clinician.cookies["csrftoken"]
    answer = clinician.ask(
        "POST", "/import/", body.encode(), Content_Type=kind, X_CSRFToken=token
    )
    assert answer.status == 303, answer.status
    return answer.headers["Location"]


def _known(site: Site, theirs: list[Harvest], ours: list[Harvest]) -> Known:
    every = {
        row[0]
        for table in site.tables()
        for column in {"uid", "ref"} & {*site.columns(table)}
        for row in site.query(f"SELECT {column} FROM {table}")
    }
    ids = set().union(*(each.words for each in theirs)) & every
    ids |= {row[0] for row in site.query("SELECT uid FROM labs_stagedfile")}
    ids -= set().union(*(each.words for each in ours))
    named = {
        clinic: {
            word
            for row in site.query(
                "SELECT d.name, d.number FROM labs_patientdetails d JOIN labs_patient p "
                "ON p.id = d.patient_id JOIN labs_clinic c ON c.id = p.clinic_id "
                "WHERE c.slug = ?",
                clinic,
            )
            for word in row
        }
        for clinic in ("north", "south")
    }
    words = named["north"] - named["south"] | {"@north.example"}
    return Known(ids, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)"))


def _tries(theirs: list[Harvest], own: Harvest, ids: list[str]) -> Iterator[Try]:
    for path in sorted({path for each in theirs for path in each.pages} - {*own.pages}):
        if any(word in path for word in ids) or _NUMBER.search(path):
            yield Try("GET", path)
            yield Try("POST", path, {"act": "discard", "why": "x", "version": "0"})
    chosen = random.Random(len(own.pages)).sample(ids, min(len(ids), 40))
    for path in own.pages:
        yield from _in_address(path, chosen)
    for action, page, key in own.forms():
        sent = {
            box.at["name"]: box.value
            for box in page.boxes
            if box.form == key and box.at.get("name")
        }
        yield from _in_form(action, sent, chosen)


def _in_address(path: str, ids: list[str]) -> Iterator[Try]:
    for match in TOKEN.finditer(path):
        for one in ids[:12]:
            there = path[: match.start()] + one + path[match.end() :]
            yield Try("GET", there)
            yield Try("POST", there, {"act": "save", "why": "x", "version": "0"})
    joined = "&" if "?" in path else "?"
    for number, name in enumerate(NAMES):
        one = ids[number % len(ids)]
        yield Try("GET", f"{path}{joined}{name}={one}")
        yield Try("GET", f"{path}{joined}{name}=since:{one}")
    for number, name in enumerate(HEADERS):
        said = {name: f"/patients/{ids[number % len(ids)]}/", "HX_Request": "true"}
        yield Try("GET", path, headers=said)


def _in_form(action: str, sent: dict, ids: list[str]) -> Iterator[Try]:
    for name in {*NAMES, *sent} - {"csrfmiddlewaretoken"}:
        for one in ids[:8]:
            yield Try("POST", action, sent | {name: one})
    for match in TOKEN.finditer(action):
        for one in ids[:12]:
            yield Try("POST", action[: match.start()] + one + action[match.end() :], sent)


def _send(known: Known, visitor: Visitor, one: Try) -> str:
    if one.method == "POST" and LEFT_ALONE.search(one.path):
        return ""
    if one.method == "GET":
        answer = visitor.ask("GET", one.path, **one.headers)
    else:
        answer = visitor.post(one.path, one.form or {}, **one.headers)
    said = f"{answer.headers} {answer.text}"
    shown = {
        word for word in TOKEN.findall(said) if word in known.ids and word not in one.text
    }
    if one.path.startswith("/audit/"):
        shown -= known.tried
    shown |= set(known.words.findall(said))
    asked = f"{visitor.name} {one.method} {one.path} {one.form or one.headers or ''}"
    if shown:
        return f"{asked} was shown {sorted(shown)[:3]}"
    return f"{asked} crashed it" if answer.status >= 500 else ""


def _shut_out(visitors: list[Visitor], own: list[Harvest]) -> list[str]:
    """Who does not see a page of his any more that names an id: he tried nothing since."""
    faults = []
    for visitor, harvest in zip(visitors, own, strict=True):
        seen = [path for path, page in harvest.pages.items() if page.status == 200]
        path = next(filter(TOKEN.search, seen), seen[0])
        if (status := visitor.ask("GET", path).status) != 200:
            faults.append(f"{visitor.name} is shut out of {path} meanwhile: {status}")
    return faults


def _state(site: Site, clinic: str) -> dict[str, int]:
    """By table, the rows of this clinic, where they name a patient or a clinic."""
    (number,) = site.query("SELECT id FROM labs_clinic WHERE slug = ?", clinic)[0]
    his = f"patient_id IN (SELECT id FROM labs_patient WHERE clinic_id = {number})"
    counts = {}
    for table in site.tables():
        columns = site.columns(table)
        where = his if "patient_id" in columns else f"clinic_id = {number}"
        if {"patient_id", "clinic_id"} & {*columns}:
            rows = site.query(f"SELECT count(*) FROM {table} WHERE {where}")
            counts[table] = rows[0][0]
    return counts


def _crossed(site: Site) -> list[str]:
    """Rows of one clinic's patient that point to a row of another clinic's."""
    faults = []
    tables = [table for table in site.tables() if "patient_id" in site.columns(table)]
    for table in tables:
        for row in site.query(f"PRAGMA foreign_key_list({table})"):
            to, column = row[2], row[3]
            if to in tables:
                sql = (
                    f"SELECT count(*) FROM {table} a JOIN {to} b ON b.id = a.{column} "
                    "JOIN labs_patient p ON p.id = a.patient_id "
                    "JOIN labs_patient q ON q.id = b.patient_id "
                    "WHERE p.clinic_id <> q.clinic_id"
                )
                if found := site.query(sql)[0][0]:
                    faults.append(f"{found} rows of {table} point into another clinic")
    return faults
