"""Pages that say what went wrong. None of them reads what was sent."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views import csrf, defaults

type ErrorPage = Callable[..., HttpResponse]


def _without_body(error_page: ErrorPage) -> ErrorPage:
    """Django's page, handed an empty form.

    It looks for the form's token again; in a body that could not be read, that would
    raise once more, and the answer would be a crash.
    """

    @wraps(error_page)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.POST = QueryDict()
        return error_page(request, *args, **kwargs)

    return answer


bad_request = _without_body(defaults.bad_request)
permission_denied = _without_body(defaults.permission_denied)
page_not_found = _without_body(defaults.page_not_found)
server_error = _without_body(defaults.server_error)
csrf_failure = _without_body(csrf.csrf_failure)
