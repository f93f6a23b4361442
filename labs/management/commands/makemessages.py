"""Django's own, which is also shown the texts of our data: see decision 0032."""

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages

from labs.agents import AGENTS
from labs.analytes import ANALYTES
from labs.notes import glossary, reference
from labs.notes.catalogue import TOPICS
from labs.notes.headings import HEADINGS, Level
from labs.words import Translatable
from labs.words.refusals import REFUSALS

# Where the data stand.
_DATA = {"analytes", "notes", "agents.py", "refusals.py"}
_TABLES = (
    *(TOPICS, HEADINGS, glossary.TERMS, [*ANALYTES.values()], [*AGENTS.values()]),
    *(reference.STATIONS, reference.SIGNALS, [reference.TWO_WAYS], reference.AGENTS),
    *(reference.REFERENCES, reference.WEAK_PLACES),
)
_NOT_OURS = ["node_modules", "tests", "var", "docs", "benchmarks"]


@cache
def data_texts() -> frozenset[str]:
    """Every text of our data that is to be translated."""
    return frozenset(filter(None, (*REFUSALS.values(), *_texts(_TABLES))))


def _texts(data: object) -> Iterator[str]:
    """Of data classes, however deep in lists, what their fields declare as texts."""
    if isinstance(data, list | tuple):
        for each in data:
            yield from _texts(each)
    elif is_dataclass(data):
        for field in fields(data):
            value = getattr(data, field.name)
            if field.type in (Translatable, Level):
                yield value
            else:
                yield from _texts(value)


def mark_texts(source: str, known: frozenset[str]) -> str:
    """A module with each known text inside `gettext_noop(…)`, in the lines where it is."""
    lines = [line.encode() for line in source.split("\n")]
    found = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and node.value in known
    ]
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset))[::-1]:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        end = node.end_col_offset or 0
        lines[last] = lines[last][:end] + b")" + lines[last][end:]
        start = node.col_offset
        lines[first] = lines[first][:start] + b"gettext_noop(" + lines[first][start:]
    return b"\n".join(lines).decode()


class BuildFile(makemessages.BuildFile):
    """A module of data goes to xgettext as `mark_texts` writes it; templates go alike."""

    @cached_property
    def is_templatized(self) -> bool:
        return bool(super().is_templatized) or self._is_data

    @cached_property
    def _is_data(self) -> bool:
        return self.path.endswith(".py") and bool(_DATA & {*Path(self.path).parts})

    def preprocess(self) -> None:
        if not self._is_data:
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        marked = mark_texts(source, data_texts())
        Path(self.work_path).write_text(marked, encoding="utf-8")


class Command(makemessages.Command):
    build_file_class = BuildFile

    def handle(self, *args: Any, **options: Any) -> None:
        options["ignore_patterns"] = [*options["ignore_patterns"], *_NOT_OURS]
        super().handle(*args, **options)
