"""Every benchmark by name."""

from collections.abc import Callable

from benchmarks import pages, verifying, writing
from benchmarks.pages import record, record_anew, sheet, worklist
from benchmarks.ratio import Bench
from benchmarks.stage import Stage

BENCHES: dict[str, Callable[[Stage], Bench]] = {
    # The demonstration of this program and of an earlier commit.
    "trend_first": lambda at: pages.beside_earlier(at, record_anew, 0.25),
    "trend_again": lambda at: pages.beside_earlier(at, record, 0.25),
    "entry": lambda at: pages.beside_earlier(at, sheet, 0.4),
    "worklist": lambda at: pages.beside_earlier(at, worklist, 0.6),
    # A filled clinic, and the page that a beginner writes.
    "naive_typical": lambda at: pages.naive(at, at.small.men[0], 1.0),
    "naive_heavy": lambda at: pages.naive(at, at.small.heavy, 0.2),
    "size_typical": lambda at: pages.naive(at, at.small.men[0], 1 / 20, size=True),
    "size_heavy": lambda at: pages.naive(at, at.small.heavy, 1 / 20, size=True),
    "figure_json": pages.figure_json,
    # Clinics of growing size, and a man with many draws beside a typical one.
    "growth_worklist": lambda at: pages.over_sizes(at, worklist, 3),
    "growth_trend": lambda at: pages.over_sizes(at, record, 1.3),
    "entry_get": pages.entry_get,
    "entry_post": pages.entry_post,
    "import_csv": writing.import_csv,
    "verify_audit": verifying.verify_audit,
    "first_visit": lambda at: pages.first_visit(at, 150, pages_alone=False),
    "first_visit_html": lambda at: pages.first_visit(at, 60, pages_alone=True),
    # Eight at once, and what two processes and one client make of a page that does nothing.
    "concurrency_trend": lambda at: pages.concurrency(at, record(at.small, 0), 10),
    "concurrency_healthz": lambda at: pages.concurrency(at, "/healthz", None),
}
