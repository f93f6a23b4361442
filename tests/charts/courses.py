"""Courses for pictures: very different men, without a database and without chance."""

from dataclasses import replace
from datetime import date, timedelta

from labs.readings import BaselineFact, SupersededVersion
from tests import factories
from tests.factories import (
    RANGES,
    clinician_range,
    course,
    decided,
    draw,
    episode,
    reading,
    volume,
)

BLOOD = ("lh", "fsh", "testosterone", "estradiol")


def blood(on, *values, laboratory="Harbour", method="ECLIA", ranges=RANGES, **more):
    """The four hormones of one draw, in the catalogue's order; None is not measured."""
    status = more.pop("status", "final")
    taken = draw(on, laboratory=laboratory, id=f"draw {on} {laboratory}", **more)
    measured = {key: text for key, text in zip(BLOOD, values, strict=True) if text}
    facts = {"ranges": ranges, "method": method, "status": status, "reviewed": True}
    return [
        replace(one, id=f"{one.analyte.key} {on} {laboratory}")
        for one in factories.blood(taken, measured, **facts)
    ]


def sides(on, left, right, method="ultrasound-ellipsoid"):
    return [
        volume(left, "left", on=on, method=method, reviewed=True),
        volume(right, "right", on=on, method=method, reviewed=True),
    ]


def nothing():
    return course()


def one_result():
    return course(*blood("2025-10-14 08:20", "<0.1", None, None, None))


def only_censored():
    made = [
        blood(f"2025-{m:02}-10 08:00", "<0.1", "<0.2", None, ">52") for m in (1, 3, 4, 6)
    ]
    return course(*sum(made, []))


def in_words():
    """Text results, a value of zero, one over the top of the axis, one not done."""
    return course(
        *blood("2025-01-10 08:00", "0", "not detected", "5.4", "not detected"),
        *blood("2025-03-10 08:00", "0.004", "120", "7.2", "18"),
        *blood("2025-05-10", "<0.005", "not detected", None, None),
        reading("testosterone", on="2025-05-11", not_done=True, id="t absent"),
        reading("estradiol", on="2025-05-11", pending=True, id="e pending"),
    )


def everything():
    """The man of the design's picture: nearly every sign at once."""
    old = RANGES | {"lh": "1.5-9.3", "fsh": "1.4-18.1", "testosterone": "9.9-27.8"}
    old["estradiol"] = "<= 162"
    mass = {"lh": "1.5-9.3", "fsh": "1.6-8.0", "estradiol": "<= 106"}
    earlier = {"method": "CLIA", "ranges": old}
    elsewhere = {"laboratory": "Northgate", "method": "CMIA", "ranges": mass}
    readings = [
        *blood("2024-01-15 08:10", "3.6", "5.4", "9.1", "102", **earlier),
        *blood("2024-05-06 08:10", "<0.3", "<0.3", "15.3", "131", **earlier),
        *blood("2024-07-29 08:10", "<0.3", "<0.3", "17.8", "140", **earlier),
        *blood(
            "2024-10-21 08:00", "<0.3", "<0.3", "16.4", "128", laboratory="Quay", **earlier
        ),
        *blood("2024-10-21 08:00", "0.2", "0.2", "14.9", "97"),
        *blood("2025-01-13 08:10", "<0.1", "0.1", "16.1", "104"),
        *blood("2025-04-07 08:10", "<0.1", "<0.1", "14.0", "89"),
        *blood("2025-07-02 08:10", "<0.1", "<0.1", "7.2", "52"),
        *blood("2025-08-11 08:10", "<0.1", "0.2", "19.8", "168"),
        *blood("2025-09-22 08:10", "<0.1", "0.5", "23.70", "187"),
        *blood("2025-11-03 08:30", "1.9", "2.8", "21.4", "<18.4"),
        *blood("2025-12-11 08:50", "5.1", "6.0", "13.4", "46", status="corrected"),
        *blood("2026-02-01 08:20", "6.8", "6.1", "18.1", "99", **elsewhere),
        *blood("2026-03-29 08:05", "3.1", "3.5", "12.1", "62", **elsewhere),
        *blood("2026-05-18 15:15", "2.9", "3.2", "12.1", "70", **elsewhere),
        *blood(
            "2026-06-25 08:40",
            "3.4",
            "3.3",
            "13.0",
            "62",
            status="preliminary",
            **elsewhere,
        ),
        *sides("2024-01-15 08:11", "16.2", "15.5"),
        *sides("2024-07-29 08:11", "13.0", "12.6"),
        *sides("2025-04-07 08:11", "17.0", "17.5", "ultrasound-lambert"),
        *sides("2025-08-11 08:11", "12.4", "13.1"),
        *sides("2026-06-25 08:41", "15.6", "15.2"),
    ]
    changed = {f"{key} 2025-12-11 08:50 Harbour": key for key in BLOOD}
    kept = [
        replace(one, status="final")
        if one.id in changed and changed[one.id] != "testosterone"
        else one
        for one in readings
    ]
    corrected = next(one for one in kept if one.status == "corrected")
    first = kept[0]
    return course(
        *kept,
        episodes=[
            episode("testosterone", "2024-02-12", "2025-05-26"),
            episode("hcg", "2025-06-10", "2025-10-06", name="hCG"),
            episode("anastrozole", "2025-09-30", "2026-01-11"),
            episode("clomifene", "2025-09-22", "2026-02-28"),
        ],
        decisions=[
            decided("2024-02-06"),
            decided("2025-05-22"),
            decided("2025-09-26"),
            decided("2025-12-15", pins=[corrected], needs_attention=True),
            decided("2026-02-27"),
        ],
        baselines=[BaselineFact("lh", "", first.id, first.version)],
        history=[
            SupersededVersion(
                corrected.id, 0, "31.4", "nmol/L", "Dr Example", None, "misread"
            )
        ],
        today=date(2026, 7, 1),
    )


