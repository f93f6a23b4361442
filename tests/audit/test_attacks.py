"""What somebody does past the program, with the database, the files or both in hand.

Each attack lifts the guards, does its deed, and puts the guards on again: it is found by
what was done. Whoever attacks here does not have the key.
"""

import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection, transaction

from labs import audit, record
from labs.analytes import ANALYTES
from labs.exchange import FORMATS, Mapping, Settings
from labs.models import AnchorState, AuditEvent, Clinic, ParkedRow, Patient, Result, guards
from labs.record.batch import IncomingFile
from tests import factories
from tests.pages import filled

SQLITE = connection.vendor == "sqlite"


FILE = """patient,collected_at,laboratory,analyte,reported,unit
N-1,2026-02-02 08:10,Nord,lh,4.1,IU/L
N-1,2026-02-02 08:10,Nord,testosterone,<0.50,nmol/L
N-4,2026-02-02 08:10,Nord,lh,4.2,IU/L
"""


def _import(clinic, by):
    now = datetime(2026, 11, 23, 11, tzinfo=UTC)
    how = Settings("Europe/Berlin", now, tuple(ANALYTES), Mapping(), people=False)
    parsed = FORMATS["csv"].read(FILE.encode(), how)
    record.batch.import_file(clinic, IncomingFile(parsed, "0" * 64, "a.csv"), by=by)
    assert ParkedRow.objects.exists()


@pytest.fixture
def kept(patient, clinician, drawn, stranger, administrator):
    """A record with a row of many kinds, read and anchored, and a chain that holds."""
    _import(patient.clinic, clinician)
    factories.patient(patient.clinic, clinician, "N-2")
    first = drawn(patient, "2026-03-02 08:10", lh="3.2", testosterone="12.1")
    record.release.sign_off(first, by=clinician)
    factories.TreatmentFactory(patient=patient)
    factories.DecisionFactory(patient=patient, on=[first])
    drawn(patient, "2026-03-09 08:10", lh="2.2")
    audit.anchor_heads()
    audit.record_read("record-read", by=clinician, patient=patient)
    audit.anchor_heads()
    assert audit.verify_audit().ok, _reasons()
    return patient


def _run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _lines():
    return _anchor().read_text().splitlines(keepends=True)


def _anchor():
    return settings.AUDIT_ANCHOR


def _reasons():
    verdict = audit.verify_audit()
    return verdict.problems + [chain.problem for chain in verdict.chains if not chain.ok]


def _row():
    """A result of the last draw, which no decision pins."""
    return Result.objects.latest("pk")


def _reseal(first):
    """Make the hashes of a chain anew from a number on: that takes no key."""
    prev = AuditEvent.objects.get(chain="north", seq=first - 1).hash
    for event in AuditEvent.objects.filter(chain="north", seq__gte=first).order_by("seq"):
        event.prev = prev
        prev = audit.seal_event(event)
        _run(
            "UPDATE labs_auditevent SET prev = %s, hash = %s WHERE id = %s",
            *(event.prev, prev, event.pk),
        )


# Rows.


def change_value():
    row = _row()
    _run("UPDATE labs_result SET value = 99, reported = '99' WHERE id = %s", row.pk)
    return f"Event {row.act}, or a row that it wrote, was changed", f"labs_result {row.pk}"


def change_comparator():
    row = _row()
    _run("UPDATE labs_result SET kind = 'censored', comparator = '<' WHERE id = %s", row.pk)
    return f"Event {row.act}, or", f"labs_result {row.pk}"


def delete_result():
    row = _row()
    _run("DELETE FROM labs_result WHERE id = %s", row.pk)
    return f"Event {row.act} wrote 2 rows, but 1 are there: labs_panel {row.panel_id}"


def move_result():
    row, other = _row(), Patient.objects.latest("pk")
    _run("UPDATE labs_result SET patient_id = %s WHERE id = %s", other.pk, row.pk)
    return f"Event {row.act}, or", f"labs_result {row.pk}"


def change_dose():
    _run("UPDATE labs_treatment SET dose_text = 'another'")
    return "labs_treatment "


def change_parked():
    _run("UPDATE labs_parkedrow SET number = 'N-1'")
    return "labs_parkedrow "


def delete_pin():
    _run("DELETE FROM labs_decisionpin")
    return "labs_decision "


def change_name():
    _run("UPDATE labs_patientdetails SET name = 'Somebody Else'")
    return "labs_patientdetails "


