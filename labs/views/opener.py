"""Who opened a sheet: signed into it, so that nobody saves what another person typed.

What is sent of it again is known by that too: nothing of it stands in the session.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labs.access import Request

UNSIGNED = _(
    "The form was sent without the name of who opened it. Check what you typed, then save "
    "again."
)
_SALT = "labs.views.opener"


@dataclass(frozen=True)
class Opener:
    """The person who opened a sheet, as a hidden box of the sheet says it."""

    signed: str
    pk: int
    name: str
    is_new: bool  # the sheet said nobody, or nobody that we signed

    @classmethod
    def of(cls, request: Request, submission: str) -> "Opener":
        """Who is named by the sheet that was sent; else who opens it now."""
        sent = request.POST.get("opener", "")
        told = _read_signed(sent)
        if told is not None:
            return cls(sent, told["pk"], told["name"], is_new=False)
        pk, name = request.user.pk, request.user.name
        told = {"pk": pk, "name": name, "sheet": [request.path, submission]}
        signed = signing.dumps(told, salt=_SALT)
        return cls(signed, pk, name, is_new=True)

    def refusal(self, request: Request) -> str:
        """Why this person may not save the sheet that was typed by another one."""
        if self.pk == request.user.pk:
            return ""
        return gettext(
            "Not saved: this form was filled in by {opener}. You are signed in as {name}. "
            "Sign in as {opener} to save it, or open a new form."
        ).format(opener=self.name, name=request.user.name)


def has_opened(request: Request, submission: str) -> bool:
    """Whether this person opened this sheet, of this man, while a session may last."""
    told = _read_signed(request.POST.get("opener", ""), settings.SESSION_COOKIE_AGE) or {}
    sheet = told.get("pk"), told.get("sheet")
    return sheet == (request.user.pk, [request.path, submission])


def _read_signed(signed: str, max_age: int | None = None) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = signing.loads(signed, salt=_SALT, max_age=max_age)
    except signing.BadSignature:
        return None
    return told
