"""Prepare the database and serve it until told to stop: the demonstration, or a clinic."""

import fcntl
import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from labs import audit
from labs.management.command import CANNOT_RUN, REFUSED
from labs.models import Clinic
from labs.models.snapshot import try_to_write
from labs.record import sign_in
from labs.views import health
from tracker import checks, demonstration, timer
from tracker.configuration import is_loopback, read_port
from tracker.parent import Parent, Site, take_terminal
from tracker.staticfiles import collect_static_files

SERVER = os.getpid()
WAITING = 2048  # connections that the kernel keeps until a worker takes them


class Command(BaseCommand):
    help = "Migrate, and serve: the demonstration, or with HPG_MODE=production a clinic."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, lambda *_: sys.exit(0))
        take_terminal()
        listener = listen(
            os.environ.get("BIND") or "127.0.0.1", os.environ.get("PORT") or "8000"
        )
        host, port = listener.getsockname()[:2]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        try:
            with self._alone():
                self._prepare()
            accounts = "" if settings.PRODUCTION else demonstration.list_accounts(url)
        except (DatabaseError, OSError) as error:
            raise CommandError(explain(error), returncode=CANNOT_RUN) from error
        timer.run_job(timer.ANCHOR)  # anchors what was left when the server last ended
        site = Site()
        site.cfg.set("bind", f"fd://{listener.detach()}")
        site.cfg.set("when_ready", lambda _: self._say(f"{accounts}\nready {url}".strip()))
        with counted_answers(site):
            Parent(site).run()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two servers that start on one DATA_DIR the second waits for the first."""
        folder = os.open(settings.DATA_DIR, os.O_RDONLY)
        try:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._say("Another server is preparing this DATA_DIR: waiting for it")
                fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _prepare(self) -> None:
        self._say("Compressing front-end files")
        collect_static_files()
        if settings.PRODUCTION and (demonstrations := checks.list_demonstrations()):
            raise CommandError(
                checks.explain_demonstrations(demonstrations), returncode=REFUSED
            )
        self._say("Bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        if settings.SECRET_KEY_FALLBACKS:
            sign_in.encrypt_factors_anew()
        audit.make_first_key()
        if not settings.AUDIT_KEY:
            raise CommandError(audit.KEY_MISSING, returncode=CANNOT_RUN)
        if faults := health.list_faults():
            raise CommandError(" ".join(faults))
        if not settings.PRODUCTION:
            self._load_demonstration()
        try_to_write()

    def _load_demonstration(self) -> None:
        try:
            call_command("seed_demo", stdout=self.stdout)
        except CommandError as error:
            if error.returncode != REFUSED:
                raise
            if not Clinic.objects.filter(demonstration=True).exists():
                raise CommandError(checks.REAL_CLINIC, returncode=REFUSED) from error
            self._say(str(error))  # a clinic that was opened beside the demonstration's

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def explain(error: DatabaseError | OSError) -> str:
    """In one line, for whoever started it."""
    if isinstance(error, DatabaseError):
        return f"The database cannot be used: {' '.join(str(error).split())}"
    return f"The server cannot start: {error.filename}: {error.strerror}."


@contextmanager
def counted_answers(site: Site) -> Iterator[None]:
    """Give each worker a file to count in, in memory where that is, while it is served."""
    if not settings.METRICS_BIND:
        yield
        return
    folder = mkdtemp(prefix="hpg-metrics-", dir=site.cfg.worker_tmp_dir)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read when the workers' code is loaded
    try:
        yield
    finally:
        if os.getpid() == SERVER:
            shutil.rmtree(folder, ignore_errors=True)


def listen(host: str, port: str) -> socket.socket:
    """Take the port before anything else is done; who comes early waits for an answer."""
    try:
        number = read_port(port)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if not settings.PRODUCTION and not is_loopback(host):
        raise CommandError(
            f"BIND is {host!r}, but the demonstration is served to this machine alone: "
            "leave BIND out."
        )
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    try:
        return socket.create_server((host, number), family=family, backlog=WAITING)
    except OSError as error:
        raise CommandError(
            f"Port {number} cannot be used: {error.strerror}. Stop what uses it, or "
            f"choose another: make run PORT={number % 65535 + 1}"
        ) from error
