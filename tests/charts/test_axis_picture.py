"""The picture of the axis: the latest values at their places, as text read in order."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from labs.analytes import ANALYTES
from labs.charts import axis_picture
from labs.demo.acts import DOSE
from labs.readings import RecordedTestes, SupersededVersion
from labs.timeline import Who
from tests.charts.axis import Drawn, draw
from tests.charts.conftest import listed
from tests.charts.courses import MEN
from tests.factories import clinician_range, course, episode, reading, released, volume

FIRST, ON, LATER = "2026-01-12 08:00", "2026-03-02 08:10", "2026-04-20 08:00"
KEYS = ("lh", "fsh", "left", "right", "testosterone", "estradiol")
PARTS = Path(settings.BASE_DIR) / "templates" / "parts"
BANNED = ("abnormal", "good", "bad", "improved", "worse", "normal", "should", "optimal")
BANNED += ("target", "low", "high", "recovery", "recovering", "washed")


def drawn(made, who=Who.STAFF, waiting=None, **view):
    made = made if who is Who.STAFF else released(made)
    return draw(listed(made, who, **view), waiting)


def at(key, *readings, who=Who.STAFF, waiting=None, view=None, **more):
    """What stands beside the name of a measure, line by line."""
    return drawn(course(*readings, **more), who, waiting, **view or {}).lines(key)[1:]


def sentences(*names):
    """All that these templates say, whatever the value."""
    source = "".join((PARTS / f"axis_{name}.html").read_text() for name in names)
    short = r'(?:\{% translate |_\()"([^"]+)"'
    long = r"\{% blocktranslate [^%]*%\}(.+?)\{% endblocktranslate"
    found = [*re.findall(short, source), *re.findall(long, source, re.DOTALL)]
    return [" ".join(said.split()) for said in found]


EVERY = [
    pytest.param(make(), who, id=f"{who.value}, {man}")
    for man, make in MEN.items()
    for who in Who
]

NONE = ("no treatment recorded", "first result")
LH = {"interval": "1.7-8.6"}
CASES = {
    "a sign is kept": (
        "lh",
        [reading("lh", "<0.1", on=ON, **LH)],
        ["<0.1 IU/L", "↓ below (1.7 to 8.6)", "2 Mar 2026", *NONE],
    ),
    "nought is nought": (
        "lh",
        [reading("lh", "0", on=ON, **LH)],
        ["0 IU/L", "↓ below (1.7 to 8.6)", "2 Mar 2026", *NONE],
    ),
    "digits stay as printed": (
        "testosterone",
        [reading("testosterone", "23.70", on=ON, interval=">= 8.64")],
        ["23.70 nmol/L", "in range (≥ 8.64)", "2 Mar 2026", *NONE],
    ),
    "above": (
        "fsh",
        [reading("fsh", "39.4", on=ON, interval="<= 10.0")],
        ["39.4 IU/L", "↑ above (≤ 10.0)", "2 Mar 2026", *NONE],
    ),
    "what a limit does not tell": (
        "estradiol",
        [reading("estradiol", "<90", on=ON, interval="41-159")],
        ["<90 pmol/L", "not clear whether in range (41 to 159)", "2 Mar 2026", *NONE],
    ),
    "no interval": (
        "lh",
        [reading("lh", "<0.1", on=ON)],
        ["<0.1 IU/L", "no reference range printed", "2 Mar 2026", *NONE],
    ),
    "an interval in words": (
        "lh",
        [reading("lh", "3.1", on=ON, interval="see the report")],
        ["3.1 IU/L", "reference range: see the report", "2 Mar 2026", *NONE],
    ),
    "a result in words": (
        "lh",
        [reading("lh", "not detected", on=ON, **LH)],
        ["not detected", "reported in words", "2 Mar 2026", *NONE],
    ),
    "a day known to the month": (
        "lh",
        [reading("lh", "3.1", on="2026-03")],
        ["3.1 IU/L", "no reference range printed", "Mar 2026", *NONE],
    ),
    "preliminary": (
        "lh",
        [reading("lh", "3.1", on=ON, status="preliminary")],
        ["3.1 IU/L", "no reference range printed", "2 Mar 2026", "no treatment recorded"]
        + ["preliminary", "first result"],
    ),
    "the change": (
        "lh",
        [reading("lh", "3.1", on=FIRST), reading("lh", "4.3", on=ON)],
        ["4.3 IU/L", "no reference range printed", "2 Mar 2026", "no treatment recorded"]
        + ["since 12 Jan 2026: up 1.2"],
    ),
    "both censored": (
        "lh",
        [reading("lh", "<0.1", on=FIRST, **LH), reading("lh", "<0.1", on=ON, **LH)],
        ["<0.1 IU/L", "↓ below (1.7 to 8.6)", "2 Mar 2026", "no treatment recorded"]
        + ["compared with 12 Jan 2026: both below detection"],
    ),
    "another laboratory": (
        "lh",
        [reading("lh", "3", on=FIRST), reading("lh", "4", on=ON, laboratory="Quay")],
        ["4 IU/L", "no reference range printed", "2 Mar 2026", "no treatment recorded"]
        + ["compared with 12 Jan 2026: another laboratory"],
    ),
    "another time of day": (
        "testosterone",
        [
            reading("testosterone", "17", on=FIRST),
            reading("testosterone", "12", on="2026-03-02 15:00"),
        ],
        ["12 nmol/L", "no reference range printed", "2 Mar 2026", "no treatment recorded"]
        + ["compared with 12 Jan 2026: another time of day"],
    ),
    "a later sample without a result": (
        "lh",
        [
            reading("lh", "3.1", on=ON),
            reading("lh", on=LATER, not_done=True, absent_reason="clotted"),
        ],
        ["3.1 IU/L", "no reference range printed", "2 Mar 2026", *NONE]
        + ["20 Apr 2026: not done: clotted"],
    ),
    "an earlier sample without a result": (
        "lh",
        [reading("lh", on=FIRST, pending=True), reading("lh", "3.1", on=ON)],
        ["3.1 IU/L", "no reference range printed", "2 Mar 2026", *NONE],
    ),
    "only one to come": (
        "lh",
        [reading("lh", on=ON, pending=True)],
        ["not measured", "2 Mar 2026: pending"],
    ),
    "a volume": (
        "right",
        [volume("15", "left", on=ON), volume("16.5", "right", on=ON)],
        ["16.5 mL", "Prader orchidometer", "2 Mar 2026", *NONE],
    ),
    "a volume by another formula": (
        "left",
        [
            volume("15", "left", on=FIRST, method="ultrasound-lambert"),
            volume("12", "left", on=ON, method="ultrasound-ellipsoid"),
        ],
        ["12 mL", "ultrasound, ellipsoid", "2 Mar 2026", "no treatment recorded"]
        + ["compared with 12 Jan 2026: another formula"],
    ),
    "a volume without a method": (
        "left",
        [volume("15", "left", on=ON, method="")],
        ["15 mL", "method not recorded", "2 Mar 2026", *NONE],
    ),
}


@pytest.mark.parametrize(("key", "readings", "facts"), CASES.values(), ids=CASES)
def test_a_value_stands_with_what_keeps_it_from_misreading(key, readings, facts):
    assert at(key, *readings) == facts


def test_a_stimulated_value_names_the_agents_of_its_day_and_of_the_one_before():
    made = [
        reading("lh", "0.3", on=FIRST, reviewed=True),
        reading("lh", "3.5", on=ON, reviewed=True),
    ]
    hcg = episode("hcg", "2026-02-01", name="hCG", dose_text=DOSE)
    facts = at("lh", *made, episodes=[hcg])
    assert "with hCG" in facts
    assert facts[-1] == "since 12 Jan 2026: up 3.2; hCG now, no treatment before"
    assert DOSE not in " ".join(facts)


def test_a_corrected_value_says_what_it_was():
    made = reading("testosterone", "14.6", on=ON, status="corrected", id="t")
    was = SupersededVersion("t", 0, "420", "ng/dL", "Dr Example", None, "misread")
    facts = at("testosterone", made, history=[was])
    assert "corrected from 420 ng/dL" in facts
    same = replace(was, reported="41.6", unit_reported="nmol/L")
    assert "corrected from 41.6" in at("testosterone", made, history=[same])


def test_a_range_that_a_clinician_set_stands_beside_the_laboratorys_and_not_with_him():
    made = reading("testosterone", "14.6", on=ON, interval="8.64-29.0")
    clinicians = clinician_range("12", "25", "2026-01-01", analyte="testosterone")
    facts = at("testosterone", made, ranges=[clinicians])
    assert facts[1] == "in range (8.64 to 29.0)"
    assert facts[2].startswith("clinician’s range 12 to 25 (")
    assert "12 to 25" not in " ".join(
        at("testosterone", made, ranges=[clinicians], **PATIENT)
    )


def test_units_follow_the_page_and_the_original_stays():
    made = reading("testosterone", "349", unit="ng/dL", on=ON, interval="249-836")
    other = reading("testosterone", "12.1", on=FIRST, interval="249-836")
    facts = at("testosterone", other, made)
    assert facts[:3] == [
        "≈12.1 nmol/L",
        "converted from 349 ng/dL",
        "in range (≈8.6 to ≈29.0)",
    ]
    mass = at("testosterone", other, made, view={"units": {"testosterone": "ng/dL"}})
    assert mass[:2] == ["349 ng/dL", "in range (249 to 836)"]


def test_the_latest_of_all_is_told_whatever_dates_the_page_shows():
    made = [reading("lh", "3.1", on=FIRST), reading("lh", "4.3", on=ON)]
    assert at("lh", *made, view={"end": made[0].moment.date})[0] == "4.3 IU/L"


def test_the_latest_is_the_last_collected_and_not_the_last_handed_in():
    made = [reading("lh", "4.3", on=ON), reading("lh", "3.1", on=FIRST)]
    assert at("lh", *made)[0] == "4.3 IU/L"


def test_each_side_has_its_own_latest():
    made = [volume("15", "left", on=FIRST), volume("16", "right", on=FIRST)]
    both = drawn(course(*made, volume("12", "left", on=ON)))
    assert both.lines("left")[:2] == ["Left volume", "12 mL"]
    assert both.lines("right")[:2] == ["Right volume", "16 mL"]


def test_the_state_of_a_testis_stands_where_its_volume_would():
    made = replace(
        course(volume("15", "left", on=ON)), testes=RecordedTestes(right="prosthesis")
    )
    assert drawn(made).lines("right") == ["Right testis", "prosthesis"]


@pytest.mark.parametrize(
    ("who", "none"), [(Who.STAFF, "not measured"), (Who.PATIENT, "Not measured")]
)
def test_nothing_measured_is_said_at_every_place(who, none):
    made = drawn(course(), who)
    assert [made.lines(key)[1:] for key in KEYS] == [[none]] * 6


@pytest.mark.parametrize(("made", "who"), EVERY)
def test_its_text_is_read_in_order_and_nothing_is_said_twice(made, who):
    picture = drawn(made, who)
    names = [name for name, *_ in map(picture.lines, KEYS)]
    order = ["Hypothalamus", "Pituitary", *names[:2], "Testes", *names[2:], "Feedback"]
    assert picture.names() == order
    assert picture.hidden_words() <= {"GnRH"}


@pytest.mark.parametrize(("made", "who"), EVERY)
def test_it_has_no_style_no_name_and_no_script(made, who):
    html = drawn(made, who).html
    assert "style" not in html and " id=" not in html and "<script" not in html


# Who points at whom; that it is drawn so is seen in tests/browser/test_notes.py.

SIGNALS = {
    ("hypothalamus", "pituitary"),
    ("pituitary", "lh"),
    ("pituitary", "fsh"),
    ("testosterone", "estradiol"),
}
OF_TESTES = {("lh", "testes"), ("fsh", "testes"), ("testes", "testosterone")}
FEEDBACK = {
    ("testosterone", "loop"),
    ("estradiol", "loop"),
    ("loop", "hypothalamus"),
    ("loop", "pituitary"),
}


@pytest.mark.parametrize(("made", "who"), EVERY)
def test_arrows_are_the_same_for_every_man(made, who):
    picture = drawn(made, who)
    assert picture.arrows("signal") == SIGNALS | OF_TESTES
    assert picture.arrows("feedback") == FEEDBACK
    assert "The arrows are the same in every man." in picture.text


@pytest.mark.parametrize("who", Who)
def test_nothing_leads_to_testes_that_are_gone_or_comes_from_there(who):
    gone = RecordedTestes(left="absent", right="prosthesis")
    picture = drawn(replace(MEN["only censored"](), testes=gone), who)
    assert picture.arrows("signal") == SIGNALS
    assert picture.arrows("feedback") == FEEDBACK
    assert not picture.ellipses
    assert picture.lines("left")[1] == "absent"
    assert picture.lines("right")[1] == "prosthesis"
    assert "No arrow leads to the testes or from them." in picture.text
    assert "ake testosterone" not in picture.text


@pytest.mark.parametrize("who", Who)
def test_one_testis_is_drawn_and_spoken_of_as_one(who):
    made = replace(MEN["only censored"](), testes=RecordedTestes("absent"))
    picture = drawn(made, who)
    assert len(picture.ellipses) == 1
    assert "Testis" in picture.names() and "Testes" not in picture.names()
    assert "akes testosterone" in picture.text and "to the testis." in picture.text
    assert picture.lines("right")[1].lower() == "not measured"


def test_a_volume_of_a_testis_that_is_gone_is_no_value_of_his():
    made = course(volume("15", "left", on=ON), volume("12", "right", on=ON))
    without = replace(made, testes=RecordedTestes(right="absent"))
    assert drawn(without).lines("right") == [
        "Right testis",
        "absent",
        "a volume of 12 mL is recorded for 2 Mar 2026",
    ]
    assert drawn(without, Who.PATIENT).lines("right") == ["Right testis", "absent"]


@pytest.mark.parametrize(
    ("first", "then", "change"), [("3.1", "4.3", "up 1.2"), ("4.3", "3.1", "down 1.2")]
)
def test_the_direction_since_the_last_draw_is_told_as_it_went(first, then, change):
    facts = at("lh", reading("lh", first, on=FIRST), reading("lh", then, on=ON))
    assert f"since 12 Jan 2026: {change}" in facts


def test_no_form_changes_with_a_value():
    def ellipses(left, right):
        made = [volume(left, "left", on=ON), volume(right, "right", on=ON)]
        return [dict(one.attrib) for one in drawn(course(*made)).ellipses]

    assert ellipses("2", "25") == ellipses("15", "15")
    first, second = ellipses("2", "25")
    assert first == second


@pytest.mark.parametrize("who", Who)
def test_what_people_and_laboratories_typed_is_text(who):
    typed = "</p><script>alert(1)</script>"
    made = course(
        reading("lh", typed.replace("1", "x"), on=ON),
        episodes=[episode("", "2026-01-10", name=typed)],
    )
    html = drawn(made, who).html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_an_analyte_that_is_off_has_its_place_all_the_same():
    assert set(KEYS) - {"left", "right"} <= set(ANALYTES)
    assert drawn(MEN["only censored"]()).lines("testosterone")[1] == "not measured"


def test_on_a_reference_page_it_is_nobodys():
    source = '{% include "parts/axis_picture.html" %}'
    html = Template(source).render(Context({"picture": axis_picture.EMPTY, "used": set()}))
    picture = Drawn(html)
    assert "This picture shows no results." in picture.text
    assert [picture.lines(key)[1:] for key in KEYS] == [[]] * 6
    assert picture.arrows("signal") == SIGNALS | OF_TESTES


# The man's own


PATIENT = {"who": Who.PATIENT}


def test_he_reads_value_date_and_treatment_in_plain_words():
    made = [reading("lh", "<0.1", on=ON, **LH), reading("lh", "3", on=FIRST, **LH)]
    hcg = episode("hcg", "2026-02-01", name="hCG", dose_text=DOSE)
    assert at("lh", *made, episodes=[hcg], **PATIENT) == [
        "less than 0.1 IU/L",
        "2 Mar 2026",
        "Treatment recorded then: hCG",
    ]


def test_he_reads_what_his_laboratory_wrote():
    made = reading("testosterone", "349", unit="ng/dL", on=ON)
    assert at("testosterone", made, **PATIENT)[:2] == [
        "about 12.1 nmol/L",
        "Your lab wrote 349 ng/dL.",
    ]
    assert at("fsh", reading("fsh", "not detected", on=ON), **PATIENT)[0] == (
        "“not detected”"
    )


def test_he_reads_that_a_result_was_corrected():
    made = reading("lh", "3.1", on=ON, status="corrected", id="lh")
    when = datetime(2026, 3, 9, tzinfo=UTC)
    was = SupersededVersion("lh", 0, "31", "IU/L", "", when, "")
    facts = at("lh", made, history=[was], **PATIENT)
    assert facts[-1] == "corrected on 9 Mar 2026"


def test_he_sees_no_sign_no_change_and_no_dose():
    for make in MEN.values():
        made = make()
        dosed = [replace(one, dose_text=DOSE) for one in made.episodes]
        text = drawn(replace(made, episodes=tuple(dosed)), **PATIENT).text
        assert not re.search("[↓↑]|since|against|below|above|inside|in range|demo-mg", text)


def test_what_was_not_released_is_not_in_his_picture():
    timeline = listed(course(reading("lh", "7.771", on=ON)), Who.PATIENT)
    picture = draw(timeline, {("lh", ""): datetime(2026, 3, 2, tzinfo=UTC)})
    assert "7.77" not in picture.html
    assert picture.lines("lh") == ["LH", "Not shared yet"]
    assert picture.lines("fsh") == ["FSH", "Not measured"]


@pytest.mark.parametrize(("month", "newer"), [(1, False), (5, True)])
def test_he_is_told_of_a_newer_result_only_where_it_is_newer(month, newer):
    waiting = {("lh", ""): datetime(2026, month, 5, tzinfo=UTC)}
    facts = at("lh", reading("lh", "3.1", on=ON), waiting=waiting, **PATIENT)
    assert ("A newer result is not shared yet." in facts) is newer


def test_no_sentence_grades_anybody_or_speaks_of_an_agent():
    every = sentences("picture", "value", "value_staff", "value_patient")
    assert len(every) > 50
    for sentence in every:
        assert set(re.findall(r"[a-z]+", sentence.lower())).isdisjoint(BANNED), sentence
        assert not re.search(r"\b(?:hcg|clomi\w*|anastr\w*|tamox\w*)\b", sentence.lower())


@pytest.mark.parametrize(
    "sentence",
    [
        one
        for said in (
            *sentences("value_patient"),
            *(
                said
                for said in sentences("picture")
                if re.match("They |It |part|a small", said)
            ),
        )
        for one in re.split(r"(?<=[.]) ", said)
    ],
)
def test_his_sentences_are_short_and_plain(sentence):
    bare = re.findall(
        r"[a-z]+", re.sub(r"\{\{[^}]*\}\}|hypothalamus|pituitary", "", sentence)
    )
    assert len(bare) <= 15
    assert all(len(re.findall("[aeiouy]+", word)) <= 5 for word in bare)
