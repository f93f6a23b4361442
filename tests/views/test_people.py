"""In which clinic somebody works now."""

import pytest
from django.urls import reverse

from tests import factories

CHOOSE = reverse("clinic_choose")


@pytest.fixture
def in_both(north, south, nurse):
    return factories.worker(south, "nurse", nurse.email)


def test_who_works_in_two_clinics_chooses_one(sign_in, in_both):
    client = sign_in(in_both)
    response = client.post(CHOOSE, {"clinic": "south"})

    assert response["Location"] == "/"
    assert client.session["clinic"] == "south"
    assert "South (synthetic)" in client.get(reverse("patients")).content.decode()


def test_nobody_chooses_a_clinic_in_which_he_does_not_work(sign_in, nurse, south):
    assert sign_in(nurse).post(CHOOSE, {"clinic": "south"}).status_code == 403
