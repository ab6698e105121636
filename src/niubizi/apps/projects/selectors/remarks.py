"""Remarks as pages show them: on a project, on a block, and on the desk of whoever answers."""

from __future__ import annotations

from django.db.models import QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Remark
from niubizi.domain.permissions import Operation


def remarks_on_project(actor: Actor, project_id: int) -> QuerySet[Remark]:
    """Latest first; the caller has found the project in reach."""
    return _seen(actor).filter(project=project_id)


def remarks_on_place(actor: Actor, organization_id: int) -> QuerySet[Remark]:
    """Latest first; the caller has found the place in reach."""
    return _seen(actor).filter(organization=organization_id)


def unanswered(actor: Actor) -> QuerySet[Remark]:
    """What waits for an answer of the actor, oldest first."""
    if not actor.may(Operation.ANSWER_REMARKS):
        return Remark.objects.none()
    waiting = Remark.objects.filter(answered_at__isnull=True)
    # Every page asks, and mostly nothing waits for anybody: whose it would be is the dear part.
    if not waiting.exists():
        return Remark.objects.none()
    return (
        waiting.addressed_to(actor)
        .select_related("project", "organization", "left_by")
        .order_by("left_at", "pk")
    )


def _seen(actor: Actor) -> QuerySet[Remark]:
    if not actor.may(Operation.VIEW_REMARKS):
        return Remark.objects.none()
    return Remark.objects.select_related("left_by", "answered_by")
