"""Boxes of a table, whose column heads them."""

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def labelled(box: BoundField) -> SafeString:
    """The box, and its own label for speech alone."""
    return format_html(
        '<label class="hidden" for="{}">{}</label>{}',
        box.id_for_label,
        box.label,
        box.as_widget(),
    )
