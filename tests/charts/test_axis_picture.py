"""The picture of the axis: the latest values at their places, told once and drawn twice."""

import itertools
import math
import re
from dataclasses import replace
from datetime import UTC, datetime
from statistics import mean
from xml.etree import ElementTree

import pytest

from labs.analytes import ANALYTES
from labs.charts import axis_picture
from labs.charts.text import line_width
from labs.demo.acts import DOSE
from labs.readings import RecordedTestes, Superseded
from labs.series import Who
from labs.words import axis as words
from tests.charts.conftest import listed
from tests.charts.courses import MEN
from tests.samples import course, episode, own_range, reading, volume

FIRST, ON, LATER = "2026-01-12 08:00", "2026-03-02 08:10", "2026-04-20 08:00"
KEYS = ("lh", "fsh", "left", "right", "testosterone", "estradiol")
BANNED = ("abnormal", "good", "bad", "improved", "worse", "normal", "should", "optimal")
BANNED += ("target", "low", "high", "recovery", "recovering", "washed")


def released(made):
    return replace(made, readings=tuple(replace(r, released=True) for r in made.readings))


def told(made, who=Who.STAFF, waiting=None, **view):
    made = made if who is Who.STAFF else released(made)
    return axis_picture.told(listed(made, who, **view), waiting)


def said(one):
    """All that stands at one place, in order."""
    return [one.name, one.amount, *(fact.words for fact in one.facts)]


def at(key, *readings, who=Who.STAFF, waiting=None, view=None, **more):
    one = told(course(*readings, **more), who, waiting, **view or {}).measured(key)
    return said(one)[1:]


def drawn(picture):
    """The words of each measure, as the SVG has them."""
    groups = ElementTree.fromstring(axis_picture.picture(picture)).iter("g")
    return {
        group.get("data-measure"): " ".join(
            " ".join(map(_words, group.iter("text"))).split()
        )
        for group in groups
    }


def _words(text):
    return "".join(text.itertext())


def elements(picture, tag):
    return list(ElementTree.fromstring(axis_picture.picture(picture)).iter(tag))


EVERY = [
    pytest.param(told(make(), who), id=f"{who.value}, {man}")
    for man, make in MEN.items()
    for who in Who
]
PICTURES = [
    pytest.param(picture, id=f"{case.id}, {picture.name}")
    for case in EVERY
    for picture in axis_picture.pictures(case.values[0])
]

