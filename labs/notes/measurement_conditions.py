"""What a note about a measurement may ask: of each result, beside the one before it.

Each public function makes a condition that is named after what it finds.
"""

from collections.abc import Callable

from labs.notes.at_draw import RecordAtDraw
from labs.notes.conditions import name_of
from labs.notes.note import Condition, Fact, Facts, Later
from labs.readings import Circumstances, Kind, Reading
from labs.timeline import Point, dates
from labs.words import Words, gettext_lazy
from labs.words.fold import fold

# As laboratories print them: the word itself, and the names of its kinds and platforms.
_IMMUNOASSAYS = ("immuno", "eclia", "clia", "cmia", "elisa", "ria", "elecsys", "fia")


def printed_below() -> Condition:
    return _condition_of_each(
        lambda p: p.reading.below_detection,
        gettext_lazy("a result is printed with < or ≤"),
        gettext_lazy("no result is printed with < or ≤"),
    )


def printed_above() -> Condition:
    return _condition_of_each(
        lambda p: p.reading.above_detection,
        gettext_lazy("a result is printed with > or ≥"),
        gettext_lazy("no result is printed with > or ≥"),
    )


def in_words() -> Condition:
    return _condition_of_each(
        lambda p: p.reading.value.kind is Kind.TEXT,
        gettext_lazy("a result is printed in words"),
        gettext_lazy("no result is printed in words"),
    )


def other_floor() -> Condition:
    return _condition_of_neighbours(
        "floor",
        gettext_lazy("the limit of detection is not the one of the result before"),
        gettext_lazy("the limits of detection are the same"),
    )


def other_method() -> Condition:
    return _condition_of_neighbours(
        "method",
        gettext_lazy("the method is not the one of the result before"),
        gettext_lazy("the methods are the same, or one is not recorded"),
        lambda p: not p.reading.analyte.sides,
    )


def other_laboratory() -> Condition:
    return _condition_of_neighbours(
        "laboratory",
        gettext_lazy("the laboratory is not the one before, and no one method is recorded"),
        gettext_lazy("laboratory or method is the same as before"),
    )


def other_unit() -> Condition:
    return _condition_of_neighbours(
        "unit",
        gettext_lazy("no exact conversion leads from one unit to the other"),
        gettext_lazy("the units convert"),
    )


def examined_another_way() -> Condition:
    """Another instrument, or another formula."""
    return _condition_of_each(
        lambda p: (
            bool(p.reading.analyte.sides)
            and not {"method", "formula"}.isdisjoint(p.verdict.reasons)
        ),
        gettext_lazy("the volume was measured another way than before"),
        gettext_lazy("the volumes were measured the same way"),
        beside=True,
    )


def other_operator() -> Condition:
    return _condition_of_each(
        _measured_by_another,
        gettext_lazy("another person held the orchidometer than before"),
        gettext_lazy("the same person measured, or one is not recorded"),
        beside=True,
    )


def other_interval() -> Condition:
    return _condition_of_each(
        _printed_another_range,
        gettext_lazy("the range printed is not the one of the result before"),
        gettext_lazy("the ranges printed are the same, or one is missing"),
        beside=True,
    )


def no_interval() -> Condition:
    """Of a laboratory's result: for a testis measured here no range is ever printed."""
    return _condition_of_each(
        lambda p: (
            not p.reading.analyte.sides
            and not (p.reading.interval and p.reading.interval.has_ends)
            and p.reading.value.number is not None
        ),
        gettext_lazy("a result came without a range in numbers"),
        gettext_lazy("each result came with a range in numbers"),
    )


def other_time_of_day() -> Condition:
    """One before 11:00 and the other at or after it; see docs/measurement.md."""
    return _condition_of_neighbours(
        "time-of-day",
        gettext_lazy(
            "one of two testosterone results was drawn before 11:00, and one at or after it"
        ),
        gettext_lazy("both were drawn on the same side of 11:00, or no time is known"),
        lambda p: p.reading.analyte.key == "testosterone",
    )


def other_fasting() -> Condition:
    """Said on both; where one side is silent, the table says so."""
    return _condition_of_neighbours(
        "fasting",
        gettext_lazy("one of two testosterone samples was fasting and one was not"),
        gettext_lazy("both were fasting, or both not, or it is not recorded"),
        lambda p: p.reading.analyte.key == "testosterone" and _fasting_said(p),
    )


def other_time_since_dose() -> Condition:
    return _condition_of_neighbours(
        "since-dose",
        gettext_lazy("the time since the dose is another than before, or missing on one"),
        gettext_lazy("the time since the dose is the same as before"),
    )


