"""What every run of the tests tries of it: 200 replayed ids, over the wire."""

from tests.attack import replay


def test_ids_of_one_clinic_are_worth_nothing_in_another(served):
    sent, faults = replay.attack(served, 200, alike=1)
    assert (sent, faults) == (200, [])
