"""What a page is about: place, period and programme, from the URL and kept across pages.

``?place=CODE&period=2021-07&programme=CODE``; an open period shows live figures, a closed one its
latest closing, ``&closing=1`` an earlier one. What isn't given is the widest place the person
reaches and the latest period with figures. A place or period out of reach is 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from niubizi.apps.orgs.scopes import scope
from niubizi.apps.orgs.selectors import root, visible_places
from niubizi.apps.projects.selectors import programme, programmes
from niubizi.apps.reporting.selectors.periods import closings_of, latest_closing, periods
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization
    from niubizi.apps.projects.models import Programme
    from niubizi.apps.reporting.models import Closing, Period

KEPT = ("place", "period", "closing", "programme")
"""The parameters that links carry from page to page."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The place, period and programme of a page, with what else could be chosen.

    ``place`` is ``None`` for people who see projects by relation only: their figures are over
    those projects, wherever they lie. ``closing`` is ``None`` for live figures.
    """

    place: Organization | None
    places: tuple[Organization, ...]
    period: Period | None
    periods: tuple[Period, ...]
    closing: Closing | None
    programme: Programme | None
    programmes: tuple[Programme, ...]

    @property
    def is_live(self) -> bool:
        return self.closing is None

    @property
    def source_words(self) -> str:
        """实时, or which closing it is."""
        if self.closing is None:
            return "实时"
        return f"第{self.closing.number}次关账"


def selection(request: PageRequest) -> Selection:
    """The request's selection, found once."""
    memo = request.actor.memo
    if "selection" not in memo:
        memo["selection"] = _select(request)
    found: Selection = memo["selection"]
    return found


def link(request: PageRequest, path: str, **changes: Any) -> str:
    """A URL of another page, or of this one, with the selection kept; ``None`` drops a part."""
    kept: dict[str, Any] = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    kept.update({name: str(value) for name, value in changes.items() if value is not None})
    query = urlencode(
        {name: value for name, value in kept.items() if changes.get(name, "") is not None}
    )
    return f"{path}?{query}" if query else path


def _select(request: PageRequest) -> Selection:
    places = tuple(visible_places(request.actor, Operation.VIEW_COCKPIT))
    known = tuple(periods())
    asked, wanted = request.GET.get("period", ""), request.GET.get("programme", "")
    period = _period(asked, known)
    lists = _lists(period)
    if wanted and not asked and wanted not in {each.code for each in lists}:
        # A list of a year of its own: shown in that year's latest period, if it has one yet.
        of = programme(wanted)
        if of is not None:
            period = next((each for each in known if each.year == of.year), None)
            lists = tuple(programmes(year=of.year))
    return Selection(
        place=_place(request.GET.get("place", ""), places, request),
        places=places,
        period=period,
        periods=known,
        closing=_closing(request.GET.get("closing", ""), period),
        programme=_programme(wanted, lists),
        programmes=lists,
    )


def _place(
    code: str, places: tuple[Organization, ...], request: PageRequest
) -> Organization | None:
    if code:
        for place in places:
            if place.code == code:
                return place
        raise DomainError("not_found")
    if scope(request.actor, Operation.VIEW_COCKPIT).unrestricted:
        return root()
    return min(places, key=lambda place: place.path, default=None)


def _period(code: str, known: tuple[Period, ...]) -> Period | None:
    if code:
        for period in known:
            if period.code == code:
                return period
        raise DomainError("not_found")
    return known[0] if known else None


def _lists(period: Period | None) -> tuple[Programme, ...]:
    """The lists of the period's year; before any period, those of the latest year."""
    if period is not None:
        return tuple(programmes(year=period.year))
    known = tuple(programmes())
    return tuple(each for each in known if each.year == known[0].year)


def _closing(number: str, period: Period | None) -> Closing | None:
    if period is None:
        return None
    if number:
        for closing in closings_of(period):
            if str(closing.number) == number:
                return closing
        raise DomainError("not_found")
    return latest_closing(period)


def _programme(code: str, lists: tuple[Programme, ...]) -> Programme | None:
    if code:
        for programme in lists:
            if programme.code == code:
                return programme
        raise DomainError("not_found")
    return lists[0] if lists else None
