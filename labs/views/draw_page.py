"""What the page of one draw shows: its results, every version of each, and its sign-off."""

from collections.abc import Sequence
from dataclasses import dataclass

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

    @property
    def readings(self) -> list[Reading]:
        """What stands, and was not entered in error."""
        return [line.reading for line in self.lines if not line.in_error]

    @property
    def signed(self) -> bool:
        """Something of it was signed off and not taken back, of whatever version."""
        undone = {act.undoes_id for act in self.acts}
        return any(a.pk not in undone and a.kind != "withdrawn" for a in self.acts)

    @classmethod
    def of(cls, patient: Patient, panel: Panel, user: User) -> "DrawPage":
        kept = [*patient.panels.filter(uid=panel.uid).order_by("version")]
        results = patient.results.filter(panel__uid=panel.uid).with_release()
        found = group_versions(results.select_related("panel"), same=_reads_alike)
        acts = [*patient.releases.of(panel).order_by("pk")]
        through = _reviewed_through(acts)
        lines = [_build_line(each, user, patient, through) for each in found]
        return cls(
            panel=panel,
            before=group_versions(kept)[0].before,
            lines=tuple(sorted(lines, key=_catalogue_order)),
            review=patient.releases.reviews().filter(panel=panel).first(),
            shared=any(line.result.is_released for line in lines),
            acts=tuple(acts),
            may_correct=_may_correct(panel, lines, user, through),
            version=max(row.act for row in (panel, *(line.result for line in lines))),
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


def _reads_alike(old: Result, new: Result) -> bool:
    return rows.says_same(old, new, but=_MOVED)


def _catalogue_order(line: ResultLine) -> tuple[int, str, int]:
    return _PLACE[line.result.analyte], line.result.side, line.result.pk
