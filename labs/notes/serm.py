"""While a SERM acts on the feedback in the brain."""

from labs.notes.agent_groups import (
    CLOMIFENE,
    DRIVING,
    ENCLOMIFENE,
    FSH,
    HCG,
    SERM,
    STUDIED,
    TESTOSTERONE,
)
from labs.notes.conditions import (
    begun_after,
    is_active,
    is_inside,
    is_measured,
    not_active,
    rose_since_before,
    was_stopped,
)
from labs.notes.headings import CELLULAR, EVIDENCE, LONG_TERM, OPTIMAL, REAWAKENING
from labs.notes.note import Note
from labs.notes.source import UNTOLD

NOTES = (
    Note(
        key="serm-raises-signals",
        headings=(REAWAKENING,),
        when=(
            is_active(CLOMIFENE),
            not_active(FSH),
            rose_since_before(CLOMIFENE, "lh", "fsh"),
        ),
        clinician=(
            "The document says that clomifene blocks estrogen receptors in the "
            "hypothalamus, that GnRH rises, and that the pituitary releases more LH and "
            "FSH."
        ),
        patient=(
            "Clomifene blocks signals that make the brain send less LH and FSH. The "
            "document says that LH and FSH can rise for that reason."
        ),
        caveat=(
            "The values were taken while the drug was recorded. What else changed between "
            "them is not weighed."
        ),
        names=(CLOMIFENE,),
        needs_testes=False,
    ),
    Note(
        key="serm-drives-values",
        headings=(REAWAKENING,),
        when=(is_active(DRIVING), is_measured("lh", "fsh", "testosterone")),
        clinician=(
            "Taken on a SERM. In the document such a drug acts on the brain, and LH, FSH "
            "and the testosterone of the testes follow. The values show the axis on the "
            "drug."
        ),
        patient=(
            "These values were taken while you were on a SERM, which acts on the brain’s "
            "signals. They show the body with it."
        ),
        caveat=(
            "How it is without the drug cannot be read from this draw, nor the part of any "
            "other agent."
        ),
        names=(SERM,),
        not_with=UNTOLD,
    ),
    Note(
        key="serm-lasting",
        headings=(LONG_TERM,),
        when=(was_stopped(TESTOSTERONE), is_active(DRIVING), is_inside("testosterone")),
        clinician=(
            "The document says that after testosterone some men stay on a SERM to keep "
            "their levels. A level on the drug does not tell of the level without it."
        ),
        caveat="How many men that concerns is not said.",
        names=(SERM, TESTOSTERONE),
        prospects=True,
        not_with=UNTOLD,
    ),
    Note(
        key="serm-fsh",
        headings=(CELLULAR,),
        when=(is_active(CLOMIFENE), is_measured("fsh")),
        clinician=(
            "The document gives clomifene a part in sperm production because it raises the "
            "body’s own FSH, the signal to the Sertoli cells."
        ),
        caveat="A semen analysis, not FSH, counts sperm.",
        names=(CLOMIFENE,),
    ),
    Note(
        key="enclomifene",
        headings=(REAWAKENING,),
        when=(is_active(ENCLOMIFENE),),
        clinician=(
            "The document calls enclomifene one isomer of a known SERM, thought to act "
            "mainly on the gonadotropins, with fewer estrogenic effects."
        ),
        caveat="“Thought to” is the document’s own; it names no study.",
        names=(ENCLOMIFENE,),
        needs_testes=False,
    ),
    Note(
        key="serm-effects-named",
        headings=(REAWAKENING,),
        when=(is_active(CLOMIFENE),),
        clinician=(
            "Among possible side effects of clomifene the document names changes of mood "
            "and, rarely, disturbed vision."
        ),
        caveat="The list is the document’s; it is not complete.",
        names=(CLOMIFENE,),
        needs_testes=False,
    ),
    Note(
        key="serm-after-hcg",
        headings=(EVIDENCE,),
        when=(begun_after(STUDIED, HCG),),
        clinician=(
            "The document reports a study of hCG followed by a SERM, in men whose axis was "
            "suppressed in another way than by prescribed treatment; it calls that state "
            "analogous."
        ),
        caveat="Those were other men, and the study is not in the document’s references.",
        names=(HCG, SERM),
    ),
    Note(
        key="hcg-with-serm",
        headings=(EVIDENCE, OPTIMAL),
        when=(is_active(HCG), is_active(SERM)),
        clinician=(
            "The document describes this combination. Its table of results calls itself "
            "hypothetical, so no figure of it is shown here."
        ),
        caveat=(
            "One paper of the reference list is about combinations with hCG; the document "
            "quotes no figure from it."
        ),
        names=(HCG, SERM),
    ),
)
