"""From the texts of one result to an entry, or to the sentence that says why not.

Nothing here knows in which format a file is, nor where in it a text stood.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import tzinfo

from labs.exchange import dates, specimens
from labs.exchange.fields import PERSON_FIELDS
from labs.exchange.names import NamedAnalyte, identify_analyte
from labs.exchange.parsed import Entry, Identity, Person, Problem, Row, SkippedRow, Source
from labs.exchange.raw import RawResult, Texts
from labs.exchange.results import ReadingBuilder
from labs.exchange.settings import Settings
from labs.exchange.values import Decimals, read_truth
from labs.readings import Circumstances, Draw, Moment, Reading, has_short_year, since_dose
from labs.readings.text import require_printable
from labs.words import Refused, gettext

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


_DOUBLED = "doubled-hour"

type _Key = tuple[object, ...]


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


@dataclass(slots=True)
class _Draft:
    """As much of a result as has been understood so far."""

    raw: RawResult
    texts: Texts
    named: NamedAnalyte | None = None
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
        self._named: dict[tuple[str, str], NamedAnalyte] = {}
        self._numbers: dict[str, str] = {}
        self._draws: dict[_Key, Draw] = {}
        self._readings: dict[_Key, tuple[NamedAnalyte, Reading]] = {}
        self._people: dict[_Key, Person | None] = {}

    def assemble(self, raw: RawResult) -> Row:
        """An entry, a row that is none of ours, or a problem."""
        draft = _Draft(raw, Texts(raw, exact=self._facts.exact))
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

    def _read_entry(self, draft: _Draft) -> Entry:
        raw, texts = draft.raw, draft.texts
        if raw.refused:
            raise raw.refused
        measured, drawn = _text_keys(raw)
        known = self._readings.get(measured)
        draft.named = known[0] if known else raw.named or self._identify(texts)
        if not known:
            self._check_tracked(draft.named, texts)
        patient = raw.texts.get("patient", "")
        number = self._numbers.get(patient)
        if number is None or raw.disagreeing:
            number = self._numbers[patient] = self._read_number(texts)
        draw = self._draws.get(drawn)
        if known and draw:
            reading = known[1].in_draw(draw, raw.texts.get("comment", ""))
        else:
            reading = self._read_reading(draft, draw, known[1] if known else None)
        draft.moment, draft.side = reading.draw.moment, reading.side
        entry = self._build_entry(draft, number, reading)
        if not (known and draw or raw.disagreeing or _DOUBLED in reading.flags):
            self._draws[drawn] = reading.draw
            if reading.analyte.key in self._settings.analytes:  # not for one man alone
                self._readings.setdefault(measured, (draft.named, reading))
        return entry

    def _check_tracked(self, named: NamedAnalyte, texts: Texts) -> None:
        """Refuse what is switched off, and what was not measured in blood."""
        if not self._is_on(named.analyte.key, texts):
            raise Refused("analyte-off", analyte=named.analyte.name)
        material = texts.get("specimen").strip()
        if specimens.matters_for(named.analyte) and specimens.is_other(material):
            raise Refused("specimen-other", specimen=material)

    def _read_reading(
        self, draft: _Draft, draw: Draw | None, known: Reading | None
    ) -> Reading:
        """Of a row that has something new in it: `draw` and `known` were checked before."""
        texts, doubled = draft.texts, False
        if draw is None:
            draft.moment, doubled = self._read_moment(texts)
            draw = self._read_draw(texts, draft.moment)
        if known and not doubled:
            comment = texts.get("comment")
            texts.blame_result()
            reading = known.in_draw(draw, comment)
            draw.check()
            return reading
        draft.moment = draw.moment
        flags = (_DOUBLED,) if doubled else ()
        assert draft.named is not None
        return self._builder.build_reading(texts, draft.named, draw, flags=flags)

    def _build_entry(self, draft: _Draft, number: str, reading: Reading) -> Entry:
        raw, texts = draft.raw, draft.texts
        get = raw.texts.get
        source = Source(
            line=raw.line,
            path=raw.path,
            patient=number,
            reported=get("reported", "").strip() or get("value", "").strip(),
            unit=get("unit_reported", "").strip() or get("unit", "").strip(),
            analyte=reading.analyte,
            side=reading.side,
            moment=reading.draw.moment,
        )
        return Entry(source, reading, _read_identity(texts), self._read_person(texts))

    def _refuse(self, draft: _Draft, refused: Refused) -> Row:
        heading = draft.texts.heading
        if draft.moment is None:  # nobody needs it; told where it can be read
            with suppress(Refused):
                draft.moment, _ = self._read_moment(draft.texts)
        look_up = draft.texts.look_up
        beside = {field: look_up(field) for field in BESIDE}
        source = self._source(draft)._replace(beside=beside)
        if skipped := _SKIPPED.get(refused.code):
            outcome, code = skipped
            if outcome == "unmatched":
                source = source._replace(texts=draft.texts.known())
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

    def _identify(self, texts: Texts) -> NamedAnalyte:
        name, code = texts.get("analyte").strip(), texts.get("code").strip()
        texts.at = "analyte" if texts.has("analyte") else "code"
        if not name and not code:
            raise Refused("row-without-analyte")
        if (name, code) not in self._named:
            mapped = self._settings.mapping.analytes
            self._named[name, code] = identify_analyte(name, code, mapped)
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
        require_printable(number, "The number", LONGEST_NUMBER)
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
        moment, doubled = dates.read_moment(
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
        fasting = read_truth(texts.get("fasting"))
        since = since_dose(texts.get("since_dose"))
        laboratory = texts.get("laboratory")
        circumstances = Circumstances(fasting=fasting, since_dose=since)
        return Draw(moment=moment, laboratory=laboratory, circumstances=circumstances)

    def _read_person(self, texts: Texts) -> Person | None:
        """Who the row is of, to open a record with; None where it does not tell both."""
        if not self._settings.people:
            return None
        key = tuple(map(texts.raw.texts.get, PERSON_FIELDS))
        if texts.raw.disagreeing or key not in self._people:
            self._people[key] = self._understand_person(texts)
        return self._people[key]

    def _understand_person(self, texts: Texts) -> Person | None:
        get = texts.get
        name = get("name").strip() or " ".join(
            filter(None, (get("first_name").strip(), get("last_name").strip()))
        )
        written = get("born").strip()
        require_printable(name, "The name", len(name))
        if not name or not written:
            return None
        if has_short_year(written):
            raise Refused("born-short-year", text=written)
        # A day has no zone: some write it as the midnight that it begins with.
        zone = self._settings.zone
        moment, _ = dates.read_moment(written, "", zone, self._born_format, date_only=True)
        if moment.precision == "month":
            raise Refused("time-unreadable", text=written)
        return Person(name, moment.date)


def _text_keys(raw: RawResult) -> tuple[_Key, _Key]:
    """All texts on which a reading depends but for its comment, and those of its draw."""
    if raw.disagreeing:  # what is told twice is looked at each time
        return (), ()
    get = raw.texts.get
    measured = (raw.path, bool(get("result_id")), *map(get, _MEASURED))
    return measured, tuple(map(get, _DRAWN))


def _read_identity(texts: Texts) -> Identity:
    told = texts.raw.texts
    if not (told.get("version") or told.get("result_id") or told.get("panel")):
        return _NO_IDENTITY
    version = texts.get("version").strip()
    if version and not (version.isascii() and version.isdigit() and len(version) < 6):
        raise Refused("version-unreadable", version=version)
    name = texts.get("result_id").strip()
    panel = texts.get("panel").strip()
    require_printable(name, "The number of the result", LONGEST_ID)
    return Identity(id=name, version=int(version) if version else None, panel=panel)


def _why_skipped(refused: Refused) -> str:
    """A name in a file is not a name that somebody typed: there is nothing to correct."""
    if refused.code == "analyte-unknown":
        return gettext("“{name}” is not tracked.", **refused.facts)
    return str(refused)


_NO_IDENTITY = Identity()
