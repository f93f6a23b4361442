"""A page as the tree that a browser makes of it, to be read without trusting its maker."""

from lxml import html


class Node:
    def __init__(self, tag, at=()):
        self.tag = tag
        self.at = {name: value or "" for name, value in at}
        self.inner = []  # nodes and strings, in order

    @property
    def kinds(self):
        return self.at.get("class", "").split()

    @property
    def text(self):
        """Its words as they are read, one blank between them."""
        return " ".join("".join(self._said()).split())

    @property
    def first_text(self):
        """What stands before the first tag in it."""
        before = self.inner[:1]
        return " ".join("".join(one for one in before if isinstance(one, str)).split())

    def all(self, tag="", kind="", **at):
        """Every node below it that fits, in the order of the page."""
        wanted = {name.replace("_", "-"): value for name, value in at.items()}
        return [node for node in self._below() if node._fits(tag, kind, wanted)]

    def one(self, tag="", kind="", **at):
        (found,) = self.all(tag, kind, **at)
        return found

    def without(self, *kinds):
        """The same, but for what carries one of these classes, attributes or names."""
        bare = Node(self.tag, self.at.items())
        for one in self.inner:
            if isinstance(one, str):
                bare.inner.append(one)
            elif not (set(kinds) & {*one.kinds, *one.at, *one.at.values()}):
                bare.inner.append(one.without(*kinds))
        return bare

    def _fits(self, tag, kind, wanted):
        return (
            (not tag or tag == self.tag)
            and (not kind or kind in self.kinds)
            and all(
                name in self.at and value in (True, self.at[name])
                for name, value in wanted.items()
            )
        )

    def _below(self):
        for one in self.inner:
            if isinstance(one, Node):
                yield one
                yield from one._below()

    def _said(self):
        for one in self.inner:
            yield from [one] if isinstance(one, str) else one._said()


def tree(markup):
    page = Node("page")
    page.inner.append(_node(html.document_fromstring(markup)))
    return page


def _node(element):
    node = Node(element.tag, element.attrib.items())
    node.inner.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str):  # no comment
            node.inner.append(_node(child))
        node.inner.append(child.tail or "")
    return node
