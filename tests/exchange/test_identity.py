"""The same result, a later version of it, another one, or a contradiction (contracts 7)."""

from dataclasses import replace

import pytest

from labs.analytes import ANALYTES
from labs.exchange import Entry, Identity, Source
from labs.exchange.identity import KnownResults, ResultHistory, find_nature, says_the_same
from labs.readings import Assay, Circumstances, Draw, Interval, Kind, Moment, Reading, Value

BERLIN = "Europe/Berlin"


def _reading(
    cell="12.1", at="2026-03-02 08:10", *, laboratory="Nord", method="ECLIA", **facts
):
    status = facts.get("status", "final")
    absent = cell in ("", "folgt", "suit")
    return Reading.of(
        draw=Draw(Moment.read(at, BERLIN), laboratory=laboratory),
        analyte=ANALYTES[facts.pop("analyte", "testosterone")],
        value=Value.absent(cell) if absent else Value.read(cell),
        unit=facts.pop("unit", "nmol/L"),
        unit_reported="nmol/L",
        assay=Assay(method),
        absent_reason="sample lost" if status == "not-done" else "",
        **facts,
    )


def _record(*versions, uid="own", senders=()):
    record, chain = KnownResults(), ResultHistory([], frozenset(senders), uid)
    for version in versions:
        chain.readings.append(version)
        record.add(chain, version, find_nature(version))
    return record


def _decide(record, reading, **identity):
    entry = Entry(Source(), reading, Identity(**identity))
    decision = record.decide(entry, find_nature(reading))
    return decision.outcome, decision.code


def test_a_result_that_nobody_has_is_new():
    assert _decide(KnownResults(), _reading()) == ("created", "")
    assert _decide(KnownResults(), _reading("folgt", status="pending")) == ("pending", "")
    assert _decide(KnownResults(), _reading(status="corrected")) == ("created", "")


@pytest.mark.parametrize(
    "other",
    [
        {"cell": "12,1"},
        {"cell": "12.10"},
        {"at": "2026-03-02T07:10:00Z"},
        {"at": "2026-03-02 08:10:40"},
        {"laboratory": " NORD "},
        {"method": "eclia"},
    ],
)
def test_the_same_result_is_unchanged_however_it_is_written(other):
    assert _decide(_record(_reading()), _reading(**other)) == ("unchanged", "")


@pytest.mark.parametrize(
    "other",
    [
        {"at": "2026-03-02 08:11"},
        {"at": "2026-03-02"},
        {"laboratory": ""},
        {"method": "LC-MS"},
        {"analyte": "free_testosterone"},
    ],
)
def test_another_moment_laboratory_method_or_analyte_is_another_result(other):
    assert _decide(_record(_reading()), _reading(**other)) == ("created", "")


@pytest.mark.parametrize(
    "other",
    [
        {"cell": "12.2"},
        {"cell": "<12.1"},
        {"cell": "not detected"},
        {"unit": "ng/dL"},
        {"comment": "haemolytic"},
        {"interval": Interval.read("8.64-29", "nmol/L")},
    ],
)
def test_other_content_contradicts_unless_it_is_called_a_correction(other):
    assert _decide(_record(_reading()), _reading(**other)) == ("conflict", "conflict")
    called = _reading(**other, status="corrected")
    assert _decide(_record(_reading()), called) == ("corrected", "")


def test_what_a_file_leaves_out_it_does_not_contradict():
    interval = Interval.read("8.64-29", "nmol/L")
    record = _record(_reading(interval=interval, comment="haemolytic"))
    assert _decide(record, _reading()) == ("unchanged", "")


def test_ends_are_compared_and_not_how_they_are_printed():
    old = _reading(interval=Interval.read("8,64 – 29,0", "nmol/L"))
    new = _reading(interval=Interval.of(low="8.64", high="29", unit="nmol/L"))
    assert says_the_same(new, old)
    open_end = _reading(interval=Interval.of(low="8.64", high="29", high_inclusive=False))
    assert not says_the_same(open_end, old)


MATRIX = [
    # the record, the row, what it becomes when the value is the same, and when it is not
    ("final", "final", "unchanged", "conflict"),
    ("final", "corrected", "corrected", "corrected"),
    ("final", "entered-in-error", "corrected", "corrected"),
    ("final", "preliminary", "unchanged", "conflict"),
    ("final", "not-done", "conflict", "conflict"),
    ("corrected", "final", "unchanged", "conflict"),
    ("corrected", "corrected", "unchanged", "corrected"),
    ("preliminary", "preliminary", "unchanged", "conflict"),
    ("preliminary", "final", "corrected", "corrected"),
    ("preliminary", "not-done", "corrected", "corrected"),
]


