"""Reference pages: the axis, the agents, the references, and where the document is weak.

Mechanism and route as the document gives them: no amounts, no uses, no results.
"""

from dataclasses import dataclass

from labs.notes.headings import (
    ATROPHY,
    CELLULAR,
    CENTER,
    COMPARING,
    EVIDENCE,
    INHIBITORS,
    LONG_TERM,
    METABOLIC,
    REAWAKENING,
    REVERSED,
    STIMULANT,
    Heading,
)
from labs.words import Translatable, gettext_noop


@dataclass(frozen=True)
class Station:
    """A part of the axis, or a signal between two parts."""

    name: Translatable
    text: Translatable
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class AgentDescription:
    """What the document says of an agent; keys of labs.agents."""

    keys: tuple[str, ...]
    name: Translatable
    mechanism: Translatable
    route: str  # empty where the document gives none
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class Reference:
    """An entry of the document's list, as printed, and what kind of paper it is."""

    printed: str
    kind: Translatable


@dataclass(frozen=True)
class WeakPlace:
    text: Translatable
    headings: tuple[Heading, ...]  # none: of the document as a whole


STATIONS = (
    Station(
        "Hypothalamus",
        "Releases GnRH, in pulses, to the pituitary gland close by.",
        (CENTER, LONG_TERM),
    ),
    Station(
        "Pituitary gland", "Answers to GnRH and makes two signals, LH and FSH.", (CENTER,)
    ),
    Station(
        "Testes",
        "Leydig cells answer to LH and make testosterone. Sertoli cells answer to FSH and "
        "look after the making of sperm. Most of a testis is seminiferous tubules; the "
        "Leydig cells lie between them.",
        (CENTER, CELLULAR),
    ),
    Station(
        "What they make",
        "Testosterone, and sperm. Testosterone inside the testis is many times that in "
        "blood, and making sperm needs it. Aromatase turns part of testosterone into "
        "estradiol.",
        (CELLULAR, INHIBITORS),
    ),
)
SIGNALS = (
    Station(
        "Feedback by testosterone",
        "When there is enough testosterone, GnRH, LH and FSH are slowed. This keeps the "
        "three in balance.",
        (CENTER,),
    ),
    Station(
        "Feedback by estrogen",
        "Estrogen takes part in the same loop, so that much of it adds to the slowing.",
        (REAWAKENING, INHIBITORS),
    ),
    Station(
        "Testosterone from outside",
        "The loop takes it for testosterone of the testes. GnRH, LH and FSH fall. Without "
        "them Leydig cells stop, Sertoli cells slow or halt sperm production, and the "
        "testes lose volume.",
        (CENTER, ATROPHY),
    ),
    Station(
        "Estrogen itself",
        "The document calls some of it essential for men. Of too much it names breast "
        "tissue, water in the body and swings of mood. It gives no level for either.",
        (INHIBITORS,),
    ),
    Station(
        "Metabolic health",
        "Obesity, insulin resistance and lasting inflammation can weigh on the axis. The "
        "document adds food, movement, stress and sleep.",
        (METABOLIC,),
    ),
)

