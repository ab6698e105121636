"""溯源： where a published figure comes from, down to the returns behind it.

A figure's key names its source (a closing or live), programme, place, cut and metric. Its trace is
the formula in words with the numbers in it, the entries it sums with the returns behind them, and
the closing with its digest. Whoever may see a figure sees its formula; rows are shown as far as
the person reaches the projects.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme
from niubizi.apps.reporting.filters import UNREPORTED, counted, counted_if
from niubizi.apps.reporting.models import Closing, Period, ProgressReport
from niubizi.apps.reporting.rows import Rows, named
from niubizi.apps.reporting.selectors.figure_key import FigureKey
from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures, figure_sheet
from niubizi.apps.reporting.selectors.periods import closings_of
from niubizi.apps.reporting.selectors.standings import StandingLine, lines, standings
from niubizi.domain.amounts import Rounding
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.metrics.catalogue import METRICS, Metric, explain_parts
from niubizi.metrics.cube import ALL

ROWS_SHOWN = 50

# Which entries a counting metric counts; every other metric reads all entries of its group.
_COUNTED = {
    "carry_over": Q(origin="carry_over"),
    "new": Q(origin="new"),
    "owed": Q(owes=True),
    "carried": Q(carried=True),
    "unreported": UNREPORTED,
    "ahead": Q(progress_class="ahead"),
    "on_track": Q(progress_class="on_track"),
    "behind": Q(progress_class="behind"),
}
_FLAGS = {"owed": "owes", "carried": "carried", "unreported": "unreported"}

# What decides a figure stands first: its money, its plan, or what is missing to the schedule.
_BY_MONEY = ("-invested_fen", "project_code")
_BY_PLAN = ("-annual_plan_fen", "project_code")
_BY_GAP = (F("invested_fen") - F("due_fen"), "project_code")
_ORDERS: dict[str, tuple[str | Combinable, ...]] = {
    **dict.fromkeys(("annual_plan", "base", "gap_to_target", "pace_needed", "due"), _BY_PLAN),
    **dict.fromkeys(("behind", "on_track", "lead", "gap_to_schedule"), _BY_GAP),
}


@dataclass(frozen=True, slots=True)
class TracedReturn:
    """The return behind an entry's figure: who entered it, who approved it, when."""

    report_id: int
    period_code: str
    revision: int
    reported_fen: int | None
    reviewed_fen: int | None
    approved_fen: int | None
    entered_by: str
    entered_at: datetime
    approved_by: str
    approved_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class TracedLine:
    """One entry of the sum, with the return its figure comes from."""

    line: StandingLine
    report: TracedReturn | None


@dataclass(frozen=True, slots=True)
class TracedPart:
    """A piece of the formula in words; a figure in it has a name and a key of its own."""

    text: str
    name: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class TracedClosing:
    """The act that froze the figure; ``superseded_by`` is the number of a later closing."""

    id: int
    number: int
    at: datetime
    prepared_by: str
    confirmed_by: str
    digest: str
    superseded_by: int | None


