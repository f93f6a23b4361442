"""What a monitor on this machine may read: counts and times, nothing of a patient.

Each worker counts in a file of its own, in memory, which the timer's process adds up.
Those files are named by PROMETHEUS_MULTIPROC_DIR, which must be set before this module is
loaded: `manage.py serve` does.
"""

import time
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from labs.views import health
from tracker.configuration import read_address

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
ANSWERS = Counter("hpg_answers", "Answers, by view.", ["view", "method", "status"])
SECONDS = Histogram("hpg_answer_seconds", "Time to answer, by view.", ["view", "method"])


def count_answers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        ANSWERS.labels(view, method, str(response.status_code)).inc()
        SECONDS.labels(view, method).observe(time.perf_counter() - begun)
        return response

    return answer


class Readiness(Collector):
    """What the readiness page looks at, as figures; asked when they are read."""

    def collect(self) -> Iterable[Metric]:
        ready = not health.list_obstacles()
        yield _gauge("hpg_ready", "1 when the readiness page answers 200.", ready)
        for name, (value, about) in health.measure().items():
            if value is not None:
                yield _gauge(f"hpg_{name}", about, value)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(value))


def serve_metrics(bind: str) -> None:
    """Answer at this local address, in a thread of this process, until it ends."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(Readiness())
    host, port = read_address(bind)
    start_http_server(port, addr=host, registry=registry)
