"""Every flag has words."""

import pytest

from labs.templatetags.doubts import doubt

FLAGS = (
    *("unit-slip", "duplicate", "soft-limit", "status-missing", "code-unit-conflict"),
    *("doubled-hour", "text-with-digits", "time-from-result", "time-conflict"),
)


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_of_the_interfaces_is_said_in_words(flag):
    assert " " in doubt(flag) and "-" not in doubt(flag)


def test_a_flag_that_nobody_put_into_words_is_a_fault():
    with pytest.raises(KeyError):
        doubt("made-up")
