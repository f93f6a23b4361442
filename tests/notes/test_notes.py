"""Each note has a man who sees it and one who does not; and how notes are shown."""

from dataclasses import replace
from datetime import date
from itertools import chain

import pytest

from labs.analytes import ON
from labs.notes import MEASUREMENT, NOTES, Audience, patient_notes
from labs.notes.at_draw import PatientRecord
from labs.notes.note import Later
from labs.notes.patient_notes import find_calling_facts
from labs.readings import Moment, RecordedTestes, SupersededVersion
from labs.timeline import View, Who, build_timeline
from tests.factories import TODAY, ZONE, episode, reading, released
from tests.notes import men
from tests.notes.listed import keys, last_draw, notes_of
from tests.notes.men import DOCUMENT, ENDED, LATER, LOW, WELL, drawn, man

TABLES = [
    *(("document", key, *pair) for key, pair in DOCUMENT.items()),
    *(("measurement", key, *pair) for key, pair in men.MEASUREMENT.items()),
]
NAMES = [f"{kind}-{key}" for kind, key, *_ in TABLES]


def _shown(course, key, draw=""):
    found = notes_of(course).document(draw or last_draw(course))
    return next(shown for shown in found if shown.key == key)


@pytest.mark.parametrize(("kind", "key", "sees", "not_he"), TABLES, ids=NAMES)
def test_a_note_has_a_man_who_sees_it_and_one_who_does_not(kind, key, sees, not_he):
    assert key in keys(sees, kind=kind)
    assert key not in keys(not_he, kind=kind)
    assert not_he.readings


@pytest.mark.parametrize("key", men.NOR)
def test_nor_do_these_men_see_it(key):
    kind = "document" if key in DOCUMENT else "measurement"
    assert [at for at, man in enumerate(men.NOR[key]) if key in keys(man, kind=kind)] == []


def _everybody():
    """Each draw of each man of the tables, as rules see it."""
    listed = (*DOCUMENT.values(), *men.MEASUREMENT.values(), *men.NOR.values())
    for course in chain.from_iterable(listed):
        record = PatientRecord(
            build_timeline(course, analytes=ON, view=View(), who=Who.STAFF)
        )
        yield from (record.at(each.draw.id) for each in course.readings)


def test_every_clause_of_every_rule_keeps_a_man_of_the_tables_away():
    everybody = [*_everybody()]
    idle = [
        (note.key, at)
        for note in (*NOTES, *MEASUREMENT)
        for at in range(len(note.when))
        if not any(_kept_away(note, at, seen) for seen in everybody)
    ]
    assert idle == []


def _kept_away(note, at, seen):
    """By this clause alone."""
    others = replace(note, when=note.when[:at] + note.when[at + 1 :])
    return (
        find_calling_facts(note, seen) is None
        and find_calling_facts(others, seen) is not None
    )


def test_every_note_is_in_the_tables():
    assert set(DOCUMENT) == {note.key for note in NOTES}
    assert set(men.MEASUREMENT) == {note.key for note in MEASUREMENT}


@pytest.mark.parametrize(("kind", "key", "sees", "not_he"), TABLES, ids=NAMES)
def test_a_note_carries_what_called_it(kind, key, sees, not_he):
    notes = notes_of(sees)
    (shown,) = [each for each in getattr(notes, kind)(last_draw(sees)) if each.key == key]
    assert shown.facts
    assert all(str(fact.words) for fact in shown.facts)
    assert shown.source
    assert shown.away and all(str(words) for clause in shown.away for words in clause)
    assert (shown.level == "") == (kind == "measurement")
    assert shown.caveat or kind == "measurement"
    known = {point.id for point in sees.readings}
    assert {point.id for fact in shown.facts for point in fact.points} <= known


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.key)
def test_a_patient_reads_a_note_only_where_it_has_a_text_for_him(note):
    sees, _ = DOCUMENT[note.key]
    shown = keys(released(sees), Audience.PATIENT)
    assert note.patient or note.key not in shown


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.key)
def test_a_text_for_patients_reaches_the_man_of_the_table(note):
    if note.patient:
        sees, _ = DOCUMENT[note.key]
        notes = notes_of(released(sees), Audience.PATIENT)
        shown = {each.key: each for each in notes.document(last_draw(sees))}
        assert shown[note.key].text == note.patient


