"""The timer and the backup killed within their work: nothing twice, nothing half."""

import subprocess
import sys

import pytest

KILLS = 25


@pytest.mark.crash
def test_a_job_that_is_killed_is_done_once_by_the_next(served, tmp_path):
    command = [sys.executable, "-m", "tests.crash.jobs", str(KILLS), str(tmp_path)]
    run = subprocess.run(
        command, cwd=served.tree, env=served.env, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (0, ""), run.stderr[-3000:]
    assert not [*tmp_path.glob(".*")]  # the last removed what those before it left
    whole = sorted(tmp_path.glob("*.backup"))
    assert 1 < len(whole) <= KILLS  # killed before and after they had their name
    for backup in whole[:2]:
        into = tmp_path / f"{backup.stem}.data"
        into.mkdir()
        mine = served.env | {"DATA_DIR": str(into), "DATABASE_URL": ""}
        restored = served.manage("restore", str(backup), "--plain", env=mine)
        assert restored.returncode == 0, restored.stdout + restored.stderr
    verified = served.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout
