"""Pages over real HTTP: signed in, checked, audited, on a new connection each time."""

import html
import json
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import count, cycle
from statistics import median, quantiles
from typing import Any

from benchmarks.ratio import Bench, Sample, Side, Unequal, same
from benchmarks.server import Answer, Browser, form_with, loaded
from benchmarks.stage import Place, Stage

_NEWEST = 8  # draws that every page of a record shows in words
_EIGHT = 8  # connections at once
# What stands of a man's newest draws, as it was printed.
_VALUES = """SELECT r.reported FROM labs_result r WHERE r.panel_id IN (SELECT id FROM (
    SELECT n.id FROM labs_panel n JOIN labs_patient p ON p.id = n.patient_id
    WHERE p.ref = '{ref}'
    AND NOT EXISTS (SELECT 1 FROM labs_panel x WHERE x.replaces_id = n.id)
    ORDER BY n.collected_at DESC LIMIT {newest}) d)
    AND r.status <> 'entered-in-error' AND r.kind IN ('measured', 'censored')
    AND NOT EXISTS (SELECT 1 FROM labs_result x WHERE x.replaces_id = r.id)"""
_FIRST = """SELECT MIN(n.collected_on) FROM labs_panel n
    JOIN labs_patient p ON p.id = n.patient_id WHERE p.ref = '{ref}'"""

_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_SIGNED = re.compile(r"[<>]\d+(?:\.\d+)*")

type Asked = Callable[[Place, int], str]  # an address, by the turn


def record(place: Place, turn: int) -> str:
    return f"/patients/{place.men[turn % len(place.men)]}/"


def record_anew(place: Place, turn: int) -> str:
    """As nobody has asked for it yet: each turn begins a day earlier before his first."""
    ref = place.men[turn % len(place.men)]
    first = date.fromisoformat(str(place.store.ask(_FIRST.format(ref=ref))[0][0]))
    return f"/patients/{ref}/?from={first - timedelta(days=turn + 1)}"


def sheet(place: Place, turn: int) -> str:
    return f"{record(place, turn)}panels/new/"


def worklist(place: Place, turn: int) -> str:
    return "/"


def beside_earlier(stage: Stage, asked: Asked, most: float) -> Bench:
    """The demonstration of this program and of an earlier commit."""
    ours, earlier = stage.ours(), stage.earlier()
    turns = range(1 if asked is worklist else len(ours.men))
    return Bench(
        lambda: _equal([[(p, asked(p, t)) for p in (ours, earlier)] for t in turns]),
        _page(ours.name, ours, asked),
        [_page(earlier.name, earlier, asked, most)],
    )


def over_sizes(stage: Stage, asked: Asked, most: float) -> Bench:
    """The largest clinic beside each smaller one; the goal is for the smallest."""
    *smaller, largest = places = [stage.clinic(size) for size in stage.options.sizes]
    goals = [most, *[None] * len(smaller)]
    return Bench(
        lambda: _equal([[(place, asked(place, 0)) for place in places]]),
        _page(largest.name, largest, asked(largest, 0)),
        [
            _page(p.name, p, asked(p, 0), goal)
            for p, goal in zip(smaller, goals, strict=False)
        ],
    )


def naive(stage: Stage, ref: str, most: float, *, size: bool = False) -> Bench:
    """The whole page of a man, beside one that draws and lists all he has.

    Plotly writes its library into such a page unless it is told not to: beside the page
    without a goal stands the same one with the library in a file of its own.
    """
    place, ours, anchor = stage.small, f"/patients/{ref}/", f"/anchor/naive/{ref}/"

    def side(name: str, address: str, most: float | None = None) -> Side:
        if size:
            return Side(name, lambda: _bytes(len(place.browser.get(address).body)), most)
        return _page(name, place, address, most)

    return Bench(
        lambda: _equal_to_naive(place, ref),
        side("whole page", ours),
        [
            side("naive page", anchor, most),
            side("naive page, plotly.js apart", f"{anchor}?apart=yes"),
        ],
        **_ONCE if size else {},
    )


