"""Texts of the room notes in a page: terms lead to the glossary where they first appear."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext

from labs.notes import Heading, glossary
from labs.words import Words

register = template.Library()


@register.inclusion_tag("parts/terms.html")
def terms(text: str | Words, used: set[str]) -> dict[str, Any]:
    """A text of ours, with links to the glossary.

    `used` holds the terms that are linked on this page already, and takes up these.
    """
    words = str(text) if isinstance(text, Words) else gettext(text)
    return {
        "pieces": [
            {"text": piece, "anchor": ""}
            if isinstance(piece, str)
            else {"text": piece.text, "anchor": piece.term.anchor}
            for piece in glossary.split_at_terms(words, used)
        ]
    }


@register.filter
def titles(headings: Iterable[Heading]) -> str:
    """The headings of the document by their titles, in one line."""
    return "; ".join(gettext(heading.title) for heading in headings)


@register.filter
def titles_and_levels(headings: Iterable[Heading]) -> str:
    """Each with the level of its part of the document: `Title (academic)`."""
    return "; ".join(f"{gettext(h.title)} ({gettext(h.level)})" for h in headings)
