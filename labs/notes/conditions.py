"""What a rule may ask of the record, in clinical words. There is no number among them.

Each public function makes a condition, and its docstring says when that holds.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from labs.agents import AGENTS
from labs.analytes import ANALYTES
from labs.notes.agent_groups import AgentGroup
from labs.notes.at_draw import RecordAtDraw, is_sure
from labs.notes.note import Condition, Fact, Facts, Later
from labs.readings import Episode, Moment, Reading, State, compare
from labs.timeline import Point, change, dates, source, speech
from labs.timeline.spells import first_of_spell
from labs.words import Words, gettext_lazy, gettext_noop

SEMEN = (
    "semen_volume",
    "sperm_concentration",
    "sperm_progressive_motility",
    "sperm_total_motility",
    "sperm_morphology",
)

# How two conditions fail; `patient_notes` says them otherwise to a man who never had
# the agent.
PERHAPS_ACTIVE = gettext_noop("{agent} is recorded for the day of the draw, or may be")
PERHAPS_ACTIVE_AGAIN = gettext_noop(
    "{agent} is recorded at this draw or at the one before, or may be"
)
# What was found, for several conditions.
_MEASURED = gettext_noop("{analyte}, {day}.")
_LOW = gettext_noop("{analyte}, {day}, is below its range.")
_UNDETECTED = gettext_noop("{analyte}, {day}, is below detection.")
_BELOW_BASELINE = gettext_noop("{analyte} is lower {last} than at the baseline {first}.")

type _FactOf = Callable[[Point], Fact | None]


# Agents at the draw.


def is_active(agents: AgentGroup) -> Condition:
    """Surely going on at the draw, and since before its day."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        return (
            tuple(_recorded_fact(at_draw, e) for e in at_draw.active_episodes(agents))
            or None
        )

    return _build_condition(
        find_facts,
        gettext_lazy(
            "{agent} is recorded since before the day of the draw", agent=agents.name
        ),
        gettext_lazy(
            "{agent} is not recorded since before the day of the draw", agent=agents.name
        ),
    )


def not_active(agents: AgentGroup) -> Condition:
    """Surely not going on at the draw."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        return None if at_draw.may_be_active(agents) else ()

    return _build_condition(
        find_facts,
        gettext_lazy("{agent} is not recorded for the day of the draw", agent=agents.name),
        gettext_lazy(PERHAPS_ACTIVE, agent=agents.name),
    )


def testosterone_before() -> Condition:
    """Recorded as begun before the draw; whether it is ongoing is not asked."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        given = source.given_before(at_draw.days[-1], at_draw.record.episodes)
        return tuple(_recorded_fact(at_draw, episode) for episode in given) or None

    return _build_condition(
        find_facts,
        gettext_lazy("testosterone is recorded as begun before the draw"),
        gettext_lazy("no testosterone is recorded as begun before the draw"),
    )


def without_testes() -> Condition:
    """Recorded: no testis on either side."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        testes = at_draw.record.course.testes
        words = gettext_lazy("The record says that {words}.", words=testes.words)
        return (Fact(words),) if testes.none else None

    return _build_condition(
        find_facts,
        gettext_lazy("no testis is recorded on either side"),
        gettext_lazy("the record says otherwise of one side or both"),
    )


def not_active_again(agents: AgentGroup) -> Condition:
    """Surely not going on at the draw, nor at the one before."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        both = (at_draw, at_draw.before)
        return None if any(at and at.may_be_active(agents) for at in both) else ()

    return _build_condition(
        find_facts,
        gettext_lazy(
            "{agent} is not recorded for the day of this draw, nor of the one before",
            agent=agents.name,
        ),
        gettext_lazy(PERHAPS_ACTIVE_AGAIN, agent=agents.name),
    )


def active_again(agents: AgentGroup) -> Condition:
    """Going on at the draw, and at the one before."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        before = at_draw.before
        if not before or not before.active_episodes(agents):
            return None
        return (
            tuple(_recorded_fact(at_draw, e) for e in at_draw.active_episodes(agents))
            or None
        )

    return _build_condition(
        find_facts,
        gettext_lazy(
            "{agent} is recorded at this draw and at the one before", agent=agents.name
        ),
        gettext_lazy(
            "{agent} is not recorded at both this draw and the one before",
            agent=agents.name,
        ),
    )


def no_agent() -> Condition:
    """No agent that acts on the axis."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        words = gettext_lazy(
            "No agent that acts on the axis recorded for the day of the draw."
        )
        return (Fact(words),) if at_draw.is_untreated else None

    return _build_condition(
        find_facts,
        gettext_lazy("no agent that acts on the axis is recorded for the day of the draw"),
        gettext_lazy("an agent that acts on the axis is recorded for that day, or may be"),
    )


