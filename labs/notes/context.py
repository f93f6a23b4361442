"""What stands around the axis: metabolic health, and whose choice it is."""

from labs.notes.conditions import decided_on, is_reported
from labs.notes.headings import METABOLIC, OPTIMAL
from labs.notes.note import Note

NOTES = (
    Note(
        key="metabolic",
        headings=(METABOLIC,),
        when=(is_reported("weight", "waist", "hba1c"),),
        clinician=(
            "The document says that obesity, insulin resistance and lasting inflammation "
            "can weigh on the axis."
        ),
        caveat="It gives no figure and names no test.",
        needs_testes=False,
    ),
    Note(
        key="choice-is-shared",
        headings=(OPTIMAL,),
        when=(decided_on(),),
        clinician=(
            "The document says that no one way fits all men, and places the choice with "
            "the man and his physician, by his situation, his goals and what he prefers."
        ),
        caveat="It does not compare the ways by their results.",
        needs_testes=False,
    ),
)
