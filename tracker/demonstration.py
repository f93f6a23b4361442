"""The demonstration's accounts, and links that sign in to them during one run.

A key is made when this module is loaded: once, by the parent of the server's processes,
whose workers have it in memory from their first moment on. A link carries the HMAC of an
account under it. So nobody else can make one, no file holds one, and none outlives the run.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import urlencode

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from labs.management.demonstration import Login, list_logins
from labs.models import Role, User

_KEY = secrets.token_bytes(32)
TOKEN_BYTES = 16  # of the HMAC: 128 bits cannot be guessed, and the link fits a line


def list_accounts(url: str) -> str:
    """Who can sign in: a table, with a link under each of its lines."""
    path = settings.DATA_DIR / "demo-accounts.json"
    if not path.exists():
        return "There are no demonstration accounts."
    columns = ("role", "clinic", "email", "password")
    accounts = json.loads(path.read_text())
    rows = [columns, *([account[name] for name in columns] for account in accounts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    links = {login.user.email: make_link(url, login.user) for login in list_logins()}
    lines = ["", "Each link signs in until this server is stopped.", ""]
    for row in rows:
        lines.append("  ".join(map(str.ljust, row, widths)).rstrip())
        lines += [f"  {links[email]}" for email in row if email in links]
    return "\n".join([*lines, ""])


def make_link(url: str, user: User) -> str:
    query = urlencode({"t": make_token(user)})
    return f"{url}{reverse('demo_sign_in')}?{query}"


def make_token(user: User) -> str:
    digest = salted_hmac(
        "demo sign-in", str(user.pk), secret=_KEY, algorithm="sha256"
    ).digest()
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()


def find_login(token: str) -> Login | None:
    """Whose link it is, of the people of the demonstration who can sign in."""
    for login in list_logins():
        if login.user.is_active and constant_time_compare(token, make_token(login.user)):
            return login
    return None


def first_page(login: Login) -> str:
    """A clinician begins on the trend page of a man of his clinic, others where they do."""
    if login.role == Role.CLINICIAN:
        for other in list_logins():
            if other.clinic == login.clinic and other.patient:
                return reverse("patient", args=[other.patient])
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@csrf_exempt
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show whose link it is, with a button that signs in as the sign-in page does.

    The page sends no referrer, so a browser sends its form with the origin "null", which
    Django takes for another site's. The form's own token is asked for all the same.
    """
    if request.META.get("HTTP_ORIGIN") == "null":
        del request.META["HTTP_ORIGIN"]
    response = _sign_in(request)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _sign_in(request: HttpRequest) -> HttpResponse:
    login = find_login(request.GET.get("t", ""))
    if login is None:
        raise Http404
    if request.method == "POST":
        response: HttpResponse = perform_login(
            request, login.user, redirect_url=first_page(login)
        )
        return response
    return render(request, "account/demo_sign_in.html", {"login": login})