def move_patient():
    """His record to another clinic, with all its rows."""
    south = Clinic.objects.get(slug="south")
    _run("UPDATE labs_patient SET clinic_id = %s", south.pk)
    return "wrote", "but"


def _insert(act):
    row = _row()
    names = [f.column for f in Result._meta.concrete_fields if f.column != "id"]
    new = {"act": str(act), "uid": "'aaaaaaaaaaaa'"}
    picked = ", ".join(new.get(name, f'"{name}"') for name in names)
    named = ", ".join(f'"{name}"' for name in names)
    _run(
        f"INSERT INTO labs_result ({named}) SELECT {picked} FROM labs_result "
        f"WHERE id = {row.pk}"
    )
    return _row().pk


def insert_into_act():
    row = _row()
    pk = _insert(row.act)
    return f"Event {row.act} wrote 2 rows, but 3 are there", f"labs_result {pk}"


def insert_into_read():
    read = AuditEvent.objects.filter(chain="north", verb="record-read").latest("seq")
    return f"labs_result {_insert(read.seq)} names event {read.seq}, which wrote no rows."


def insert_past_the_end():
    pk = _insert(9999)
    return f"labs_result {pk} says that event 9999 wrote it", "the chain ends at"


def insert_before_the_start():
    pk = _insert(0)
    return f"labs_result {pk} says that event 0 wrote it: there is none."


ROWS = [
    *(change_value, change_comparator, delete_result, move_result, change_dose),
    *(change_parked, delete_pin, change_name, move_patient, insert_into_act),
    *(insert_into_read, insert_past_the_end, insert_before_the_start),
]


def _forget_anchors():
    _anchor().unlink()
    AnchorState.objects.all().delete()


def rewrite_with_seal():
    """A value and the hashes of all later events, with anchors and memory removed."""
    row = _row()
    _run("UPDATE labs_result SET value = 99 WHERE id = %s", row.pk)
    _reseal(2)
    _forget_anchors()
    return f"Event {row.act}, or", "does not remember its anchors"


def rewrite_without_seal():
    """The seal taken out of its event, and the hashes made anew."""
    row = _row()
    _run("UPDATE labs_result SET value = 99 WHERE id = %s", row.pk)
    _run(
        "UPDATE labs_auditevent SET rows = '' WHERE chain = 'north' AND seq = %s".replace(
            "rows", '"rows"'
        ),
        row.act,
    )
    _reseal(row.act)
    _forget_anchors()
    return f"names event {row.act}, which wrote no rows."


def rewrite_an_earlier_read():
    """An event without rows, before one that sealed some: their seal holds it too."""
    _run("UPDATE labs_auditevent SET by_name = 'x' WHERE chain = 'north' AND seq = 2")
    _reseal(2)
    _forget_anchors()
    return "or a row that it wrote, was changed", "does not remember its anchors"


def rewrite_behind_anchors():
    """The last read, with its anchors cut out."""
    last = AuditEvent.objects.filter(chain="north").latest("seq")
    _run("UPDATE labs_auditevent SET by_name = 'x' WHERE id = %s", last.pk)
    _reseal(last.seq)
    kept = [text for text in _lines() if json.loads(text)["seq"] != last.seq]
    _anchor().write_text("".join(kept))
    return "The anchor file was cut or begun anew"


def cut_chain_and_anchor():
    last = AuditEvent.objects.filter(chain="north").latest("seq")
    _run("DELETE FROM labs_auditevent WHERE id = %s", last.pk)
    _anchor().write_text("".join(_lines()[:-1]))
    return "The anchor file was cut or begun anew"


def remove_anchor_file():
    _anchor().unlink()
    return "The anchor file is gone"


def empty_anchor_file():
    _anchor().write_text("")
    return "The anchor file is gone"


def remove_anchors_and_memory():
    _forget_anchors()
    return "does not remember its anchors"


def remove_memory():
    AnchorState.objects.all().delete()
    return "does not remember its anchors"


def rewind_memory():
    """Made to remember an earlier line, which stands in the file for all to read."""
    line = json.loads(_lines()[0])
    AnchorState.objects.update(lines=1, last=line["hmac"])
    return "What the database remembers of its anchors was changed."


def remove_first_line():
    _anchor().write_text("".join(_lines()[1:]))
    return "Line 1 of the anchor file does not follow"


def remove_middle_line():
    lines = _lines()
    _anchor().write_text("".join([lines[0], *lines[2:]]))
    return "Line 2 of the anchor file does not follow"


