"""Small files that were once misread, and their kin: what the record says of them."""

import hashlib
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from django.conf import settings

from labs import courses, record
from labs.exchange import FORMATS, Settings
from labs.models import Panel, Patient, Result
from labs.record.batch import IncomingFile
from labs.timeline import Who, as_json, draws_csv
from tests import factories

CASES = Path(settings.BASE_DIR) / "tests/samples/cases"
HEAD = "patient,collected_at,analyte,value,unit,status,laboratory\n"
NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
NUMBERS = {"north": ("X-1", "X-3"), "south": ("X-2",)}


def _file(found, text):
    """What was found in a file of this text: it is known by its hash."""
    return IncomingFile(found, hashlib.sha256(text.encode()).hexdigest())


@pytest.fixture
def people(north, south, clinician, stranger):
    """Who the files are of, and a clinician of each clinic."""
    staff = {north.slug: clinician, south.slug: stranger}
    for clinic in (north, south):
        for number in NUMBERS[clinic.slug]:
            factories.patient(clinic, staff[clinic.slug], number)
    return {clinic.slug: (clinic, staff[clinic.slug]) for clinic in (north, south)}


@pytest.fixture
def take(people):
    """Takes a file, by name or as text; counts of what became of its rows, with texts."""

    def take(file, clinic="north", date_format=""):
        place, by = people[clinic]
        text = (CASES / file).read_text() if file.endswith(".csv") else HEAD + file
        reader = Settings(place.zone, NOW, date_format=date_format)
        found = FORMATS["csv"].read(text.encode(), reader)
        return record.batch.import_file(place, _file(found, text), by=by)

    return take


def _counts(weighed):
    return {key: count for key, count in weighed.counts.items() if count}


def _timeline(patient):
    return courses.load_timeline(patient, {}, today=NOW.date(), who=Who.STAFF)


def _points(patient):
    told = as_json.to_json(_timeline(patient), courses.build_about(patient))
    return told["points"]


def _man(number):
    return Patient.objects.named().at_release().get(number=number)


def _flags(weighed):
    return [list(at.flags) for at in weighed.outcomes]


# Instants without a place


def test_an_evening_in_utc_is_the_evening_of_the_clinic(take):
    weighed = take("utc-late-evening.csv", "south")
    (point,) = _points(_man("X-2"))
    assert (point["clinical_date"], point["collected_at"]) == (
        "2025-02-01",
        "2025-02-01T23:30:00-05:00",
    )
    assert point["collected_at_reported"] == "2025-02-02T04:30:00Z"
    assert weighed.outcomes[0].reading.moment.iso == point["collected_at"]
    sheet = draws_csv.write_csv(_timeline(_man("X-2"))).splitlines()[1]
    assert sheet.startswith("2025-02-01,23:30,")


def test_an_instant_and_a_local_time_are_one_draw_whatever_their_order(people, take):
    head, *rows = (CASES / "utc-joins-local.csv").read_text().splitlines(keepends=True)
    place, by = people["south"]
    for number, order in enumerate(permutations(rows)):
        text = head + "".join(order).replace("X-2", f"Y-{number}")
        factories.patient(place, by, f"Y-{number}")
        found = FORMATS["csv"].read(text.encode(), Settings(place.zone, NOW))
        record.batch.import_file(place, _file(found, str(number)), by=by)
        points = _points(_man(f"Y-{number}"))
        assert {point["collected_at"] for point in points} == {"2025-01-07T07:50:00-05:00"}
        assert {point["collected_at_reported"] for point in points} == {
            "2025-01-07T12:50:00Z"
        }
        assert len({point["panel"] for point in points}) == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_time_of_another_place_and_a_local_one_each_keep_their_clock(take, order):
    """It is one instant, and two clocks: neither result is shown on the other's."""
    rows = [
        "X-2,2025-01-08T05:50:00+13:00,LH,3.2,IU/L,,\n",
        "X-2,2025-01-07 11:50,Testosterone,412,ng/dL,,\n",
    ]
    text = "".join(rows[::order])
    take(text, "south")
    told = {point["analyte"]: point["collected_at"] for point in _points(_man("X-2"))}
    assert told == {
        "lh": "2025-01-08T05:50:00+13:00",
        "testosterone": "2025-01-07T11:50:00-05:00",
    }
    assert set(_counts(take(text, "south"))) == {"unchanged"}


