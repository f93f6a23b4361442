"""What each result is part of, whoever the man is; and the loop between them."""

from labs.notes.conditions import (
    SEMEN,
    is_high,
    is_inside,
    is_low,
    is_reported,
    never_an_agent,
    no_agent,
)
from labs.notes.headings import CELLULAR, CENTER, INHIBITORS, METABOLIC, REAWAKENING
from labs.notes.note import Note
from labs.notes.source import UNTOLD

NOTES = (
    Note(
        key="what-lh-does",
        headings=(CENTER,),
        when=(is_reported("lh"),),
        clinician=(
            "LH is the pituitary’s main signal to the Leydig cells to make testosterone."
        ),
        patient="In the testes LH reaches the Leydig cells, where testosterone is made.",
        caveat="One sample shows one moment.",
        not_with=UNTOLD
        | frozenset(
            {
                "gonadotropins-low-on-testosterone",
                "leydig-long-silence",
                "feedback",
                "signal-high-response-low",
                "both-low-no-agent",
                "hcg-stands-in-for-lh",
                "serm-raises-signals",
                "serm-drives-values",
                "off-testosterone-still-low",
                "first-lh-signal",
                "lh-back-testosterone-not-yet",
            }
        ),
    ),
    Note(
        key="what-fsh-does",
        headings=(CENTER,),
        when=(is_reported("fsh"),),
        clinician="FSH acts on the Sertoli cells, which look after the making of sperm.",
        patient="In the testes FSH reaches the Sertoli cells, which look after sperm.",
        caveat="The document does not say how FSH relates to a sperm count.",
        not_with=frozenset(
            {
                "gonadotropins-low-on-testosterone",
                "sperm-production-on-testosterone",
                "sertoli-tubules",
                "hcg-gives-no-fsh",
                "serm-raises-signals",
                "serm-drives-values",
                "serm-fsh",
                "fsh-given",
                "two-signals-for-sperm",
            }
        ),
    ),
    Note(
        key="what-testosterone-does",
        headings=(CENTER,),
        when=(is_reported("testosterone"), no_agent()),
        clinician=(
            "Leydig cells make testosterone when LH reaches them. When there is enough, "
            "hypothalamus and pituitary slow their signals."
        ),
        patient=(
            "When there is enough testosterone, the brain eases its signals to the testes."
        ),
        caveat="What is enough for one man the document does not say.",
        not_with=UNTOLD
        | frozenset(
            {
                "feedback",
                "signal-high-response-low",
                "both-low-no-agent",
                "lh-back-testosterone-not-yet",
                "not-back-to-baseline",
            }
        ),
    ),
    Note(
        key="what-estradiol-does",
        headings=(REAWAKENING, INHIBITORS),
        when=(is_reported("estradiol"),),
        clinician=(
            "Aromatase makes estradiol from testosterone. The document gives estrogen a "
            "part in the feedback to the brain, beside testosterone."
        ),
        patient="What turns testosterone into estradiol is called aromatase.",
        caveat="The document names no level.",
        not_with=frozenset(
            {
                "hcg-estradiol",
                "estradiol-from-two-sources",
                "estradiol-up-on-testosterone",
                "estradiol-on-aromatase-inhibitor",
            }
        ),
        needs_testes=False,
    ),
    Note(
        key="what-volume-shows",
        headings=(CELLULAR,),
        when=(is_reported("volume"),),
        clinician=(
            "The document says that seminiferous tubules make up most of a testis, with "
            "Leydig cells in the space between them."
        ),
        patient="Most of the size of a testis comes from the tiny tubes that make sperm.",
        caveat="A volume does not count sperm.",
        not_with=frozenset(
            {
                "volume-lower-on-testosterone",
                "sertoli-tubules",
                "hcg-volume",
                "volume-rising-off-testosterone",
            }
        ),
    ),
    Note(
        key="two-signals-for-sperm",
        headings=(CELLULAR,),
        when=(is_reported(*SEMEN),),
        clinician=(
            "The document names two signals behind sperm production: testosterone inside "
            "the testis, and FSH, which starts it and keeps it up through the Sertoli "
            "cells."
        ),
        patient=(
            "Making sperm takes two signals. One is FSH from the brain. The other is the "
            "testosterone inside the testes."
        ),
        caveat="No figure of a semen analysis is given in the document.",
        not_with=frozenset({"sperm-production-on-testosterone"}),
    ),
    Note(
        key="feedback",
        headings=(CENTER,),
        when=(no_agent(), is_inside("lh"), is_inside("testosterone")),
        clinician=(
            "In the document’s account, enough testosterone tells hypothalamus and "
            "pituitary to slow GnRH, LH and FSH; so the three hold each other in balance."
        ),
        patient=(
            "Brain and testes keep each other in balance. When there is enough "
            "testosterone, the brain eases its signals."
        ),
        caveat=(
            "The range is the laboratory’s; to be inside it says nothing about how a man "
            "feels."
        ),
        not_with=UNTOLD,
    ),
    Note(
        key="signal-high-response-low",
        headings=(CENTER,),
        when=(no_agent(), is_high("lh"), is_low("testosterone")),
        clinician=(
            "Seen through the document’s feedback loop, a strong signal of LH meets a weak "
            "answer of the testes. The document does not discuss this pattern."
        ),
        caveat="Not a diagnosis; the document names no cause.",
    ),
    Note(
        key="both-low-no-agent",
        headings=(METABOLIC,),
        when=(never_an_agent(), is_low("lh"), is_low("testosterone")),
        clinician=(
            "No passage of the document explains this pattern in a man with no agent on "
            "record. It names metabolic health among what bears on the axis."
        ),
        caveat="An agent that was not recorded here would not be seen.",
        not_with=frozenset({"metabolic"}),
        needs_testes=False,
    ),
)