def test_a_result_in_words_calls_what_speaks_of_no_level():
    none_seen = man(
        drawn(sperm_concentration="no sperm seen", ranges={}), on=["testosterone"]
    )
    assert keys(none_seen) == ["sperm-production-on-testosterone"]
    assert keys(man(drawn(lh="see the comment"))) == ["what-lh-does"]


def test_below_detection_is_measured():
    told = man(drawn(testosterone="<0.3", ranges={}), on=["testosterone"])
    assert "serum-testosterone-on-testosterone" in keys(told)


@pytest.mark.parametrize("audience", Audience)
def test_the_document_says_nothing_beside_a_draw_of_a_boy(audience):
    told = released(man(drawn("2025-06-02 08:00", lh="<0.1")))
    boy = notes_of(replace(told, born=date(2007, 6, 3)), audience)
    grown = notes_of(replace(told, born=date(2007, 6, 2)), audience)
    draw = last_draw(told)
    assert [shown.key for shown in grown.document(draw)] == ["what-lh-does"]
    assert grown.is_of_age(draw) and not boy.is_of_age(draw)
    assert boy.document(draw) == ()
    assert boy.measurement(draw) == grown.measurement(draw) != ()
    assert boy.at(draw) == boy.measurement(draw)
    assert not boy.marks("what-lh-does", draw)


def test_a_draw_known_to_the_month_is_of_age_from_the_first_of_its_days():
    told = man(drawn("2025-06", lh="3.2"))
    assert keys(replace(told, born=date(2007, 6, 1))) == ["what-lh-does"]
    assert keys(replace(told, born=date(2007, 6, 2))) == []


def test_without_a_draw_he_is_as_old_as_today():
    told = man(on=["clomifene"])
    boy = replace(told, born=date(TODAY.year - 18, TODAY.month, TODAY.day + 1))
    assert [shown.key for shown in notes_of(told).document("")] == ["serm-effects-named"]
    assert notes_of(boy).document("") == ()


def test_what_was_not_released_calls_no_note_of_the_patient():
    sees, _ = DOCUMENT["what-lh-does"]
    assert keys(sees, Audience.PATIENT) == []


def test_a_man_without_results_sees_nothing():
    assert keys(men.NOBODY) == []


def test_the_most_specific_note_comes_first():
    sees, _ = DOCUMENT["sertoli-tubules"]
    found = notes_of(sees).document(last_draw(sees))
    asked = [len(shown.note.when) for shown in found]
    assert asked == sorted(asked, reverse=True)
    assert len(set(asked)) > 1


def test_a_note_gives_way_to_the_one_that_says_more():
    low = man(drawn(**LOW), on=["testosterone"])
    assert "what-lh-does" not in keys(low)
    assert "what-lh-does" in keys(man(drawn(**LOW)))


def test_notes_give_way_to_notes_that_are_there():
    known = {note.key for note in (*NOTES, *MEASUREMENT)}
    assert all(note.not_with <= known - {note.key} for note in (*NOTES, *MEASUREMENT))


def test_a_general_note_stays_where_the_other_is_not_for_this_reader():
    sees, _ = DOCUMENT["off-testosterone-still-low"]
    assert "what-lh-does" not in keys(sees)
    assert "what-lh-does" in keys(released(sees), Audience.PATIENT)


def test_a_preliminary_result_calls_no_note_on_the_document():
    sees = man(drawn(**LOW, status="preliminary"), on=["testosterone"])
    assert keys(sees) == []
    assert keys(sees, kind="measurement") != []


def test_a_flagged_result_calls_a_note_once_it_was_reviewed():
    flagged = reading("lh", "0.4", interval="1.7-8.6", flags=("unit-slip",))
    assert keys(man([flagged])) == []
    assert keys(man([replace(flagged, reviewed=True)])) == ["what-lh-does"]


