#!/usr/bin/env python
"""Django's command line for HPG Tracker."""

import os
import signal
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from tracker.keys import write_environment

CANNOT_RUN = 4

if __name__ == "__main__":
    # Who is told to end takes away what is half made, as after any error.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    os.umask(0o077)  # what is written from here on is its owner's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    command = sys.argv[1:2]
    if command == ["make_keys"]:  # before there are any, no settings can be read
        print(write_environment())
        sys.exit()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        sys.exit(1 if command == ["check"] else CANNOT_RUN)
