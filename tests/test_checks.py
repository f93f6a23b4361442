"""Django's own checks: clean, and silent only where there is a reason."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from labs import checks
from labs.charts import explore, signal_answer

pytestmark = pytest.mark.django_db  # models are checked against the database's features

# Loopback without TLS: HSTS, the way to https, and Secure on both cookies. And the outbox.
REASONED = {"security.W004", "security.W008", "security.W012", "security.W016", "mail.E001"}


def deploy():
    said = StringIO()
    try:
        call_command("check", deploy=True, fail_level="WARNING", stdout=said, stderr=said)
    except CommandError as error:
        return str(error)
    return said.getvalue()


def test_the_deployment_checks_find_nothing():
    assert deploy().startswith("System check identified no issues")


def test_what_is_silenced_has_a_reason_and_would_be_said(settings):
    assert set(settings.SILENCED_SYSTEM_CHECKS) == REASONED
    settings.SILENCED_SYSTEM_CHECKS = []
    said = deploy()
    assert {code for code in REASONED if code in said} == REASONED
    assert said.startswith("SystemCheckError") and f"{len(REASONED)} issues" in said


@pytest.mark.parametrize(
    ("setting", "unsafe", "code"),
    [
        ("DEBUG", True, "security.W018"),
        ("SECRET_KEY", "short", "security.W009"),
        ("ALLOWED_HOSTS", [], "security.W020"),
        ("X_FRAME_OPTIONS", "SAMEORIGIN", "security.W019"),
    ],
)
def test_an_unsafe_setting_would_be_found(settings, setting, unsafe, code):
    setattr(settings, setting, unsafe)
    assert code in deploy()


@pytest.mark.parametrize("kind", [explore, signal_answer])
def test_a_figure_that_plotly_would_refuse_is_found(monkeypatch, kind):
    assert checks.check_figures(None) == []
    bad = {"data": [{"type": "spaghetti"}]}
    monkeypatch.setattr(kind, "build_figure", lambda timeline, *, wide: bad)
    assert [fault.id for fault in checks.check_figures(None)] == ["labs.E001", "labs.E001"]


def test_another_plotly_in_the_browser_is_found(monkeypatch, settings, tmp_path):
    packages = {"dependencies": {"plotly.js-basic-dist-min": "4.1.0"}}
    (tmp_path / "package.json").write_text(json.dumps(packages))
    assert checks.check_bundle(None) == []
    settings.BASE_DIR = tmp_path
    assert [fault.id for fault in checks.check_bundle(None)] == ["labs.E002"]
