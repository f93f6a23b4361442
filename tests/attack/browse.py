"""Every page that is found by following links, opened in Chromium."""

import os
import shutil

from playwright.sync_api import Error, sync_playwright

from tests.attack.harvest import crawl
from tests.attack.matrix import World
from tests.browser.conftest import FLAGS, NAMES

# Before any script of the page: what a marker calls, and what the policy refuses.
WATCH = """
window.attacked = () => console.error("ran a script");
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`breaks the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


def open_every_page(world: World, roles=("clinician", "nurse", "administrator", "patient")):
    """What ran, and what broke the policy; `roles` open what they find."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS])
        for role in roles:
            visitor = world.visitors[role]
            pages = crawl(visitor, alike=2 if role == "clinician" else 1).pages
            context = browser.new_context()
            context.add_init_script(WATCH)
            context.add_cookies(
                [
                    {"name": name, "value": said, "url": visitor.site.url}
                    for name, said in visitor.cookies.items()
                ]
            )
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            for path, answer in pages.items():
                if answer.status == 200 and answer.is_html:
                    said.clear()
                    _open(page, visitor.site.url + path)
                    told = ("ran a script", "breaks the policy")
                    faults += [f"{path} {line}" for line in said if line.startswith(told)]
            context.close()
        browser.close()
    return faults


def _open(page, url: str) -> None:
    try:
        page.goto(url, wait_until="load")
    except Error as error:  # a page of a planted hole may lead elsewhere meanwhile
        if "ERR_ABORTED" not in error.message and "interrupted" not in error.message:
            raise
