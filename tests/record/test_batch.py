"""A file, taken whole or not at all."""

import hashlib
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labs import audit, record
from labs.analytes import ANALYTES
from labs.courses import load_versions
from labs.exchange import FORMATS, Mapping, Settings, parse_mapping
from labs.exchange.fields import write_fields
from labs.models import AuditEvent, Batch, Panel, ParkedRow, Patient, Result
from labs.record.batch import IncomingFile
from tests import factories

HEAD = "patient,collected_at,laboratory,method,analyte,reported,unit,status\n"
AT = "2026-03-02 08:10"


def _row(analyte="lh", reported="3.2", *, number="N-1", at=AT, lab="Nord", status=""):
    what = ANALYTES.get(analyte)
    unit = what.units[what.unit].text if what else "mL"
    return f"{number},{at},{lab},ECLIA,{analyte},{reported},{unit},{status}\n"


def _file(
    text, *, create=False, mapping=None, analytes=tuple(ANALYTES), zone="Europe/Berlin"
):
    data = text.encode()
    settings = Settings(
        zone,
        datetime(2026, 11, 23, 11, tzinfo=UTC),
        analytes,
        parse_mapping(json.dumps(mapping)) if mapping else Mapping(),
        people=create,
    )
    found = FORMATS["csv"].read(data, settings)
    return IncomingFile(
        found, hashlib.sha256(data).hexdigest(), "a.csv", create_patients=create
    )


@pytest.fixture
def take(patient, nurse, north):
    """Takes rows under the usual header; counts of what became of them that are not 0."""

    def take(*rows, by=nurse, clinic=north, create=False, head=HEAD):
        file = _file(head + "".join(rows), create=create)
        weighed = record.batch.import_file(clinic, file, by=by)
        return {key: count for key, count in weighed.counts.items() if count}

    return take


def _current(**where):
    return Result.objects.current().filter(**where).order_by("pk")


def test_rows_of_one_moment_and_laboratory_are_one_draw(take, patient):
    assert take(_row("lh"), _row("fsh", "4.1"), _row(at="2026-03-03 08:10")) == {
        "created": 3
    }
    panels = Panel.objects.filter(patient=patient).order_by("collected_at")
    assert [panel.results.count() for panel in panels] == [2, 1]
    assert panels[0].batch == Batch.objects.get()
    assert panels[0].laboratory == "Nord"


def test_a_result_is_kept_as_it_was_read(take, patient):
    take(_row("testosterone", "<0.50"))
    (row,) = _current()
    reading = row.reading(row.panel.draw)
    assert (reading.value.reported, reading.value.digits) == ("<0.50", "0.50")
    assert (reading.method, reading.unit_reported) == ("ECLIA", "nmol/L")


def test_another_laboratory_is_another_draw_and_flagged(take):
    take(_row(), _row(lab="Süd"))
    assert Panel.objects.count() == 2
    assert [row.flags for row in _current()] == [[], ["duplicate"]]


def test_the_same_file_twice_creates_nothing(take):
    rows = [_row("lh"), _row("fsh", "4.1")]
    assert take(*rows) == {"created": 2}
    before = Result.objects.count(), Panel.objects.count(), Batch.objects.count()
    assert take(*rows) == {"unchanged": 2}
    assert (Result.objects.count(), Panel.objects.count(), Batch.objects.count()) == before


def test_the_same_row_twice_in_a_file_is_one_result(take):
    assert take(_row(), _row()) == {"created": 1, "unchanged": 1}
    assert Result.objects.count() == 1


def test_two_values_for_one_result_in_a_file_contradict(take):
    assert take(_row(), _row(reported="3.3")) == {"created": 1, "conflict": 1}
    assert not Result.objects.exists()


def _said(clinic, by, *rows, head=HEAD):
    weighed = record.batch.import_file(clinic, _file(head + "".join(rows)), by=by)
    return [(at.code, at.text.partition(" has ")[0]) for at in weighed.outcomes]


