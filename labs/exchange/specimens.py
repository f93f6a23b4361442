"""What a sample was taken from. A hormone is read in blood only."""

import re

from labs.analytes import Analyte
from labs.words.fold import fold

_BLOOD = re.compile(
    r"\b(?:serum|sera|se|plasma|plas|ser plas|blood|blut|vollblut|venenblut|kapillarblut|"
    r"sang|serique|plasmatique|edta\w*|heparin\w*|li hep|citrat\w*|sst|whole blood|"
    r"dried blood|trockenblut\w*|bld)\b"
)
# Stems, so that declined and compound words are found: `Sammelurin`, `salivaire`.
_OTHER = re.compile(
    r"urin|\bharn|\w+harn\b|saliv|speichel|\bcsf\b|\bliquor|cerebrospin|cephalo ?rachid|"
    r"\blcr\b|\bsemen\b|seminal|sperm|ejacul|ejakul|stool|faece|\bfeces|stuhl|\bselles?\b|"
    r"sweat|schweiss|\bsueur|\bhair\b|\bhaare?\b|cheveu|amnio|fruchtwasser|ascite|aszites|"
    r"pleura|punktat|ponction|effusion|synovi|follic\w* fluid|follikelflu|tissue|gewebe|"
    r"\btissus?\b|biops|\bswab|abstrich|frottis|\bmilk|milch\b|\blait\b|\btears?\b|sputum|"
    r"lavage|\bcyst|zysten|bone marrow|knochenmark|moelle osseuse|\bbile\b|galle\b|"
    r"\bcord\b|cordon|nabelschnur|umbilic|dialysate?\b|dialysat|peritone|gastric|"
    r"magensaft|vitreous|\bmucus|schleim\b"
)
# As a code alone: HL7 table 0487 and the letters that laboratories print.
_OTHER_CODES = frozenset(
    (
        "u",
        "ur",
        "uri",
        "sal",
        "csf",
        "lcr",
        "sem",
        "sp er",
        "stl",
        "amn",
        "swt",
        "lq",
        "ej",
        "su",
        "u24",
    )
)
_NOT_OF_BLOOD = ("volume", "weight", "waist", "semen_", "sperm_")
_OF_VESSELS = re.compile(r"\burin|sammelurin|\bharn\b|saliv|speichel|\bcsf\b")
_MOST_WORDS = 4


def is_other(text: str) -> bool:
    """Whether a column of materials names another one than blood."""
    said = fold(text)
    return said in _OTHER_CODES or bool(_OTHER.search(said))


def names_material(text: str) -> bool:
    """Whether a cell names any material that we know of."""
    return is_other(text) or bool(_BLOOD.search(fold(text)))


def is_other_alone(text: str) -> bool:
    """Whether a cell of any column is the name of another material, and no sentence."""
    said = fold(text)
    return len(said.split()) <= _MOST_WORDS and bool(_OTHER_ALONE.fullmatch(said))


def is_code_of_other(text: str) -> bool:
    """`U`, which says so only below a heading for materials."""
    return fold(text) in _OTHER_CODES


def mentions_other(text: str) -> bool:
    """`Salivette`, `Urine steroids`: a vessel or a group of tests for another material."""
    return bool(_OF_VESSELS.search(fold(text)))


def matters_for(analyte: Analyte) -> bool:
    return not analyte.key.startswith(_NOT_OF_BLOOD)


_OTHER_ALONE = re.compile(
    r"(?:(?:24 ?h|24 hour|24 stunden?|24 heures|spot|random|morning|first void|midstream|"
    r"mid stream|spontan|sammel|morgen|mittelstrahl|timed|native?|whole) )*"
    r"(?:(?:sammel|spontan|morgen|mittelstrahl)?urine?n?|urines|harn|sammelharn|"
    r"urine (?:sample|random|spot|24 ?h|timed|native)|salive|saliva|speichel|"
    r"csf|lcr|liquor(?: cerebrospinalis)?|cerebrospinal fluid|liquide cephalo rachidien|"
    r"semen|seminal (?:plasma|fluid)|seminalplasma|liquide seminal|sperma?|sperme|"
    r"ejaculate|ejakulat|ejaculat|stool|faeces|feces|stuhl|selles|sweat|schweiss|sueur|"
    r"hair|haare?|cheveux|amniotic fluid|fruchtwasser|liquide amniotique|ascites|aszites|"
    r"ascite|pleural fluid|punktat|follicular fluid|follikelflussigkeit|tissue|gewebe|"
    r"tissu|cord blood|nabelschnurblut|sang du cordon|breast milk|muttermilch|sputum)"
    r"(?: (?:24 ?h|sample|random|spot|probe|test))*"
)