def no_agent_again() -> Condition:
    """No such agent at the draw, and none at the one before."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        if (
            not at_draw.is_untreated
            or not at_draw.before
            or not at_draw.before.is_untreated
        ):
            return None
        words = gettext_lazy(
            "No agent that acts on the axis recorded at this draw, and none at the one "
            "before."
        )
        return (Fact(words),)

    return _build_condition(
        find_facts,
        gettext_lazy(
            "no agent that acts on the axis is recorded at this draw, and none "
            "at the one before"
        ),
        gettext_lazy(
            "an agent that acts on the axis is recorded at this draw or at the "
            "one before, or may be"
        ),
    )


def never_an_agent() -> Condition:
    """No agent that acts on the axis was ever recorded."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        if not at_draw.is_untreated or any(e.axis for e in at_draw.record.episodes):
            return None
        return (Fact(gettext_lazy("No agent that acts on the axis recorded at any time.")),)

    return _build_condition(
        find_facts,
        gettext_lazy("no agent that acts on the axis was ever recorded"),
        gettext_lazy("an agent that acts on the axis is on record"),
    )


def agent_at_the_draw_before() -> Condition:
    """An agent that acts on the axis went on at the draw before."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        before = at_draw.before
        return (
            (tuple(_recorded_fact(before, e) for e in before.active_axis_episodes) or None)
            if before
            else None
        )

    return _build_condition(
        find_facts,
        gettext_lazy("an agent that acts on the axis is recorded at the draw before"),
        gettext_lazy("no agent that acts on the axis is recorded at the draw before"),
    )


def was_stopped(agents: AgentGroup) -> Condition:
    """Recorded earlier, and surely over."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        if at_draw.may_be_active(agents):
            return None
        return _last_stop(at_draw.ended_episodes(agents))

    return _build_condition(
        find_facts,
        gettext_lazy(
            "{agent} was recorded and was stopped before the draw", agent=agents.name
        ),
        gettext_lazy(
            "{agent} is not recorded as stopped before the draw", agent=agents.name
        ),
    )


def some_agent_stopped() -> Condition:
    """Any that acts on the axis, recorded earlier, and surely over."""
    return _build_condition(
        lambda at_draw: _last_stop(at_draw.ended_episodes()),
        gettext_lazy(
            "an agent that acts on the axis was recorded and was stopped before the draw"
        ),
        gettext_lazy("no such agent is recorded as stopped before the draw"),
    )


