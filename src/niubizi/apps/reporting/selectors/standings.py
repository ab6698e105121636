"""Where entries stand: the rows behind every list of projects, live or as a period was closed.

Positions (live), closing entries (frozen, with the names of their day) and, where the whole ledger
is asked for, projects themselves are read through one vocabulary of column names, so that search,
filters, sorting, totals and lines are written once. Pages, exports, the red list of the cockpit and
the briefing's list of what is behind all start here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Count,
    F,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.held import asked, held
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.scopes import scope
from niubizi.apps.projects.models import (
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectOrganization,
    Relation,
)
from niubizi.apps.reporting.filters import counted, counted_if, ordered
from niubizi.apps.reporting.models import Closing, ClosingEntry, Period, Position
from niubizi.apps.reporting.rows import Rows, by_ids, named
from niubizi.apps.reporting.selectors.figures import targets_of, yardstick
from niubizi.apps.reporting.untouched import UNDER_WAY
from niubizi.domain import progress
from niubizi.domain.lifecycle import Stage
from niubizi.domain.orgtree import upper
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import ProgressClass, ScheduleRule
from niubizi.metrics.catalogue import Reading, Yardstick
from niubizi.metrics.totals import PARTS_OF, Totals


@dataclass(frozen=True, slots=True)
class StandingLine:
    """Where one entry stands; money in 分, names as of the day where the period is closed.

    Of the whole ledger a line is a project: with its entry of the widest plan, or with none
    (``entry_id`` is ``None``) where it stands on no list of the year.
    """

    project_id: int
    entry_id: int | None
    programme_id: int | None
    number: int | None
    project_code: str
    project_name: str
    organization_id: int | None
    organization_name: str
    stage: str
    industry: str
    origin: str
    category: str
    total_fen: int
    annual_plan_fen: int
    due_fen: int
    invested_fen: int
    owes: bool
    carried: bool
    unreported: bool
    not_yet_started: bool
    progress_class: str
    source_period: str
    source_report_id: int | None
    problems: str

    @property
    def is_listed(self) -> bool:
        return self.entry_id is not None

    @property
    def completion(self) -> Fraction | None:
        return progress.rate(self.invested_fen, self.annual_plan_fen)

    @property
    def schedule(self) -> Fraction | None:
        return progress.rate(self.due_fen, self.annual_plan_fen)

    @property
    def lead(self) -> Fraction | None:
        return progress.lead(self.completion, self.schedule)

    @property
    def gap_fen(self) -> int:
        """What is missing to the schedule; 0 when on or ahead of it."""
        return max(self.due_fen - self.invested_fen, 0)

    @property
    def stage_word(self) -> str:
        return Stage(self.stage).word

    @property
    def class_word(self) -> str:
        return ProgressClass(self.progress_class).word if self.progress_class else ""

    @property
    def mark(self) -> str:
        """结转上期数 or 未报, where the figure isn't this period's own."""
        return "未报" if self.unreported else "结转上期数" if self.carried else ""


COLUMNS = tuple(each.name for each in fields(StandingLine))
COUNTED = 10_000
"""Beyond this a list says 10,000+ and asks to be narrowed; nobody turns two hundred pages."""


@dataclass(frozen=True, slots=True)
class StandingTotals:
    """Totals of some rows: distinct projects, Σ total investment, and what the yardstick says."""

    projects: int
    total_fen: int
    reading: Reading


def standings(
    *,
    period: Period | None,
    closing: Closing | None,
    actor: Actor,
    programme: Programme | None = None,
    place: Organization | None = None,
    operation: Operation = Operation.VIEW_PROJECTS,
) -> Rows:
    """The rows that ``actor`` sees of a programme, or of the whole ledger without one.

    With a ``closing`` they are read as frozen, else from the period's live positions. A line of
    the whole ledger is a project: totals over it count each project once, with its widest plan.
    """
    if programme is not None and period is None:
        rows = _planned_rows(programme)
    elif programme is not None or closing is not None:
        rows = entry_rows(period, closing)
        rows = _widest_only(rows) if programme is None else rows.filter(programme=programme)
    else:
        rows = _ledger_rows(period)
    reach = scope(actor, operation)
    if not reach.unrestricted:
        visible = Project.objects.visible_to(actor, operation)
        rows = rows.filter(project_id__in=visible.values("pk"))
    if place is not None and place.parent_id is not None:
        rows = rows.filter(path__gte=place.path, path__lt=upper(place.path))
    return rows


def entry_rows(period: Period | None, closing: Closing | None) -> Rows:
    """A row an entry: positions or closing entries; other names by :func:`rows.named`."""
    if closing is not None:
        return ClosingEntry.objects.filter(closing=closing)
    return Position.objects.filter(period=period)


def lines(rows: Rows) -> list[StandingLine]:
    """The rows as frozen lines, in their order."""
    return [StandingLine(*row) for row in named(rows, *COLUMNS).values_list(*COLUMNS)]


def shown_lines(ordered_rows: Rows, start: int, stop: int) -> list[StandingLine]:
    """The lines of one page out of many ordered rows.

    The order is found over narrow rows and kept until it may have changed, as far as a list can
    be turned; what is shown of a row is read for the rows of the page alone.
    """
    order = ordered_rows.values_list("pk", flat=True)[:COUNTED]
    found = held("order", asked(order), lambda: list(order), untouched_by=UNDER_WAY)[start:stop]
    shown = named(by_ids(ordered_rows, found), *COLUMNS)
    by_id = {pk: StandingLine(*row) for pk, *row in shown.values_list("pk", *COLUMNS)}
    # What has just left the list while its order was kept is not shown.
    return [by_id[pk] for pk in found if pk in by_id]


def behind(rows: Rows, limit: int | None = None) -> list[StandingLine]:
    """What is behind (有缺口), worst lead first, each with the problems its last return gave."""
    found = ordered(rows.filter(progress_class=ProgressClass.BEHIND.value), "lead")
    if limit is None:
        return lines(found)
    worst = ordered(rows.filter(pk__in=found.values("pk")[:limit]), "lead")
    return held("behind", asked(worst), lambda: lines(worst), untouched_by=UNDER_WAY)


def totals(
    rows: Rows,
    *,
    period: Month,
    programme: Programme | None = None,
    whole_place: Organization | None = None,
) -> StandingTotals:
    """Totals of the rows in one query (two where a target may be the base).

    The base is Σ plans; for a programme that counts by target it is the target of
    ``whole_place``, given only where the rows are all of that place.
    """

    each: Any = Value(1) if programme is None else counted()

    def number(condition: Q | None = None) -> Coalesce:
        return Coalesce(Sum(each, filter=condition), 0)

    def reporting(flag: str) -> Coalesce:
        return (
            number(Q(**{flag: True})) if programme is None else Coalesce(Sum(counted_if(flag)), 0)
        )

    rows = named(rows.order_by(), "total_fen")
    # Names of their own: an aggregate called as a column would hide the column from the next one.
    sums = {
        "n_rows": Count("pk"),
        "n_entries": number(),
        "n_parts": Coalesce(Sum(each if programme is None else F("parts")), 0),
        "n_carry_over": number(Q(origin="carry_over")),
        "n_new": number(Q(origin="new")),
        "sum_plan": Coalesce(Sum("annual_plan_fen"), 0),
        "sum_due": Coalesce(Sum("due_fen"), 0),
        "sum_invested": Coalesce(Sum("invested_fen"), 0),
        "sum_total": Coalesce(Sum("total_fen"), 0),
        "n_owed": reporting("owes"),
        "n_carried": reporting("carried"),
        "n_unreported": reporting("unreported"),
        "n_ahead": number(Q(progress_class=ProgressClass.AHEAD.value)),
        "n_on_track": number(Q(progress_class=ProgressClass.ON_TRACK.value)),
        "n_behind": number(Q(progress_class=ProgressClass.BEHIND.value)),
    }
    found = held("totals", asked(rows), lambda: rows.aggregate(**sums), untouched_by=UNDER_WAY)
    summed = Totals(
        entries=found["n_entries"],
        parts=found["n_parts"],
        carry_over=found["n_carry_over"],
        new=found["n_new"],
        annual_plan_fen=int(found["sum_plan"]),
        due_fen=int(found["sum_due"]),
        invested_fen=int(found["sum_invested"]),
        owed=found["n_owed"],
        carried=found["n_carried"],
        unreported=found["n_unreported"],
        ahead=found["n_ahead"],
        on_track=found["n_on_track"],
        behind=found["n_behind"],
        surplus=found["n_entries"] - found["n_rows"],
    )
    base = None
    if programme is not None and whole_place is not None:
        base = targets_of([programme]).get((programme.pk, whole_place.pk))
    return StandingTotals(
        # One row an entry of one programme, or one row a project: either way distinct projects.
        projects=found["n_rows"],
        total_fen=int(found["sum_total"]),
        reading=Reading(
            summed,
            summed.annual_plan_fen if base is None else base,
            yardstick(programme, period) if programme else _ledger_yardstick(period),
        ),
    )


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that occur in some rows, for the filters of a list."""

    blocks: tuple[tuple[int, str], ...]
    stages: frozenset[str]
    industries: tuple[str, ...]
    categories: tuple[str, ...]


