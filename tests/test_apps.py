"""What the application registers when it starts."""

import gc


def test_what_is_loaded_is_not_looked_through_again():
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == (200_000, 10, 10)
    assert gc.isenabled()
