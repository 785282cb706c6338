"""Metrics for Prometheus, where ``QUIZ_METRICS_TOKEN`` is set.

Requests are counted by page, method and status, and timed by page. No label tells who
asked, or a round. Each worker keeps its counts in files in the data folder
(prometheus_client's multiprocess mode), and the worker that is asked adds them up.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from quiz.models import Bank, Upkeep
from quiz.ops.database_file import unfolded
from quiz.play import question_index
from quiz.tallies import counting
from quiz.web.middleware import GetResponse

METHODS = frozenset(("GET", "HEAD", "POST"))

ASKED = Counter(
    "quiz_requests", "Requests, by page, method and status.", ["page", "method", "status"]
)
TOOK = Histogram(
    "quiz_request_seconds",
    "How long a page took.",
    ["page"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def measured(get_response: GetResponse) -> GetResponse:
    """Middleware: count each response, and measure how long it took."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        page = (match.view_name if match else "") or "other"
        method = request.method if request.method in METHODS else "other"
        ASKED.labels(page, method, response.status_code).inc()
        TOOK.labels(page).observe(time.perf_counter() - began)
        return response

    return middleware


class State(Collector):
    """Gauges that are read from the database whenever Prometheus asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        today = timezone.localdate()
        live = GaugeMetricFamily(
            "quiz_questions_live", "Questions that may be asked today.", labels=["bank"]
        )
        for bank in Bank.objects.all():
            live.add_metric([bank.ref], len(question_index.index(bank, today).entries))
        yield live
        yield GaugeMetricFamily(
            "quiz_rounds_uncounted",
            "Finished rounds that the next clean-up counts in the tallies.",
            value=counting.ready(),
        )
        minutes = Upkeep.minutes_since(timezone.now())
        yield GaugeMetricFamily(
            "quiz_housekeeping_minutes",
            "Minutes since the housekeeping last ran to its end; -1 if it never has.",
            value=-1 if minutes is None else minutes,
        )
        if connection.vendor == "sqlite":
            yield GaugeMetricFamily(
                "quiz_database_unfolded_bytes",
                "Size of SQLite's write-ahead file, which grows while somebody reads for long.",
                value=unfolded(Path(connection.settings_dict["NAME"])),
            )


def exposition() -> bytes:
    """All metrics in Prometheus's text format."""
    figures: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        figures = CollectorRegistry()
        MultiProcessCollector(figures)
    state = CollectorRegistry()
    state.register(State())
    return generate_latest(figures) + generate_latest(state)
