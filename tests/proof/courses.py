"""Courses for the proof: every acceptance case of the product, and courses by chance."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from labs.analytes import ANALYTES, ON
from labs.readings import BaselineFact, SupersededVersion, read_pasted
from tests.charts.courses import MEN, many
from tests.factories import clinician_range, course, decided, draw, episode, reading, volume

NANO_AND_MASS = "unit.testosterone=ng/dL&unit.estradiol=pg/mL"
DOSE = "demonstration dose, 7 demo-mg"
CORRECTED_ON = datetime(2026, 4, 1, 9, tzinfo=UTC)


def month_only():
    """Known to the month: perhaps in the dates of a view, with its middle outside."""
    return course(
        reading("lh", "3.1", on="2025-01", interval="1.7-8.6", id="1"),
        reading("lh", "<0.1", on="2025-02-11 08:00", interval="1.7-8.6", id="2"),
        reading("lh", "1.4", on="2025-03", interval="1.7-8.6", id="3"),
    )


def below_detection():
    return course(reading("lh", "<0.1", interval="1.7-8.6", id="lh"))


def zero():
    return course(
        reading("lh", "0", interval="1.7-8.6", id="lh"),
        reading("testosterone", "0", interval=">= 8.64", id="t"),
    )


def half_open_range():
    return course(
        reading("testosterone", "7.9", on="2026-01-05 08:00", interval=">= 8.64", id="1"),
        reading("testosterone", "8.64", on="2026-03-02 08:00", interval=">= 8.64", id="2"),
        reading("estradiol", ">162", on="2026-03-02 08:00", interval="<= 162", id="3"),
    )


def two_units():
    return course(
        reading(
            "testosterone", "12.1", on="2026-01-05 08:00", interval="8.64-29.0", id="1"
        ),
        reading(
            "testosterone",
            "349",
            on="2026-03-02 08:00",
            unit="ng/dL",
            interval="249-836",
            id="2",
        ),
    )


def days_0_3_90():
    """The interval that the laboratory prints is another at the third draw."""
    days = {"2026-01-05": "1.7-8.6", "2026-01-08": "1.7-8.6", "2026-04-05": "2.0-9.0"}
    return course(
        *(
            reading("lh", f"{place}.4", on=f"{on} 08:00", interval=interval, id=f"{place}")
            for place, (on, interval) in enumerate(days.items(), 2)
        )
    )


def thirty_one():
    """The oldest was edited last."""
    made = [
        reading("testosterone", f"1{n % 10}.{n % 7}", on=f"2026-01-{n:02} 08:00", id=f"{n}")
        for n in range(1, 32)
    ]
    edited = replace(made[0], version=1, status="corrected")
    old = SupersededVersion(
        "1", 0, "31.1", "nmol/L", "Clara Synthetic", CORRECTED_ON, "misread"
    )
    return course(*made[1:], edited, history=[old])


def corrected_after_review():
    first = reading("fsh", "2.6", on="2026-03-02 08:00", id="fsh", reviewed=True)
    now = replace(first, version=1, status="corrected", reviewed=False)
    old = SupersededVersion(
        "fsh", 0, "6.2", "IU/L", "Clara Synthetic", CORRECTED_ON, "misread"
    )
    rests = decided("2026-03-05", pins=[first], needs_attention=True)
    return course(now, history=[old], decisions=[rests])


def from_a_pasted_line():
    read = read_pasted("LH < 0.1 IU/L")
    return course(reading("lh", read.value.reported, unit=read.unit, id="lh"))


def late_across_a_clock_change():
    """23:30 on the eve, on the day, and on the day after it, in autumn and in spring."""
    days = ("2025-10-25", "2025-10-26", "2025-10-27", "2026-03-28", "2026-03-29")
    return course(*(reading("lh", "3.2", on=f"{day} 23:30", id=day) for day in days))


def another_floor():
    return course(
        reading("lh", "<0.3", on="2026-01-05 08:00", interval="1.7-8.6", id="1"),
        reading("lh", "<0.1", on="2026-03-02 08:00", interval="1.7-8.6", id="2"),
        reading("lh", "0.2", on="2026-04-02 08:00", interval="1.7-8.6", id="3"),
    )


def two_in_one_draw():
    """One draw, one analyte, two results; and the twin of it in a second laboratory."""
    first, second = (draw("2026-03-02 08:00", laboratory=lab, id=lab) for lab in ("A", "B"))
    return course(
        reading("lh", "3.2", taken=first, id="1"),
        reading("lh", "<4", taken=first, id="2"),
        reading("lh", "3.0", taken=second, id="3"),
        reading("fsh", "4.4", taken=second, id="4"),
    )


def no_conversion():
    """Milli-units of prolactin have no exact mass."""
    return course(
        reading("prolactin", "9.1", on="2026-01-05 08:00", interval="4.0-15.2", id="1"),
        reading("prolactin", "212", on="2026-03-02 08:00", unit="mIU/L", id="2"),
    )


def volumes_without_a_method():
    months = {1: "prader", 3: "", 5: "prader"}
    return course(
        *(
            volume(
                f"{12 + month}",
                side,
                on=f"2026-{month:02}-08",
                method=method,
                id=f"{side}{month}",
            )
            for month, method in months.items()
            for side in ("left", "right")
        )
    )


ACCEPTANCE = {
    "LH <0.1": below_detection,
    "0 is 0": zero,
    "range >= 8.64 alone": half_open_range,
    "two units": two_units,
    "days 0, 3, 90": days_0_3_90,
    "31 results": thirty_one,
    "corrected after review": corrected_after_review,
    "pasted line": from_a_pasted_line,
    "23:30": late_across_a_clock_change,
    "another floor": another_floor,
    "two in one draw": two_in_one_draw,
    "no conversion": no_conversion,
    "volumes without a method": volumes_without_a_method,
}


class Case:
    """A course, and how it is looked at; it tells itself in a few lines when it fails."""

    def __init__(self, course, query=""):
        self.course = course
        self.query = query

    def __repr__(self):
        return "\n".join([f"?{self.query}", *map(_line, self.course.readings)])


def _line(one):
    told = (one.moment.iso, one.draw.laboratory, one.method, one.analyte.key, one.side)
    value = one.value.reported, one.unit, one.interval and one.interval.text, one.status
    return " ".join(filter(None, (one.id, *told, *value)))


@st.composite
def fixed(pick, make, query=""):
    return pick(st.just(Case(named(make()), query)))


def named(made):
    """With ids that an address can hold, and each of its results shared with the man."""
    ids = {}

    def short(kind, old):
        return ids.setdefault((kind, old), f"{kind}-{len(ids)}")

    def shared(one):
        taken = replace(one.draw, id=short("draw", one.draw.id))
        return replace(one, id=short("result", one.id), draw=taken, released=True)

    return replace(
        made,
        readings=tuple(map(shared, made.readings)),
        episodes=tuple(
            replace(one, id=short("episode", one.id), dose_text=DOSE)
            for one in made.episodes
        ),
        decisions=tuple(
            replace(
                one,
                id=short("decision", one.id),
                pins=tuple(
                    replace(
                        pin,
                        result=short("result", pin.result),
                        draw=short("draw", pin.draw),
                    )
                    for pin in one.pins
                ),
            )
            for one in made.decisions
        ),
        baselines=tuple(
            replace(one, result=short("result", one.result)) for one in made.baselines
        ),
        history=tuple(
            replace(one, point=short("result", one.point)) for one in made.history
        ),
    )


days = st.dates(date(2025, 1, 1), date(2026, 10, 31))
clocks = st.sampled_from([" 07:50", " 08:10", " 10:59", " 16:20", " 23:30", ""])
signs = st.sampled_from(["", "", "", "", "<", "<=", ">", ">=", "≤ ", "less than "])
SMALL = ["0.1", "0,4", "1.9", "3.20", "8.6", "12.1", "23.70"]
LARGE = {
    "lh": ["0", "0.005", "120"],
    "volume": ["0"],
    "pmol/L": ["0", "700"],
    "ng/dL": ["349"],
}
intervals = st.sampled_from(
    ["", "1.7-8.6", "1.7-8.6", ">= 8.64", "< 150", "≤ 10.0", "luteal 1-11, other 2-9"]
)
queries = st.sampled_from(
    [
        "",
        "",
        NANO_AND_MASS,
        "lh=linear",
        "scale=relative",
        f"scale=relative&{NANO_AND_MASS}",
        "axis=since:episode-0",
        "from=2025-06-01&to=2026-06-30",
    ]
)


def values(key, unit):
    """What a report may print, as large as it can be in that unit."""
    numbers = st.sampled_from([*SMALL, *LARGE.get(key, []), *LARGE.get(unit, ["0"])])
    texts = st.builds(lambda sign, number: f"{sign}{number}", signs, numbers)
    possible = texts.filter(lambda text: text not in ("<0", "less than 0"))
    return st.one_of(possible, possible, possible, possible, st.just("not detected"))


@st.composite
def results(pick, key):
    """One result of a draw: any unit, any instrument, final or not, released or not."""
    what = ANALYTES[key]
    unit = pick(st.sampled_from([u for u in what.units if u != "[IU]/mL"]))
    facts = {
        "analyte": key,
        "text": pick(values(key, unit)),
        "unit": unit,
        "interval": pick(intervals),
        "status": pick(st.sampled_from(["final", "final", "preliminary", "corrected"])),
        "comment": pick(st.sampled_from(["", "", "haemolysed"])),
        "reviewed": pick(st.booleans()),
        "released": pick(st.sampled_from([True, True, False])),
    }
    facts["version"] = int(facts["status"] == "corrected")
    if what.sides:
        scans = [
            "prader",
            "prader",
            "ultrasound-ellipsoid",
            "ultrasound-lambert",
            "calipers",
            "",
        ]
        return facts | {
            "side": pick(st.sampled_from(what.sides)),
            "method": pick(st.sampled_from(scans)),
        }
    kind = pick(st.sampled_from([None, None, None, None, "not-done", "pending"]))
    if kind:
        return {"analyte": key, "text": None, "status": kind, "released": facts["released"]}
    return facts | {"method": pick(st.sampled_from(["", "ECLIA", "ECLIA", "CMIA"]))}


@st.composite
def drawn(pick, number, on):
    """The results of one draw, each analyte and side once, now and then twice."""
    taken = draw(
        on,
        id=f"draw-{number}",
        laboratory=pick(st.sampled_from(["", "Harbour", "Harbour", "Quay"])),
        fasting=pick(st.sampled_from([None, None, True])),
    )
    one = st.sampled_from(ON).flatmap(results)
    return [dict(told, taken=taken) for told in pick(st.lists(one, min_size=1, max_size=5))]


@st.composite
def courses(pick):
    """Up to seven draws, now and then two at once; treatments, decisions, corrections."""
    moments = pick(
        st.lists(st.tuples(days, clocks), max_size=6, unique_by=lambda at: at[0])
    )
    whens = [f"{day}{clock}" for day, clock in moments]
    whens += pick(st.sampled_from([[], [], ["2024-11"], whens[:1]]))
    made = [
        reading(**told, id=f"result-{number}-{place}")
        for number, on in enumerate(whens)
        for place, told in enumerate(pick(drawn(number, on)))
    ]
    changed = [one for one in made if one.status == "corrected"]
    return course(
        *made,
        episodes=pick(episodes()),
        decisions=[decided("2026-02-27", id="decision-0", pins=made[:1])],
        baselines=[BaselineFact(one.analyte.key, one.side, one.id, 0) for one in made[:1]],
        history=[_old(one) for one in changed[::2]],
    )


def _old(one):
    unit = one.unit_reported
    return SupersededVersion(
        one.id, 0, "77.7", unit, "Clara Synthetic", CORRECTED_ON, "misread"
    )


@st.composite
def episodes(pick):
    """Of the axis or not; open, ended, or known to the month only."""
    begun = pick(st.sampled_from(["2025-02-15", "2024-06-01", "2025-09"]))
    first = episode("testosterone", begun, id="episode-0", dose_text=DOSE, form="gel")
    others = [
        episode(
            "hcg", "2025-08-01", "2026-01-05", name="hCG", id="episode-1", dose_text=DOSE
        ),
        episode("", "2025-03", "2025-11", name="Tramadol", axis=False, id="episode-2"),
    ]
    return [first, *pick(st.sampled_from([[], others, others[1:]]))]


def own_ranges():
    one = clinician_range("10", "25", "2025-10-01", analyte="testosterone", id="range-0")
    return st.sampled_from([(), (), (one,)])


@st.composite
def generated(pick):
    made = replace(pick(courses()), ranges=pick(own_ranges()))
    return Case(made, pick(queries))


MEN_IN_VIEW = {name: make for name, make in MEN.items() if name != "many"}
CASES = {
    **{name: fixed(make) for name, make in (ACCEPTANCE | MEN_IN_VIEW).items()},
    "two units, in mass": fixed(two_units, NANO_AND_MASS),
    "unit changes, in mass": fixed(MEN["unit changes"], NANO_AND_MASS),
    "months in part": fixed(month_only, "from=2025-01-25&to=2025-03-05"),
    "two attempts, laid over": fixed(
        MEN["two attempts"], "axis=since:episode-41&over=episode-40"
    ),
    "everything, relative": fixed(MEN["everything"], "scale=relative"),
    "unit changes, relative, in mass": fixed(
        MEN["unit changes"], f"scale=relative&{NANO_AND_MASS}"
    ),
    "two attempts, laid over, relative": fixed(
        MEN["two attempts"], "axis=since:episode-41&over=episode-40&scale=relative"
    ),
    "dense, relative": fixed(lambda: many(64), "scale=relative"),
    "dense": fixed(lambda: many(64)),
    "generated": generated(),
}
