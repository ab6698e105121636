"""The only place that reads the clock; services are told the moment.

The sample city lives on a day of its own (the setting ``demo_today``), so that its open month is
neither a century late nor in the future; hours and minutes are the real ones.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from niubizi.apps.kernel.preferences import Preferences


def now(preferences: Preferences) -> datetime:
    """The present moment, aware, in China Standard Time."""
    real = timezone.localtime(timezone.now())
    if not preferences.demo_today:
        return real
    day = date.fromisoformat(preferences.demo_today)
    return real.replace(year=day.year, month=day.month, day=day.day)
