"""Adds the people and records of the walk over all addresses to a site's database.

Run as a script, in the site's tree, with its environment: prints who has which session, and
the ids that stand in addresses.
"""

import json
import sys
from pathlib import Path

import django


def main() -> None:
    sys.path.insert(0, str(Path(sys.argv[1])))
    django.setup()
    from tests import factories, test_walk  # noqa: PLC0415 - Django has to be set up first

    clinic = factories.clinic
    # The demonstration has a clinic of each of these names already.
    factories.clinic = lambda slug, *zone, **more: clinic(
        f"walk-{slug}", *zone, demonstration=True, **more
    )
    world = test_walk.build_world()
    sessions = {
        role: client.cookies["sessionid"].value
        for role, client in world.clients.items()
        if "sessionid" in client.cookies
    }
    ids = world.ids | {"other": world.other.ref}
    sys.stdout.write(json.dumps({"ids": ids, "sessions": sessions}))


if __name__ == "__main__":
    main()
