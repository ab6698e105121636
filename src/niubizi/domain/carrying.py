"""Missing returns: which figure stands for an entry in a period, and how it is marked.

A return that is due and not approved carries the last approved figure of the *same year* forward
(结转上期数); an entry that has never reported this year is 未报 and counts 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from niubizi.domain.periods import Month

Report = TypeVar("Report")


@dataclass(frozen=True, slots=True)
class Source(Generic[Report]):
    """The report a figure comes from; ``None`` stands for 未报."""

    period: Month
    report: Report


def source_of(approved: Mapping[Month, Report], period: Month) -> Source[Report] | None:
    """The approved report that speaks for ``period``: its own, else the latest since January."""
    for month in reversed(period.year_to_date()):
        if month in approved:
            return Source(month, approved[month])
    return None


def is_carried(*, due: bool, source: Month | None, period: Month) -> bool:
    return due and source is not None and source != period


def is_unreported(*, due: bool, source: Month | None) -> bool:
    return due and source is None
