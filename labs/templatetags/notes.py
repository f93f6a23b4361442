"""Texts of the room notes in a page: terms lead to the glossary where they first appear."""

from typing import Any

from django import template
from django.utils.translation import gettext

from labs.notes import glossary
from labs.words import Words

register = template.Library()


@register.inclusion_tag("parts/terms.html")
def terms(text: str | Words, used: set[str]) -> dict[str, Any]:
    """`used` is the page's own: what is linked in it already."""
    said = str(text) if isinstance(text, Words) else gettext(text)
    found = glossary.split_at_terms(said, used)
    return {
        "pieces": [
            {"text": one, "anchor": ""}
            if isinstance(one, str)
            else {"text": one.text, "anchor": one.term.anchor}
            for one in found
        ]
    }