def figure_json(stage: Stage) -> Bench:
    """What Explore draws of a man with many draws, beside his bare rows as JSON."""
    place = stage.small
    ours, bare = f"/patients/{place.heavy}/figure.json", f"/anchor/raw/{place.heavy}/"

    def equal() -> str:
        rows = json.loads(place.browser.get(bare).body)
        values = {float(row[6]) for row in rows if row[6] != "None"}
        drawn = _numbers(json.loads(_audited(place, ours).body))
        same("values of the rows in the figure", values, values & drawn)
        same("rows", len(rows), len(_values(place, place.heavy)))
        return f"{len(rows)} rows, {len(values)} different values in both"

    return Bench(
        equal,
        _page("figure.json", place, ours),
        [
            _page("bare rows as JSON", place, bare, 5),
            _page("static view", place, "/healthz"),
        ],
    )


def entry_get(stage: Stage) -> Bench:
    """The sheet for a new draw, of a man with many draws and of one with 24."""
    place = stage.small
    heavy, typical = f"/patients/{place.heavy}/panels/new/", sheet(place, 0)

    def equal() -> str:
        boxes = [_boxes(_audited(place, each).text) for each in (heavy, typical)]
        same("boxes for blood", boxes[0] | boxes[1], boxes[0])
        return f"{len(boxes[1])} boxes for values in both"

    return Bench(
        equal, _page("many draws", place, heavy), [_page("24 draws", place, typical, 1.3)]
    )


def entry_post(stage: Stage) -> Bench:
    """A draw that is saved. The typical man is another one each time: he stays typical."""
    place, turns = stage.small, count(1)
    others = cycle(reversed(place.men))

    def save(ref: str) -> Sample:
        before = place.count("labs_result")
        answer = _enter(place, ref, next(turns))
        return Sample(answer.ms, place.count("labs_result") - before)

    def equal() -> str:
        before = place.count("labs_auditevent")
        made = [save(ref).made for ref in (place.heavy, next(others))]
        same("results of a sheet", made, [3, 3])
        left = place.count("labs_auditevent") - before
        same("events of two sheets opened and saved", left, 4)
        return "three results saved, with their event, by both"

    return Bench(
        equal,
        Side("many draws", lambda: save(place.heavy)),
        [Side("24 draws", lambda: save(next(others)), 1.3)],
    )


def concurrency(stage: Stage, address: str, most: float | None) -> Bench:
    """The 99th of a hundred answers to eight at once, beside the median of one alone."""
    place, each = stage.small, stage.options.each

    def ask(browser: Browser) -> list[Answer]:
        return [browser.get(address) for _ in range(each)]

    def at_once() -> list[Answer]:
        with ThreadPoolExecutor(_EIGHT) as pool:
            found = pool.map(ask, [place.browser.again() for _ in range(_EIGHT)])
            return [answer for of_one in found for answer in of_one]

    def together() -> Sample:
        times = [answer.ms for answer in at_once()]
        return Sample(quantiles(times, n=100, method="inclusive")[98], len(times))

    def alone() -> Sample:
        return Sample(median(answer.ms for answer in ask(place.browser)), each)

    def equal() -> str:
        ask(place.browser)  # takes what an entry before has left to be said once
        told = {(*sorted(_named(at.text)), len(_words(at.text))) for at in at_once()}
        same("what eight are told at once", len(told), 1)
        return "eight at once are told the same"

    return Bench(
        equal,
        Side(f"{_EIGHT} connections, p99", together),
        [Side("1 connection, median", alone, most)],
        rounds=7,
        warm=1,
    )


def first_visit(stage: Stage, most: int, *, pages_alone: bool) -> Bench:
    """Bytes from the sign-in page to a record, each file once, as compressed as sent."""
    place = stage.ours()

    def visit() -> Sample:
        pages, files = 0, dict[str, int]()
        new = Browser(place.browser.port)
        for browser, at in ((new, "/accounts/login/"), (place.browser, record(place, 0))):
            page = browser.get(at, compressed=True)
            pages += len(page.body)
            for address in loaded(page.text) - files.keys():
                files[address] = len(browser.get(address, compressed=True).body)
        return _bytes(pages if pages_alone else pages + sum(files.values()))

    return Bench(
        lambda: _equal([[(place, record(place, 0))]]),
        Side("sign-in page and record", visit),
        [Side(f"{most} kB, a fixed goal", lambda: _bytes(most * 1000), 1)],
        **_ONCE,
    )


