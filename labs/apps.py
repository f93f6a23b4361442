"""The app, as Django knows it."""

import gc
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext

from labs.words import translate_with

# New objects before the collector looks at the young ones. Rows and readings hold no
# cycles: looking often took a fifth of a large import (benchmark `import_csv`).
_YOUNG = 200_000


class LabsConfig(AppConfig):
    name = "labs"
    verbose_name = "HPG Tracker"

    def ready(self) -> None:
        import_module("labs.checks")  # which registers itself
        import_module("labs.audit.sign_ins").listen()
        translate_with(gettext)  # what quiet rooms say, to whoever reads
        gc.freeze()  # what is loaded stays: nobody need look through it again
        gc.set_threshold(_YOUNG, 10, 10)
