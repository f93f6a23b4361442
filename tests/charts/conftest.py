"""From readings to a scene, and to what its writers made of it."""

import pytest

from labs.analytes import ON
from labs.charts import axis_panels
from labs.series import View, Who, series
from tests import samples


def listed(course, who=Who.STAFF, **view):
    return series(course, analytes=ON, view=View(**view), who=who)


@pytest.fixture
def picture():
    """The scene of some readings: `picture(reading(...), episodes=[...], size="phone")`."""

    def picture(*readings, size="desk", view=None, **more):
        made = listed(samples.course(*readings, **more), **view or {})
        return axis_panels.scene(made, size=size)

    return picture


@pytest.fixture
def row(picture):
    """One row of that scene: `row("lh", reading(...), ...)`."""

    def row(key, *readings, **more):
        panels = picture(*readings, **more).panels
        return next(panel for panel in panels if panel.key == key)

    return row
