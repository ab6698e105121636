"""A programme's figures over the months of a year, with the same month of the year before.

Each month speaks by the closing in force; the month that is asked for speaks as its sheet does,
live or as closed. A month that isn't closed is left out, for its figures may still move. Who sees
what is decided for each month: a block meets the others' totals only in months whose briefing has
been issued. Blocks that were merged since are shown on the comparable basis (可比口径); a closing's
own pages show them as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.scopes import scope
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.reporting.models import Closing, ClosingEntry, ClosingFigure, Period
from niubizi.apps.reporting.selectors.figures import (
    PlaceFigures,
    ProgrammeSheet,
    read,
    sees_place,
    source_name,
    yardstick,
)
from niubizi.domain.orgtree import comparable
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.metrics.cube import ALL
from niubizi.metrics.totals import TOTAL_FIELDS, Totals, cells_sql


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The figures of whole places in one month, by the id of the place; live without a closing."""

    period: Month
    closing: Closing | None
    places: Mapping[int, PlaceFigures]


@dataclass(frozen=True, slots=True)
class Trend:
    """The months of a year that have figures, in time; the last is the one that was asked for."""

    months: tuple[MonthFigures, ...]
    year_before: MonthFigures | None

    @property
    def now(self) -> MonthFigures:
        return self.months[-1]

    @property
    def month_before(self) -> MonthFigures | None:
        """The month right before; ``None`` in January, or where that month isn't closed."""
        before = self.months[-2:-1]
        return before[0] if before and before[0].period.plus(1) == self.now.period else None

    def of(self, place_id: int) -> list[PlaceFigures | None]:
        """The place in each month."""
        return [month.places.get(place_id) for month in self.months]


def trend(*, period: Period, closing: Closing | None, sheet: ProgrammeSheet, actor: Actor) -> Trend:
    """The way of the sheet's programme to ``period``; four queries at most."""
    closings = _in_force(period)
    programmes = {
        programme.year: programme
        for programme in Programme.objects.filter(
            series=sheet.programme.series, year__in=(period.year, period.year - 1)
        )
    }
    found = _figures(closings, programmes, actor)
    now = MonthFigures(
        period.key,
        closing,
        {place: each for (place, cut), each in sheet.places.items() if cut == ALL},
    )
    before = [month for month in found if month.period.year == period.year]
    return Trend(
        months=(*before, now),
        year_before=next((m for m in found if m.period == period.key.a_year_before), None),
    )


def _in_force(period: Period) -> list[Closing]:
    """The closings in force of the year's months before, and of the same month a year before."""
    wanted = [*(m.code for m in period.key.year_to_date()[:-1]), period.key.a_year_before.code]
    latest = {
        closing.period.code: closing
        for closing in Closing.objects.filter(
            kind=Closing.Kind.CLOSE, period__code__in=wanted, period__state=Period.State.CLOSED
        )
        .select_related("period")
        .order_by("number")
    }
    return [latest[code] for code in sorted(latest)]


def _figures(
    closings: Sequence[Closing], programmes: Mapping[int, Programme], actor: Actor
) -> list[MonthFigures]:
    """The figures of each closing that the actor may see."""
    reach = scope(actor, Operation.VIEW_COCKPIT)
    by_place = reach.unrestricted or bool(reach.territory)
    lists = list(programmes.values())
    rows = _comparable(_frozen(closings, lists)) if by_place else _related(closings, lists, actor)
    found = []
    for closing in closings:
        programme = programmes.get(closing.period.year)
        if programme is None:
            continue
        stick = yardstick(programme, closing.period.key)
        published = closing.published_at is not None
        places = {
            row.place: PlaceFigures(
                programme_code=programme.code,
                organization_id=row.place,
                code=row.code,
                name=row.name,
                cut=ALL,
                reading=read(row.totals, row.base_fen, stick),
                rank=row.rank if reach.unrestricted or published else None,
                source=source_name(closing.period, closing) if by_place else "",
            )
            for row in rows
            if (row.closing, row.programme) == (closing.pk, programme.pk)
            and (not by_place or sees_place(reach, row.place, published=published))
        }
        found.append(MonthFigures(closing.period.key, closing, places))
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    closing: int
    programme: int
    place: int
    code: str
    name: str
    base_fen: int
    rank: int | None
    totals: Totals


def _frozen(closings: Iterable[Closing], programmes: Iterable[Programme]) -> list[_Row]:
    rows = ClosingFigure.objects.filter(
        closing__in=[closing.pk for closing in closings],
        programme__in=[programme.pk for programme in programmes],
        cut=ALL,
    )
    return [
        _Row(
            closing=row.closing_id,
            programme=row.programme_id,
            place=row.organization_id,
            code=row.organization_code,
            name=row.organization_name,
            base_fen=row.base_fen,
            rank=row.rank,
            totals=Totals(*(getattr(row, name) for name in TOTAL_FIELDS)),
        )
        for row in rows
    ]


def _comparable(rows: Sequence[_Row]) -> list[_Row]:
    """The rows on the comparable basis: what was merged since counts where it was merged into.

    The sum of several places has no rank of its own.
    """
    successors: dict[int, int] = dict(
        Organization.objects.filter(successor__isnull=False, valid_to__isnull=False).values_list(
            "pk", "successor_id"
        )
    )
    if not successors:
        return list(rows)
    names = {
        place.pk: place
        for place in Organization.objects.filter(pk__in=successors.values(), valid_to__isnull=True)
    }
    found: dict[tuple[int, int, int], _Row] = {}
    for row in rows:
        place = comparable(row.place, successors)
        key = (row.closing, row.programme, place)
        held, today = found.get(key), names.get(place)
        if held is None:
            moved = today is not None and place != row.place
            found[key] = (
                replace(row, place=place, code=today.code, name=today.label, rank=None)
                if today is not None and moved
                else row
            )
        else:
            found[key] = replace(
                held,
                place=place,
                base_fen=held.base_fen + row.base_fen,
                totals=held.totals + row.totals,
                rank=None,
            )
    return list(found.values())


def _related(
    closings: Iterable[Closing], programmes: Iterable[Programme], actor: Actor
) -> list[_Row]:
    """The sums over the projects in relation, as figures of the city; the base is Σ plans."""
    root = Organization.objects.filter(parent__isnull=True).first()
    keys = [closing.pk for closing in closings]
    lists = [programme.pk for programme in programmes]
    if root is None or not keys or not lists:
        return []
    visible = Project.objects.visible_to(actor, Operation.VIEW_COCKPIT)
    seen, params = visible.values("pk").query.sql_with_params()
    where = (
        f"closing_id IN ({_marks(keys)}) AND programme_id IN ({_marks(lists)})"
        f" AND project_id IN ({seen})"
    )
    by = ("closing_id", "programme_id")
    with connection.cursor() as cursor:
        cursor.execute(
            cells_sql(ClosingEntry._meta.db_table, where, by=by), [*keys, *lists, *params]
        )
        summed = [(row[0], row[1], Totals(*map(int, row[2:]))) for row in cursor.fetchall()]
    return [
        _Row(
            closing, programme, root.pk, root.code, root.label, totals.annual_plan_fen, None, totals
        )
        for closing, programme, totals in summed
    ]


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))
