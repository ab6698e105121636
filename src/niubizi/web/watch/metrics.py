"""What is counted, in the words of Prometheus.

Requests are counted by each process of the web, in files of a common folder where there are several
(``PROMETHEUS_MULTIPROC_DIR``, set by ``niubizi serve``). Everything else is looked up when asked
for. Nothing here speaks of a person or a figure of the ledger.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version

from django.conf import settings
from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from niubizi.apps.kernel.work import job_counts, oldest_due
from niubizi.doors import clock
from niubizi.doors.database import let_go
from niubizi.doors.watching import is_broken, last_verification

_counted = CollectorRegistry()

REQUEST_SECONDS = Histogram(
    "niubizi_request_seconds",
    "Time to answer, by page.",
    ("method", "view", "status"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_counted,
)


def measurements() -> bytes:
    """Everything, as text."""
    registry = _counted
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    looked_up = CollectorRegistry()
    looked_up.register(_LookedUp(clock.real()))
    return generate_latest(registry) + generate_latest(looked_up)


class _LookedUp(Collector):
    """What the database and the disk say at the moment."""

    def __init__(self, real: datetime) -> None:
        self.real = real

    def collect(self) -> Iterator[GaugeMetricFamily]:
        build = GaugeMetricFamily(
            "niubizi_build_info", "The version that runs.", labels=["version"]
        )
        build.add_metric([version("niubizi")], 1)
        yield build
        free = shutil.disk_usage(settings.DATA_DIR).free
        yield GaugeMetricFamily("niubizi_disk_free_bytes", "Room in the data folder.", free)
        try:
            found = list(self._in_database())
        except DatabaseError:
            found = []
            let_go()
        yield GaugeMetricFamily("niubizi_database_up", "Whether the database answers.", bool(found))
        yield from found

    def _in_database(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily(
            "niubizi_jobs", "Jobs of the last 90 days.", labels=["kind", "state"]
        )
        for (kind, state), count in job_counts().items():
            jobs.add_metric([kind, state], count)
        yield jobs
        oldest = oldest_due(self.real)
        waited = (self.real - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily(
            "niubizi_job_wait_seconds",
            "How long the oldest due job has waited for a worker.",
            waited,
        )
        verification = last_verification()
        if verification is not None and verification.ended_at is not None:
            yield GaugeMetricFamily(
                "niubizi_verification_broken",
                "1 where the trail or a closing is not what was written.",
                is_broken(verification),
            )
            yield GaugeMetricFamily(
                "niubizi_verification_age_seconds",
                "Since the trail and the closings were last verified.",
                (self.real - verification.ended_at).total_seconds(),
            )
