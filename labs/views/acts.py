"""Which act a request names. An address that has several takes none for granted."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.access import Request

UNNAMED = _(
    "Nothing was done: the request did not say which button was pressed. What you typed "
    "is still here. Press a button of this page."
)


def read_act(request: Request, *acts: str) -> str:
    """The act that was sent, if it is one of these; "" where none or another was."""
    act = request.POST.get("act", "")
    return act if act in acts else ""


def is_valid_here(request: Request, form: forms.BaseForm) -> bool:
    """Whether a form is valid, and was opened in the clinic in which he works now.

    He may have chosen another one since, in a second tab.
    """
    valid = form.is_valid()
    if request.POST.get("in_clinic", request.clinic.slug) != request.clinic.slug:
        elsewhere = gettext(
            "Nothing was saved: this page was opened in another clinic, and you work in "
            "{clinic} now. Check it: what you send next goes to {clinic}."
        )
        form.add_error(None, elsewhere.format(clinic=request.clinic.name))
        return False
    return valid