def two_instruments():
    months = [
        (1, "prader"),
        (3, "ultrasound-ellipsoid"),
        (5, "prader"),
        (7, "ultrasound-lambert"),
    ]
    made = [sides(f"2025-{month:02}-08", "12", "15", how) for month, how in months]
    return course(*sum(made, []))


def by_month():
    """A treatment whose dates are known to the month only, and one that goes on."""
    return course(
        *blood("2025-10-14 08:20", "<0.1", "0.4", "5.4", "60"),
        *blood("2025-12-14 08:05", "1.2", "1.4", "7.2", "71"),
        episodes=[
            episode("testosterone", "2024-08", "2025-09"),
            episode("clomifene", "2025-11-02"),
        ],
        decisions=[decided("2025-12-16")],
    )


def many(draws=200, *, first=date(2018, 1, 4)):
    """Every second week or so, for years; values wander without chance."""
    made = [one for number in range(draws) for one in _one_of_many(number, first)]
    starts = [str(first + timedelta(days=days)) for days in (50, 700, 1400)]
    stops = [str(first + timedelta(days=days)) for days in (690, 1300, 1900)]
    return course(
        *made,
        episodes=[
            episode("testosterone", start, stop)
            for start, stop in zip(starts, stops, strict=True)
        ],
        decisions=[decided(day) for day in (*starts, *stops)],
    )


def _one_of_many(number, first):
    """Suppressed in the latter part of each stretch; volumes at every third draw."""
    share = number * 7919 % 1000
    day = first + timedelta(days=number * 14 + share % 5)
    floor = "<0.3" if number < 90 else "<0.1"
    lh = floor if number % 90 > 30 else f"{2 + share % 6}.{share % 10}"
    fsh = None if number % 7 == 3 else f"{1 + share % 9}.{share % 10}"
    testosterone = f"{9 + share % 17}.{share % 10}"
    yield from blood(
        f"{day} 08:{share % 60:02}", lh, fsh, testosterone, f"{50 + share % 140}"
    )
    if number % 3 == 0:
        yield from sides(
            f"{day} 09:00", f"{12 + share % 5}.{share % 10}", f"{13 + share % 4}"
        )


def only_volumes():
    """One examination a half-year; nothing was ever drawn."""
    made = [
        sides("2025-01-15", "14", "15", "prader"),
        sides("2025-07-12", "15", "15", "prader"),
        [volume("12.4", "left", on="2026-01-20", method="ultrasound-lambert")],
    ]
    return course(*sum(made, []))


