"""Whole page or partial; nothing else in it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

from labs.access import Request
from labs.views.frame import read_ahead


def render_page(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; or, when htmx asks, only the partial called `part`.

    It is rendered when the view's snapshot has ended: the context holds values, no queries.
    """
    read_ahead(request)
    name = f"{template}#{part}" if part and request.htmx else template
    response = TemplateResponse(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
