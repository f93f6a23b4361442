"""The wiring, as Django knows it."""

from importlib import import_module

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self) -> None:
        import_module("tracker.checks")  # which registers itself
        import_module("tracker.events").listen()
