"""Figures for the monitoring of the city (Prometheus), on an address of their own; no names."""

import logging
import time
from collections.abc import Iterable, Iterator

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import db
from app.core.settings_sections import Settings
from app.operation.nightly import MADE
from app.outbox import queries as outbox

log = logging.getLogger(__name__)

BEATS = {"clockwork": "clockwork", MADE: "backup"}
STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Meter:
    """Counts what one web process answers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "treffwerk_answers", "Answers by page and status.", ["endpoint", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "treffwerk_answer_seconds", "How long answers take.", ["endpoint"],
            buckets=STEPS, registry=self.registry,
        )  # fmt: skip

    def init_app(self, app: Flask) -> None:
        """Look at every request."""

        @app.before_request
        def begin() -> None:
            g.began = time.perf_counter()

        @app.after_request
        def count(answer: Response) -> Response:
            endpoint = request.endpoint or "none"
            self.answers.labels(endpoint, answer.status_code).inc()
            if "began" in g:
                self.seconds.labels(endpoint).observe(time.perf_counter() - g.began)
            return answer


class Figures(Collector):
    """What the database knows, read at each question."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def collect(self) -> Iterable[Metric]:
        """Whether the database answers; mails by state, ages of mails and of signs of life."""
        with self._app.app_context():
            try:
                found = list(_from_database())
            except SQLAlchemyError:
                found = []  # the figure says so, and the monitoring rings
            db.session.remove()
        yield GaugeMetricFamily(
            "treffwerk_database_answers", "1: the database answers.", value=bool(found)
        )
        yield from found


def _from_database() -> Iterator[Metric]:
    moment = clock.now()
    mails = GaugeMetricFamily("treffwerk_mails", "Mails by state.", labels=["state"])
    for state, number in outbox.counts().items():
        mails.add_metric([str(state)], number)
    yield mails
    age = outbox.oldest_due_age(moment)
    yield GaugeMetricFamily(
        "treffwerk_oldest_due_mail_seconds", "Since when a mail is due.",
        value=age.total_seconds() if age else 0,
    )  # fmt: skip
    ages = GaugeMetricFamily(
        "treffwerk_last_seen_seconds", "Since when nothing was seen of it.", labels=["what"]
    )
    for name, label in BEATS.items():
        beat = outbox.heartbeat(name)
        if beat:
            ages.add_metric([label], (moment - beat.at).total_seconds())
    yield ages
    yield GaugeMetricFamily(
        "treffwerk_clock_ahead_seconds", "How far this host is ahead of the database.",
        value=clock.drift().total_seconds(),
    )  # fmt: skip


def init_app(app: Flask, settings: Settings) -> None:
    """Count, if the settings name an address at which somebody asks."""
    if settings.site.metrics_listen:
        meter = Meter()
        meter.init_app(app)
        meter.registry.register(Figures(app))
        app.extensions["meter"] = meter


def serve(app: Flask) -> None:
    """Answer at the address of the settings, in a thread of this web process."""
    settings: Settings = app.extensions["settings"]
    if not settings.site.metrics_listen:
        return
    host, _, port = settings.site.metrics_listen.rpartition(":")
    try:
        start_http_server(int(port), host, registry=app.extensions["meter"].registry)
    except OSError as fault:  # nobody is served worse because nobody is watching
        log.error("site.metrics_listen %s: %s", settings.site.metrics_listen, fault)
