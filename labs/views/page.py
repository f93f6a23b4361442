"""Whole page or partial; nothing else in it."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(request, template, context, *, part="", status=200):
    """The whole page; or, when htmx asks, only the partial called `part`."""
    name = f"{template}#{part}" if part and request.htmx else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
