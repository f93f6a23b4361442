"""The rows of the worklist beside what the record says, asked from scratch."""

from labs.models import Patient, WorklistItem
from labs.record.worklist import expected_items


def differing_from_the_record():
    """What one of the two says and the other does not, of all patients."""
    everyone = list(Patient.objects.values_list("pk", flat=True))
    expected = {item.facts for item in expected_items(everyone)}
    return expected ^ {item.facts for item in WorklistItem.objects.all()}