@pytest.mark.usefixtures("patient")
def test_a_contradiction_says_whether_file_or_record_has_the_other(north, nurse):
    first, other = _row(reported="3.2"), _row(reported="3.3")
    in_file = ("conflict", "Line 2 of this file")
    assert _said(north, nurse, first, _row("fsh", "4.1"), other)[2] == in_file
    assert _said(north, nurse, first)[0] == ("", "")
    assert _said(north, nurse, _row("fsh", "4.1"), other)[1] == ("conflict", "The record")
    corrected = _row(reported="3.4", status="C")
    assert _said(north, nurse, corrected, other)[1] == ("conflict", "The record")
    in_file = ("conflict", "Line 3 of this file")
    assert _said(north, nurse, first, corrected, other)[2] == in_file
    later = ("unchanged-later", "Line 3 of this file")
    assert _said(north, nurse, first, corrected, first)[2] == later


@pytest.mark.usefixtures("patient")
def test_a_version_that_the_file_itself_has_is_said_to_be_there(north, nurse):
    head = HEAD.replace("patient,", "patient,result_id,version,", 1)
    first, other = (_row(number="N-1,S7,0", reported=value) for value in ("3.2", "3.3"))
    in_file = ("conflict-version", "Line 2 of this file")
    assert _said(north, nurse, first, other, head=head)[1] == in_file
    assert _said(north, nurse, first, head=head) == [("", "")]
    assert _said(north, nurse, other, head=head) == [("conflict-version", "The record")]


def test_a_correction_within_a_file_follows_what_it_corrects(take):
    rows = [_row(), _row(reported="3.3", status="C"), _row(reported="3.4", status="C")]
    assert take(*rows) == {"created": 1, "corrected": 2}
    chain = Result.objects.order_by("version")
    assert [(row.version, row.reported) for row in chain] == [
        (0, "3.2"),
        (1, "3.3"),
        (2, "3.4"),
    ]
    assert [row.replaces for row in chain] == [None, chain[0], chain[1]]
    assert take(*rows) == {"unchanged": 3}


def test_a_correction_keeps_the_value_before_and_says_who(take, drawn, patient):
    panel = drawn(patient, AT, laboratory="Nord", lh="3.2")
    old = _current().get()
    row = _row(reported="3.4", status="C").replace("ECLIA", "immunoassay")
    assert take(row) == {"corrected": 1}
    new = _current().get()
    assert (new.replaces, new.uid, new.panel) == (old, old.uid, panel)
    assert new.why == "corrected by the laboratory"


@pytest.mark.parametrize("bad", ["nan", "", "x1", "9999"])
def test_one_bad_row_keeps_nothing(take, bad):
    assert take(_row(), _row("fsh", bad)) == {"created": 1, "rejected": 1}
    assert not Result.objects.exists()
    assert not Batch.objects.exists()


def test_a_contradiction_keeps_nothing(take):
    take(_row())
    assert take(_row(reported="3.9"), _row("fsh", "4.1")) == {"conflict": 1, "created": 1}
    assert Result.objects.count() == 1


def test_pending_results_are_kept_and_move_on(take):
    assert take(_row(reported="folgt")) == {"pending": 1}
    assert _current().get().status == "pending"
    assert take(_row(reported="folgt")) == {"unchanged": 1}
    assert take(_row(reported="3.2")) == {"corrected": 1}
    assert _current().get().why == "the laboratory's later report"
    assert take(_row(reported="folgt")) == {"unchanged": 1}


def test_a_withdrawal_without_a_value_keeps_the_value(take):
    take(_row())
    assert take(_row(reported="", status="D")) == {"corrected": 1}
    assert take(_row(reported="", status="D")) == {"unchanged": 1}
    gone = _current().get()
    assert (gone.status, gone.reported, gone.value is None) == (
        "entered-in-error",
        "3.2",
        False,
    )


def test_rows_of_nobody_are_parked_once_and_the_file_is_taken(take):
    rows = [_row(), _row(number="X-9"), _row("fsh", "4.1", number="X-9")]
    assert take(*rows) == {"created": 1, "unmatched": 2}
    parked = ParkedRow.objects.order_by("pk")
    assert [(row.number, row.line, row.code) for row in parked] == [
        ("X-9", 3, "patient-unknown"),
        ("X-9", 4, "patient-unknown"),
    ]
    assert parked[0].row["reported"] == "3.2"
    assert take(*rows) == {"unchanged": 1, "unmatched": 2}
    assert (ParkedRow.objects.count(), Batch.objects.count()) == (2, 1)


