"""The cockpit's charts: plan against actual over the months, and what the list is made of."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from niubizi.apps.reporting.selectors.figures import PlaceFigures, ProgrammeSheet
from niubizi.apps.reporting.selectors.trend import Trend
from niubizi.domain.periods import MONTHS
from niubizi.domain.progress import ScheduleRule
from niubizi.metrics.catalogue import Reading
from niubizi.web.charts import Cell, Chart, ChartTable, Column, Json
from niubizi.web.figures.writing import Writer

ORIGINS = {"carry_over": "结转项目", "new": "新增项目"}
YI: dict[str, Json] = {"unit": "亿元", "decimals": 1}


def plan_against_actual(write: Writer, figures: PlaceFigures, trend: Trend) -> Chart:
    """Cumulative investment by closing as bars, what was due as a line, the year's base as a mark."""
    reading = figures.reading
    known = {
        month.period.month: month.places.get(figures.organization_id) for month in trend.months
    }
    months = range(1, MONTHS + 1)
    now, invested_now = trend.now.period, reading.totals.invested_fen
    due = [_due(reading, known.get(month), month) for month in months]
    done: list[Json] = []
    rows: list[list[str | Cell]] = []
    for month in months:
        each = known.get(month)
        invested = each.reading.totals.invested_fen if each else None
        url = write.trace(each, "invested") if each else ""
        bar: dict[str, Json] = {"value": write.yi_number(invested), "url": url}
        done.append(bar if each else None)
        rows.append(
            [
                f"{month}月",
                write.yi(due[month - 1]),
                Cell(write.yi(invested), url),
                Cell(write.text(each, "completion"), write.trace(each, "completion"))
                if each
                else "—",
                write.percent(each.reading.schedule) if each else "—",
            ]
        )
    base = write.yi_number(reading.base_fen)
    option: dict[str, Json] = {
        "format": YI,
        "grid": {"left": 16, "right": 28, "top": 56, "bottom": 8, "containLabel": True},
        "legend": {"top": 4, "right": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{month}月" for month in months]},
        # Room above the year's base for the words on its line.
        "yAxis": {"type": "value", "name": "亿元", "nameGap": 12, "boundaryGap": [0, "10%"]},
        "series": [
            {
                "name": "累计完成",
                "type": "bar",
                "data": done,
                "barMaxWidth": 24,
                "itemStyle": {"color": "--chart-actual", "borderRadius": [2, 2, 0, 0]},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "data": [{"yAxis": base}],
                    "lineStyle": {"color": "--ink-3", "type": "dotted"},
                    "label": {
                        "formatter": f"{reading.yardstick.base_name}{write.yi(reading.base_fen)}亿元",
                        "position": "insideStartTop",
                        "color": "--ink-2",
                    },
                },
            },
            {
                "name": "序时应完成",
                "type": "line",
                "data": [write.yi_number(each) for each in due],
                "connectNulls": True,
                "symbol": "none",
                "lineStyle": {"type": "dashed", "color": "--ink-2", "width": 2},
                "itemStyle": {"color": "--ink-2"},
            },
            _said_at(now.month, write.yi_number(invested_now), write.yi(invested_now)),
        ],
    }
    columns = [
        Column("月份", num=False),
        Column("序时应完成", "亿元"),
        Column("累计完成", "亿元"),
        Column("完成率"),
        Column("序时进度"),
    ]
    return Chart(
        "plan-actual",
        "投资跑在计划前面吗？",
        option,
        ChartTable(columns, rows),
        _so_far(write, reading),
    )


def _said_at(month: int, height: float | None, text: str) -> Json:
    """A figure written at the top of a month's bar, over the line that may pass there."""
    return {
        "type": "scatter",
        "silent": True,
        "symbolSize": 0.1,
        "tooltip": {"show": False},
        "data": [[month - 1, height]],
        "label": {
            "show": True,
            "position": "top",
            "distance": 3,
            "formatter": text,
            "fontWeight": 600,
            "color": "--ink",
            "padding": [1, 3],
            "borderRadius": 2,
            "backgroundColor": "--surface",
        },
        "z": 5,
    }


