"""HTTP: tokens, cookies, caches, hosts, redirects, header lines, addresses, sizes."""

import socket
from itertools import batched
from urllib.parse import quote, urlsplit

from tests import test_walk as walk
from tests.attack.harvest import crawl
from tests.attack.matrix import World
from tests.attack.site import LOGIN, Site, Visitor

ELSEWHERE = "evil.example"
# What a page might take for an address of its own.
REDIRECTS = tuple(
    shape.format(ELSEWHERE)
    for shape in (
        *("http://{0}", "https://{0}/", "//{0}", "///{0}", "////{0}/", "/\\{0}", "\\\\{0}"),
        *("/\\/{0}", "\\/\\/{0}", "http:{0}", "http:/{0}", "https:///{0}", "HTTP://{0}"),
        *("//{0}/%2e%2e", "/%09/{0}", "/\t/{0}", "\t//{0}", " //{0}", "%20//{0}"),
        "\n//{0}",
        *("\r\n//{0}", "%0d%0a//{0}", "/%5c{0}", "/%2f%2f{0}", "%2f%2f{0}", "//%5c{0}"),
        *("http://127.0.0.1@{0}/", "http://127.0.0.1:80@{0}", "//127.0.0.1@{0}"),
        *("http://{0}#127.0.0.1", "http://{0}?127.0.0.1", "http://{0}\\@127.0.0.1"),
        *("//{0}\\@127.0.0.1", "http://127.0.0.1.{0}/", "//127.0.0.1.{0}", "ftp://{0}/"),
        *("javascript:alert(1)//{0}", "JaVaScRiPt:alert('{0}')"),
        "java\tscript:alert('{0}')",
        *("data:text/html,<script>alert('{0}')</script>", "vbscript:msgbox('{0}')"),
        *("\x00//{0}", "//{0}:80", "//[::1]@{0}", "http://[{0}]", "///\\;@{0}", "//;@{0}"),
        *("/.//{0}", "/..//{0}", "//\u3002{0}", "//{0}\u3002", "http://\uff0f\uff0f{0}"),
        *("/accounts/logout/?next=//{0}", "?next=//{0}", "@{0}", ".{0}"),
    )
)


def attack_tokens(world: World) -> list[str]:
    """Every unsafe request without the form's token, which has to be a 403."""
    unsafe = [("clinician", method) for method in walk.UNSAFE]
    unsafe += [(role, "POST") for role in walk.ROLES]
    addresses = {name: world.url(name) for name in walk.RULES}
    addresses |= {
        name: path
        for name, path in walk._addresses().items()
        if name.startswith("account_") and "(" not in path
    }
    return [
        f"{role} {method} {name} without a token: {status}"
        for name, url in addresses.items()
        for role, method in unsafe
        if (status := world.visitors[role].ask(method, url, {"act": "x"}).status) != 403
    ]


def attack_cookies(site: Site, account: dict[str, str]) -> list[str]:
    """What a sign-in and each page afterwards may set."""
    visitor = site.visitor()
    answers = [
        visitor.ask("GET", LOGIN),
        visitor.sign_in(account["email"], account["password"]),
        visitor.ask("GET", "/"),
    ]
    faults = []
    for answer in answers:
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            flags = {part.strip().lower() for part in cookie.split(";")[1:]}
            missing = {"httponly"} - flags
            if not {"samesite=lax", "samesite=strict"} & flags:
                missing.add("samesite")
            faults += [f"{cookie.partition('=')[0]} lacks {flag}" for flag in missing]
    return sorted({*faults})


def attack_caches(site: Site, account: dict[str, str]) -> list[str]:
    """Every answer to somebody who is signed in, errors and files as well."""
    visitor = site.visitor(account)
    found = crawl(visitor, alike=2).pages
    for path in [*found][:40]:
        found[f"POST {path}"] = visitor.post(path, {"act": "x"})
        found[f"PUT {path}"] = visitor.ask("PUT", path)
        found[f"absent under {path}"] = visitor.ask(
            "GET", f"{path.partition('?')[0]}absent/"
        )
    return [
        f"{path}: {answer.status} may be kept"
        for path, answer in found.items()
        if answer.headers["Cache-Control"] != "no-store"
    ]


def attack_hosts(site: Site) -> list[str]:
    """A host of somebody else's, in each way that it may be said."""
    visitor, faults = site.visitor(), []
    for host in (
        ELSEWHERE,
        f"127.0.0.1.{ELSEWHERE}",
        f"127.0.0.1:80@{ELSEWHERE}",
        "",
        "[::1",
    ):
        for path in ("/about/", LOGIN, "/healthz", "/"):
            status = visitor.ask("GET", path, Host=host).status
            if status != 400 and path != "/healthz":
                faults.append(f"Host {host!r} of {path}: {status}")
    named = {"X_Forwarded_Host": ELSEWHERE, "X_Forwarded_Server": ELSEWHERE}
    named |= {"Forwarded": f"host={ELSEWHERE}", "X_Original_URL": f"//{ELSEWHERE}/"}
    for path in ("/", "/about/", "/accounts/password/reset/"):
        answer = visitor.ask("GET", path, **named)
        if ELSEWHERE in f"{answer.headers}{answer.text}":
            faults.append(f"{path} believes who asks which host it is")
    return faults


