"""What this is, and what it is not."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from labs.access import Request, open_page
from labs.views.page import render_page


@require_safe
@open_page
def show(request: Request) -> HttpResponse:
    return render_page(request, "about.html", {})
