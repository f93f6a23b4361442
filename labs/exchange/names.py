"""Which analyte a file means, by name, by code, or by both; it is never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from labs import analytes
from labs.analytes import ANALYTES, Analyte, Coding
from labs.exchange.mapping import Target
from labs.words import Refused
from labs.words.fold import fold


@dataclass(frozen=True)
class NamedAnalyte:
    analyte: Analyte
    side: str = ""
    method: str = ""  # as the name or the code tells it
    unit_kind: str = ""  # as the code tells it: mass, moles, units


def identify_analyte(name: str, code: str, mapped: Mapping[str, Target]) -> NamedAnalyte:
    """Refused: `analyte-unknown` for another test, `analyte-unclear` in doubt.

    What a mapping says goes before the catalogue, a clinic's alias behind it.
    """
    if len(name) > _LONGEST or len(code) > _LONGEST:
        raise Refused("analyte-unknown", name=name or code)
    for text in (name, code):
        target = mapped.get(fold(text)) if text else None
        if target and not target.alias:
            return _name_mapped(target, text)
    coding = analytes.find_by_code(code) or analytes.find_by_code(name)
    if coding and name and name.strip() not in coding[0].codes:
        return _by_code_and_name(coding, name, mapped)
    if coding:
        return _name_coded(*coding)
    if not name:
        return _name_text(code, mapped)
    found = _name_text(name, mapped)
    if _is_loinc(code.strip()):  # one that we do not know narrows the name down
        raise Refused("analyte-unclear", name=f"{name.strip()} {code.strip()}")
    return found


def _is_loinc(code: str) -> bool:
    """By its shape and its check digit: a laboratory's own codes say nothing."""
    match = _LOINC.fullmatch(code)
    if not match:
        return False
    doubled = [2 * int(digit) for digit in match["number"][::-2]]
    plain = [int(digit) for digit in match["number"][-2::-2]]
    total = sum(plain) + sum(n - 9 if n > 9 else n for n in doubled)
    return (total + int(match["check"])) % 10 == 0


def _name_mapped(target: Target, text: str) -> NamedAnalyte:
    if not target.key:
        raise Refused("analyte-unknown", name=text.strip())
    return NamedAnalyte(ANALYTES[target.key], target.side)


def _name_coded(analyte: Analyte, coding: Coding) -> NamedAnalyte:
    return NamedAnalyte(analyte, method=coding.method, unit_kind=coding.unit_kind)


def _by_code_and_name(
    coding: tuple[Analyte, Coding], name: str, mapped: Mapping[str, Target]
) -> NamedAnalyte:
    """The code decides, unless the name is surely that of another analyte."""
    found = _name_coded(*coding)
    try:
        said = _name_text(name, mapped)
    except Refused:
        return found
    if said.analyte != found.analyte:
        raise Refused("analyte-contradicted", name=name.strip(), analyte=found.analyte.name)
    return NamedAnalyte(
        found.analyte, said.side, said.method or found.method, found.unit_kind
    )


def _name_text(text: str, mapped: Mapping[str, Target]) -> NamedAnalyte:
    found = judge_name(text)
    if isinstance(found, str):
        if alias := mapped.get(fold_alias(text)):
            return _name_mapped(alias, text)
        raise Refused(found, name=text.strip())
    return found


@lru_cache(maxsize=4096)  # a file says the same few names on every row
def judge_name(text: str) -> NamedAnalyte | str:
    """The analyte of a name, or the code of why there is none."""
    spelled = fold_plain(text)
    for name in dict.fromkeys((text, spelled)):
        if found := _find_known(name):
            return found
    bare, method = without_method(spelled)
    if bare != spelled and (found := _find_known(bare)):
        return NamedAnalyte(found.analyte, found.side, method)
    if found := _find_free(bare):
        return found
    unclear = _STEMS.search(fold(bare)) and not names_other_test(bare)
    return "analyte-unclear" if unclear else "analyte-unknown"


def _find_free(bare: str) -> NamedAnalyte | None:
    """Free testosterone with how it was measured or calculated.

    Without *free* such a word is in doubt: calculated testosterone is not the total.
    """
    methods = [match[0].strip(" ,()[]") for match in _FREE_METHOD.finditer(bare)]
    if not methods:
        return None
    found = _find_known(" ".join(_FREE_METHOD.sub(" ", bare).replace(",", " ").split()))
    if not found or found.analyte.key != "free_testosterone":
        return None
    return NamedAnalyte(found.analyte, found.side, ", ".join(methods))


def mentions_analyte(text: str) -> bool:
    """Whether an analyte of ours stands somewhere in a text."""
    return bool(_STEMS.search(fold(fold_plain(text))))


def fold_alias(text: str) -> str:
    """A part in percent is another test than the whole: the sign must not be lost."""
    return fold(text.replace("%", " percent "))


def names_other_test(text: str) -> bool:
    """Whether a word of it surely makes it another test, or no test at all."""
    return bool(_OTHERS.search(fold(text)))


def list_mentioned(text: str) -> list[str]:
    """Keys of the analytes that any words of a name, one after the other, would mean."""
    words = fold(text).split()
    parts = (
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )
    return list({found.analyte.key: 0 for part in parts if (found := _find_one(part))})


def _find_known(text: str) -> NamedAnalyte | None:
    for spelled in dict.fromkeys((text, _brackets_off(text))):
        if found := _find_one(spelled):
            return found
    parts = _TWICE.split(text)
    said = {_find_one(part) for part in parts} if len(parts) > 1 else set()
    return said.pop() if len(said) == 1 else None


