"""Words in plain words: the document's list of 25, and what our pages need beside it.

The document lists its terms without explaining them; all explanations are ours. Where a
passage of it backs the explanation, its heading is named; else the word is general.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from labs.notes.headings import (
    ATROPHY,
    CELLULAR,
    CENTER,
    COMPARING,
    INHIBITORS,
    REAWAKENING,
    REVERSED,
    STIMULANT,
    Heading,
)
from labs.readings import RecordedTestes
from labs.words import Translatable
from labs.words.fold import fold


@dataclass(frozen=True)
class Term:
    name: Translatable
    text: Translatable
    heading: Heading | None = None  # None: general
    also: tuple[str, ...] = ()  # other spellings, linked alike
    see: str = ""  # the name of a near-double, which says more
    listed: bool = False  # one of the document's own list

    @property
    def source(self) -> str:
        return "document" if self.heading else "general"

    @property
    def anchor(self) -> str:
        """Within the page: `#hpg-axis`."""
        return fold(self.name).replace(" ", "-")


@dataclass(frozen=True)
class Use:
    """A term where a text uses it first."""

    text: str
    term: Term


_LISTED = (
    Term(
        "testosterone replacement therapy",
        "Treatment that gives testosterone from outside.",
        ATROPHY,
        also=("TRT",),
    ),
    Term(
        "endocrine system",
        "The glands that send signals through the blood. The signals are called hormones.",
        CENTER,
    ),
    Term(
        "pituitary gland",
        "A small gland just under the brain. It makes LH and FSH, the two signals that "
        "reach the testes.",
        CENTER,
        also=("pituitary",),
    ),
    Term(
        "Leydig cells",
        "Cells in the testes, between the tiny tubes. They make testosterone when LH "
        "reaches them.",
        CELLULAR,
    ),
    Term(
        "testosterone levels",
        "How much testosterone is in the blood at the time of the test. It changes over "
        "the day.",
        also=("testosterone level",),
    ),
    Term(
        "sperm production",
        "The making of sperm in the testes. The cells that FSH reaches look after it.",
        CENTER,
    ),
    Term(
        "HPG axis",
        "The chain from the hypothalamus to the pituitary gland to the testes. Signals "
        "also run back to the brain.",
        CENTER,
    ),
    Term(
        "Sertoli cells",
        "Cells inside the tiny tubes of the testes. FSH reaches them, and they help sperm "
        "grow.",
        CELLULAR,
    ),
    Term(
        "fertility-sparing protocols",
        "Plans made by a clinician. They aim to bring back the signals to the testes, and "
        "sperm with them.",
        REVERSED,
        also=("fertility-sparing protocol",),
    ),
    Term(
        "intratesticular testosterone",
        "Testosterone inside the testes. There is far more of it there than in the blood, "
        "and making sperm needs it.",
        CELLULAR,
        also=("ITT", "testosterone inside the testis", "testosterone inside the testes"),
    ),
    Term(
        "testicular volume",
        "The size of a testis. It is measured with beads of known size or with ultrasound.",
        also=("testis volume",),
    ),
    Term("testicular atrophy", "Testes that have become smaller.", ATROPHY),
    Term("therapeutic agents", "The drugs used in a treatment.", COMPARING),
    Term(
        "testosterone replacement",
        "The short name for testosterone replacement therapy.",
        ATROPHY,
        see="testosterone replacement therapy",
    ),
    Term(
        "human chorionic gonadotropin",
        "A hormone that fits the same place as LH in the testes. It can do the work of LH "
        "there.",
        STIMULANT,
        also=("hCG",),
    ),
    Term(
        "testosterone production",
        "The making of testosterone, in men by the Leydig cells of the testes.",
        CENTER,
        see="Leydig cells",
    ),
    Term(
        "spermatogenesis",
        "The doctors’ word for sperm production.",
        CENTER,
        see="sperm production",
    ),
    Term(
        "testicular function",
        "The two jobs of the testes: to make testosterone and to make sperm.",
        CENTER,
    ),
    Term(
        "HPG axis function",
        "How well the brain and the testes send and answer each other’s signals.",
        CENTER,
        see="HPG axis",
    ),
    Term(
        "clomiphene citrate",
        "A drug, taken by mouth, that blocks estrogen’s signal in the brain. The brain can "
        "then send more LH and FSH.",
        REAWAKENING,
        also=("clomifene", "clomiphene"),
    ),
    Term(
        "TRT restart",
        "A name for a plan made by a clinician. After testosterone treatment it aims to "
        "bring back the body’s own signals.",
        REAWAKENING,
    ),
    Term(
        "estrogen levels",
        "How much estrogen is in the blood. In men the test is most often for estradiol.",
        also=("estrogen level",),
    ),
    Term(
        "anastrozole",
        "A drug, taken by mouth, that blocks the making of estradiol from testosterone.",
        INHIBITORS,
    ),
    Term(
        "reversing testicular atrophy",
        "The return of the testes toward their earlier size.",
        REVERSED,
        see="testicular atrophy",
    ),
    Term(
        "restorative protocols",
        "Plans made by a clinician that aim to bring back the work of the testes.",
        CELLULAR,
        also=("restorative protocol",),
        see="fertility-sparing protocols",
    ),
)
_OF_OUR_PAGES = (
    Term(
        "LH",
        "A signal from the pituitary gland to the testes. Its long name is luteinizing "
        "hormone.",
        CENTER,
        also=("luteinizing hormone",),
    ),
    Term(
        "FSH",
        "A signal from the pituitary gland to the testes. Its long name is "
        "follicle-stimulating hormone.",
        CENTER,
        also=("follicle-stimulating hormone",),
    ),
    Term(
        "GnRH",
        "A signal from the hypothalamus. It tells the pituitary gland to send LH and FSH.",
        CENTER,
        also=("gonadotropin-releasing hormone",),
    ),
    Term(
        "gonadotropins",
        "LH and FSH, the two signals that act on the testes.",
        CENTER,
        also=("gonadotropin",),
    ),
    Term(
        "hypothalamus", "A part of the brain. It sends GnRH to the pituitary gland.", CENTER
    ),
    Term(
        "testosterone",
        "A hormone that the testes make. It can also be given as a drug.",
        CENTER,
    ),
    Term(
        "estradiol",
        "A form of estrogen. The body makes it from testosterone.",
        INHIBITORS,
        also=("E2",),
    ),
    Term(
        "estrogen",
        "A group of hormones. Estradiol is one of them.",
        INHIBITORS,
        also=("oestrogen",),
        see="estradiol",
    ),
    Term(
        "feedback",
        "A signal that runs back. When there is enough testosterone, the brain "
        "sends less LH and FSH.",
        CENTER,
        also=("feedback loop",),
    ),
    Term(
        "seminiferous tubules",
        "The tiny tubes in the testes where sperm is made. They make up most of a testis.",
        CELLULAR,
        also=("tubules",),
    ),
    Term("aromatase", "What turns testosterone into estradiol in the body.", INHIBITORS),
    Term(
        "aromatase inhibitor",
        "A kind of drug that blocks aromatase, so that less estradiol is made.",
        INHIBITORS,
        also=("aromatase inhibitors",),
    ),
    Term(
        "SERM",
        "A kind of drug that acts on the body’s receptors for estrogen. Clomifene is one.",
        REAWAKENING,
    ),
    Term(
        "enclomifene",
        "One of the forms of clomifene, used as a drug of its own.",
        REAWAKENING,
        also=("enclomiphene",),
    ),
    Term(
        "recombinant FSH",
        "FSH that was made as a drug.",
        CELLULAR,
        also=("rFSH", "follitropin"),
    ),
    Term("agent", "A drug in the record of a treatment.", see="therapeutic agents"),
    Term("episode", "The time from the start of a drug to its end, as recorded."),
    Term("draw", "All that was taken or measured on one visit: the blood, and the sizes."),
    Term("result", "What a lab reports for one test."),
    Term(
        "range",
        "The two numbers that a lab prints beside a result. Each lab has its own.",
        also=("interval", "reference interval"),
    ),
    Term(
        "clinician’s range",
        "A range that a clinician set for one man. It is shown apart from the lab’s range.",
    ),
    Term(
        "below range",
        "Under the lower number of the range that the lab printed.",
        see="range",
    ),
    Term(
        "above range",
        "Over the upper number of the range that the lab printed.",
        see="range",
    ),
    Term(
        "below detection",
        "Less than the test can measure. It does not mean zero.",
        also=("limit of detection", "detection limit"),
    ),
    Term(
        "method",
        "The way in which a lab measures. Two methods can give two numbers for one "
        "and the same level.",
    ),
    Term("immunoassay", "A method that finds a hormone by means of antibodies."),
    Term("mass spectrometry", "A method that finds a hormone by the weight of its parts."),
    Term("baseline", "The result that a clinician marked to count from."),
    Term(
        "derived value",
        "A number that was worked out from results and not measured.",
        also=("derived values", "derived"),
    ),
    Term("preliminary", "Not final yet. The lab may still change the result."),
    Term("corrected", "Changed by the lab or the clinic. The earlier number is kept."),
    Term("pending", "Taken, with the result to follow."),
    Term(
        "orchidometer",
        "A string of beads of known size. A testis is held against them.",
        also=("Prader orchidometer",),
    ),
    Term(
        "ultrasound",
        "A picture made with sound. The size of a testis is worked out from it.",
    ),
    Term("semen analysis", "A test that counts sperm and looks at how they move."),
    Term("fasting", "Without food since the evening before."),
    Term("trough", "The time just before the next dose."),
    Term("peak", "The time after a dose when the level is at its highest."),
    Term(
        "decision", "What was decided, by whom and when, with the results that it rests on."
    ),
    Term("SHBG", "A protein in the blood that carries testosterone."),
    Term(
        "free testosterone", "The part of testosterone in the blood that nothing carries."
    ),
    Term("haematocrit", "How much of the blood is red cells."),
    Term("PSA", "A protein made by the prostate gland."),
    Term("prolactin", "A hormone of the pituitary gland."),
    Term("HbA1c", "A test of blood sugar over the time before."),
    Term("IU/L", "A unit for LH and FSH: units in each litre of blood.", also=("mIU/mL",)),
    Term(
        "nmol/L",
        "A unit for testosterone. Another one is ng/dL; the two can be converted.",
        also=("ng/dL",),
    ),
    Term(
        "pmol/L",
        "A unit for estradiol. Another one is pg/mL; the two can be converted.",
        also=("pg/mL",),
    ),
    Term(
        "log scale",
        "A scale on which each step is as many times more as the one before. It "
        "shows very small and large numbers together.",
    ),
)

TERMS: tuple[Term, ...] = (
    *(Term(t.name, t.text, t.heading, t.also, t.see, listed=True) for t in _LISTED),
    *_OF_OUR_PAGES,
)
_NAMED = {fold(name): term for term in TERMS for name in (term.name, *term.also)}


def sort_terms() -> tuple[Term, ...]:
    """By the alphabet, whatever the case."""
    return tuple(sorted(TERMS, key=lambda term: fold(term.name)))


def find_term(text: str) -> Term | None:
    """The term of a name or another spelling of it."""
    return _NAMED.get(fold(text))


def search_terms(text: str) -> tuple[Term, ...]:
    """What somebody searched for: in names first, then in explanations."""
    asked = fold(text)
    if not asked:
        return sort_terms()
    by_name = [t for t in sort_terms() if any(asked in fold(n) for n in (t.name, *t.also))]
    by_text = [t for t in sort_terms() if t not in by_name and asked in fold(t.text)]
    return (*by_name, *by_text)


def linked_for(testes: RecordedTestes) -> set[str]:
    """Words that the pages of a man lead to no more, to begin with.

    Without a testis: what is explained by what testes do.
    """
    if not testes.none:
        return set()
    return {term.name for term in TERMS if _OF_TESTES.search(f"{term.name} {term.text}")}


def split_at_terms(text: str, used: set[str]) -> tuple[str | Use, ...]:
    """A text with the terms that it uses first on its page; `used` keeps them in mind."""
    return tuple(_pieces(text, used))


def _pieces(text: str, used: set[str]) -> Iterator[str | Use]:
    done = 0
    for match in _ANY.finditer(text):
        term = _NAMED[fold(match[0])]
        if term.name in used:
            continue
        used.add(term.name)
        if match.start() > done:
            yield text[done : match.start()]
        yield Use(match[0], term)
        done = match.end()
    if done < len(text):
        yield text[done:]


_OF_TESTES = re.compile(r"\b(?:test[ei]s|testicular|sperm|leydig|sertoli)", re.IGNORECASE)
# The longest first, so that “free testosterone” is not cut in two. Short everyday words
# are in the list, but not linked from sentences.
_EVERYDAY = {
    "agent",
    "result",
    "range",
    "method",
    "draw",
    "decision",
    "episode",
    "interval",
}
_EVERYDAY |= {"corrected", "pending", "preliminary", "derived", "fasting", "peak", "trough"}
_LINKED = sorted(
    (n for t in TERMS for n in (t.name, *t.also) if n not in _EVERYDAY),
    key=len,
    reverse=True,
)
_ANY = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, _LINKED)) + r")(?!\w)", re.IGNORECASE
)
