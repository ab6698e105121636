"""Figures of a period: programme × place × cut, live or as closed, as far as the actor may see.

Live figures are positions grouped by the database; closed ones are read as they were frozen. Both
become the same readings, so that pages, verbs, API and documents can't tell them apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.held import held
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.scopes import Scope, scope
from niubizi.apps.projects.models import Programme, ProgrammeTarget, Project
from niubizi.apps.reporting.models import (
    Closing,
    ClosingEntry,
    ClosingFigure,
    Period,
    Position,
)
from niubizi.apps.reporting.untouched import UNDER_WAY
from niubizi.domain.amounts import FEN_PER_YI, Rounding, parts_miss, rounded_words
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import ScheduleRule
from niubizi.domain.ranking import competition_ranks, decimals_telling_apart
from niubizi.metrics.catalogue import Reading, Yardstick
from niubizi.metrics.cube import ALL, Group, roll_up
from niubizi.metrics.totals import TOTAL_FIELDS, Cell, Totals, cells, cells_sql


@dataclass(frozen=True, slots=True)
class ClosingStamp:
    """The closing that figures come from."""

    id: int
    number: int
    at: datetime
    digest: str
    published: bool


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """A reading of a place (or a cut of it), with its rank among the blocks where it has one.

    ``source`` is the first part of its keys: ``2021-07.1`` for the first closing of July,
    ``2021-08.live`` for live figures. Figures over a person's own relations have no key.
    """

    programme_code: str
    organization_id: int
    code: str
    name: str
    cut: str
    reading: Reading
    rank: int | None
    source: str

    def key(self, metric: str) -> str:
        """``period.closing:programme:organization:cut:metric``, the address of a figure."""
        return f"{self.source}:{self.programme_code}:{self.code}:{self.cut}:{metric}"


@dataclass(frozen=True, slots=True)
class ProgrammeSheet:
    """A programme's figures: the city's, the blocks' in rank order, and every cut."""

    programme: Programme
    places: Mapping[tuple[int, str], PlaceFigures]
    city: PlaceFigures | None
    blocks: tuple[PlaceFigures, ...]

    def of(self, organization_id: int, cut: str = ALL) -> PlaceFigures | None:
        return self.places.get((organization_id, cut))

    def cuts(self, organization_id: int, dimension: str) -> tuple[PlaceFigures, ...]:
        """The cuts of a place along ``origin``, ``industry`` or ``category``, largest first."""
        found = [
            figures
            for (place, cut), figures in self.places.items()
            if place == organization_id and cut.startswith(f"{dimension}=")
        ]
        return tuple(sorted(found, key=lambda f: (-f.reading.totals.annual_plan_fen, f.cut)))


@dataclass(frozen=True, slots=True)
class FigureSheet:
    """All figures of a period that an actor may see; ``closing`` is ``None`` when live."""

    period: Month
    closing: ClosingStamp | None
    programmes: tuple[ProgrammeSheet, ...]
    ranks_shown: bool

    def programme(self, code: str) -> ProgrammeSheet | None:
        for sheet in self.programmes:
            if sheet.programme.code == code:
                return sheet
        return None


def completion_decimals(blocks: Iterable[PlaceFigures], rounding: Rounding) -> int:
    """Decimals of percent with which blocks that rank differently also read differently."""
    rates = {block.organization_id: block.reading.completion for block in blocks}
    return decimals_telling_apart(
        {block: None if rate is None else rate * 100 for block, rate in rates.items()},
        rounding=rounding,
    )


def rounded_note(sheet: ProgrammeSheet, rounding: Rounding) -> str:
    """What stands under a table of blocks whose amounts as shown miss the city's as shown.

    What isn't the sum of its blocks to begin with, like a city's own target, is no matter of
    rounding.
    """
    if sheet.city is None:
        return ""

    def amounts(figures: PlaceFigures) -> tuple[int, int]:
        return figures.reading.base_fen, figures.reading.totals.invested_fen

    columns = zip(*map(amounts, sheet.blocks), strict=True)
    missed = any(
        sum(parts) == whole
        and parts_miss(
            [Fraction(fen, FEN_PER_YI) for fen in parts],
            Fraction(whole, FEN_PER_YI),
            rounding=rounding,
        )
        for parts, whole in zip(columns, amounts(sheet.city), strict=False)
    )
    return rounded_words(rounding) if missed else ""


