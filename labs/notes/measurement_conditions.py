"""What a note about a measurement may ask: of each result, beside the one before it.

Each public function makes a condition that is named after what it finds.
"""

from collections.abc import Callable

from labs.notes.at_draw import RecordAtDraw
from labs.notes.conditions import name_of
from labs.notes.note import Condition, Fact, Facts, Later
from labs.readings import Circumstances, Kind, Reading
from labs.series import Point, dates
from labs.words import Words
from labs.words.fold import fold

# As laboratories print them: the word itself, and the names of its kinds and platforms.
_IMMUNOASSAYS = ("immuno", "eclia", "clia", "cmia", "elisa", "ria", "elecsys", "fia")


def printed_below() -> Condition:
    return _each(
        lambda p: p.reading.below_detection,
        Words.of("note-is-below-detection"),
        Words.of("note-not-below-detection"),
    )


def printed_above() -> Condition:
    return _each(
        lambda p: p.reading.above_detection,
        Words.of("note-is-above-detection"),
        Words.of("note-no-above-detection"),
    )


def in_words() -> Condition:
    return _each(
        lambda p: p.reading.value.kind is Kind.TEXT,
        Words.of("note-in-words"),
        Words.of("note-not-in-words"),
    )


def other_floor() -> Condition:
    return _beside("floor", Words.of("note-floor"), Words.of("note-not-floor"))


def other_method() -> Condition:
    return _beside(
        "method",
        Words.of("note-method"),
        Words.of("note-not-method"),
        lambda p: not p.reading.analyte.sides,
    )


def other_laboratory() -> Condition:
    return _beside(
        "laboratory", Words.of("note-laboratory"), Words.of("note-not-laboratory")
    )


def other_unit() -> Condition:
    return _beside("unit", Words.of("note-unit"), Words.of("note-not-unit"))


def examined_another_way() -> Condition:
    """Another instrument, or another formula."""
    return _each(
        lambda p: (
            bool(p.reading.analyte.sides)
            and not {"method", "formula"}.isdisjoint(p.verdict.reasons)
        ),
        Words.of("note-examined"),
        Words.of("note-not-examined"),
        beside=True,
    )


def other_operator() -> Condition:
    return _each(
        _measured_by_another,
        Words.of("note-operator"),
        Words.of("note-not-operator"),
        beside=True,
    )


def other_interval() -> Condition:
    return _each(
        _printed_another_range,
        Words.of("note-interval"),
        Words.of("note-not-interval"),
        beside=True,
    )


def no_interval() -> Condition:
    """Of a laboratory's result: for a testis measured here no range is ever printed."""
    return _each(
        lambda p: (
            not p.reading.analyte.sides
            and not (p.reading.interval and p.reading.interval.has_ends)
            and p.reading.value.number is not None
        ),
        Words.of("note-no-interval"),
        Words.of("note-has-interval"),
    )


def other_time_of_day() -> Condition:
    """One before 11:00 and the other at or after it; see docs/measurement.md."""
    return _beside(
        "time-of-day",
        Words.of("note-time-of-day"),
        Words.of("note-not-time-of-day"),
        lambda p: p.reading.analyte.key == "testosterone",
    )


def other_fasting() -> Condition:
    """Said on both; where one side is silent, the table says so."""
    return _beside(
        "fasting",
        Words.of("note-fasting"),
        Words.of("note-not-fasting"),
        lambda p: p.reading.analyte.key == "testosterone" and _fasting_said(p),
    )


def other_time_since_dose() -> Condition:
    return _beside(
        "since-dose", Words.of("note-since-dose"), Words.of("note-not-since-dose")
    )


def other_treatment() -> Condition:
    return _beside("treatment", Words.of("note-treatment"), Words.of("note-not-treatment"))


def immunoassay(analyte: str) -> Condition:
    return _each(
        lambda p: p.reading.analyte.key == analyte and _by_immunoassay(p.reading),
        Words.of("note-immunoassay"),
        Words.of("note-not-immunoassay"),
    )


def a_number(analyte: str) -> Condition:
    name = analyte.upper()
    return _each(
        lambda p: (
            p.reading.analyte.key == analyte and p.reading.value.kind is Kind.MEASURED
        ),
        Words.of("note-number", analyte=name),
        Words.of("note-not-number", analyte=name),
    )


def preliminary() -> Condition:
    return _each(
        lambda p: p.reading.status == "preliminary",
        Words.of("note-preliminary"),
        Words.of("note-not-preliminary"),
    )


