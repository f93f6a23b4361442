"""From rows to a course: what stands, in order, for its reader, in few queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labs import courses, record
from labs.models import Patient, Result
from labs.readings import RecordedTestes, SupersededVersion
from labs.timeline import Who
from tests import factories

TODAY = date(2026, 11, 24)


@pytest.fixture
def of(patient):
    def of(who=Who.STAFF):
        again = Patient.objects.named().at_release().get(pk=patient.pk)
        return courses.load_course(again, today=TODAY, who=who)

    return of


def result_of(panel, analyte="lh"):
    return panel.results.current().get(analyte=analyte)


def correct(result, cell, by, why="misread"):
    reading = factories.reading(
        result.analyte, cell, taken=result.panel.draw, status="corrected"
    )
    return record.result.correct(result, reading, by=by, why=why)


def printed(course):
    return [(reading.analyte.key, reading.value.reported) for reading in course.readings]


def test_a_reading_comes_back_as_it_was_entered(patient, drawn, of):
    drawn(patient, "2026-03-02 08:10", testosterone="23.70", interval="8.64-29.0")

    (reading,) = of().readings
    assert (reading.value.reported, reading.value.digits) == ("23.70", "23.70")
    assert reading.moment.iso == "2026-03-02T08:10:00+01:00"
    assert reading.interval.plain == "8.64 to 29.0"


def test_a_late_draw_stays_on_its_day(patient, drawn, of):
    drawn(patient, "2026-03-28 23:30", lh="3.1")

    (reading,) = of().readings
    assert reading.moment.date == date(2026, 3, 28)


def test_draws_stand_in_order_of_their_moment_not_of_their_entry(patient, drawn, of):
    drawn(patient, "2026-03-09 08:10", lh="3.3")
    drawn(patient, "2026-03-02", lh="3.2")
    drawn(patient, "2026-03-02 08:10", fsh="2.2", lh="3.1")

    assert printed(of()) == [("lh", "3.1"), ("fsh", "2.2"), ("lh", "3.2"), ("lh", "3.3")]


def test_of_draws_at_one_moment_the_first_recorded_stays_first(
    patient, drawn, of, clinician
):
    first = drawn(patient, "2026-03-02 08:10", lh="3.1")
    drawn(patient, "2026-03-02 08:10", lh="3.2", laboratory="Quay Street Hospital")
    correct(result_of(first), "3.15", clinician)

    assert printed(of()) == [("lh", "3.15"), ("lh", "3.2")]


def test_a_correction_stands_and_what_it_replaced_is_history(patient, drawn, of, clinician):
    panel = drawn(patient, "2026-03-02 08:10", testosterone="31.4")
    new = correct(result_of(panel, "testosterone"), "13.4", clinician, "digits turned")

    course = of()
    assert printed(course) == [("testosterone", "13.4")]
    assert course.readings[0].version == 1
    (version,) = course.history
    assert version == SupersededVersion(
        point=new.uid,
        version=0,
        reported="31.4",
        unit_reported="nmol/L",
        by=clinician.name,
        at=new.at,
        reason="digits turned",
        analyte="testosterone",
        panel=panel.uid,
        status="final",
    )
    assert version.at.tzinfo.key == "Europe/Berlin"


def test_what_was_entered_in_error_is_history_only(patient, drawn, of, clinician):
    panel = drawn(patient, "2026-03-02 08:10", lh="11.2")
    record.result.enter_in_error(result_of(panel), by=clinician, why="another man's")

    course = of()
    assert course.readings == ()
    assert [(v.version, v.status, v.reason) for v in course.history] == [
        (0, "final", "another man's"),
        (1, "entered-in-error", "another man's"),
    ]


def test_a_moved_draw_moves_its_results(patient, drawn, of, clinician):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.1")
    record.panel.correct(
        panel, factories.draw("2026-03-03 08:10"), by=clinician, why="typo"
    )

    assert [reading.moment.date for reading in of().readings] == [date(2026, 3, 3)]


def test_reviewed_until_something_of_the_draw_changes(patient, drawn, of, clinician):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.1", fsh="2.2", signed=True)
    assert [reading.reviewed for reading in of().readings] == [True, True]

    correct(result_of(panel), "3.2", clinician)
    assert [reading.reviewed for reading in of().readings] == [False, False]


def test_decisions_carry_the_versions_that_they_rest_on(patient, drawn, of, clinician):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.1", fsh="2.2")
    for day, draws in (("2026-03-05", [panel.uid]), ("2026-03-06", [])):
        record.decision.decide(patient, factories.decided(day), draws, by=clinician)
    correct(result_of(panel), "3.2", clinician)

    course = of()
    pinned, bare = course.decisions
    assert {pin.draw for pin in pinned.pins} == {panel.uid}
    assert len(pinned.pins) == 2 and bare.pins == ()
    assert pinned.needs_attention and not bare.needs_attention


def test_treatments_and_decisions_in_error_are_left_out(patient, of, clinician):
    treatment = factories.TreatmentFactory(patient=patient)
    decision = factories.DecisionFactory(patient=patient)
    in_error = {"in_error": True}
    record.treatment.correct(
        treatment, factories.dosed(**in_error), by=clinician, why="not his"
    )
    record.decision.correct(
        decision, factories.decided(**in_error), by=clinician, why="not his"
    )

    assert (of().episodes, of().decisions) == ((), ())


def test_a_baseline_that_was_ended_is_none(patient, drawn, of, clinician):
    result = result_of(drawn(patient, "2026-03-02 08:10", lh="3.1"))
    baseline = factories.BaselineFactory(result=result)
    assert [b.result for b in of().baselines] == [result.uid]

    record.baseline.end(baseline, by=clinician, why="another one")
    assert of().baselines == ()


def test_a_range_comes_with_who_set_it_and_when_it_held(patient, of, clinician):
    first = factories.range_of_testosterone("12", "25", "2026-03-05")
    second = factories.range_of_testosterone("10", "25", "2026-04-05")
    record.clinician_range.give(patient, first, by=clinician)
    record.clinician_range.give(patient, second, by=clinician, why="his age")

    held = [(each.interval.plain, each.since, each.until) for each in of().ranges]
    assert held == [
        ("12 to 25", first.since, second.since),
        ("10 to 25", second.since, None),
    ]
    assert {each.by for each in of().ranges} == {clinician.name}


def test_the_list_has_a_row_for_what_is_measured_in_him_alone(north, clinician):
    man = factories.patient(north, clinician, "N-9", analytes=("psa",))
    other = factories.patient(north, clinician, "N-8")

    assert "psa" in courses.analytes_of(north, man)
    assert "psa" not in courses.analytes_of(north, other)
    assert courses.analytes_by_number(north) == {"N-9": ("psa",)}


def test_the_state_of_the_testes_comes_with_him(north, clinician):
    man = factories.patient(north, clinician, "N-9", testis_left="absent")

    assert courses.load_course(man, today=TODAY).testes == RecordedTestes(left="absent")


def test_every_kind_of_change_moves_the_version(patient, drawn, of, clinician):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.1")
    result = result_of(panel)
    acts = (
        lambda: record.release.sign_off(panel, by=clinician),
        lambda: record.baseline.mark(result, by=clinician),
        lambda: record.treatment.begin(patient, factories.dosed(), by=clinician),
        lambda: record.clinician_range.give(
            patient, factories.range_of_testosterone(), by=clinician
        ),
        lambda: record.decision.decide(patient, factories.decided(), [], by=clinician),
        lambda: correct(result, "3.2", clinician),
        lambda: record.result.enter_in_error(result_of(panel), by=clinician, why="no"),
    )
    versions = [of().version]
    for act in acts:
        act()
        versions.append(of().version)

    assert versions == sorted(set(versions))


def test_another_mans_record_stays_out(patient, drawn, of, north, clinician):
    other = factories.patient(north, clinician, "N-9")
    drawn(other, "2026-03-02 08:10", lh="3.1")
    factories.TreatmentFactory(patient=other)

    course = of()
    assert (course.readings, course.episodes) == ((), ())


def test_a_man_sees_what_was_shared_with_him_and_nothing_else(
    patient, drawn, of, clinician
):
    shared = drawn(patient, "2026-03-02 08:10", lh="3.1")
    drawn(patient, "2026-03-09 08:10", lh="3.3")
    record.release.sign_off(shared, by=clinician)
    factories.DecisionFactory(patient=patient, on=[shared])

    course = of(Who.PATIENT)
    assert printed(course) == [("lh", "3.1")]
    assert course.decisions == ()


def test_a_man_reads_what_stood_before_only_if_he_had_read_it(
    patient, drawn, of, clinician
):
    panel = drawn(patient, "2026-03-02 08:10", lh="1.1")
    correct(result_of(panel), "2.2", clinician)
    record.release.sign_off(panel, by=clinician)
    assert of(Who.PATIENT).history == ()

    correct(result_of(panel), "3.3", clinician)
    course = of(Who.PATIENT)
    assert printed(course) == [("lh", "3.3")]
    assert [version.reported for version in course.history] == ["2.2"]


def test_a_man_reads_nothing_of_a_result_that_a_guard_asks_about(
    patient, drawn, of, clinician
):
    panel = drawn(patient, "2026-03-02 08:10", lh="1.1", signed=True)
    asked = factories.reading("lh", "99", taken=panel.draw, flags=("soft-limit",))
    record.result.correct(result_of(panel), asked, by=clinician, why="misread")

    course = of(Who.PATIENT)
    assert (course.readings, course.history) == ((), ())


def test_a_man_reads_nothing_of_what_was_taken_back(patient, drawn, of, clinician):
    panel = drawn(patient, "2026-03-02 08:10", lh="1.1", signed=True)
    correct(result_of(panel), "2.2", clinician)
    record.release.take_back(panel, by=clinician, why="not yet")

    course = of(Who.PATIENT)
    assert (course.readings, course.history) == ((), ())


@pytest.mark.parametrize("who", Who)
def test_the_number_of_queries_does_not_grow(patient, drawn, of, who):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            courses.load_course(man, today=TODAY, who=who)
        return len(asked)

    man = Patient.objects.named().at_release().get(pk=patient.pk)
    drawn(patient, "2026-01-02 08:10", lh="3.1", signed=True)
    few = queries()
    for day in range(10, 20):
        panel = drawn(
            patient, f"2026-03-{day} 08:10", lh="3.1", fsh="<0.1", left="15", signed=True
        )
        factories.DecisionFactory(patient=patient, on=[panel])
        factories.TreatmentFactory(patient=patient)

    assert Result.objects.count() == 31
    assert queries() == few <= 6


def test_the_list_is_in_the_units_of_the_clinic(patient, drawn):
    drawn(patient, "2026-03-02 08:10", testosterone="12.1")
    patient.clinic.units = {"testosterone": "ng/dL"}

    listed = courses.load_timeline(patient, {}, today=TODAY, who=Who.STAFF)

    assert [point.shown.text for point in listed.points] == ["≈349"]


def test_the_list_has_a_row_for_each_analyte_of_the_clinic(patient):
    patient.clinic.analytes = ["psa", "lh"]

    listed = courses.load_timeline(patient, {}, today=TODAY, who=Who.STAFF)

    assert [row.analyte.key for row in listed.rows] == ["psa", "lh"]


def test_what_the_list_is_about_is_the_man_and_his_clinic(patient, north):
    about = courses.build_about(patient)

    assert (about.patient, about.clinic, about.timezone) == (
        patient.ref,
        "north",
        north.zone,
    )
    assert about.as_of.tzinfo is not None


def test_new_to_a_reader_is_what_came_after_his_own_last_review(
    patient, drawn, clinician, nurse
):
    first = drawn(patient, "2026-03-02 08:10", lh="3.1", fsh="3.0")
    assert _fresh_to(clinician, patient) is None
    record.release.sign_off(first, by=clinician)
    assert _fresh_to(clinician, patient) == frozenset()
    later = correct(result_of(first), "3.4", clinician)
    second = drawn(patient, "2026-04-06 08:10", lh="3.3")
    assert _fresh_to(clinician, patient) == {later.uid, result_of(second).uid}
    factories.DecisionFactory(patient=patient, date="2026-04-07")
    assert _fresh_to(clinician, patient) == frozenset()
    assert _fresh_to(nurse, patient) is None


def test_a_sign_off_that_was_taken_back_was_no_review(patient, drawn, clinician):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.1", signed=True)
    record.release.take_back(panel, by=clinician, why="wrong man")
    assert _fresh_to(clinician, patient) is None


def _fresh_to(reader, patient):
    again = Patient.objects.named().at_release().get(pk=patient.pk)
    return courses.load_course(again, today=TODAY, reader=reader).fresh
