"""Programs that read by a token, in the header alone, at the addresses that take one.

Such a request has no session: neither the idle lock nor the second factor concerns it, and
a cookie that comes with it is not looked at.
"""

import re
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse

from labs import access, audit
from labs.record import token as tokens
from tracker import tries
from tracker.middleware import GetResponse

_SENT = re.compile(r"bearer +([!-~]{1,200}) *", re.ASCII | re.IGNORECASE)


class BearerTokens:
    """Answers in place of what asks for a session, which stands behind it."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: access.Request) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: access.Request, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        sent = request.headers.get("Authorization", "")
        if not sent.lower().startswith("bearer") or not getattr(view, "tokens", False):
            return None
        said = _SENT.fullmatch(sent)
        found, works = tokens.find(said[1]) if said else (None, False)
        if found is None or found.reader is None or not works:
            return _refuse(request, found)
        tokens.note_used(found)
        request.token, request.user = found, found.reader
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except Http404:
            return JsonResponse({"error": "Not found."}, status=404)
        except PermissionDenied as refusal:
            return JsonResponse({"error": str(refusal)}, status=403)
        return response


def _refuse(request: access.Request, found: tokens.Token | None) -> HttpResponse:
    """The same words for a token that is unknown, waits, has expired or was revoked.

    Only tries that fail are counted: a program with a good token is never held up by what
    another one at its address does.
    """
    if tries.count_wrong_token(request) is None:
        answer = JsonResponse({"error": "Too many tries."}, status=429)
        answer.headers["Retry-After"] = "60"
        return answer
    if found:
        audit.leave_event(
            found.clinic.slug, audit.Nobody(), "token-refused", token=found.uid
        )
    else:
        address = get_adapter().get_client_ip(request)
        audit.record_system("token-refused", address=address)
    answer = JsonResponse({"error": "This token does not work."}, status=401)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
