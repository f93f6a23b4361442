"""The product's acceptance cases, each entered through a door and seen on every surface."""

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from labs.models import Clinic, Result
from tests import factories
from tests.pages import filled
from tests.proof import drawn
from tests.proof.agreement import agree
from tests.proof.rows import Row, axes
from tests.proof.surfaces import Surfaces, day
from tests.proof.tree import tree


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-23 08:00 +0000", tick=False):
        yield


@pytest.fixture
def agreed(seen, patient):
    """Every surface of the man, once they agree with one another."""

    def agreed(query="", of=patient) -> Surfaces:
        found = seen(of, query)
        agree(found)
        return found

    return agreed


def rows_of(of, size="desk"):
    """The rows of the figure by analyte, with each point's mark beside it."""
    rows = [Row(of.the_list, row) for row in drawn.rows(of.picture(size))]
    for row in rows:
        row.marks_are_the_points()
    return {row.analyte["key"]: row for row in rows}


def hover(of, analyte):
    """What the boxes of the draws say of one analyte, oldest first."""
    place = [row["key"] for row in of.the_list.analytes].index(analyte)
    return of.hovers("desk")[place]


def words(node):
    return " ".join(node.text.split())


def test_a_value_below_detection_keeps_its_sign_everywhere(
    shared, patient, agreed, exported
):
    shared(patient, "2026-11-20", "07:40", lh_value="<0.1", lh_interval="1.7-8.6")
    of = agreed()

    (point,) = of.the_list.raw["points"]
    assert (point["comparator"], point["value"], point["state"]) == ("<", "0.1", "below")
    assert point["below_detection"]
    (cell,) = of.table.values()
    assert (cell.amount, cell.sign) == ("<0.1 IU/L", "below")
    assert cell.printed == "1.7–8.6"
    (mark,) = rows_of(of)["lh"].row.marks
    assert mark.shape == "below"
    assert axes(of, of.picture("desk"))[0].holds(mark.y, {"value": "0.1"})
    assert hover(of, "lh")[0][:3] == ["<0.1", "IU/L", "below range 1.7–8.6"]
    assert "LH less than 0.1 IU/L, below range 1.7 to 8.6." in of.steps()[point["panel"]][1]
    card = words(of.home.one("article", "card"))
    assert "less than 0.1 IU/L" in card
    assert "Less than this test can measure (under 0.1)." in card
    (row,) = exported(patient)
    assert (row["reported"], row["comparator"], row["value"]) == ("<0.1", "<", "0.1")


def test_a_measured_value_at_the_limit_stands_above_one_below_it(shared, patient, agreed):
    """The censored one hangs under its flat edge, the measured one stands on it."""
    shared(patient, "2026-11-19", "07:40", lh_value="<0.1", lh_interval="1.7-8.6")
    shared(patient, "2026-11-20", "07:40", lh_value="0.1", lh_interval="1.7-8.6")
    row = rows_of(agreed())["lh"]
    censored, measured = (row.mark[point.id] for point in row.drawn)
    assert (censored.shape, measured.shape) == ("below", "circle")
    assert censored.y == measured.y
    assert [*row.row.joins.values()] == ["dotted"]


def test_zero_is_zero_and_never_blank(shared, patient, agreed, exported):
    shared(patient, "2026-11-20", "07:40", lh_value="0", testosterone_value="0")
    of = agreed()
    assert {cell.amount for cell in of.table.values()} == {"0 IU/L", "0 nmol/L"}
    assert of.summary.count(" 0 ") == 2
    assert [row.row.texts["latest"][0] for row in rows_of(of).values() if row.points] == [
        ["0", "IU/L"],
        ["0", "nmol/L"],
    ]
    cards = of.home.all("article", "card")
    assert [card.one(kind="number-line").text for card in cards] == ["0 IU/L", "0 nmol/L"]
    assert {(row["reported"], row["value"]) for row in exported(patient)} == {("0", "0")}


