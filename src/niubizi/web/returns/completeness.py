"""报送情况: by block how much has been handed up and when, who hasn't reported, and a text to remind."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.reporting.selectors.completeness import (
    BlockCompleteness,
    Completeness,
    completeness,
)
from niubizi.domain.amounts import percent_text
from niubizi.domain.permissions import Operation
from niubizi.doors.chasing import chase_text
from niubizi.web.access import PageRequest, page
from niubizi.web.charts import Chart, ChartTable, Column, Json
from niubizi.web.returns.month import month_of, tabs
from niubizi.web.rounding import office_rounding

SERIES = (
    ("按时", "on_time", "--ahead"),
    ("迟报", "late", "--on-track"),
    ("未报", "outstanding", "--behind"),
)
IN_TIME = "--chart-plan"
"""The colour of what is missing while it isn't late yet: nothing to be alarmed at."""


@page(Operation.VIEW_COMPLETENESS)
def completeness_page(request: PageRequest) -> HttpResponse:
    month = month_of(request)
    found = completeness(
        period=month.period,
        actor=request.actor,
        at=request.at,
        closing=month.closing,
        place=month.place,
    )
    office = request.preferences.office_name
    shown = {
        "tabs": tabs(request, "completeness"),
        "month": month,
        "found": found,
        "blocks": [
            {"block": block, "text": chase_text(found, block, office=office)}
            for block in found.blocks
        ],
        "whole_text": chase_text(found, found.total, office=office),
        "several": len(found.blocks) > 1,
        "chart": _chart(found),
    }
    return render(request, "returns/completeness.html", shown)


def _chart(found: Completeness) -> Chart:
    """Blocks as bars, what is overdue in the alarming colour; the worst stands on top."""
    blocks = sorted(found.blocks, key=lambda each: (-each.outstanding, -each.late))
    series: list[Json] = [
        {
            "name": word,
            "type": "bar",
            "stack": "owed",
            "barMaxWidth": 22,
            "data": [getattr(block, name) for block in blocks],
            "itemStyle": {"color": colour if name != "outstanding" or found.overdue else IN_TIME},
        }
        for word, name, colour in SERIES
    ]
    option: dict[str, Json] = {
        "format": {"unit": "个", "decimals": 0},
        "grid": {"left": 16, "right": 24, "top": 40, "bottom": 8, "containLabel": True},
        "legend": {"top": 4, "right": 16},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": [block.name for block in blocks]},
        "series": series,
    }
    columns = [Column("板块", num=False), Column("应报", "个")]
    columns += [Column(word, "个") for word, _, _ in SERIES] + [Column("报送率")]
    return Chart(
        id="completeness",
        title="谁还没报？",
        subtitle="按板块，报到市里的算已报",
        option=option,
        table=ChartTable(columns, [_line(block) for block in (*blocks, found.total)]),
    )


def _line(block: BlockCompleteness) -> list[str]:
    counts = (block.owed, *(getattr(block, name) for _, name, _ in SERIES))
    return [
        block.name,
        *(f"{count:,}" for count in counts),
        percent_text(block.completeness, rounding=office_rounding()),
    ]
