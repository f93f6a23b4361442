"""Set up the demonstration and serve it on the loopback address until told to stop."""

import os
import signal
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from labs import audit
from labs.management.command import CANNOT_RUN, REFUSED
from labs.models.snapshot import try_to_write
from labs.views import health
from tracker import demonstration
from tracker.parent import Parent, Site, anchor_chains, take_terminal
from tracker.staticfiles import collect_static_files

HOST = "127.0.0.1"
WAITING = 2048  # connections that the kernel keeps until a worker takes them


class Command(BaseCommand):
    help = "Migrate, load the demonstration, and serve it on the loopback address."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, lambda *_: sys.exit(0))
        take_terminal()
        listener = listen(os.environ.get("PORT", "8000"))
        url = "http://{}:{}".format(*listener.getsockname())
        try:
            self._prepare()
            accounts = demonstration.list_accounts(url)
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        anchor_chains()
        site = Site()
        site.cfg.set("bind", f"fd://{listener.detach()}")
        site.cfg.set("when_ready", lambda _: self._say(f"{accounts}\nready {url}"))
        Parent(site).run()

    def _prepare(self) -> None:
        self._say("Compressing front-end files")
        collect_static_files()
        self._say("Bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        audit.make_first_key()
        if not settings.AUDIT_KEY:
            raise CommandError(audit.KEY_MISSING, returncode=CANNOT_RUN)
        if faults := health.list_faults():
            raise CommandError(" ".join(faults))
        try:
            call_command("seed_demo", stdout=self.stdout)
        except CommandError as error:
            if error.returncode != REFUSED:  # that is: a real clinic exists
                raise
            self._say(str(error))
        try_to_write()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def listen(port: str) -> socket.socket:
    """Take the port before anything else is done; who comes early waits for an answer."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT is {port!r}; it can be a number from 1 to 65535.")
    try:
        return socket.create_server((HOST, int(port)), backlog=WAITING)
    except OSError as error:
        raise CommandError(
            f"Port {port} cannot be used: {error.strerror}. Stop what uses it, or "
            f"choose another: make run PORT={int(port) % 65535 + 1}"
        ) from error
