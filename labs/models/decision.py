"""What a clinician decided, why, and the exact results that he looked at."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet, Signed
from labs.models.result import Result
from labs.readings import DecisionFact, Pin

KINDS = {
    kind: kind
    for kind in (
        "changed",
        "continued",
        "discussed",
        "referred",
        "started",
        "stopped",
        "waited",
    )
}


class DecisionQuerySet(RecordedQuerySet["Decision"]):
    def with_attention(self) -> Self:
        """Add `needs_attention`: it was opened again by a change that nobody answered."""
        changed = DecisionPin.objects.changed().filter(decision=OuterRef("pk"))
        return self.annotate(needs_attention=Exists(changed))

    def by_pin(self) -> Self:
        """A row for each pin, with what it points to; one for a decision without pins."""
        answers = DecisionAnswer.objects.filter(decision__uid=OuterRef("uid"))
        return self.annotate(
            pinned=F("pins__result__uid"),
            pinned_version=F("pins__result__version"),
            pinned_draw=F("pins__result__panel__uid"),
            pin_changed=Exists(DecisionPin.objects.changed().filter(pk=OuterRef("pins"))),
            answer_act=Subquery(answers.order_by("-act").values("act")[:1]),
        ).order_by("date", "pk", "pins__pk")


class Decision(Recorded):
    # What `by_pin` adds.
    pinned: str | None
    pinned_version: int
    pinned_draw: str
    pin_changed: bool
    answer_act: int | None  # the last act that answered a correction of what it pins
    needs_attention: bool  # what `with_attention` adds

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="decisions", db_index=False
    )
    date = models.DateField()
    kind = models.CharField(max_length=12, choices=KINDS)
    what = models.CharField(max_length=1000)
    reasons = models.JSONField(default=list, blank=True)
    reason_words = models.CharField(max_length=1000, blank=True)
    expected = models.CharField(max_length=1000, blank=True)
    next_check = models.DateField(null=True, blank=True)
    next_check_words = models.CharField(max_length=300, blank=True)
    record_version = models.PositiveBigIntegerField()  # of the record he looked at
    in_error = models.BooleanField(default=False)
    submission = models.CharField(max_length=40, null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient", "submission"], name="decision_submission_once"
            ),
            models.CheckConstraint(
                condition=Q(next_check=None, next_check_words="")
                | Q(next_check__isnull=False, next_check_words__gt=""),
                name="decision_check_has_date_and_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.date}"

    @classmethod
    def of(cls, patient: Patient, decided: DecisionFact) -> Self:
        """A row that says what was decided; the inverse of `decided`, but for the pins."""
        return cls(
            patient=patient,
            date=decided.date,
            kind=decided.kind,
            what=decided.what,
            reasons=list(decided.reasons),
            reason_words=decided.why,
            expected=decided.expected,
            next_check=decided.next_check,
            next_check_words=decided.next_check_words,
            in_error=decided.in_error,
        )

    def decided(self, pins: Iterable[Pin], *, needs_attention: bool) -> DecisionFact:
        """`pins` are this version's own, each with its result and the result's panel."""
        return DecisionFact(
            id=self.uid,
            version=self.version,
            date=self.date,
            kind=self.kind,
            what=self.what,
            reasons=tuple(self.reasons),
            why=self.reason_words,
            expected=self.expected,
            next_check=self.next_check,
            next_check_words=self.next_check_words,
            pins=tuple(pins),
            by=self.by_name,
            at=self.at,
            in_error=self.in_error,
            needs_attention=needs_attention,
        )


class DecisionPinQuerySet(models.QuerySet["DecisionPin"]):
    def changed(self) -> Self:
        """Pins whose result was corrected, moved with its draw, or entered in error since
        it was looked at, or since the decision was last answered for.

        The one place that says whether a decision is open again.
        """
        answers = DecisionAnswer.objects.standing().filter(
            decision__uid=OuterRef(OuterRef("decision__uid")), through__gte=OuterRef("pk")
        )
        later = Result.objects.filter(
            uid=OuterRef("result__uid"), pk__gt=OuterRef("result")
        )
        return self.filter(Exists(later.filter(~Exists(answers))))


class DecisionPin(models.Model):
    """One version of one result that was looked at."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="pins")
    result = models.ForeignKey(Result, models.PROTECT, related_name="pins")

    objects = DecisionPinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "result"], name="pin_once")
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.result_id}"

    @property
    def pin(self) -> Pin:
        result = self.result
        return Pin(result=result.uid, version=result.version, draw=result.panel.uid)


class DecisionAnswerQuerySet(models.QuerySet["DecisionAnswer"]):
    def standing(self) -> Self:
        """Leave out those of a new decision that was entered in error."""
        never = Decision.objects.current().filter(
            uid=OuterRef("new_decision__uid"), in_error=True
        )
        return self.filter(~Exists(never))


class DecisionAnswer(Signed):
    """What a clinician said of a decision that a correction of its results had opened.

    It still stands, with a reason in `why`; or a new decision closes it. Either rests on
    the results as they read then, and a later version of one opens the decision again.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="answers")
    new_decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="closes"
    )
    through = models.PositiveBigIntegerField()  # the newest row of a result that he saw

    objects = DecisionAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(new_decision__isnull=False) | Q(why__gt=""),
                name="decision_answer_has_reason_or_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.new_decision_id or 'stands'}"
