"""Texts of the room notes in a page: terms lead to the glossary where they first appear."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from labs.notes import glossary
from labs.words import Words

register = template.Library()


@register.simple_tag
def terms(text: str | Words, used: set[str]) -> SafeString:
    """`used` is the page's own: what is linked in it already."""
    said = str(text) if isinstance(text, Words) else gettext(text)
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
            for one in glossary.pieces(said, used)
        ),
    )
