"""The desk: everything that a batch of returns is judged by, loaded in a fixed number of queries.

One return or three hundred: services lay out a desk for the projects in hand, and decide row by
row from what lies on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Exists, OuterRef

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.projects.models import ProgrammeEntry, Project
from niubizi.apps.reporting.models import Period, Position, ProgressReport, ReportPhoto
from niubizi.apps.reporting.selectors.approved import latest_approved
from niubizi.domain.permissions import Operation
from niubizi.domain.suspicion import Photo, ReturnFacts, suspicions


@dataclass(slots=True)
class Desk:
    """Projects in reach with their returns of the period and what these are compared with.

    ``projects`` holds those the actor reaches with the operation asked for; ``mine_to_review``
    those the actor reviews at the block. Money in 分.
    """

    period: Period
    projects: dict[int, Project]
    reports: dict[int, ProgressReport]
    mine_to_review: set[int]
    previous: dict[int, int]
    plans: dict[int, int]
    due: dict[int, int]
    invested_before: dict[int, int]
    jump_share: Fraction
    photos: dict[int, list[Photo]]
    packages: set[int] = field(default_factory=set)

    def facts(self, report: ProgressReport) -> ReturnFacts:
        """The return with its last approved figure, its plan, its project's total, its photos."""
        project = self.projects[report.project_id]
        return ReturnFacts(
            period=self.period.key,
            invested=report.current_fen or 0,
            previous=self.previous.get(project.pk),
            annual_plan=self.plans.get(project.pk),
            total_investment=project.total_fen or None,
            invested_before=self.invested_before.get(project.pk),
            invested_total=report.since_start_fen,
            due=self.due.get(project.pk),
            reason=report.reason,
            latitude=project.latitude,
            longitude=project.longitude,
            photos=self.photos.get(report.pk, []),
        )

    def measure(self, report: ProgressReport) -> None:
        """Sets the return's suspicions and their weight; the caller saves."""
        found = (
            suspicions(self.facts(report), jump_share=self.jump_share)
            if report.current_fen is not None
            else ()
        )
        report.suspicions = [
            {"code": each.code, **{key: _plain(value) for key, value in each.facts.items()}}
            for each in found
        ]
        report.suspicion_weight = max((each.weight for each in found), default=0)


def lay_out(
    period: Period, project_ids: Collection[int], actor: Actor, operation: Operation
) -> Desk:
    """The desk for some projects, their returns of the period locked, everybody's in one order."""
    ids = list(project_ids)
    projects = {
        project.pk: project
        for project in Project.objects.visible_to(actor, operation)
        .filter(pk__in=ids)
        .annotate(is_package=Exists(Project.objects.filter(package=OuterRef("pk"))))
    }
    reports: dict[int, ProgressReport] = {}
    for report in (
        ProgressReport.objects.select_for_update(of=("self",), no_key=True)
        .filter(period=period, project__in=ids)
        .order_by("project_id", "revision")
    ):
        report.period = period
        if report.project_id in projects:
            report.project = projects[report.project_id]
        reports[report.project_id] = report
    plans = {
        project: (plan, due)
        for project, plan, due in Position.objects.filter(period=period, project__in=ids)
        # A project may stand on several lists: its widest plan is the one to compare with.
        .order_by("annual_plan_fen")
        .values_list("project_id", "annual_plan_fen", "due_fen")
    }
    return Desk(
        period=period,
        projects=projects,
        reports=reports,
        mine_to_review=set(
            Project.objects.visible_to(actor, Operation.REVIEW_AT_BLOCK)
            .filter(pk__in=ids)
            .values_list("pk", flat=True)
        ),
        previous={
            project: fen
            for project, (_, _, fen) in latest_approved(ids, period.key, before=True).items()
        },
        plans={project: plan for project, (plan, _) in plans.items()},
        due={project: due for project, (_, due) in plans.items()},
        invested_before=_known(
            ProgrammeEntry.objects.filter(
                project__in=ids,
                programme__year=period.year,
                invested_before_fen__isnull=False,
            ).values_list("project_id", "invested_before_fen")
        ),
        jump_share=Fraction(preferences().jump_percent, 100),
        photos=photos_of([report.pk for report in reports.values()]),
        packages={pk for pk, project in projects.items() if project.is_package},  # type: ignore[attr-defined]
    )


def photos_of(report_ids: Collection[int]) -> dict[int, list[Photo]]:
    """Return → its photos, each with where else the same picture was used before."""
    rows = list(ReportPhoto.objects.filter(report__in=report_ids).select_related("report"))
    used = [
        (file_id, project_id, period_id, f"{name}（{period}）")
        for file_id, project_id, period_id, name, period in ReportPhoto.objects.filter(
            file__in={row.file_id for row in rows}
        ).values_list(
            "file_id",
            "report__project_id",
            "report__period_id",
            "report__project__name",
            "report__period__code",
        )
    ]
    found: dict[int, list[Photo]] = {}
    for row in rows:
        own = (row.report.project_id, row.report.period_id)
        others = (
            where
            for file_id, project_id, period_id, where in used
            if file_id == row.file_id and (project_id, period_id) != own
        )
        found.setdefault(row.report_id, []).append(
            Photo(
                name=row.name,
                taken_on=row.taken_on,
                latitude=row.latitude,
                longitude=row.longitude,
                used_before=next(others, ""),
            )
        )
    return found


def _known(pairs: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    return {key: value for key, value in pairs if value is not None}


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float, str)) else str(value)
