"""The picture of the axis as a page has it, for whoever asks what it says and points at."""

from dataclasses import dataclass
from functools import cached_property

from django.template import Context, Template
from lxml import html as markup

_TAG = Template("{% load labs %}{% axis_picture timeline used waiting %}")


@dataclass(frozen=True)
class Drawn:
    html: str

    @cached_property
    def tree(self):
        return markup.fragment_fromstring(self.html, create_parent="section")

    @property
    def text(self):
        return _words(self.tree)

    def lines(self, key):
        """The name of a measure, and each line that stands beside it."""
        (item,) = self.tree.xpath(f'.//li[contains(concat(@class, " "), "measure {key} ")]')
        return [_words(each) for each in item.iter("strong", "p")]

    def names(self):
        """What is printed bold, in the order of the text."""
        return [_words(each) for each in self.tree.iter("strong")]

    def arrows(self, kind):
        """Pairs of where each arrow comes from and where it points."""
        found = self.tree.xpath(f'.//li[@class="way {kind}"]')
        assert all(each.get("aria-hidden") == "true" for each in found)
        return {(each.get("data-from"), each.get("data-to")) for each in found}

    def hidden_words(self):
        """What a screen reader does not say."""
        hidden = self.tree.xpath('.//*[@aria-hidden="true"]')
        return {_words(each) for each in hidden} - {""}

    @property
    def ellipses(self):
        return list(self.tree.iter("ellipse"))


def draw(timeline, waiting=None):
    """The picture of a timeline, as the tag of the templates writes it."""
    return Drawn(
        _TAG.render(Context({"timeline": timeline, "used": set(), "waiting": waiting}))
    )


def _words(element):
    return " ".join(element.text_content().split())