def corrected() -> Condition:
    return _each(
        lambda p: p.corrected, Words.of("note-corrected"), Words.of("note-not-corrected")
    )


def only_one() -> Condition:
    """The first of its analyte and side, and no other since."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        compared = at_draw.record.compared
        alone = [
            p for p in at_draw.all_points if p.earlier is None and p.id not in compared
        ]
        return tuple(map(_fact, alone)) or None

    return Condition(find_facts, (Words.of("note-one"),), (Words.of("note-not-one"),))


def no_time_of_day() -> Condition:
    return _of_draw(
        lambda at_draw: at_draw.all_points[0].reading.moment.time is None,
        Words.of("note-date-only"),
        Words.of("note-has-time"),
    )


def illness() -> Condition:
    return _marked(
        lambda c: c.illness, Words.of("note-illness"), Words.of("note-not-illness")
    )


def biotin() -> Condition:
    return _marked(lambda c: c.biotin, Words.of("note-biotin"), Words.of("note-not-biotin"))


def gel_at_the_needle() -> Condition:
    return _marked(lambda c: c.gel, Words.of("note-gel"), Words.of("note-not-gel"))


def _marked(
    holds_for: Callable[[Circumstances], bool], holds: Words, fails: Words
) -> Condition:
    return _of_draw(
        lambda at_draw: holds_for(at_draw.all_points[0].reading.draw.circumstances),
        holds,
        fails,
    )


def _of_draw(
    holds_for: Callable[[RecordAtDraw], bool], holds: Words, fails: Words
) -> Condition:
    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        if not at_draw.all_points or not holds_for(at_draw):
            return None
        day = Later(dates.of, (at_draw.all_points[0].reading.moment,))
        return (Fact(Words.of("note-fact-draw", day=day)),)

    return Condition(find_facts, (holds,), (fails,))


def _each(
    holds_for: Callable[[Point], bool], holds: Words, fails: Words, *, beside: bool = False
) -> Condition:
    """Of each result of the draw; `beside`: shown with the one before it."""
    fact_of = _fact_beside if beside else _fact

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        return (
            tuple(fact_of(point) for point in at_draw.all_points if holds_for(point))
            or None
        )

    return Condition(find_facts, (holds,), (fails,))


def _beside(
    reason: str,
    holds: Words,
    fails: Words,
    also: Callable[[Point], bool] = lambda point: True,
) -> Condition:
    """By a reason of the one function that compares neighbours."""
    return _each(
        lambda p: reason in p.verdict.reasons and also(p), holds, fails, beside=True
    )


def _fact(point: Point) -> Fact:
    day = Later(dates.of, (point.reading.moment,))
    words = Words.of("note-fact-measured", analyte=name_of(point), day=day)
    return Fact(words, (point,))


def _fact_beside(point: Point) -> Fact:
    both = tuple(p for p in (point.earlier, point) if p)
    first, last = (Later(dates.of, (both[at].reading.moment,)) for at in (0, -1))
    words = Words.of(
        "note-fact-with-before", analyte=name_of(point), first=first, last=last
    )
    return Fact(words, both)


def _measured_by_another(point: Point) -> bool:
    if point.earlier is None or point.reading.method != "prader":
        return False
    exams = point.earlier.reading.exam, point.reading.exam
    hands = [fold(exam.operator) for exam in exams if exam and exam.operator]
    return len(set(hands)) > 1 and point.earlier.reading.method == "prader"


def _printed_another_range(point: Point) -> bool:
    if point.earlier is None:
        return False
    now, before = point.reading, point.earlier.reading
    if (now.interval, now.unit) == (before.interval, before.unit):
        return False  # as nearly always; converting both costs more
    ranges = {_range(before), _range(now)}
    return None not in ranges and len(ranges) > 1


def _range(reading: Reading) -> object:
    """In the unit of comparison, whatever it was printed in; None without ends."""
    interval, analyte = reading.interval, reading.analyte
    if interval is None or not interval.has_ends:
        return None
    ends = interval.ends(analyte, analyte.unit)
    return ends, interval.low_inclusive, interval.high_inclusive


def _fasting_said(point: Point) -> bool:
    both = (point.earlier, point)
    return all(p and p.reading.draw.circumstances.fasting is not None for p in both)


def _by_immunoassay(reading: Reading) -> bool:
    named = fold(reading.method).split()
    return any(word.startswith(kind) for word in named for kind in _IMMUNOASSAYS)