@pytest.mark.parametrize("file", ["utc-late-evening.csv", "utc-joins-local.csv"])
def test_a_file_in_utc_and_its_export_taken_again_change_nothing(people, take, file):
    take(file, "south")
    before = Result.objects.count(), Panel.objects.count()
    assert set(_counts(take(file, "south"))) == {"unchanged"}
    place, by = people["south"]
    text = FORMATS["csv"].write("X-2", courses.load_versions(_man("X-2")))
    assert "Z," not in text.partition("\n")[2].replace(",Z,", ",")
    found = FORMATS["csv"].read(text.encode(), Settings(place.zone, NOW))
    weighed = record.batch.import_file(place, _file(found, "export"), by=by)
    assert set(_counts(weighed)) == {"unchanged"}
    assert (Result.objects.count(), Panel.objects.count()) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2025-02-02T04:30:00Z", "2025-02-01"),
        ("2025-02-01", "2025-02-02T04:30:00Z"),
        ("2025-02-01 23:30", "2025-02-01"),
    ],
)
def test_a_date_without_a_time_is_asked_about_beside_a_time_of_that_day(
    take, first, second
):
    rows = [f"X-2,{at},LH,3.4,IU/L,,\n" for at in (first, second)]
    assert _flags(take("".join(rows), "south")) == [[], ["duplicate"]]


def test_a_date_without_a_time_is_asked_about_beside_a_recorded_one(take):
    take("X-2,2025-02-02T04:30:00Z,LH,3.4,IU/L,,\n", "south")
    assert _flags(take("X-2,2025-02-01,LH,3.4,IU/L,,\n", "south")) == [["duplicate"]]
    assert _flags(take("X-2,2025-02-02,LH,3.4,IU/L,,\n", "south")) == [[]]


def test_a_day_is_one_day_wherever_on_earth_it_began(take):
    take("X-2,2025-02-01,LH,3.4,IU/L,,\n", "south")
    row = "X-2,2025-02-01T00:10+14:00,LH,3.4,IU/L,,\n"
    assert _flags(take(row, "south")) == [["duplicate"]]


def test_a_draw_before_birth_is_so_on_the_clinics_day(take):
    """He was born on 9 April; 3 o'clock of that day in UTC is the evening before."""
    weighed = take("X-2,1988-04-09T03:00:00Z,LH,3.4,IU/L,,\n", "south")
    assert [at.code for at in weighed.outcomes] == ["draw-before-birth"]


def test_a_man_keeps_one_series_in_the_clinics_order(take):
    rows = [
        "X-2,2024-12-31 21:30,LH,3.1,IU/L,,\n",
        "X-2,2025-01-01T02:00Z,LH,3.2,IU/L,,\n",
        "X-2,2024-12-31 20:30,LH,3.3,IU/L,,\n",
    ]
    take("".join(rows), "south")
    points = _points(_man("X-2"))
    assert [(p["reported"], p["clinical_date"]) for p in points] == [
        ("3.3", "2024-12-31"),
        ("3.2", "2024-12-31"),
        ("3.1", "2024-12-31"),
    ]


# Midnight


def test_a_column_of_midnights_is_a_column_of_dates(take):
    take("midnight.csv")
    points = _points(_man("X-1"))
    assert [(p["collected_at"], p["precision"]) for p in points] == [
        ("2026-02-05", "date"),
        ("2026-03-05", "date"),
        ("2026-04-05", "date"),
    ]


# Dates that leave something in doubt


def test_two_digits_of_a_year_are_read_as_another_row_settles_them(take):
    assert take("two-digit-years.csv").kept
    days = [point["collected_at"] for point in _points(_man("X-1"))]
    assert days == ["2026-01-25", "2026-02-03"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("spreadsheet-serial.csv", "“46047” is a day number of a spreadsheet."),
        ("misquoted.csv", "“Jan 2026” cannot be read as a date or time."),
        ("X-1,2/3/26,LH,3.2,IU/L,,\n", "its year has two digits"),
        ("X-1,1/25/28,LH,3.2,IU/L,,\n", "“1/25/28” has a year of two digits"),
    ],
)
def test_a_date_that_is_not_read_refuses_the_file_in_a_sentence(take, file, said):
    weighed = take(file)
    assert not weighed.kept
    assert said in weighed.outcomes[0].text


# Corrections above what they correct


def _chain(number):
    rows = Result.objects.filter(patient=_man(number)).order_by("uid", "version")
    return [(row.version, row.reported, row.status) for row in rows]


P32, F32, F33 = ("3.2", "preliminary"), ("3.2", "final"), ("3.3", "final")
C42, C52 = ("4.2", "corrected"), ("5.2", "corrected")
GONE, GONE_42 = ("3.2", "entered-in-error"), ("4.2", "entered-in-error")


def _rows(*versions, at="2026-07-05 08:00"):
    return [f"X-1,{at},LH,{value},IU/L,{status},\n" for value, status in versions]


