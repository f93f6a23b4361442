"""The app, as Django knows it."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext

from labs.words import translate_with


class LabsConfig(AppConfig):
    name = "labs"
    verbose_name = "HPG Tracker"

    def ready(self) -> None:
        import_module("labs.checks")  # which registers itself
        translate_with(gettext)  # what quiet rooms say, to whoever reads
