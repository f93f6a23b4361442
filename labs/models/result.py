"""One value as the laboratory gave it, or the examiner read it."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from labs import analytes
from labs.analytes import ANALYTES
from labs.models.panel import Panel
from labs.models.patient import Patient, PatientDetails
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.models.release import Release, find_due
from labs.readings import (
    FINAL,
    STATUSES,
    STOPPING,
    Assay,
    Draw,
    Exam,
    Interval,
    Kind,
    Reading,
    Value,
)

SIDES = {"left": "left", "right": "right"}


# The index that a history is read from: whose and what, when, and then what a mark shows.
PLOTTED = [
    "patient",
    "analyte",
    "side",
    "collected_at",
    "kind",
    "comparator",
    "value",
    "decimals",
    "unit",
    "status",
]
# `Reading.is_shareable` and `is_stopped` in SQL. Flags are a list of words in JSON, which
# both databases write with quotation marks.
SHAREABLE = Q(status__in=FINAL)
_FLAGS = Cast("flags", models.TextField())
NOT_STOPPED = Q(flags=[]) | ~reduce(
    or_, (Q(Contains(_FLAGS, f'"{flag}"')) for flag in STOPPING)
)
_NUMBER = {"value__isnull": False, "decimals__isnull": False}
_NO_NUMBER = {"value": None, "decimals": None}


def _build_choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class ResultQuerySet(RecordedQuerySet["Result"]):
    def with_release(self) -> Self:
        """Add `is_released`: whether his patient may read it. The one predicate of release.

        It reads acts of release alone, never the clock or a clinic's rule. What was shared
        once stays readable when it is corrected, unless it is not final, or has a flag that
        stops the rule and nobody signed it off with that flag in view.
        """
        return self.annotate(is_released=_is_readable(Q()))

    def released(self) -> Self:
        return self.with_release().filter(is_released=True)

    def with_due(self) -> Self:
        """Add when the clinic's rule shares a result of itself, for `Result.due`.

        `by_clock`: whether it will, if nothing has shared the result before.
        `counted_from`: when it was entered, and was final without a stopping flag.
        `held_until`: the day on which the last hold of its draw ends.
        """
        older, withdrawn = _select_other_logins(), _select_withdrawn()
        by_clock = SHAREABLE & NOT_STOPPED
        by_clock &= Q(panel__share_after__isnull=False, panel__misfiled=False)
        return self.annotate(
            entered_act=Subquery(_select_entries().values("act")[:1]),
            by_clock=by_clock & ~Q(Exists(older)) & ~Q(Exists(withdrawn)),
            counted_from=Subquery(_select_clear().order_by("version").values("at")[:1]),
            held_until=Subquery(_select_hold().values("until")[:1]),
        )

    def with_hold(self) -> Self:
        """Add the last hold of its draw: `held_until`, `held_by` and `held_why`."""
        columns = {"held_until": "until", "held_by": "by_name", "held_why": "why"}
        return self.annotate(
            **{
                name: Subquery(_select_hold().values(column)[:1])
                for name, column in columns.items()
            }
        )

    def waiting_for_rule(self) -> Self:
        """What the clinic's rule will share, or shares now: see `Result.due`."""
        return self.with_release().with_due().filter(Q(is_released=False, by_clock=True))

    def with_baseline(self) -> Self:
        """Add `is_baseline`, and `baseline_act`: the last act that marked or ended one."""
        baseline: Any = Result.baselines.field.model  # a room above: it imports this one
        his = baseline.objects.current().filter(result=OuterRef("pk"))
        return self.annotate(
            is_baseline=Exists(his.filter(ended=False)),
            baseline_act=Subquery(his.order_by("-act").values("act")[:1]),
        )

    def with_seen(self) -> Self:
        """Add `was_seen`: of a replaced version, whether his patient could read it."""
        before = Q(through__lt=OuterRef("replaced_by__pk"))
        return self.annotate(was_seen=_is_readable(before))

    def withdrawn(self) -> Self:
        """What his patient could read until it was entered in error."""
        return self.filter(Exists(_select_shared()), status="entered-in-error")


def _is_readable(when: Q) -> Q:
    """Whether acts of a time shared the outer query's result, as it reads."""
    shared = _select_shared().filter(when)
    in_view = _select_acts("shared").filter(
        when, flags_seen=True, through__gte=OuterRef("pk")
    )
    return SHAREABLE & Q(Exists(shared)) & (NOT_STOPPED | Q(Exists(in_view)))


