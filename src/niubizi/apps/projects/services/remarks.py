"""批示和留言: what leaders say of a project or of a block, and what became of it."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.scopes import scope
from niubizi.apps.projects.models import Project, Remark
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation

LONGEST = 2_000
"""Characters of a remark or an answer."""


@use_case
def project_remark(*, project_id: int, text: str, actor: Actor, at: datetime) -> Remark:
    """Leaves a remark on a project in reach; raises ``remark.empty``, ``remark.too_long``."""
    actor.require(Operation.LEAVE_REMARKS)
    project = Project.objects.visible_to(actor, Operation.LEAVE_REMARKS).get(pk=project_id)
    return _leave(Remark(project=project), project.name, text, actor, at)


@use_case
def place_remark(*, organization: Organization, text: str, actor: Actor, at: datetime) -> Remark:
    """Leaves a remark on a block that the actor's territory holds."""
    actor.require(Operation.LEAVE_REMARKS)
    reach = scope(actor, Operation.LEAVE_REMARKS)
    if not reach.unrestricted and organization.pk not in reach.territory:
        raise DomainError("not_found")
    return _leave(Remark(organization=organization), organization.name, text, actor, at)


@use_case
def remark_answer(*, remark_id: int, text: str, actor: Actor, at: datetime) -> Remark:
    """Says what was done about a remark; the last word stands, the trail keeps every one."""
    actor.require(Operation.ANSWER_REMARKS)
    remark = (
        Remark.objects.addressed_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=remark_id)
    )
    before = remark.answer
    remark.answer = _said(text)
    remark.answered_by_id, remark.answered_at = actor.person_id, at
    remark.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        at=at,
        actor=actor,
        action="remark.answer",
        subject=remark,
        before=before or None,
        comment=remark.answer,
    )
    return remark


def _leave(remark: Remark, label: str, text: str, actor: Actor, at: datetime) -> Remark:
    remark.text = _said(text)
    remark.left_by_id, remark.left_at = actor.person_id, at
    remark.save()
    record(
        at=at, actor=actor, action="remark.leave", subject=remark, label=label, comment=remark.text
    )
    return remark


def _said(text: str) -> str:
    # No keyboard types a NUL, and PostgreSQL keeps none.
    words = text.replace("\0", "").strip()
    if not words:
        raise DomainError("remark.empty")
    if len(words) > LONGEST:
        raise DomainError("remark.too_long", limit=LONGEST)
    return words
