"""What answers a form that was taken: the next page, and a line that says what was done."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from labs.access import Request
from labs.models.recorded import Recorded

UNCHANGED = _("No changes. Nothing was saved.")
SAYS_SO = _("Already recorded.")


def is_stale(request: Request, kept: Recorded) -> bool:
    """Whether the form was opened on another version than the one that stands."""
    return request.POST.get("version") not in (None, str(kept.version))


def resend_with(request: Request, **boxes: object) -> QueryDict:
    """The form as it was sent, told what stands now: sent once more, it replaces that."""
    data = request.POST.copy()
    for name, value in boxes.items():
        data[name] = str(value)
    return data


def redirect_after_post(request: Request, to: str, said: str = "") -> HttpResponse:
    """303: loading the next page again does not send the form again."""
    if said:
        messages.success(request, said)
    if request.htmx:
        return HttpResponseClientRedirect(to)
    return HttpResponse(status=303, headers={"Location": to})