NONE = ("no agent recorded", "first result")
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
        ["23.70 nmol/L", "inside (≥ 8.64)", "2 Mar 2026", *NONE],
    ),
    "above": (
        "fsh",
        [reading("fsh", "39.4", on=ON, interval="<= 10.0")],
        ["39.4 IU/L", "↑ above (≤ 10.0)", "2 Mar 2026", *NONE],
    ),
    "what a limit does not tell": (
        "estradiol",
        [reading("estradiol", "<90", on=ON, interval="41-159")],
        ["<90 pmol/L", "not told by this result (41 to 159)", "2 Mar 2026", *NONE],
    ),
    "no interval": (
        "lh",
        [reading("lh", "<0.1", on=ON)],
        ["<0.1 IU/L", "no interval printed", "2 Mar 2026", *NONE],
    ),
    "an interval in words": (
        "lh",
        [reading("lh", "3.1", on=ON, interval="see the report")],
        ["3.1 IU/L", "interval in words: see the report", "2 Mar 2026", *NONE],
    ),
    "a result in words": (
        "lh",
        [reading("lh", "not detected", on=ON, **LH)],
        ["not detected", "reported in words", "2 Mar 2026", *NONE],
    ),
    "a day known to the month": (
        "lh",
        [reading("lh", "3.1", on="2026-03")],
        ["3.1 IU/L", "no interval printed", "Mar 2026", *NONE],
    ),
    "preliminary": (
        "lh",
        [reading("lh", "3.1", on=ON, status="preliminary")],
        ["3.1 IU/L", "no interval printed", "2 Mar 2026", "no agent recorded"]
        + ["preliminary", "first result"],
    ),
    "the change": (
        "lh",
        [reading("lh", "3.1", on=FIRST), reading("lh", "4.3", on=ON)],
        ["4.3 IU/L", "no interval printed", "2 Mar 2026", "no agent recorded"]
        + ["since 12 Jan 2026: up 1.2"],
    ),
    "both censored": (
        "lh",
        [reading("lh", "<0.1", on=FIRST, **LH), reading("lh", "<0.1", on=ON, **LH)],
        ["<0.1 IU/L", "↓ below (1.7 to 8.6)", "2 Mar 2026", "no agent recorded"]
        + ["against 12 Jan 2026: both below detection"],
    ),
    "another laboratory": (
        "lh",
        [reading("lh", "3", on=FIRST), reading("lh", "4", on=ON, laboratory="Quay")],
        ["4 IU/L", "no interval printed", "2 Mar 2026", "no agent recorded"]
        + ["against 12 Jan 2026: another laboratory"],
    ),
    "another time of day": (
        "testosterone",
        [
            reading("testosterone", "17", on=FIRST),
            reading("testosterone", "12", on="2026-03-02 15:00"),
        ],
        ["12 nmol/L", "no interval printed", "2 Mar 2026", "no agent recorded"]
        + ["against 12 Jan 2026: another time of day"],
    ),
    "a later sample without a result": (
        "lh",
        [
            reading("lh", "3.1", on=ON),
            reading("lh", None, on=LATER, status="not-done", absent_reason="clotted"),
        ],
        ["3.1 IU/L", "no interval printed", "2 Mar 2026", *NONE]
        + ["20 Apr 2026: not done: clotted"],
    ),
    "an earlier sample without a result": (
        "lh",
        [reading("lh", None, on=FIRST, status="pending"), reading("lh", "3.1", on=ON)],
        ["3.1 IU/L", "no interval printed", "2 Mar 2026", *NONE],
    ),
    "only one to come": (
        "lh",
        [reading("lh", None, on=ON, status="pending")],
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
        ["12 mL", "ultrasound, ellipsoid", "2 Mar 2026", "no agent recorded"]
        + ["against 12 Jan 2026: another formula"],
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
    assert facts[-1] == "since 12 Jan 2026: up 3.2; hCG now, no agent before"
    assert DOSE not in " ".join(facts)


def test_a_corrected_value_says_what_it_was():
    made = reading("testosterone", "14.6", on=ON, status="corrected", id="t")
    was = Superseded("t", 0, "420", "ng/dL", "Dr Example", None, "misread")
    facts = at("testosterone", made, history=[was])
    assert "corrected, it was 420 ng/dL" in facts
    same = replace(was, reported="41.6", unit_reported="nmol/L")
    assert "corrected, it was 41.6" in at("testosterone", made, history=[same])


def test_a_range_that_a_clinician_set_stands_beside_the_laboratorys_and_not_with_him():
    made = reading("testosterone", "14.6", on=ON, interval="8.64-29.0")
    own = own_range("12", "25", "2026-01-01", analyte="testosterone")
    facts = at("testosterone", made, ranges=[own])
    assert facts[1] == "inside (8.64 to 29.0)"
    assert facts[2].startswith("clinician’s range 12 to 25 (")
    assert "12 to 25" not in " ".join(at("testosterone", made, ranges=[own], **PATIENT))


def test_units_follow_the_page_and_the_original_stays():
    made = reading("testosterone", "349", unit="ng/dL", on=ON, interval="249-836")
    other = reading("testosterone", "12.1", on=FIRST, interval="249-836")
    facts = at("testosterone", other, made)
    assert facts[:3] == [
        "≈12.1 nmol/L",
        "converted from 349 ng/dL",
        "inside (≈8.6 to ≈29.0)",
    ]
    mass = at("testosterone", other, made, view={"units": {"testosterone": "ng/dL"}})
    assert mass[:2] == ["349 ng/dL", "inside (249 to 836)"]


def test_the_latest_of_all_is_told_whatever_dates_the_page_shows():
    made = [reading("lh", "3.1", on=FIRST), reading("lh", "4.3", on=ON)]
    assert at("lh", *made, view={"end": made[0].moment.date})[0] == "4.3 IU/L"


def test_the_latest_is_the_last_collected_and_not_the_last_handed_in():
    made = [reading("lh", "4.3", on=ON), reading("lh", "3.1", on=FIRST)]
    assert at("lh", *made)[0] == "4.3 IU/L"


def test_each_side_has_its_own_latest():
    made = [volume("15", "left", on=FIRST), volume("16", "right", on=FIRST)]
    both = told(course(*made, volume("12", "left", on=ON)))
    assert both.measured("left").amount == "12 mL"
    assert both.measured("right").amount == "16 mL"


def test_the_state_of_a_testis_stands_where_its_volume_would():
    made = replace(
        course(volume("15", "left", on=ON)), testes=RecordedTestes(right="prosthesis")
    )
    one = told(made).measured("right")
    assert said(one) == ["Right testis", "prosthesis"]


@pytest.mark.parametrize(
    ("who", "none"), [(Who.STAFF, "not measured"), (Who.PATIENT, "Not measured")]
)
def test_nothing_measured_is_said_at_every_place(who, none):
    made = told(course(), who)
    assert [made.measured(key).amount for key in KEYS] == [none] * 6


@pytest.mark.parametrize("made", EVERY)
def test_picture_and_list_say_the_same_in_every_size(made):
    expected = {
        one.key: " ".join(said(one)) for stop in made.stops for one in stop.measured
    }
    assert set(expected) == set(KEYS)
    for picture in axis_picture.pictures(made):
        assert drawn(picture) == expected


@pytest.mark.parametrize("picture", PICTURES)
def test_words_keep_to_their_place(picture):
    boxes = {form.colour: form for form in picture.forms if form.kind == "measure"}
    whole = next(form for form in picture.forms[::-1] if form.round == 300)
    for block in picture.blocks:
        box = boxes.get(block.key, whole)
        for text in block.texts:
            wide = line_width(text.runs)
            left = text.x - wide if text.anchor == "end" else text.x
            assert box.x0 < left and left + wide < box.x1
            assert box.y0 < text.y < box.y1


@pytest.mark.parametrize("picture", PICTURES)
def test_lines_do_not_print_over_each_other(picture):
    for block in picture.blocks:
        lines = [text for text in block.texts if text.anchor == "start"]
        for above, below in zip(lines, lines[1:], strict=False):
            assert below.y - above.y >= max(run.size for run in below.runs)


@pytest.mark.parametrize("picture", PICTURES)
def test_it_has_no_style_no_name_and_no_small_type(picture):
    svg = axis_picture.picture(picture)
    assert "style" not in svg and " id=" not in svg and "href" not in svg
    assert 'aria-hidden="true"' in svg
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)) >= 12


