"""Pages and their data, asked for as a browser asks: signed in, checked and audited."""

import json
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks import data, naive
from benchmarks.data import Place
from benchmarks.ratio import Bench, Goal, Side, Watch
from labs import courses
from labs.charts.figure import build_scene
from labs.models import Patient
from labs.models.result import PLOTTED
from labs.series import Who

_DRAWS = 650  # of four results each: 2,600


def figure_json(draws: int = _DRAWS) -> Bench:
    """What Plotly draws of 2,600 results, beside their bare rows as JSON and a request."""
    where, ask = _clinic_of({"many": draws, "one": 1})
    many, one = where.man("many"), where.man("one")

    def bare(watch: Watch) -> int:
        with watch.measured():
            size = len(json.dumps(_plotted(many)))
            return size + len(ask("/healthz"))

    return Bench(
        "figure_json",
        _page("2,600 results", ask, f"/patients/{many.ref}/figure.json"),
        [
            (Side("bare rows as JSON, static view", bare), Goal(2.0, "P1")),
            (_page("4 results", ask, f"/patients/{one.ref}/figure.json"), Goal(20)),
        ],
    )


def trend_page(draws: int = _DRAWS) -> Bench:
    """The whole page of a record, beside one that draws and lists everything it has."""
    where, ask = _clinic_of({"many": draws, "one": 1})
    many, one = where.man("many"), where.man("one")

    def beginner(watch: Watch) -> int:
        with watch.measured():
            return len(naive.page(many.pk))

    return Bench(
        "trend_page",
        _page("2,600 results", ask, f"/patients/{many.ref}/"),
        [
            (Side("naive page: all rows, go.Figure", beginner), Goal(1 / 20, "P3")),
            (_page("4 results", ask, f"/patients/{one.ref}/"), Goal(20)),
        ],
    )


def draws_table(draws: int = 200) -> Bench:
    """All draws of a man in one table, beside the page that shows the newest of them."""
    where, ask = _clinic_of({"many": draws})
    address = f"/patients/{where.man('many').ref}/"
    return Bench(
        "draws_table",
        _page("200 draws in the table", ask, f"{address}?draws=all"),
        [(_page("20 draws in the table", ask, address), Goal(3))],
        rounds=7,
    )


def course_per_point(draws: int = _DRAWS) -> Bench:
    """Rows to series to scene: the cost of one point does not grow with their number."""
    where, _ = _clinic_of({"many": draws, "few": max(draws // 10, 1)})
    return Bench(
        "course_per_point",
        _scene("2,600 points", where.man("many"), draws),
        [(_scene("260 points", where.man("few"), max(draws // 10, 1)), Goal(1.3))],
    )


def worklist(men: int = 1000) -> Bench:
    return _of_clinics("worklist", "/", men)


def patients(men: int = 1000) -> Bench:
    return _of_clinics("patients", "/patients/", men)


def _of_clinics(name: str, address: str, men: int) -> Bench:
    """A full page of a large clinic and of one that is just large enough to fill it."""
    small = max(men // 20, 1)
    large_page = _page(
        f"{men:,} men", _clinic_of(dict.fromkeys(data.numbers(men), 1))[1], address
    )
    small_page = _page(
        f"{small} men", _clinic_of(dict.fromkeys(data.numbers(small), 1))[1], address
    )
    return Bench(name, large_page, [(small_page, Goal(3, "P10"))])


def _clinic_of(draws: dict[str, int]) -> tuple[Place, Callable[[str], bytes]]:
    """Men with so many draws each, the newest of this week; and its clinician's browser."""
    where = data.place()
    for count in sorted(set(draws.values())):
        men = [man for man, of_him in draws.items() if of_him == count]
        first = timezone.now().replace(tzinfo=None) - timedelta(weeks=count)
        data.take(where, data.file(men, count, first=first))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(where.by)

    def ask(address: str) -> bytes:
        response = client.get(address)
        if response.status_code != 200:
            raise AssertionError(f"{address}: {response.status_code}")
        content: bytes = response.content
        return content

    return where, ask


def _page(name: str, ask: Callable[[str], bytes], address: str) -> Side:
    def run(watch: Watch) -> int:
        with watch.measured():
            return len(ask(address))

    return Side(name, run)


def _scene(name: str, man: Patient, draws: int) -> Side:
    today = timezone.localdate()

    def run(watch: Watch) -> int:
        with watch.measured():
            series = courses.series_of(man, {}, today=today, who=Who.STAFF)
            build_scene(series)
        return len(series.points)

    return Side(name, run, draws * data.EACH)


def _plotted(man: Patient) -> list[list[str]]:
    """From the covering index alone."""
    columns = ", ".join(["patient_id", *PLOTTED[1:]])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM labs_result WHERE patient_id = %s", [man.pk])
        return [[str(value) for value in row] for row in cursor.fetchall()]
