"""What a translator is shown: also the texts of quiet rooms, each from its own line."""

import ast
from pathlib import Path

from django.conf import settings

from labs.management.commands.makemessages import BuildFile, marked, quiet_texts
from labs.notes import NOTES
from labs.words import SENTENCES

LABS = Path(settings.BASE_DIR, "labs")


class _Found:
    def __init__(self, path):
        self.dirpath, self.file, self.path = str(path.parent), path.name, str(path)


def _is_shown(path):
    """Whether a module goes to xgettext with its texts marked."""
    return BuildFile(None, "django", _Found(path)).is_templatized


def _shown():
    known = quiet_texts()
    for path in LABS.rglob("*.py"):
        if _is_shown(path):
            calls = ast.walk(ast.parse(marked(path.read_text(), known)))
            yield from (call.args[0].value for call in calls if isinstance(call, ast.Call))


def test_every_quiet_text_is_shown():
    shown = set(_shown())
    assert set(SENTENCES.values()) <= shown
    assert {note.clinician for note in NOTES} | {note.caveat for note in NOTES} <= shown
    assert quiet_texts() - shown == set()


def test_a_text_is_shown_with_the_line_it_stands_in():
    source = 'SENTENCES = {\n  "a": (\n    "One “\\N{NO-BREAK SPACE}"\n    "two."\n  )\n}\n'
    lines = marked(source, frozenset({"One “\N{NO-BREAK SPACE}two."})).split("\n")
    assert [at for at, line in enumerate(lines, 1) if line] == [3]
    assert lines[2] == 'gettext_noop("One “\N{NO-BREAK SPACE}two."); '


def test_other_modules_mark_their_own_texts():
    assert not _is_shown(LABS / "views" / "notes.py")
    assert _is_shown(LABS / "words" / "series.py")
