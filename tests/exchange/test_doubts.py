"""What is worth a second look is flagged, and taken all the same."""

import pytest

from labs.exchange.doubts import find_doubts


@pytest.mark.parametrize(
    ("cells", "flags"),
    [
        ({"reported": "12.1"}, ()),
        ({"reported": "420"}, ("unit-slip", "soft-limit")),
        ({"reported": "14.6", "unit": "ng/dL"}, ()),
        ({"reported": "1.2", "unit": "ng/dL"}, ("unit-slip",)),
        ({"reported": "90"}, ("unit-slip", "soft-limit")),
        ({"reported": "0"}, ("soft-limit",)),
        ({"reported": "<0.01"}, ()),
        ({"reported": "not detected"}, ()),
        ({"reported": "61", "unit": "IU/L", "analyte": "LH"}, ("soft-limit",)),
        ({"reported": "0.1", "unit": "IU/L", "analyte": "LH"}, ()),
        ({"reported": "45", "unit": "mL", "analyte": "Testis volume L"}, ("soft-limit",)),
        ({"reported": "0.5", "unit": "mL", "analyte": "Testis volume L"}, ("soft-limit",)),
    ],
)
def test_a_strange_value_is_flagged(one, cells, flags):
    assert find_doubts(one(**cells), twin=False, before=iter(())) == flags


def test_a_twin_is_flagged(one):
    assert find_doubts(one(), twin=True, before=iter(())) == ("duplicate",)