def _select_shared() -> models.QuerySet[Release]:
    """Acts that shared a version of the outer query's result, and still stand.

    That version stood when it was shared: what was replaced before, nobody was shown.
    """
    stood = Q(replaced_by=None) | Q(replaced_by__pk__gt=OuterRef("through"))
    versions = Result.objects.filter(
        SHAREABLE, stood, uid=OuterRef(OuterRef("uid")), pk__lte=OuterRef("through")
    )
    return _select_acts("shared").filter(
        Q(Exists(versions), flags_seen=True) | Q(Exists(versions.filter(flags=[]))),
        Q(result_uid="") | Q(result_uid=OuterRef("uid")),
    )


def _select_acts(kind: str) -> models.QuerySet[Release]:
    """Acts on the draw of the outer query's result that still stand."""
    return Release.objects.standing().filter(
        patient=OuterRef("patient"), panel_uid=OuterRef("panel__uid"), kind=kind
    )


def _select_hold() -> models.QuerySet[Release]:
    """Holds of the draw of the outer query's result, the last one first.

    Sharing it by hand ends them all.
    """
    ended = Release.objects.filter(
        patient=OuterRef("patient"),
        panel_uid=OuterRef("panel_uid"),
        kind="shared",
        pk__gt=OuterRef("pk"),
    )
    return _select_acts("held").filter(~Exists(ended)).order_by("-pk")


def _select_withdrawn() -> models.QuerySet[Release]:
    """Withdrawals of what was shared of the draw, until somebody signs it off again."""
    later = Release.objects.standing().filter(
        patient=OuterRef("patient"),
        panel_uid=OuterRef("panel_uid"),
        kind="reviewed",
        pk__gt=OuterRef("pk"),
    )
    withdrawn = _select_acts("withdrawn").filter(undoes__kind="shared")
    return withdrawn.filter(~Exists(later))


def _select_entries() -> models.QuerySet[Panel]:
    """The first version of the draw of the outer query's result."""
    return Panel.objects.filter(uid=OuterRef("panel__uid"), version=0)


def _select_other_logins() -> models.QuerySet[PatientDetails]:
    """Details without his present login that stood when the draw was entered, or later.

    Needs `entered_act`. What is older than a login is shared by sign-offs alone.
    """
    his = PatientDetails.objects.filter(patient=OuterRef("patient"))
    present = his.current().values("account")[:1]
    replaced = PatientDetails.objects.filter(
        replaces=OuterRef("pk"), act__lte=OuterRef(OuterRef("entered_act"))
    )
    other = Q(account=None) | ~Q(account=Subquery(present))
    return his.filter(other, ~Exists(replaced))


def _select_clear() -> ResultQuerySet:
    """Versions of the outer query's result since which a rule may share it."""
    unclear = Result.objects.filter(uid=OuterRef("uid"), version__gte=OuterRef("version"))
    unclear = unclear.filter(~(SHAREABLE & NOT_STOPPED))
    return Result.objects.filter(~Exists(unclear), uid=OuterRef("uid"))


