"""Other people's attackers: wapiti crawls and attacks, sqlmap tries SQL, bandit reads code.

They stand in an environment of their own, which `make attack` makes from
requirements-attack.lock. A tool that is missing, or ends without its report, fails the run.
"""

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from tests.attack.harvest import TOKEN, crawl, name_forms
from tests.attack.site import ROOT, Answer, Site, Visitor
from tests.pages import Page

BIN = ROOT / ".venv" / "attack" / "bin"
# Without csrf, which goes by names of boxes: `manners` sends all forms without their token.
MODULES = "sql,xss,redirect,csp,http_headers,cookieflags,crlf"
SECONDS = 12  # for each module: sql finds its hole within them
OF_TLS = ("Secure flag is not set", "Strict-Transport-Security")
# bandit, by file and test: what is right, and judged by a rule of ours where there is one.
KNOWN_TO_BANDIT = {"B308", "B703"}  # mark_safe: see `rules`
KNOWN_PLACES = {
    ("tracker/adapter.py", "B104"),  # the address of who has none, for a count
    ("labs/backup/tables.py", "B608"),
    ("tracker/parent.py", "B108"),  # /dev/shm, for a file that gunicorn makes for itself
    ("labs/models/guards.py", "B608"),
    ("labs/models/snapshot.py", "B608"),
    ("labs/record/rows.py", "B608"),
}


def tool(name: str) -> str:
    path = BIN / name
    if not path.exists():
        raise AssertionError(
            f"{name} is missing: `make attack` installs it in .venv/attack"
        )
    return str(path)


def wapiti(
    site: Site, visitor: Visitor, place: Path, start: str = "/", scope: str = "domain"
) -> list[str]:
    """What wapiti reports, by kind of fault and address.

    Without TLS, as the demonstration is served, no cookie is Secure and HSTS is not sent:
    production's settings have their own tests.
    """
    report = place / "wapiti.json"
    command = [
        *(tool("wapiti"), "-u", site.url + start, "--scope", scope, "-m", MODULES),
        # Some forms of the account end the session: all that follows would try nothing.
        *("-H", f"Cookie: {_cookies(visitor)}", "-x", f"{site.url}/accounts/*"),
        *("-d", "4", "--max-links-per-page", "60", "--max-scan-time", "60"),
        *("--max-attack-time", str(SECONDS), "--flush-session"),
        *("--store-session", str(place), "-f", "json", "-o", str(report), "--no-bugreport"),
    ]
    env = site.env | {"HOME": str(place)}
    ran = subprocess.run(command, env=env, cwd=place, capture_output=True, text=True)
    assert report.exists(), (
        f"wapiti left no report: {ran.stdout[-2000:]}{ran.stderr[-2000:]}"
    )
    assert visitor.ask("GET", "/").status == 200, "wapiti lost its session meanwhile"
    found = json.loads(report.read_text())
    assert scope == "page" or found["infos"]["crawled_pages_nbr"] > 5, found["infos"]
    return [
        f"{kind}: {each['method']} {each['path']} {each['info']}"
        for kind, faults in found["vulnerabilities"].items()
        for each in faults
        if not any(word in each["info"] for word in OF_TLS)
        # Front-end files are no pages: nobody presses anything in a framed script.
        and not each["path"].startswith("/static/")
    ]


def sqlmap(site: Site, visitor: Visitor, place: Path, targets) -> list[str]:
    """What sqlmap can inject; `targets` are paths with queries, forms, and a sure word."""
    faults = []
    for number, (path, form, word) in enumerate(targets):
        out = place / f"sqlmap-{number}"
        command = [
            # Level 1 finds the hole; 2 asks eleven times as long and found no more.
            *(tool("sqlmap"), "-u", site.url + path, "--batch", "--level", "1"),
            *("--risk", "1", "--dbms", "sqlite", "--string", word, "--threads", "4"),
            *("--technique", "BEU", "--flush-session", "--output-dir", str(out)),
            *("--cookie", _cookies(visitor), "--disable-coloring", "--timeout", "20"),
            *("--skip", "csrfmiddlewaretoken,sessionid,csrftoken,User-Agent,Referer"),
            *("--retries", "1", "--ignore-code", "*", "--drop-set-cookie"),
        ]
        if form is not None:
            token = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"]}
            command += ["--data", urlencode(form | token)]
        env = site.env | {"HOME": str(place)}
        ran = subprocess.run(command, env=env, cwd=place, capture_output=True, text=True)
        said = ran.stdout + ran.stderr
        if "identified the following injection point" in said:
            faults.append(f"{path} {form or ''} can be injected")
        elif "do not appear to be injectable" not in said:
            faults.append(f"{path} was not tried: {said[-1500:]}")
    return faults


def targets_of(visitor: Visitor) -> Iterator[tuple[str, dict | None, str]]:
    """Every parameter of links and of forms that ask, once for each kind of address.

    Forms that write are left out, but the one that looks for patients.
    """
    seen: set[tuple] = set()
    harvest = crawl(visitor, alike=2)
    paths = [path for path, answer in harvest.pages.items() if answer.status == 200]
    for path in paths:
        name, _, query = path.partition("?")
        keys = dict(parse_qsl(query)) or dict.fromkeys(_asking(harvest.pages[path]), "1")
        place = TOKEN.sub("*", name)
        if {(place, key) for key in keys} - seen:
            seen |= {(place, key) for key in keys}
            word = "HPG Tracker" if harvest.pages[path].is_html else '"'
            yield f"{name}?{urlencode(keys)}", None, word
    yield "/patients/", {"find": "Synthetic"}, "Synthetic"


def _asking(answer: Answer) -> list[str]:
    """Boxes of forms that are sent by GET."""
    if not answer.is_html:
        return []
    page = Page(name_forms(answer).text)
    forms = {key for key, at in page.forms.items() if at.get("method", "get") == "get"}
    return [box.at["name"] for box in page.boxes if box.form in forms and "name" in box.at]


def bandit(tree: Path) -> list[str]:
    """What bandit finds of medium severity and above that is not known to be right."""
    command = [
        *(tool("bandit"), "-q", "-r", "labs", "tracker", "-ll", "-f", "csv"),
        *("-x", "*/migrations/*"),
    ]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    assert ran.returncode in (0, 1), ran.stderr
    rows = csv.DictReader(io.StringIO(ran.stdout))
    return [
        f"{row['filename']}:{row['line_number']} {row['test_id']} {row['issue_text']}"
        for row in rows
        if row["test_id"] not in KNOWN_TO_BANDIT
        and (row["filename"].removeprefix("./"), row["test_id"]) not in KNOWN_PLACES
    ]


def _cookies(visitor: Visitor) -> str:
    return "; ".join(f"{name}={quote(said)}" for name, said in visitor.cookies.items())
