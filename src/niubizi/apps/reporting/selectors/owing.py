"""Who owes a return in a period (应报), and what a return of it is held against.

Owing follows from where entries stand: live positions while a period is open, the frozen entries
once it is closed. A package never reports, its parts do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Project, ProjectOrganization, ProjectQuerySet, Relation
from niubizi.apps.reporting.models import Closing, ClosingEntry, Period, Position, ProgressReport
from niubizi.domain.lifecycle import UNDER_CONSTRUCTION, Stage
from niubizi.domain.orgtree import upper
from niubizi.domain.permissions import Operation


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as reporters and reviewers see it beside its return; money in 分.

    ``plan_fen`` and ``due_fen`` are those of its widest plan of the year, ``None`` where it stands
    on no list itself. ``carried`` and ``unreported`` say what its figure in the period is now.
    """

    id: int
    code: str
    name: str
    block: str
    path: str
    unit: str
    stage: Stage
    total_fen: int
    plan_fen: int | None = None
    due_fen: int | None = None
    carried: bool = False
    unreported: bool = False

    @property
    def label(self) -> str:
        """The project with its unit, as a list of names writes it."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


def owing(
    *,
    period: Period,
    actor: Actor,
    closing: Closing | None = None,
    place: Organization | None = None,
    operation: Operation = Operation.VIEW_RETURNS,
) -> ProjectQuerySet:
    """The projects in reach of ``operation`` that owe a return of the period, in their order."""
    rows = standing_rows(period, closing).filter(owes=True)
    parts = Project.objects.filter(package=OuterRef("pk"))
    reported = ProgressReport.objects.filter(project=OuterRef("pk"), period=period)
    due_now = Q(stage__in=[stage.value for stage in UNDER_CONSTRUCTION])
    # Parts aren't frozen one by one: of a closed period those that reported count as having owed.
    as_part = Q(Exists(rows.filter(project=OuterRef("package")))) & (
        due_now | Exists(reported) if closing else due_now
    )
    by_itself = Q(Exists(rows.filter(project=OuterRef("pk")))) & ~Exists(parts)
    found = within(Project.objects.visible_to(actor, operation), place)
    return found.filter(by_itself | as_part).order_by(*IN_ORDER)


IN_ORDER = ("block_path", "code")
"""Blocks one after the other, in each by code; needs what :func:`within` annotates."""


def within(projects: ProjectQuerySet, place: Organization | None) -> ProjectQuerySet:
    """The projects of a place, each with ``block_path``; without a place, or at the root, all."""
    link = ProjectOrganization.objects.filter(project=OuterRef("pk"), relation=Relation.BLOCK)
    found = projects.annotate(block_path=Subquery(link.values("organization__path")[:1]))
    if place is None or place.parent_id is None:
        return found
    return found.filter(block_path__gte=place.path, block_path__lt=upper(place.path))


def standing_rows(period: Period, closing: Closing | None) -> QuerySet[Any]:
    """The positions of an open period, or the entries that a closing froze."""
    if closing is not None:
        return ClosingEntry.objects.filter(closing=closing)
    return Position.objects.filter(period=period)


def facts_of(
    projects: QuerySet[Any], *, period: Period, closing: Closing | None = None
) -> list[ProjectFacts]:
    """The facts of some projects, in their order: two queries."""
    block = ProjectOrganization.objects.filter(project=OuterRef("pk"), relation=Relation.BLOCK)
    owner = ProjectOrganization.objects.filter(project=OuterRef("pk"), relation=Relation.OWNER)
    rows = projects.annotate(
        block_name=Subquery(block.values("organization__name")[:1]),
        own_path=Subquery(block.values("organization__path")[:1]),
        owner_unit=Subquery(owner.values("organization__name")[:1]),
    ).values_list(
        "pk",
        "code",
        "name",
        "block_name",
        "own_path",
        "owner_name",
        "owner_unit",
        "stage",
        "total_fen",
    )
    found = list(rows)
    standing = _standing([row[0] for row in found], period, closing)
    return [_facts(row, standing.get(row[0])) for row in found]


def _standing(
    ids: Sequence[int], period: Period, closing: Closing | None
) -> dict[int, dict[str, Any]]:
    """Project → its row of the widest plan, with the place and name of the day it was frozen."""
    name = F("organization_name") if closing else F("organization__name")
    rows = (
        standing_rows(period, closing)
        .filter(project__in=ids)
        .order_by("annual_plan_fen")
        .annotate(place_name=name)
        .values(
            "project_id",
            "place_name",
            "path",
            "annual_plan_fen",
            "due_fen",
            "carried",
            "unreported",
        )
    )
    return {row["project_id"]: row for row in rows}


def _facts(row: tuple[Any, ...], standing: dict[str, Any] | None) -> ProjectFacts:
    pk, code, name, block, path, owner_name, owner_unit, stage, total_fen = row
    standing = standing or {}
    return ProjectFacts(
        id=pk,
        code=code,
        name=name,
        block=standing.get("place_name") or block or "",
        path=standing.get("path") or path or "",
        unit=owner_name or owner_unit or "",
        stage=Stage(stage),
        total_fen=total_fen,
        plan_fen=standing.get("annual_plan_fen"),
        due_fen=standing.get("due_fen"),
        carried=standing.get("carried", False),
        unreported=standing.get("unreported", False),
    )