def swap_lines():
    lines = _lines()
    _anchor().write_text("".join([lines[1], lines[0], *lines[2:]]))
    return "Line 1 of the anchor file does not follow"


def change_line():
    lines = _lines()
    lines[1] = lines[1].replace('"seq": ', '"seq": 1')
    _anchor().write_text("".join(lines))
    return "Line 2 of the anchor file was changed"


def _spoil(text):
    def spoil():
        lines = _lines()
        _anchor().write_bytes(lines[0].encode() + text + b"\n" + lines[1].encode())
        return "Line 2 of the anchor file "

    return spoil


def remove_clinic():
    """With its chain, and every line that names it."""
    south = Clinic.objects.get(slug="south")
    _run("DELETE FROM labs_membership WHERE clinic_id = %s", south.pk)
    _run("DELETE FROM labs_clinic WHERE id = %s", south.pk)
    _run("DELETE FROM labs_auditevent WHERE chain = 'south'")
    kept = [text for text in _lines() if json.loads(text)["chain"] != "south"]
    _anchor().write_text("".join(kept))
    return "of the anchor file does not follow"


def remove_clinic_alone():
    south = Clinic.objects.get(slug="south")
    _run("DELETE FROM labs_membership WHERE clinic_id = %s", south.pk)
    _run("DELETE FROM labs_clinic WHERE id = %s", south.pk)
    return "Clinic south was removed"


def remove_chain():
    _run("DELETE FROM labs_auditevent WHERE chain = 'south'")
    return "Clinic south has no events", "was anchored, but the chain ends at 0."


def add_clinic():
    Clinic.objects.create(slug="west", name="West", zone="UTC")
    return "Clinic west has no events"


FILES = [
    *(rewrite_with_seal, rewrite_without_seal, rewrite_an_earlier_read),
    *(rewrite_behind_anchors, cut_chain_and_anchor, remove_anchor_file),
    *(empty_anchor_file, remove_anchors_and_memory, remove_memory, rewind_memory),
    *(remove_first_line, remove_middle_line, swap_lines, change_line),
    *(remove_clinic, remove_clinic_alone, remove_chain, add_clinic),
]
SPOILT = {
    "nothing": b"",
    "no JSON": b'{"chain": "nor',
    "not UTF-8": b"\xff\xfe",
    "a number": b"7",
    "without its HMAC": b'{"chain": "north"}',
    "an HMAC of another kind": b'{"hmac": 7}',
    "an HMAC beyond ASCII": '{"hmac": "é"}'.encode(),
    "a key of another kind": b'{"hmac": "x", "key": []}',
    "nested too deep": b"[" * 1500,
    "too long": b"x" * 5000,
}


@contextmanager
def _undone():
    """What was done to the database and to the anchor file goes again."""
    before = _anchor().read_bytes()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    _anchor().write_bytes(before)


def _find_missed(attacks):
    """Attacks that were not found, or not for the reason that each gives."""
    missed = []
    for attack in attacks:
        with _undone():
            guards.lift(connection)
            told = attack()
            reasons = [each for each in _reasons() if not each.startswith("Guards are")]
        for part in (told,) if isinstance(told, str) else told:
            if part not in " ".join(reasons):
                missed.append((attack.__name__, part, reasons))
    return missed


def test_what_was_done_to_rows_is_found_and_said(kept):
    assert _find_missed(ROWS) == []
    assert _reasons() == []


def test_what_was_done_to_chains_and_anchors_is_found_and_said(kept):
    assert _find_missed(FILES) == []
    assert _reasons() == []


def test_a_bad_line_is_a_fault_with_its_number(kept):
    assert _find_missed(_spoil(text) for text in SPOILT.values()) == []


def test_an_unfinished_last_line_is_a_warning_and_the_next_anchor_replaces_it(
    kept, clinician
):
    with _anchor().open("a") as file:
        file.write('{"at": "2026')
    verdict = audit.verify_audit()
    assert verdict.ok
    assert "is unfinished" in verdict.warnings[0]
    audit.record_read("record-read", by=clinician, patient=kept)
    audit.anchor_heads()
    assert audit.verify_audit().warnings == []


def test_a_last_line_without_its_end_counts(kept, clinician):
    _anchor().write_text(_anchor().read_text()[:-1])
    assert audit.verify_audit().ok
    audit.record_read("record-read", by=clinician, patient=kept)
    audit.anchor_heads()
    assert audit.verify_audit().ok