def other_treatment() -> Condition:
    return _condition_of_neighbours(
        "treatment",
        gettext_lazy("other agents are recorded than at the result before"),
        gettext_lazy("the same agents are recorded as at the result before"),
    )


def by_immunoassay(analyte: str) -> Condition:
    return _condition_of_each(
        lambda p: p.reading.analyte.key == analyte and _by_immunoassay(p.reading),
        gettext_lazy("the method recorded for estradiol is an immunoassay"),
        gettext_lazy("the method of estradiol is another, or not recorded"),
    )


def a_number(analyte: str) -> Condition:
    name = analyte.upper()
    return _condition_of_each(
        lambda p: (
            p.reading.analyte.key == analyte and p.reading.value.kind is Kind.MEASURED
        ),
        gettext_lazy("{analyte} is measured as a number", analyte=name),
        gettext_lazy("{analyte} is not measured as a number", analyte=name),
    )


def is_preliminary() -> Condition:
    return _condition_of_each(
        lambda p: p.reading.status == "preliminary",
        gettext_lazy("a result is preliminary"),
        gettext_lazy("no result is preliminary"),
    )


def is_corrected() -> Condition:
    return _condition_of_each(
        lambda p: p.corrected,
        gettext_lazy("a result replaces another"),
        gettext_lazy("no result replaces another"),
    )


def only_one() -> Condition:
    """The first of its analyte and side, and no other since."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        compared = at_draw.record.compared
        alone = [
            p for p in at_draw.all_points if p.earlier is None and p.id not in compared
        ]
        return tuple(map(_result_fact, alone)) or None

    return Condition(
        find_facts,
        (gettext_lazy("it is the only result of its kind so far"),),
        (gettext_lazy("there are other results of its kind"),),
    )


def no_time_of_day() -> Condition:
    return _of_draw(
        lambda at_draw: at_draw.all_points[0].reading.moment.time is None,
        gettext_lazy("no time of day is recorded for the draw"),
        gettext_lazy("the time of day is recorded"),
    )


def was_ill() -> Condition:
    return _condition_of_draw(
        lambda c: c.illness,
        gettext_lazy("an acute illness was marked at the draw"),
        gettext_lazy("no acute illness was marked"),
    )


def took_biotin() -> Condition:
    return _condition_of_draw(
        lambda c: c.biotin,
        gettext_lazy("biotin was marked at the draw"),
        gettext_lazy("biotin was not marked"),
    )


def gel_at_the_needle() -> Condition:
    return _condition_of_draw(
        lambda c: c.gel,
        gettext_lazy("gel at the place of the needle was marked at the draw"),
        gettext_lazy("no gel at the place of the needle was marked"),
    )


def _condition_of_draw(
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
        day = Later(dates.clinical_day, (at_draw.all_points[0].reading.moment,))
        return (Fact(gettext_lazy("The draw of {day}.", day=day)),)

    return Condition(find_facts, (holds,), (fails,))


def _condition_of_each(
    holds_for: Callable[[Point], bool], holds: Words, fails: Words, *, beside: bool = False
) -> Condition:
    """Of each result of the draw; `beside`: shown with the one before it."""
    fact_of = _fact_beside if beside else _result_fact

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        return (
            tuple(fact_of(point) for point in at_draw.all_points if holds_for(point))
            or None
        )

    return Condition(find_facts, (holds,), (fails,))


def _condition_of_neighbours(
    reason: str,
    holds: Words,
    fails: Words,
    also: Callable[[Point], bool] = lambda point: True,
) -> Condition:
    """By a reason of the one function that compares neighbours."""
    return _condition_of_each(
        lambda p: reason in p.verdict.reasons and also(p), holds, fails, beside=True
    )


def _result_fact(point: Point) -> Fact:
    day = Later(dates.clinical_day, (point.reading.moment,))
    words = gettext_lazy("{analyte}, {day}.", analyte=name_of(point), day=day)
    return Fact(words, (point,))


def _fact_beside(point: Point) -> Fact:
    both = tuple(p for p in (point.earlier, point) if p)
    first, last = (Later(dates.clinical_day, (both[at].reading.moment,)) for at in (0, -1))
    words = gettext_lazy(
        "{analyte}, {last}, beside {first}.", analyte=name_of(point), first=first, last=last
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
    ranges = {_range_key(before), _range_key(now)}
    return None not in ranges and len(ranges) > 1


def _range_key(reading: Reading) -> object:
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