def _find_one(text: str) -> NamedAnalyte | None:
    try:
        return NamedAnalyte(analytes.find_analyte(text), analytes.side_of(text))
    except Refused:
        return None


def without_method(name: str) -> tuple[str, str]:
    """A name without what it tells of method and specimen, and the method as printed."""
    methods = [match[0].strip(" ,()[]") for match in _METHOD.finditer(name)]
    bare = _SPECIMEN.sub(" ", _METHOD.sub(" ", name))
    return " ".join(bare.replace("()", " ").strip(" ,;:-/*").split()), ", ".join(methods)


def _brackets_off(text: str) -> str:
    return " ".join(re.sub(r"[()\[\]]", " ", text).split())


def fold_plain(text: str) -> str:
    """Words that are declined or cut short in their plain form."""
    spelled = _repair_encoding(text)
    for pattern, form in _FORMS:
        spelled = pattern.sub(form, spelled)
    return spelled


def _repair_encoding(text: str) -> str:
    """Letters that were once read in the wrong encoding, put right to look them up."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


_LONGEST = 200
_TWICE = re.compile(r" [-–/] |[:;|]|, ")  # `LH - luteinizing hormone`
_LOINC = re.compile(r"(?P<number>\d{1,6})-(?P<check>\d)", re.ASCII)
# Free and bioavailable hormone, ratios and tests of response keep their words: they must
# not be taken for the plain analyte.
_METHOD = re.compile(
    r"\b(?:by )?(?:LC[-/ ]?MS(?:[-/ ]?MS)?|GC[-/ ]?MS(?:[-/ ]?MS)?|MS/MS|"
    r"(?<=, )MS|(?:liquid chromatography )?(?:tandem )?mass spectrometry|"
    r"Massenspektrometrie|"
    r"spectrométrie de masse|ECLIA|CLIA|CMIA|ELFA|ELISA|FEIA|ICMA|ILMA|IRMA|RIA|EIA|"
    r"Prader|Orchidomet(?:er|re)|orchidom[èe]tre|ultrasound|Ultraschall|Sonogra(?:ph|f)ie|"
    r"échographie|"
    r"(?:electro)?chemiluminescence|(?:Elektro)?Chemilumineszenz|"
    r"(?:radio)?immunoassay|immunodosage|"
    r"(?:ultra|highly|high)?[- ]?sensitiv(?:e|ity)|ultrasensible|hochsensitiv)\b"
    r"(?: ?\((?:ECLIA|CLIA|CMIA|RIA|LC[-/]MS(?:/MS)?)\))?",
    re.IGNORECASE,
)
_SPECIMEN = re.compile(
    r"^f?[SP]-(?=\w)|"
    r"\[(?:units|mass|moles)/volume\]|\bin (?:serum or plasma|serum/plasma|serum|plasma)\b|"
    r"\b(?:serum|plasma)(?: or plasma)?\b|\bim serum\b|\bi\. ?[sp]\.|"
    r"\bs[ée]rique\b|\bplasmatique\b|\bser(?:/plas|pl)(?:-[amsc]cnc)?(?:-[amsc]cnc)?\b|"
    r"\b(?:results?|ergebnis|r[ée]sultat)\b|-?\b[ams]cnc\b|\blevels?\b|"
    r"\bconcentration\b|\((?:s|p|serum|plasma)\)",
    re.IGNORECASE,
)
# `links` for linker, linkes; estradiol is always the 17-beta one, and never the alpha.
_FORMS = (
    (re.compile(r"\b(link|recht)(?:er|es|en|e)\b", re.IGNORECASE), r"\1s"),
    (re.compile(r"\bges\.?(?=$|[\s,(])", re.IGNORECASE), "gesamt"),
    (
        re.compile(
            r"\b17[- ]?(?:β|ß|beta)[- ]?|[- ]?\b17[- ]?(?:β|ß|beta)\b", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"\((?:T|TT)\)"), ""),
)
_STEMS = re.compile(
    r"test?ost|stradiol|lutrop|luteini|lutein|follitrop|follic?[kl]?(?:e|el|ulo)? ?stim|"
    r"\b(?:lh|fsh|e2|testo|hoden\w*|testis|testes|testic\w*)\b|^(?:t|tt|ft)$"
)
# Words that surely make another test of such a name, or no test at all.
_OTHERS = re.compile(
    r"dihydrotest|ethin|ethyn|anti |antibod|antik|bio ?avail|bio ?verfug|bio ?dispon|"
    r"\b(?:ratio|quotient|rapport|index|date|datum|time|zeit|uhrzeit|heure|flag|drapeau|"
    r"text|texte|comment|kommentar|commentaire|note|previous|vorwert|anterieur|status|"
    r"censored|zensiert|censuree?)\b"
)
_FREE_METHOD = re.compile(
    r"[(\[]?\b(?:direct|calculated|calc|computed|estimated|berechnet|kalkuliert|direkt|"
    r"calcul[ée]e?|directe?|by equilibrium dialysis|equilibrium dialysis|dialysis|"
    r"ultrafiltration|Gleichgewichtsdialyse|dialyse à l['’]équilibre|analog(?:ue)?|"
    r"Vermeulen)\b\.?[)\]]?",
    re.IGNORECASE,
)
