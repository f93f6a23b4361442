"""A PostgreSQL of the tests' own: made, used, gone. Never run as root."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
)


@contextmanager
def cluster(home):
    """The address of a fresh cluster, as DATABASE_URL takes it."""
    who = _somebody()
    place = tempfile.mkdtemp(prefix="hpg-postgres-")
    if who:
        os.chown(place, who["user"], who["group"])
    options = {"cwd": place, "stdout": subprocess.DEVNULL, **who}
    make = (
        "--auth=trust",
        "--username=tests",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    )
    port = _free_port()
    settings = [
        word
        for each in (f"port={port}", "listen_addresses=127.0.0.1", *QUICK)
        for word in ("-c", each)
    ]
    server = None
    try:
        subprocess.run(
            [home / "initdb", "--no-sync", "-D", place, *make], check=True, **options
        )
        log = {"stderr": subprocess.DEVNULL}
        run = [home / "postgres", "-D", place, "-k", place, *settings]
        options["preexec_fn"] = _end_with_parent
        server = subprocess.Popen(run, start_new_session=True, **options, **log)
        _wait(server, port)
        yield f"postgres://tests@127.0.0.1:{port}/postgres"
    finally:
        if server:
            server.send_signal(signal.SIGINT)  # fast shutdown
            server.wait(60)
        shutil.rmtree(place, ignore_errors=True)


def _end_with_parent():
    """Have Linux stop the server when its parent ends, in whatever way: prctl(2)."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG, a fast shutdown


def _somebody():
    """As whom: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in known else "nobody"
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(server, port):
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("The PostgreSQL of the tests did not start.")
