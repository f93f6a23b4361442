"""Set up the demonstration and serve it on the loopback address until told to stop."""

import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from labs import audit
from labs.views import health
from tracker import terminal
from tracker.server import HOST, Server
from tracker.staticfiles import gather

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
ANCHOR_SECONDS = 60
NOT_HERE = 2  # seed_demo: a real clinic exists


class Command(BaseCommand):
    help = "Migrate, load the demonstration, and serve it on the loopback address."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        stop = terminal.Stop()
        _on_signal(lambda *_: sys.exit(0))
        port = free_port(os.environ.get("PORT", "8000"))
        try:
            self._prepare()
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        with terminal.foreground():
            _on_signal(stop.tell)
            self._serve(port, stop)

    def _prepare(self) -> None:
        gather()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if faults := health.faults():
            raise CommandError(" ".join(faults))
        try:
            call_command("seed_demo", stdout=self.stdout)
        except CommandError as error:
            if error.returncode != NOT_HERE:
                raise
            self.stdout.write(str(error))

    def _serve(self, port: int, stop: terminal.Stop) -> None:
        anchor_chains()
        with Server(port) as server:
            if server.is_ready(stop):
                self.stdout.write(accounts(settings.DATA_DIR / "demo-accounts.json"))
                self.stdout.write(f"ready {server.url}")
                self.stdout.flush()
                server.watch(stop, every=ANCHOR_SECONDS, act=anchor_chains)
        anchor_chains()


def _on_signal(act: Callable[..., object]) -> None:
    for each in SIGNALS:
        signal.signal(each, act)


def anchor_chains() -> None:
    """Fix the heads of the audit chains outside the database (docs/decisions/0002)."""
    try:
        audit.anchor_heads()
    finally:
        connections.close_all()


def free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT is {text!r}; it can be a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise CommandError(
                f"Port {text} cannot be used: {error.strerror}. Stop what uses it, or "
                f"choose another: make run PORT={int(text) % 65535 + 1}"
            ) from error
    return int(text)


def accounts(path: Path) -> str:
    """Who can sign in, as a table."""
    if not path.exists():
        return "There are no demonstration accounts."
    shown = ("role", "clinic", "email", "password")
    rows = [shown, *([at[key] for key in shown] for at in json.loads(path.read_text()))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join(["", *lines, ""])
