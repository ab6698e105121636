"""What is due by the clock: looked up again and again, so that a machine that slept catches up.

An occurrence is a name (the day, the month it concerns), and a name is queued once, by however many
schedulers. Whoever was off for a week does the latest occurrence, not seven of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from niubizi.apps.kernel.preferences import Preferences
from niubizi.apps.kernel.work import job_schedule
from niubizi.apps.reporting.selectors.periods import month_to_open
from niubizi.doors import clock
from niubizi.doors.watching import VERIFY_JOB
from niubizi.jobs.tasks import OPEN_JOB, TIDY_JOB

NIGHTLY = ((VERIFY_JOB, "核验操作日志和关账数据", 2), (TIDY_JOB, "清理过期会话和上传文件", 3))
"""Kind, label, and the hour from which it is due."""


def queue_due(preferences: Preferences, real: datetime) -> None:
    """Queues every occurrence that is due and isn't queued yet."""
    for kind, label, occurrence in due(preferences, real):
        job_schedule(kind=kind, label=label, occurrence=occurrence, real=real)


def due(preferences: Preferences, real: datetime) -> Iterator[tuple[str, str, str]]:
    """Kind, label and occurrence of all that is due at a moment."""
    for kind, label, hour in NIGHTLY:
        yield kind, label, (real - timedelta(hours=hour)).date().isoformat()
    month = month_to_open(clock.now(preferences).date(), opening_day=preferences.opening_day)
    if month is not None:
        yield OPEN_JOB, f"开放{month.name}调度期", month.code
