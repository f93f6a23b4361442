"""Whatever arrives, nothing crashes: an answer of 4xx, whoever asks and wherever."""

import io
from urllib.parse import quote

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse

from tracker import wsgi

FORM = "application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="find"\r\n\r\nOtto\r\n--x--\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="%s"\r\n\r\na\r\n'
# Not text encodings, or not made for forms; Python knows them all.
CHARSETS = (
    *("utf-16", "utf-7", "utf-32", "idna", "punycode", "undefined", "unicode_escape"),
    *("base64", "rot13", "hex", "zlib", "latin-1", "cp1252", "klingon", "", "\xff", "."),
)
BODIES = {
    **{f"form in {name!r}": (b"find=Otto", f"{FORM}; charset={name}") for name in CHARSETS},
    **{
        f"parts in {name!r}": (PART, f"multipart/form-data; boundary=x; charset={name}")
        for name in CHARSETS
    },
    **{f"text in {name!r}": (b"", f"text/plain; charset={name}") for name in CHARSETS[::4]},
    "parts without a boundary": (PART, "multipart/form-data"),
    "parts with an empty boundary": (PART, "multipart/form-data; boundary="),
    "parts with a foreign boundary": (PART, "multipart/form-data; boundary=y"),
    "parts with a bad boundary": (PART, "multipart/form-data; boundary=\xff"),
    "parts with a long boundary": (PART, f"multipart/form-data; boundary={'x' * 300}"),
    "parts that break off": (PART[:-12], "multipart/form-data; boundary=x"),
    "parts without a head": (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    "a file in base64": (
        FILE.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!")
        % (1, b"a.csv"),
        "multipart/form-data; boundary=x",
    ),
    "a file with a strange name": (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\0\xff&#0;/../"\r\n'
        b"\r\na\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "a file with a long name": (
        FILE.replace(b"f%d", b"file") % (b"a" * 900) + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "too many files": (
        b"".join(FILE % (n, b"a.csv") for n in range(101)) + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "too many fields": (b"&".join(b"f%d=1" % n for n in range(1001)), FORM),
    "too much": (b"find=" + b"x" * 2_700_000, FORM),
    "NUL": (b"find=%00&login=a%00&password=%00&act=%00&to=%00&clinic=%00&record=%00", FORM),
    "NUL in a choice": (b"act=choose&to=%00", FORM),
    "half a surrogate": (b"find=%ed%a0%80&login=%ed%a0%80&act=%ed%a0%80", FORM),
    "bytes of no encoding": (b"find=%ff%fe&login=\xff\xfe&%ff=%ff", FORM),
    "an address of signs": (b"next=http://[&login=a&password=b", FORM),
    "percent signs alone": (b"find=%&login=%zz&%=%1", FORM),
    "JSON": (b"{", "application/json"),
    "XML": (b'<?xml version="1.0"?><a/>', "application/xml"),
    "a type of no form": (b"find=Otto", "\xff/;;=;"),
    "nothing": (b"", FORM),
}
HEADERS = {
    "a foreign host": {"host": "elsewhere.example"},
    "no host": {"host": ""},
    "a host of signs": {"host": "[::1"},
    "a host of two": {"host": "127.0.0.1,localhost"},
    "a port of letters": {"host": "127.0.0.1:http"},
    "another origin": {"origin": "null"},
    "an origin of signs": {"origin": "http://["},
    "a referer of signs": {"referer": "http://["},
    "htmx at no address": {"hx-request": "true", "hx-current-url": "http://["},
    "htmx at a port of letters": {"hx-request": "true", "hx-current-url": "http://a:b/"},
    "htmx with a strange part": {"hx-request": "true", "hx-target": "\xff\0"},
    "many languages": {"accept-language": "x-" * 3000},
    "a strange language": {"accept-language": "\xff;q=1e999,*;q=-1"},
    "a strange range": {"range": "bytes=9-1,a-b"},
    "a strange date": {"if-modified-since": "yesterday \xff"},
    "a strange tag": {"if-none-match": '"\xff", W/, *'},
    "a strange encoding": {"accept-encoding": "gzip;q=a"},
    "strange types": {"accept": "/;q=,;"},
    "an address beyond": {"x-forwarded-for": "\0,,::::"},
    "a long header": {"x-long": "x" * 60_000},
}
COOKIES = (
    'sessionid="aaaaaaaaaaaa\\000"; csrftoken="\\000"',
    "sessionid=\xff; csrftoken=\xff",
    "sessionid=; csrftoken=",
    f"sessionid={'a' * 5000}; csrftoken={'a' * 5000}",
    '=;;=,;\\"; $Path=/',
)
# As they stand after the server has taken out the percent signs: bytes of no encoding.
PATHS = ("/\xff", "/patients/\xff/", "/patients/\0/", "/patients/%ZZ/", "//", "/../", "/*")
QUERIES = (
    "%",
    "%00",
    "\xff=\xff",
    "next=%00",
    "next=http://[",
    "next=http://a:b/",
    "next=//%E2%84%80.example/",
    "page=" + "9" * 5000,
    "draws=" + "9" * 5000 + "&top=" + "9" * 5000,
    "draws=-1&top=-1",
    "page=-1&all=%00",
    "from=0001-01-01",
    "to=9999-12-31",
    "from=1900-01-01&to=2199-12-31",
    "from=2199-12-31",
    "axis=since:" + "9" * 5000,
    "axis=since:%00&over=%00&notes=%00",
    "over=" + "9" * 5000 + "&notes=" + "9" * 5000,
    "unit.testosterone=%00",
    "unit.testosterone=" + "x" * 5000,
    "unit.%00=x",
    "size=%00",
    "size=" + "9" * 5000,
    "lh=%00&scale=%00&table=%00&view=%00",
    "of=%00",
    "q=" + "%f0%9f%92%89" * 300,
    "&".join(f"f{n}=1" for n in range(1200)),
)


@pytest.fixture
def addresses(patient, drawn):
    """One of each kind: open, of sign-in, of a clinic, of a man, of files, of nobody."""
    panel = drawn(patient, lh="3.2")
    his = [patient.ref]
    return (
        *("/", "/healthz", "/nowhere/", "/static/nothing.css"),
        *(reverse(name) for name in ("account_login", "account_reset_password")),
        *(reverse(name) for name in ("patients", "import", "clinic_choose", "me_choose")),
        *(reverse(name, args=his) for name in ("patient", "decisions", "panel_new")),
        reverse("panel_misfiled", args=[patient.ref, panel.uid]),
    )


_READ = ("patient", "series", "figure", "figure_part", "draws_csv", "baselines")


@pytest.fixture
def read(patient, drawn):
    """Addresses that take a query."""
    drawn(patient, lh="3.2")
    return (
        *(reverse(name) for name in ("account_login", "account_reset_password")),
        *(reverse(name) for name in ("worklist", "patients", "glossary", "me_series")),
        *(reverse(name, args=[patient.ref]) for name in _READ),
    )


class Sender:
    """Somebody's browser, as the server hears it; a crash would be raised or be a 5xx."""

    def __init__(self, user=None):
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if user:
            self.client.force_login(user)
        self.token = str(self.client.get(reverse("about")).context["csrf_token"])

    def send(self, method, path, body=b"", kind="", query="", **headers):
        return self.client.generic(
            method, path, body, content_type=kind, QUERY_STRING=query, headers=headers
        ).status_code


@pytest.fixture(params=["anonymous", "clinician", "patient_user"])
def sender(request, patient):
    named = request.param
    return Sender(None if named == "anonymous" else request.getfixturevalue(named))


def crashes(answers):
    return {what: status for what, status in answers if status >= 500}


@pytest.mark.parametrize("sender", ["anonymous", "clinician"], indirect=True)
@pytest.mark.parametrize("with_token", [True, False])
def test_no_body_crashes_any_page(sender, addresses, with_token):
    """Without a token no view is reached: one address stands for all."""
    headers = {"x-csrftoken": sender.token} if with_token else {}
    answers = [
        ((what, path), sender.send("POST", path, body, kind, **headers))
        for what, (body, kind) in BODIES.items()
        for path in (addresses if with_token else ["/patients/"])
    ]
    assert crashes(answers) == {}


@pytest.mark.once
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_header_crashes_any_page(sender, addresses, method):
    everyday = {"x-csrftoken": sender.token}
    answers = [
        ((what, path), sender.send(method, path, b"", FORM, **everyday | headers))
        for what, headers in HEADERS.items()
        for path in addresses
    ]
    assert crashes(answers) == {}


def test_no_cookie_crashes_any_page(db, addresses):
    for text in COOKIES:
        for path in addresses:
            client = Client(HTTP_COOKIE=text, raise_request_exception=False)
            assert client.get(path).status_code < 500, (text, path)


def test_no_query_crashes_any_page(sender, read):
    answers = [
        ((query, path), sender.send("GET", path, query=query))
        for query in QUERIES
        for path in read
    ]
    assert crashes(answers) == {}


def test_no_path_crashes(sender):
    answers = [
        ((method, path), sender.send(method, quote(path, "/%*.")))
        for path in PATHS
        for method in ("GET", "POST")
    ]
    assert crashes(answers) == {}


@pytest.fixture
def ask(sender):
    """Past the test client: as the server itself calls the application.

    The connection of the test stays open, as the test client would see to.
    """
    request_started.disconnect(close_old_connections)
    yield _ask(sender)
    request_started.connect(close_old_connections)


def _ask(sender):

    def ask(body, kind=FORM, length=None):
        cookies = "; ".join(f"{c.key}={c.value}" for c in sender.client.cookies.values())
        told = []
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/accounts/login/",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)) if length is None else length,
            "HTTP_COOKIE": cookies,
        }
        wsgi.application(environ, lambda status, headers: told.append(status))
        return int(told[0].split()[0])

    return ask


@pytest.mark.parametrize(
    "kind",
    [
        f"{FORM}; charset*=klingon''utf-8",
        f"{FORM}; charset*=idna''%ff%fe",
        f"{FORM}; charset*=utf-8''utf%00",
        f"{FORM}; charset*=raw_unicode_escape''%5cud800",
        "multipart/form-data; boundary*=klingon''x",
        "multipart/form-data; boundary*0*=''x; boundary*1=y",
    ],
)
def test_a_type_that_is_itself_encoded_is_refused(ask, kind):
    assert ask(b"find=Otto", kind) == 403


@pytest.mark.parametrize("length", ["", "x", "-1", "0", "9" * 5000, "\xb2"])
def test_a_length_that_is_none_is_refused(ask, length):
    assert ask(b"find=Otto", length=length) == 403
