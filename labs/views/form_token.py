"""A fresh form token, for a page that was open while its session ended."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from labs.access import Request, open_page


@require_safe
@open_page
def show(request: Request) -> HttpResponse:
    """The token, and whose it is; 401 without a redirect where nobody is signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    me = request.user
    return JsonResponse({"token": get_token(request), "user": me.pk, "name": me.name})
