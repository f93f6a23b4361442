"""The figures of `docs/chart-audit.md`: contrast, and what eyes tell apart."""

from typing import Any

from labs.charts import colours
from labs.management.command import Answer, ClinicCommand


class Command(ClinicCommand):
    help = "Print contrast and colour differences of the figure, as its audit quotes them."

    def answer(self, **options: Any) -> Answer:
        lines = list(colours.figures())
        return Answer(lines, {"figures": lines})