def test_a_correction_above_its_original_follows_it(take):
    assert _counts(take("correction-first.csv")) == {"created": 1, "corrected": 1}
    assert _chain("X-1") == [(0, "3.2", "final"), (1, "4.2", "corrected")]
    assert _counts(take("correction-first.csv")) == {"unchanged": 2}


@pytest.mark.parametrize(
    "versions",
    [
        (F32, C42),
        (F32, C42, C52),
        (P32, F33),
        (P32, F32),
        (P32, F33, C42, C52),
        (F32, GONE),
        (F32, C42, GONE_42),
        (P32, F33, C42, GONE_42),
    ],
)
def test_a_file_newest_first_says_what_its_versions_say_one_by_one(people, take, versions):
    for row in _rows(*versions):
        assert take(row).kept
    one_by_one = _chain("X-1")
    newest_first = "".join(reversed(_rows(*versions))).replace("X-1", "X-3")
    weighed = take(newest_first)
    assert _chain("X-3") == one_by_one == [(n, *v) for n, v in enumerate(versions)]
    assert [at.source.line for at in weighed.outcomes] == [*range(2, len(versions) + 2)]
    assert _counts(take(newest_first)) == {"unchanged": len(versions)}


def test_a_file_newest_first_goes_on_from_the_record(take):
    take("".join(_rows(F32)))
    weighed = take("".join(_rows(C52, C42, F32)))
    assert [at.outcome for at in weighed.outcomes] == [
        "corrected",
        "corrected",
        "unchanged",
    ]
    assert _chain("X-1") == [(n, *v) for n, v in enumerate((F32, C42, C52))]


def test_what_was_sent_anew_stands_above_what_was_withdrawn(take):
    take("".join(_rows(F33, GONE, F32)))
    live = Result.objects.current().exclude(status="entered-in-error")
    assert [row.reported for row in live] == ["3.3"]


def test_a_withdrawal_above_its_original_need_not_repeat_it(take):
    rows = "".join(_rows(("", "entered-in-error"), F32))
    assert _counts(take(rows)) == {"created": 1, "corrected": 1}
    assert _chain("X-1") == [(0, *F32), (1, *GONE)]
    assert _counts(take(rows)) == {"unchanged": 2}


def test_two_corrections_stand_as_the_rest_of_their_file(take):
    """Their original is in the record; which is the later one another result tells."""
    take("".join(_rows(F32)))
    other = [row.replace("LH", "FSH") for row in _rows(C42, F32)]
    assert take("".join((*_rows(C52, C42), *other))).kept
    chain = Result.objects.filter(analyte="lh").order_by("version")
    assert [row.reported for row in chain] == ["3.2", "4.2", "5.2"]


@pytest.mark.parametrize("versions", [(F32, C42), (F32, F33)])
def test_numbered_versions_need_no_order(people, versions):
    head = HEAD.replace("patient,", "patient,result_id,version,")
    place, by = people["north"]
    for number, order in (("X-1", 1), ("X-3", -1)):
        rows = [
            row.replace("X-1,", f"{number},S-{number},{at},")
            for at, row in enumerate(_rows(*versions))
        ]
        text = head + "".join(rows[::order])
        found = FORMATS["csv"].read(text.encode(), Settings(place.zone, NOW))
        assert record.batch.import_file(place, _file(found, number), by=by).kept
        assert _chain(number) == [(at, *said) for at, said in enumerate(versions)]


def test_what_stands_between_the_versions_keeps_its_place(take):
    other = "X-1,2026-07-05 08:00,FSH,4.1,IU/L,,\n"
    new, old = _rows(C42, F32)
    weighed = take(new + other + old)
    assert [at.outcome for at in weighed.outcomes] == ["corrected", "created", "created"]
    assert [at.source.line for at in weighed.outcomes] == [2, 3, 4]


def test_an_order_that_neither_way_explains_is_a_contradiction(take):
    weighed = take("".join(_rows(C42, F32, C52)))
    assert not weighed.kept
    assert "conflict" in _counts(weighed)


def test_a_result_that_was_withdrawn_and_sent_anew_stands(take):
    take("".join(_rows(F32)))
    weighed = take("".join(_rows(GONE, F33)))
    assert [at.outcome for at in weighed.outcomes] == ["corrected", "created"]


# Units that slipped


def _row(at, value, unit, *, number="X-3", analyte="Testosterone", laboratory=""):
    return f"{number},{at} 08:00,{analyte},{value},{unit},,{laboratory}\n"


def test_a_unit_that_slipped_down_is_flagged(take):
    assert _flags(take("unit-slip-down-1.csv")) == [[]]
    assert _flags(take("unit-slip-down-2.csv")) == [["unit-slip", "soft-limit"]]
    assert _flags(take("unit-slip-down-2.csv")) == [[]]