def attack_redirects(site: Site, account: dict[str, str]) -> list[str]:
    """Every payload at each place that takes an address to go on to."""
    signed_in = site.visitor(account)
    faults = []
    for payload in REDIRECTS:
        said = quote(payload, safe="")
        for name in ("next", "url", "return_to"):
            answers = [signed_in.ask("GET", f"{LOGIN}?{name}={said}")]
            if name == "next":
                answers.append(site.visitor().ask("GET", f"/?{name}={said}"))
                answers.append(signed_in.post("/clinic/", {name: payload}))
            faults += [
                f"{name}={payload!r} leads to {to!r}"
                for answer in answers
                if _leads_away(to := answer.headers.get("Location", ""))
            ]
    for payload in REDIRECTS[:: len(REDIRECTS) // 10]:
        form = {"password": account["password"], "next": payload}
        said = form | {"login": account["email"]}
        for answer in (
            site.visitor().post(LOGIN, said),
            signed_in.post("/accounts/reauthenticate/", form),
        ):
            if _leads_away(to := answer.headers.get("Location", "")):
                faults.append(f"a sign-in with next={payload!r} leads to {to!r}")
    return faults


def _leads_away(to: str) -> bool:
    """As browsers read it: a backslash is a slash, blanks and control signs are nothing."""
    read = "".join(sign for sign in to if sign > " ").replace("\\", "/")
    parts = urlsplit(read.replace("[", "").replace("]", ""))
    return bool(read) and (
        bool(parts.scheme)
        or read.startswith("//")
        or (bool(parts.netloc) and not read.startswith("/"))
    )


def attack_header_lines(site: Site, account: dict[str, str]) -> list[str]:
    """Line ends in addresses, queries and forms, which must not end a line of a header."""
    visitor, faults = site.visitor(account), []
    lines = (
        "\r\nX-Planted: 1",
        "\nX-Planted: 1",
        "\r\n\r\nX-Planted: 1",
        "\u560d\u560aX-Planted: 1",
    )
    for line in lines:
        said = quote(line)
        answers = [
            visitor.ask("GET", f"/{said}"),
            visitor.ask("GET", f"/accounts/login{said}/"),
            *(
                visitor.ask("GET", f"{path}?next=a{said}&q=a{said}")
                for path in ("/", "/glossary/", LOGIN, "/patients/", "/notes/")
            ),
            visitor.post("/clinic/", {"clinic": f"north{line}"}),
        ]
        if any("X-Planted" in answer.headers for answer in answers):
            faults.append(f"{line!r} became a line of the header")
    return faults


def attack_addresses(site: Site) -> list[str]:
    """Guess passwords, each time from another address as the client says it.

    From an address of its own, so that nobody else has to wait for its end.
    """
    visitor = Visitor(site, source="127.0.0.2")
    for number in range(1, 31):
        answer = visitor.post(
            LOGIN,
            {"login": f"nobody{number}@north.example", "password": "wrong"},
            X_Forwarded_For=f"203.0.113.{number}",
            X_Real_IP=f"203.0.113.{number}",
            Forwarded=f"for=203.0.113.{number}",
        )
        if answer.status == 429 or "Too many" in answer.text:
            return []
    return ["thirty guesses from one address were all heard, for it called itself another"]


def attack_passwords(site: Site, account: dict[str, str], guesses: int) -> list[str]:
    """Guess at one account, from so many addresses that only its own limit counts.

    What is looked at is told apart by the answer; at last comes the right password.
    """
    email, looked_at = account["email"], 0
    for number, some in enumerate(batched(range(guesses), 15)):
        visitor = Visitor(site, source=f"127.0.1.{number + 1}")
        for guess in some:
            said = visitor.sign_in(email, f"wrong-{guess}").text
            looked_at += "The email or the password is wrong." in said
        visitor.close()
    last = Visitor(site, source="127.0.2.1").sign_in(email, account["password"])
    faults = [] if looked_at <= 10 else [f"{looked_at} guesses at one account looked at"]
    if last.status != 200 or "Too many" not in last.text:
        faults.append(f"after {guesses} guesses the right one is answered {last.status}")
    return faults if looked_at else ["no guess was looked at: nothing was tried"]


def attack_framing(site: Site) -> list[str]:
    """Say in two ways where a request ends, and put another one between the two ends."""
    hidden = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    body = b"0\r\n\r\n" + hidden
    faults = []
    for chunks in ("Transfer-Encoding: chunked", "transfer-encoding:\tChunked"):
        length = f"Content-Length: {len(body)}"
        for lines in ((chunks, length), (length, chunks)):
            head = "\r\n".join((f"POST {LOGIN} HTTP/1.1", "Host: 127.0.0.1", *lines))
            said = _send_raw(site, f"{head}\r\n\r\n".encode() + body)
            answers = said.count(b"HTTP/1.1 ")
            if answers != 1 or not said.startswith(b"HTTP/1.1 400 "):
                faults.append(f"{lines} was answered {answers} times: {said[:30]!r}")
    return faults


def _send_raw(site: Site, request: bytes) -> bytes:
    """All that is answered until the connection is closed, or nothing has come for 1 s."""
    said = b""
    with socket.create_connection(site.address, timeout=5) as client:
        client.sendall(request)
        client.settimeout(1)
        try:
            while more := client.recv(4096):
                said += more
        except (TimeoutError, ConnectionResetError):
            pass
    return said


def attack_sizes(site: Site) -> list[str]:
    """Say that more will come than is ever taken."""
    faults = []
    for size in (50_000_000, 10**12, 10**30):
        head = f"POST {LOGIN} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n\r\n"
        with socket.create_connection(site.address, timeout=5) as client:
            client.sendall(head.encode())
            try:
                said = client.recv(100)
            except TimeoutError:
                said = b"nothing"
        if b" 413 " not in said and b" 400 " not in said:
            faults.append(f"a body of {size} bytes: {said[:30]!r}")
    return faults
