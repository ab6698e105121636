"""The only place that reads the clock; services are told the moment.

The sample city lives on a day of its own (the setting ``demo_today``), so that its open month is
neither a century late nor in the future; hours and minutes are the real ones.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from niubizi.apps.kernel.preferences import Preferences


def real() -> datetime:
    """The present moment whatever the platform's day is: what ends sessions, locks and tokens.

    The sample city's clock jumps back a day at midnight, and one-time passwords are shared with a
    telephone that knows nothing of it.
    """
    return timezone.localtime(timezone.now())


def now(preferences: Preferences) -> datetime:
    """The present moment, aware, in China Standard Time."""
    moment = real()
    if not preferences.demo_today:
        return moment
    day = date.fromisoformat(preferences.demo_today)
    return moment.replace(year=day.year, month=day.month, day=day.day)
