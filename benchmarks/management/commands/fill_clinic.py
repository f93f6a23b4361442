"""Fill an empty database with one clinic of a given size: see `benchmarks.clinic`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection

from benchmarks import clinic


class Command(BaseCommand):
    help = "Fill an empty database with one clinic: signed histories, and open work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("results", type=int, help="in all, about")
        parser.add_argument("--heavy", type=int, default=520, help="draws of one man")
        parser.add_argument("--waiting", type=int, default=60, help="draws to review")
        parser.add_argument("--no-statistics", action="store_true", help="no ANALYZE")

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        told = clinic.fill(options["results"], options["heavy"], options["waiting"])
        if "rebuild_worklist" in get_commands():  # copies went past the record's doors
            call_command("rebuild_worklist")
        if not options["no_statistics"]:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        (Path(settings.DATA_DIR) / "manifest.json").write_text(json.dumps(told, indent=1))
