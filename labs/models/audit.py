"""One act on patient data, chained to the one before. Text only: it outlives its rows."""

from django.db import models


class AuditEvent(models.Model):
    chain = models.CharField(max_length=40)  # the clinic's slug
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    by = models.CharField(max_length=20, blank=True)  # key of the login; none: nobody
    by_name = models.CharField(max_length=300)
    patient = models.CharField(max_length=12, blank=True)  # ref
    detail = models.TextField()  # canonical JSON, without names or values
    # The seal of the rows that the act wrote, see `labs.audit.seal`; none: it wrote none.
    rows = models.CharField(max_length=120, blank=True, default="")
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_seq_once"),
            models.UniqueConstraint(fields=["chain", "prev"], name="audit_never_forks"),
        ]
        indexes = [
            models.Index(fields=["chain", "patient"], name="audit_by_patient"),
            models.Index(fields=["chain", "by"], name="audit_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.verb}"


class AnchorState(models.Model):
    """What the database remembers of the anchor file: one row, sealed under the key.

    It is written when the first event of all is; without it nothing is anchored.
    """

    lines = models.PositiveBigIntegerField(default=0)
    last = models.CharField(max_length=64, blank=True)  # HMAC of the last line
    heads = models.JSONField(default=dict)  # by chain: the number anchored last
    key = models.CharField(max_length=8)  # which key it is sealed under
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.lines} lines"


class FailedSignIns(models.Model):
    """Failed sign-ins from one address that no event has told yet, within a minute."""

    address = models.CharField(max_length=64, unique=True)  # HMAC of it
    told_at = models.DateTimeField()
    untold = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.untold} since {self.told_at:%H:%M}"
