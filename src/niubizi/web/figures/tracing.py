"""A trace ready to be shown: the formula with its links, the rows, the returns behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.urls import reverse

from niubizi.apps.reporting.selectors.figure_key import FigureKey
from niubizi.apps.reporting.selectors.trace import (
    RowTotals,
    Trace,
    TracedClosing,
    TracedLine,
    TracedReturn,
)
from niubizi.domain.amounts import wan_of_fen
from niubizi.domain.periods import Month
from niubizi.web.figures.writing import Writer
from niubizi.web.selection import link


@dataclass(frozen=True, slots=True)
class PartView:
    """A piece of the formula; a figure in it is linked to its own trace."""

    text: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReturnView:
    """Who entered and who approved the figure of a row, and what was corrected between."""

    period: str
    revision: int
    entered_by: str
    entered_at: datetime
    approved_by: str
    approved_at: datetime | None
    source: str
    corrected: str


@dataclass(frozen=True, slots=True)
class RowView:
    """An entry of the sum; money in 分 for the filters of the template."""

    name: str
    url: str
    block: str
    plan_fen: int
    invested_fen: int
    completion: str
    lead: str
    points: Fraction | None
    progress_class: str
    mark: str
    source_words: str
    report: ReturnView | None


@dataclass(frozen=True, slots=True)
class TracePage:
    """Everything that the page and the panel show of a figure."""

    key: FigureKey
    name: str
    text: str
    about: str
    period: str
    parts: tuple[PartView, ...]
    missing: str
    scope_note: str
    closing: TracedClosing | None
    newer_url: str
    rows: tuple[RowView, ...]
    totals: RowTotals
    rows_words: str
    base_note: str
    cockpit_url: str
    list_url: str
    page_url: str
    export_url: str
    verify_url: str


def rows_words(totals: RowTotals) -> str:
    """How many entries the rows are, a package as its programme counts it: 569项（打包计444项）."""
    packed = "" if totals.lines == totals.entries else f"（打包计{totals.lines}项）"
    return f"{totals.entries}项{packed}"


def trace_page(write: Writer, found: Trace) -> TracePage:
    """The trace of a figure as pages write it."""
    figures, key = found.figures, found.key
    text_key = figures.key(key.metric)
    totals = figures.reading.totals
    page_url = link(write.request, reverse("figure", kwargs={"key": text_key}))
    return TracePage(
        key=key,
        name=found.metric.name,
        text=write.text(figures, key.metric),
        about="　".join(
            part for part in (found.programme.name, figures.name, key.cut_words) if part
        ),
        period=f"{key.period.year}年{key.period.cumulative_name}",
        parts=tuple(PartView(part.text, part.name, _url(write, part.key)) for part in found.parts),
        missing=f"其中结转上期数{totals.carried}项、未报{totals.unreported}项（按0计）。",
        scope_note=_scope_note(found),
        closing=found.closing,
        newer_url=_newer(write, found),
        rows=tuple(_row(write, each) for each in found.rows),
        totals=found.totals,
        rows_words=rows_words(found.totals),
        base_note=_base_note(write, found),
        cockpit_url=write.to("cockpit", **_context(found)),
        list_url=write.to("projects", **_context(found)),
        page_url=page_url,
        export_url=link(write.request, reverse("figure_export", kwargs={"key": text_key})),
        verify_url=f"{page_url}{'&' if '?' in page_url else '?'}verify=1",
    )


def _url(write: Writer, key: str) -> str:
    return link(write.request, reverse("figure", kwargs={"key": key})) if key else ""


def _context(found: Trace) -> dict[str, str | None]:
    """The page's selection, as the figure's own."""
    key = found.key
    superseded = found.closing is not None and found.closing.superseded_by is not None
    return {
        "period": key.period.code,
        "closing": str(key.closing) if superseded else None,
        "programme": key.programme,
        "place": key.organization,
        **({key.dimension: key.value} if key.dimension else {}),
    }


def _base_note(write: Writer, found: Trace) -> str:
    """That a target is no sum of plans, where the two would be taken for each other."""
    reading = found.figures.reading
    if reading.base_fen == reading.totals.annual_plan_fen:
        return ""
    return (
        f"完成率以{reading.yardstick.base_name}{write.yi(reading.base_fen)}亿元为基数，"
        f"不是各项目年度计划之和{write.yi(reading.totals.annual_plan_fen)}亿元。"
    )


def _newer(write: Writer, found: Trace) -> str:
    """The same figure of the closing that took this one's place."""
    if found.closing is None or found.closing.superseded_by is None:
        return ""
    _, _, rest = found.figures.key(found.key.metric).partition(":")
    return _url(write, f"{found.key.period.code}.{found.closing.superseded_by}:{rest}")


def _scope_note(found: Trace) -> str:
    if found.is_whole:
        return ""
    if not found.totals.entries:
        return "构成这个数的项目不在您的查看范围内，这里只说明算法和来处。"
    return f"这个数由{found.entries}项构成，其中{found.totals.entries}项在您的查看范围内，下面只列这些。"


def _row(write: Writer, traced: TracedLine) -> RowView:
    line = traced.line
    return RowView(
        name=line.project_name,
        url=write.project(line.project_id),
        block=line.organization_name,
        plan_fen=line.annual_plan_fen,
        invested_fen=line.invested_fen,
        completion=write.percent(line.completion),
        lead=write.points(line.lead),
        points=line.lead,
        progress_class=line.progress_class,
        mark=line.mark,
        source_words=_source_words(traced),
        report=_report(traced.report) if traced.report else None,
    )


def _source_words(traced: TracedLine) -> str:
    """Why a row has no return of its own to show, or which month's it is."""
    line = traced.line
    if traced.report is None:
        if line.source_period:
            return f"由子项目{Month.parse(line.source_period).month}月月报合计"
        return "今年还没有审定的月报，按0计" if line.owes else "本期不需报送"
    return ""


def _report(report: TracedReturn) -> ReturnView:
    given, approved = report.reported_fen, report.approved_fen
    corrected = ""
    if given is not None and approved is not None and given != approved:
        corrected = f"上报{wan_of_fen(given):,f}万元，审定{wan_of_fen(approved):,f}万元"
    return ReturnView(
        period=f"{Month.parse(report.period_code).month}月月报",
        revision=report.revision,
        entered_by=report.entered_by,
        entered_at=report.entered_at,
        approved_by=report.approved_by,
        approved_at=report.approved_at,
        source=report.source,
        corrected=corrected,
    )
