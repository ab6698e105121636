"""What the month's pages share: the period they speak of, their tabs, how a project is linked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest
from niubizi.web.links import url_if_any
from niubizi.web.selection import link, selection

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization
    from niubizi.apps.reporting.models import Closing, Period

TABS = (
    ("总览", "returns", Operation.VIEW_RETURNS),
    ("填报", "returns_grid", Operation.REPORT_RETURNS),
    ("工作簿", "returns_workbook", Operation.REPORT_RETURNS),
    ("审核", "review_queue", Operation.REVIEW_RETURNS),
    ("报送情况", "completeness", Operation.VIEW_COMPLETENESS),
    ("关账", "closing", Operation.VIEW_CLOSINGS),
    ("报送日历", "return_calendar", Operation.OPEN_PERIODS),
)


@dataclass(frozen=True, slots=True)
class MonthScope:
    """The period of a page, the closing it is read from (``None`` while live), and the place."""

    period: Period
    closing: Closing | None
    place: Organization | None

    @property
    def name(self) -> str:
        return self.period.key.name

    @property
    def is_open(self) -> bool:
        return self.period.is_open

    @property
    def state_word(self) -> str:
        return self.period.get_state_display()

    @property
    def due_words(self) -> str:
        """8月3日前板块审核，8月5日前市级审定: what the route of the period asks of each level."""
        levels = [
            (timezone.localtime(level.due_at), level.name) for level in self.period.levels.all()
        ]
        return "，".join(f"{due.month}月{due.day}日前{name}" for due, name in levels)


def month_of(request: PageRequest) -> MonthScope:
    """The month that a page is about; raises ``period.none`` before the first one is opened."""
    chosen = selection(request)
    if chosen.period is None:
        raise DomainError("period.none")
    return MonthScope(chosen.period, chosen.closing, chosen.place)


def tabs(request: PageRequest, active: str) -> list[dict[str, Any]]:
    """The month's pages that the person may open, the one they are on marked."""
    return [
        {"label": label, "url": link(request, url_if_any(name)), "active": name == active}
        for label, name, operation in TABS
        if request.actor.may(operation) and url_if_any(name)
    ]


def to(request: PageRequest, name: str, **arguments: Any) -> str:
    """The URL of a page with the request's place and period kept."""
    return link(request, reverse(name, kwargs=arguments))
