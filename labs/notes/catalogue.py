"""Every note: one file a topic, one entry a note."""

from labs.notes import (
    aromatase,
    axis,
    context,
    fsh_drug,
    hcg,
    measurement,
    recovery,
    serm,
    source,
    suppression,
)
from labs.notes.note import AboutMeasurement, Note

NOTES: tuple[Note, ...] = (
    *suppression.NOTES,
    *source.NOTES,
    *hcg.NOTES,
    *serm.NOTES,
    *aromatase.NOTES,
    *fsh_drug.NOTES,
    *recovery.NOTES,
    *axis.NOTES,
    *context.NOTES,
)
MEASUREMENT: tuple[AboutMeasurement, ...] = measurement.NOTES