def _due(now: Reading, known: PlaceFigures | None, month: int) -> Fraction | None:
    """What was due by a month: of its own figures, else by the plain rule; December owes it all."""
    if known and known.reading.schedule is not None:
        return known.reading.schedule * known.reading.base_fen
    if now.yardstick.schedule_rule is ScheduleRule.PLAIN_MONTH or month == MONTHS:
        return Fraction(now.base_fen * month, MONTHS)
    return None


def _so_far(write: Writer, reading: Reading) -> str:
    done = reading.totals.invested_fen
    words = f"{reading.yardstick.period.cumulative_name}累计完成{write.yi(done)}亿元"
    if reading.schedule is None:
        return words
    ahead = done - reading.schedule * reading.base_fen
    return f"{words}，比序时应完成{'多' if ahead >= 0 else '少'}{write.money(abs(ahead))}"


def composition(write: Writer, sheet: ProgrammeSheet, place_id: int) -> Chart | None:
    """The year's plan and what is done of it, by origin and by industry; ``None`` without plans."""
    origins = sheet.cuts(place_id, "origin")
    industries = sheet.cuts(place_id, "industry")
    groups = [(ORIGINS.get(_value(each), _value(each)), each) for each in origins]
    groups += [(_value(each), each) for each in industries]
    if not groups:
        return None
    labels = [label for label, _ in groups]
    # An empty category sets the two divisions apart.
    at = len(origins)
    shown: list[PlaceFigures | None] = [each for _, each in groups]
    if origins and industries:
        labels.insert(at, "")
        shown.insert(at, None)
    option: dict[str, Json] = {
        "format": YI,
        "grid": {"left": 16, "right": "36%", "top": 40, "bottom": 8, "containLabel": True},
        "legend": {"top": 4, "right": 16},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "none"}},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": labels,
            "axisLine": {"show": False},
        },
        "series": [
            {
                "name": "年度计划",
                "type": "bar",
                "barWidth": "62%",
                "barMaxWidth": 22,
                "data": [_bar(write, sheet, each, done=False) for each in shown],
                "itemStyle": {"color": "--hairline-strong", "borderRadius": [0, 2, 2, 0]},
            },
            {
                "name": "累计完成",
                "type": "bar",
                "barGap": "-78%",
                "barWidth": "34%",
                "barMaxWidth": 12,
                "data": [_bar(write, sheet, each, done=True) for each in shown],
                "itemStyle": {"color": "--chart-actual", "borderRadius": [0, 2, 2, 0]},
                "z": 3,
            },
        ],
    }
    columns = [
        Column("构成", num=False),
        Column("项目", "项"),
        Column("年度计划", "亿元"),
        Column("累计完成", "亿元"),
        Column("完成率"),
    ]
    rows: list[Sequence[str | Cell]] = [
        [
            label,
            *(
                Cell(figure.text, figure.url)
                for figure in (
                    write.entries(each),
                    *(
                        write.shown(each, metric)
                        for metric in ("annual_plan", "invested", "completion")
                    ),
                )
            ),
        ]
        for label, each in groups
    ]
    return Chart(
        "composition",
        "投资投向哪里，推进得怎样？",
        option,
        ChartTable(columns, rows),
        "按年度计划，上为结转和新增，下为产业",
    )


def _bar(write: Writer, sheet: ProgrammeSheet, figures: PlaceFigures | None, *, done: bool) -> Json:
    if figures is None:
        return None
    totals = figures.reading.totals
    dimension = figures.cut.partition("=")[0]
    bar: dict[str, Json] = {
        "value": write.yi_number(totals.invested_fen if done else totals.annual_plan_fen),
        "url": write.to("projects", programme=sheet.programme.code, **{dimension: _value(figures)}),
    }
    # At the end of the longer bar, which would cover it at the end of the other.
    if done == (totals.invested_fen > totals.annual_plan_fen):
        text = f"{write.yi(totals.annual_plan_fen)}亿元　{write.text(figures, 'completion')}"
        bar["label"] = {"show": True, "position": "right", "color": "--ink-2", "formatter": text}
    return bar


def _value(figures: PlaceFigures) -> str:
    return figures.cut.partition("=")[2]