def yardstick(programme: Programme, period: Month) -> Yardstick:
    """How the programme is measured in the period."""
    return Yardstick(
        period=period,
        schedule_rule=ScheduleRule(programme.schedule_rule),
        tolerance=Fraction(programme.tolerance_points),
        base_kind=programme.base_kind,
    )


def figure_sheet(
    *,
    period: Period,
    actor: Actor,
    closing: Closing | None = None,
    programme_codes: Collection[str] | None = None,
) -> FigureSheet:
    """The figures of a period as ``actor`` may see them: of a closing, or live without one.

    The city's offices see everything. A block sees its own figures, and every total with its rank
    once a briefing has been issued. Who sees projects by relation sees the sums of those.
    """
    programmes = list(Programme.objects.filter(year=period.year))
    if programme_codes is not None:
        programmes = [each for each in programmes if each.code in programme_codes]
    reach = scope(actor, Operation.VIEW_COCKPIT)
    stamp = stamp_of(closing)
    published = stamp is not None and stamp.published
    ranks_shown = reach.unrestricted or (published and bool(reach.territory))
    if reach.unrestricted or reach.territory:
        readings = (
            _frozen_readings(closing, programmes, period.key)
            if closing
            else _live_readings(period, programmes)
        )
        seen = None if ranks_shown else reach.territory
    else:
        readings = _related_readings(period, closing, programmes, actor)
        seen = None
    return FigureSheet(
        period=period.key,
        closing=stamp,
        programmes=tuple(
            _programme_sheet(
                programme,
                {g: r for g, r in readings.items() if g.programme_id == programme.pk},
                seen=seen,
                ranks_shown=ranks_shown,
                source=source_name(period, closing),
                keyed=bool(reach.unrestricted or reach.territory),
            )
            for programme in programmes
        ),
        ranks_shown=ranks_shown,
    )


def source_name(period: Period, closing: Closing | None) -> str:
    """The first part of figure keys: ``2021-07.1``, ``2021-08.live``."""
    return f"{period.code}.{closing.number if closing else 'live'}"


def stamp_of(closing: Closing | None) -> ClosingStamp | None:
    if closing is None:
        return None
    return ClosingStamp(
        id=closing.pk,
        number=closing.number,
        at=closing.at,
        digest=closing.digest,
        published=closing.published_at is not None,
    )


def read_totals(
    programmes: Iterable[Programme], period: Month, totals: Mapping[Group, Totals]
) -> dict[Group, Reading]:
    """Readings of totals: each with its programme's yardstick and its base.

    The base is the target where the programme has one for the place, else the sum of plans; a cut
    of a place always has the sum of plans.
    """
    by_id = {programme.pk: programme for programme in programmes}
    targets = targets_of(by_id.values())
    sticks = {pk: yardstick(programme, period) for pk, programme in by_id.items()}
    return {
        group: read(
            total,
            targets.get((group.programme_id, group.organization_id), total.annual_plan_fen)
            if group.cut == ALL
            else total.annual_plan_fen,
            sticks[group.programme_id],
        )
        for group, total in totals.items()
        if group.programme_id in by_id
    }


def read(totals: Totals, base_fen: int, stick: Yardstick) -> Reading:
    """A reading that names its base rightly: where Σ plans stands in for a target, it says so."""
    if base_fen == totals.annual_plan_fen:
        stick = replace(stick, base_kind=Programme.BaseKind.PLANS.value)
    return Reading(totals, base_fen, stick)


def targets_of(programmes: Iterable[Programme]) -> dict[tuple[int, int], int]:
    """(programme, organization) → 分 of its fixed target, of programmes that count by target."""
    counted = [p for p in programmes if p.base_kind == Programme.BaseKind.TARGET]
    root = Organization.objects.filter(parent__isnull=True).values_list("pk", flat=True).first()
    targets = {
        (programme.pk, root): programme.target_fen
        for programme in counted
        if root is not None and programme.target_fen
    }
    targets.update(
        ((programme, organization), fen)
        for programme, organization, fen in ProgrammeTarget.objects.filter(
            programme__in=counted
        ).values_list("programme_id", "organization_id", "target_fen")
    )
    return targets