@pytest.mark.parametrize(("had", "comes", "same", "other"), MATRIX)
def test_what_may_follow_what(had, comes, same, other):
    record = _record(_reading(status=had))
    cells = ("", "") if comes == "not-done" else ("12.1", "13.3")
    for cell, outcome in zip(cells, (same, other), strict=True):
        assert _decide(record, _reading(cell, status=comes))[0] == outcome


@pytest.mark.parametrize("status", ["preliminary", "final", "corrected", "not-done"])
def test_a_pending_result_moves_on(status):
    record = _record(_reading("folgt", status="pending"))
    cell = "" if status == "not-done" else "12.1"
    assert _decide(record, _reading(cell, status=status)) == ("corrected", "")
    assert _decide(record, _reading("suit", status="pending"))[0] == "unchanged"


@pytest.mark.parametrize("status", ["preliminary", "final"])
def test_a_late_notice_of_a_pending_result_changes_nothing(status):
    late = _reading("folgt", status="pending")
    assert _decide(_record(_reading(status=status)), late) == (
        "unchanged",
        "unchanged-later",
    )


def test_an_old_file_changes_nothing_after_a_correction():
    record = _record(_reading(), _reading("13.3", status="corrected"))
    assert _decide(record, _reading()) == ("unchanged", "unchanged-later")
    assert _decide(record, _reading("14.4")) == ("conflict", "conflict")


def test_a_result_may_be_sent_anew_after_it_was_entered_in_error():
    record = _record(_reading(), _reading(status="entered-in-error"))
    assert _decide(record, _reading())[0] == "unchanged"
    assert _decide(record, _reading("13.3")) == ("created", "")


def test_a_sender_who_names_his_result_is_believed():
    record = _record(_reading(), senders={"S7"}, uid="own")
    moved = _reading("13.3", "2026-03-04 09:00")
    assert _decide(record, moved, id="S7") == ("conflict", "conflict")
    assert _decide(record, replace(moved, status="corrected"), id="S7") == ("corrected", "")
    assert _decide(record, _reading("13.3"), id="S8") == ("created", "")
    assert _decide(record, _reading(), id="S7") == ("unchanged", "")


def test_a_name_for_a_specimen_serves_several_analytes():
    record = _record(_reading(), senders={"S7"})
    assert (
        _decide(record, _reading("2", analyte="free_testosterone"), id="S7")[0] == "created"
    )


def test_what_had_no_name_is_found_by_its_nature():
    assert _decide(_record(_reading()), _reading(), id="S7") == ("unchanged", "")


def test_the_next_version_of_an_export_follows_and_another_one_contradicts():
    record = _record(_reading())
    assert _decide(record, _reading(), id="own", version=0) == ("unchanged", "")
    assert _decide(record, _reading("13.3"), id="own", version=0) == (
        "conflict",
        "conflict-version",
    )
    assert _decide(record, _reading("13.3"), id="own", version=1) == ("corrected", "")


def test_a_draw_that_was_told_anew_is_a_version_of_its_results():
    record = _record(_reading())
    moved = _reading(at="2026-03-01 08:10")
    assert _decide(record, moved, id="own", version=1) == ("corrected", "")
    assert _decide(record, _reading(), id="own", version=1) == ("unchanged", "")


@pytest.mark.parametrize(
    ("other", "twin"),
    [
        ({"laboratory": "Süd"}, True),
        ({"at": "2026-03-02"}, True),
        ({"at": "2026-03-02 08:10", "method": ""}, True),
        ({"at": "2026-03-02 09:10"}, False),
        ({"at": "2026-03-03"}, False),
    ],
)
def test_a_result_that_may_be_there_twice_has_a_twin(other, twin):
    assert _record(_reading()).has_twin(_reading(**other)) is twin


def test_what_was_entered_in_error_is_nobodys_twin():
    gone = _record(_reading(), _reading(status="entered-in-error"))
    assert not gone.has_twin(_reading("13.3"))


def test_absent_results_are_the_same_when_both_are_absent():
    lost = _reading("", status="not-done")
    assert lost.value.kind is Kind.ABSENT
    assert _decide(_record(lost), lost) == ("unchanged", "")


def test_circumstances_are_the_draws_and_not_the_results():
    fasting = Circumstances(fasting=True)
    told = _reading()
    told = replace(told, draw=replace(told.draw, circumstances=fasting))
    assert _decide(_record(_reading()), told) == ("unchanged", "")
