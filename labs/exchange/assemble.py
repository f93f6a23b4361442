"""From the texts of one result to an entry, or to the sentence that says why not.

Nothing here knows in which format a file is, nor where in it a text stood.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from labs.exchange import dates, specimens
from labs.exchange.names import Named, identify
from labs.exchange.parsed import Entry, Identity, Person, Problem, Row, SkippedRow, Source
from labs.exchange.raw import RawResult, Texts
from labs.exchange.results import ReadingBuilder
from labs.exchange.settings import Settings
from labs.exchange.values import Decimals, read_truth
from labs.readings import (
    Circumstances,
    Draw,
    Moment,
    Reading,
    has_short_year,
    since_dose,
)
from labs.readings.text import printable
from labs.words import Refused, Words

LONGEST_NUMBER = 40
LONGEST_ID = 200
# What a row that made no reading still tells in a report.
BESIDE = ("range_low", "range_high", "range_text", "laboratory", "method", "comment")
# What a reading is made of, but for its draw and its comment, which differ more often.
_MEASURED = (
    *("analyte", "code", "side", "specimen", "reported", "value", "comparator", "unit"),
    *("unit_reported", "range_low", "range_low_inclusive", "range_high"),
    *("range_high_inclusive", "range_text", "range_source", "status", "source_status"),
    *("absent_reason", "method"),
)
_DRAWN = ("collected_at", "time", "precision", "laboratory", "fasting", "since_dose")
# Rows that are no result of ours do not refuse a file: their outcome and code.
_SKIPPED = {
    "analyte-unknown": ("ignored", "analyte-unknown"),
    "analyte-off": ("ignored", "analyte-off"),
    "row-no-result": ("ignored", "row-no-result"),
    "analyte-unclear": ("unmatched", "analyte-unclear"),
    "specimen-other": ("unmatched", "analyte-unclear"),
    "analyte-contradicted": ("unmatched", "analyte-unclear"),
}


@dataclass(frozen=True)
class FileFacts:
    """What a file as a whole tells of its texts; an exact format tells nothing."""

    decimals: Decimals = field(default_factory=lambda: Decimals(()))
    date_format: str = ""
    born_format: str = ""
    offset: tzinfo | None = None  # of clocks that tell none themselves
    date_only: frozenset[str] = frozenset()  # fields in which midnight means no time
    exact: bool = False  # this program wrote it: blanks and digits are as they were
    shared_method: bool = False  # a method is told once for several results


@dataclass
class _Draft:
    """As much of a result as has been understood so far."""

    raw: RawResult
    texts: Texts
    named: Named | None = None
    side: str = ""
    moment: Moment | None = None


class Assembler:
    """Makes the entries of one file; what repeats in it is understood once."""

    def __init__(self, settings: Settings, facts: FileFacts | None = None) -> None:
        self._settings = settings
        self._facts = facts or FileFacts()
        self._builder = ReadingBuilder(
            settings.mapping, self._facts.decimals, self._facts.shared_method
        )
        told = settings.told_date_format
        self._date_format = told or self._facts.date_format
        self._born_format = told or self._facts.born_format
        # What succeeded before, by the texts that it was made of.
        self._named: dict[tuple[str, str], Named] = {}
        self._numbers: dict[str, str] = {}
        self._moments: dict[tuple[str, str, str], tuple[Moment, bool]] = {}
        self._draws: dict[tuple[str | None, ...], Draw] = {}
        self._readings: dict[tuple[object, ...], Reading] = {}
        self._people: dict[tuple[str, ...], Person | None] = {}

    def assemble(self, raw: RawResult) -> Row:
        """An entry, a row that is none of ours, or a problem."""
        draft = _Draft(raw, Texts(raw, exact=self._facts.exact))
        try:
            if reading := self._recall_reading(raw):
                return self._build_entry(
                    draft, self._numbers[raw.texts.get("patient", "")], reading
                )
        except Refused:
            draft.texts.at = ""  # it is read from the start, to say what is wrong first
        try:
            return self._read_entry(draft)
        except Refused as refused:
            return self._refuse(draft, refused)

    def refuse(self, raw: RawResult, refused: Refused, *, field: str) -> Row:
        """What becomes of a result that its format refuses; `field` is to blame."""
        draft = _Draft(raw, Texts(raw, exact=self._facts.exact), raw.named)
        draft.texts.at = field
        return self._refuse(draft, refused)

    def locate(self, raw: RawResult) -> Source:
        """Where a result stands, and what it says, without understanding any of it."""
        return self._source(_Draft(raw, Texts(raw, exact=self._facts.exact)))

    def _recall_reading(self, raw: RawResult) -> Reading | None:
        """The reading of a row whose parts were all read before; None for any other."""
        get = raw.texts.get
        known = self._readings.get(_measured_key(raw))
        draw = self._draws.get(tuple(map(get, _DRAWN)))
        if known and draw and not raw.disagreeing and get("patient", "") in self._numbers:
            return known.in_draw(draw, get("comment", ""))
        return None

    def _read_entry(self, draft: _Draft) -> Entry:
        raw, texts = draft.raw, draft.texts
        if raw.refused:
            raise raw.refused
        named = draft.named = raw.named or self._identify(texts)
        if not self._is_on(named.analyte.key, texts):
            raise Refused("analyte-off", analyte=named.analyte.name)
        material = texts.get("specimen").strip()
        if specimens.matters_for(named.analyte) and specimens.is_other(material):
            raise Refused("specimen-other", specimen=material)
        number = self._read_number(texts)
        draft.moment, doubled = self._read_moment(texts)
        draw = self._read_draw(texts, draft.moment)
        flags = ("doubled-hour",) if doubled else ()
        reading = self._builder.build_reading(texts, named, draw, flags=flags)
        draft.side = reading.side
        entry = self._build_entry(draft, number, reading)
        if not doubled and not raw.disagreeing:
            self._remember(raw, number, reading)
        return entry

    def _build_entry(self, draft: _Draft, number: str, reading: Reading) -> Entry:
        raw, texts = draft.raw, draft.texts
        source = Source(
            line=raw.line,
            path=raw.path,
            patient=number,
            reported=texts.look_up("reported") or texts.look_up("value"),
            unit=texts.look_up("unit_reported") or texts.look_up("unit"),
            analyte=reading.analyte,
            side=reading.side,
            moment=reading.draw.moment,
        )
        return Entry(source, reading, _read_identity(texts), self._read_person(texts))

    def _remember(self, raw: RawResult, number: str, reading: Reading) -> None:
        if reading.analyte.key not in self._settings.analytes:
            return  # on for this man alone
        get = raw.texts.get
        self._numbers[get("patient", "")] = number
        self._draws[tuple(map(get, _DRAWN))] = reading.draw
        self._readings[_measured_key(raw)] = reading

    def _refuse(self, draft: _Draft, refused: Refused) -> Row:
        heading = draft.texts.heading
        if draft.moment is None:  # nobody needs it; told where it can be read
            with suppress(Refused):
                draft.moment, _ = self._read_moment(draft.texts)
        look_up = draft.texts.look_up
        source = replace(
            self._source(draft), beside={field: look_up(field) for field in BESIDE}
        )
        if skipped := _SKIPPED.get(refused.code):
            outcome, code = skipped
            if outcome == "unmatched":
                source = replace(source, texts=draft.texts.known())
            return SkippedRow(source, outcome, code, _why_skipped(refused))
        text = f"{heading}: {refused}"
        return Problem(draft.raw.line, refused.code, text, draft.raw.path, source)

    def _source(self, draft: _Draft) -> Source:
        look_up, named = draft.texts.look_up, draft.named
        return Source(
            line=draft.raw.line,
            path=draft.raw.path,
            patient=look_up("patient") or self._settings.patient,
            reported=look_up("reported") or look_up("value"),
            unit=look_up("unit_reported") or look_up("unit"),
            analyte=named.analyte if named else None,
            side=draft.side or (named.side if named else ""),
            moment=draft.moment,
        )

    def _identify(self, texts: Texts) -> Named:
        name, code = texts.get("analyte").strip(), texts.get("code").strip()
        texts.at = "analyte" if texts.has("analyte") else "code"
        if not name and not code:
            raise Refused("row-without-analyte")
        if (name, code) not in self._named:
            mapped = self._settings.mapping.analytes
            self._named[name, code] = identify(name, code, mapped)
        return self._named[name, code]

    def _is_on(self, analyte: str, texts: Texts) -> bool:
        """In the clinic; else for the patient of the row, where it is so for anybody."""
        if analyte in self._settings.analytes:
            return True
        men = [man for man, keys in self._settings.also.items() if analyte in keys]
        if not men:
            return False
        at, number = texts.at, texts.get("patient").strip()
        texts.at = at
        return (number or self._settings.patient) in men

    def _read_number(self, texts: Texts) -> str:
        number = texts.get("patient").strip()
        printable(number, "The number", LONGEST_NUMBER)
        told = self._settings.patient
        if told and number not in ("", told):
            raise Refused("patient-disagrees", number=number, told=told)
        if not number and not told:
            raise Refused("patient-missing")
        return number or told

    def _read_moment(self, texts: Texts) -> tuple[Moment, bool]:
        """The moment, and whether its hour came twice."""
        clock = texts.get("time")
        precision = texts.get("precision").strip()
        day = texts.get("collected_at")
        if not day.strip():
            raise Refused("collected-missing")
        key = day, clock, precision
        if key not in self._moments:
            self._moments[key] = self._understand_moment(*key)
        return self._moments[key]

    def _understand_moment(
        self, day: str, clock: str, precision: str
    ) -> tuple[Moment, bool]:
        moment, doubled = dates.read(
            day,
            clock,
            self._settings.zone,
            self._date_format,
            date_only=self._is_date_only(day, clock, precision),
            offset=self._facts.offset,
        )
        moment = dates.as_precise(moment, precision)
        if moment.is_after(self._settings.now):
            if has_short_year(day):
                raise Refused("date-short-year", text=day.strip())
            at = f"{moment.date} {moment.clock}".rstrip()
            raise Refused("draw-in-future", at=at)
        return moment, doubled

    def _is_date_only(self, day: str, clock: str, precision: str) -> bool:
        """Whether a midnight means no time; another time is never taken away here."""
        if ("time" if clock.strip() else "collected_at") in self._facts.date_only:
            return True
        said = precision in ("date", "month")
        return said and dates.is_midnight(day, clock, self._date_format)

    def _read_draw(self, texts: Texts, moment: Moment) -> Draw:
        key = tuple(map(texts.raw.texts.get, _DRAWN))
        if (known := self._draws.get(key)) and not texts.raw.disagreeing:
            return known
        fasting = read_truth(texts.get("fasting"))
        since = since_dose(texts.get("since_dose"))
        laboratory = texts.get("laboratory")
        circumstances = Circumstances(fasting=fasting, since_dose=since)
        return Draw(moment=moment, laboratory=laboratory, circumstances=circumstances)

    def _read_person(self, texts: Texts) -> Person | None:
        """Who the row is of, to open a record with; None where it does not tell both."""
        if not self._settings.people:
            return None
        get = texts.get
        name = get("name").strip() or " ".join(
            filter(None, (get("first_name").strip(), get("last_name").strip()))
        )
        written = get("born").strip()
        if (name, written) not in self._people:
            self._people[name, written] = self._understand_person(name, written)
        return self._people[name, written]

    def _understand_person(self, name: str, written: str) -> Person | None:
        printable(name, "The name", len(name))
        if not name or not written:
            return None
        if has_short_year(written):
            raise Refused("born-short-year", text=written)
        # A day has no zone: some write it as the midnight that it begins with.
        zone = self._settings.zone
        moment, _ = dates.read(written, "", zone, self._born_format, date_only=True)
        if moment.precision == "month":
            raise Refused("time-unreadable", text=written)
        return Person(name, moment.date)


def _measured_key(raw: RawResult) -> tuple[object, ...]:
    """All texts on which a reading depends, but for its draw and its comment."""
    get = raw.texts.get
    return raw.path, bool(get("result_id")), *map(get, _MEASURED)


def _read_identity(texts: Texts) -> Identity:
    version = texts.get("version").strip()
    if version and not (version.isascii() and version.isdigit() and len(version) < 6):
        raise Refused("version-unreadable", version=version)
    name = texts.get("result_id").strip()
    panel = texts.get("panel").strip()
    if not (version or name or panel):
        return _NO_IDENTITY
    printable(name, "The number of the result", LONGEST_ID)
    return Identity(id=name, version=int(version) if version else None, panel=panel)


def _why_skipped(refused: Refused) -> str:
    """A name in a file is not a name that somebody typed: there is nothing to correct."""
    if refused.code == "analyte-unknown":
        return str(Words.of("row-other-test", **refused.facts))
    return str(refused)


_NO_IDENTITY = Identity()
