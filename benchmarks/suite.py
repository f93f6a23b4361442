"""Every benchmark by name. Those that need large clinics come last."""

from collections.abc import Callable

from benchmarks import reading, writing
from benchmarks.ratio import Bench

BENCHES: dict[str, Callable[..., Bench]] = {
    each.__name__: each
    for each in (
        reading.figure_json,
        reading.trend_page,
        reading.draws_table,
        reading.course_per_point,
        writing.create_result,
        writing.import_csv,
        reading.worklist,
        reading.patients,
    )
}
