"""`seed_demo` loads the same invented men once, and never beside a real clinic."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from labs.demo import MEN
from labs.models import (
    AuditEvent,
    Baseline,
    Clinic,
    Decision,
    Panel,
    Patient,
    Result,
    Treatment,
    User,
)


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


def _man(number):
    return Patient.objects.named().get(number=number)


def test_every_man_is_loaded(seeded):
    numbers = Patient.objects.named().values_list("number", flat=True)
    assert set(numbers) == {man.number for man in MEN}


def test_each_clinic_has_its_accounts(accounts):
    roles = {
        clinic: Counter(at["role"] for at in accounts if at["clinic"] == clinic)
        for clinic in ("north", "south")
    }
    expected = {"clinician": 1, "nurse": 1, "administrator": 1, "patient": 2}
    assert roles == {"north": expected, "south": expected}


def test_every_account_opens_with_its_password(accounts):
    for at in accounts:
        assert list(at) == ["role", "clinic", "email", "password", "name", "patient"]
        assert User.objects.get(email=at["email"]).check_password(at["password"])


def test_a_patient_account_owns_the_record_it_names(accounts):
    for at in accounts:
        owned = Patient.objects.owned_by(User.objects.get(email=at["email"]))
        refs = list(owned.values_list("ref", flat=True))
        assert refs == ([at["patient"]] if at["role"] == "patient" else [])


def test_only_the_owner_may_read_the_accounts(accounts, data_dir):
    assert (data_dir / "demo-accounts.json").stat().st_mode & 0o777 == 0o600


def test_loading_again_changes_nothing(run, seeded, data_dir):
    rows, events = Result.objects.count(), AuditEvent.objects.count()
    file = (data_dir / "demo-accounts.json").read_bytes()
    again = run("seed_demo", "--json")
    assert (again.code, again.json["created"]) == (0, False)
    assert (rows, events) == (Result.objects.count(), AuditEvent.objects.count())
    assert (data_dir / "demo-accounts.json").read_bytes() == file


def test_a_lost_file_of_accounts_is_made_anew(run, accounts, data_dir):
    Path(data_dir / "demo-accounts.json").unlink()
    assert run("seed_demo").code == 0
    for at in json.loads((data_dir / "demo-accounts.json").read_text()):
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


def test_every_chain_holds_afterwards(run, seeded):
    assert run("verify_audit").code == 0


def test_the_corrected_result_keeps_its_first_version(seeded):
    patient = _man("N-0003")
    versions = Result.objects.filter(patient=patient, analyte="testosterone", version=1)
    new = versions.get(reported="13.4")
    assert (new.replaces.reported, new.status) == ("31.4", "corrected")
    first, second = Decision.objects.filter(patient=patient).order_by("date")
    assert new.replaces in [pin.result for pin in first.pins.all()]
    assert new in [pin.result for pin in second.pins.all()]


def test_another_mans_value_is_entered_in_error_and_the_right_one_stands(seeded):
    results = Result.objects.current().filter(
        patient=_man("N-0006"), analyte="lh", panel__collected_on=date(2026, 1, 8)
    )
    assert {(r.reported, r.status) for r in results} == {
        ("11.2", "entered-in-error"),
        ("<0.1", "final"),
    }


def test_a_preliminary_report_became_final_with_the_same_values(seeded):
    panel = Panel.objects.current().get(
        patient=_man("N-0005"), collected_on=date(2026, 3, 27)
    )
    for result in panel.results.current():
        assert result.status == "final"
        assert result.replaces.status == "preliminary"
        assert result.replaces.reported == result.reported


def test_the_night_draw_stays_on_its_own_day(seeded):
    panel = Panel.objects.get(patient=_man("S-0001"), collected_time="23:30")
    assert panel.collected_on == date(2026, 6, 16)
    assert panel.collected_at.isoformat() == "2026-06-17T03:30:00+00:00"


def test_digits_are_kept_as_printed(seeded):
    reported = set(Result.objects.values_list("reported", flat=True))
    assert {"23.70", "0", ">52.0", "<18.4", "not detected"} <= reported


def test_a_change_of_text_ends_one_episode_and_begins_the_next(seeded):
    episodes = Treatment.objects.current().filter(patient=_man("N-0003"))
    ends = list(episodes.order_by("start").values_list("start", "stop"))
    assert [stop for _, stop in ends] == [ends[1][0], ends[2][0], None]


def test_there_is_work_left_on_the_worklist(seeded):
    panels = Panel.objects.current().with_review()
    assert panels.filter(is_reviewed=False).count() >= 5
    assert panels.filter(is_reviewed=True).count() > 80


def test_patients_may_read_what_was_signed_off_and_nothing_else(seeded):
    released = Result.objects.current().released()
    david = released.filter(patient=_man("S-0002"))
    assert david.exists()
    assert not david.filter(panel__collected_on=date(2026, 11, 16)).exists()


def test_baselines_stand_where_they_were_marked(seeded):
    marked = Baseline.objects.current().filter(patient=_man("N-0001"))
    results = {(at.analyte, at.result.reported) for at in marked}
    assert results == {
        ("lh", "3.1"),
        ("fsh", "2.8"),
        ("testosterone", "8.8"),
        ("estradiol", "74"),
    }
