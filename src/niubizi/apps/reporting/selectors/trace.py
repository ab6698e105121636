"""溯源: where a published figure comes from, down to the returns behind it.

A figure's key names its source (a closing or live), programme, place, cut and metric. Its trace is
the formula in words with the numbers in it, the entries it sums with the returns behind them, and
the closing with its digest. Whoever may see a figure sees its formula; rows are shown as far as
the person reaches the projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.reporting.filters import Rows
from niubizi.apps.reporting.models import Closing, Period, ProgressReport
from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures, figure_sheet
from niubizi.apps.reporting.selectors.standings import StandingLine, lines, standings
from niubizi.domain.amounts import Rounding
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.metrics.catalogue import METRICS, Metric, explain
from niubizi.metrics.cube import ALL

LIVE = "live"
ROWS_SHOWN = 500

# Which entries a counting metric counts; every other metric reads all entries of its group.
_COUNTED: dict[str, dict[str, object]] = {
    "carry_over": {"origin": "carry_over"},
    "new": {"origin": "new"},
    "owed": {"owes": True},
    "carried": {"carried": True},
    "unreported": {"unreported": True},
    "ahead": {"progress_class": "ahead"},
    "on_track": {"progress_class": "on_track"},
    "behind": {"progress_class": "behind"},
}


@dataclass(frozen=True, slots=True)
class FigureKey:
    """A parsed key: ``2021-07.1:2021-provincial:binjiang:all:completion``."""

    period: Month
    closing: int | None
    programme: str
    organization: str
    cut: str
    metric: str

    @classmethod
    def parse(cls, text: str) -> FigureKey:
        """The parts of a key; raises ``figure.unknown`` for anything else."""
        head, _, rest = text.partition(":")
        parts = rest.split(":")
        code, _, number = head.partition(".")
        if len(parts) < 4 or parts[-1] not in METRICS:
            raise DomainError("figure.unknown")
        if number != LIVE and not (number.isascii() and number.isdecimal()):
            raise DomainError("figure.unknown")
        try:
            period = Month.parse(code)
        except DomainError as wrong:
            raise DomainError("figure.unknown") from wrong
        # A cut's value is an office's own word and may hold a colon.
        return cls(
            period=period,
            closing=None if number == LIVE else int(number),
            programme=parts[0],
            organization=parts[1],
            cut=":".join(parts[2:-1]),
            metric=parts[-1],
        )


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
class Trace:
    """Everything that stands behind a figure. ``rows`` is ``None`` where they may not be seen."""

    key: str
    metric: Metric
    figures: PlaceFigures
    sheet: FigureSheet
    programme_name: str
    place_name: str
    cut_words: str
    text: str
    formula: str
    rows: Sequence[TracedLine] | None
    rows_total: int


def trace(
    key: str, *, actor: Actor, rounding: Rounding = Rounding.HALF_UP, limit: int = ROWS_SHOWN
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
    place = Organization.objects.get(code=parsed.organization)
    rows = standings(
        period=period,
        closing=closing,
        actor=actor,
        programme=programme,
        place=place,
        operation=Operation.TRACE_FIGURES,
    )
    rows = _counted(rows, parsed)
    total = rows.count()
    hidden = total == 0 and figures.reading.totals.entries > 0 and parsed.metric not in _COUNTED
    return Trace(
        key=key,
        metric=metric,
        figures=figures,
        sheet=sheet,
        programme_name=programme.name,
        place_name=figures.name,
        cut_words=_cut_words(parsed.cut),
        text=metric.text(figures.reading, rounding=rounding),
        formula=explain(metric, figures.reading, rounding=rounding),
        rows=None if hidden else _with_reports(lines(rows.order_by("-invested_fen")[:limit])),
        rows_total=total,
    )


def _closing(period: Period, key: FigureKey) -> Closing | None:
    if key.closing is None:
        if period.state == Period.State.CLOSED:
            # Live figures of a closed period no longer exist.
            raise DomainError("figure.unknown")
        return None
    closing = period.closings.filter(kind=Closing.Kind.CLOSE, number=key.closing).first()
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
        dimension, _, value = key.cut.partition("=")
        rows = rows.filter(**{dimension: value})
    return rows.filter(**_COUNTED.get(key.metric, {}))


def _cut_words(cut: str) -> str:
    if cut == ALL:
        return ""
    dimension, _, value = cut.partition("=")
    if dimension == "origin":
        return {"carry_over": "结转项目", "new": "新增项目"}.get(value, value)
    return value


def _with_reports(found: list[StandingLine]) -> list[TracedLine]:
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
    return [TracedLine(line, reports.get(line.source_report_id or 0)) for line in found]
