"""What a cell that nobody reads may say of the result in its row: one check each."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from labs.exchange import dates, specimens, statuses
from labs.exchange.comparators import names_censoring
from labs.exchange.csv.headers import find_field_name
from labs.exchange.fields import PERSON_FIELDS
from labs.exchange.names import identify_analyte
from labs.readings import Reading
from labs.words import Refused
from labs.words.fold import fold

type Finding = tuple[
    str, dict[str, str]
]  # the code of what refuses the file, and its facts
type Check = Callable[[str, Reading], Finding | None]


def find_checks(heading: str, said: str) -> Iterator[Check]:
    """What is looked for below a heading; `said` is its folded form."""
    if find_field_name(heading) in PERSON_FIELDS or _PEOPLE.search(said):
        yield _check_status  # Frei, Libre and Haar are names
    else:
        yield from (_check_material, _check_fraction, _check_status, _check_unit)
    if _UNIT.search(said):
        yield _check_unfit_unit
    if _MATERIAL.search(said):
        yield _check_material_code
    if _VESSEL.search(said):
        yield _check_vessel
    if find_field_name(heading) == "status" or _STATUS_OF_RESULT.search(said):
        yield _check_letter


def find_digit_checks(heading: str) -> Iterator[Check]:
    """The same where one digit is not like another: a yes below a heading, a code."""
    bare = _ASKED.sub("", heading)
    if names_censoring(bare):
        yield _flag_check(_YES)  # a yes under *Below detection*
    if statuses.find_qualifying(bare) not in ("", "pending"):
        # Anything but a no under *Preliminary* or *Cancelled*: a yes, a date, a name.
        yield _flag_check(_NO, unless=True)
    if statuses.says_final(bare) or find_field_name(bare) == "status":
        yield _flag_check(_NO)  # a no under *Validated*
    if find_field_name(heading) in ("analyte", "code"):
        yield _check_analyte
    if _ZONE.search(fold(heading)):
        yield _check_zone
    elif fold(heading) in ("zone", "offset"):
        yield _check_offset


def contradict(read: str) -> Finding:
    return "unread-contradicts", {"read": read.strip()}


def _check_material(cell: str, reading: Reading) -> Finding | None:
    other = specimens.matters_for(reading.analyte) and specimens.is_other_alone(cell)
    return ("unread-material", {}) if other else None


def _check_material_code(cell: str, reading: Reading) -> Finding | None:
    other = specimens.matters_for(reading.analyte) and specimens.is_code_of_other(cell)
    return ("unread-material", {}) if other else None


def _check_vessel(cell: str, reading: Reading) -> Finding | None:
    other = specimens.matters_for(reading.analyte) and specimens.mentions_other(cell)
    return ("unread-material", {}) if other else None


def _check_fraction(cell: str, reading: Reading) -> Finding | None:
    """`free` in a column of its own beside testosterone."""
    apart = reading.analyte.key in ("testosterone", "estradiol")
    return (
        contradict(reading.analyte.name)
        if apart and _FRACTION.fullmatch(fold(cell))
        else None
    )


def _check_status(cell: str, reading: Reading) -> Finding | None:
    said = statuses.find_qualifying(cell)
    return _compare_status(said, reading)


def _check_letter(cell: str, reading: Reading) -> Finding | None:
    """A single letter is a status only under a heading that says so."""
    said = statuses.STATUSES.get(fold(cell), "final")
    return _compare_status("" if said in ("final", statuses.IGNORED) else said, reading)


def _compare_status(said: str, reading: Reading) -> Finding | None:
    return ("unread-status", {}) if said and said != reading.status else None


def _check_unit(cell: str, reading: Reading) -> Finding | None:
    """A unit of this analyte, and not the one that was read."""
    if not reading.unit:
        return None
    try:
        unit = reading.analyte.unit_of(cell).code
    except Refused:
        return None
    return None if unit == reading.unit else contradict(reading.unit_reported)


def _check_unfit_unit(cell: str, reading: Reading) -> Finding | None:
    """A unit that hormones have and this one has not, in a second column of units."""
    try:
        reading.analyte.unit_of(cell)
    except Refused as refused:
        unfit = reading.unit and refused.code != "unit-unknown"
        return contradict(reading.unit_reported) if unfit else None
    return None


def _check_zone(cell: str, reading: Reading) -> Finding | None:
    """A zone or an offset that the clocks of the file do not tell, and not the clinic's."""
    moment = reading.moment
    if moment.precision != "minute":
        return None
    named = (moment.zone, moment.at.astimezone(ZoneInfo(moment.zone)).tzname())
    if cell.strip() in named:
        return None
    told = dates.offset_told_by(cell) or dates.offset_told_by(f"UTC{cell.strip()}")
    ahead = told and told.utcoffset(None)
    offsets = {timedelta(minutes=moment.offset_minutes or 0)}
    if moment.reported:  # printed as UTC
        offsets.add(timedelta(0))
    return None if ahead in offsets else contradict(moment.iso)


def _check_offset(cell: str, reading: Reading) -> Finding | None:
    """The same below a heading that may mean a ward, or a number."""
    is_offset = dates.offset_told_by(cell) or _OFFSET.fullmatch(cell) or cell in ("Z", "z")
    return _check_zone(cell, reading) if is_offset or "/" in cell else None


def _check_analyte(cell: str, reading: Reading) -> Finding | None:
    """A second name or code, and not of what was read."""
    if specimens.matters_for(reading.analyte) and specimens.is_other(cell):
        return "unread-material", {}
    said = fold(cell)
    apart = _FRACTION.search(said) and not _WHOLE.search(said)  # a panel may be both
    if apart and reading.analyte.key == "testosterone":
        return contradict(reading.analyte.name)
    try:
        named = identify_analyte(cell, "", {})
    except Refused:
        return None
    same = named.analyte == reading.analyte and named.side in ("", reading.side)
    return None if same else contradict(reading.analyte.name)


