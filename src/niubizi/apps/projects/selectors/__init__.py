"""Reading the ledger: projects that an actor sees, programmes, entries and plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import add

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.scopes import scope
from niubizi.apps.projects.models import (
    ImportBatch,
    Origin,
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectAttachment,
    ProjectOrganization,
    ProjectPerson,
    ProjectQuerySet,
    Relation,
)
from niubizi.domain.permissions import Operation
from niubizi.metrics.totals import Totals

Choices = list[tuple[str, str]]

INVESTORS: Choices = list(Project.Investor.choices)
CONSTRUCTIONS: Choices = list(Project.Construction.choices)
ORIGINS: Choices = list(Origin.choices)
RELATIONS: Choices = list(Relation.choices)
TIES: Choices = list(ProjectPerson.Tie.choices)
LEVELS: Choices = list(Programme.Level.choices)
BASE_KINDS: Choices = list(Programme.BaseKind.choices)
"""Values with their words, for forms and filters; the doors don't reach the models."""


def projects(actor: Actor, operation: Operation = Operation.VIEW_PROJECTS) -> ProjectQuerySet:
    """The projects that ``actor`` reaches with ``operation``."""
    return Project.objects.visible_to(actor, operation)


def project(actor: Actor, project_id: int) -> Project:
    """One project with all that hangs on it; raises ``DoesNotExist`` (404) out of reach."""
    return (
        projects(actor)
        .select_related("package")
        .prefetch_related(
            Prefetch(
                "links",
                ProjectOrganization.objects.select_related("organization").order_by("relation"),
            ),
            Prefetch("people", ProjectPerson.objects.select_related("user").order_by("tie", "pk")),
            Prefetch(
                "entries",
                ProgrammeEntry.objects.select_related("programme").order_by(
                    "-programme__year", "programme__position", "programme__code"
                ),
            ),
            Prefetch(
                "entries__plans",
                PlanVersion.objects.select_related("decided_by").order_by("number"),
            ),
            "stage_events",
            Prefetch(
                "attachments",
                ProjectAttachment.objects.filter(removed_at__isnull=True).select_related(
                    "file", "added_by"
                ),
            ),
            Prefetch("parts", Project.objects.order_by("code")),
        )
        .get(pk=project_id)
    )


def attachment(project_id: int, attachment_id: int) -> ProjectAttachment:
    """A document of a project that the caller has found in reach; removed ones are not there."""
    return ProjectAttachment.objects.select_related("file").get(
        pk=attachment_id, project=project_id, removed_at__isnull=True
    )


def entry(actor: Actor, entry_id: int) -> ProgrammeEntry:
    """An entry of a project in reach, with its programme and plans."""
    return (
        ProgrammeEntry.objects.select_related("programme", "project")
        .prefetch_related(Prefetch("plans", PlanVersion.objects.order_by("number")))
        .get(pk=entry_id, project__in=projects(actor).values("pk"))
    )


def matching(found: ProjectQuerySet, text: str) -> ProjectQuerySet:
    """Projects whose name, number, national code, pinyin or initials hold ``text``."""
    text = text.strip()
    if not text:
        return found
    letters = text.lower().replace(" ", "")
    return found.filter(
        Q(name__icontains=text)
        | Q(code__startswith=text)
        | Q(national_code__startswith=text)
        | Q(pinyin__contains=letters)
        | Q(initials__contains=letters)
    )


def programmes(*, year: int | None = None) -> QuerySet[Programme]:
    found = Programme.objects.all()
    return found.filter(year=year) if year else found


def programme(code: str) -> Programme | None:
    return Programme.objects.filter(code=code).first()


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme with its entries that the actor sees: on it now by origin, and those that left."""

    programme: Programme
    totals: Totals
    left: int


def programme_cards(
    actor: Actor, programmes: Iterable[Programme] | None = None
) -> list[ProgrammeCard]:
    """Programmes, latest year first, with their counts, packages as each counts them."""
    shown = list(Programme.objects.all() if programmes is None else programmes)
    seen = _seen_entries(actor).filter(programme__in=shown).order_by()
    counts = {
        programme: (carry_over, new, left)
        for programme, carry_over, new, left in seen.values("programme")
        .annotate(
            carry=Count("pk", filter=Q(left_on__isnull=True, origin=Origin.CARRY_OVER)),
            fresh=Count("pk", filter=Q(left_on__isnull=True, origin=Origin.NEW)),
            gone=Count("pk", filter=Q(left_on__isnull=False)),
        )
        .values_list("programme", "carry", "fresh", "gone")
    }
    # What packages make more when their parts are counted; they are few.
    more = {
        (programme, origin): parts - packages
        for programme, origin, parts, packages in seen.filter(
            left_on__isnull=True, project__parts__isnull=False
        )
        .values("programme", "origin")
        .annotate(parts=Count("project__parts"), packages=Count("pk", distinct=True))
        .values_list("programme", "origin", "parts", "packages")
    }
    cards = []
    for each in shown:
        *listed, left = counts.get(each.pk, (0, 0, 0))
        extra = [more.get((each.pk, origin), 0) for origin in (Origin.CARRY_OVER, Origin.NEW)]
        surplus = [0, 0] if each.counts_packages else extra
        carry_over, new = map(add, listed, surplus)
        totals = Totals(
            entries=carry_over + new,
            parts=sum(listed) + sum(extra),
            carry_over=carry_over,
            new=new,
            surplus=sum(surplus),
        )
        cards.append(ProgrammeCard(each, totals, left))
    return cards


@dataclass(frozen=True, slots=True)
class Move:
    """A project that came onto a list after it was drawn up, or left it."""

    day: date
    entry: ProgrammeEntry
    is_in: bool
    reason: str = ""


def programme_moves(actor: Actor, programme: Programme, limit: int = 200) -> list[Move]:
    """Who came and went, latest first. What came on the list's first day drew it up: no move."""
    entries = _seen_entries(actor).filter(programme=programme).select_related("project")
    first = ProgrammeEntry.objects.filter(programme=programme).aggregate(day=Min("entered_on"))
    came = entries.filter(entered_on__gt=first["day"]) if first["day"] else entries.none()
    moves = [Move(each.entered_on, each, is_in=True) for each in came]
    moves += [
        Move(each.left_on, each, is_in=False, reason=each.left_reason)
        for each in entries.filter(left_on__isnull=False)
        if each.left_on
    ]
    return sorted(moves, key=lambda move: (move.day, move.entry.pk), reverse=True)[:limit]


def _seen_entries(actor: Actor) -> QuerySet[ProgrammeEntry]:
    found = ProgrammeEntry.objects.all()
    if scope(actor, Operation.VIEW_PROJECTS).unrestricted:
        return found
    return found.filter(project__in=projects(actor).values("pk"))


def entries(programme: Programme) -> QuerySet[ProgrammeEntry]:
    return programme.entries.select_related("project")


def block_ids(project_ids: Iterable[int]) -> dict[int, int]:
    """Project id → id of its block."""
    return dict(
        ProjectOrganization.objects.filter(
            project_id__in=project_ids, relation="block"
        ).values_list("project_id", "organization_id")
    )


def import_batches(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports, latest first: all of them for the office, one's own for anybody else."""
    found = ImportBatch.objects.select_related("file", "programme", "uploaded_by")
    if actor.may(Operation.IMPORT_WORKBOOKS):
        return found
    return found.filter(uploaded_by_id=actor.person_id)
