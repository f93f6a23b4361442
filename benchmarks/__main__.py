"""`python -m benchmarks [NAME ...] [--rounds MOST]`: prints ratios, and ends with 0."""

import argparse
import os

import django
from django.db import connection


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from benchmarks import report, suite  # noqa: PLC0415  the models need django.setup

    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("names", nargs="*", choices=[[], *suite.BENCHES], metavar="NAME")
    asked.add_argument("--rounds", type=int, default=40, metavar="MOST")
    options = asked.parse_args()
    connection.creation.create_test_db(verbosity=0)
    try:
        report.run(options.names or list(suite.BENCHES), most=options.rounds)
    finally:
        connection.creation.destroy_test_db(
            str(connection.settings_dict["NAME"]), verbosity=0
        )


if __name__ == "__main__":
    main()
