"""How rows are kept, where no door of its own shows it."""

import pytest
from django.core.exceptions import PermissionDenied

from labs import audit
from labs.audit import Operator
from labs.models import Panel
from labs.record import rows
from tests.factories import draw


def test_nobody_signs_no_row_even_past_the_doors(patient, north):
    with pytest.raises(PermissionDenied), audit.open_act(north, Operator(None)) as act:
        rows.save_row(Panel.of(patient, draw()), act)


def test_the_same_words_by_another_person_are_the_same(panel):
    other = Panel.of(panel.patient, panel.draw)
    other.share_after = panel.share_after
    assert other.uid != panel.uid
    assert rows.says_same(panel, other)


def test_one_other_word_is_not(panel):
    other = Panel.of(
        panel.patient, draw("2026-03-02 08:10", laboratory="Quay Street Hospital")
    )
    other.share_after = panel.share_after
    assert not rows.says_same(panel, other)
    assert rows.says_same(panel, other, but={"laboratory"})
