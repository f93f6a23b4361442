"""What the page of one decision shows: what was looked at, as it read then and now."""

from dataclasses import dataclass
from itertools import groupby

from labs.analytes import ANALYTES
from labs.models import Decision, DecisionAnswer, Patient, Result
from labs.models.result import ResultQuerySet
from labs.readings import DecisionFact, Draw, Reading
from labs.views.versions import ReplacedVersion, group_versions

_PLACE = {key: place for place, key in enumerate(ANALYTES)}


@dataclass(frozen=True)
class PinnedResult:
    """One result that was looked at; `now` only where it reads otherwise by now."""

    then: Reading
    now: Reading | None
    by: Result | None  # the version that stands, with who and when

    @property
    def in_error(self) -> bool:
        return self.by is not None and self.by.status == "entered-in-error"


@dataclass(frozen=True)
class PinnedDraw:
    draw: Draw
    results: tuple[PinnedResult, ...]
    moved: Draw | None  # its date, laboratory or circumstances by now, if they changed


@dataclass(frozen=True)
class DecisionPage:
    kept: Decision
    decided: DecisionFact
    before: tuple[ReplacedVersion[Decision], ...]
    draws: tuple[PinnedDraw, ...]
    answers: tuple[DecisionAnswer, ...]  # to what opened it again, newest first
    closes: tuple[DecisionAnswer, ...]  # that it gives to other decisions
    version: int  # the newest act on the page

    @property
    def needs_attention(self) -> bool:
        return self.decided.needs_attention

    @classmethod
    def of(cls, patient: Patient, kept: Decision) -> "DecisionPage":
        pins = kept.pins.select_related("result__panel")
        open_again = kept.pins.changed().exists()
        given = DecisionAnswer.objects.standing()
        given = given.select_related("decision", "new_decision")
        answers = tuple(given.filter(decision__uid=kept.uid).order_by("-pk"))
        then = [pin.result for pin in pins]
        every = patient.results.filter(uid__in={row.uid for row in then})
        now = {row.uid: row for row in _select_current(every)}
        then.sort(key=lambda r: (r.collected_at, r.panel_id, _PLACE[r.analyte], r.side))
        draws = [
            _build_draw(list(group), now)
            for _, group in groupby(then, lambda r: r.panel.uid)
        ]
        return cls(
            kept=kept,
            decided=kept.decided((pin.pin for pin in pins), needs_attention=open_again),
            before=group_versions(patient.decisions.filter(uid=kept.uid))[0].before,
            draws=tuple(reversed(draws)),
            answers=answers,
            closes=tuple(given.filter(new_decision__uid=kept.uid).order_by("pk")),
            version=max(row.act for row in (kept, *now.values(), *answers)),
        )


def _select_current(results: ResultQuerySet) -> ResultQuerySet:
    return results.current().select_related("panel")


def _build_draw(results: list[Result], now: dict[str, Result]) -> PinnedDraw:
    draw = results[0].panel.draw
    stands = now[results[0].uid].panel
    moved = stands.draw if stands.version != draw.version else None
    return PinnedDraw(
        draw, tuple(_build_result(row, now[row.uid]) for row in results), moved
    )


def _build_result(row: Result, stands: Result) -> PinnedResult:
    then = row.reading(row.panel.draw)
    if not _has_changed(row, {row.uid: stands}):
        return PinnedResult(then, None, None)
    return PinnedResult(then, stands.reading(stands.panel.draw), stands)


def _has_changed(row: Result, now: dict[str, Result]) -> bool:
    return now[row.uid].version != row.version
