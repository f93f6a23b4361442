"""A headless Chromium that forgives nothing: policy, script and network are watched."""

import os
import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Error, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Names of other machines lead nowhere, whoever asks for them.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
REPORT = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""
expect.set_options(timeout=15_000)  # a machine that is busy is no fault of the page
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # it would ask for imported style sheets at the page's own address
}


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _beside_a_loop():
    """Playwright keeps an event loop in the thread of the test; Django must not mind."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("Chromium is not installed; `-m 'not browser'` leaves these tests out")
    return {"executable_path": found, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "en-GB", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def guarded(page, live_server):
    """A page that fails its test for a policy broken, a script error, a foreign request."""
    faults = []

    def sent(request):
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            faults.append(f"off this machine: {request.url}")

    page.set_default_timeout(15_000)
    page.add_init_script(REPORT)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda said: faults.extend(_faults(said)))
    page.on("request", sent)
    page.faults = faults  # a test that provokes one empties it
    yield page
    page.wait_for_load_state()
    found = [*faults]
    leave(page.context)
    assert found == []


def _faults(said):
    """What is wrong by the console; that a form was refused or overtaken is not."""
    if said.type == "error" and not re.search("status of (409|422) ", said.text):
        yield said.text


def leave(context):
    """Chromium that is told to close a page while the next one comes never answers."""
    for page in context.pages:
        try:
            page.goto("about:blank")
        except Error as error:  # the next one has come after all: that is left as well
            if "interrupted by another navigation" not in error.message:
                raise
            page.wait_for_load_state()
            page.goto("about:blank")


@pytest.fixture
def signed_in(guarded, live_server, client):
    """Open the browser's page as this user."""

    def signed_in(user):
        guarded.context.add_cookies([session(client, user, live_server)])
        return guarded

    return signed_in


@pytest.fixture
def without_script(new_context, live_server, client):
    """Open a page of a browser that runs no script, as this user."""
    context = new_context(java_script_enabled=False)

    def without_script(user):
        context.add_cookies([session(client, user, live_server)])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield without_script
    leave(context)


def session(client, user, live_server):
    """The cookie of somebody who is signed in."""
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


@pytest.fixture(scope="session")
def axe():
    """What axe finds on a page, in its own words; nothing is what it should be.

    With `rules`, by these alone.
    """
    scanner = Axe()

    def axe(page, *rules):
        options = AXE | {"runOnly": [*rules]} if rules else AXE
        found = scanner.run(page, options=options).response["violations"]
        return [
            f"{fault['id']}: {node['html'][:160]}"
            for fault in found
            for node in fault["nodes"]
        ]

    return axe