def facets(rows: Rows) -> Facets:
    """Blocks in their order, stages, industries and categories that occur: one query."""
    names = ("path", "organization_id", "organization_name", "stage", "industry", "category")
    values = named(rows.order_by(), *names).values_list(*names).distinct()
    found = held("facets", asked(values), lambda: set(values), untouched_by=UNDER_WAY)
    blocks = {(path, pk, name) for path, pk, name, *_ in found if pk is not None}
    return Facets(
        blocks=tuple((pk, name) for _, pk, name in sorted(blocks)),
        stages=frozenset(row[3] for row in found),
        industries=tuple(sorted({row[4] for row in found} - {""})),
        categories=tuple(sorted({row[5] for row in found} - {""})),
    )


def lists_of(project_ids: Collection[int], year: int) -> dict[int, list[str]]:
    """Project → short names of the year's programmes it is on now, in their order: one query."""
    found: dict[int, list[str]] = {}
    for project, name in (
        ProgrammeEntry.objects.filter(
            project__in=project_ids, programme__year=year, left_on__isnull=True
        )
        .order_by("programme__position", "programme__code")
        .values_list("project_id", "programme__short_name")
    ):
        found.setdefault(project, []).append(name)
    return found


def _ledger_yardstick(period: Month) -> Yardstick:
    return Yardstick(period, ScheduleRule.ENTRIES, progress.DEFAULT_TOLERANCE, "plans")


