"""Writing what a list would do: new rows in bulk, changed rows by their named fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import Subject, record
from niubizi.apps.kernel.inserting import insert_values
from niubizi.apps.kernel.progress import counted
from niubizi.apps.projects.models import (
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectOrganization,
    Relation,
    StageEvent,
)
from niubizi.apps.projects.services.import_plan import Ledger, RowPlan
from niubizi.apps.projects.services.import_rows import RowFacts
from niubizi.apps.projects.services.naming import next_codes, pinyin_of
from niubizi.apps.projects.services.programmes import PlanInput
from niubizi.domain.lifecycle import Stage


class Writer:
    """Writes the planned rows of one list inside the caller's transaction."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        file_name: str,
        entered_on: date,
        from_month: int,
        actor: Actor,
        at: datetime,
    ) -> None:
        self.ledger = ledger
        self.programme: Programme = ledger.programme
        self.file_name = file_name
        self.entered_on = entered_on
        self.from_month = from_month
        self.actor = actor
        self.at = at
        self.places = {place.pk: place.name for place in ledger.organizations.values()}

    def write(self, doing: Sequence[RowPlan]) -> set[int]:
        """Writes the rows, all new or changed, and answers the ids of the projects touched."""
        known = [plan for plan in doing if plan.project is not None]
        self._create_projects([plan for plan in doing if plan.project is None])
        self._update_projects(known)
        self._link([plan for plan in known if plan.links or plan.moved])
        self._create_entries([plan for plan in doing if plan.entry is None])
        self._update_entries([plan for plan in known if plan.entry_changes])
        self._revise([plan for plan in known if plan.plan_changed and plan.entry is not None])
        return {plan.project_id for plan in doing if plan.project_id is not None}

    def _create_projects(self, plans: Sequence[RowPlan]) -> None:
        year = self.programme.year
        coded = list(zip(plans, next_codes(year, len(plans)), strict=True))
        projects = [
            self._project(_facts(plan), code) for plan, code in counted("编写项目档案", coded)
        ]
        ids = insert_values(Project, projects, key="code")
        links, events = [], []
        for plan, project in counted("关联单位", list(zip(plans, projects, strict=True))):
            facts = _facts(plan)
            pk = plan.project_id = ids[project["code"]]
            held = {Relation.BLOCK.value: facts.block_id, **facts.related}
            links += [
                {"project_id": pk, "relation": relation, "organization_id": organization}
                for relation, organization in held.items()
                if organization is not None
            ]
            events.append(
                {
                    "project_id": pk,
                    "stage": project["stage"],
                    "occurred_on": project["started_on"] or self.at.date(),
                    "note": f"导入“{self.file_name}”"[:255],
                    "recorded_at": self.at,
                }
            )
            # One line tells of the project and of its entry: a long list makes thousands.
            self._record(
                "project.create",
                Subject("project", pk, facts.name),
                programme=self.programme.name,
                plan_fen=facts.plan.annual_fen if facts.plan else None,
                row=plan.number,
            )
        insert_values(ProjectOrganization, links)
        insert_values(StageEvent, events)

    def _project(self, facts: RowFacts, code: str) -> dict[str, Any]:
        """The columns of a new project."""
        today = self.at.date()
        stage = facts.stage(self.programme.year, today)
        pinyin, initials = pinyin_of(facts.name)
        start = facts.project.get("planned_start")
        return {
            "code": code,
            "name": facts.name,
            "pinyin": pinyin,
            "initials": initials,
            "track": facts.track().value,
            "stage": stage.value,
            "started_on": start if stage is Stage.STARTED and start and start <= today else None,
            "created_at": self.at,
            "industry": facts.implied_industry,
            "total_fen": 0,
            **facts.project,
        }

    def _update_projects(self, plans: Sequence[RowPlan]) -> None:
        for plan in counted("更新项目", plans):
            project, changes = plan.project, plan.project_changes
            if project is None or not (changes or plan.moved or plan.links):
                continue
            before = {name: getattr(project, name) for name in changes}
            for name, value in changes.items():
                setattr(project, name, value)
            if "name" in changes:
                project.pinyin, project.initials = pinyin_of(project.name)
            project.version += 1
            project.save(update_fields=[*changes, "pinyin", "initials", "version"])
            facts = _facts(plan)
            self._record(
                "project.update",
                project,
                before=before,
                after=changes,
                block=self.places[facts.block_id] if plan.moved and facts.block_id else None,
                row=plan.number,
            )

    def _link(self, plans: Sequence[RowPlan]) -> None:
        """A place is changed, other relations are added."""
        added = []
        for plan in plans:
            if plan.moved:
                ProjectOrganization.objects.filter(
                    project=plan.project, relation=Relation.BLOCK
                ).update(organization_id=_facts(plan).block_id)
            added += [
                {"project_id": plan.project.pk, "relation": relation, "organization_id": pk}
                for relation, pk in plan.links.items()
                if plan.project is not None
            ]
        insert_values(ProjectOrganization, added)

    def _create_entries(self, plans: Sequence[RowPlan]) -> None:
        number = max((entry.number for entry in self.ledger.entries.values()), default=0)
        entries = []
        for offset, plan in enumerate(counted("列入名单", plans), start=1):
            facts = _facts(plan)
            entries.append(
                {
                    "programme_id": self.programme.pk,
                    "project_id": plan.project_id,
                    "number": number + offset,
                    "entered_on": self.entered_on,
                    "extra": facts.extra,
                    **facts.entry,
                    "origin": facts.origin(self.programme.year),
                }
            )
        ids = insert_values(ProgrammeEntry, entries, key="project_id")
        versions = []
        for plan in plans:
            planned = _facts(plan).plan or PlanInput(0)
            pk = ids[plan.project_id]
            versions.append(self._version(pk, 1, 1, planned, self.programme.document_number, ""))
            if plan.project is not None:
                self._record(
                    "entry.add",
                    Subject("programmeentry", pk, self._label(plan)),
                    plan_fen=planned.annual_fen,
                    row=plan.number,
                    label=self._label(plan),
                )
        insert_values(PlanVersion, versions)

    def _update_entries(self, plans: Sequence[RowPlan]) -> None:
        for plan in counted("更新名单信息", plans):
            entry, changes = plan.entry, plan.entry_changes
            if entry is None:
                continue
            before = {name: getattr(entry, name) for name in changes}
            for name, value in changes.items():
                setattr(entry, name, value)
            entry.version += 1
            entry.save(update_fields=[*changes, "version"])
            self._record(
                "entry.update",
                entry,
                before=before,
                after=changes,
                row=plan.number,
                label=self._label(plan),
            )

    def _revise(self, plans: Sequence[RowPlan]) -> None:
        """A changed plan is a new version: what was planned before stays readable."""
        versions = []
        reason = f"导入“{self.file_name}”"[:255]
        for plan in plans:
            planned, entry = _facts(plan).plan, plan.entry
            if planned is None or entry is None:
                continue
            last = self.ledger.plans[entry.pk]
            versions.append(
                self._version(entry.pk, last.number + 1, self.from_month, planned, "", reason)
            )
            self._record(
                "plan.revise",
                entry,
                before_fen=last.annual_fen,
                after_fen=planned.annual_fen,
                from_month=self.from_month,
                reason=reason,
                row=plan.number,
                label=self._label(plan),
            )
        insert_values(PlanVersion, versions)

    def _version(  # noqa: PLR0917 the columns of one row
        self,
        entry_id: int,
        number: int,
        from_month: int,
        planned: PlanInput,
        document_number: str,
        reason: str,
    ) -> dict[str, object]:
        return {
            "entry_id": entry_id,
            "number": number,
            "from_month": from_month,
            "annual_fen": planned.annual_fen,
            "months_fen": list(planned.months_fen),
            "document_number": document_number,
            "reason": reason,
            "decided_at": self.at,
            "decided_by_id": self.actor.user_id,
        }

    def _label(self, plan: RowPlan) -> str:
        return f"{self.programme.name}：{plan.name}"

    def _record(
        self,
        action: str,
        subject: Project | ProgrammeEntry | Subject,
        label: str = "",
        **detail: object,
    ) -> None:
        record(
            at=self.at,
            actor=self.actor,
            action=action,
            subject=subject,
            label=label,
            file=self.file_name,
            **detail,
        )


def _facts(plan: RowPlan) -> RowFacts:
    if plan.facts is None:
        raise ValueError(f"row {plan.number} was refused")
    return plan.facts
