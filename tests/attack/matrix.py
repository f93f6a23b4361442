"""Every address, every method, ten roles: the table of the walk, over the wire."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

from django.urls import reverse

from tests import test_walk as walk
from tests.attack.site import Site, Visitor


def attack(site: Site, world: "World", names=None) -> list[str]:
    """What any role was given that the table of the walk does not give it."""
    asked = product(names or walk.RULES, walk.ROLES, (*walk.METHODS, "FOO"))
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda each: _ask(world, *each), asked)
        return [fault for faults in found for fault in faults]


class World:
    """The people of the walk, by role, and what stands in addresses."""

    def __init__(self, site: Site, made: dict) -> None:
        sessions = made["sessions"]
        self.ids = made["ids"]
        self.names = {*walk._addresses()}
        self.visitors = {
            role: Visitor(
                site, role, {"sessionid": sessions[role]} if role in sessions else {}
            )
            for role in walk.ROLES
        }
        for visitor in self.visitors.values():
            visitor.post("/about/", {})  # for a token of the form

    def url(self, name: str, **changed: str) -> str:
        address = walk._addresses()[name]
        ids = self.ids | changed
        return reverse(
            name, kwargs={key: ids[key] for key in ids if f"%({key})s" in address}
        )


def _ask(world: World, name: str, role: str, method: str) -> list[str]:
    visitor, url, rule = world.visitors[role], world.url(name), walk.RULES[name]
    token = {"X_CSRFToken": visitor.cookies.get("csrftoken", "")}
    answer = visitor.ask(method, url, **token)
    due, faults = walk._due(rule, role, method), []
    if answer.status not in due:
        faults.append(f"{name} answers {answer.status}, not {sorted(due)}")
    if role != "anonymous" and answer.headers["Cache-Control"] != "no-store":
        faults.append(f"{name} may be kept in a cache")
    faults += [f"{name} shows {mark}" for mark in walk._seen(name, role, answer)]
    return [f"{role} {method} {fault}" for fault in faults]


def attack_static(site: Site) -> list[str]:
    """Front-end files are read, and nothing else is done with them or beside them."""
    nobody = site.visitor()
    page = nobody.ask("GET", "/about/").text
    path = page.partition('href="/static/')[2].partition('"')[0]
    wrong = []
    for method in walk.METHODS:
        status = nobody.ask(method, f"/static/{path}").status
        if status not in ({200} if method in ("GET", "HEAD") else {403, 404, 405}):
            wrong.append(f"{method} of a front-end file: {status}")
    beside = ("../manage.py", "..%2fmanage.py", "%2e%2e/%2e%2e/manage.py", ".gathered", "")
    for name in beside:
        if (status := nobody.ask("GET", f"/static/{name}").status) not in (400, 404):
            wrong.append(f"/static/{name}: {status}")
    return wrong