def test_blood_of_the_first_day_of_an_agent_is_neither_with_nor_without_it():
    """Nobody knows which came first."""
    same_day = man(drawn(**LOW), on=[("testosterone", "2025-06-02")])
    assert keys(same_day) == ["what-lh-does", "what-fsh-does"]
    assert "feedback" not in keys(man(drawn(**WELL), on=[("hcg", "2025-06-02")]))


def test_an_agent_that_goes_on_with_another_dose_has_no_first_day_again():
    changed = man(
        drawn(**LOW),
        on=[("testosterone", "2025-01-10", "2025-06-01"), ("testosterone", "2025-06-02")],
    )
    assert "gonadotropins-low-on-testosterone" in keys(changed)


def test_an_agent_known_to_the_month_is_neither_active_nor_absent_within_it():
    within = man(drawn(**LOW), on=[("testosterone", "2025-06")])
    assert "gonadotropins-low-on-testosterone" not in keys(within)
    assert "feedback" not in keys(man(drawn(**WELL), on=[("testosterone", "2025-06")]))


def test_a_draw_known_to_the_month_needs_the_agent_on_all_of_its_days():
    long = man(drawn("2025-06", **LOW), on=["testosterone"])
    part = man(drawn("2025-06", **LOW), on=[("testosterone", "2025-06-15")])
    assert "gonadotropins-low-on-testosterone" in keys(long)
    assert "gonadotropins-low-on-testosterone" not in keys(part)
    gone = man(drawn("2025-06", **WELL), on=[("testosterone", "2025-06-10", "2025-06-20")])
    assert "feedback" not in keys(gone)


def test_a_free_text_that_acts_on_the_axis_may_be_any_agent():
    typed = replace(episode("", "2025-02-01"), name="an old ampoule")
    told = man(drawn(testosterone="21"), on=["testosterone"])
    told = replace(told, episodes=(*told.episodes, typed))
    assert "serum-testosterone-on-testosterone" not in keys(told)
    alone = replace(man(drawn(**WELL)), episodes=(typed,))
    assert "feedback" not in keys(alone)


def test_another_drug_typed_with_the_draw_is_an_agent_that_may_act():
    assert "feedback" not in keys(man(drawn(**WELL, other_drug="something for sleep")))


def test_an_episode_entered_in_error_was_never_there():
    told = man(drawn(**LOW), on=["testosterone"])
    wrong = replace(told, episodes=(replace(told.episodes[0], in_error=True),))
    assert "gonadotropins-low-on-testosterone" not in keys(wrong)
    low = man(drawn(lh="1.0", testosterone="6"), on=["hcg"])
    wrong = replace(low, episodes=(replace(low.episodes[0], in_error=True),))
    assert "both-low-no-agent" in keys(wrong)


def test_a_rise_out_of_what_the_assay_detects_is_a_rise():
    rise = man(drawn(testosterone="<0.1"), drawn(LATER, testosterone="4"), on=["hcg"])
    told = replace(rise, readings=(*rise.readings, *drawn(LATER, lh="<0.1")))
    assert "hcg-stands-in-for-lh" in keys(told)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<0.1", "<0.1"),
        ("<4", "3"),
        (">2", "3"),
        ("3", "3"),
        ("3", "<4"),
        ("<=3", "3"),
        ("not detected", "3"),
    ],
)
def test_what_may_be_no_rise_is_none(first, second):
    told = man(drawn(testosterone=first), drawn(LATER, testosterone=second, lh="0.4"))
    on_hcg = replace(told, episodes=(episode("hcg", "2025-01-10"),))
    assert "hcg-stands-in-for-lh" not in keys(on_hcg)


@pytest.mark.parametrize(
    ("first", "second"), [("<0.1", "0.1"), ("3", ">3"), ("<=3", "4"), ("<2", ">2")]
)
def test_what_must_be_a_rise_is_one(first, second):
    told = man(drawn(testosterone=first), drawn(LATER, testosterone=second, lh="0.4"))
    on_hcg = replace(told, episodes=(episode("hcg", "2025-01-10"),))
    assert "hcg-stands-in-for-lh" in keys(on_hcg)


