"""What the page of one draw shows: its results, every version of each, and its sign-off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from labs import access, record
from labs.analytes import ANALYTES
from labs.models import Panel, Patient, Release, Result, User
from labs.readings import Reading
from labs.record import rows
from labs.views.versions import ReplacedVersion, Versions, group_versions

_PLACE = {key: place for place, key in enumerate(ANALYTES)}
_MOVED = {"panel", "collected_at"}  # what a draw's correction changes in its results


@dataclass(frozen=True)
class EarlierVersion:
    """An earlier version of a result, and the act that replaced it."""

    reading: Reading
    by: Result


@dataclass(frozen=True)
class ResultLine:
    result: Result
    reading: Reading
    before: tuple[EarlierVersion, ...]
    may_correct: bool

    @property
    def in_error(self) -> bool:
        return self.result.status == "entered-in-error"

    @property
    def is_unshared(self) -> bool:
        return self.reading.is_shareable and not self.result.is_released

    @property
    def by_diameters(self) -> str:
        """What the diameters give, where the volume says something else."""
        exam = self.reading.exam
        if not exam or not exam.disagrees(self.reading.value):
            return ""
        return f"{exam.recomputed:f}"


@dataclass(frozen=True)
class DrawPage:
    panel: Panel
    before: tuple[ReplacedVersion[Panel], ...]
    lines: tuple[ResultLine, ...]
    review: Release | None  # that still covers all that stands
    shared: bool  # something of it can be read by the man
    acts: tuple[Release, ...]
    may_correct: bool  # the draw itself: date, laboratory, circumstances
    version: int  # the newest act on the page
    due: datetime | None  # when the clinic's rule shares something of it
    opened: bool  # its patient has opened a page of his own since it was shared

    @property
    def readings(self) -> list[Reading]:
        """What stands, and was not entered in error."""
        return [line.reading for line in self.lines if not line.in_error]

    @property
    def signed(self) -> bool:
        """Something of it was signed off and not taken back, of whatever version."""
        undone = {act.undoes_id for act in self.acts}
        return any(
            a.pk not in undone and a.kind in ("reviewed", "shared") and a.by_id
            for a in self.acts
        )

    @property
    def told_acts(self) -> list[Release]:
        """Each act once: sharing by rule and withdrawing may write several rows."""
        return list({(act.act, act.kind): act for act in self.acts}.values())

    @property
    def shared_by_rule(self) -> Release | None:
        """The rule's first act, where no person shared the draw."""
        undone = {act.undoes_id for act in self.acts}
        shared = [a for a in self.acts if a.kind == "shared" and a.pk not in undone]
        by_hand = any(act.by_id for act in shared)
        return shared[0] if shared and not by_hand else None

    @property
    def hold(self) -> Release | None:
        """The hold that keeps the rule from sharing it."""
        last = [act for act in self.acts if act.kind in ("held", "shared")][-1:]
        today = _today_in(self.panel)
        holds = [act for act in last if act.until and act.until > today]
        return holds[0] if holds else None

    @property
    def was_shared(self) -> bool:
        return any(act.kind == "shared" for act in self.acts)

    @property
    def may_hold(self) -> bool:
        return not self.was_shared and self.panel.share_after is not None and bool(self.due)

    @property
    def may_share_later(self) -> bool:
        """Whether the rule will share all of it that is final, and later than now."""
        unshared = [line.result for line in self.lines if line.is_unshared]
        now = timezone.now()
        return bool(unshared) and all(
            each.due and each.due > now and not self.shared for each in unshared
        )

    @property
    def unshared(self) -> bool:
        """Something final in it is not shared."""
        return any(line.is_unshared for line in self.lines)

    @classmethod
    def of(cls, patient: Patient, panel: Panel, user: User) -> "DrawPage":
        kept = [*patient.panels.filter(uid=panel.uid).order_by("version")]
        results = patient.results.filter(panel__uid=panel.uid)
        results = results.with_release().with_due()
        found = group_versions(results.select_related("panel"), same=_reads_alike)
        acts = [*patient.releases.of(panel).order_by("pk")]
        through = _reviewed_through(acts)
        lines = [_build_line(each, user, patient, through) for each in found]
        unshared = [line.result.due for line in lines if line.is_unshared]
        shared = any(line.result.is_released for line in lines)
        return cls(
            panel=panel,
            before=group_versions(kept)[0].before,
            lines=tuple(sorted(lines, key=_catalogue_order)),
            review=patient.releases.reviews().filter(panel=panel).first(),
            shared=shared,
            acts=tuple(acts),
            may_correct=_may_correct(panel, lines, user, through),
            version=max(row.act for row in (panel, *(line.result for line in lines))),
            due=min((due for due in unshared if due), default=None),
            opened=shared and record.release.has_opened(panel),
        )


def may_correct_result(result: Result, user: User, *, through: int) -> bool:
    gone = result.panel.misfiled or result.status == "entered-in-error"
    reviewed = through >= result.pk
    return not gone and record.result.may_correct(result, user, reviewed=reviewed)


def reviewed_through(panel: Panel) -> int:
    """The newest row of a result that a standing sign-off covers; 0 without one."""
    return _reviewed_through([*panel.patient.releases.of(panel)])


def _reviewed_through(acts: Sequence[Release]) -> int:
    undone = {act.undoes_id for act in acts}
    standing = [a.through for a in acts if a.kind == "reviewed" and a.pk not in undone]
    return max(standing, default=0)


def _build_line(
    found: Versions[Result], user: User, patient: Patient, through: int
) -> ResultLine:
    result = found.now
    result.patient = patient
    return ResultLine(
        result=result,
        reading=result.reading(result.panel.draw),
        before=tuple(
            EarlierVersion(e.row.reading(e.row.panel.draw), e.by) for e in found.before
        ),
        may_correct=may_correct_result(result, user, through=through),
    )


def _may_correct(
    panel: Panel, lines: Sequence[ResultLine], user: User, through: int
) -> bool:
    authors = {panel.by_id, *(line.result.by_id for line in lines)}
    return not panel.misfiled and access.may_correct(
        user, panel.patient.clinic, entered_by=authors, reviewed=through > 0
    )


def _today_in(panel: Panel) -> date:
    return timezone.now().astimezone(ZoneInfo(panel.patient.clinic.zone)).date()


def _reads_alike(old: Result, new: Result) -> bool:
    return rows.says_same(old, new, but=_MOVED)


def _catalogue_order(line: ResultLine) -> tuple[int, str, int]:
    return _PLACE[line.result.analyte], line.result.side, line.result.pk