@pytest.mark.parametrize("attack", [remove_anchor_file, remove_anchors_and_memory])
def test_what_was_removed_is_not_begun_anew(kept, clinician, attack):
    """The server goes on, and anchors nothing: the next check still finds it."""
    attack()
    audit.record_read("record-read", by=clinician, patient=kept)
    with pytest.raises(audit.AnchorRefused):
        audit.anchor_heads()
    assert not audit.verify_audit().ok


def test_a_key_that_was_made_anew_is_found_and_anchors_nothing(kept, settings, clinician):
    settings.AUDIT_KEY = "another key"
    assert "The audit key is not the one" in " ".join(_reasons())
    audit.record_read("record-read", by=clinician, patient=kept)
    with pytest.raises(audit.AnchorRefused, match="key"):
        audit.anchor_heads()


def test_an_earlier_key_that_is_listed_verifies(kept, settings, clinician):
    settings.AUDIT_KEYS_EARLIER = [settings.AUDIT_KEY]
    settings.AUDIT_KEY = "the next key"
    assert _reasons() == []
    audit.record_read("record-read", by=clinician, patient=kept)
    audit.anchor_heads()
    assert _reasons() == []


def test_without_the_key_all_else_is_still_verified(kept, settings):
    settings.AUDIT_KEY = ""
    guards.lift(connection)
    delete_result()
    reasons = " ".join(_reasons())
    assert "The audit key is missing." in reasons
    assert "wrote 2 rows, but 1 are there" in reasons


def test_anchors_can_be_begun_anew_by_whoever_knows_why(kept):
    _anchor().unlink()
    audit.record_system("anchors-begun-anew")
    audit.anchor_anew()
    assert audit.verify_audit().ok


# Guards.

SPOILT_GUARDS = (
    {
        "dropped": "DROP TRIGGER labs_result_delete",
        "replaced": "DROP TRIGGER labs_result_update; CREATE TRIGGER labs_result_update "
        "BEFORE UPDATE ON labs_result BEGIN SELECT 1; END",
        "narrowed": "DROP TRIGGER labs_result_replace; CREATE TRIGGER labs_result_replace "
        "BEFORE INSERT ON labs_result WHEN NEW.id < 0 "
        "BEGIN SELECT RAISE(ABORT, 'labs_result is append-only'); END",
    }
    if SQLITE
    else {
        "dropped": "DROP TRIGGER labs_result_change ON labs_result",
        "disabled": "ALTER TABLE labs_result DISABLE TRIGGER labs_result_change",
        "replica": "ALTER TABLE labs_result ENABLE REPLICA TRIGGER labs_result_change",
        "narrowed": "DROP TRIGGER labs_result_change ON labs_result; CREATE TRIGGER "
        "labs_result_change BEFORE UPDATE ON labs_result FOR EACH ROW WHEN (OLD.id < 0) "
        "EXECUTE FUNCTION labs_append_only()",
        "replaced": "CREATE OR REPLACE FUNCTION labs_append_only() RETURNS trigger AS "
        "$$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql",
    }
)


def _spoil_guards(name):
    connection.check_constraints()  # PostgreSQL alters no table that waits for its own
    with connection.cursor() as cursor:
        parts = SPOILT_GUARDS[name].split("; CREATE")
        cursor.execute(parts[0])
        for part in parts[1:]:
            cursor.execute(f"CREATE{part}")


@pytest.mark.parametrize("how", SPOILT_GUARDS)
def test_a_guard_that_does_not_guard_is_missing(kept, how):
    _spoil_guards(how)
    assert any(
        name.startswith("labs_result_") for name in guards.missing_guards(connection)
    )
    assert "Guards are missing on the database: " in " ".join(_reasons())


@pytest.mark.parametrize("how", SPOILT_GUARDS)
def test_nothing_is_written_meanwhile_and_reads_go_on(kept, client, clinician, caplog, how):
    client.force_login(clinician)
    client.raise_request_exception = False
    _spoil_guards(how)
    before = AuditEvent.objects.count()
    assert client.get(f"/patients/{kept.ref}/").status_code == 200
    assert AuditEvent.objects.count() == before + 1  # the read
    url = f"/patients/{kept.ref}/panels/new/"
    sheet = filled(client.get(url), "sheet", day="2026-03-10", lh_value="<0.1")
    answer = client.post(url, sheet)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "a guard is missing on the database" in answer.text
    assert "labs_result_" in caplog.text
    assert "labs_result_" not in answer.text
