"""Who has to do with a project: organizations and people tied and untied."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Project, ProjectOrganization, ProjectPerson, Relation
from niubizi.apps.projects.services.changes import ledger_changed
from niubizi.apps.projects.services.projects import link_once
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation


@use_case
def project_tie(
    *,
    project_id: int,
    organization: Organization | None = None,
    relation: Relation | None = None,
    user: User | None = None,
    tie: str = ProjectPerson.Tie.PATRON,
    actor: Actor,
    at: datetime,
) -> None:
    """Relates an organization or a person to a project: who sees it follows from that."""
    project = Project.objects.visible_to(actor, Operation.EDIT_PROJECTS).get(pk=project_id)
    if organization is not None and relation is not None:
        link_once(project, organization, relation)
    if user is not None:
        ProjectPerson.objects.get_or_create(project=project, user=user, tie=tie)
    record(
        at=at,
        actor=actor,
        action="project.tie",
        subject=project,
        organization=organization,
        relation=relation,
        person=user,
    )
    ledger_changed([project.pk])


def organization_tie(
    *, project_id: int, organization: Organization, relation: str, actor: Actor, at: datetime
) -> None:
    """Relates an organization to a project; the project's place is changed with its profile."""
    if relation == Relation.BLOCK:
        raise DomainError("project.not_a_block")
    project_tie(
        project_id=project_id,
        organization=organization,
        relation=Relation(relation),
        actor=actor,
        at=at,
    )


@use_case
def project_untie(
    *,
    project_id: int,
    link_id: int | None = None,
    person_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Undoes a relation of an organization or a tie of a person by its id.

    Raises ``project.not_a_block`` for the project's place: it is changed, never taken away.
    """
    project = Project.objects.visible_to(actor, Operation.EDIT_PROJECTS).get(pk=project_id)
    if link_id is not None:
        link = ProjectOrganization.objects.select_related("organization").get(
            pk=link_id, project=project
        )
        if link.relation == Relation.BLOCK:
            raise DomainError("project.not_a_block")
        record(
            at=at,
            actor=actor,
            action="project.untie",
            subject=project,
            organization=link.organization,
            relation=link.relation,
        )
        link.delete()
    if person_id is not None:
        person = ProjectPerson.objects.select_related("user").get(pk=person_id, project=project)
        record(at=at, actor=actor, action="project.untie", subject=project, person=person.user)
        person.delete()
    ledger_changed([project.pk])