@pytest.mark.parametrize("who", Who)
def test_on_a_phone_it_is_never_made_smaller(who):
    """A page of 320 px leaves 288, and `axis.css` only ever widens this one."""
    (small,) = [p for p in axis_picture.pictures(told(course(), who)) if "small" in p.name]
    assert small.width == 2880


def test_arrows_are_the_same_for_every_man():
    def arrows(man, size):
        picture = axis_picture.pictures(told(MEN[man]()))[size]
        return [(path.get("class"), set(path.keys())) for path in elements(picture, "path")]

    for size in (0, 1):
        (same,) = {tuple(map(str, arrows(man, size))) for man in MEN}
        assert sum("head signal" in arrow for arrow in same) >= 4
        assert sum("head feedback" in arrow for arrow in same) == 2


# Who points at whom, read off the drawn lines alone.


def _points(path):
    """The places of a path in order, its corners among them."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _on(place, start, end):
    """Whether a place lies on a straight piece, give or take half a pixel."""
    return all(
        min(a, b) - 0.5 <= at <= max(a, b) + 0.5
        for at, a, b in zip(place, start, end, strict=True)
    )


def _boxes(picture):
    """Each box by the first words in it, and its four edges."""
    texts = elements(picture, "text")
    for rect in elements(picture, "rect"):
        x, y, wide, high = (float(rect.get(side)) for side in ("x", "y", "width", "height"))
        inside = [
            text
            for text in texts
            if x < float(text.get("x")) < x + wide and y < float(text.get("y")) < y + high
        ]
        name = min(inside, key=lambda text: float(text.get("y")))
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)]
        yield _words(name), list(itertools.pairwise(corners))


def pointing(picture):
    """`(from, to, kind)` of every arrow head, and where strokes without one lead."""
    boxes = dict(_boxes(picture))
    ways, heads = [], []
    for path in elements(picture, "path"):
        shape, kind = path.get("class").split()
        if shape == "way":
            ways.append((_points(path), kind))
        else:
            tip, *base = _points(path)
            heads.append((tip, tuple(map(mean, zip(*base, strict=True))), kind))

    def touched(place):
        return [name for name, edges in boxes.items() if any(_on(place, *e) for e in edges)]

    def crossed(place, but):
        return [
            other
            for other, (points, _) in enumerate(ways)
            if other != but and any(_on(place, *e) for e in itertools.pairwise(points))
        ]

    def sources(at, seen=()):
        """The boxes that a stroke comes from, through those that it parts from."""
        start = ways[at][0][0]
        if at in seen:
            return set()
        found = set(touched(start))
        inflow = crossed(start, at) if not found else []
        inflow += [
            other
            for other, (points, _) in enumerate(ways)
            if other != at
            and not touched(points[-1])
            and any(_on(points[-1], *e) for e in itertools.pairwise(ways[at][0]))
        ]
        return found.union(*(sources(other, (*seen, at)) for other in inflow))

    found = set()
    for tip, base, kind in heads:
        (at,) = [
            at
            for at, (points, of) in enumerate(ways)
            if of == kind and math.dist(points[-1], base) < 1
        ]
        (target,) = touched(tip)
        assert not touched(base)  # the head points at the box, and not away from it
        found |= {(source, target, kind) for source in sources(at)}
    return found


FEEDBACK = {
    (hormone, organ, "feedback")
    for hormone in ("Testosterone", "Estradiol")
    for organ in ("Hypothalamus", "Pituitary")
}
MAKING = {
    ("Hypothalamus", "Pituitary", "signal"),
    ("Testes", "Testosterone", "signal"),
    ("Testosterone", "Estradiol", "signal"),
}
ON_THE_WAY = {("LH", "Testes", "signal"), ("FSH", "Testes", "signal")}
PAST_BOTH = {("Pituitary", "Testes", "signal")}


@pytest.mark.parametrize("who", Who)
def test_signals_go_down_to_the_testes_and_what_they_make_acts_back(who):
    wide, small = axis_picture.pictures(told(MEN["only censored"](), who))
    assert pointing(wide) == FEEDBACK | MAKING | ON_THE_WAY
    assert pointing(small) == FEEDBACK | MAKING | PAST_BOTH


@pytest.mark.parametrize("who", Who)
def test_nothing_leads_to_testes_that_are_gone_or_comes_from_there(who):
    without = replace(
        MEN["only censored"](), testes=RecordedTestes(left="absent", right="prosthesis")
    )
    made = told(without, who)
    wide, small = axis_picture.pictures(made)
    rest = FEEDBACK | MAKING - {("Testes", "Testosterone", "signal")}
    signals = {("Pituitary", name, "signal") for name in ("LH", "FSH")}
    assert pointing(wide) == pointing(small) == rest | signals
    assert not elements(wide, "ellipse") and not elements(small, "ellipse")
    assert (made.measured("left").amount, made.measured("right").amount) == (
        "absent",
        "prosthesis",
    )


@pytest.mark.parametrize("who", Who)
def test_one_testis_is_drawn_and_spoken_of_as_one(who):
    made = told(replace(MEN["only censored"](), testes=RecordedTestes("absent")), who)
    assert [
        len(elements(picture, "ellipse")) for picture in axis_picture.pictures(made)
    ] == [
        1,
        1,
    ]
    assert made.stop("testes").name == "Testis"
    assert "akes testosterone" in made.stop("testes").does
    assert made.measured("right").amount.lower() == "not measured"


def test_a_volume_of_a_testis_that_is_gone_is_no_value_of_his():
    made = course(volume("15", "left", on=ON), volume("12", "right", on=ON))
    without = replace(made, testes=RecordedTestes(right="absent"))
    assert said(told(without).measured("right")) == [
        "Right testis",
        "absent",
        "a volume of 12 mL is recorded for 2 Mar 2026",
    ]
    assert said(told(without, Who.PATIENT).measured("right")) == ["Right testis", "absent"]


@pytest.mark.parametrize(
    ("first", "then", "said"), [("3.1", "4.3", "up 1.2"), ("4.3", "3.1", "down 1.2")]
)
def test_the_direction_since_the_last_draw_is_drawn_as_it_went(first, then, said):
    made = told(course(reading("lh", first, on=FIRST), reading("lh", then, on=ON)))
    for picture in axis_picture.pictures(made):
        assert f"since 12 Jan 2026: {said}" in drawn(picture)["lh"]


def test_no_form_changes_with_a_value():
    def signs(left, right):
        made = [volume(left, "left", on=ON), volume(right, "right", on=ON)]
        pictures = axis_picture.pictures(told(course(*made)))
        return [
            (sign.get("rx"), sign.get("ry"))
            for picture in pictures
            for sign in elements(picture, "ellipse")
        ]

    assert signs("2", "25") == signs("15", "15")
    assert len(set(signs("2", "25"))) == 1


@pytest.mark.parametrize("who", Who)
def test_what_people_and_laboratories_typed_is_text(who):
    typed = "</text><script>alert(1)</script>"
    made = course(
        reading("lh", typed.replace("1", "x"), on=ON),
        episodes=[episode("", "2026-01-10", name=typed)],
    )
    svg = axis_picture.figure(told(made, who))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_a_word_wider_than_its_box_is_cut_and_nothing_of_it_lost():
    name = "x" * 70
    made = told(
        course(reading("lh", "3", on=ON), episodes=[episode("", "2026-01-10", name=name)])
    )
    for picture in axis_picture.pictures(made):
        assert name in drawn(picture)["lh"].replace(" ", "")


def test_an_analyte_that_is_off_has_its_place_all_the_same():
    assert set(KEYS) - {"left", "right"} <= set(ANALYTES)
    assert told(MEN["only censored"]()).measured("testosterone").amount == "not measured"


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
    was = Superseded("lh", 0, "31", "IU/L", "", when, "")
    facts = at("lh", made, history=[was], **PATIENT)
    assert facts[-1] == "corrected on 9 Mar 2026"


def test_he_sees_no_sign_no_change_and_no_dose():
    for make in MEN.values():
        made = make()
        dosed = [replace(one, dose_text=DOSE) for one in made.episodes]
        svg = axis_picture.figure(told(replace(made, episodes=tuple(dosed)), **PATIENT))
        assert not re.search("[↓↑]|since|against|below|above|inside|demo-mg", svg)


def test_what_was_not_released_is_not_in_his_picture():
    series = listed(course(reading("lh", "7.771", on=ON)), Who.PATIENT)
    made = axis_picture.told(series, {("lh", ""): datetime(2026, 3, 2, tzinfo=UTC)})
    assert "7.77" not in axis_picture.figure(made)
    assert made.measured("lh").amount == "Not shared yet"
    assert made.measured("fsh").amount == "Not measured"


@pytest.mark.parametrize(("month", "newer"), [(1, False), (5, True)])
def test_he_is_told_of_a_newer_result_only_where_it_is_newer(month, newer):
    waiting = {("lh", ""): datetime(2026, month, 5, tzinfo=UTC)}
    facts = at("lh", reading("lh", "3.1", on=ON), waiting=waiting, **PATIENT)
    assert ("A newer result is not shared yet." in facts) is newer


def test_no_sentence_grades_anybody_or_speaks_of_an_agent():
    for sentence in words.SENTENCES.values():
        assert set(re.findall(r"[a-z]+", sentence.lower())).isdisjoint(BANNED), sentence
        assert not re.search(r"\b(?:hcg|clomi\w*|anastr\w*|tamox\w*)\b", sentence.lower())


@pytest.mark.parametrize(
    "sentence",
    [
        one
        for code, said in words.SENTENCES.items()
        if code.startswith("hpg-plain-")
        for one in re.split(r"(?<=[.]) ", said)
    ],
)
def test_his_sentences_are_short_and_plain(sentence):
    bare = re.findall(r"[a-z]+", re.sub(r"\{\w+\}|hypothalamus|pituitary", "", sentence))
    assert len(bare) <= 15
    assert all(len(re.findall("[aeiouy]+", word)) <= 5 for word in bare)