BOTH, SLIP, JUMP = ["unit-slip", "soft-limit"], ["unit-slip"], ["soft-limit"]
PAIRS = [
    ("Testosterone", ("12.1", "nmol/L"), ("12.4", "ng/dL"), BOTH),
    ("Testosterone", ("12.1", "nmol/L"), ("14.6", "ng/dL"), BOTH),
    ("Testosterone", ("349", "ng/dL"), ("12.4", "ng/dL"), BOTH),
    ("Testosterone", ("3.49", "ng/mL"), ("12.4", "ng/dL"), BOTH),
    ("Testosterone", ("12.4", "ng/dL"), ("12.1", "nmol/L"), BOTH),
    ("Testosterone", ("349", "ng/dL"), ("349", "nmol/L"), BOTH),
    ("Testosterone", ("12.1", "nmol/L"), ("12.4", "ng/mL"), SLIP),
    ("Testosterone", ("3.5", "ng/mL"), ("3.5", "nmol/L"), SLIP),
    ("Testosterone", ("12.1", "nmol/L"), ("349", "ng/dL"), []),
    ("Testosterone", ("12.1", "nmol/L"), ("17.9", "nmol/L"), []),
    ("Testosterone", ("25.3", "nmol/L"), ("0.9", "nmol/L"), JUMP),
    ("Testosterone", ("7.0", "nmol/L"), ("24.3", "nmol/L"), []),
    ("Testosterone", ("0.9", "nmol/L"), ("8.1", "nmol/L"), []),
    ("Estradiol", ("85", "pmol/L"), ("85", "pg/mL"), SLIP),
    ("Estradiol", ("31", "pg/mL"), ("31", "pmol/L"), SLIP),
    ("Estradiol", ("110", "pmol/L"), ("30", "pmol/L"), SLIP),
    ("Estradiol", ("110", "pmol/L"), ("40", "pmol/L"), []),
    ("Estradiol", ("110", "pmol/L"), ("30", "pg/mL"), []),
    ("Estradiol", ("110", "pmol/L"), ("65", "pmol/L"), []),
    ("Estradiol", ("900", "pmol/L"), ("80", "pmol/L"), JUMP),
    ("LH", ("0.2", "IU/L"), ("6.1", "IU/L"), []),
    ("Testis volume L", ("18", "mL"), ("5", "mL"), JUMP),
    ("Testis volume L", ("18", "mL"), ("7", "mL"), []),
]


@pytest.mark.parametrize(("analyte", "before", "now", "flags"), PAIRS)
@pytest.mark.parametrize("how", ["two files", "one file", "newest first"])
def test_a_change_of_about_the_unit_factor_is_flagged(
    take, analyte, before, now, flags, how
):
    first = _row("2026-01-05", *before, analyte=analyte)
    second = _row("2026-03-05", *now, analyte=analyte)
    if how == "two files":
        assert _flags(take(first)) == [[]]
        assert _flags(take(second)) == [flags]
    elif how == "one file":
        assert _flags(take(first + second)) == [[], flags]
    else:
        assert _flags(take(second + first)) == [flags, []]
    kept = Result.objects.current().order_by("collected_at")
    assert [row.flags for row in kept] == [[], flags]


def test_a_slip_that_comes_late_is_flagged_beside_what_follows(take):
    take(_row("2026-01-05", "12.1", "nmol/L"))
    assert _flags(take(_row("2025-01-05", "12.4", "ng/dL"))) == [BOTH]


def test_a_slip_is_flagged_beside_another_laboratorys_result(take):
    """No laboratory measures 28 times as much; a tenfold change of two says nothing."""
    take(_row("2026-01-05", "12.1", "nmol/L", laboratory="Nord"))
    row = _row("2026-03-05", "12.4", "ng/dL", laboratory="Quay Street")
    assert _flags(take(row)) == [SLIP]


def test_the_last_measured_number_counts(take):
    """Not a limit, a word, what was withdrawn, or another man's."""
    take(
        _row("2025-12-01", "12.1", "nmol/L")
        + _row("2026-01-05", "<0.5", "nmol/L")
        + _row("2026-02-05", "not detected", "nmol/L")
        + "X-3,2026-02-20 08:00,Testosterone,0.43,nmol/L,entered-in-error,\n"
        + _row("2026-02-25", "0.43", "nmol/L", number="X-1")
    )
    assert _flags(take(_row("2026-03-05", "12.4", "ng/dL"))) == [BOTH]


def test_a_correction_is_not_beside_what_it_corrects(take):
    take(_row("2026-03-05", "12.1", "ng/dL"))
    row = _row("2026-03-05", "12.1", "nmol/L").replace(",,", ",corrected,", 1)
    weighed = take(row)
    assert (_counts(weighed), _flags(weighed)) == ({"corrected": 1}, [[]])
