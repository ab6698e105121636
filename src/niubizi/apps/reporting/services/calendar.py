"""Keeping the return calendar: its rule, and the days that aren't what their weekday says.

Periods keep the due moments they were opened with: a change of the rule is for the months opened
after it, and an open month's own days are moved by themselves.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.services import refuse_stale
from niubizi.apps.reporting.models import BLOCK_LEVEL, CalendarDay, CalendarRule, Period
from niubizi.apps.reporting.selectors.calendar import calendar_rule
from niubizi.apps.reporting.services.periods import locked_open_period
from niubizi.domain.deadlines import CHINA, SATURDAY, DueMode, EarlyClose, end_of
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation


@use_case
def calendar_change(
    *,
    mode: DueMode,
    merges_first_two: bool,
    december: EarlyClose | None,
    version: int,
    actor: Actor,
    at: datetime,
) -> CalendarRule:
    """Sets the rule; raises ``calendar.december`` for days that December lacks or out of order."""
    actor.require(Operation.OPEN_PERIODS)
    if december and not 1 <= december.cutoff_day <= december.block_day <= december.city_day <= 31:
        raise DomainError("calendar.december")
    rule = calendar_rule()
    refuse_stale(stored=rule.version, given=version)
    rule.mode, rule.merges_first_two = mode.value, merges_first_two
    rule.december_cutoff_day = december.cutoff_day if december else None
    rule.december_block_day = december.block_day if december else None
    rule.december_city_day = december.city_day if december else None
    rule.version += 1
    rule.save()
    record(
        at=at,
        actor=actor,
        action="calendar.change",
        subject=rule,
        mode=mode.word,
        merges_first_two=merges_first_two,
        december="、".join(f"{day}日" for day in _days(december)),
    )
    return rule


@use_case
def due_change(
    *, period_code: str, block: date, city: date, reason: str, actor: Actor, at: datetime
) -> Period:
    """Moves the due days of a month that is open, with a reason: a typhoon, a late data cut-off.

    Raises ``calendar.needs_reason``, and ``calendar.due_order`` where the city's day comes before
    the block's or a day before the month.
    """
    actor.require(Operation.OPEN_PERIODS)
    period = locked_open_period(period_code)
    if not reason.strip():
        raise DomainError("calendar.needs_reason")
    if not period.key.first_day <= block <= city:
        raise DomainError("calendar.due_order")
    levels = list(period.levels.all())
    before = {level.ordinal: _day(level.due_at) for level in levels}
    for level in levels:
        level.due_at = end_of(block if level.ordinal == BLOCK_LEVEL else city)
        level.save(update_fields=["due_at"])
    record(
        at=at,
        actor=actor,
        action="calendar.due",
        subject=period,
        before=before,
        after={level.ordinal: _day(level.due_at) for level in levels},
        reason=reason.strip(),
    )
    return period


def _day(moment: datetime) -> str:
    return moment.astimezone(CHINA).date().isoformat()


@use_case
def day_set(*, day: date, is_worked: bool, name: str, actor: Actor, at: datetime) -> CalendarDay:
    """Says of a day that it is a holiday or is worked, whatever was said before."""
    actor.require(Operation.OPEN_PERIODS)
    row, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_worked": is_worked, "name": name.strip()}
    )
    record(at=at, actor=actor, action="calendar.day", subject=row, name=row.name)
    return row


@use_case
def day_remove(*, day_id: int, actor: Actor, at: datetime) -> None:
    """The day is again what its weekday says."""
    actor.require(Operation.OPEN_PERIODS)
    row = CalendarDay.objects.get(pk=day_id)
    record(at=at, actor=actor, action="calendar.day_remove", subject=row, name=row.name)
    row.delete()


@use_case
def days_seed(*, year: int, actor: Actor, at: datetime) -> int:
    """Fills in a year's holidays and make-up days as the State Council published them.

    What the office has said of a day itself stays. Answers how many days were added; raises
    ``calendar.unknown_year`` for years whose arrangement isn't known here.
    """
    actor.require(Operation.OPEN_PERIODS)
    held = set(CalendarDay.objects.filter(day__year=year).values_list("day", flat=True))
    added = [row for row in _published(year) if row.day not in held]
    CalendarDay.objects.bulk_create(added)
    record(at=at, actor=actor, action="calendar.seed", label=f"{year}年放假安排", new=len(added))
    return len(added)


def _published(year: int) -> list[CalendarDay]:
    day, rows = date(year, 1, 1), []
    try:
        while day.year == year:
            is_holiday, name = chinese_calendar.get_holiday_detail(day)
            if is_holiday == (day.weekday() < SATURDAY):
                words = _NAMES.get(str(name), "") if name else ""
                rows.append(CalendarDay(day=day, is_worked=not is_holiday, name=words))
            day += timedelta(days=1)
    except NotImplementedError as unknown:
        raise DomainError("calendar.unknown_year", year=year) from unknown
    return rows


_NAMES = {each.value: each.chinese for each in chinese_calendar.Holiday}


def _days(december: EarlyClose | None) -> tuple[int, ...]:
    if december is None:
        return ()
    return december.cutoff_day, december.block_day, december.city_day
