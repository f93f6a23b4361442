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
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_seq_once"),
            models.UniqueConstraint(fields=["chain", "prev"], name="audit_never_forks"),
        ]
        indexes = [models.Index(fields=["chain", "patient"], name="audit_by_patient")]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.verb}"
