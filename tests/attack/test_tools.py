"""Other people's attackers, each also against the build with planted holes."""

import pytest

from tests.attack import tools
from tests.attack.site import ROOT

pytestmark = [pytest.mark.attack, pytest.mark.timeout(1200)]


def test_bandit_finds_nothing_that_is_not_known():
    assert tools.bandit(ROOT) == []


def test_bandit_finds_the_shell(planted):
    assert any("tracker/keys.py" in fault for fault in tools.bandit(planted.tree))


def test_sqlmap_injects_nothing(clean, tmp_path):
    clinician = clean.member("north", "clinician")
    targets = [*tools.targets_of(clinician)]
    assert len(targets) > 4
    assert tools.sqlmap(clean, clinician, tmp_path, targets) == []


def test_sqlmap_finds_the_hole(planted, tmp_path):
    clinician = planted.member("north", "clinician")
    target = ("/glossary/?q=north", None, "North Clinic")
    assert tools.sqlmap(planted, clinician, tmp_path, [target]) != []


def test_wapiti_finds_nothing(clean, tmp_path):
    clinician = clean.member("north", "clinician")
    assert tools.wapiti(clean, clinician, tmp_path) == []


def test_wapiti_finds_holes(planted, tmp_path):
    clinician = planted.member("north", "clinician")
    start = "/glossary/?q=north"
    found = "\n".join(tools.wapiti(planted, clinician, tmp_path, start, "page"))
    assert "SQL Injection" in found
    assert '"script-src" value is not safe' in found
