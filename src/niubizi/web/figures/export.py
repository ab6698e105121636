"""The entries behind a figure as a workbook, with the formula and the closing at its foot."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.utils import timezone

from niubizi.apps.kernel.services import note_export
from niubizi.apps.reporting.selectors.trace import Trace, TracedLine, trace
from niubizi.documents.workbooks import ColumnKind, TableColumn, TableSheet, write_table
from niubizi.domain.amounts import wan_of_fen
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import rate
from niubizi.web.access import PageRequest, page
from niubizi.web.downloads import XLSX, attachment_response, mark_of
from niubizi.web.figures.tracing import rows_words, trace_page
from niubizi.web.figures.writing import Writer

COLUMNS = (
    TableColumn("项目", width=40),
    TableColumn("编号"),
    TableColumn("板块", width=14),
    TableColumn("年度计划", ColumnKind.MONEY),
    TableColumn("累计完成", ColumnKind.MONEY),
    TableColumn("完成率", ColumnKind.RATE),
    TableColumn("超序时（百分点）", ColumnKind.POINTS),
    TableColumn("评价"),
    TableColumn("数据状态"),
    TableColumn("数据来自", width=16),
    TableColumn("填报人"),
    TableColumn("填报时间", width=18),
    TableColumn("审定人"),
    TableColumn("审定时间", width=18),
)


@page(Operation.TRACE_FIGURES)
def figure_export(request: PageRequest, key: str) -> HttpResponse:
    write = Writer(request)
    found = trace(key, actor=request.actor, rounding=write.rounding, limit=None)
    shown = trace_page(write, found)
    title = f"{shown.name}{shown.text}的构成"
    sheet = TableSheet(
        name=shown.name,
        title=title,
        subtitle=f"{shown.about}　{shown.period}　调度口径",
        unit="万元",
        columns=COLUMNS,
        rows=[_row(each) for each in found.rows],
        totals=_totals(found),
        notes=tuple(filter(None, (_formula(found), _closing(found), shown.scope_note))),
        footer=mark_of(request),
        rounding=write.rounding,
    )
    note_export(
        what=f"溯源：{title}",
        rows=len(found.rows),
        filters=key,
        actor=request.actor,
        at=request.at,
    )
    return attachment_response(write_table(sheet, created=request.at), f"{title}.xlsx", XLSX)


def _row(traced: TracedLine) -> list[str | Decimal | Fraction | None]:
    line, report = traced.line, traced.report
    return [
        line.project_name,
        line.project_code,
        line.organization_name,
        wan_of_fen(line.annual_plan_fen),
        wan_of_fen(line.invested_fen),
        line.completion,
        line.lead,
        line.class_word or "不评",
        line.mark or ("本期审定" if line.owes else "不需报送"),
        line.source_period,
        report.entered_by if report else "",
        _moment(report.entered_at) if report else "",
        report.approved_by if report else "",
        _moment(report.approved_at) if report else "",
    ]


def _totals(found: Trace) -> list[str | Decimal | Fraction | None]:
    totals = found.totals
    return [
        f"合计{rows_words(totals)}",
        "",
        "",
        wan_of_fen(totals.annual_plan_fen),
        wan_of_fen(totals.invested_fen),
        rate(totals.invested_fen, totals.annual_plan_fen),
        *[""] * 8,
    ]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _formula(found: Trace) -> str:
    return "".join(part.text for part in found.parts)


def _closing(found: Trace) -> str:
    closing = found.closing
    if closing is None:
        return "实时数，未关账。"
    return (
        f"第{closing.number}次关账，{_moment(closing.at)}，{closing.prepared_by}准备、"
        f"{closing.confirmed_by}确认，摘要sha256:{closing.digest}"
    )
