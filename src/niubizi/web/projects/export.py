"""The list as a workbook: exactly the rows, columns and order that the page shows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.urls import reverse

from niubizi.apps.kernel.services import note_export
from niubizi.apps.reporting.selectors.standings import StandingTotals, facets, lines
from niubizi.documents.workbooks import ColumnKind, TableColumn, TableSheet, write_table
from niubizi.domain.amounts import FEN_PER_YI
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.downloads import XLSX, attachment_response, mark_of
from niubizi.web.projects.bulk import picked
from niubizi.web.projects.columns import Column, Kind, Value
from niubizi.web.projects.listing import Listing, entries_words, listing

_KINDS = {
    Kind.COUNT: ColumnKind.INT,
    Kind.MONEY: ColumnKind.MONEY,
    Kind.RATE: ColumnKind.RATE,
    Kind.POINTS: ColumnKind.POINTS,
}
_WIDTHS = {"name": 40, "problems": 40, "code": 12, "block": 16, "industry": 14, "category": 14}


@page(Operation.EXPORT_PROJECTS, methods=("GET", "POST"))
def export(request: PageRequest) -> HttpResponse:
    """GET everything the list shows; POST what was ticked, its totals left out."""
    found = listing(request, reverse("projects"))
    everything = request.method != "POST" or bool(request.POST.get("everything"))
    rows = lines(found.ordered if everything else picked(request, found))
    totals = found.totals() if everything else None
    sheet = TableSheet(
        name=found.programme.short_name if found.programme else "全部项目",
        title=_title(found),
        subtitle=_subtitle(found),
        unit="亿元" if any(column.kind is Kind.MONEY for column in found.columns) else "",
        columns=tuple(
            TableColumn(
                column.label + (f"（{column.unit}）" if column.kind is Kind.POINTS else ""),
                _KINDS.get(column.kind, ColumnKind.TEXT),
                width=_WIDTHS.get(column.key, 11),
                decimals=1 if column.is_number and column.kind is not Kind.COUNT else None,
            )
            for column in found.columns
        ),
        rows=[
            [_cell(column.kind, column.value(line)) for column in found.columns] for line in rows
        ],
        totals=[_total(column, totals) for column in found.columns] if totals else None,
        footer=mark_of(request),
        rounding=request.preferences.rounding_mode,
    )
    data = write_table(sheet, created=request.at)
    note_export(
        what=f"项目：{sheet.title}",
        rows=len(rows),
        filters=found.query() if everything else f"所选{len(rows)}个",
        actor=request.actor,
        at=request.at,
    )
    return attachment_response(data, f"{sheet.title}.xlsx", XLSX)


def _title(found: Listing) -> str:
    name = found.programme.name if found.programme else "全部项目"
    return f"{name}（{found.month.name}）"


def _subtitle(found: Listing) -> str:
    """Where the figures come from and what the rows are narrowed by."""
    parts = [found.chosen.place.name] if found.chosen.place else []
    if found.chosen.period:
        parts.append(f"{found.chosen.source_words}，调度口径")
    chips = found.chips(facets(found.base)) if not found.filter.is_empty else []
    parts += [f"{chip.label}：{chip.value}" for chip in chips]
    return "；".join(parts)


def _cell(kind: Kind, value: Value) -> Value | Decimal:
    """The bare value as a workbook keeps it: money in 亿元, exact."""
    if value is None:
        return None if kind in {Kind.MONEY, Kind.RATE, Kind.POINTS} else ""
    return Decimal(int(value)) / FEN_PER_YI if kind is Kind.MONEY else value


def _total(column: Column, totals: StandingTotals) -> str | Decimal | Fraction | None:
    reading = totals.reading
    money = {
        "total": totals.total_fen,
        "plan": reading.totals.annual_plan_fen,
        "invested": reading.totals.invested_fen,
    }
    rates = {"completion": reading.completion, "schedule": reading.schedule, "lead": reading.lead}
    if column.kind is Kind.NAME:
        return f"合计{entries_words(totals)}"
    if column.key in money:
        return Decimal(money[column.key]) / FEN_PER_YI
    return rates.get(column.key, "")
