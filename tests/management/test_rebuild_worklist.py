"""`rebuild_worklist` puts the worklist's rows right, and says how many differed."""

from labs.models import WorklistItem
from tests import factories


def test_it_says_how_many_rows_differed(run, clinic, work_in):
    nurse = work_in("nurse", "nora@harbour.example")
    patient = factories.patient(clinic, nurse, "N-1")
    factories.drawn(patient, by=nurse, lh="3.2")
    assert run("rebuild_worklist").out == "harbour: 1 on the worklist, 0 differed.\n"
    WorklistItem.objects.all().delete()

    outcome = run("rebuild_worklist", "--json")

    assert outcome.code == 0
    assert outcome.json == {
        "clinics": [{"clinic": "harbour", "items": 1, "differed": 1}],
        "differed": 1,
    }
    assert WorklistItem.objects.count() == 1


def test_without_a_clinic_there_is_nothing_to_do(run):
    outcome = run("rebuild_worklist")
    assert (outcome.code, outcome.out) == (0, "No clinic.\n")
