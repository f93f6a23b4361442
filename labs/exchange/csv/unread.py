"""Columns from which nothing is read, and what in them would change what was read.

A sign, a unit, a material or a status in a column that nobody reads makes another result of
the one that was taken. Such a column refuses the file until a mapping says what it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from labs.exchange import dates, specimens, statuses
from labs.exchange.comparators import compares, names_censoring, says_nothing_found
from labs.exchange.csv.headers import find_field_name
from labs.exchange.csv.layout import Layout
from labs.exchange.csv.table import FileLine
from labs.exchange.fields import PERSON_FIELDS
from labs.exchange.mapping import Mapping
from labs.exchange.names import identify, mentions_analyte
from labs.exchange.parsed import Entry, Problem, Row, UnreadColumn
from labs.exchange.values import Decimals, is_blank, read_value, without_unit
from labs.readings import Reading
from labs.words import Refused, Words
from labs.words.fold import fold

_SAMPLE = 3
_LONGEST = 80

type Finding = tuple[str, dict[str, str]]  # the code of a sentence, and its facts
type _Look = Callable[[str, Reading], Finding | None]


@dataclass(frozen=True)
class UnreadColumns:
    """The unread columns of one file, beside the rows that were read from it."""

    layout: Layout
    lines: Sequence[FileLine]
    mapping: Mapping
    decimals: Decimals

    @property
    def columns(self) -> tuple[UnreadColumn, ...]:
        """In the file's order; one without heading and cells is none."""
        columns = (UnreadColumn(self._heading(at), self._sample(at)) for at in self._unread)
        return tuple(each for each in columns if each.heading or any(each.sample))

    def problems(self, rows: Sequence[Row]) -> Iterator[Problem]:
        """One for each column that may change what was read, at the first such line."""
        if self.layout.ours:  # each of our columns is read, and holds what we wrote
            return
        looked_at = self._looked_at()
        if not looked_at:
            return
        entries: dict[int | None, list[Reading]] = {}
        for row in rows:
            if isinstance(row, Entry):
                entries.setdefault(row.source.line, []).append(row.reading)
        taken = [
            (line, entries[line.number]) for line in self.lines if line.number in entries
        ]
        for at in looked_at:
            yield from self._problem(at, taken)

    def _looked_at(self) -> list[int]:
        """Columns that may change what was read, unless a mapping leaves them out."""
        comments = {
            at for c in self.layout.columns for field, at in c.beside if field == "comment"
        }
        comments |= set(self.layout.fields.get("comment", ()))
        found = sorted({*self._unread, *self._put_aside, *comments})
        header = self.layout.header
        return [at for at in found if not self.mapping.leaves_out(header[at])]

    def _problem(
        self, at: int, taken: list[tuple[FileLine, list[Reading]]]
    ) -> Iterator[Problem]:
        heading = self._heading(at)
        read = at in self.layout.read
        column = _Column(heading, self.layout, self.decimals, read)
        if read and at not in self._put_aside:
            column.look_at_comments()
        for line, readings in taken:
            cell = line.cell(at)
            if found := column.finding(cell, readings):
                code, facts = found
                named = heading or str(at + 1)
                text = str(Words.of(code, heading=named, cell=cell, **facts))
                yield Problem(line.number, code, text, heading)
                return

    def _heading(self, at: int) -> str:
        return self.layout.header[at].strip()

    @cached_property
    def _unread(self) -> tuple[int, ...]:
        read = self.layout.read
        return tuple(at for at in range(len(self.layout.header)) if at not in read)

    @cached_property
    def _put_aside(self) -> tuple[int, ...]:
        """Columns of results that may not be ours; a lone sign in them is no result."""
        return tuple(column.at for column in self.layout.columns if column.refused)

    def _sample(self, at: int) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for line in self.lines:
            cell = line.cell(at)
            found[cell if len(cell) <= _LONGEST else f"{cell[:_LONGEST]}…"] = None
            if len(found) == _SAMPLE:
                break
        return tuple(found)


