"""How one person looks at every patient's page, as that person asked to be remembered."""

from django.conf import settings
from django.db import models

FOLDS = ("options", "words")  # that a page may hold open


class Preference(models.Model):
    """One row a person, overwritten; nothing of any patient is in it, so no act is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference"
    )
    units = models.JSONField(default=dict)  # analyte key -> UCUM
    log = models.BooleanField(default=True)  # LH and FSH on a logarithmic axis
    relative = models.BooleanField(default=False)  # each result within its own range
    explore = models.BooleanField(default=False)  # Explore instead of the figure
    folds = models.JSONField(default=list)  # of FOLDS, those that are open

    def __str__(self) -> str:
        return f"how {self.user} looks at a page"
