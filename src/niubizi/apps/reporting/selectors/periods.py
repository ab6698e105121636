"""Periods, their review route and their closings."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, QuerySet

from niubizi.apps.reporting.models import Closing, Period
from niubizi.apps.reporting.selectors.calendar import months_reported
from niubizi.domain.periods import Month


def periods() -> QuerySet[Period]:
    """Latest first."""
    return Period.objects.prefetch_related("levels")


def period(code: str) -> Period:
    """One period; raises ``DoesNotExist``."""
    return periods().get(code=code)


def open_period() -> Period | None:
    """The earliest period that takes returns."""
    return periods().filter(state=Period.State.OPEN).order_by("code").first()


def next_month(day: date) -> Month | None:
    """The month to report after the latest period, once its data have ended; ``None`` before the first."""
    latest = Period.objects.order_by("-code").first()
    if latest is None:
        return None
    calendar = months_reported()
    following = calendar.following(latest.key)
    return following if calendar.cutoff(following) < day else None


def month_to_open(day: date, *, opening_day: int) -> Month | None:
    """The month that opens by itself on ``day``: the one just ended, from the office's day on.

    A month whose data end early (年底提前) opens at once. ``opening_day`` of 0 leaves opening to
    people; older months are always theirs.
    """
    if not opening_day:
        return None
    following, current = next_month(day), Month.of(day)
    if following == current.previous and day.day < opening_day:
        return None
    return following if following in {current, current.previous} else None


def closings_of(of: Period) -> QuerySet[Closing]:
    """A period's closings, latest first; reopenings are left out."""
    return Closing.objects.filter(period=of, kind=Closing.Kind.CLOSE).order_by("-number")


def latest_closing(of: Period) -> Closing | None:
    """The closing in force; ``None`` while the period is open or open again."""
    if of.state != Period.State.CLOSED:
        return None
    return closings_of(of).first()


def closing_numbers() -> dict[int, int]:
    """How often each period that is closed now has been closed, by its id."""
    return dict(
        Closing.objects.filter(kind=Closing.Kind.CLOSE, period__state=Period.State.CLOSED)
        .values("period_id")
        .annotate(times=Max("number"))
        .values_list("period_id", "times")
    )


def acts() -> QuerySet[Closing]:
    """Every closing and reopening, latest first."""
    return Closing.objects.select_related("period", "prepared_by", "confirmed_by")


def trail_anchors() -> dict[str, str]:
    """Where the trail ended at each sealed act: hash → the act. The acts' digests hold them."""
    return {act.trail_hash: str(act) for act in acts().exclude(trail_hash="").order_by("sequence")}
