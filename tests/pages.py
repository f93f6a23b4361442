"""Pages as a browser without scripts reads them: the forms, and what they would send."""

import re
from dataclasses import dataclass

from django.urls import get_resolver, reverse
from lxml import etree, html

_BOXES = ".//input | .//select | .//textarea"


@dataclass(frozen=True)
class Box:
    """One box of a form: the form's id, its own attributes, and what stands in it."""

    form: str
    at: dict[str, str]
    value: str

    def __iter__(self):
        yield from (self.form, self.at, self.value)


class Page:
    """The tree of one answer."""

    def __init__(self, markup):
        self.tree = html.document_fromstring(markup)

    @property
    def title(self):
        return self.tree.findtext(".//title") or ""

    @property
    def text(self):
        """All words, one blank between them."""
        return " ".join(" ".join(self.tree.itertext()).split())

    @property
    def forms(self):
        """The attributes of each form, by its id."""
        return {form.get("id", ""): dict(form.attrib) for form in self.tree.iter("form")}

    @property
    def boxes(self):
        return [_box(node) for node in self.tree.xpath(_BOXES)]

    def pressed(self, form):
        """Name and value of the first button outside a form that sends it."""
        for button in self.tree.iter("button"):
            if button.get("form") == form and "name" in button.attrib:
                return {button.get("name"): button.get("value", "")}
        return {}


def _box(node):
    parents = [form.get("id", "") for form in node.iterancestors("form")]
    form = parents[0] if parents else ""
    return Box(form, {**node.attrib, "tag": node.tag}, value_of(node))


def value_of(node):
    if node.tag == "textarea":
        return node.text_content().removeprefix("\n")
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[:1]
        return chosen[-1].get("value", "") if chosen else ""
    return node.get("value", "")


def picture(markup):
    """The tree of an SVG, which has to be XML to the last sign."""
    return etree.fromstring(markup)


def read(response):
    return Page(response.content.decode())


def title(response):
    return read(response).title


def text(response):
    return read(response).text


def boxes(response, form):
    """The boxes of a form, by name: attributes, with their `value`."""
    return {
        box.at["name"]: box.at | {"value": box.value}
        for box in read(response).boxes
        if box.form == form and "name" in box.at
    }


def filled(response, form, /, **typed):
    """What the browser would send of a form, with some boxes typed anew.

    Pressed is the first button of the action bar, as Save is; `act` names another one.
    """
    page = read(response)
    sent = page.pressed(form)
    for box in page.boxes:
        kind, name = box.at.get("type", ""), box.at.get("name", "")
        ticked = kind not in ("checkbox", "radio") or "checked" in box.at
        if box.form == form and name and ticked:
            sent.setdefault(name, []).append(box.value)
    return sent | typed


def bare(response, given):
    """Without what differs from one answer to the next: tokens, and what it was given."""
    markup = response.content.decode().replace(given, "")
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", markup)


def list_guarded():
    """Addresses of the house that ask who it is, without those that name a record."""
    found = [
        reverse(pattern.name)
        for pattern in get_resolver("labs.urls").url_patterns
        if getattr(pattern.callback, "act", "open") != "open"
        and not pattern.pattern.converters
    ]
    assert len(found) > 10
    return found
