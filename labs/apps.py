"""The app, as Django knows it."""

import gc
from functools import lru_cache
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import get_language, gettext

from labs.words import translate_with

# New objects before the collector looks at the young ones. Rows and readings hold no
# cycles: looking often took a fifth of a large import (benchmark `import_csv`).
_YOUNG = 200_000


class LabsConfig(AppConfig):
    name = "labs"
    verbose_name = "HPG Tracker"

    def ready(self) -> None:
        import_module("labs.checks")  # which registers itself
        translate_with(_translate)  # what quiet rooms say, to whoever reads
        gc.freeze()  # what is loaded stays: nobody need look through it again
        gc.set_threshold(_YOUNG, 10, 10)


def _translate(sentence: str) -> str:
    return _said_in(get_language(), sentence)


# Django looks through six catalogues for each, and a long record has thousands. There are
# fewer sentences than this in the program.
@lru_cache(maxsize=8192)
def _said_in(_language: str | None, sentence: str) -> str:
    return gettext(sentence)