def block_ranks(readings: Mapping[Group, Reading], block_ids: Collection[int]) -> dict[Group, int]:
    """Ranks of the blocks within each programme, by unrounded completion, best first."""
    ranks: dict[Group, int] = {}
    for programme_id in {group.programme_id for group in readings}:
        ranks.update(
            competition_ranks(
                {
                    group: reading.completion
                    for group, reading in readings.items()
                    if group.programme_id == programme_id
                    and group.cut == ALL
                    and group.organization_id in block_ids
                }
            )
        )
    return ranks


def live_cells(period: Period, visible: QuerySet[Project] | None = None) -> list[Cell]:
    """The cells of an open period's positions; of the visible projects only, where given."""
    return _grouped(Position._meta.db_table, "period_id", period.pk, visible)


def _grouped(table: str, column: str, value: int, visible: QuerySet[Project] | None) -> list[Cell]:
    where, params = f"{column} = %s", [value]
    if visible is not None:
        try:
            sql, more = visible.values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        where, params = f"{where} AND project_id IN ({sql})", [*params, *more]
    with connection.cursor() as cursor:
        cursor.execute(cells_sql(table, where), params)
        return list(cells(cursor.fetchall()))


def _live_readings(period: Period, programmes: list[Programme]) -> dict[Group, Reading]:
    totals = held(
        "live totals", period.pk, lambda: roll_up(live_cells(period)), untouched_by=UNDER_WAY
    )
    return read_totals(programmes, period.key, totals)


def _frozen_readings(
    closing: Closing, programmes: list[Programme], period: Month
) -> dict[Group, Reading]:
    """Frozen totals and bases as they stand; only the formulas are applied again."""
    sticks = {programme.pk: yardstick(programme, period) for programme in programmes}
    return {
        Group(row.programme_id, row.organization_id, row.cut): read(
            Totals(*(getattr(row, name) for name in TOTAL_FIELDS)),
            row.base_fen,
            sticks[row.programme_id],
        )
        for row in ClosingFigure.objects.filter(closing=closing, programme__in=programmes)
    }


def _related_readings(
    period: Period, closing: Closing | None, programmes: list[Programme], actor: Actor
) -> dict[Group, Reading]:
    visible = Project.objects.visible_to(actor, Operation.VIEW_COCKPIT)
    rows = (
        _grouped(ClosingEntry._meta.db_table, "closing_id", closing.pk, visible)
        if closing
        else live_cells(period, visible)
    )
    by_id = {programme.pk: yardstick(programme, period.key) for programme in programmes}
    # A selection across blocks has no target of its own: its base is always the sum of plans.
    return {
        group: read(totals, totals.annual_plan_fen, by_id[group.programme_id])
        for group, totals in roll_up(rows).items()
        if group.programme_id in by_id
    }


def _programme_sheet(
    programme: Programme,
    readings: Mapping[Group, Reading],
    *,
    seen: Collection[int] | None,
    ranks_shown: bool,
    source: str,
    keyed: bool,
) -> ProgrammeSheet:
    organizations = {
        organization.pk: organization
        for organization in Organization.objects.filter(
            pk__in={group.organization_id for group in readings}
        )
    }
    blocks = {
        pk
        for pk, organization in organizations.items()
        if organization.level == Organization.Level.BLOCK
    }
    ranks = block_ranks(readings, blocks) if ranks_shown else {}
    places = {
        (group.organization_id, group.cut): PlaceFigures(
            programme_code=programme.code,
            organization_id=group.organization_id,
            code=organizations[group.organization_id].code,
            name=organizations[group.organization_id].label,
            cut=group.cut,
            reading=reading,
            rank=ranks.get(group),
            source=source if keyed else "",
        )
        for group, reading in readings.items()
        if seen is None or group.organization_id in seen
    }
    root = next((o.pk for o in organizations.values() if o.parent_id is None), None)
    return ProgrammeSheet(
        programme=programme,
        places=places,
        city=places.get((root, ALL)) if root is not None else None,
        blocks=tuple(
            sorted(
                (places[pk, ALL] for pk in blocks if (pk, ALL) in places),
                key=lambda f: (f.rank or 10**6, organizations[f.organization_id].position),
            )
        ),
    )


def sees_place(reach: Scope, organization_id: int, *, published: bool) -> bool:
    """Whether the totals of a place may be shown to someone with this reach."""
    if reach.unrestricted or organization_id in reach.territory:
        return True
    return published and bool(reach.territory)
