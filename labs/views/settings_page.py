"""What stands around a page of a clinic's settings: its sections, and the way to each."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labs.access import Request
from labs.views.page import render_page

# By the name of their address.
SECTIONS = {
    "clinic": _("Settings"),
    "people": _("People"),
    "clinic_details": _("Clinic"),
    "clinic_access": _("Access"),
    "clinic_release": _("Release"),
    "clinic_analytes": _("Tests and units"),
    "clinic_names": _("Names in files"),
    "clinic_tokens": _("Tokens"),
    "laboratories": _("Laboratories"),
}


def render_settings(
    request: Request,
    section: str,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of a section; `conflict` says on it that somebody else was faster.

    Its forms are sent to the section's own address: another `to` stands in the context.
    """
    around = {
        "sections": SECTIONS,
        "here": section,
        "title": SECTIONS[section],
        "to": reverse(section),
        "conflict": status == 409,
    }
    return render_page(request, template, around | dict(context), status=status)