def test_a_range_with_one_end_works_in_flag_text_and_band(
    shared, patient, agreed, exported
):
    shared(
        patient,
        "2026-11-20",
        "07:40",
        testosterone_value="7.9",
        testosterone_interval=">= 8.64",
    )
    of = agreed()
    (cell,) = of.table.values()
    assert cell.sign == "below"
    assert cell.printed == "≥ 8.64"
    axis = axes(of, of.picture("desk"))[2]
    ((_, top, _, bottom),) = drawn.boxes(of.picture("desk"), "band")
    assert axis.holds(bottom, {"value": "8.64"})
    assert top == pytest.approx(axis.row.reach[0], abs=0.2)
    assert hover(of, "testosterone")[0][:3] == ["7.9", "nmol/L", "below range ≥ 8.64"]
    assert "below range at least 8.64" in of.the_list.points[0].said
    assert "Reference range: ≥ 8.64 nmol/L" in words(of.home)
    (row,) = exported(patient)
    assert (row["range_low"], row["range_low_inclusive"], row["range_high"]) == (
        "8.64",
        "true",
        "",
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["12.1 nmol/L", "≈12.1 nmol/L"]),
        ("unit.testosterone=ng/dL", ["≈349 ng/dL", "349 ng/dL"]),
    ],
)
def test_two_units_are_one_line_and_each_reads_as_entered(
    imported, patient, agreed, exported, query, shown
):
    imported(
        "patient,collected_at,laboratory,method,analyte,reported,unit\n"
        "N-1,2026-09-01 08:00,Harbour,ECLIA,testosterone,12.1,nmol/L\n"
        "N-1,2026-11-02 08:00,Harbour,ECLIA,testosterone,349,ng/dL\n"
    )
    of = agreed(query)
    assert [of.table[point.id].amount for point in of.the_list.points] == shown
    assert [point.verdict for point in of.the_list.points] == ["first", "same"]
    assert list(rows_of(of)["testosterone"].row.joins.values()) == ["solid"]
    boxes = hover(of, "testosterone")
    entered = ["12.1 nmol/L", "349 ng/dL"]
    for told, box in zip(entered, boxes, strict=True):
        assert told in " ".join(box)
    rows = exported(patient)
    assert [f"{row['reported']} {row['unit_reported']}" for row in rows] == entered


@pytest.fixture
def third_interval_differs(patient, imported):
    imported(
        "patient,collected_at,laboratory,method,analyte,reported,unit,range\n"
        "N-1,2026-06-01 08:00,Harbour,ECLIA,lh,2.4,IU/L,1.7-8.6\n"
        "N-1,2026-06-04 08:00,Harbour,ECLIA,lh,3.1,IU/L,1.7-8.6\n"
        "N-1,2026-08-30 08:00,Harbour,ECLIA,lh,4.0,IU/L,2.0-9.0\n"
    )


def test_gaps_between_draws_are_to_scale(third_interval_differs, agreed):
    for size in ("desk", "phone", "print"):
        first, second, third = (mark.x for mark in rows_of(agreed(), size)["lh"].row.marks)
        assert (third - second) / (second - first) == pytest.approx(87 / 3, rel=0.03)


def test_a_changed_range_steps_there_and_earlier_points_keep_theirs(
    third_interval_differs, agreed
):
    of = agreed()
    axis = axes(of, of.picture("desk"))[0]
    *before, after = sorted(drawn.boxes(of.picture("desk"), "band"))
    for *_, bottom in before:
        assert axis.holds(bottom, {"value": "1.7"})
    left, *_, bottom = after
    assert axis.holds(bottom, {"value": "2.0"})
    _, second, third = (mark.x for mark in rows_of(of)["lh"].row.marks)
    assert left == pytest.approx((second + third) / 2, abs=0.2)
    for point, told in zip(
        of.the_list.points, ["1.7–8.6", "1.7–8.6", "2.0–9.0"], strict=True
    ):
        assert of.table[point.id].printed == told


def test_all_31_are_drawn_in_order_though_the_oldest_was_edited_last(
    imported, corrected, patient, agreed, exported
):
    head = "patient,collected_at,laboratory,method,analyte,reported,unit\n"
    lines = [
        f"N-1,2026-05-{day:02} 08:00,Harbour,ECLIA,testosterone,1{day % 10}.5,nmol/L\n"
        for day in range(1, 32)
    ]
    imported(head + "".join(lines))
    oldest = Result.objects.order_by("collected_at").first()
    corrected(oldest, value="18.5", why="misread")

    of = agreed()
    row = rows_of(of)["testosterone"]
    assert len(row.row.marks) == len(of.table) == 31
    assert [point.raw["clinical_date"] for point in row.drawn] == [
        f"2026-05-{day:02}" for day in range(1, 32)
    ]
    first = row.drawn[0]
    assert first.amount == "18.5 nmol/L"
    assert "corrected, it was 11.5" in first.said
    assert axes(of, of.picture("desk"))[2].holds(row.mark[first.id].y, {"value": "18.5"})
    assert len(hover(of, "testosterone")) == 31
    assert len(exported(patient)) == 32


