"""The invented men are visibly invented, and hold every situation they were made for."""

import re
from datetime import date

import pytest

from labs.agents import find_agent
from labs.demo import CLINICS, MEN
from labs.demo.acts import (
    CorrectionAct,
    DecisionAct,
    DrawAct,
    FinalReportAct,
    InErrorAct,
    StartAct,
    StopAct,
)
from labs.demo.printed import build_draw, build_readings, day_of

ZONES = {clinic.slug: clinic.zone for clinic in CLINICS}


def _acts(man, kind):
    return [act for act in man.in_order() if isinstance(act, kind)]


def _printed(man):
    for drew in _acts(man, DrawAct):
        yield from build_readings(drew, build_draw(man, drew, ZONES[man.clinic]))


EVERY = [reading for man in MEN for reading in _printed(man)]
each_man = pytest.mark.parametrize("man", MEN, ids=lambda man: man.number)


def test_there_are_twelve_men_in_two_clinics():
    assert len(MEN) == len({man.number for man in MEN}) == 12
    assert {man.clinic for man in MEN} == set(ZONES) == {"north", "south"}


def test_every_person_and_clinic_says_that_it_is_invented():
    names = [man.name for man in MEN]
    names += [worker.name for clinic in CLINICS for worker in clinic.workers]
    assert all("Synthetic" in name for name in names)
    assert all("demonstration" in clinic.name for clinic in CLINICS)


def test_every_address_leads_nowhere():
    addresses = [man.account for man in MEN if man.account]
    addresses += [worker.email for clinic in CLINICS for worker in clinic.workers]
    assert len(set(addresses)) == len(addresses) == 10
    assert all(address.endswith(".example") for address in addresses)


@each_man
def test_every_dose_text_is_visibly_invented(man):
    for began in _acts(man, StartAct):
        assert re.fullmatch(r"(demonstration dose, \d demo-mg)?", began.dose)


@each_man
def test_every_agent_is_in_the_catalogue(man):
    for act in _acts(man, (StartAct, StopAct)):
        assert find_agent(act.agent).name == act.agent


@each_man
def test_what_stops_had_begun(man):
    running = set()
    for act in man.in_order():
        if isinstance(act, StartAct):
            assert act.agent not in running
            running.add(act.agent)
        elif isinstance(act, StopAct):
            running.remove(act.agent)


@each_man
def test_a_decision_rests_on_draws_that_were_there(man):
    for decided in _acts(man, DecisionAct):
        drawn = {drew.day for drew in _acts(man, DrawAct) if drew.day <= decided.day}
        assert set(decided.looked_at) <= drawn
        assert (decided.next_check is None) == (decided.next_check_words == "")


@each_man
def test_what_is_mended_was_drawn_before(man):
    for act in _acts(man, (CorrectionAct, FinalReportAct, InErrorAct)):
        assert act.draw in {drew.day for drew in _acts(man, DrawAct) if drew.day < act.day}


@each_man
def test_the_course_ended_before_the_demonstration_was_written(man):
    assert max(day_of(man, act.day) for act in man.acts) <= date(2026, 11, 24)


@each_man
def test_two_draws_of_one_day_have_a_key_each(man):
    keys = [(drew.day, drew.key) for drew in _acts(man, DrawAct)]
    assert len(set(keys)) == len(keys)


def test_every_kind_of_value_is_there():
    assert {reading.value.kind for reading in EVERY} == {
        "measured",
        "censored",
        "text",
        "absent",
    }
    assert {reading.value.comparator for reading in EVERY} == {"", "<", ">"}
    assert "0" in {reading.value.reported for reading in EVERY}


def test_intervals_are_there_with_either_side_missing():
    intervals = [reading.interval for reading in EVERY if reading.interval]
    assert any(at.low is None and at.high is not None for at in intervals)
    assert any(at.low is not None and at.high is None for at in intervals)


def test_every_sort_of_unit_and_volume_is_there():
    assert {reading.unit_reported for reading in EVERY} >= {
        "IU/L",
        "mIU/mL",
        "nmol/L",
        "ng/dL",
        "pmol/L",
        "pg/mL",
        "mL",
    }
    assert {reading.exam.method for reading in EVERY if reading.exam} == {
        "prader",
        "ultrasound-ellipsoid",
        "ultrasound-lambert",
    }


def test_the_diameters_give_the_volume_that_was_read():
    measured = [r for r in EVERY if r.exam and r.exam.diameters]
    assert len(measured) == 8
    for reading in measured:
        assert not reading.exam.disagrees(reading.value)


def test_dates_without_a_time_are_there():
    assert {reading.moment.precision for reading in EVERY} == {"minute", "date"}


def test_a_result_that_was_not_done_says_why():
    absent = [reading for reading in EVERY if reading.status == "not-done"]
    assert {(r.analyte.key, r.absent_reason) for r in absent} == {
        ("estradiol", "too little serum"),
        ("volume", "swollen after a blow"),
    }