_ONCE: dict[str, Any] = {"rounds": 1, "warm": 0, "unit": "kB"}  # the same each time


def _page(name: str, place: Place, asked: Asked | str, most: float | None = None) -> Side:
    turns = count()

    def run() -> Sample:
        address = asked if isinstance(asked, str) else asked(place, next(turns))
        answer = place.browser.get(address)
        return Sample(answer.ms, len(answer.body))

    return Side(name, run, most)


def _bytes(size: int) -> Sample:
    return Sample(size / 1000, size)


def _enter(place: Place, ref: str, turn: int) -> Answer:
    """Opens the sheet, types a draw of some days ago, and saves it."""
    address = f"/patients/{ref}/panels/new/"
    form = dict(form_with(place.browser.get(address).text, "lh_value").form_values())
    drawn = datetime.now() - timedelta(days=2, minutes=turn)
    form |= {"day": f"{drawn:%Y-%m-%d}", "time": f"{drawn:%H:%M}", "act": "save"}
    form |= {"lh_value": "4.2", "fsh_value": "5.1", "testosterone_value": "14.2"}
    form["fasting"] = ""  # not what the last draw was
    return place.browser.send(address, form)


def _equal(rounds: Sequence[Sequence[tuple[Place, str]]]) -> str:
    """Every side shows the same men, values and boxes, and leaves its event."""
    told = set[str]()
    for sides in rounds:
        seen = [_shown(place, address) for place, address in sides]
        for other in seen:
            same(f"seen at {sides[0][1]}", seen[0], other)
        told |= seen[0]
    return f"{len(told)} names, values and boxes seen on every side"


def _shown(place: Place, address: str) -> set[str]:
    """Men who are named on a page, its boxes for values, values of his newest draws."""
    page = _audited(place, address).text
    of_man = re.fullmatch(r"/patients/(\w+)/(\?.*)?", address)
    values = set[str]()
    if of_man:
        values = set(_values(place, of_man[1], newest=_NEWEST))
        same("values of his newest draws", values, _found(values, _words(page)))
    boxes = _boxes(page) if "lh_value" in page else set()
    return {*_named(page), *boxes, *values}


def _equal_to_naive(place: Place, ref: str) -> str:
    """The naive page lists every result; ours the newest in words, its file all."""
    values = set(_values(place, ref))
    anchor = f"/anchor/naive/{ref}/"
    for address in (anchor, f"{anchor}?apart=yes", f"/patients/{ref}/draws.csv"):
        page = _words(place.browser.get(address).text)
        same(f"values at {address}", values, _found(values, page))
    if "<svg" not in place.browser.get(f"/patients/{ref}/").text:
        raise Unequal("There is no figure on the page.")
    newest = _equal([[(place, f"/patients/{ref}/")]])
    return f"all {len(values)} different values on both; {newest}"


def _values(place: Place, ref: str, *, newest: int = 100_000) -> list[str]:
    rows = place.store.ask(_VALUES.format(ref=ref, newest=newest))
    return [reported for (reported,) in rows]


def _named(page: str) -> set[str]:
    return set(re.findall(r"[\w-]+ Synthetic\b", _words(page)))


def _boxes(page: str) -> set[str]:
    names = form_with(page, "lh_value").fields.keys()
    return {name for name in names if name.endswith("_value")}


def _words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def _found(values: Iterable[str], words: str) -> set[str]:
    """Which of the values stand there whole, with or without a sign before them."""
    return {*values} & {*_NUMBER.findall(words), *_SIGNED.findall(words)}


def _numbers(figure: object) -> set[float]:
    """Every number that a figure holds, wherever in it."""
    if isinstance(figure, dict):
        figure = list(figure.values())
    if isinstance(figure, list):
        return set().union(*map(_numbers, figure))
    return {float(figure)} if isinstance(figure, int | float) else set()


def _audited(place: Place, address: str) -> Answer:
    before = place.count("labs_auditevent")
    answer = place.browser.get(address)
    same(f"events of {address}", place.count("labs_auditevent") - before, 1)
    return answer
