"""What a translator is shown: also the texts of our data, each from its own line."""

import ast
from pathlib import Path

from django.conf import settings

from labs.agents import AGENTS
from labs.analytes import ANALYTES
from labs.management.commands.makemessages import BuildFile, data_texts, mark_texts
from labs.notes import NOTES, glossary, texts
from labs.words.refusals import REFUSALS

LABS = Path(settings.BASE_DIR, "labs")


class _Found:
    def __init__(self, path):
        self.dirpath, self.file, self.path = str(path.parent), path.name, str(path)


def _is_data(path):
    """Whether a module goes to xgettext with its texts marked."""
    return BuildFile(None, "django", _Found(path)).is_templatized


def _marked(source):
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func) == "gettext_noop"]
    return [call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)]


def _shown():
    modules = [path for path in LABS.rglob("*.py") if _is_data(path)]
    return {
        text
        for path in modules
        for text in _marked(mark_texts(path.read_text(), data_texts()))
    }


def test_every_text_of_our_data_is_shown():
    assert data_texts() - _shown() == set()


def test_the_texts_of_our_data_are_found_by_the_fields_that_hold_them():
    told = {*texts.for_clinicians(), *texts.for_patients(), *REFUSALS.values()}
    assert told - {""} <= _shown()
    names = {row.name for row in (*ANALYTES.values(), *AGENTS.values(), *glossary.TERMS)}
    assert names | {note.title for note in NOTES} <= data_texts()
    assert "analyte-unclear" not in data_texts()


def test_a_text_is_shown_in_the_lines_where_it_stands():
    source = 'A = {\n  "ä": ("é", "One “\\N{NO-BREAK SPACE}"\n    "two."),\n}\nB = "One"\n'
    marked = mark_texts(source, frozenset({"One “\N{NO-BREAK SPACE}two.", "é"}))
    assert marked.split("\n") == [
        "A = {",
        '  "ä": (gettext_noop("é"), gettext_noop("One “\\N{NO-BREAK SPACE}"',
        '    "two.")),',
        "}",
        'B = "One"',
        "",
    ]


def test_other_modules_mark_their_own_texts():
    assert not _is_data(LABS / "views" / "notes.py")
    assert not _is_data(LABS / "timeline" / "plain.py")
    assert _is_data(LABS / "notes" / "hcg.py")
    assert _is_data(LABS / "words" / "refusals.py")
