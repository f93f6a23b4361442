"""The fixed text of a page, for whoever measures how hard it is to read."""

import re

import textstat
from lxml import html

GRADE = 8
LONGEST = 20  # words of a sentence
_INLINE = {"a", "abbr", "b", "br", "button", "code", "em", "label", "small", "span"}
_INLINE |= {"strong"}
_NOT_READ = {"script", "style", "svg", "title"}
# What was measured, and what somebody typed: not ours to make easy.
_NOT_OURS = {"data-reading", "data-typed"}


def blocks(markup):
    """Paragraphs, headings, cells, in the order of the page; each a text of its own."""
    found = [[]]
    _read(html.document_fromstring(markup), found)
    parts = (part for block in found for part in "".join(block).split("·"))
    texts = (" ".join(part.split()) for part in parts)
    return [text for text in texts if re.search("[a-zA-Z]", text)]


def _read(node, found):
    if not isinstance(node.tag, str) or node.tag in _NOT_READ:
        return
    block = node.tag not in _INLINE
    if block:
        found.append([])
    if node.tag == "br":
        found[-1].append(" ")
    if _NOT_OURS.isdisjoint(node.attrib):
        found[-1].append(node.text or "")
        for child in node:
            _read(child, found)
            found[-1].append(child.tail or "")
    if block:
        found.append([])


def sentences(text):
    return [part for part in re.split(r"(?<=[.?!:])\s+", text) if part]


def prose(markup):
    """Whole sentences; headings, labels and single words are not among them."""
    every = (sentence for block in blocks(markup) for sentence in sentences(block))
    return [sentence for sentence in every if sentence[-1] in ".?!"]


def grade(texts):
    """Years of school (textstat), of all of them as one text."""
    return textstat.flesch_kincaid_grade(
        " ".join(text.rstrip(".:,") + "." for text in texts)
    )


def too_long(texts):
    every = (sentence for text in texts for sentence in sentences(text))
    return [sentence for sentence in every if len(sentence.split()) > LONGEST]