def test_a_corrected_result_reopens_review_and_the_decision_that_looked_at_it(
    shared, corrected, patient, asked, decided, agreed
):
    panel = shared(patient, "2026-11-20", "07:40", fsh_value="2.6")
    decided(patient, panel)
    assert "to review" not in words(agreed().page.one("table", "results"))

    corrected(panel.results.get(), value="6.2", why="read from the wrong line")

    of = agreed()
    table = words(of.page.one("table", "results"))
    assert "to review" in table and "corrected" in table
    assert of.page.one("table", "results").one("s", "was").text == "2.6"
    assert "reopened" in words(of.page)
    assert "Decision A rests on a result that has changed since." in of.summary
    assert of.the_list.raw["decisions"][0]["needs_attention"]
    assert "flag again" in " ".join(_classes(of.picture("desk")))
    assert "corrected, it was 2.6" in of.the_list.points[0].said
    worklist = words(tree(asked(decided.by, reverse("worklist")).content.decode()))
    assert "Corrected after a decision 1" in worklist
    assert "before, it read 2.6." in words(of.home)


@pytest.fixture
def decided(client, clinician):
    """A decision that rests on one draw, recorded in its form."""

    def decided(patient, panel):
        client.force_login(clinician)
        url = reverse("decisions", args=[patient.ref])
        told = {"kind": "waited", "what": "Nothing is changed.", "draws": [panel.uid]}
        sent = filled(client.get(url), "decision", **told)
        assert client.post(url, sent).status_code == 303

    decided.by = clinician
    return decided


def _classes(svg):
    return [node.at.get("class", "") for node in svg.all()]


def test_two_men_of_one_name_and_birthday_each_see_only_their_own(
    shared, patient, clinician, client, asked, agreed
):
    """Numbers tell them apart; name and birthday lead nowhere."""
    account = factories.login("twin@north.example", "Otto Synthetic")
    twin = factories.patient(patient.clinic, clinician, "N-77", account=account)
    own = shared(patient, "2026-11-20", "07:40", lh_value="3.271")
    his = shared(twin, "2026-11-20", "07:40", lh_value="4.382")

    assert [point.text for point in agreed().own.points] == ["3.271"]
    page = asked(account, "/me/").content.decode()
    assert "4.382" in page and "3.271" not in page
    told = asked(account, "/me/series.json").json()
    assert [point["reported"] for point in told["points"]] == ["4.382"]
    assert client.get(reverse("me_panel", args=[own.uid])).status_code == 404
    assert client.get(reverse("me_panel", args=[his.uid])).status_code == 200
    client.force_login(clinician)
    found = tree(client.post(reverse("patients"), {"find": patient.name}).content.decode())
    assert {"N-1", "N-77"} <= {node.text for node in found.all("td")}


@pytest.mark.parametrize("line", ["LH < 0.1 IU/L", "LH <0,1 mIU/mL"])
def test_a_pasted_line_is_analyte_sign_value_and_unit(
    shared, patient, agreed, exported, line
):
    shared(patient, "2026-11-20", "07:40", lh_value=line)
    of = agreed()
    (point,) = of.the_list.raw["points"]
    assert point["analyte"] == "lh"
    assert (point["comparator"], point["value"], point["unit"]) == ("<", "0.1", "[IU]/L")
    assert of.the_list.points[0].spoken == "less than 0.1 IU/L"
    (row,) = exported(patient)
    assert (row["comparator"], row["value"], row["unit"]) == ("<", "0.1", "[IU]/L")


