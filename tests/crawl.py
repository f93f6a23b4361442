"""Pages as a reader finds them: which links lead where, and who says what on each.

A page speaks with three voices: its own, that of a reading (`data-reading`), and that of a
person who typed something (`data-typed`, or a box of a form that holds what was typed).
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import resolve

VOICES = {"data-reading": "measured", "data-typed": "typed"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Words on both sides of these are read as one.
_INLINE = {"a", "b", "em", "i", "s", "small", "span", "strong", "tspan"}
# Everything else that an element carries is shown, spoken, or handed to a script.
_MUTE = {
    *(
        "action",
        "class",
        "d",
        "for",
        "form",
        "href",
        "id",
        "name",
        "points",
        "src",
        "style",
    ),
    *("transform", "viewbox", "data-figure", "data-explore"),
}
_ADDRESSES = ("href", "data-figure", "data-explore")
_ALIKE = 2  # of one view under one kind of question; of records every one is read


@dataclass
class Said:
    """What one page, or one file, says: by voice; and where it leads."""

    ours: list[str] = field(default_factory=list)
    measured: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def text(self, voice):
        return " ".join(" ".join(getattr(self, voice)).split())


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.said = Said()
        self._voices = ["ours"]

    def handle_starttag(self, tag, attributes):
        at = {name: value or "" for name, value in attributes}
        voice = next((VOICES[name] for name in at if name in VOICES), self._voices[-1])
        self._part(tag)
        for name in at.keys() - _MUTE:
            boxed = tag == "input" and name == "value"
            getattr(self.said, "typed" if boxed else voice).append(f"| {at[name]} |")
        if tag != "link":
            self.said.links += [at[name] for name in _ADDRESSES if name in at]
        if tag not in _VOID:
            self._voices.append("typed" if tag == "textarea" else voice)

    def handle_endtag(self, tag):
        if tag not in _VOID and len(self._voices) > 1:
            self._voices.pop()
        self._part(tag)

    def handle_data(self, data):
        getattr(self.said, self._voices[-1]).append(data)

    def _part(self, tag):
        if tag not in _INLINE:
            for voice in ("ours", "measured", "typed"):
                getattr(self.said, voice).append("|")


def page(markup):
    reader = _Reader()
    reader.feed(markup)
    return reader.said


def strings(found):
    """Every string of a JSON value, keys too."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(found, list):
        for value in found:
            yield from strings(value)


def read(response):
    """A figure, a list or a table of draws has one voice, that of its readings."""
    kind = response.headers["Content-Type"]
    if "json" in kind:
        texts = strings(json.loads(response.content))
        return Said(measured=[f"| {text} |" for text in texts])
    if "csv" in kind:
        text = b"".join(response).decode()
        return Said(measured=["| " + re.sub(r'[;"\n]', " | ", text) + " |"])
    return page(response.content.decode())


def crawl(client, *starts, alike=_ALIKE):
    """Yields each address with the name of its view and what it says."""
    waiting, seen, times = [*starts], set(starts), Counter()
    while waiting:
        address = waiting.pop(0)
        at = urlsplit(address)
        name = resolve(at.path).view_name
        kind = name, tuple(sorted(parse_qs(at.query)))
        times[kind] += 1
        if times[kind] > alike and kind != ("patient", ()):
            continue
        response = client.get(address)
        if response.status_code != 200:
            continue
        said = read(response)
        yield address, name, said
        for link in said.links:
            to = urljoin(address, link).partition("#")[0]
            # Of ways to look at a page one at a time: all together there is no end of them.
            twice = at.query and "?" in to
            if to.startswith("/") and to not in seen and not twice:
                seen.add(to)
                waiting.append(to)
