"""A server to do harm to."""

import os

import psycopg
import pytest

from tests.attack.site import Site

# Root heeds the mode of a file only without these.
HEEDS_MODES = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A site that serves, with data of its own, on the database that the run is for."""
    base, name = os.environ.get("DATABASE_URL", ""), f"crash_{os.getpid()}"
    place = tmp_path_factory.mktemp("crash")
    if not base:
        site = Site(place)
        site.prefix = [] if os.geteuid() else HEEDS_MODES
        site.start()
        yield site
        site.stop()
        return
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        site = Site(place, database=f"{base.rpartition('/')[0]}/{name}")
        site.start()
        yield site
        site.stop()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
