"""What a closing shows before it happens: who is carried, who unreported, who prepared it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.scopes import scope
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import Closing, ClosingPreparation, Period
from niubizi.apps.reporting.selectors.owing import standing_rows
from niubizi.domain.orgtree import upper
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation


@dataclass(frozen=True, slots=True)
class Gap:
    """A project without an approved return of the period; money in 分.

    Its figure is that of ``source``, or 0 where ``source`` is ``None``: it has never reported this
    year.
    """

    project_id: int
    code: str
    name: str
    block: str
    source: Month | None
    invested_fen: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """Projects owing a return whose figure isn't the period's own, each once."""

    carried: tuple[Gap, ...]
    unreported: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """Who prepared a closing that waits for its confirmation."""

    user_id: int
    by: str
    at: datetime


def gaps(
    *,
    period: Period,
    actor: Actor,
    closing: Closing | None = None,
    place: Organization | None = None,
) -> Gaps:
    """Who will be carried and who counts as unreported; of a closing, who was."""
    rows = standing_rows(period, closing).filter(Q(carried=True) | Q(unreported=True))
    if not scope(actor, Operation.VIEW_CLOSINGS).unrestricted:
        visible = Project.objects.visible_to(actor, Operation.VIEW_CLOSINGS)
        rows = rows.filter(project__in=visible.values("pk"))
    if place is not None and place.parent_id is not None:
        rows = rows.filter(path__gte=place.path, path__lt=upper(place.path))
    found: dict[int, tuple[Gap, bool]] = {}
    for pk, code, name, block, source, fen, unreported in (
        rows.annotate(
            block_name=F("organization_name") if closing else F("organization__name"),
            shown_name=F("project_name") if closing else F("project__name"),
        )
        .order_by("path", "project__code")
        .values_list(
            "project_id",
            "project__code",
            "shown_name",
            "block_name",
            "source_period",
            "invested_fen",
            "unreported",
        )
    ):
        month = Month.parse(source) if source else None
        found[pk] = (Gap(pk, code, name, block, month, fen), unreported)
    return Gaps(
        carried=tuple(gap for gap, unreported in found.values() if not unreported),
        unreported=tuple(gap for gap, unreported in found.values() if unreported),
    )


def preparation_of(period: Period) -> Preparation | None:
    row = ClosingPreparation.objects.filter(period=period).select_related("prepared_by").first()
    if row is None:
        return None
    return Preparation(row.prepared_by_id, row.prepared_by.name, row.prepared_at)
