"""The app, as Django knows it."""

from importlib import import_module

from django.apps import AppConfig


class LabsConfig(AppConfig):
    name = "labs"
    verbose_name = "HPG Tracker"

    def ready(self) -> None:
        import_module("labs.checks")  # which registers itself