def begun_after(agents: AgentGroup, earlier: AgentGroup) -> Condition:
    """The first agent to begin after another one had begun, and still going on."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        for episode in at_draw.active_episodes(agents):
            first = first_of_spell(episode, at_draw.record.episodes)
            before = _begun_before(first, at_draw.record.episodes)
            if before and before.agent in earlier.keys:
                return _recorded_fact(at_draw, before), _recorded_fact(at_draw, episode)
        return None

    return _build_condition(
        find_facts,
        gettext_lazy(
            "{agent} is the next agent recorded after {earlier} began",
            agent=agents.name,
            earlier=earlier.name,
        ),
        gettext_lazy(
            "{agent} is not the next agent recorded after {earlier} began",
            agent=agents.name,
            earlier=earlier.name,
        ),
    )


# Results of the draw.


def is_reported(*analytes: str) -> Condition:
    """A final result, be it in words."""
    return _of_results(
        analytes,
        lambda p: _result_fact(_MEASURED, p),
        gettext_noop("there is a final result of {analyte}"),
        gettext_noop("there is no final result of {analyte}"),
    )


def is_measured(*analytes: str) -> Condition:
    """A final result with a number, or with a limit that it is under or over."""

    def fact_of(point: Point) -> Fact | None:
        has_number = point.reading.value.number is not None
        return _result_fact(_MEASURED, point) if has_number else None

    return _of_results(
        analytes,
        fact_of,
        gettext_noop("there is a final result of {analyte} with a number"),
        gettext_noop("there is no final result of {analyte} with a number"),
    )


def is_low(*analytes: str) -> Condition:
    """Below its own interval; also as `<`, where all that it may be is below."""
    return _in_state(
        State.BELOW,
        analytes,
        _LOW,
        gettext_noop("{analyte} is below its reference range"),
        gettext_noop("{analyte} is not below its reference range"),
    )


def is_inside(*analytes: str) -> Condition:
    """Inside its own interval."""
    return _in_state(
        State.INSIDE,
        analytes,
        gettext_noop("{analyte}, {day}, is in its reference range."),
        gettext_noop("{analyte} is in its reference range"),
        gettext_noop("{analyte} is not in its reference range"),
    )


def is_high(*analytes: str) -> Condition:
    """Above its own interval."""
    return _in_state(
        State.ABOVE,
        analytes,
        gettext_noop("{analyte}, {day}, is above its range."),
        gettext_noop("{analyte} is above its reference range"),
        gettext_noop("{analyte} is not above its reference range"),
    )


def is_silent(analyte: str) -> Condition:
    """Below detection, in words too, or below its own interval."""

    def fact_of(point: Point) -> Fact | None:
        if not source.is_silent(point.reading):
            return None
        return _result_fact(_LOW if _is_number(point.reading) else _UNDETECTED, point)

    return _of_results(
        (analyte,),
        fact_of,
        gettext_noop("{analyte} is below detection or below its reference range"),
        gettext_noop("{analyte} is neither below detection nor below its reference range"),
    )


def inside_or_above(analyte: str) -> Condition:
    """Surely not below its own interval."""

    def fact_of(point: Point) -> Fact | None:
        stands = source.is_not_low(point.reading)
        text = gettext_noop("{analyte}, {day}, is in its reference range or above it.")
        return _result_fact(text, point) if stands else None

    return _of_results(
        (analyte,),
        fact_of,
        gettext_noop("{analyte} is in its reference range or above it"),
        gettext_noop("{analyte} is not surely in its reference range or above it"),
    )


def is_undetected(analyte: str) -> Condition:
    """Below what the assay detects, and so below its own interval."""

    def fact_of(point: Point) -> Fact | None:
        return _result_fact(_UNDETECTED, point) if _is_undetected(point) else None

    return _of_results(
        (analyte,),
        fact_of,
        gettext_noop("{analyte} is below detection and below its reference range"),
        gettext_noop("{analyte} is not below detection, or not below its reference range"),
    )


def undetected_again(analyte: str) -> Condition:
    """Below detection here and at the result before; the fact says since when."""

    def fact_of(point: Point) -> Fact | None:
        run = _undetected_run(point)
        text = gettext_noop(
            "{analyte} is below detection at each result from {first} to {last}."
        )
        return _span_fact(text, run, dates.clinical_day) if run[1:] else None

    return _of_results(
        (analyte,),
        fact_of,
        gettext_noop(
            "{analyte} is below detection and its reference range, here and at the result "
            "before"
        ),
        gettext_noop("{analyte} is not below detection and its range both here and before"),
    )


def has_risen(*analytes: str) -> Condition:
    """Surely higher than the result before, where the two compare."""
    return _of_results(
        analytes,
        lambda p: _rise_fact(p, p.earlier),
        gettext_noop("{analyte} is higher than at the result before, and the two compare"),
        gettext_noop("{analyte} is not higher than before, or the two do not compare"),
    )


def has_fallen(*analytes: str) -> Condition:
    """Surely lower than the result before, where the two compare."""

    def fact_of(point: Point) -> Fact | None:
        text = gettext_noop("{analyte} is lower {last} than {first}.")
        return _fall_fact(text, point, point.earlier)

    return _of_results(
        analytes,
        fact_of,
        gettext_noop("{analyte} is lower than at the result before, and the two compare"),
        gettext_noop("{analyte} is not lower than before, or the two do not compare"),
    )


def rose_since_before(agents: AgentGroup, *analytes: str) -> Condition:
    """Surely higher than the last result before these agents began, where they compare."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        began = _find_start(agents, at_draw)
        moved = (
            _rise_fact(p, _last_until(p, began), at_draw.record.episodes)
            for p in at_draw.points_of(*analytes)
            if began
        )
        return tuple(filter(None, moved)) or None

    return _condition_of_each(
        find_facts,
        analytes,
        gettext_noop(
            "{analyte} is higher than at the last result before {agent}, and the two "
            "compare"
        ),
        gettext_noop(
            "{analyte} is not higher than before {agent}, or the two do not compare"
        ),
        agent=agents.name,
    )


