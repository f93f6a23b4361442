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
    whole = [*tmp_path.glob("[0-9]*.backup")]
    assert 1 < len(whole) < KILLS  # killed before and after they had their name
    mine = served.env | {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": ""}
    restored = served.manage("restore", str(whole[0]), "--plain", env=mine)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    verified = served.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout
