"""Two servers for all attackers: this tree, and a copy of it with planted holes."""

import json
import subprocess
import sys

import pytest

from tests.attack.holes import copy_tree, plant
from tests.attack.matrix import World
from tests.attack.site import ROOT, Site


@pytest.fixture(scope="session")
def clean(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("clean"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    place = tmp_path_factory.mktemp("planted")
    tree = copy_tree(place / "tree")
    plant(tree)
    site = Site(place, tree)
    site.start()
    yield site
    site.stop()


def _build_world(site):
    command = [sys.executable, str(ROOT / "tests/attack/world.py"), str(ROOT)]
    made = subprocess.run(
        command, cwd=site.tree, env=site.env, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    return World(site, json.loads(made.stdout))


@pytest.fixture(scope="session")
def world(clean):
    return _build_world(clean)


@pytest.fixture(scope="session")
def planted_world(planted):
    return _build_world(planted)