def below_baseline(analyte: str) -> Condition:
    """Surely lower than the marked baseline, where the two compare."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        found = (
            _fall_fact(
                _BELOW_BASELINE, p, _find_baseline(at_draw, p), at_draw.record.episodes
            )
            for p in at_draw.points_of(analyte)
        )
        return tuple(filter(None, found)) or None

    return _condition_of_each(
        find_facts,
        (analyte,),
        gettext_noop("{analyte} is lower than its baseline, and the two compare"),
        gettext_noop("{analyte} is not lower than its baseline, or the two do not compare"),
    )


def below_untreated_baseline(analyte: str) -> Condition:
    """Surely lower than a baseline that was drawn before any agent on record."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        found = (
            _fall_fact(
                _BELOW_BASELINE, p, _find_untreated(at_draw, p), at_draw.record.episodes
            )
            for p in at_draw.points_of(analyte)
        )
        return tuple(filter(None, found)) or None

    return _condition_of_each(
        find_facts,
        (analyte,),
        gettext_noop(
            "{analyte} is lower than its baseline, drawn before any agent, and the two "
            "compare"
        ),
        gettext_noop(
            "{analyte} is not lower than a baseline drawn before any agent, or the two do "
            "not compare"
        ),
    )


def first_above_detection(analyte: str) -> Condition:
    """Measured as a number, after a result below detection with the same assay."""

    def fact_of(point: Point) -> Fact | None:
        earlier = point.earlier
        if not earlier or not is_sure(earlier.reading) or point.verdict.kind == "broken":
            return None
        if not earlier.reading.below_detection or not _is_number(point.reading):
            return None
        text = gettext_noop("{analyte} was below detection {first} and is measured {last}.")
        return _span_fact(text, [earlier, point])

    return _of_results(
        (analyte,),
        fact_of,
        gettext_noop(
            "{analyte} is measured, and was below detection at the result before, same "
            "assay"
        ),
        gettext_noop(
            "{analyte} is not measured for the first time after a result below detection"
        ),
    )


