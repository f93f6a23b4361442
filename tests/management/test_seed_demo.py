"""`seed_demo` loads the same invented men once, and never beside a real clinic."""

import json
from collections import Counter

import pytest

from labs.models import AuditEvent, Clinic, Patient, Result, User


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.AUDIT_ANCHOR = tmp_path / "anchor.jsonl"
    # Hashing that is slow on purpose has nothing to do with what is loaded.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path


@pytest.fixture
def seeded(run):
    outcome = run("seed_demo")
    assert outcome.code == 0, outcome.err
    return outcome


@pytest.fixture
def accounts(seeded, data_dir):
    return json.loads((data_dir / "demo-accounts.json").read_text())


def test_each_clinic_has_its_accounts_and_each_opens_what_it_names(accounts, data_dir):
    """Loaded once for all that is said of them; only their owner may read the file."""
    roles = {
        clinic: Counter(at["role"] for at in accounts if at["clinic"] == clinic)
        for clinic in ("north", "south")
    }
    expected = {"clinician": 1, "nurse": 1, "administrator": 1, "patient": 2}
    assert roles == {"north": expected, "south": expected}
    for at in accounts:
        assert list(at) == ["role", "clinic", "email", "password", "name", "patient"]
        user = User.objects.get(email=at["email"])
        assert user.check_password(at["password"])
        refs = list(Patient.objects.owned_by(user).values_list("ref", flat=True))
        assert refs == ([at["patient"]] if at["role"] == "patient" else [])
    assert (data_dir / "demo-accounts.json").stat().st_mode & 0o777 == 0o600


def test_it_is_not_loaded_in_production(run, settings):
    settings.HPG_MODE = "production"
    outcome = run("seed_demo", "--json")
    assert (outcome.code, outcome.json["error"]["code"]) == (2, "production")
    assert not Clinic.objects.exists()


def test_loading_again_changes_nothing_and_makes_a_lost_file_anew(run, seeded, data_dir):
    rows, events = Result.objects.count(), AuditEvent.objects.count()
    file = data_dir / "demo-accounts.json"
    before = file.read_bytes()
    again = run("seed_demo", "--json")
    assert (again.code, again.json["created"]) == (0, False)
    assert (rows, events) == (Result.objects.count(), AuditEvent.objects.count())
    assert file.read_bytes() == before
    file.unlink()
    assert run("seed_demo").code == 0
    for at in json.loads(file.read_text()):
        assert User.objects.get(email=at["email"]).check_password(at["password"])


def test_it_is_refused_where_a_real_clinic_exists(run, clinic, data_dir):
    outcome = run("seed_demo", "--json")
    assert (outcome.code, outcome.json["error"]["code"]) == (2, "real-clinic")
    assert not Patient.objects.exists()
    assert not (data_dir / "demo-accounts.json").exists()


def test_a_failure_halfway_keeps_nothing(run, monkeypatch, data_dir):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("labs.record.release.sign_off", fail)
    assert run("seed_demo").code == 4
    assert not Clinic.objects.exists()
