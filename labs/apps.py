"""The app, as Django knows it."""

from django.apps import AppConfig


class LabsConfig(AppConfig):
    name = "labs"
    verbose_name = "HPG Tracker"
