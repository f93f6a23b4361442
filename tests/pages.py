"""Pages as a browser without scripts reads them: the forms, and what they would send."""

import re
from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.boxes = []  # (form, attributes of the box, its value or None)
        self.saves = {}  # by form: name and value of the button outside that sends it
        self.forms = {}
        self.text = []
        self.title = ""
        self._form = self._select = self._area = ""
        self._in_title = False

    def handle_starttag(self, tag, attributes):
        at = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = at.get("id", "")
            self.forms[self._form] = at
        elif tag == "button" and "form" in at and "name" in at:
            self.saves.setdefault(at["form"], (at["name"], at.get("value", "")))
        elif tag == "input":
            self._box(tag, at, at.get("value", ""))
        elif tag == "select":
            self._select = at
            self._box(tag, at, None)
        elif tag == "option" and self._select:
            self._option(at)
        elif tag == "textarea":
            self._area = at
            self._box(tag, at, "")
        self._in_title = tag == "title"

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = ""
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        self._in_title = False

    def handle_data(self, data):
        self.text.append(data)
        if self._in_title:
            self.title += data
        if self._area:
            form, at, value = self.boxes[-1]
            self.boxes[-1] = form, at, (value + data).removeprefix("\n")

    def _box(self, tag, at, value):
        self.boxes.append((self._form, at | {"tag": tag}, value))

    def _option(self, at):
        form, box, value = self.boxes[-1]
        if value is None or "selected" in at:
            self.boxes[-1] = form, box, at.get("value", "")


def read(response):
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader


def title(response):
    return read(response).title


def text(response):
    """All words of a page, one blank between them."""
    return " ".join(" ".join(read(response).text).split())


def boxes(response, form):
    """The boxes of a form, by name: attributes, with their `value`."""
    return {
        at["name"]: at | {"value": value or ""}
        for of, at, value in read(response).boxes
        if of == form and "name" in at
    }


def filled(response, form, /, **typed):
    """What the browser would send of a form, with some boxes typed anew.

    Pressed is the first button of the action bar, as Save is; `act` names another one.
    """
    reader = read(response)
    sent = dict([reader.saves[form]]) if form in reader.saves else {}
    for of, at, value in reader.boxes:
        kind, name = at.get("type", ""), at.get("name", "")
        ticked = kind not in ("checkbox", "radio") or "checked" in at
        if of == form and name and ticked:
            sent.setdefault(name, []).append(value or "")
    return sent | typed


def bare(response, given):
    """Without what differs from one answer to the next: tokens, and what it was given."""
    text = response.content.decode().replace(given, "")
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", text)
