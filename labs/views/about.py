"""What this is, and what it is not."""

from django.views.decorators.http import require_safe

from labs.access import open_page
from labs.views.page import page


@require_safe
@open_page
def show(request):
    return page(request, "about.html", {})
