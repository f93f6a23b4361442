"""What a visitor finds by following every link: pages, their forms, and ids in them."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html import unescape

from lxml import html

from tests.attack.site import Answer, Visitor
from tests.pages import Page

TOKEN = re.compile(r"(?<![a-z2-7])[a-z2-7]{12}(?![a-z2-7])")
_LINK = re.compile(r"""(?:href|action|src|data-[\w-]+|hx-\w+)="(/(?!/)[^"#\s]*)""")
_LEFT_ALONE = ("/static/", "/accounts/logout", "/demo/")
FILES = ("series.json", "figure.json", "draws.csv")


@dataclass
class Harvest:
    pages: dict[str, Answer] = field(default_factory=dict)

    @property
    def words(self) -> set[str]:
        """All that looks like an id: in bodies, headers and addresses."""
        texts = (f"{path} {page.headers} {page.text}" for path, page in self.pages.items())
        return {word for text in texts for word in TOKEN.findall(text)}

    def forms(self):
        """Each form that is posted: its address, and what it would send as it opened."""
        for path, page in self.pages.items():
            if page.status == 200 and page.is_html:
                read = Page(name_forms(page).text)
                for key, at in read.forms.items():
                    if at.get("method", "").lower() == "post":
                        yield at.get("action") or path, read, key


def name_forms(answer: Answer) -> Answer:
    """The same page with an id for each form that has none, to tell them apart by."""
    tree = Page(answer.text).tree
    for number, form in enumerate(tree.iter("form")):
        form.set("id", form.get("id", f"form-{number}"))
    return replace(answer, body=html.tostring(tree, encoding="utf-8"))


def crawl(
    visitor: Visitor, alike: int = 6, most: int = 600, start=("/", "/me/")
) -> Harvest:
    """Follow links from the start; of addresses that differ in ids alone only `alike`."""
    found, waiting, shapes = Harvest(), [*start, "/about/"], Counter()
    while waiting and len(found.pages) < most:
        path = waiting.pop(0)
        shape = re.sub(r"=[^&]*", "=", TOKEN.sub("*", path))
        if path in found.pages or path.startswith(_LEFT_ALONE) or shapes[shape] >= alike:
            continue
        shapes[shape] += 1
        answer = visitor.ask("GET", path)
        found.pages[path] = answer
        if re.fullmatch(r"/patients/[a-z2-7]{12}/", path):
            waiting += [path + name for name in FILES]
        if answer.is_html:
            waiting += [unescape(link) for link in _LINK.findall(answer.text)]
        if answer.status in (302, 303):
            waiting.append(answer.headers["Location"])
    return found
