"""Each benchmark runs at a tiny size, so that it is not found broken when it is asked."""

import pytest

from benchmarks import report, suite
from benchmarks.ratio import Bench, Goal, Ratio, Side, Taken, measure
from labs import audit
from labs.models import AuditEvent, Clinic, Panel, Result

TINY = {
    "figure_json": 3,
    "trend_page": 3,
    "draws_table": 3,
    "course_per_point": 20,
    "import_csv": 40,
    "worklist": 20,
    "patients": 20,
}


@pytest.fixture(params=suite.BENCHES)
def bench(request, db):
    make, size = suite.BENCHES[request.param], TINY.get(request.param)
    return make(size) if size else make()


def test_it_measures_every_side(bench):
    ratios = measure(bench, most=1)
    for ratio in ratios:
        assert ratio.ours.made > 0
        assert ratio.anchor.made > 0
        assert ratio.middle > 0
    table = "\n".join(report.lines(ratios))
    for side in (bench.ours, *(side for side, _ in bench.anchors)):
        assert side.name in table
    for taken in (ratios[0].ours, *(ratio.anchor for ratio in ratios)):
        assert f" {taken.made:,}" in table


@pytest.mark.parametrize("side", range(3))
def test_a_file_and_its_anchors_keep_the_same_rows(db, side):
    bench = suite.BENCHES["import_csv"](40)
    taken = Taken([bench.ours, *(each for each, _ in bench.anchors)][side])
    taken.run(count=True)
    assert taken.made == taken.side.per == 40
    where = Clinic.objects.latest("pk")
    known = 40  # of a draw long ago
    assert Result.objects.filter(patient__clinic=where).count() == known + 40
    assert Panel.objects.filter(patient__clinic=where).count() == 10 + 10
    assert {row.ok for row in audit.verify()} == {True}
    events = AuditEvent.objects.filter(chain=where.slug, verb="results-imported")
    assert events.count() == (20 if side == 0 else 10)


def test_a_draw_and_its_anchors_keep_the_same_rows(db):
    bench = suite.BENCHES["create_result"]()
    for side in (bench.ours, *(side for side, _ in bench.anchors)):
        before = Result.objects.count()
        taken = Taken(side)
        taken.run(count=True)
        assert taken.made == Result.objects.count() - before == 4


def test_rounds_are_compared_one_by_one_and_told_against_the_goal():
    ours, anchor = Side("ours", len), Side("anchor", len)
    ratio = Ratio(
        "x", Taken(ours, [2.0, 3.0, 40.0]), Taken(anchor, [1.0, 2.0, 10.0]), Goal(2.0, "P0")
    )
    assert ratio.of_rounds == [2.0, 1.5, 4.0]
    assert ratio.middle == 2.0
    assert ratio.met
    first, second = report.lines([ratio])
    assert first.split()[:5] == ["x", "ours", "3", "3000.000", "40000.000"]
    assert second.split()[-4:] == ["<=", "2", "P0", "met"]


def test_time_is_told_for_one_unit_of_work_and_a_warm_run_is_not_counted():
    runs = []

    def run(watch):
        runs.append(1)
        watch.seconds = 10.0
        return 5

    side = Side("one", run, per=5)
    (ratio,) = measure(Bench("b", side, [(Side("two", run), Goal(1))], rounds=3), most=9)
    assert len(runs) == 8
    assert ratio.of_rounds == [0.2, 0.2, 0.2]


def test_it_says_where_it_was_measured(db):
    assert "processors, load" in report.where()
    assert "sync" in report.where()