class Result(Recorded):
    """Never edited: a correction is the next version. Has its own moment, for the plot."""

    is_released: bool  # what `with_release` adds
    by_clock: bool  # what `with_due` adds
    counted_from: datetime | None
    held_until: date | None
    was_seen: bool  # what `with_seen` adds
    is_baseline: bool  # what `with_baseline` adds
    baseline_act: int | None

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="results", db_index=False
    )
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="results")
    analyte = models.CharField(max_length=32, choices=analytes.choices)
    side = models.CharField(max_length=8, choices=SIDES, blank=True)
    collected_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=_build_choices(tuple(Kind)))
    reported = models.CharField(max_length=200, blank=True)
    comparator = models.CharField(max_length=2, blank=True)
    value = models.DecimalField(max_digits=15, decimal_places=6, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(null=True, blank=True)  # as reported
    unit = models.CharField(max_length=16, blank=True)  # UCUM
    unit_reported = models.CharField(max_length=40, blank=True)
    range_low = models.CharField(max_length=20, blank=True)  # digits as printed
    range_low_inclusive = models.BooleanField(default=True)
    range_high = models.CharField(max_length=20, blank=True)
    range_high_inclusive = models.BooleanField(default=True)
    range_text = models.CharField(max_length=200, blank=True)
    range_unit = models.CharField(max_length=16, blank=True)
    range_source = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=16, choices=_build_choices(STATUSES))
    source_status = models.CharField(max_length=40, blank=True)
    absent_reason = models.CharField(max_length=200, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    method = models.CharField(max_length=100, blank=True)
    diameters = models.JSONField(default=list, blank=True)  # cm, digits as typed
    operator = models.CharField(max_length=100, blank=True)
    flags = models.JSONField(default=list, blank=True)
    source_id = models.CharField(max_length=200, blank=True)  # the sender's own

    objects = ResultQuerySet.as_manager()

    class Meta(Recorded.Meta):
        indexes = [
            models.Index(fields=PLOTTED, name="result_plot"),
            models.Index(fields=["source_id"], name="result_source"),
        ]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="measured", comparator="", **_NUMBER)
                | Q(kind="censored", comparator__in=["<", "<=", ">", ">="], **_NUMBER)
                | Q(kind__in=["text", "absent"], comparator="", **_NO_NUMBER),
                name="result_kind_ties_number",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="result_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(status__in=STATUSES), name="result_status_known"
            ),
            models.CheckConstraint(
                condition=Q(side="") | Q(side__in=["left", "right"], analyte="volume"),
                name="result_side_of_volume",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte} {self.reported} {self.unit}".strip()

    @property
    def due(self) -> datetime | None:
        """When the clinic's rule shares it; None where a clinician alone can.

        Asked `with_due`, of a result that is not released, with its panel and clinic.
        """
        days = self.panel.share_after
        if not self.by_clock or days is None or self.counted_from is None:
            return None
        zone = self.patient.clinic.zone
        return find_due(self.counted_from, days, self.held_until, zone)

    @classmethod
    def of(cls, panel: Panel, reading: Reading) -> Self:
        """A row of the panel that says what the reading says; the inverse of `reading`."""
        return cls(
            patient=panel.patient,
            panel=panel,
            collected_at=panel.collected_at,
            **cls.columns_of(reading),
        )

    @staticmethod
    def columns_of(reading: Reading) -> dict[str, Any]:
        """What a row says of a reading, by column; its panel, and when, are left out."""
        value, range_ = reading.value, reading.interval or _NO_RANGE
        exam = reading.exam or Exam()
        return {
            "analyte": reading.analyte.key,
            "side": reading.side,
            "kind": value.kind.value,
            "reported": value.reported,
            "comparator": value.comparator,
            "value": value.number,
            "decimals": _count_decimals(value.number),
            "unit": reading.unit,
            "unit_reported": reading.unit_reported,
            "range_low": _write_plain(range_.low),
            "range_low_inclusive": range_.low_inclusive,
            "range_high": _write_plain(range_.high),
            "range_high_inclusive": range_.high_inclusive,
            "range_text": range_.text,
            "range_unit": range_.unit,
            "range_source": range_.source,
            "status": reading.status,
            "source_status": reading.source_status,
            "absent_reason": reading.absent_reason,
            "comment": reading.comment,
            "method": reading.method,
            "diameters": list(exam.diameters),
            "operator": exam.operator,
            "flags": list(reading.flags),
            "source_id": reading.source_id,
        }

    def reading(self, draw: Draw, *, reviewed: bool = False) -> Reading:
        """Detached from the database; `released` as `with_release` has found it."""
        exam = self._exam
        # Its `__init__` sets each field of a frozen class by itself: five times as long.
        found = object.__new__(Reading)
        facts = {
            "draw": draw,
            "analyte": ANALYTES[self.analyte],
            "value": _value(
                self.kind, self.comparator, self.value, self.decimals, self.reported
            ),
            "unit": self.unit,
            "unit_reported": self.unit_reported,
            "side": self.side,
            "interval": self.interval,
            "assay": _assay("" if exam else self.method),
            "exam": exam,
            "status": self.status,
            "source_status": self.source_status,
            "absent_reason": self.absent_reason,
            "comment": self.comment,
            "flags": tuple(self.flags),
            "source_id": self.source_id,
            "id": self.uid,
            "version": self.version,
            "reviewed": reviewed,
            "released": getattr(self, "is_released", False),
            "by": self.by_name,
            "entered_at": self.at,
        }
        object.__setattr__(found, "__dict__", facts)
        return found

    @property
    def _exam(self) -> Exam | None:
        said = self.method or self.diameters or self.operator
        if not ANALYTES[self.analyte].sides or not said:
            return None
        return Exam(self.method, tuple(self.diameters), self.operator)

    @property
    def interval(self) -> Interval | None:
        if not (self.range_low or self.range_high or self.range_text):
            return None
        return Interval.of(
            low=self.range_low,
            high=self.range_high,
            low_inclusive=self.range_low_inclusive,
            high_inclusive=self.range_high_inclusive,
            text=self.range_text,
            unit=self.range_unit,
            source=self.range_source,
        )


_NO_RANGE = Interval(None, None, source="")
_assay = lru_cache(Assay)


@lru_cache(maxsize=8192)  # values of three or four digits repeat in a long record
def _value(
    kind: str, comparator: str, number: Decimal | None, decimals: int | None, reported: str
) -> Value:
    printed = None if number is None else round(number, decimals or 0)
    return Value(Kind(kind), comparator, printed, reported)


def _count_decimals(number: Decimal | None) -> int | None:
    """How many digits stood after the point: `23.70` is not `23.7`."""
    return None if number is None else -int(number.as_tuple().exponent)


def _write_plain(end: Decimal | None) -> str:
    return "" if end is None else f"{end:f}"
