"""What a Prometheus that watches the server is told, in its text format; of nobody, and by no name.

callboard_requests_total{outcome}           requests to the service: by status, or "no answer"
callboard_records_received_total            records in their answers, doubles included
callboard_up                                1 where settings and store can be used
callboard_records, callboard_rejects        kept in the store
callboard_asked_timestamp_seconds           when the service was last asked for what is kept
callboard_sync_running, callboard_sync_failed
callboard_sessions                          open pages
process_…                                   memory, CPU and files of the process
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from lib.smartassist import COUNTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

    from lib.server.health import Health
    from lib.smartassist.counters import Counters

CONTENT_TYPE = CONTENT_TYPE_LATEST
"""The content type of `render_metrics`."""


class Sessions:
    """How many pages are open, in as many browsers; safe from several threads."""

    def __init__(self) -> None:
        self.open = 0
        self._lock = Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.open += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.open -= 1


SESSIONS = Sessions()


class MetricsCollector(Collector):
    """One scrape."""

    def __init__(self, health: Health, counters: Counters, sessions: int) -> None:
        self._health, self._tally, self._sessions = health, counters, sessions

    def collect(self) -> Iterator[Metric]:
        """Every meter of our own."""
        requests = CounterMetricFamily("callboard_requests", "Requests to the service.", labels=["outcome"])
        for outcome, count in sorted(self._tally.outcomes.items()):
            requests.add_metric([outcome], count)
        yield requests
        received = "Records that came with their answers."
        yield CounterMetricFamily("callboard_records_received", received, value=self._tally.records)
        health = self._health
        yield _gauge("up", "Whether settings and store can be used.", health.is_ready)
        yield _gauge("records", "Records kept that could be read.", health.records)
        yield _gauge("rejects", "Records kept that could not be read.", health.rejects)
        yield _gauge("sync_running", "Whether a sync is under way.", health.sync == "running")
        yield _gauge("sync_failed", "Whether the last sync failed.", health.sync == "failed")
        yield _gauge("sessions", "Open pages.", self._sessions)
        if health.asked_at is not None:
            asked_at = health.asked_at.timestamp()
            yield _gauge("asked_timestamp_seconds", "When the service was last asked.", asked_at)


def render_metrics(health: Health) -> bytes:
    """All meters as text."""
    registry = CollectorRegistry()
    registry.register(MetricsCollector(health, COUNTERS, SESSIONS.open))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"callboard_{name}", help_text, value=float(value))