class _Column:
    """What one unread column says of the results in its rows."""

    def __init__(
        self, heading: str, layout: Layout, decimals: Decimals, read: bool
    ) -> None:
        """`read`: as a comment, or as results that are put aside."""
        self._decimals = decimals
        said = fold(heading)
        # A column that is not named after a test belongs to no one result of a row.
        several = layout.shape == "wide" or len(layout.dates) > 1
        self._comparison = f"unread-comparison{'-of-many' if several else ''}"
        # In a file with one row a draw another test may have its own `<1`.
        named = _names_value(said) or mentions_analyte(heading)
        self._apart = layout.shape == "wide" and not named
        self._of_ranges = bool(_RANGE.search(said)) and not _OF_RESULT.search(said)
        self._of_earlier = bool(_EARLIER.search(said))
        self._abbreviated = not _OF_PEOPLE_AND_PLACES.search(said)
        self._looks: list[_Look] = [self._sign_alone] if read else [*_looks(heading, said)]
        self._of_digits: list[_Look] = [] if read else [*_looks_at_digits(heading)]
        if not read:
            (self._of_digits if self._apart else self._looks).append(self._sign)
        if not read and _names_value(said) and len(layout.columns) < 2:
            self._of_digits.append(self._other_value)
        self._clean: set[tuple[object, ...]] = set()

    def look_at_comments(self) -> None:
        self._of_digits.append(self._same_censored)

    def finding(self, cell: str, readings: list[Reading]) -> Finding | None:
        if is_blank(cell) or len(cell) > _LONGEST:
            return None
        return next(filter(None, (self._of_one(cell, each) for each in readings)), None)

    def _of_one(self, cell: str, reading: Reading) -> Finding | None:
        """Most cells of a column differ in digits alone, and are looked at once."""
        shape = _DIGIT.sub("0", cell)
        measured = reading.value.number is not None
        key = shape, reading.analyte.key, reading.unit, reading.status, measured
        looks = self._of_digits
        if key not in self._clean:
            looks = [*self._looks, *looks]
        found = next(filter(None, (look(cell, reading) for look in looks)), None)
        if not found and len(self._clean) < _MOST_SHAPES:
            self._clean.add(key)
        return found

    def _sign(self, cell: str, reading: Reading) -> Finding | None:
        number = reading.value.number
        if self._of_ranges and _has_digit(cell):
            return None
        if self._of_earlier and any(map(str.isalnum, cell)):
            return None
        if _compares(cell, self._abbreviated):
            own = (
                self._apart
                and _has_digit(cell)
                and self._number(cell, reading)[1] != number
            )
            return None if own else (self._comparison, {})
        if number is not None and not self._apart and _says_nothing_found(cell):
            return _contradicts(reading.value.reported)
        return None

    def _sign_alone(self, cell: str, reading: Reading) -> Finding | None:
        return None if any(map(str.isalnum, cell)) else self._sign(cell, reading)

    def _same_censored(self, cell: str, reading: Reading) -> Finding | None:
        """`<0.1` as the whole comment on a 0.1."""
        if reading.value.comparator or not _has_digit(cell):
            return None
        sign, number = self._number(cell, reading)
        same = sign and number is not None and number == reading.value.number
        return (self._comparison, {}) if same else None

    def _other_value(self, cell: str, reading: Reading) -> Finding | None:
        """A second column of results that says another one."""
        said = self._number(cell, reading)
        read = reading.value.comparator, reading.value.number
        same = said[1] is None or said == read
        return None if same else _contradicts(reading.value.reported)

    def _number(self, cell: str, reading: Reading) -> tuple[str, Decimal | None]:
        bare, _ = without_unit(cell, reading.analyte, self._decimals.sign_for(cell))
        try:
            value = read_value(bare, self._decimals.sign_for(bare))
        except Refused:
            return "", None
        return value.comparator, value.number


def _looks(heading: str, said: str) -> Iterator[_Look]:
    """What is looked for below a heading; `said` is its folded form."""
    if find_field_name(heading) in PERSON_FIELDS or _PEOPLE.search(said):
        yield _status  # Frei, Libre and Haar are names
    else:
        yield from (_material, _fraction, _status, _other_unit)
    if _UNIT.search(said):
        yield _unfit_unit
    if _MATERIAL.search(said):
        yield _material_code
    if _VESSEL.search(said):
        yield _vessel
    if find_field_name(heading) == "status" or _STATUS_OF_RESULT.search(said):
        yield _letter


def _looks_at_digits(heading: str) -> Iterator[_Look]:
    """The same where one digit is not like another: a yes below a heading, a code."""
    bare = _ASKED.sub("", heading)
    if names_censoring(bare):
        yield _ticked
    if statuses.qualifying(bare) not in ("", "pending"):
        yield _not_denied
    if statuses.says_final(bare) or find_field_name(bare) == "status":
        yield _denied
    if find_field_name(heading) in ("analyte", "code"):
        yield _other_analyte
    if _ZONE.search(fold(heading)):
        yield _other_zone
    elif fold(heading) in ("zone", "offset"):
        yield _other_offset


def _contradicts(read: str) -> Finding:
    return "unread-contradicts", {"read": read.strip()}


def _material(cell: str, reading: Reading) -> Finding | None:
    other = specimens.matters_for(reading.analyte) and _is_material(cell)
    return ("unread-material", {}) if other else None


def _material_code(cell: str, reading: Reading) -> Finding | None:
    other = specimens.matters_for(reading.analyte) and specimens.is_code_of_other(cell)
    return ("unread-material", {}) if other else None


def _vessel(cell: str, reading: Reading) -> Finding | None:
    other = specimens.matters_for(reading.analyte) and specimens.mentions_other(cell)
    return ("unread-material", {}) if other else None


def _fraction(cell: str, reading: Reading) -> Finding | None:
    """`free` in a column of its own beside testosterone."""
    apart = reading.analyte.key in ("testosterone", "estradiol")
    return _contradicts(reading.analyte.name) if apart and _is_fraction(cell) else None


def _status(cell: str, reading: Reading) -> Finding | None:
    said = statuses.qualifying(cell)
    return _unread_status(said, reading)