def _flag_check(words: frozenset[str], *, unless: bool = False) -> Check:
    """Yes or no below a heading that asks; `unless`: all but these words."""

    def check_flag(cell: str, _reading: Reading) -> Finding | None:
        return ("unread-flag", {}) if (fold(cell) in words) is not unless else None

    return check_flag


def names_value(said: str) -> bool:
    words = said.split()
    return any(map(_VALUE.fullmatch, words)) and not any(map(_NOT_VALUE.fullmatch, words))


_ASKED = re.compile(r"^(?:is|ist|est)[_ ]|[_ ]?(?:flag|yn|y/n)$", re.IGNORECASE)
_YES = frozenset(("yes", "y", "ja", "j", "oui", "o", "true", "t", "1", "x", "wahr", "vrai"))
_NO = frozenset(
    (
        *("no", "n", "nein", "non", "false", "0", "f", "falsch", "faux", "na", "n a"),
        *("not yet", "open", "offen", "noch nicht", "noch offen", "pas encore"),
    )
)
# Where two letters are initials or a place.
OF_PEOPLE_AND_PLACES = re.compile(
    r"\b(?:tech\w*|initials?|initialen|by|user|visum|kurzel|kuerzel|sign\w*|nurse|doctors?|dr|"
    r"arzt|\w+arzt|physician|clinician|provider|author|medecin|infirmi\w+|side|seite|cote|"
    r"operator|phleb\w*|collector|mta|mtla|names?|country|land|pays|state|kanton|canton|"
    r"region|station|ward|site|city|lab|room|order|auftrag\w*|id|no|nr|number|code)\b"
)
_FRACTION = re.compile(
    r"\b(?:free|frei(?:es|e)?|libre|unbound|ungebunden(?:es)?|non liee?|bio ?availab\w+|"
    r"bio ?verfugbar\w*|bio ?disponible|percent free|free fraction|bioactive)\b"
)
_WHOLE = re.compile(r"\btotale?s?\b|gesamt")
_VALUE = re.compile(
    r"values?\d?|results?\d?|readings?|measurements?|numeric|quantity|werte?\d?|befunde?|"
    r"ergebnis(?:se)?\d?|"
    r"resultate?|resultats?|valeurs?|mesures?|"
    r"(?!vor|referenz|norm|grenz|soll|ziel|richt|mittel|schwellen|cut)\w+"
    r"(?:wert|ergebnis|resultat)|ergebnis(?:text|zahl|wert)|wert(?:text|zahl)|befundtext"
)
_NOT_VALUE = re.compile(
    r"dates?|times?|datum|zeit|uhrzeit|heure|id|ids|no|nr|num|number|nummer|numero|status|"
    r"state|types?|typ|codes?|previous|prior|old|last|former|baseline|vor\w*|letzte\w*|"
    r"fruhere\w*|precedente?s?|anterieure?s?|dernier\w*|ref\w*|range|norm\w*|low|high|min|"
    r"max|limit\w*|target|ziel|flags?|delta|change|comments?|note|interpretation|mean|median|"
    r"expected|critical|kritisch|control|qc|by|name|unit|units|einheit|unite|group|rank|"
    r"count|anzahl|expanded|uncertainty"
)
_UNIT = re.compile(r"\b(?:units?|uom|unites?)\b|einheit")
# A sign with its number is an end of the range there.
RANGE = re.compile(
    r"\b(?:ref|refs|reference\w*|referenz\w*|valeurs? usuelles?|normal(?:e|es)? "
    r"(?:range|values?|limits?)|valeurs? normales?|norm|normes|norm(?:al)?bereich\w*|"
    r"norm(?:al)?werte?|standard range|expected (?:range|values?)|sollbereich|zielbereich|"
    r"grenzwerte?)\b"
)
_PEOPLE = re.compile(
    r"\b(?:physician|doctors?|dr|arzt|\w+arzt|provider|einsender|medecin|prescripteur|nurse|"
    r"by|visum|clinician|author|patientenname|patient name)\b"
)
# What stands there is a result of its own, of another day.
EARLIER = re.compile(
    r"\b(?:previous|prior|vorwerte?|vorbefunde?|vorergebnis|vorheriger?|fruherer?|"
    r"precedente?s?|anterieure?s?|anteriorite)\b"
)
OF_RESULT = re.compile(r"result|resultat|ergebnis|befund|\blab")
_MATERIAL = re.compile(
    r"\b(?:spec|specimen|biomat|kind|class)\b|materi|matri[xc]|probenart"
)
_VESSEL = re.compile(
    r"\b(?:tubes?|vials?|containers?|recipient|panels?|profile?s?|groups?|gruppe|groupe|"
    r"category|kategorie|categorie|section|order set)\b|gefass|rohrchen|monovette|gruppe$"
)
_OFFSET = re.compile(r"[+-](?:0?\d|1[0-4])(?::?[0-5]\d)?", re.ASCII)
_ZONE = re.compile(
    r"\b(?:time ?zone|tz|utc ?offset|gmt ?offset|zeit ?zone|fuseau(?: horaire)?)\b"
)
_STATUS_OF_RESULT = re.compile(
    r"\b(?:results?|res|obs\w*|obx|value|tests?|analy\w*|ergebnis|befund|wert|report|"
    r"resultats?)\b.*(?:stat|etat)|(?:ergebnis|befund|resultat|validierungs|freigabe)stat|"
    r"\bobx ?11\b"
)
