"""Every benchmark by name, in the order of the goals."""

from collections.abc import Callable

from benchmarks import pages, writing
from benchmarks.pages import record, sheet, worklist
from benchmarks.ratio import Bench
from benchmarks.stage import Stage

BENCHES: dict[str, Callable[[Stage], Bench]] = {
    # The demonstration of this program and of an earlier commit.
    "trend_first": lambda at: pages.beside_earlier(at, pages.record_anew, 0.25),
    "trend_again": lambda at: pages.beside_earlier(at, record, 0.25),
    "entry": lambda at: pages.beside_earlier(at, sheet, 0.4),
    "worklist": lambda at: pages.beside_earlier(at, worklist, 0.6),
    # A filled clinic, and the page that a beginner writes: time, bytes, and bytes packed.
    "naive_typical": lambda at: pages.naive(at, at.small.men[0], 1.0),
    "naive_heavy": lambda at: pages.naive(at, at.small.heavy, 0.2),
    "size_typical": lambda at: pages.naive_size(at, at.small.men[0], pages.plain),
    "size_typical_gzip": lambda at: pages.naive_size(at, at.small.men[0], pages.packed),
    "size_heavy": lambda at: pages.naive_size(at, at.small.heavy, pages.plain),
    "size_heavy_gzip": lambda at: pages.naive_size(at, at.small.heavy, pages.packed),
    "figure_json": pages.figure_json,
    # Clinics of growing size, and a man with many draws beside a typical one.
    "growth_worklist": lambda at: pages.over_sizes(at, worklist, 3, "P10"),
    "growth_trend": lambda at: pages.over_sizes(at, record, 1.3, "P9"),
    "entry_get": pages.entry_get,
    "entry_post": pages.entry_post,
    "import_csv": writing.import_csv,
    "first_visit": lambda at: pages.first_visit(at, 150, pages_alone=False),
    "first_visit_html": lambda at: pages.first_visit(at, 60, pages_alone=True),
    # Eight at once, and what two processes and one client make of a page that does nothing.
    "concurrency_trend": lambda at: pages.concurrency(at, record, 10, "P13"),
    "concurrency_healthz": lambda at: pages.concurrency(at, lambda *_: "/healthz", None),
}