_SINGLE = {
    "as_parts": Value(value=False),
    **{column: Value(0) for column in PARTS_OF.values()},
}
"""What a row of the whole ledger, or of a list without a month, says of parts: nothing."""


def _widest_only(rows: Rows) -> Rows:
    """One row a project: that of its widest plan."""
    same = rows.order_by("-annual_plan_fen", "pk").filter(project=OuterRef("project"))
    return rows.filter(pk=Subquery(same.values("pk")[:1]))


def _planned_rows(programme: Programme) -> Rows:
    """A list as it was drawn up, before its first period: plans, and nothing done or due yet."""
    plan = PlanVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    block = ProjectOrganization.objects.filter(project=OuterRef("project"), relation=Relation.BLOCK)
    parts = Project.objects.filter(package=OuterRef("project")).order_by().values("package")
    parts = parts.annotate(n=Count("pk"))
    nothing, no = Value(""), Value(value=False)
    return ProgrammeEntry.objects.filter(programme=programme, left_on__isnull=True).annotate(
        entry_id=F("pk"),
        project_code=F("project__code"),
        project_name=F("project__name"),
        stage=F("project__stage"),
        industry=F("project__industry"),
        total_fen=F("project__total_fen"),
        organization_id=Subquery(block.values("organization_id")[:1]),
        organization_name=Subquery(block.values("organization__name")[:1]),
        path=Subquery(block.values("organization__path")[:1]),
        annual_plan_fen=Coalesce(Subquery(plan.values("annual_fen")[:1]), 0),
        due_fen=Value(0),
        invested_fen=Value(0),
        owes=no,
        carried=no,
        unreported=no,
        not_yet_started=no,
        progress_class=nothing,
        source_period=nothing,
        source_report_id=Value(None, output_field=BigIntegerField()),
        problems=nothing,
        **_SINGLE
        | {
            "parts": Coalesce(Subquery(parts.values("n")), 1),
            "as_parts": Value(value=not programme.counts_packages),
        },
        **{name: F(f"project__{name}") for name in ("pinyin", "initials", "national_code")},
    )


def _ledger_rows(period: Period | None) -> Rows:
    """Every project, with its position of the widest plan where it has one."""
    held = Position.objects.filter(period=period, project=OuterRef("pk")).order_by(
        "-annual_plan_fen", "pk"
    )
    block = ProjectOrganization.objects.filter(project=OuterRef("pk"), relation=Relation.BLOCK)

    def of(name: str) -> Subquery:
        return Subquery(held.values(name)[:1])

    def text(name: str) -> Coalesce:
        return Coalesce(of(name), Value(""), output_field=CharField())

    def truth(name: str) -> Coalesce:
        return Coalesce(of(name), Value(value=False), output_field=BooleanField())

    return Project.objects.annotate(
        project_id=F("pk"),
        project_code=F("code"),
        project_name=F("name"),
        entry_id=of("entry_id"),
        programme_id=of("programme_id"),
        number=Value(None, output_field=FloatField()),
        organization_id=Subquery(block.values("organization_id")[:1]),
        organization_name=Subquery(block.values("organization__name")[:1]),
        path=Subquery(block.values("organization__path")[:1]),
        origin=text("origin"),
        category=text("category"),
        annual_plan_fen=Coalesce(of("annual_plan_fen"), 0),
        due_fen=Coalesce(of("due_fen"), 0),
        invested_fen=Coalesce(of("invested_fen"), 0),
        owes=truth("owes"),
        carried=truth("carried"),
        unreported=truth("unreported"),
        not_yet_started=truth("not_yet_started"),
        progress_class=text("progress_class"),
        source_period=text("source_period"),
        source_report_id=of("source_report_id"),
        problems=Coalesce(of("source_report__problems"), Value(""), output_field=TextField()),
        **_SINGLE,
    )