def test_a_parked_row_can_be_read_again_as_it_stands(take):
    take(_row(number="X-9", reported="<0.1"))
    row = ParkedRow.objects.get().row
    text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    (entry,) = _file(text).parsed.rows
    assert entry.reading.value.reported == "<0.1"


def test_a_name_in_doubt_is_parked(take):
    assert take(_row(), _row("Testosterone bio")) == {"created": 1, "unmatched": 1}
    assert ParkedRow.objects.get().code == "analyte-unclear"


def test_a_man_of_another_clinic_is_nobody_here(take, south, stranger):
    factories.patient(south, stranger, "S-1")
    assert take(_row(number="S-1")) == {"unmatched": 1}


@pytest.mark.parametrize(
    "who", ["administrator", "stranger", "patient_user", "deactivated"]
)
def test_who_may_not_import_takes_nothing(take, who, request):
    with pytest.raises(PermissionDenied):
        take(_row(), by=request.getfixturevalue(who))
    assert not Result.objects.exists()


def test_clinician_and_nurse_may_import(take, clinician, nurse):
    assert take(_row(), by=clinician) == {"created": 1}
    assert take(_row("fsh", "4.1"), by=nurse) == {"created": 1}


def test_a_result_joins_the_draw_that_is_there_and_reopens_its_review(take, drawn, patient):
    panel = drawn(patient, AT, laboratory="Nord", lh="3.2", signed=True)
    assert Panel.objects.with_review().get().is_reviewed
    assert take(_row("fsh", "4.1")) == {"created": 1}
    panel = Panel.objects.with_review().get()
    assert panel.results.count() == 2
    assert not panel.is_reviewed


@pytest.mark.parametrize(
    ("column", "cell", "panels"),
    [("fasting", "true", 2), ("fasting", "", 1), ("since_dose", "peak", 2)],
)
def test_a_row_joins_no_draw_that_says_something_else(
    take, drawn, patient, column, cell, panels
):
    drawn(patient, AT, laboratory="Nord", lh="3.2", fasting=False, since_dose="trough")
    head = HEAD.replace("status", column)
    take(_row("fsh", "4.1", status=cell), head=head)
    assert Panel.objects.count() == panels


def test_doubtful_values_are_taken_with_flags_and_unreviewed(take):
    take(_row("testosterone", "420"))
    assert _current().get().flags == ["unit-slip", "soft-limit"]
    assert not Panel.objects.with_review().get().is_reviewed


def test_every_man_has_one_event_with_count_and_hash(take, north, clinician):
    factories.patient(north, clinician, "N-2")
    before = AuditEvent.objects.count()
    take(_row(), _row("fsh", "4.1"), _row(number="N-2"))
    taken, *men = AuditEvent.objects.order_by("pk")[before:]
    assert (taken.verb, taken.patient) == ("file-taken", "")
    details = [json.loads(event.detail) for event in men]
    assert [
        (event.verb, detail["rows"]) for event, detail in zip(men, details, strict=True)
    ] == [("results-imported", 2), ("results-imported", 1)]
    assert all(len(detail["rows_sha256"]) == 64 for detail in details)
    assert [event.patient for event in men] == list(
        Patient.objects.order_by("pk").values_list("ref", flat=True)
    )


def test_rows_carry_the_act_of_their_event(take, north, clinician):
    factories.patient(north, clinician, "N-2")
    take(_row(), _row(number="N-2"))
    for row in _current().select_related("patient"):
        event = AuditEvent.objects.get(chain="north", seq=row.act)
        assert event.patient == row.patient.ref
    assert Batch.objects.get().act == AuditEvent.objects.get(verb="file-taken").seq


def test_the_chain_holds_after_an_import(take):
    take(_row(), _row(number="X-9"))
    take(_row())
    take(_row(reported="nan"))
    assert all(verdict.ok for verdict in audit.verify_audit().chains)


