"""Estradiol, which the body makes from testosterone."""

from labs.notes.agent_groups import AROMATASE_INHIBITOR, HCG, TESTOSTERONE
from labs.notes.conditions import has_risen, is_active, is_high, is_measured, not_active
from labs.notes.headings import INHIBITORS, STIMULANT
from labs.notes.note import Note, any_of

NOTES = (
    Note(
        key="estradiol-up-on-testosterone",
        headings=(INHIBITORS,),
        when=(
            is_active(TESTOSTERONE),
            not_active(HCG),
            any_of(has_risen("estradiol"), is_high("estradiol")),
        ),
        clinician=(
            "Aromatase turns part of testosterone into estradiol. The document says that "
            "treatment with testosterone can raise both."
        ),
        patient="More testosterone can mean more estradiol too.",
        caveat="The document names no level.",
        names=(TESTOSTERONE,),
        needs_testes=False,
    ),
    Note(
        key="estradiol-from-two-sources",
        headings=(INHIBITORS, STIMULANT),
        when=(
            is_active(TESTOSTERONE),
            is_active(HCG),
            any_of(has_risen("estradiol"), is_high("estradiol")),
        ),
        clinician=(
            "The document says that with testosterone from outside, as with hCG, "
            "testosterone can rise, and estrogen after it. It does not tell the two apart "
            "where both are given."
        ),
        patient=(
            "With testosterone from outside, as with hCG, testosterone can rise, and "
            "estradiol with it."
        ),
        caveat="The document names no level.",
        names=(TESTOSTERONE, HCG),
        needs_testes=False,
    ),
    Note(
        key="estradiol-on-aromatase-inhibitor",
        headings=(INHIBITORS,),
        when=(is_active(AROMATASE_INHIBITOR), is_measured("estradiol")),
        clinician=(
            "Taken on an aromatase inhibitor, which blocks the enzyme that makes estradiol "
            "from testosterone. The value shows the man on the drug."
        ),
        patient=(
            "An aromatase inhibitor lowers how much estradiol the body makes from "
            "testosterone."
        ),
        caveat="The document gives these drugs a part beside other agents only.",
        names=(AROMATASE_INHIBITOR,),
        needs_testes=False,
    ),
)
