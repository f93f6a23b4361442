"""Flags of a result in words: why a person must look at it."""

from django import template
from django.utils.translation import gettext

from labs.readings import FLAG_NAMES

register = template.Library()


@register.filter
def doubt(flag: str) -> str:
    return gettext(FLAG_NAMES[flag])
