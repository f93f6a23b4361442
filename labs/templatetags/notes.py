"""Texts of the room notes in a page: terms lead to the glossary where they first appear."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from labs.notes import Heading, glossary
from labs.words import Words

register = template.Library()


@register.simple_tag
def terms(text: str | Words, used: set[str]) -> SafeString:
    """`used` is the page's own: what is linked in it already."""
    said = str(text) if isinstance(text, Words) else gettext(str(text))
    address = reverse("glossary")
    return format_html_join(
        "",
        "{}",
        (
            (one,)
            if isinstance(one, str)
            else (
                format_html('<a href="{}#{}">{}</a>', address, one.term.anchor, one.text),
            )
            for one in glossary.split_at_terms(said, used)
        ),
    )


@register.filter
def titles(headings: Iterable[Heading]) -> str:
    """The headings of the document by their titles, in one line."""
    return "; ".join(gettext(heading.title) for heading in headings)


@register.filter
def titles_and_levels(headings: Iterable[Heading]) -> str:
    """Each with the level of its part of the document: `Title (academic)`."""
    return "; ".join(f"{gettext(h.title)} ({gettext(h.level)})" for h in headings)
