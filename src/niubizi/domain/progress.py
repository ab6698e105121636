"""The yardstick: schedule, completion, lead, class, gap and pace.

Source: the field's arithmetic as the domain description states it. Money is an integer of 分,
rates are exact fractions, points (百分点) are fractions of a hundred; nothing is rounded here. A
rate whose base is missing or not positive is ``None``: not available, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import floor

from niubizi.domain.errors import DomainError
from niubizi.domain.periods import MONTHS, Month

DEFAULT_TOLERANCE = Fraction(5)
"""How many points behind schedule still count as 基本达序时."""


class ProgressClass(Enum):
    """超序时, 基本达序时, 有缺口."""

    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"

    @property
    def word(self) -> str:
        return _CLASS_WORDS[self]


_CLASS_WORDS = {
    ProgressClass.AHEAD: "超序时",
    ProgressClass.ON_TRACK: "基本达序时",
    ProgressClass.BEHIND: "有缺口",
}


class ScheduleRule(Enum):
    """How the schedule of a group is found: from its entries' plans, or plain month ÷ 12."""

    ENTRIES = "entries"
    PLAIN_MONTH = "plain_month"


@dataclass(frozen=True, slots=True)
class Plan:
    """A year's plan of one entry.

    ``annual`` in 分; ``months`` are twelve amounts in 分 that sum to it, or empty; ``start`` and
    ``end`` are the planned start and end, which bound an even plan within ``year``.
    """

    year: int
    annual: int
    months: tuple[int, ...] = ()
    start: Month | None = None
    end: Month | None = None

    def __post_init__(self) -> None:
        if self.annual < 0 or any(amount < 0 for amount in self.months):
            raise DomainError("plan.negative")
        if self.months and len(self.months) != MONTHS:
            raise DomainError("plan.not_twelve_months", given=len(self.months))
        if self.months and sum(self.months) != self.annual:
            raise DomainError("plan.months_do_not_sum", annual=self.annual, months=sum(self.months))
        if self.start and self.end and self.end < self.start:
            raise DomainError("plan.ends_before_start", start=self.start.code, end=self.end.code)

    @property
    def first_month(self) -> int:
        """The first month of the plan within its year, 13 where it starts in a later year."""
        if self.start is None or self.start.year < self.year:
            return 1
        return self.start.month if self.start.year == self.year else MONTHS + 1

    @property
    def last_month(self) -> int:
        """The last month of the plan within its year."""
        if self.end is None or self.end.year != self.year:
            return MONTHS
        return self.end.month


def due(plan: Plan, period: Month) -> Fraction:
    """The part of the plan that is due by the end of ``period``, in 分.

    With a monthly plan the sum to date; without, an even share over its months:
    plan × clamp(m − s + 1, 0, n) ÷ n.
    """
    if period.year != plan.year:
        return Fraction(plan.annual if period.year > plan.year else 0)
    if plan.months:
        return Fraction(sum(plan.months[: period.month]))
    months = plan.last_month - plan.first_month + 1
    if months <= 0:
        return Fraction(0)
    elapsed = min(max(period.month - plan.first_month + 1, 0), months)
    return Fraction(plan.annual * elapsed, months)


def due_fen(plan: Plan, period: Month) -> int:
    """:func:`due` in whole 分, half up: what position and frozen rows keep."""
    exact = due(plan, period)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def before_planned_start(start: Month | None, period: Month) -> bool:
    """Whether an entry's planned start is still to come: then it is never behind."""
    return start is not None and period < start


def rate(part: int | Fraction, base: int | Fraction | None) -> Fraction | None:
    """part ÷ base, ``None`` where the base is missing or not positive."""
    if base is None or base <= 0:
        return None
    return Fraction(part, base)


def group_schedule(
    rule: ScheduleRule, *, due_sum: int, plan_sum: int, period: Month
) -> Fraction | None:
    """The share of the year's plan of a group that is due: Σ due ÷ Σ plan, or month ÷ 12."""
    if rule is ScheduleRule.PLAIN_MONTH:
        return Fraction(period.month, MONTHS)
    return rate(due_sum, plan_sum)


def lead(completion: Fraction | None, schedule: Fraction | None) -> Fraction | None:
    """超序时 in points: (completion − schedule) × 100, from unrounded figures."""
    if completion is None or schedule is None:
        return None
    return (completion - schedule) * 100


def classify(
    points: Fraction | None,
    *,
    tolerance: Fraction = DEFAULT_TOLERANCE,
    not_yet_started: bool = False,
) -> ProgressClass | None:
    """The class of a lead: ≥ 0 ahead, ≥ −tolerance on track, else behind.

    An entry before its planned start is never behind.
    """
    if points is None:
        return None
    if points >= 0:
        return ProgressClass.AHEAD
    if points >= -tolerance or not_yet_started:
        return ProgressClass.ON_TRACK
    return ProgressClass.BEHIND


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a group or an entry stands: everything that follows from five figures."""

    completion: Fraction | None
    schedule: Fraction | None
    lead: Fraction | None
    progress_class: ProgressClass | None


def standing(
    *,
    invested: int,
    base: int | None,
    schedule: Fraction | None,
    tolerance: Fraction = DEFAULT_TOLERANCE,
    not_yet_started: bool = False,
) -> Standing:
    """Completion, lead and class of what was invested (分) against its base (分)."""
    completion = rate(invested, base)
    points = lead(completion, schedule)
    return Standing(
        completion,
        schedule,
        points,
        classify(points, tolerance=tolerance, not_yet_started=not_yet_started),
    )


def gap(target: Fraction | int, done: int) -> Fraction:
    """What is missing to a target in 分; 0 where it is reached."""
    return max(Fraction(target) - done, Fraction(0))


def pace_needed(target: int, done: int, period: Month) -> Fraction | None:
    """(target − done) ÷ months left in 分 a month; ``None`` when the year is over."""
    if period.months_left == 0:
        return None
    return gap(target, done) / period.months_left


def more_to_pass(rate: Fraction, *, invested: int, base: int) -> int:
    """The least 分 to invest more so that invested ÷ base stands above ``rate``; 0 where it does.

    ``base`` is positive.
    """
    return max(floor(rate * base) + 1 - invested, 0)


def change(this: int | Fraction, last: int | Fraction | None) -> Fraction | None:
    """同比 or 环比: this ÷ last − 1, ``None`` without a positive base."""
    ratio = rate(this, last)
    return None if ratio is None else ratio - 1


def weighted_rate(parts: Iterable[tuple[int, Fraction]]) -> Fraction | None:
    """The rate of a whole from (size, rate) of its parts: 4×50 %, 20×60 %, 10×60 % → 20/34."""
    pairs = list(parts)
    return rate(sum((size * each for size, each in pairs), Fraction(0)), sum(s for s, _ in pairs))


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One reason for a change of a rate, in points, with the rate after it."""

    reason: str
    points: Fraction
    rate: Fraction


def bridge(
    before: tuple[int, int], steps: Sequence[tuple[str, int, int]]
) -> tuple[BridgeStep, ...]:
    """From last rate to this one: each step adds (reason, Δ invested, Δ base) to (invested, base).

    The points of the steps add up exactly to the change of the rate.
    """
    invested, base = before
    last = rate(invested, base) or Fraction(0)
    taken = []
    for reason, more_invested, more_base in steps:
        invested, base = invested + more_invested, base + more_base
        now = rate(invested, base) or Fraction(0)
        taken.append(BridgeStep(reason, (now - last) * 100, now))
        last = now
    return tuple(taken)
