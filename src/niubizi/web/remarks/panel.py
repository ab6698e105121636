"""What a page shows of remarks: those there are, and the forms of whoever may add to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from niubizi.apps.orgs.scopes import scope
from niubizi.apps.projects import selectors
from niubizi.apps.projects.selectors.remarks import remarks_on_place, remarks_on_project
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization
    from niubizi.apps.projects.models import Project, Remark


@dataclass(frozen=True, slots=True)
class Panel:
    """Remarks on one subject; ``leave_url`` is empty for whoever may leave none."""

    remarks: tuple[Remark, ...]
    leave_url: str
    may_answer: bool

    @property
    def is_shown(self) -> bool:
        """An empty panel is for those who may write into it."""
        return bool(self.remarks or self.leave_url)


def panel_of_project(request: PageRequest, project: Project) -> Panel:
    def reaches(operation: Operation) -> bool:
        if not request.actor.may(operation):
            return False
        if scope(request.actor, operation).unrestricted:
            return True
        return selectors.projects(request.actor, operation).filter(pk=project.pk).exists()

    return Panel(
        remarks=tuple(remarks_on_project(request.actor, project.pk)),
        leave_url=reverse("project_remark", args=[project.pk])
        if reaches(Operation.LEAVE_REMARKS)
        else "",
        may_answer=reaches(Operation.ANSWER_REMARKS),
    )


def panel_of_block(request: PageRequest, place: Organization) -> Panel:
    """Nothing for those who see the block's totals only."""

    def reaches(operation: Operation) -> bool:
        reach = scope(request.actor, operation)
        return reach.unrestricted or place.pk in reach.territory

    return Panel(
        remarks=tuple(remarks_on_place(request.actor, place.pk))
        if reaches(Operation.VIEW_REMARKS)
        else (),
        leave_url=reverse("block_remark", args=[place.code])
        if reaches(Operation.LEAVE_REMARKS)
        else "",
        may_answer=reaches(Operation.ANSWER_REMARKS),
    )
