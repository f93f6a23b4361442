"""Forms as people send them, with a script in each box, and with boxes never asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from lxml import html

from tests.attack.harvest import name_forms
from tests.attack.matrix import World
from tests.attack.site import Site, Visitor
from tests.browser.forms import PAGES, FormPage
from tests.pages import Page, filled

WHO = {"clinician": "clinician", "patient_user": "patient", "": "anonymous"}
# The longest that fits is typed; the first breaks out of an attribute as well.
MARKERS = (
    "\"'><script>attacked()</script><img src=x onerror=attacked()>",
    "<img src=x onerror=attacked()>",
    "<svg onload=attacked()>",
)
RAW = re.compile(r"<(?:script>|img src=x |svg onload=)")
_ENDS = re.compile(r"/logout/|/password/|/unlock/")
_TEXT = {"", "text", "search", "email", "tel", "url", "password"}
# What stands in a row beside what is typed, and what nobody may choose.
MALLORY = "Mallory"
CHOSEN_UID = "z" * 12
CHOSEN_ACT = "999999"


@dataclass(frozen=True)
class Form:
    """One form of an opened page: where it goes, what it sends, its boxes by name."""

    action: str
    sent: dict
    boxes: dict[str, dict[str, str]]

    @property
    def text_boxes(self) -> list[str]:
        return [
            name
            for name, at in self.boxes.items()
            if at["tag"] == "textarea"
            or (at["tag"] == "input" and at.get("type", "") in _TEXT)
        ]


def open_forms(world: World, page: FormPage) -> Iterator[tuple[Visitor, Form]]:
    """Each form that is posted on this page, once for each of its buttons."""
    name, _, more = page.address.partition(" ")
    role = WHO.get(page.who, page.who)
    if name not in world.names or role not in world.visitors:
        return
    visitor = world.visitors[role]
    path = world.url(name) + (more if more.startswith("?") else "")
    answer = visitor.ask("GET", path)
    if answer.status != 200 or not answer.is_html:
        return
    answer = name_forms(answer)
    read = Page(answer.text)
    for key, at in read.forms.items():
        # What ends the session is for others to attack.
        action = at.get("action") or path
        if at.get("method", "").lower() == "post" and not _ENDS.search(action):
            boxes = {
                box.at["name"]: box.at
                for box in read.boxes
                if box.form == key and box.at.get("name")
            }
            sent = filled(answer, key)
            for pressed in _buttons(read.tree, key):
                yield visitor, Form(action, sent | pressed, boxes)


def _buttons(tree: html.HtmlElement, key: str) -> list[dict[str, str]]:
    inside = tree.xpath(f".//form[@id='{key}']//button")
    buttons = [*inside, *tree.xpath(f".//button[@form='{key}']")]
    named = [{b.get("name"): b.get("value", "")} for b in buttons if b.get("name")]
    unique = {tuple(each.items()): each for each in named}
    return list(unique.values()) or [{}]


def type_markers(world: World) -> list[str]:
    """Send a script in each text box of each form; what came back as it was sent."""
    faults = []
    for name, page in PAGES.items():
        for number, (_, form) in enumerate([*open_forms(world, page)]):
            for box in form.text_boxes:
                # Opened again for each: what was saved before has moved its version on.
                fresh = [*open_forms(world, page)][number : number + 1]
                for visitor, opened in fresh:
                    faults += _type_marker(name, page, visitor, opened, box)
    return faults


def _type_marker(
    name: str, page: FormPage, visitor: Visitor, form: Form, box: str
) -> list[str]:
    if box not in form.boxes:
        return []
    sent = form.sent | _typed(page, form) | {box: marker(form.boxes[box])}
    answer = visitor.post(form.action, sent)
    if answer.is_html and RAW.search(answer.text):
        return [f"{name} answers with {box} as it was typed"]
    return [f"{name} crashes of a script in {box}"] if answer.status >= 500 else []


def _typed(page: FormPage, form: Form) -> dict[str, str]:
    return {name: said for name, said in page.typed.items() if name in form.boxes}


def marker(at: dict[str, str]) -> str:
    most = int(at.get("maxlength", "1000"))
    return next((one for one in MARKERS if len(one) <= most), MARKERS[-1][:most])


def columns_with_markers(site: Site) -> set[str]:
    """Where a script is kept by now: `table.column`."""
    return {
        f"{table}.{column}"
        for table in site.tables()
        for column in site.columns(table)
        if site.query(
            f"SELECT 1 FROM {table} WHERE \"{column}\" LIKE '%attacked()%' LIMIT 1"
        )
    }


def assign(site: Site, world: World) -> list[str]:
    """Send, with each form, a box for every column of every table; what took effect."""
    before = {table: site.state()[table] for table in _PRIVILEGED & {*site.tables()}}
    last = {table: _last(site, table) for table in _signed(site)}
    actor = site.query(
        "SELECT id FROM labs_user WHERE email = 'clinician@walk-north.example'"
    )
    other = site.query("SELECT id FROM labs_patient WHERE ref = ?", world.ids["other"])
    faults = []
    for page in PAGES.values():
        if page.who != "clinician":
            continue
        for visitor, form in open_forms(world, page):
            hostile = _hostile(other[0][0]).items()
            extra = {name: said for name, said in hostile if name not in form.boxes}
            answer = visitor.post(form.action, extra | form.sent | _typed(page, form))
            if answer.status >= 500:
                faults.append(f"{form.action} crashes of boxes that it never had")
    faults += [
        f"{table} is not as it was"
        for table, state in before.items()
        if site.state()[table] != state
    ]
    for table, number in last.items():
        faults += _chosen(site, table, number, actor[0][0], other[0][0])
    written = sum(_last(site, table) - number for table, number in last.items())
    return faults if written else [*faults, "no form was saved: nothing was tried"]


_PRIVILEGED = {"labs_user", "labs_clinic", "labs_membership", "labs_user_user_permissions"}


def _signed(site: Site) -> list[str]:
    """Tables whose rows say who wrote them."""
    return [t for t in site.tables() if {"by_id", "act", "uid"} <= {*site.columns(t)}]


def _last(site: Site, table: str) -> int:
    return site.query(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]


def _hostile(other: int) -> dict[str, str]:
    """A value for every column that a model of ours has."""
    said = {}
    for model in apps.get_app_config("labs").get_models():
        for column in model._meta.get_fields():
            if not column.auto_created:
                kind = column.get_internal_type()
                value = "1" if kind in ("BooleanField", "ForeignKey") else MALLORY
                said[column.name] = value
                if kind in ("ForeignKey", "OneToOneField"):
                    said[f"{column.name}_id"] = value
    said |= {"patient": str(other), "patient_id": str(other), "by": "1", "by_id": "1"}
    return said | {
        **{"uid": CHOSEN_UID, "ref": CHOSEN_UID, "act_id": CHOSEN_ACT},
        "role": "administrator",
        **{"is_staff": "1", "is_superuser": "1", "by_name": MALLORY, "at": "2001-01-01"},
    }


def _chosen(site: Site, table: str, after: int, actor: int, other: int) -> list[str]:
    columns = site.columns(table)
    his = "patient_id" if "patient_id" in columns else "NULL"
    login = "account_id" if "account_id" in columns else "NULL"
    sql = f"SELECT uid, by_id, by_name, at, {his}, {login} FROM {table} WHERE id > ?"
    return [
        f"a row of {table} was written as {row}"
        for row in site.query(sql, after)
        if row[0] == CHOSEN_UID
        or row[1] != actor
        or MALLORY in row[2]
        or row[3].startswith("2001")
        or row[4] == other
        or row[5] == 1
    ]