def _letter(cell: str, reading: Reading) -> Finding | None:
    """A single letter is a status only under a heading that says so."""
    said = statuses.STATUSES.get(fold(cell), "final")
    return _unread_status("" if said in ("final", statuses.IGNORED) else said, reading)


def _unread_status(said: str, reading: Reading) -> Finding | None:
    return ("unread-status", {}) if said and said != reading.status else None


def _other_unit(cell: str, reading: Reading) -> Finding | None:
    """A unit of this analyte, and not the one that was read."""
    if not reading.unit:
        return None
    try:
        unit = reading.analyte.unit_of(cell).code
    except Refused:
        return None
    return None if unit == reading.unit else _contradicts(reading.unit_reported)


def _unfit_unit(cell: str, reading: Reading) -> Finding | None:
    """A unit that hormones have and this one has not, in a second column of units."""
    try:
        reading.analyte.unit_of(cell)
    except Refused as refused:
        unfit = reading.unit and refused.code != "unit-unknown"
        return _contradicts(reading.unit_reported) if unfit else None
    return None


def _other_zone(cell: str, reading: Reading) -> Finding | None:
    """A zone or an offset that the clocks of the file do not tell, and not the clinic's."""
    moment = reading.moment
    if moment.precision != "minute":
        return None
    named = (moment.zone, moment.at.astimezone(ZoneInfo(moment.zone)).tzname())
    if cell.strip() in named:
        return None
    told = dates.offset_told_by(cell) or dates.offset_told_by(f"UTC{cell.strip()}")
    ahead = told and told.utcoffset(None)
    own = {timedelta(minutes=moment.offset_minutes or 0)}
    if moment.reported:  # printed as UTC
        own.add(timedelta(0))
    return None if ahead in own else _contradicts(moment.iso)


def _other_offset(cell: str, reading: Reading) -> Finding | None:
    """The same below a heading that may mean a ward, or a number."""
    is_offset = dates.offset_told_by(cell) or _OFFSET.fullmatch(cell) or cell in ("Z", "z")
    return _other_zone(cell, reading) if is_offset or "/" in cell else None


def _other_analyte(cell: str, reading: Reading) -> Finding | None:
    """A second name or code, and not of what was read."""
    if specimens.matters_for(reading.analyte) and specimens.is_other(cell):
        return "unread-material", {}
    said = fold(cell)
    apart = _FRACTION.search(said) and not _WHOLE.search(said)  # a panel may be both
    if apart and reading.analyte.key == "testosterone":
        return _contradicts(reading.analyte.name)
    try:
        named = identify(cell, "", {})
    except Refused:
        return None
    same = named.analyte == reading.analyte and named.side in ("", reading.side)
    return None if same else _contradicts(reading.analyte.name)


def _ticked(cell: str, _reading: Reading) -> Finding | None:
    """A yes under *Below detection*."""
    return ("unread-flag", {}) if fold(cell) in _YES else None


def _denied(cell: str, _reading: Reading) -> Finding | None:
    """A no under *Validated*."""
    return ("unread-flag", {}) if fold(cell) in _NO else None


def _not_denied(cell: str, _reading: Reading) -> Finding | None:
    """Anything but a no under *Preliminary* or *Cancelled*: a yes, a date, a name."""
    return None if fold(cell) in _NO else ("unread-flag", {})


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


@lru_cache(maxsize=4096)
def _compares(cell: str, abbreviated: bool) -> bool:
    return compares(cell, abbreviated=abbreviated)


@lru_cache(maxsize=4096)
def _says_nothing_found(cell: str) -> bool:
    return says_nothing_found(cell)


@lru_cache(maxsize=4096)
def _is_material(cell: str) -> bool:
    return specimens.is_other_alone(cell)


@lru_cache(maxsize=4096)
def _is_fraction(cell: str) -> bool:
    return bool(_FRACTION.fullmatch(fold(cell)))


def _names_value(said: str) -> bool:
    words = said.split()
    return any(map(_VALUE.fullmatch, words)) and not any(map(_NOT_VALUE.fullmatch, words))


_DIGIT = re.compile(r"\d")
_MOST_SHAPES = 4096
_ASKED = re.compile(r"^(?:is|ist|est)[_ ]|[_ ]?(?:flag|yn|y/n)$", re.IGNORECASE)
_YES = frozenset(("yes", "y", "ja", "j", "oui", "o", "true", "t", "1", "x", "wahr", "vrai"))
_NO = frozenset(
    (
        *("no", "n", "nein", "non", "false", "0", "f", "falsch", "faux", "na", "n a"),
        *("not yet", "open", "offen", "noch nicht", "noch offen", "pas encore"),
    )
)
# Where two letters are initials or a place.
_OF_PEOPLE_AND_PLACES = re.compile(
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
_RANGE = re.compile(
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
_EARLIER = re.compile(
    r"\b(?:previous|prior|vorwerte?|vorbefunde?|vorergebnis|vorheriger?|fruherer?|"
    r"precedente?s?|anterieure?s?|anteriorite)\b"
)
_OF_RESULT = re.compile(r"result|resultat|ergebnis|befund|\blab")
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
