"""The audit of the figure quotes what its command prints."""

from pathlib import Path

from django.conf import settings


def test_the_audit_quotes_the_figures_that_the_command_prints(run):
    page = (Path(settings.BASE_DIR) / "docs/chart-audit.md").read_text("utf-8")
    _, begun = page.split("<!-- manage.py audit_chart -->\n")
    quoted, _ = begun.split("<!-- end -->\n")
    outcome = run("audit_chart")
    assert (outcome.code, outcome.out) == (0, quoted)
    assert "| tritan | 15.1 |" in quoted