def test_results_that_do_not_compare_have_neither_risen_nor_fallen():
    by_two = man(
        drawn(estradiol="60"), drawn(LATER, estradiol="120", method="CMIA"), on=["hcg"]
    )
    late = man(
        drawn(estradiol="60"), drawn("2025-09-01 17:00", estradiol="120"), on=["hcg"]
    )
    assert "hcg-estradiol" not in keys(by_two)
    assert "hcg-estradiol" not in keys(late)


def test_a_baseline_counts_for_what_was_drawn_after_it():
    sees, _ = DOCUMENT["not-back-to-baseline"]
    marked = replace(sees.baselines[0], result=sees.readings[-1].id)
    assert "not-back-to-baseline" not in keys(replace(sees, baselines=(marked,)))


def test_volume_below_its_baseline_is_lower_without_a_neighbour_that_is():
    before, same = (men.sized(on, "15") for on in ("2025-05-01", "2025-08-01"))
    first = men.sized("2024-12-01", "20")
    told = man(first, before, same, on=["testosterone"])
    marked = [men.baseline("volume", "2024-12-01", "left")]
    marked[0] = replace(marked[0], result=first[0].id)
    assert "volume-lower-on-testosterone" not in keys(told)
    assert "volume-lower-on-testosterone" in keys(replace(told, baselines=tuple(marked)))


@pytest.mark.parametrize("state", ["absent", "prosthesis", "retractile"])
def test_a_volume_calls_a_note_only_where_there_is_a_testis(state):
    """A prosthesis that is smaller than the testis before it has not shrunk."""
    sees, _ = DOCUMENT["volume-lower-on-testosterone"]
    told = replace(sees, testes=RecordedTestes(left=state))
    shown = keys(told)
    assert ("volume-lower-on-testosterone" in shown) == (state == "retractile")
    assert ("what-volume-shows" in keys(replace(told, episodes=()))) == (
        state == "retractile"
    )


def test_an_agent_begun_in_between_is_the_one_that_followed():
    told = man(
        drawn(lh="6.1"),
        on=[("hcg", "2024-06-01", "2024-12-01"), ("letrozole", "2024-12-20"), "clomifene"],
    )
    assert "serm-after-hcg" not in keys(told)


def test_without_a_draw_only_agents_speak_as_of_today():
    told = man(drawn(**LOW), on=["clomifene"])
    assert [shown.key for shown in notes_of(told).document("")] == ["serm-effects-named"]
    assert notes_of(told).measurement("") == ()


def test_a_note_knows_the_points_it_speaks_of():
    told = man(drawn(**LOW, estradiol="90"), on=["testosterone"])
    notes = notes_of(told)
    found = notes.document(last_draw(told))
    (low,) = [each for each in found if each.key.startswith("gonadotropins")]
    assert {point.reading.analyte.key for point in low.points} == {"lh", "fsh"}


@pytest.fixture
def evaluated(monkeypatch):
    """Pairs of note and draw whose rule was looked at."""
    pairs, find = [], patient_notes.find_calling_facts

    def find_and_keep(note, at_draw):
        pairs.append((note.key, at_draw.draw.id))
        return find(note, at_draw)

    monkeypatch.setattr(patient_notes, "find_calling_facts", find_and_keep)
    return pairs


def test_no_rule_is_looked_at_for_a_draw_that_nobody_asks_for(evaluated):
    course = man(drawn(lh="3.2"), drawn(LATER, lh="3.4"))
    notes = notes_of(course)
    assert evaluated == []
    assert notes.at(last_draw(course)) == notes.at(last_draw(course))
    assert {draw for _, draw in evaluated} == {last_draw(course)}
    assert len(evaluated) == len({*evaluated})  # each once


def test_marks_look_at_one_note_and_those_that_it_gives_way_to(evaluated):
    course = man(drawn(lh="3.2"), drawn(LATER, lh="3.4"))
    assert len(notes_of(course).marks("what-lh-does", last_draw(course))) == 2
    (note,) = [note for note in NOTES if note.key == "what-lh-does"]
    assert {key for key, _ in evaluated} <= {note.key, *note.not_with}