def test_no_event_holds_a_value_a_name_or_a_number(take):
    take(_row(reported="3.21"), _row(number="X-9"))
    for event in AuditEvent.objects.all():
        assert not any(
            word in event.detail for word in ("3.21", "X-9", "N-1", "Otto", "a.csv")
        )


def test_nothing_is_kept_when_the_trail_cannot_be_written(take, monkeypatch):
    class Unplugged(Exception):
        pass

    def fail(*arguments):
        raise Unplugged

    monkeypatch.setattr(audit, "write_all", fail)
    with pytest.raises(Unplugged):
        take(_row())
    assert not Result.objects.exists()
    assert not Batch.objects.exists()


def test_looking_keeps_nothing_but_that_somebody_looked(patient, nurse, north):
    weighed = record.batch.preview_file(north, _file(HEAD + _row()), by=nurse)
    assert (weighed.counts["created"], weighed.kept, weighed.batch) == (1, False, None)
    assert weighed.names == {patient.ref: "Otto Synthetic"}
    assert not Result.objects.exists()
    assert AuditEvent.objects.latest("pk").verb == "import-previewed"


def test_what_changed_since_somebody_looked_is_not_taken(take, patient, nurse, north):
    file = _file(HEAD + _row())
    seen = record.batch.preview_file(north, file, by=nurse).seal
    take(_row(reported="3.2"))
    weighed = record.batch.import_file(north, file, by=nurse, seen=seen)
    assert not weighed.kept
    assert weighed.seal != seen
    again = record.batch.import_file(north, file, by=nurse, seen=weighed.seal)
    assert again.kept


def test_a_file_that_was_taken_is_remembered(take, north):
    sha = _file(HEAD + _row()).sha256
    assert record.batch.find_earlier(north, sha) is None
    take(_row())
    assert record.batch.find_earlier(north, sha) == Batch.objects.get()


PEOPLE = "patient,name,born,collected_at,analyte,reported,unit\n"


def test_records_are_opened_only_when_asked_for(take):
    rows = [f"N-8,Rolf Synthetic,{born},{AT},lh,3.2,IU/L\n" for born in ("1980-01-02",)]
    assert take(*rows, head=PEOPLE) == {"unmatched": 1}
    assert take(*rows, *rows, head=PEOPLE, create=True) == {"created": 1, "unchanged": 1}
    man = Patient.objects.named().get(number="N-8")
    assert (man.name, man.born) == ("Rolf Synthetic", date(1980, 1, 2))


@pytest.mark.parametrize("cells", [",1980-01-02", "Rolf Synthetic,", ","])
def test_no_record_is_opened_without_name_and_birth_date(take, cells):
    row = f"N-8,{cells},{AT},lh,3.2,IU/L\n"
    assert take(row, head=PEOPLE, create=True) == {"rejected": 1}
    assert not Patient.objects.named().filter(number="N-8").exists()


def test_a_record_that_is_there_needs_neither(take):
    assert take(f"N-1,,,{AT},lh,3.2,IU/L\n", head=PEOPLE, create=True) == {"created": 1}


def _queries(take, rows):
    with CaptureQueriesContext(connection) as queries:
        take(*rows)
    told = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    # One statement for many rows is told as `500 times: INSERT INTO ...`.
    told = [re.sub(r"^\d+ times: ", "", sql) for sql in told]
    return [" ".join(sql.split()[:3]) for sql in told]


def test_five_hundred_rows_take_as_many_queries_as_ten(take, north, clinician):
    for n in range(2, 12):
        factories.patient(north, clinician, f"N-{n}")
    few = [
        _row(number=f"N-{n % 10 + 2}", at=f"2025-01-{n + 1:02} 08:10") for n in range(10)
    ]
    many = [
        _row(analyte, number=f"N-{n % 10 + 2}", at=f"2025-{n % 12 + 1:02}-{n // 12 + 1:02}")
        for n in range(250)
        for analyte in ("lh", "fsh")
    ]
    take(_row())  # who he is and what he may has been asked by then
    ten, five_hundred = _queries(take, few), _queries(take, many)
    assert Result.objects.count() == 511
    assert five_hundred == ten
    assert len(ten) <= 20


