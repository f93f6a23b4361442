"""Whatever a record holds: nothing is lost, nothing is out of order, nothing is a float."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from labs.analytes import ANALYTES, ON
from labs.timeline import About, View, Who, as_json, build_timeline, draws_csv
from tests.factories import course, draw, episode, reading

ABOUT = About("k3q7zt5m2axd", "north", "Europe/Berlin", datetime(2026, 11, 23, tzinfo=UTC))
INTEGERS = {"version", "decimals"}
FEW = settings(max_examples=40)  # a course is many results at once

days = st.dates(date(2024, 1, 1), date(2026, 6, 30))
clocks = st.sampled_from(["", " 07:50", " 08:10", " 16:20", " 23:30"])
values = st.builds(
    lambda sign, number: f"{sign}{number}",
    st.sampled_from(["", "", "", "<", "<=", ">", ">="]),
    st.decimals(min_value="0.01", max_value="60", places=2),
)
texts = values | st.just("not detected")
views = st.builds(
    View,
    units=st.fixed_dictionaries(
        {
            "testosterone": st.sampled_from(["nmol/L", "ng/dL", "ng/mL"]),
            "estradiol": st.sampled_from(["pmol/L", "pg/mL"]),
        }
    ),
)


@st.composite
def readings(draw_from, key):
    """One result of a draw, in any unit of its analyte."""
    what = ANALYTES[key]
    unit = draw_from(st.sampled_from([unit for unit in what.units if unit != "[IU]/mL"]))
    facts = {"side": draw_from(st.sampled_from(what.sides))} if what.sides else {}
    instruments = ["prader", "calipers", "ultrasound-lambert", "ultrasound-ellipsoid"]
    methods = instruments if what.sides else ["", "ECLIA", "CMIA"]
    return {
        "analyte": key,
        "text": draw_from(texts),
        "unit": unit,
        "interval": draw_from(
            st.sampled_from(["", "1.7-8.6", ">= 8.64", "< 150", "adult"])
        ),
        "method": draw_from(st.sampled_from(methods)),
        "status": draw_from(st.sampled_from(["final", "preliminary", "corrected"])),
        **facts,
    }


@st.composite
def courses(draw_from):
    """Up to eight draws of up to four results, entered in any order."""
    made = []
    for place in range(draw_from(st.integers(0, 8))):
        on = f"{draw_from(days)}{draw_from(clocks)}"
        taken = draw(
            on, id=f"panel {place}", laboratory=draw_from(st.sampled_from(["", "A"]))
        )
        for result in draw_from(
            st.lists(st.sampled_from(ON).flatmap(readings), max_size=4)
        ):
            made.append(reading(**result, taken=taken, id=f"result {len(made)}"))
    gel = episode(start=draw_from(st.sampled_from(["2024-06-01", "2025-03"])))
    return replace(course(episodes=[gel]), readings=draw_from(st.permutations(made)))


def listed(made, view):
    return build_timeline(made, analytes=ON, view=view, who=Who.STAFF)


def walk(item, name="") -> Iterator[tuple[str, object]]:
    if isinstance(item, dict):
        for key, value in item.items():
            yield from walk(value, key)
    elif isinstance(item, list):
        for value in item:
            yield from walk(value, name)
    else:
        yield name, item


@FEW
@given(courses(), views)
def test_every_result_is_one_point_and_one_place_in_the_table(made, view):
    shown = listed(made, view)

    ids = sorted(reading.id for reading in made.readings)
    assert sorted(point.id for point in shown.points) == ids
    assert sorted(p.id for row in shown.rows for p in row.points) == ids
    in_cells = (p.id for row in shown.draws for cell in row.cells for p in cell.points)
    assert sorted(in_cells) == ids


@FEW
@given(courses(), views)
def test_points_are_in_order_and_a_draw_is_never_torn(made, view):
    shown = listed(made, view).points

    moments = [point.reading.moment.at for point in shown]
    assert moments == sorted(moments)
    panels = [point.reading.draw.id for point in shown]
    changes = sum(one != other for one, other in pairwise(panels))
    assert changes == max(len(set(panels)) - 1, 0)


@FEW
@given(courses(), views)
def test_a_comparator_is_never_lost(made, view):
    shown = listed(made, view)
    table = draws_csv.write_csv(shown)
    for point, told in zip(
        shown.points, as_json.to_json(shown, ABOUT)["points"], strict=True
    ):
        sign = point.reading.value.comparator
        assert point.shown.text.startswith(sign)
        assert told["reported"].startswith(sign)
        assert told.get("comparator", "") == told["shown"].get("comparator", "") == sign
        assert point.shown.text in table
        assert _SPOKEN[sign] in point.words


@FEW
@given(courses(), views)
def test_a_difference_is_between_measured_neighbours_only(made, view):
    for point in listed(made, view).points:
        if point.delta is not None:
            assert point.earlier.reading.key == point.reading.key
            assert not point.reading.value.comparator
            assert not point.earlier.reading.value.comparator
            assert point.verdict.kind in ("same", "noted")


@FEW
@given(courses(), views)
def test_numbers_in_json_are_strings(made, view):
    for name, value in walk(as_json.to_json(listed(made, view), ABOUT)):
        assert isinstance(value, str | bool) or name in INTEGERS, (name, value)


@FEW
@given(courses())
def test_dates_cut_points_out_and_change_none(made):
    whole = {point.id: point for point in listed(made, View()).points}
    view = View(start=date(2025, 1, 1), end=date(2025, 12, 31))
    for point in listed(made, view).points:
        assert point == whole[point.id]
        assert point.words == whole[point.id].words
        assert point.delta_words == whole[point.id].delta_words


_SPOKEN = {
    "": "",
    "<": "less than ",
    "<=": "at most ",
    ">": "more than ",
    ">=": "at least ",
}
