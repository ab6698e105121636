"""The return calendar as it stands: the office's due days, its exceptions, the days it knows."""

from __future__ import annotations

from django.db.models import QuerySet

from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.reporting.models import CalendarDay, CalendarRule
from niubizi.domain.deadlines import DueMode, EarlyClose, ReturnCalendar, WorkingDays

MODES = [(mode.value, mode.word) for mode in DueMode]


def months_reported() -> ReturnCalendar:
    """Which months there are and when their data end, in one query; due days aren't looked up."""
    return _calendar(calendar_rule(), block_day=1, city_day=1, days=WorkingDays())


def return_calendar() -> ReturnCalendar:
    """Three queries; a plain calendar where the office has set nothing."""
    settings = preferences()
    return _calendar(
        calendar_rule(),
        block_day=settings.block_due_day,
        city_day=settings.city_due_day,
        days=WorkingDays(dict(CalendarDay.objects.values_list("day", "is_worked"))),
    )


def _calendar(
    rule: CalendarRule, *, block_day: int, city_day: int, days: WorkingDays
) -> ReturnCalendar:
    early = (rule.december_cutoff_day, rule.december_block_day, rule.december_city_day)
    return ReturnCalendar(
        block_day=block_day,
        city_day=city_day,
        mode=DueMode(rule.mode),
        merges_first_two=rule.merges_first_two,
        december=EarlyClose(*(day for day in early if day)) if all(early) else None,
        days=days,
    )


def calendar_rule() -> CalendarRule:
    """The row, or an unsaved plain one."""
    return CalendarRule.objects.first() or CalendarRule(mode=DueMode.CALENDAR.value, version=0)


def calendar_days(year: int) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(day__year=year)
