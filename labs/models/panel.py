"""One moment of measuring: a blood draw or an examination, and what its results share."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from labs.models.batch import Batch
from labs.models.patient import Patient
from labs.models.people import User
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.readings import CIRCUMSTANCES, LONGEST_MOMENT, Circumstances, Draw, Moment

PRECISIONS = {"minute": "date and time", "date": "date only", "month": "month only"}


class PanelQuerySet(RecordedQuerySet["Panel"]):
    def with_review(self) -> Self:
        """Add `is_reviewed`: a clinician has signed off all that stands in it now."""
        release: Any = Panel.releases.field.model  # a room above: it imports this one
        reviews = release.objects.reviews().filter(panel=OuterRef("pk"))
        return self.annotate(is_reviewed=Exists(reviews))

    def signed_by(self, reader: User | None) -> Self:
        """Add `signed_act`: the act of the reader's own last sign-off that stands."""
        release: Any = Panel.releases.field.model
        signed = release.objects.standing().filter(
            panel=OuterRef("pk"), by=reader, kind="reviewed"
        )
        return self.annotate(signed_act=Subquery(signed.order_by("-act").values("act")[:1]))


class Panel(Recorded):
    """A draw, in one version. Its results point to the version that they were drawn in."""

    is_reviewed: bool  # what `with_review` adds
    signed_act: int | None  # what `signed_by` adds

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="panels", db_index=False
    )
    collected_on = models.DateField()  # the clinical day
    collected_time = models.TimeField(null=True, blank=True)  # local, as recorded
    zone = models.CharField(max_length=64)
    offset_minutes = models.SmallIntegerField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=PRECISIONS)
    # As printed, where a file told an instant and no place.
    collected_reported = models.CharField(max_length=LONGEST_MOMENT, blank=True)
    collected_at = models.DateTimeField()  # derived, for sorting only
    laboratory = models.CharField(max_length=200, blank=True)
    report_number = models.CharField(max_length=100, blank=True)
    fasting = models.BooleanField(null=True, blank=True)
    since_dose = models.CharField(max_length=16, blank=True)
    illness = models.BooleanField(default=False)
    biotin = models.BooleanField(default=False)
    gel = models.BooleanField(default=False)
    other_drug = models.CharField(max_length=200, blank=True)
    notes = models.CharField(max_length=1000, blank=True)
    misfiled = models.BooleanField(default=False)  # was another person's
    # The clinic's rule when it was entered, see `Clinic.share_after`, in every version.
    # None: entered before clinics had rules. Sign-offs alone share it.
    share_after = models.PositiveSmallIntegerField(null=True, blank=True)
    # The form that was sent, on the first version only; a form that is sent twice is one.
    submission = models.CharField(max_length=40, null=True, blank=True)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="panels"
    )

    objects = PanelQuerySet.as_manager()

    class Meta(Recorded.Meta):
        indexes = [models.Index(fields=["patient", "collected_at"], name="panel_by_time")]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient", "submission"], name="panel_submission_once"
            ),
            models.CheckConstraint(
                condition=Q(precision="minute", collected_time__isnull=False)
                | Q(precision__in=["date", "month"], collected_time=None),
                name="panel_time_only_to_the_minute",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collected_on} {self.uid}"

    @classmethod
    def of(cls, patient: Patient, draw: Draw) -> Self:
        """A row that says what the draw says; the inverse of `draw`."""
        return cls(patient=patient, **cls.columns_of(draw))

    @staticmethod
    def columns_of(draw: Draw) -> dict[str, Any]:
        """What a row says of a draw, by column; whose it is, is left out."""
        taken, about = draw.moment, draw.circumstances
        return {
            "collected_on": taken.date,
            "collected_time": taken.time,
            "zone": taken.zone,
            "offset_minutes": taken.offset_minutes,
            "precision": taken.precision,
            "collected_reported": taken.reported,
            "collected_at": taken.at,
            "laboratory": draw.laboratory,
            "report_number": draw.report_number,
            **{name: getattr(about, name) for name in CIRCUMSTANCES},
        }

    @property
    def moment(self) -> Moment:
        return Moment(
            date=self.collected_on,
            time=self.collected_time,
            zone=self.zone,
            offset_minutes=self.offset_minutes,
            precision=self.precision,
            reported=self.collected_reported,
        )

    @property
    def draw(self) -> Draw:
        reported = {name: getattr(self, name) for name in CIRCUMSTANCES}
        return Draw(
            moment=self.moment,
            id=self.uid,
            version=self.version,
            laboratory=self.laboratory,
            report_number=self.report_number,
            circumstances=Circumstances(**reported),
        )