def decided_on() -> Condition:
    """A decision rests on the draw."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        draw = at_draw.draw.id if at_draw.draw else None
        resting = [
            Fact(
                gettext_lazy(
                    "A decision of {day} rests on this draw.",
                    day=Later(dates.day, (decided.date,)),
                )
            )
            for decided in at_draw.record.course.decisions
            if any(pin.draw == draw for pin in decided.pins)
        ]
        return tuple(resting) or None

    return _build_condition(
        find_facts,
        gettext_lazy("a decision rests on this draw"),
        gettext_lazy("no decision rests on this draw"),
    )


# How conditions are put together.


def _build_condition(
    find_facts: Callable[[RecordAtDraw], Facts | None], holds: Words, fails: Words
) -> Condition:
    return Condition(find_facts, (holds,), (fails,))


def _of_results(
    analytes: Sequence[str], fact_of: _FactOf, holds: str, fails: str
) -> Condition:
    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        return tuple(filter(None, map(fact_of, at_draw.points_of(*analytes)))) or None

    return _condition_of_each(find_facts, analytes, holds, fails)


def _condition_of_each(
    find_facts: Callable[[RecordAtDraw], Facts | None],
    analytes: Iterable[str],
    holds: str,
    fails: str,
    **facts: str,
) -> Condition:
    names = [speech.name_measured(ANALYTES[key]) for key in analytes]
    return Condition(
        find_facts,
        tuple(gettext_lazy(holds, analyte=name, **facts) for name in names),
        tuple(gettext_lazy(fails, analyte=name, **facts) for name in names),
    )


def _in_state(
    state: State, analytes: Sequence[str], fact: str, holds: str, fails: str
) -> Condition:
    def fact_of(point: Point) -> Fact | None:
        return _result_fact(fact, point) if point.state is state else None

    return _of_results(analytes, fact_of, holds, fails)


def _result_fact(text: str, point: Point) -> Fact:
    """A text with `{analyte}` and `{day}`, of one result."""
    day = Later(dates.clinical_day, (point.reading.moment,))
    return Fact(gettext_lazy(text, analyte=name_of(point), day=day), (point,))


def _span_fact(
    text: str, points: Sequence[Point], day: Callable[[Moment], str] = dates.on_day
) -> Fact:
    """A text with `{analyte}`, `{first}` and `{last}`, the days of some results."""
    first, last = (Later(day, (points[at].reading.moment,)) for at in (0, -1))
    words = gettext_lazy(text, analyte=name_of(points[-1]), first=first, last=last)
    return Fact(words, tuple(points))


def name_of(point: Point) -> Later:
    """`LH`, `Left testicular volume`: at the start of a sentence."""
    return Later(_name_first, (point.reading.analyte.key, point.reading.side))


def _name_first(analyte: str, side: str) -> str:
    name = speech.name_measured(ANALYTES[analyte], side)
    return name[:1].upper() + name[1:]


def _recorded_fact(at_draw: RecordAtDraw, episode: Episode) -> Fact:
    """Since when an agent is recorded, whatever changed within it; and until when."""
    first = first_of_spell(episode, at_draw.record.episodes)
    facts = {
        "agent": _name_agent(episode),
        "start": Later(dates.as_known, (first.start, first.start_precision)),
    }
    if episode.stop is None:
        return Fact(
            gettext_lazy("{agent} recorded since {start}.", **facts), episodes=(episode,)
        )
    stop = Later(dates.as_known, (episode.stop, episode.stop_precision))
    return Fact(
        gettext_lazy("{agent} recorded from {start} to {stop}.", stop=stop, **facts),
        (),
        (episode,),
    )


def _name_agent(episode: Episode) -> str:
    """By the catalogue; what a person typed is shown as typed, beside the sentence."""
    known = AGENTS.get(episode.agent)
    return known.name if known else "Another agent"


def _last_stop(ended: Sequence[Episode]) -> Facts | None:
    if not ended:
        return None
    last = max(ended, key=lambda e: e.stop or e.start)
    stop = Later(dates.as_known, (last.stop or last.start, last.stop_precision))
    words = gettext_lazy(
        "{agent} recorded until {stop}.", agent=_name_agent(last), stop=stop
    )
    return (Fact(words, episodes=(last,)),)


def _begun_before(episode: Episode, episodes: Iterable[Episode]) -> Episode | None:
    """The agent that began last before this one did."""
    others = [
        other
        for other in episodes
        if other.axis and other.agent != episode.agent and other.start < episode.start
    ]
    return max(others, key=lambda other: other.start, default=None)


def _is_undetected(point: Point) -> bool:
    return point.reading.below_detection and point.state is State.BELOW


def _undetected_run(point: Point) -> list[Point]:
    """Results on end, up to this one."""
    run: list[Point] = []
    at: Point | None = point
    while at and is_sure(at.reading) and _is_undetected(at):
        run.append(at)
        at = at.earlier
    return run[::-1]


def _find_start(agents: AgentGroup, at_draw: RecordAtDraw) -> date | None:
    """The day on which one of them began last, whatever changed within its time."""
    episodes = [e for e in at_draw.record.episodes if e.agent in agents.keys]
    begun = [first_of_spell(e, at_draw.record.episodes).start for e in episodes]
    return max((day for day in begun if day < at_draw.days[0]), default=None)


def _last_until(point: Point, day: date) -> Point | None:
    at = point.earlier
    while at and (at.reading.moment.date > day or not is_sure(at.reading)):
        at = at.earlier
    return at


def _find_baseline(at_draw: RecordAtDraw, point: Point) -> Point | None:
    """The marked result of the analyte and side, where it was drawn before this one."""
    for baseline in at_draw.record.course.baselines:
        marked = at_draw.record.by_id.get(baseline.result)
        if marked and marked.reading.key == point.reading.key:
            earlier = marked.reading.moment.at < point.reading.moment.at
            return marked if earlier else None
    return None


def _find_untreated(at_draw: RecordAtDraw, point: Point) -> Point | None:
    """The baseline, where no agent that acts on the axis went on then, or ever before."""
    marked = _find_baseline(at_draw, point)
    if marked is None:
        return None
    then = at_draw.record.at(marked.reading.draw.id)
    return marked if then.is_untreated and not then.ended_episodes() else None


def _rise_fact(
    point: Point, other: Point | None, episodes: Sequence[Episode] = ()
) -> Fact | None:
    """That a result surely lies higher than an earlier one that compares."""
    if other is None or not _surely_above(point.reading, other.reading):
        return None
    text = gettext_noop("{analyte} is higher {last} than {first}.")
    return (
        _span_fact(text, [other, point]) if _is_comparable(point, other, episodes) else None
    )


def _fall_fact(
    text: str, point: Point, other: Point | None, episodes: Sequence[Episode] = ()
) -> Fact | None:
    """That a result surely lies lower than an earlier one that compares."""
    if other is None or not _surely_above(other.reading, point.reading):
        return None
    return (
        _span_fact(text, [other, point]) if _is_comparable(point, other, episodes) else None
    )


def _is_comparable(point: Point, other: Point, episodes: Sequence[Episode]) -> bool:
    if not is_sure(other.reading):
        return False
    verdict = (
        point.verdict
        if other is point.earlier
        else compare(other.reading, point.reading, episodes)
    )
    return change.is_computable(verdict)


def _surely_above(one: Reading, other: Reading) -> bool:
    """Whatever each of them may be: `<x` is anything below x, `>x` anything above."""
    if one.amount is None or other.amount is None:
        return False
    if one.below_detection or other.above_detection:
        return False
    apart = one.value.comparator == ">" or other.value.comparator == "<"
    return one.amount > other.amount or (apart and one.amount == other.amount)


def _is_number(reading: Reading) -> bool:
    return reading.value.number is not None and not reading.value.comparator
