"""Flags of a result in words: why a person must look at it."""

from django import template

from labs.words import Words

register = template.Library()


@register.filter
def doubt(flag: str) -> str:
    return str(Words.of(f"flag-{flag}"))