def test_a_thousand_rows_take_as_many_statements_as_a_hundred(take):
    """Reading what is known, keys of new rows, one insert a table, one of all events."""
    take(_row())

    def rows(year, count):
        months = range(1, 13)
        days = [f"{year}-{m:02}-{d:02}" for m in months for d in range(1, 29)]
        at = [f"{day} {hour:02}:00" for hour in (8, 12, 16) for day in days]
        return [_row(reported=f"3.{n % 7}", at=at[n]) for n in range(count)]

    hundred, thousand = _queries(take, rows(2024, 100)), _queries(take, rows(2025, 1000))
    assert Result.objects.count() == 1101
    # PostgreSQL gives out keys by the thousand: one statement for each of two tables.
    assert len(thousand) - len(hundred) <= 2
    assert len(thousand) <= 20
    inserts = [sql for sql in thousand if sql.startswith("INSERT")]
    assert len(inserts) == 5  # the batch, draws, results, worklist, events


def test_corrections_are_no_query_each(take):
    rows = [_row(at=f"2025-01-{n + 1:02} 08:10") for n in range(28)]
    take(*rows)
    few = [row.replace("3.2", "3.3").replace(",\n", ",C\n") for row in rows[:2]]
    many = [row.replace("3.2", "3.4").replace(",\n", ",C\n") for row in rows[2:]]
    assert _queries(take, many) == _queries(take, few)


@pytest.fixture
def copy(south, stranger):
    """Takes an export of a man of `north` in `south`, where he has an empty record."""

    def copy(man, without=()):
        twin = factories.patient(south, stranger, man.number)
        text = FORMATS["csv"].write(man.number, load_versions(man))
        for line in without:
            text = text.replace(line, "")
        weighed = record.batch.import_file(
            south, _file(text, zone="America/New_York"), by=stranger
        )
        assert not weighed.refused, weighed.outcomes
        return twin

    return copy


def _told(man):
    """All that a canonical file tells, but the names that a record gives."""
    own = ("result_id", "panel")
    rows = [write_fields("", reading) for reading in load_versions(man)]
    return [{key: cell for key, cell in row.items() if key not in own} for row in rows]


@pytest.fixture
def history(patient, drawn, clinician, nurse):
    """A record in which every kind of act has been done."""
    first = drawn(patient, "2026-03-02 08:10", lh="<0.1", testosterone="12.1", fasting=True)
    lh, testosterone = first.results.order_by("pk")
    again = factories.reading("lh", "0.3", taken=first.draw, status="corrected")
    record.result.correct(lh, again, by=clinician, why="misread")
    record.result.enter_in_error(testosterone, by=clinician, why="another man's")
    right = factories.reading("testosterone", "14.6", taken=first.draw)
    record.result.add(first, right, by=clinician)
    second = drawn(patient, "2026-04-02", lh="2.0", left="12", right="15")
    moved = factories.draw("2026-04-01 09:00", laboratory="Quay Street Hospital")
    record.panel.correct(second, moved, by=clinician, why="date misread")
    third = drawn(
        patient, "2026-05-02 08:00", fsh="4.1", interval="1.5-12.4", status="final"
    )
    record.result.not_done(third.results.get(), "sample lost", by=clinician, why="called")
    return patient


def test_an_export_taken_again_changes_nothing(history, north, nurse):
    text = FORMATS["csv"].write(history.number, load_versions(history))
    before = Result.objects.count(), Panel.objects.count()
    weighed = record.batch.import_file(north, _file(text), by=nurse)
    assert weighed.counts["unchanged"] == len(weighed.outcomes) == before[0]
    assert (Result.objects.count(), Panel.objects.count()) == before


def test_decimal_signs_of_several_laboratories_export_and_return(
    patient, drawn, north, nurse
):
    """What one result's comma proves of a stranger's file, it does not of ours."""
    drawn(patient, "2026-03-02 08:10", lh="<0,1", testosterone="1.234")
    text = HEAD + _row("testosterone", '"1,234"', at="2026-03-03")
    file = _file(text, mapping={"decimal": ","})
    assert record.batch.import_file(north, file, by=nurse).counts["created"] == 1
    text = FORMATS["csv"].write(patient.number, load_versions(patient))
    weighed = record.batch.import_file(north, _file(text), by=nurse)
    assert weighed.counts["unchanged"] == len(weighed.outcomes) == 3


