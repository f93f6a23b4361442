"""Which act a request names. An address that has several takes none for granted."""

from django.utils.translation import gettext_lazy as _

from labs.access import Request

UNNAMED = _(
    "Nothing was done: the request did not say which button was pressed. What you typed "
    "is still here. Press a button of this page."
)


def named(request: Request, *acts: str) -> str:
    """The act that was sent, if it is one of these; "" where none or another was."""
    act = request.POST.get("act", "")
    return act if act in acts else ""
