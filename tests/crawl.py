"""Pages as a reader finds them: which links lead where, and who says what on each.

A page speaks with three voices: its own, that of a reading (`data-reading`), and that of a
person who typed something (`data-typed`, or a box of a form that holds what was typed).
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import resolve
from lxml import html

VOICES = {"data-reading": "measured", "data-typed": "typed"}
# Words on both sides of these are read as one.
_INLINE = {"a", "b", "em", "i", "s", "small", "span", "strong", "tspan"}
# Everything else that an element carries is shown, spoken, or handed to a script.
_MUTE = {
    *("action", "class", "d", "for", "form", "href", "id", "name", "points", "src"),
    "style",
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


def page(markup):
    """What a page says, by voice: words of an element's own, and what it carries."""
    said = Said()
    _listen(html.document_fromstring(markup), "ours", said)
    return said


def _listen(node, voice, said):
    if not isinstance(node.tag, str):  # a comment
        return
    voice = next((VOICES[name] for name in node.attrib if name in VOICES), voice)
    _part(node, said)
    for name, value in node.attrib.items():
        if name not in _MUTE:
            boxed = node.tag == "input" and name == "value"
            getattr(said, "typed" if boxed else voice).append(f"| {value} |")
    if node.tag != "link":
        said.links += [node.get(name) for name in _ADDRESSES if name in node.attrib]
    inside = "typed" if node.tag == "textarea" else voice
    getattr(said, inside).append(node.text or "")
    for child in node:
        _listen(child, inside, said)
        getattr(said, inside).append(child.tail or "")
    _part(node, said)


def _part(node, said):
    """Words on both sides of a block are two texts."""
    if node.tag not in _INLINE:
        for voice in ("ours", "measured", "typed"):
            getattr(said, voice).append("|")


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