def three_laboratories():
    """Each with its intervals; two answer for one and the same morning."""
    quay = {"lh": "1.7-8.6", "fsh": "1.5-12.4", "testosterone": ">= 8.64"}
    hill = {"lh": "2.0-9.0", "fsh": "<= 10.0", "testosterone": "9.9-27.8"}
    return course(
        *blood("2025-01-08 08:00", "<0.3", "0.9", "6.1", None),
        *blood("2025-03-05 08:00", "0.8", "1.4", "7.7", "62"),
        *blood("2025-05-07 08:00", "1.9", "2.2", "8.9", "71"),
        *blood("2025-05-07 08:00", "2.4", "2.6", "9.6", "80", **_at("Quay", quay)),
        *blood("2025-08-12 08:00", "3.0", "3.1", "11.2", None, **_at("Quay", quay)),
        *blood("2025-11-18 16:10", "3.3", "2.9", "9.4", "84", **_at("Hill", hill)),
        *blood("2026-02-17 08:05", "3.1", "3.2", "12.0", "79", **_at("Hill", hill)),
    )


def _at(laboratory, ranges):
    return {"laboratory": laboratory, "method": f"{laboratory} assay", "ranges": ranges}


def unit_changes():
    """A convertible unit is no break, and a range in another unit no change of range."""
    said = {
        "2025-01-14": ("nmol/L", "12.1", "8.64-29.0", "pmol/L", "91", "41-159"),
        "2025-04-15": ("ng/dL", "349", "249-836", "pg/mL", "25", "11-43"),
        "2025-09-16": ("ng/dL", "402", "249-836", "pg/mL", "<5", "11-43"),
        "2026-01-13": ("nmol/L", "15.3", "8.64-29.0", "pmol/L", "84", "41-159"),
    }
    made = []
    for day, (unit, testosterone, range_, other, estradiol, of_estradiol) in said.items():
        taken = draw(f"{day} 08:00", laboratory="Harbour", id=f"draw {day}")
        made += [
            reading("testosterone", testosterone, taken=taken, unit=unit, interval=range_),
            reading("estradiol", estradiol, taken=taken, unit=other, interval=of_estradiol),
        ]
    return course(*made)


def two_attempts():
    """Off testosterone twice, with other drugs that weigh on the axis in between."""
    first = (
        ("2021-05-04", "<0.1", "<0.1", "18.4"),
        ("2021-07-06", "<0.1", "0.3", "6.2"),
        ("2021-10-05", "1.4", "2.0", "8.8"),
        ("2022-02-01", "2.9", "3.1", "10.6"),
        ("2022-07-05", "3.3", "3.4", "11.9"),
        ("2022-11-01", "0.4", "0.6", "16.0"),
    )
    second = (
        ("2024-05-07", "<0.1", "<0.1", "21.3"),
        ("2024-07-02", "<0.1", "<0.1", "4.1"),
        ("2024-09-03", "0.2", "0.4", "5.0"),
        ("2025-01-14", "1.1", "1.2", "7.1"),
    )
    return course(
        *sum((blood(f"{on} 08:00", *said, None) for on, *said in first + second), []),
        episodes=[
            episode("testosterone", "2019-03-01", "2021-05-20", id="first"),
            episode("testosterone", "2022-09-12", "2024-05-10", id="second"),
            episode("clomifene", "2024-06-03"),
            episode("", "2023-02", "2023-11", name="Tramadol", axis=False, id="other"),
        ],
        decisions=[decided("2021-05-20"), decided("2022-09-12"), decided("2024-05-10")],
    )


def with_own_ranges():
    """A clinician's range, and the one that took its place."""
    return replace(
        everything(),
        ranges=(
            clinician_range(
                "12", "25", "2025-05-22", analyte="testosterone", until="2026-02-27"
            ),
            clinician_range("10", "25", "2026-02-27", analyte="testosterone"),
            clinician_range("2", "", "2026-01-02"),
        ),
    )


MEN = {
    "nothing": nothing,
    "one result": one_result,
    "only censored": only_censored,
    "in words": in_words,
    "everything": everything,
    "two instruments": two_instruments,
    "by month": by_month,
    "many": many,
    "only volumes": only_volumes,
    "three laboratories": three_laboratories,
    "unit changes": unit_changes,
    "two attempts": two_attempts,
    "own ranges": with_own_ranges,
}
