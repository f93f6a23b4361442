"""While hCG stands in for LH."""

from labs.notes.agent_groups import CALLING, FSH, HCG, TESTOSTERONE
from labs.notes.conditions import (
    active_again,
    has_risen,
    is_active,
    is_high,
    is_inside,
    is_low,
    not_active,
)
from labs.notes.headings import CELLULAR, EVIDENCE, LONG_TERM, STIMULANT
from labs.notes.note import Note, any_of

NOTES = (
    Note(
        key="hcg-stands-in-for-lh",
        headings=(STIMULANT,),
        when=(
            is_active(HCG),
            not_active(TESTOSTERONE),
            is_low("lh"),
            any_of(has_risen("testosterone"), is_inside("testosterone")),
        ),
        clinician=(
            "hCG acts at the receptor of LH, past hypothalamus and pituitary. Testosterone "
            "can rise while LH stays low; a level then can be the answer to hCG and not to "
            "the pituitary’s own signal."
        ),
        patient=(
            "hCG does the work of LH in the testes. Testosterone can rise while LH stays "
            "low. It can be the answer to hCG."
        ),
        caveat=(
            "How it is without hCG cannot be read from this draw. What was given earlier "
            "may still be in the level."
        ),
        names=(HCG,),
    ),
    Note(
        key="hcg-estradiol",
        headings=(STIMULANT,),
        when=(
            is_active(HCG),
            not_active(TESTOSTERONE),
            any_of(has_risen("estradiol"), is_high("estradiol")),
        ),
        clinician=(
            "The document says that hCG can raise the conversion of testosterone to "
            "estrogen."
        ),
        patient="During hCG the body may turn more testosterone into estradiol.",
        caveat="The document names no level.",
        names=(HCG,),
        needs_testes=False,
    ),
    Note(
        key="hcg-volume",
        headings=(CELLULAR, STIMULANT),
        when=(is_active(HCG), not_active(CALLING), not_active(FSH), has_risen("volume")),
        clinician=(
            "The document ties volume during hCG to testosterone inside the testis, and to "
            "Leydig cells that grow in number and size."
        ),
        caveat="No measured volumes are given.",
        names=(HCG,),
    ),
    Note(
        key="hcg-alongside-testosterone",
        headings=(EVIDENCE,),
        when=(is_active(HCG), is_active(TESTOSTERONE)),
        clinician=(
            "The document mentions studies that followed volume and semen in men given hCG "
            "alongside testosterone, one of them in a journal of urology."
        ),
        caveat=(
            "That study is not in the document’s list of references; the one paper of that "
            "journal in it is a review."
        ),
        names=(HCG, TESTOSTERONE),
    ),
    Note(
        key="hcg-gives-no-fsh",
        headings=(CELLULAR,),
        when=(is_active(HCG), not_active(FSH), is_low("fsh")),
        clinician=(
            "In the document hCG takes the place of LH at the Leydig cells; the Sertoli "
            "cells answer to FSH."
        ),
        caveat="FSH is not a measure of sperm.",
        names=(HCG,),
    ),
    Note(
        key="hcg-long",
        headings=(LONG_TERM,),
        when=(active_again(HCG),),
        clinician=(
            "The document holds it possible that Leydig cells become less sensitive to hCG "
            "that is given for long."
        ),
        caveat="It gives no span of time and no study, and nothing here measures it.",
        names=(HCG,),
        prospects=True,
    ),
)
