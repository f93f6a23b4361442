"""The fixed text of a page, for whoever measures how hard it is to read."""

import re
from html.parser import HTMLParser

import textstat

GRADE = 8
LONGEST = 20  # words of a sentence
_INLINE = {"a", "abbr", "b", "br", "button", "code", "em", "label", "small", "span"}
_INLINE |= {"strong"}
_VOID = {"br", "img", "input", "link", "meta"}
_NOT_READ = {"script", "style", "svg", "title"}
# What was measured, and what somebody typed: not ours to make easy.
_NOT_OURS = {"data-reading", "data-typed"}


class _Blocks(HTMLParser):
    """Paragraphs, headings, cells: each a text of its own."""

    def __init__(self):
        super().__init__()
        self.blocks = [[]]
        self._open = []  # (tag, whether what is in it is left out)

    def handle_starttag(self, tag, attributes):
        if tag not in _INLINE:
            self.blocks.append([])
        if tag == "br":
            self.blocks[-1].append(" ")
        if tag not in _VOID:
            out = tag in _NOT_READ or bool(_NOT_OURS & dict(attributes).keys())
            self._open.append((tag, out))

    def handle_endtag(self, tag):
        while tag not in _VOID and self._open and self._open.pop()[0] != tag:
            pass
        if tag not in _INLINE:
            self.blocks.append([])

    def handle_data(self, data):
        if not any(out for _, out in self._open):
            self.blocks[-1].append(data)


def blocks(html):
    """In the order of the page; what holds no word is left out."""
    reader = _Blocks()
    reader.feed(html)
    parts = (part for block in reader.blocks for part in "".join(block).split("·"))
    texts = (" ".join(part.split()) for part in parts)
    return [text for text in texts if re.search("[a-zA-Z]", text)]


def sentences(text):
    return [part for part in re.split(r"(?<=[.?!:])\s+", text) if part]


def prose(html):
    """Whole sentences; headings, labels and single words are not among them."""
    every = (sentence for block in blocks(html) for sentence in sentences(block))
    return [sentence for sentence in every if sentence[-1] in ".?!"]


def grade(texts):
    """Years of school (textstat), of all of them as one text."""
    return textstat.flesch_kincaid_grade(
        " ".join(text.rstrip(".:,") + "." for text in texts)
    )


def too_long(texts):
    every = (sentence for text in texts for sentence in sentences(text))
    return [sentence for sentence in every if len(sentence.split()) > LONGEST]
