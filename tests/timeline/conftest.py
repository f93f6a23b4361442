"""A course made into the one list, without a database."""

from dataclasses import replace

import pytest

from labs.analytes import ON
from labs.readings import RecordedTestes
from labs.timeline import View, Who, build_timeline
from tests import factories


@pytest.fixture
def listed():
    def listed(*readings, view=None, who=Who.STAFF, analytes=ON, testes=None, **more):
        course = replace(
            factories.course(**more),
            readings=readings,
            testes=RecordedTestes(**testes or {}),
        )
        return build_timeline(course, analytes=analytes, view=view or View(), who=who)

    return listed
