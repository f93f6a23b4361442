"""While testosterone comes from outside; and what lasting low signals mean."""

from labs.notes.agent_groups import (
    CALLING,
    FSH,
    HCG,
    LIKE_LH,
    MENOTROPIN,
    SIGNALS,
    TESTOSTERONE,
)
from labs.notes.conditions import (
    SEMEN,
    below_baseline,
    has_fallen,
    is_active,
    is_low,
    is_measured,
    is_reported,
    is_undetected,
    not_active,
    not_active_again,
    undetected_again,
)
from labs.notes.headings import ATROPHY, CELLULAR, STIMULANT
from labs.notes.note import Note, any_of

NOTES = (
    Note(
        key="gonadotropins-low-on-testosterone",
        headings=(ATROPHY,),
        when=(
            is_active(TESTOSTERONE),
            not_active(CALLING),
            not_active(FSH),
            is_low("lh", "fsh"),
        ),
        clinician=(
            "The document describes this pattern. With testosterone from outside, "
            "feedback lowers GnRH, and the pituitary releases much less LH and FSH."
        ),
        patient=(
            "While testosterone comes from outside, the brain sends less LH and FSH. The "
            "document describes low LH and FSH as part of this."
        ),
        caveat="Other reasons for low LH and FSH are not discussed in the document.",
        names=(TESTOSTERONE,),
        needs_testes=False,
    ),
    Note(
        key="serum-testosterone-on-testosterone",
        headings=(ATROPHY,),
        when=(
            is_active(TESTOSTERONE),
            not_active(LIKE_LH),
            not_active(CALLING),
            is_measured("testosterone"),
        ),
        clinician=(
            "This level includes the testosterone given. In the document’s account the "
            "Leydig cells stop making their own meanwhile, so a level in blood does not "
            "speak for the testes."
        ),
        patient=(
            "Your testosterone level counts the testosterone from treatment. It does not "
            "show what the testes make."
        ),
        caveat="The document gives no way to tell the two apart in a blood level.",
        names=(TESTOSTERONE,),
    ),
    Note(
        key="testosterone-from-two-sources",
        headings=(STIMULANT, ATROPHY),
        when=(
            is_active(TESTOSTERONE),
            is_active(HCG),
            not_active(MENOTROPIN),
            not_active(CALLING),
            is_measured("testosterone"),
        ),
        clinician=(
            "This level adds up the testosterone given and what the Leydig cells make in "
            "answer to hCG, which acts on them in the place of LH."
        ),
        patient=(
            "Your testosterone level counts the testosterone from treatment and what the "
            "testes make with hCG."
        ),
        caveat="The document gives no way to tell the two apart in a blood level.",
        names=(TESTOSTERONE, HCG),
    ),
    Note(
        key="volume-lower-on-testosterone",
        headings=(ATROPHY,),
        when=(
            is_active(TESTOSTERONE),
            not_active(SIGNALS),
            any_of(has_fallen("volume"), below_baseline("volume")),
        ),
        clinician=(
            "The document links smaller testes on testosterone to the missing signals LH "
            "and FSH, and calls this a physiological response."
        ),
        patient=(
            "The document says that smaller testes can be part of how the body responds to "
            "testosterone from outside."
        ),
        caveat=(
            "It gives no figure, and does not discuss a change on one side only. Who "
            "measures, and how, also changes a reading."
        ),
        names=(TESTOSTERONE,),
    ),
    Note(
        key="sperm-production-on-testosterone",
        headings=(ATROPHY,),
        when=(
            is_active(TESTOSTERONE),
            not_active(SIGNALS),
            any_of(is_low("fsh"), is_reported(*SEMEN)),
        ),
        clinician=(
            "On testosterone from outside, the document says, Sertoli cells slow sperm "
            "production or halt it, once the pituitary’s signals are missing."
        ),
        caveat="FSH is not a measure of sperm; a semen analysis counts them.",
        names=(TESTOSTERONE,),
        not_with=frozenset({"sertoli-tubules"}),
    ),
    Note(
        key="leydig-long-silence",
        headings=(CELLULAR,),
        when=(undetected_again("lh"), not_active_again(LIKE_LH), not_active(CALLING)),
        clinician=(
            "The document says that Leydig cells without LH fall quiet and then die, and "
            "that testosterone inside the testis falls deeply."
        ),
        caveat="Below detection is not absence, and after how long is not said.",
        prospects=True,
    ),
    Note(
        key="sertoli-tubules",
        headings=(CELLULAR,),
        when=(
            undetected_again("fsh"),
            is_undetected("lh"),
            is_measured("volume"),
            not_active_again(SIGNALS),
        ),
        clinician=(
            "The document ties the loss of both FSH and LH to sperm production that "
            "ceases, narrower tubules and a smaller testis."
        ),
        caveat="It describes a mechanism, not a relation to be read off one man’s results.",
    ),
    Note(
        key="inside-the-testis",
        headings=(CELLULAR,),
        when=(any_of(is_active(TESTOSTERONE), is_active(HCG)), is_measured("testosterone")),
        clinician=(
            "The document puts testosterone inside the testis at many times the level in "
            "blood and calls it essential for making sperm. A blood level does not show it."
        ),
        caveat="Nothing recorded here measures testosterone inside the testis.",
    ),
)
