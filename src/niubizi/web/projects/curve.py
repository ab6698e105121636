"""The curve of a project: what was planned for each month, and what was approved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from niubizi.apps.reporting.selectors.history import Curve
from niubizi.domain.amounts import FEN_PER_YI, yi_text
from niubizi.domain.periods import MONTHS
from niubizi.web.charts import Chart, ChartTable, Column
from niubizi.web.rounding import office_rounding

_NAMES = [f"{month}月" for month in range(1, MONTHS + 1)]


def curve_chart(curve: Curve) -> Chart:
    """Cumulative plan against cumulative approved investment, in 亿元."""
    planned = [_yi(fen) for fen in curve.planned]
    approved = [_yi(fen) for fen in curve.approved]
    option: dict[str, Any] = {
        "format": {"unit": "亿元", "decimals": 2},
        "grid": {"left": 16, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "legend": {"top": 8, "right": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": _NAMES, "boundaryGap": False},
        "yAxis": {"type": "value", "name": "亿元"},
        "series": [
            {
                "name": "累计计划",
                "type": "line",
                "symbol": "none",
                "lineStyle": {"type": "dashed", "color": "--ink-2", "width": 2},
                "itemStyle": {"color": "--ink-2"},
                "data": planned,
            },
            {
                "name": "累计完成",
                "type": "line",
                "symbol": "circle",
                "connectNulls": True,
                "lineStyle": {"color": "--chart-actual", "width": 2},
                "itemStyle": {"color": "--chart-actual"},
                "areaStyle": {"color": "--accent-soft"},
                "data": approved,
            },
        ],
    }
    mode = office_rounding()
    rows = [
        [name, yi_text(plan, 2, rounding=mode), yi_text(done, 2, rounding=mode)]
        for name, plan, done in zip(
            _NAMES, curve.planned or (None,) * MONTHS, curve.approved, strict=True
        )
    ]
    columns = [Column("月份", num=False), Column("累计计划", "亿元"), Column("累计完成", "亿元")]
    return Chart(
        "curve",
        "这个项目跟得上计划吗？",
        option,
        ChartTable(columns, rows),
        f"{curve.year}年本年累计，按审定数；没有点的月份没有审定的月报",
    )


def _yi(fen: int | Fraction | None) -> float | None:
    return None if fen is None else round(float(Fraction(fen) / FEN_PER_YI), 4)