def test_an_export_rebuilds_the_record_elsewhere(history, copy):
    twin = copy(history)
    assert _told(twin) == _told(history)
    draws = Panel.objects.current().filter(patient=twin)
    assert draws.count() == Panel.objects.current().filter(patient=history).count()
    for result in _current(patient=twin):
        assert result.panel in draws


def test_an_export_of_the_copy_changes_nothing_in_either(
    history, copy, south, stranger, north, nurse
):
    twin = copy(history)
    text = FORMATS["csv"].write(history.number, load_versions(twin))
    there = record.batch.import_file(south, _file(text), by=stranger)
    here = record.batch.import_file(north, _file(text), by=nurse)
    assert there.counts["unchanged"] == here.counts["unchanged"] == len(there.outcomes)


def test_an_edited_export_contradicts(history, north, nurse):
    text = (
        FORMATS["csv"]
        .write(history.number, load_versions(history))
        .replace("<0.1,<,0.1", "<0.2,<,0.2")
    )
    weighed = record.batch.import_file(north, _file(text), by=nurse)
    assert weighed.counts["conflict"] == 1


def test_results_that_no_row_tells_anew_follow_their_draw(history, copy):
    """Of a moved draw, the file tells the later version of one result alone."""
    lines = (
        FORMATS["csv"]
        .write(history.number, load_versions(history))
        .splitlines(keepends=True)
    )
    volumes = [line for line in lines if ",volume," in line and ",1,0," in line]
    assert len(volumes) == 2
    twin = copy(history, without=volumes)
    moved = _current(patient=twin, panel__laboratory="Quay Street Hospital")
    assert [row.analyte for row in moved] == ["lh", "volume", "volume"]
    assert len({row.collected_at for row in moved}) == 1


def test_a_draw_before_the_man_was_born_refuses_the_file(north, nurse, patient):
    born = patient.born.isoformat()
    assert record.batch.import_file(north, _file(HEAD + _row(at=born)), by=nurse).kept
    file = _file(HEAD + _row(at="1988-04-08 08:10") + _row())
    weighed = record.batch.import_file(north, file, by=nurse)
    assert not weighed.kept
    (first, second) = weighed.outcomes
    assert (first.outcome, first.code) == ("rejected", "draw-before-birth")
    assert (first.ref, second.outcome) == (patient.ref, "created")
    assert patient.number in first.text


def test_a_file_that_opens_a_record_has_no_draw_before_his_birth(take):
    head = HEAD.replace("patient", "name,born,patient", 1)
    row = f"Anton Synthetic,2026-03-03,{_row(number='N-9')}"
    assert take(row, create=True, head=head) == {"rejected": 1}
    assert Patient.objects.count() == 1


def test_a_name_that_turns_the_page_round_opens_no_record(take):
    head = HEAD.replace("patient", "name,born,patient", 1)
    row = f"\u202eAnton Synthetic,1990-03-03,{_row(number='N-9')}"
    assert take(row, create=True, head=head) == {"rejected": 1}


def test_of_two_results_of_one_moment_the_later_recorded_is_the_last(take, monkeypatch):
    """Whatever their random names are: a doubt must not depend on these."""
    for month, names in ((1, "pAqZrs"), (2, "pZqArs")):
        told = (name * 11 + str(month) for name in names)  # of a draw, of its result, ...
        monkeypatch.setattr("labs.record.rows.new_uid", lambda told=told: next(told))
        days = [f"2026-0{month}-0{day} 08:10" for day in (2, 3)]
        take(_row("testosterone", "12.1", at=days[0]))
        take(_row("testosterone", "3.5", at=days[0], lab="Süd"))
        take(_row("testosterone", "3.49", at=days[1]))  # 12.1 read as ng/mL comes near it
    doubted = _current(reported="3.49").order_by("collected_at")
    assert [result.flags for result in doubted] == [[], []]
