"""Who may do what, tried over the wire; and that each attacker finds a planted hole."""

import pytest

from tests.attack import matrix, replay

# Thousands of requests: more than any other test may take.
pytestmark = [pytest.mark.attack, pytest.mark.timeout(1200)]
IDS = 5000


def test_every_role_is_given_what_the_table_says(clean, world):
    assert matrix.attack(clean, world) == []


def test_the_matrix_finds_a_role_with_a_right_too_many(planted, planted_world):
    names = ["decisions", "treatments"]
    assert any(
        "nurse POST" in fault for fault in matrix.attack(planted, planted_world, names)
    )


def test_front_end_files_are_only_read(clean):
    assert matrix.attack_static(clean) == []


def test_ids_of_one_clinic_are_worth_nothing_in_another(clean):
    sent, faults = replay.attack(clean, IDS)
    assert sent == IDS
    assert faults == []


def test_the_replay_finds_a_scope_that_is_open_and_a_file_that_is_not_its_own(planted):
    _, faults = replay.attack(planted, IDS // 5)
    assert any("was shown" in fault for fault in faults)
    assert any(fault.startswith("wrote labs_stagedfile") for fault in faults)
