"""Django's own, which also reads quiet rooms: their texts stand there without a mark."""

import ast
import json
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages

from labs.agents import AGENTS
from labs.analytes import ANALYTES
from labs.notes import (
    ABOUT_MEASUREMENT,
    FROM_DOCUMENT,
    HEADINGS,
    MEASUREMENT,
    NOTES,
    glossary,
    reference,
    texts,
)
from labs.readings import VOLUME_METHODS
from labs.words import SENTENCES

_QUIET = {"words", "notes", "readings", "analytes", "agents.py"}  # where texts stand
_NOT_OURS = ["node_modules", "tests", "var", "docs", "benchmarks"]


def quiet_texts() -> frozenset[str]:
    """Every text of a quiet room that a template or the catalogue may translate."""
    names = [term.name for term in glossary.TERMS]
    names += [told.name for told in (*reference.STATIONS, *reference.SIGNALS)]
    names += [told.name for told in (reference.TWO_WAYS, *reference.AGENTS)]
    names += [agents.name for note in NOTES for agents in note.names]
    names += [agents.name for note in MEASUREMENT for agents in note.names]
    names += [each.title for each in HEADINGS] + [each.level for each in HEADINGS]
    names += [topic.title for topic in (*FROM_DOCUMENT, *ABOUT_MEASUREMENT)]
    names += [each.kind for each in reference.REFERENCES]
    names += [name for row in ANALYTES.values() for name in (row.name, row.title)]
    names += [agent.name for agent in AGENTS.values()]
    said = (*SENTENCES.values(), *texts.for_clinicians(), *texts.for_patients())
    return frozenset(filter(None, (*said, *names, *VOLUME_METHODS.values())))


def marked(source: str, known: frozenset[str]) -> str:
    """Each known text of a module as a call that xgettext sees, in its own line."""
    lines = [""] * (source.count("\n") + 1)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in known:
            lines[node.lineno - 1] += (
                f"gettext_noop({json.dumps(node.value, ensure_ascii=False)}); "
            )
    return "\n".join(lines)


class BuildFile(makemessages.BuildFile):
    """A quiet module goes to xgettext as `marked` writes it; templates go alike."""

    @cached_property
    def is_templatized(self) -> bool:
        return bool(super().is_templatized) or self._is_quiet

    @cached_property
    def _is_quiet(self) -> bool:
        return self.path.endswith(".py") and bool(_QUIET & {*Path(self.path).parts})

    def preprocess(self) -> None:
        if not self._is_quiet:
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        Path(self.work_path).write_text(marked(source, quiet_texts()), encoding="utf-8")


class Command(makemessages.Command):
    build_file_class = BuildFile

    def handle(self, *args: Any, **options: Any) -> None:
        options["ignore_patterns"] = [*options["ignore_patterns"], *_NOT_OURS]
        super().handle(*args, **options)
