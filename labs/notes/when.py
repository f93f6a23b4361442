"""What a rule may ask of the record, in clinical words. There is no number among them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from labs.agents import AGENTS
from labs.analytes import ANALYTES
from labs.notes.classes import Agents
from labs.notes.note import Condition, Fact, Facts
from labs.notes.seen import Seen, is_sure
from labs.readings import Episode, Moment, Reading, State, comparable
from labs.series import Point, change, dates, source, speech
from labs.series.spells import beginning
from labs.words import Words

SEMEN = (
    "semen_volume",
    "sperm_concentration",
    "sperm_progressive_motility",
    "sperm_total_motility",
    "sperm_morphology",
)

type _Told = Callable[[Point], Fact | None]


# Agents at the draw.


def active(agents: Agents) -> Condition:
    """Surely going on at the draw, and since before its day."""

    def asks(seen: Seen) -> Facts | None:
        return tuple(_recorded(seen, e) for e in seen.on(agents)) or None

    return _condition(
        asks,
        Words.of("note-active", agent=agents.name),
        Words.of("note-not-active", agent=agents.name),
    )


def not_active(agents: Agents) -> Condition:
    """Surely not going on at the draw."""

    def asks(seen: Seen) -> Facts | None:
        return None if seen.perhaps_on(agents) else ()

    return _condition(
        asks,
        Words.of("note-surely-not-active", agent=agents.name),
        Words.of("note-perhaps-active", agent=agents.name),
    )


def testosterone_before() -> Condition:
    """Recorded as begun before the draw; whether it goes on is not asked."""

    def asks(seen: Seen) -> Facts | None:
        given = source.given_before(seen.days[-1], seen.record.episodes)
        return tuple(_recorded(seen, episode) for episode in given) or None

    return _condition(
        asks,
        Words.of("note-testosterone-before"),
        Words.of("note-no-testosterone-before"),
    )


def without_testes() -> Condition:
    """Recorded: no testis on either side."""

    def asks(seen: Seen) -> Facts | None:
        testes = seen.record.course.testes
        told = Words.of("note-fact-testes", words=testes.words)
        return (Fact(told),) if testes.none else None

    return _condition(
        asks, Words.of("note-without-testes"), Words.of("note-not-without-testes")
    )


def not_active_again(agents: Agents) -> Condition:
    """Surely not going on at the draw, nor at the one before."""

    def asks(seen: Seen) -> Facts | None:
        both = (seen, seen.before)
        return None if any(at and at.perhaps_on(agents) for at in both) else ()

    return _condition(
        asks,
        Words.of("note-surely-not-active-again", agent=agents.name),
        Words.of("note-perhaps-active-again", agent=agents.name),
    )


def active_again(agents: Agents) -> Condition:
    """Going on at the draw, and at the one before."""

    def asks(seen: Seen) -> Facts | None:
        before = seen.before
        if not before or not before.on(agents):
            return None
        return tuple(_recorded(seen, e) for e in seen.on(agents)) or None

    return _condition(
        asks,
        Words.of("note-active-again", agent=agents.name),
        Words.of("note-not-active-again", agent=agents.name),
    )


def no_agent() -> Condition:
    """No agent that acts on the axis."""

    def asks(seen: Seen) -> Facts | None:
        return (Fact(Words.of("note-fact-no-agent")),) if seen.free else None

    return _condition(asks, Words.of("note-no-agent"), Words.of("note-some-agent"))


def no_agent_again() -> Condition:
    """No such agent at the draw, and none at the one before."""

    def asks(seen: Seen) -> Facts | None:
        if not seen.free or not seen.before or not seen.before.free:
            return None
        return (Fact(Words.of("note-fact-no-agent-again")),)

    return _condition(
        asks, Words.of("note-no-agent-again"), Words.of("note-some-agent-again")
    )


def never_an_agent() -> Condition:
    """No agent that acts on the axis was ever recorded."""

    def asks(seen: Seen) -> Facts | None:
        if not seen.free or any(e.axis for e in seen.record.episodes):
            return None
        return (Fact(Words.of("note-fact-never")),)

    return _condition(asks, Words.of("note-never"), Words.of("note-ever"))


def agent_at_the_draw_before() -> Condition:
    """An agent that acts on the axis went on at the draw before."""

    def asks(seen: Seen) -> Facts | None:
        before = seen.before
        return (
            (tuple(_recorded(before, e) for e in before.on_axis) or None)
            if before
            else None
        )

    return _condition(asks, Words.of("note-agent-before"), Words.of("note-no-agent-before"))


def stopped(agents: Agents) -> Condition:
    """Recorded earlier, and surely over."""

    def asks(seen: Seen) -> Facts | None:
        if seen.perhaps_on(agents):
            return None
        return _last_stop(seen.ended(agents))

    return _condition(
        asks,
        Words.of("note-stopped", agent=agents.name),
        Words.of("note-not-stopped", agent=agents.name),
    )


def some_agent_stopped() -> Condition:
    """Any that acts on the axis, recorded earlier, and surely over."""
    return _condition(
        lambda seen: _last_stop(seen.ended()),
        Words.of("note-some-stopped"),
        Words.of("note-none-stopped"),
    )


def begun_after(agents: Agents, earlier: Agents) -> Condition:
    """The first agent to begin after another one had begun, and still going on."""

    def asks(seen: Seen) -> Facts | None:
        for episode in seen.on(agents):
            first = beginning(episode, seen.record.episodes)
            before = _begun_before(first, seen.record.episodes)
            if before and before.agent in earlier.keys:
                return _recorded(seen, before), _recorded(seen, episode)
        return None

    return _condition(
        asks,
        Words.of("note-begun-after", agent=agents.name, earlier=earlier.name),
        Words.of("note-not-begun-after", agent=agents.name, earlier=earlier.name),
    )


# Results of the draw.


def reported(*analytes: str) -> Condition:
    """A final result, be it in words."""
    return _of_results("reported", analytes, lambda p: _result("measured", p))


def measured(*analytes: str) -> Condition:
    """A final result with a number, or with a limit that it is under or over."""

    def told(point: Point) -> Fact | None:
        has_number = point.reading.value.number is not None
        return _result("measured", point) if has_number else None

    return _of_results("measured", analytes, told)


def low(*analytes: str) -> Condition:
    """Below its own interval; also as `<`, where all that it may be is below."""
    return _in_state("low", State.BELOW, analytes)


def inside(*analytes: str) -> Condition:
    """Inside its own interval."""
    return _in_state("inside", State.INSIDE, analytes)


def high(*analytes: str) -> Condition:
    """Above its own interval."""
    return _in_state("high", State.ABOVE, analytes)


def silent(analyte: str) -> Condition:
    """Below detection, in words too, or below its own interval."""

    def told(point: Point) -> Fact | None:
        if not source.is_silent(point.reading):
            return None
        return _result("low" if _is_number(point.reading) else "undetected", point)

    return _of_results("silent", (analyte,), told)


def inside_or_above(analyte: str) -> Condition:
    """Surely not below its own interval."""

    def told(point: Point) -> Fact | None:
        stands = source.is_not_low(point.reading)
        return _result("inside-or-above", point) if stands else None

    return _of_results("inside-or-above", (analyte,), told)


def undetected(analyte: str) -> Condition:
    """Below what the assay detects, and so below its own interval."""

    def told(point: Point) -> Fact | None:
        return _result("undetected", point) if _is_undetected(point) else None

    return _of_results("undetected", (analyte,), told)


def undetected_again(analyte: str) -> Condition:
    """And at the result before; told since when."""

    def told(point: Point) -> Fact | None:
        run = _undetected_run(point)
        return _over("note-fact-undetected-again", run, dates.of) if run[1:] else None

    return _of_results("undetected-again", (analyte,), told)


def rose(*analytes: str) -> Condition:
    """Surely higher than the result before, where the two compare."""
    return _of_results("rose", analytes, lambda p: _moved("rose", p, p.earlier))


def fell(*analytes: str) -> Condition:
    """Surely lower than the result before, where the two compare."""
    return _of_results("fell", analytes, lambda p: _moved("fell", p, p.earlier))


def rose_since_before(agents: Agents, *analytes: str) -> Condition:
    """Surely higher than the last result before these agents began, where they compare."""

    def asks(seen: Seen) -> Facts | None:
        began = _began(agents, seen)
        moved = (
            _moved("rose", p, _last_until(p, began), seen.record.episodes)
            for p in seen.of(*analytes)
            if began
        )
        return tuple(filter(None, moved)) or None

    return _each(asks, "rose-since", analytes, agent=agents.name)


def below_baseline(analyte: str) -> Condition:
    """Surely lower than the marked baseline, where the two compare."""

    def asks(seen: Seen) -> Facts | None:
        found = (
            _moved("below-baseline", p, _baseline(seen, p), seen.record.episodes)
            for p in seen.of(analyte)
        )
        return tuple(filter(None, found)) or None

    return _each(asks, "below-baseline", (analyte,))


def below_untreated_baseline(analyte: str) -> Condition:
    """Surely lower than a baseline that was drawn before any agent on record."""

    def asks(seen: Seen) -> Facts | None:
        found = (
            _moved("below-baseline", p, _untreated(seen, p), seen.record.episodes)
            for p in seen.of(analyte)
        )
        return tuple(filter(None, found)) or None

    return _each(asks, "below-untreated", (analyte,))


def first_above_detection(analyte: str) -> Condition:
    """Measured as a number, after a result below detection with the same assay."""

    def told(point: Point) -> Fact | None:
        earlier = point.earlier
        if not earlier or not is_sure(earlier.reading) or point.verdict.kind == "broken":
            return None
        if not earlier.reading.below_detection or not _is_number(point.reading):
            return None
        return _over("note-fact-above-detection", [earlier, point])

    return _of_results("above-detection", (analyte,), told)


def decided_on() -> Condition:
    """A decision rests on the draw."""

    def asks(seen: Seen) -> Facts | None:
        draw = seen.draw.id if seen.draw else None
        resting = [
            Fact(Words.of("note-fact-decided", day=dates.day(decided.date)))
            for decided in seen.record.course.decisions
            if any(pin.draw == draw for pin in decided.pins)
        ]
        return tuple(resting) or None

    return _condition(asks, Words.of("note-decided"), Words.of("note-not-decided"))


# How conditions are put together.


def _condition(
    asks: Callable[[Seen], Facts | None], holds: Words, fails: Words
) -> Condition:
    return Condition(asks, (holds,), (fails,))


def _of_results(what: str, analytes: Sequence[str], told: _Told) -> Condition:
    def asks(seen: Seen) -> Facts | None:
        return tuple(filter(None, map(told, seen.of(*analytes)))) or None

    return _each(asks, what, analytes)


def _each(
    asks: Callable[[Seen], Facts | None], what: str, analytes: Iterable[str], **facts: str
) -> Condition:
    names = [speech.name(ANALYTES[key]) for key in analytes]
    return Condition(
        asks,
        tuple(Words.of(f"note-{what}", analyte=name, **facts) for name in names),
        tuple(Words.of(f"note-not-{what}", analyte=name, **facts) for name in names),
    )


def _in_state(what: str, state: State, analytes: Sequence[str]) -> Condition:
    def told(point: Point) -> Fact | None:
        return _result(what, point) if point.state is state else None

    return _of_results(what, analytes, told)


def _result(what: str, point: Point) -> Fact:
    return Fact(
        Words.of(
            f"note-fact-{what}",
            analyte=_name(point),
            day=dates.of(point.reading.moment),
        ),
        (point,),
    )


def _over(
    code: str, points: Sequence[Point], day: Callable[[Moment], str] = dates.when
) -> Fact:
    """What stands between the first and the last of some results."""
    first, last = (day(points[at].reading.moment) for at in (0, -1))
    words = Words.of(code, analyte=_name(points[-1]), first=first, last=last)
    return Fact(words, tuple(points))


def _name(point: Point) -> str:
    named = speech.name(point.reading.analyte, point.reading.side)
    return named[:1].upper() + named[1:]


def _recorded(seen: Seen, episode: Episode) -> Fact:
    """Since when an agent is recorded, whatever changed within it; and until when."""
    first = beginning(episode, seen.record.episodes)
    facts = {
        "agent": _agent(episode),
        "start": dates.as_known(first.start, first.start_precision),
    }
    if episode.stop is None:
        return Fact(Words.of("note-fact-active", **facts), episodes=(episode,))
    stop = dates.as_known(episode.stop, episode.stop_precision)
    return Fact(Words.of("note-fact-active-until", stop=stop, **facts), (), (episode,))


def _agent(episode: Episode) -> str:
    """By the catalogue; what a person typed is shown as typed, beside the sentence."""
    known = AGENTS.get(episode.agent)
    return known.name if known else "Another agent"


def _last_stop(ended: Sequence[Episode]) -> Facts | None:
    if not ended:
        return None
    last = max(ended, key=lambda e: e.stop or e.start)
    stop = dates.as_known(last.stop or last.start, last.stop_precision)
    words = Words.of("note-fact-stopped", agent=_agent(last), stop=stop)
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


def _began(agents: Agents, seen: Seen) -> date | None:
    """The day on which one of them began last, whatever changed within its time."""
    episodes = [e for e in seen.record.episodes if e.agent in agents.keys]
    begun = [beginning(e, seen.record.episodes).start for e in episodes]
    return max((day for day in begun if day < seen.days[0]), default=None)


def _last_until(point: Point, day: date) -> Point | None:
    at = point.earlier
    while at and (at.reading.moment.date > day or not is_sure(at.reading)):
        at = at.earlier
    return at


def _baseline(seen: Seen, point: Point) -> Point | None:
    """The marked result of the analyte and side, where it was drawn before this one."""
    for baseline in seen.record.course.baselines:
        marked = seen.record.by_id.get(baseline.result)
        if marked and marked.reading.key == point.reading.key:
            earlier = marked.reading.moment.at < point.reading.moment.at
            return marked if earlier else None
    return None


def _untreated(seen: Seen, point: Point) -> Point | None:
    """The baseline, where no agent that acts on the axis went on then, or ever before."""
    marked = _baseline(seen, point)
    if marked is None:
        return None
    then = seen.record.at(marked.reading.draw.id)
    return marked if then.free and not then.ended() else None


def _moved(
    way: str, point: Point, other: Point | None, episodes: Sequence[Episode] = ()
) -> Fact | None:
    """That a result surely lies higher, or lower, than an earlier one that compares."""
    if other is None or not is_sure(other.reading):
        return None
    verdict = (
        point.verdict
        if other is point.earlier
        else comparable(other.reading, point.reading, episodes)
    )
    now, then = point.reading, other.reading
    higher = _surely_above(now, then) if way == "rose" else _surely_above(then, now)
    if not higher or not change.computable(verdict):
        return None
    return _over(f"note-fact-{way}", [other, point])


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
