"""series.json: the shape that others read, to the letter."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from labs.readings import BaselineFact, SupersededVersion
from labs.timeline import About, View, Who, as_json
from tests.factories import decided, draw, episode, reading, volume

ABOUT = About(
    "k3q7zt5m2axd", "north", "Europe/Berlin", datetime(2026, 11, 23, 9, 4, 5, tzinfo=UTC)
)
FIRST, SECOND = "2024-05-14 07:50", "2024-08-14 08:00"
# Left out where there is nothing to say; these stand always.
ALWAYS = {
    "id",
    "version",
    "panel",
    "analyte",
    "kind",
    "collected_at",
    "precision",
    "clinical_date",
    "reported",
    "shown",
    "state",
    "status",
    "to_previous",
    "words",
}


@pytest.fixture
def told(listed):
    def told(*readings, **more):
        return as_json.to_json(listed(*readings, **more), ABOUT)

    return told


def full():
    return reading(
        "lh",
        "<0.1",
        unit="mIU/mL",
        on=FIRST,
        interval="1.7-8.6",
        method="ECLIA",
        laboratory="North Lab",
        fasting=True,
        since_dose="trough",
        source_status="F",
        reviewed=True,
        released=True,
        version=1,
        id="result",
    )


def test_a_point_says_all_that_is_known_of_it(told):
    gel = episode(start="2024-02-15", id="gel")
    (point,) = told(full(), episodes=[gel])["points"]

    assert point == {
        "id": "result",
        "version": 1,
        "panel": f"draw {FIRST}",
        "analyte": "lh",
        "kind": "censored",
        "collected_at": "2024-05-14T07:50:00+02:00",
        "precision": "minute",
        "clinical_date": "2024-05-14",
        "reported": "<0.1",
        "comparator": "<",
        "value": "0.1",
        "unit": "[IU]/L",
        "unit_reported": "mIU/mL",
        "shown": {"text": "<0.1", "comparator": "<", "value": "0.1", "unit": "[IU]/L"},
        "range": {
            "low": "1.7",
            "low_inclusive": True,
            "high": "8.6",
            "high_inclusive": True,
            "unit": "[IU]/L",
            "text": "1.7-8.6",
            "source": "laboratory",
        },
        "state": "below",
        "below_detection": True,
        "status": "final",
        "source_status": "F",
        "laboratory": "North Lab",
        "method": "ECLIA",
        "circumstances": {"fasting": True, "since_dose": "trough"},
        "treatments": ["gel"],
        "to_previous": {"kind": "first", "words": "first result"},
        "reviewed": True,
        "released": True,
        "words": "14 May 2024. LH less than 0.1 IU/L, below range 1.7 to 8.6.",
    }
    assert list(point)[:7] == [
        "id",
        "version",
        "panel",
        "analyte",
        "kind",
        "collected_at",
        "precision",
    ]


def test_the_whole_says_whose_it_is_and_as_of_when(told):
    body = told(full())
    assert list(body) == [
        "schema",
        "patient",
        "clinic",
        "timezone",
        "as_of",
        "version",
        "digest",
        "analytes",
        "points",
        "pending",
        "absent",
        "treatments",
        "decisions",
        "derived",
        "history",
    ]
    assert (body["schema"], body["patient"]) == ("hpg.series/1", "k3q7zt5m2axd")
    assert body["as_of"] == "2026-11-23T10:04:05+01:00"


def test_analytes_are_told_in_the_shown_unit(told):
    body = told(view=View(units={"testosterone": "ng/dL"}))
    assert body["analytes"][2] == {
        "key": "testosterone",
        "name": "Testosterone",
        "loinc": "2986-8",
        "unit": "ng/dL",
        "unit_text": "ng/dL",
        "decimals": 0,
    }
    assert "loinc" not in body["analytes"][4]


@pytest.mark.parametrize("text", ["3.2", "<0.1", "0", "not detected"])
def test_what_a_point_always_says_is_there_for_the_barest_one(told, text):
    (point,) = told(reading("lh", text))["points"]
    assert point.keys() >= ALWAYS
    assert point["version"] == 0


def test_digits_stay_as_they_were_printed(told):
    (point,) = told(reading("testosterone", "23,70", on=FIRST))["points"]
    assert (point["reported"], point["value"]) == ("23,70", "23.70")
    assert point["shown"]["text"] == "23,70"


def test_a_one_sided_range_has_one_end(told):
    above, below = told(
        reading("testosterone", "9", on=FIRST, interval=">= 8.64"),
        reading("estradiol", "9", on=FIRST, interval="< 150"),
    )["points"]
    assert above["range"] == {
        "low": "8.64",
        "low_inclusive": True,
        "unit": "nmol/L",
        "text": ">= 8.64",
        "source": "laboratory",
    }
    assert below["range"]["high"] == "150"
    assert not below["range"].keys() & {"low", "low_inclusive", "high_inclusive"}


def test_a_range_stays_in_its_own_unit(told):
    (point,) = told(
        reading("testosterone", "12.1", on=FIRST, interval="8.64-29.0"),
        view=View(units={"testosterone": "ng/dL"}),
    )["points"]
    assert (point["range"]["low"], point["range"]["unit"]) == ("8.64", "nmol/L")
    assert point["shown"] == {
        "text": "≈349",
        "value": "349",
        "unit": "ng/dL",
        "converted": True,
    }


def test_only_a_volume_says_how_it_was_examined(told):
    scan = volume(
        "17.4",
        "left",
        method="ultrasound-lambert",
        diameters=("4.1", "2.3", "2.6"),
        operator="Clara Synthetic",
    )
    hormone, testis = told(reading("lh", "3", on=FIRST), scan)["points"]
    assert testis["volume"] == {
        "method": "ultrasound-lambert",
        "diameters_cm": ["4.1", "2.3", "2.6"],
        "operator": "Clara Synthetic",
        "recomputed": "17.4",
    }
    assert testis["side"] == "left"
    assert not hormone.keys() & {"volume", "side"}


def test_a_change_is_told_with_its_words(told):
    made = reading("lh", "1.0", on=FIRST), reading("lh", "4.2", on=SECOND)
    body = told(*made, episodes=[episode("clomifene", "2024-06-01")])
    assert body["points"][1]["to_previous"] == {
        "point": made[0].id,
        "kind": "noted",
        "reasons": ["treatment"],
        "delta": "+3.2",
        "words": "up 3.2; clomifene now, no treatment before",
    }


def test_not_fasting_is_told_and_unknown_is_not(told):
    no, unknown = told(
        reading("lh", "3", on=FIRST, fasting=False), reading("lh", "3", on=SECOND)
    )["points"]
    assert (no["circumstances"], unknown["circumstances"]) == ({"fasting": False}, {})


def test_what_waits_is_no_point(told):
    body = told(
        reading("lh", on=FIRST, pending=True),
        reading("fsh", on=FIRST, not_done=True, absent_reason="too little serum"),
    )
    assert body["points"] == []
    assert [(one["analyte"], one["words"]) for one in body["pending"]] == [
        ("lh", "pending")
    ]
    assert body["absent"][0]["status"] == "not-done"
    assert body["absent"][0]["reason"] == "too little serum"


def test_treatments_say_their_dates_no_more_precisely_than_known(told):
    gel = episode(start="2024-02", stop="2024-09-20", id="gel", dose_text="7 demo-mg")
    (one,) = told(episodes=[gel])["treatments"]
    assert one == {
        "id": "gel",
        "version": 0,
        "agent": "testosterone",
        "name": "Testosterone",
        "axis": True,
        "dose_text": "7 demo-mg",
        "start": "2024-02-01",
        "start_precision": "month",
        "stop": "2024-09-20",
        "stop_precision": "date",
    }


def test_an_uncertain_treatment_is_told_apart(told):
    (point,) = told(
        reading("lh", "3", on=FIRST), episodes=[episode(start="2024-05", id="x")]
    )["points"]
    assert point["treatments_uncertain"] == ["x"]
    assert "treatments" not in point


def test_decisions_say_their_letter_and_their_pins(told):
    made = full()
    one = decided(
        "2025-07-01",
        pins=[made],
        id="decision",
        kind="stopped",
        next_check=date(2025, 10, 1),
        next_check_words="as agreed",
    )
    (told_of,) = told(made, decisions=[one])["decisions"]
    assert told_of == {
        "id": "decision",
        "version": 0,
        "letter": "A",
        "date": "2025-07-01",
        "kind": "stopped",
        "what": "Nothing changed.",
        "pins": ["result"],
        "pinned_versions": [1],
        "next_check": "2025-10-01",
        "next_check_words": "as agreed",
        "by": "Clara Synthetic",
    }


def test_a_derived_value_that_is_absent_says_why(told):
    made = reading("testosterone", "12.1", on=FIRST), reading("lh", "<0.1", on=FIRST)
    body = told(*made)
    (one,) = [each for each in body["derived"] if each["key"] == "t_lh"]
    assert one == {
        "key": "t_lh",
        "panel": f"draw {FIRST}",
        "unit": "nmol/L per IU/L",
        "inputs": [made[0].id, made[1].id],
        "reason": "LH is less than 0.1",
    }


def history():
    at = datetime(2024, 6, 1, 9, 30, tzinfo=UTC)
    return SupersededVersion(
        "result", 0, "0.1", "IU/L", "Clara Synthetic", at, "comparator lost", "lh"
    )


def test_history_says_what_stood_before_who_changed_it_and_why(told):
    assert told(full(), history=[history()])["history"] == [
        {
            "point": "result",
            "version": 0,
            "analyte": "lh",
            "reported": "0.1",
            "unit_reported": "IU/L",
            "by": "Clara Synthetic",
            "at": "2024-06-01T09:30:00+00:00",
            "reason": "comparator lost",
        }
    ]


def test_the_digest_is_of_what_is_shown_and_not_of_when(listed):
    later = replace(ABOUT, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    now, then = (as_json.to_json(listed(full()), about) for about in (ABOUT, later))
    other = as_json.to_json(listed(replace(full(), comment="haemolysed")), ABOUT)

    assert now["digest"] == then["digest"] == as_json.compute_digest(listed(full()))
    assert now["digest"].startswith("sha256:") and len(now["digest"]) == 71
    assert other["digest"] != now["digest"]


RESULT = ("id", "version", "panel", "collected_at", "reported")
COUNTED = {
    "points": (
        *(*RESULT, "shown/text", "shown/unit", "range/text", "state", "status", "comment"),
        *("laboratory", "method", "to_previous/kind", "baseline", "reviewed", "released"),
        "clinician_range",
    ),
    "pending": (*RESULT, "reason", "status", "comment", "reviewed"),
    "absent": (*RESULT, "reason", "status", "comment", "reviewed"),
    "analytes": ("key", "unit"),
    "treatments": ("id", "version"),
    "decisions": ("id", "version", "letter", "needs_attention"),
    "history": ("point", "version"),
}


def _found(fact, path):
    for key in path.split("/"):
        fact = (fact or {}).get(key)
    return fact


def test_anybody_can_compute_the_digest_again(told):
    volumes = [volume("15"), volume("14", "right")]
    waits = reading("fsh", None, on=FIRST, status="pending", comment="soon")
    body = json.loads(json.dumps(told(full(), *volumes, waits, episodes=[episode()])))
    counted = {
        part: [[_found(fact, path) for path in paths] for fact in body[part]]
        for part, paths in COUNTED.items()
    }
    counted |= {"testes": body.get("testes", {}), "over": None, "relative": None}
    canonical = json.dumps(
        counted, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert body["digest"] == f"sha256:{sha256(canonical.encode()).hexdigest()}"


SECRET = "demonstration dose, 7 demo-mg"


def test_a_man_is_told_no_dose_reason_comment_decision_or_derived_value(told):
    taken = draw(FIRST, notes=SECRET)
    made = [
        reading("lh", "3.2", taken=taken, comment=SECRET, released=True, id="result"),
        reading("testosterone", "12.1", taken=taken, released=True),
        reading("fsh", "2.1", taken=taken, comment=SECRET),
    ]
    gel = episode(dose_text=SECRET, reason=SECRET, stop_reason=SECRET, form=SECRET)
    body = told(
        *made,
        who=Who.PATIENT,
        episodes=[gel],
        decisions=[decided(pins=made, what=SECRET, why=SECRET, expected=SECRET)],
        history=[replace(history(), reason=SECRET)],
        baselines=[BaselineFact("lh", "", "result", 0)],
    )
    assert SECRET not in json.dumps(body)
    assert [point["analyte"] for point in body["points"]] == ["lh", "testosterone"]
    assert (body["decisions"], body["derived"]) == ([], [])
    assert body["treatments"][0]["name"] == "Testosterone"
    assert body["history"][0]["reported"] == "0.1"


def test_staff_are_told_what_the_man_is_not(told):
    taken = draw(FIRST, notes=SECRET)
    made = reading("lh", "3.2", taken=taken, comment=SECRET)
    body = told(made, episodes=[episode(dose_text=SECRET, reason=SECRET)])
    assert json.dumps(body).count(SECRET) == 4