# The eve and the day of a clock change, in autumn and in spring, and the offsets then.
BERLIN = {
    "2025-10-25": "+02:00",
    "2025-10-26": "+01:00",
    "2026-03-28": "+01:00",
    "2026-03-29": "+02:00",
}
NEW_YORK = {
    "2025-11-01": "-04:00",
    "2025-11-02": "-05:00",
    "2026-03-07": "-05:00",
    "2026-03-08": "-04:00",
}


@pytest.mark.parametrize(
    ("clinic", "late", "reader"),
    [
        ("Europe/Berlin", BERLIN, "Pacific/Auckland"),
        ("Europe/Berlin", BERLIN, "America/Los_Angeles"),
        ("America/New_York", NEW_YORK, "UTC"),
    ],
)
def test_a_draw_late_in_the_evening_stays_on_its_day_wherever_it_is_read(
    imported, signed_off, read_in, clinic, late, reader
):
    _move(clinic)
    head = "patient,collected_at,laboratory,method,analyte,reported,unit\n"
    imported(head + "".join(f"N-1,{day} 23:30,A,ECLIA,lh,3.2,IU/L\n" for day in late))
    signed_off()
    _move("Asia/Tokyo")  # later: that touches new draws only

    of, rows = read_in(reader)

    assert [p.raw["clinical_date"] for p in of.the_list.points] == list(late)
    moments = [f"{day}T23:30:00{offset}" for day, offset in late.items()]
    assert [p.raw["collected_at"] for p in of.the_list.points] == moments
    assert [row["collected_at"] for row in rows] == moments
    assert [row[:2] for row in of.rows[:0:-1]] == [[day, "23:30"] for day in late]
    titles = [title for _, title, *_ in of.told("desk")["steps"]]
    assert titles == [f"{day(point.raw)}, 23:30" for point in of.the_list.points]
    for point in of.the_list.points:
        assert f"{day(point.raw)} 23:30" in words(of.page.one("table", "results"))
        assert point.raw["words"].startswith(f"{day(point.raw)}. ")
    assert f"Taken {day(point.raw)}, 23:30" in words(of.home)


def _move(zone):
    clinic = Clinic.objects.get(slug="north")
    clinic.zone = zone
    clinic.save()


@pytest.fixture
def signed_off(patient, client, clinician):
    """All of his draws, by the clinician."""

    def signed_off():
        client.force_login(clinician)
        for panel in patient.panels.current():
            address = reverse("sign_off", args=[patient.ref, panel.uid])
            seen = max(result.act for result in panel.results.all())
            sent = {"record_version": seen}
            assert client.post(address, sent).status_code == 303

    return signed_off


@pytest.fixture
def read_in(agreed, exported, patient, settings):
    """Everything as it reads where the server and its reader keep another time."""

    def read_in(zone):
        settings.TIME_ZONE = zone
        with timezone.override(zone):
            return agreed(), exported(patient)

    return read_in


FALL = re.compile(
    r"\b(down|fell|fall\w*|lower|drop\w*|decreas\w*|declin\w*)\b", re.IGNORECASE
)


def test_a_changed_floor_is_neither_drawn_nor_worded_as_a_fall(
    imported, signed_off, agreed
):
    imported(
        "patient,collected_at,laboratory,method,analyte,reported,unit,range\n"
        "N-1,2026-09-01 08:00,Harbour,ECLIA,lh,<0.3,IU/L,1.7-8.6\n"
        "N-1,2026-11-02 08:00,Harbour,ECLIA,lh,<0.1,IU/L,1.7-8.6\n"
    )
    signed_off()
    of = agreed()

    _, now = of.the_list.points
    assert (now.verdict, now.reasons, now.delta) == ("broken", ["floor"], None)
    assert now.change == "another detection limit"
    for size in ("desk", "phone", "print"):
        row = rows_of(of, size)["lh"]
        assert not row.row.joins and len(row.row.gaps) == 1
        assert not FALL.search(" ".join(drawn.words(of.picture(size))))
    for surface in (of.page, of.home):
        # What the document says is said of no man.
        assert not FALL.search(words(surface.one("main").without("context")))
    for boxes in of.hovers("desk"):
        assert not any(FALL.search(" ".join(box)) for box in boxes)
    assert not FALL.search(str(of.the_list.raw))
    assert not FALL.search(" ".join(" ".join(row) for row in of.rows))
    assert "Cannot be compared with the earlier result" in words(of.home)
