"""Every sentence that Python code says, with its place, found by its mark."""

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

LABS = Path(settings.BASE_DIR, "labs")
MARKS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "_"}
REFUSALS = LABS / "words" / "refusals.py"


class Sentence(NamedTuple):
    text: str
    path: Path
    line: int


class Call(NamedTuple):
    """Something that is said, or refused, in a module of ours."""

    path: Path
    node: ast.Call
    name: str  # of what is called, without what it hangs on

    @property
    def texts(self):
        """What stands where a text stands: `ngettext` takes two."""
        return self.node.args[: 2 if self.name == "ngettext" else 1]

    @property
    def facts(self):
        """The names of what is handed over; None: some whose names stand elsewhere."""
        return {keyword.arg for keyword in self.node.keywords}


def find_calls(*names):
    """Each call of one of these in the code of the app, in the order of its files."""
    return [call for call in _calls() if call.name in names]


@cache
def _calls():
    return [
        Call(path, node, ast.unparse(node.func).split(".")[-1])
        for path in sorted(LABS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]


@cache
def find_sentences(*rooms):
    """Of whole rooms or single files (`notes`, `timeline/plain.py`); of all without any."""
    return [
        sentence
        for sentence in (*_said(), *_refused())
        if not rooms or any(_is_in(sentence.path, room) for room in rooms)
    ]


def texts(*rooms):
    return {sentence.text for sentence in find_sentences(*rooms)}


def _is_in(path, room):
    return (LABS / room) in (path, *path.parents)


def _said():
    for call in find_calls(*sorted(MARKS)):
        for node in call.texts:
            if isinstance(node, ast.Constant):
                yield Sentence(node.value, call.path, node.lineno)


def _refused():
    for node in ast.walk(ast.parse(REFUSALS.read_text())):
        for text in node.values if isinstance(node, ast.Dict) else ():
            if isinstance(text, ast.Constant):
                yield Sentence(text.value, REFUSALS, text.lineno)
