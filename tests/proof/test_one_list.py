"""One list behind every surface: nothing is lost, nothing is added, nothing is reworded."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.proof.agreement import agree
from tests.proof.courses import CASES

EACH = settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("told", CASES.values(), ids=CASES)
@EACH
@given(data=st.data())
def test_every_surface_tells_the_same(told, data, shown):
    case = data.draw(told)
    agree(shown(case.course, case.query))