# By the alphabet, as everywhere.
AGENTS = (
    AgentDescription(
        ("anastrozole",),
        "Anastrozole",
        "An aromatase inhibitor: it blocks the enzyme that turns testosterone into "
        "estradiol. The document gives it a part beside other agents.",
        "by mouth",
        (INHIBITORS, COMPARING),
    ),
    AgentDescription(
        ("clomifene",),
        "Clomifene",
        "A SERM: it blocks estrogen receptors in the hypothalamus. The brain reads less "
        "estrogen, GnRH rises, and the pituitary releases more LH and FSH, which act on "
        "the testes. The document names changes of mood and, rarely, of vision among "
        "possible side effects.",
        "by mouth",
        (REAWAKENING, COMPARING),
    ),
    AgentDescription(
        ("enclomifene",),
        "Enclomifene",
        "One isomer of clomifene. It is thought to act mainly on the gonadotropins, with "
        "fewer estrogenic effects; no study is named.",
        "",
        (REAWAKENING,),
    ),
    AgentDescription(
        ("follitropin",),
        "FSH, recombinant",
        "FSH from outside. It acts on the Sertoli cells as the body’s own does.",
        "",
        (CELLULAR,),
    ),
    AgentDescription(
        ("hcg",),
        "hCG",
        "A glycoprotein much like LH. It binds the receptor of LH on the Leydig cells, "
        "past hypothalamus and pituitary, so that the testes make testosterone; Leydig "
        "cells grow in number and size. It can raise the conversion to estrogen.",
        "under the skin",
        (STIMULANT, CELLULAR, COMPARING),
    ),
    AgentDescription(
        ("tamoxifen",),
        "Tamoxifen",
        "Named as a SERM in one study; its mechanism is not described.",
        "",
        (EVIDENCE,),
    ),
    AgentDescription(
        ("testosterone",),
        "Testosterone",
        "From outside, it lowers GnRH, LH and FSH by the feedback loop. Part of it turns "
        "into estradiol.",
        "",
        (ATROPHY, INHIBITORS),
    ),
)
TWO_WAYS = Station(
    "Two ways",
    "The document tells agents apart by where they act. Some act on the testes "
    "themselves. Others act on the brain, which sends the signals.",
    (REVERSED,),
)

ABOUT_REFERENCES = gettext_noop(
    "The document lists five references and does not say which statement each supports. No "
    "note here claims one for a sentence."
)
REFERENCES = (
    Reference(
        "Hsieh, T. C. & Lipshultz, L. I. (2011). Testosterone replacement therapy: a safe "
        "and effective treatment for the man with late-onset hypogonadism. The Journal of "
        "Urology, 186(3), 787-792.",
        "review",
    ),
    Reference(
        "Ramasamy, R. & Scovell, J. M. (2015). Management of male infertility. "
        "Campbell-Walsh Urology, 11th ed. Elsevier.",
        "chapter of a textbook",
    ),
    Reference(
        "Bhasin, S. & Brito, J. P. (2018). Diagnosis and treatment of hypogonadism in "
        "men: a review. JAMA, 319(12), 1263-1274.",
        "review",
    ),
    Reference(
        "Coward, R. M. & Rajanahally, S. (2019). Anabolic steroid-induced hypogonadism: a "
        "review. Translational Andrology and Urology, 8(Suppl 3), S318-S324.",
        "review",
    ),
    Reference(
        "Wenker, E. P., Dupree, J. M. & Langille, G. M. (2015). The use of HCG-based "
        "combination therapy for recovery of spermatogenesis after testosterone use. "
        "Journal of Sexual Medicine, 12(6), 1334-1337.",
        "paper",
    ),
)

# For clinicians only.
WEAK_PLACES = (
    WeakPlace(
        "The table of plans, with their lengths and rates of return, is introduced as the "
        "findings of a hypothetical meta-analysis. It has no source, and nothing of it is "
        "shown anywhere.",
        (EVIDENCE,),
    ),
    WeakPlace(
        "The opening promises a plain yes to the question whether it can be undone. Later "
        "it is most cases, and later still some men do not come back all the way.",
        (REVERSED, LONG_TERM),
    ),
    WeakPlace(
        "The study it calls key, in a journal of urology, and the study of hCG followed "
        "by a SERM have no entry in the list of references.",
        (EVIDENCE,),
    ),
    WeakPlace(
        "That evidence confirms the plans is stated without a citation; the state of men "
        "after anabolic steroids is called analogous without a reason.",
        (EVIDENCE,),
    ),
    WeakPlace(
        "The view over the long term is called favourable, beside men who stay on a drug; "
        "neither comes with a figure.",
        (LONG_TERM,),
    ),
    WeakPlace(
        "It gives no laboratory value, range or volume, and speaks of optimal levels "
        "without one. It cannot say whether a number is low or high.",
        (),
    ),
    WeakPlace(
        "It states amounts, and how often they are given, without a source. None of them "
        "is in this program.",
        (STIMULANT, REAWAKENING, INHIBITORS, EVIDENCE),
    ),
    WeakPlace(
        "It speaks of suppression by testosterone. Other reasons for low signals, and "
        "patterns without treatment, are not discussed.",
        (),
    ),
)