def test_facts_are_put_into_words_only_where_they_are_read(monkeypatch):
    course = man(drawn(lh="3.2"))

    def said(words):
        raise AssertionError(words)

    monkeypatch.setattr(Later, "__str__", said)
    (shown, *_) = notes_of(course).at(last_draw(course))
    with pytest.raises(AssertionError):
        str(shown.facts[0].words)


def test_the_two_kinds_are_never_mixed():
    sees, _ = DOCUMENT["leydig-long-silence"]
    notes, draw = notes_of(sees), last_draw(sees)
    kinds = {note.key for note in NOTES}, {note.key for note in MEASUREMENT}
    assert {shown.key for shown in notes.document(draw)} <= kinds[0]
    assert {shown.key for shown in notes.measurement(draw)} <= kinds[1]
    assert not kinds[0] & kinds[1]


def test_a_mark_changes_with_what_called_the_note_and_with_nothing_else():
    told = man(drawn(**LOW), on=["testosterone"])
    corrected = replace(
        told, readings=(replace(told.readings[0], version=1), told.readings[1])
    )
    later = replace(told, readings=(*told.readings, *drawn(LATER, estradiol="90")))
    key, draw = "gonadotropins-low-on-testosterone", last_draw(told)
    marks = [_shown(one, key, draw).mark for one in (told, corrected, later)]
    assert marks[0] == marks[2] != marks[1]


def test_a_correction_is_seen_by_its_earlier_version():
    told = man(drawn(lh="4"))
    was = SupersededVersion(told.readings[0].id, 0, "40", "IU/L", "", None, "")
    assert "corrected" in keys(replace(told, history=(was,)), kind="measurement")


def test_facts_tell_days_and_since_when():
    told = man(
        drawn(**LOW),
        on=[("testosterone", "2024-01-10", "2025-03-01"), ("testosterone", "2025-03-02")],
    )
    found = _shown(told, "gonadotropins-low-on-testosterone")
    assert [str(fact.words) for fact in found.facts] == [
        "Testosterone recorded since 10 Jan 2024.",
        "LH, 2 Jun 2025, is below its range.",
        "FSH, 2 Jun 2025, is below its range.",
    ]
    still_low = _shown(man(drawn(lh="0.5"), on=[ENDED]), "off-testosterone-still-low")
    assert str(still_low.facts[0].words) == "Testosterone recorded until 20 Jan 2025."


def test_a_nurse_reads_what_clinicians_read_but_no_prospects():
    sees, _ = DOCUMENT["off-testosterone-still-low"]
    assert "off-testosterone-still-low" not in keys(sees, Audience.NURSE)
    serum, _ = DOCUMENT["serum-testosterone-on-testosterone"]
    assert keys(serum, Audience.NURSE) == keys(serum)


def test_a_range_in_words_is_no_change_of_the_range():
    told = man(men.BEFORE, drawn(LATER, lh="4", ranges={"lh": "see report"}))
    assert "interval-changed" not in keys(told, kind="measurement")
    assert "no-interval" in keys(told, kind="measurement")


def test_the_first_result_of_a_kind_differs_from_none():
    told = man([reading("lh", "not detected", on="2025-01-02 08:00")], drawn(lh="4"))
    assert "interval-changed" not in keys(told, kind="measurement")


def test_volumes_taken_by_hands_that_were_not_recorded_are_no_other_hands():
    one = man(men.sized("2025-02-01", operator="A. One"), men.sized("2025-08-01"))
    assert "volume-operator" not in keys(one, kind="measurement")


def test_a_fact_of_a_month_is_told_as_one():
    month = Moment.month(2025, 3, ZONE)
    earlier = [
        replace(each, draw=replace(each.draw, moment=month))
        for each in drawn(estradiol="60")
    ]
    course = man(earlier, drawn(LATER, estradiol="120"), on=["hcg"])
    facts = _shown(course, "hcg-estradiol").facts
    assert str(facts[-1].words) == "Estradiol is higher on 1 Sep 2025 than in Mar 2025."


def test_a_testis_measured_without_a_printed_range_is_no_doubt():
    told = man([*drawn(LATER, lh="4"), *men.sized(LATER, "15", "12")])
    assert "no-interval" not in keys(told, kind="measurement")
