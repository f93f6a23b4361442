"""While FSH itself is given."""

from labs.notes.agent_groups import FOLLITROPIN
from labs.notes.conditions import is_active, is_measured
from labs.notes.headings import CELLULAR
from labs.notes.note import Note

NOTES = (
    Note(
        key="fsh-given",
        headings=(CELLULAR,),
        when=(is_active(FOLLITROPIN), is_measured("fsh")),
        clinician=(
            "This level includes the FSH given. In the document FSH acts on the Sertoli "
            "cells, and their part in sperm production rests on it."
        ),
        patient="Your FSH level counts the FSH from treatment as well as your own.",
        caveat="The document names no study of FSH that was given.",
        names=(FOLLITROPIN,),
    ),
)