@dataclass(frozen=True, slots=True)
class RowTotals:
    """Sums over all entries behind a figure that the viewer reaches; money in 分.

    ``lines`` are rows: a package is one, also where it counts as several ``entries``.
    """

    lines: int
    entries: int
    annual_plan_fen: int
    due_fen: int
    invested_fen: int
    carried: int
    unreported: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that stands behind a figure.

    ``rows`` are those of the page asked for, ``totals`` sums all that the viewer reaches, and
    ``entries`` is how many the figure counts: more than ``totals.entries`` where some are out of
    reach.
    """

    key: FigureKey
    metric: Metric
    figures: PlaceFigures
    programme: Programme
    parts: tuple[TracedPart, ...]
    closing: TracedClosing | None
    entries: int
    totals: RowTotals
    rows: tuple[TracedLine, ...]

    @property
    def is_whole(self) -> bool:
        return self.totals.entries == self.entries


def trace(
    key: str,
    *,
    actor: Actor,
    rounding: Rounding = Rounding.HALF_UP,
    start: int = 0,
    limit: int | None = ROWS_SHOWN,
) -> Trace:
    """The trace of a figure; raises ``figure.unknown`` (404) for what isn't, or isn't to be seen."""
    parsed = FigureKey.parse(key)
    period = Period.objects.filter(code=parsed.period.code).first()
    if period is None:
        raise DomainError("figure.unknown")
    closing = _closing(period, parsed)
    sheet = figure_sheet(
        period=period, actor=actor, closing=closing, programme_codes=[parsed.programme]
    )
    figures = _figures(sheet, parsed)
    metric = METRICS[parsed.metric]
    programme = sheet.programmes[0].programme
    rows = _counted(
        standings(
            period=period,
            closing=closing,
            actor=actor,
            programme=programme,
            place=Organization.objects.get(code=parsed.organization),
            operation=Operation.TRACE_FIGURES,
        ),
        parsed,
    )
    ordered = named(rows, "project_code").order_by(*_ORDERS.get(metric.code, _BY_MONEY))
    stop = None if limit is None else start + limit
    counted = figures.reading.totals
    return Trace(
        key=parsed,
        metric=metric,
        figures=figures,
        programme=programme,
        parts=_parts(metric, figures, rounding),
        closing=_traced_closing(closing),
        entries=int(metric.value(figures.reading) or 0)
        if metric.code in _COUNTED
        else counted.entries,
        totals=_totals(rows, metric.code),
        rows=_with_reports(lines(ordered[start:stop])),
    )


def _parts(metric: Metric, figures: PlaceFigures, rounding: Rounding) -> tuple[TracedPart, ...]:
    return tuple(
        TracedPart(part.text, METRICS[part.metric].name, figures.key(part.metric))
        if part.metric
        else TracedPart(part.text)
        for part in explain_parts(metric, figures.reading, rounding=rounding)
    )


def _traced_closing(closing: Closing | None) -> TracedClosing | None:
    if closing is None:
        return None
    latest = closings_of(closing.period).values_list("number", flat=True).first()
    return TracedClosing(
        id=closing.pk,
        number=closing.number,
        at=closing.at,
        prepared_by=closing.prepared_by.name if closing.prepared_by else "",
        confirmed_by=closing.confirmed_by.name,
        digest=closing.digest,
        superseded_by=latest if latest and latest > closing.number else None,
    )


def _totals(rows: Rows, metric: str) -> RowTotals:
    flag = _FLAGS.get(metric)
    found = rows.order_by().aggregate(
        lines=Count("pk"),
        entries=Coalesce(Sum(counted_if(flag) if flag else counted()), 0),
        annual_plan_fen=Coalesce(Sum("annual_plan_fen"), 0),
        due_fen=Coalesce(Sum("due_fen"), 0),
        invested_fen=Coalesce(Sum("invested_fen"), 0),
        carried=Coalesce(Sum(counted_if("carried")), 0),
        unreported=Coalesce(Sum(counted_if("unreported")), 0),
    )
    return RowTotals(**{name: int(value) for name, value in found.items()})


def _closing(period: Period, key: FigureKey) -> Closing | None:
    if key.closing is None:
        if period.state == Period.State.CLOSED:
            # Live figures of a closed period no longer exist.
            raise DomainError("figure.unknown")
        return None
    closing = (
        closings_of(period)
        .filter(number=key.closing)
        .select_related("period", "prepared_by", "confirmed_by")
        .first()
    )
    if closing is None:
        raise DomainError("figure.unknown")
    return closing


def _figures(sheet: FigureSheet, key: FigureKey) -> PlaceFigures:
    for programme in sheet.programmes:
        for figures in programme.places.values():
            if figures.code == key.organization and figures.cut == key.cut and figures.source:
                return figures
    raise DomainError("figure.unknown")


def _counted(rows: Rows, key: FigureKey) -> Rows:
    if key.cut != ALL:
        rows = rows.filter(**{key.dimension: key.value})
    return rows.filter(_COUNTED.get(key.metric, Q()))


def _with_reports(found: list[StandingLine]) -> tuple[TracedLine, ...]:
    reports = {
        report.pk: TracedReturn(
            report_id=report.pk,
            period_code=report.period.code,
            revision=report.revision,
            reported_fen=report.reported_fen,
            reviewed_fen=report.reviewed_fen,
            approved_fen=report.approved_fen,
            entered_by=report.entered_by.name,
            entered_at=report.entered_at,
            approved_by=report.approved_by.name if report.approved_by else "",
            approved_at=report.approved_at,
            source=report.get_source_display(),
        )
        for report in ProgressReport.objects.filter(
            pk__in={line.source_report_id for line in found if line.source_report_id}
        ).select_related("period", "entered_by", "approved_by")
    }
    return tuple(TracedLine(line, reports.get(line.source_report_id or 0)) for line in found)
