"""From readings to a scene, and to what its writers made of it."""

import pytest

from labs.analytes import ON
from labs.charts.figure import build_scene
from labs.charts.layout import SIZES
from labs.timeline import View, Who, build_timeline
from tests import factories


def listed(course, who=Who.STAFF, **view):
    return build_timeline(course, analytes=ON, view=View(**view), who=who)


def scene_of(made, *, size="desk"):
    return build_scene(made, SIZES[size])


def told(scene, at=-1):
    """What the box of a draw says of each row: value and unit, then its lines as one."""
    rows = [row.key for row in scene.subplots]
    return {
        key: (" ".join(filter(None, said[:2])), " ".join(said[2:]))
        for key, said in zip(rows, scene.steps[at].rows, strict=True)
    }


@pytest.fixture
def picture():
    """The scene of some readings: `picture(reading(...), episodes=[...], size="phone")`."""

    def picture(*readings, size="desk", view=None, **more):
        made = listed(factories.course(*readings, **more), **view or {})
        return scene_of(made, size=size)

    return picture


@pytest.fixture
def row(picture):
    """One row of that scene: `row("lh", reading(...), ...)`."""

    def row(key, *readings, **more):
        panels = picture(*readings, **more).subplots
        return next(panel for panel in panels if panel.key == key)

    return row
