"""Testosterone that may still be what was given: a level does not tell its source."""

from labs.notes.agent_groups import TESTOSTERONE
from labs.notes.conditions import (
    inside_or_above,
    is_silent,
    testosterone_before,
    without_testes,
)
from labs.notes.headings import ATROPHY, CENTER
from labs.notes.note import Note

# Notes that say it of ongoing testosterone, from its own heading.
_ON_TESTOSTERONE = frozenset(
    {"serum-testosterone-on-testosterone", "testosterone-from-two-sources"}
)
# What a note gives way to that would read a level as a man's own.
UNTOLD = frozenset({"level-source-untold", "level-after-testosterone"})

NOTES = (
    Note(
        key="level-source-untold",
        headings=(CENTER,),
        when=(is_silent("lh"), inside_or_above("testosterone")),
        clinician=(
            "LH is below detection or below its range, and testosterone is not. In the "
            "document LH is the signal on which the testes make testosterone. A level in "
            "blood does not tell where it came from."
        ),
        patient=(
            "LH is the brain’s signal to the testes to make testosterone. Here it is below "
            "detection or below its range. A level in blood cannot tell where it came from."
        ),
        caveat="The document gives no way to tell sources apart in a blood level.",
        leads=True,
        not_with=frozenset({"level-after-testosterone"}),
    ),
    Note(
        key="level-after-testosterone",
        headings=(CENTER, ATROPHY),
        when=(testosterone_before(), is_silent("lh"), inside_or_above("testosterone")),
        clinician=(
            "LH is below detection or below its range, and testosterone is not. In the "
            "document LH is the signal on which the testes make testosterone. A level in "
            "blood does not tell where it came from; what was given before may still be in "
            "it."
        ),
        patient=(
            "LH is the brain’s signal to the testes to make testosterone. Here it is below "
            "detection or below its range. A level in blood cannot tell where it came "
            "from. What was given before may still be in it."
        ),
        caveat="The document gives no way to tell sources apart in a blood level.",
        leads=True,
        names=(TESTOSTERONE,),
        not_with=_ON_TESTOSTERONE,
    ),
    Note(
        key="level-without-testes",
        headings=(CENTER,),
        when=(without_testes(), testosterone_before(), inside_or_above("testosterone")),
        clinician=(
            "A level in blood does not tell where it came from; what was given may be in "
            "it."
        ),
        patient=(
            "A level in blood cannot tell where it came from. What was given may be in it."
        ),
        caveat="The document gives no way to tell sources apart in a blood level.",
        leads=True,
        names=(TESTOSTERONE,),
        needs_testes=False,
    ),
)
