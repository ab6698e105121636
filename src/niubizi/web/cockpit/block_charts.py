"""The charts of a block's own page: what moved its rate, and how rate and rank went this year."""

from __future__ import annotations

from fractions import Fraction

from niubizi.apps.reporting.selectors.figures import PlaceFigures
from niubizi.apps.reporting.selectors.reasons import Bridge, Reason
from niubizi.apps.reporting.selectors.trend import Trend
from niubizi.domain.amounts import number_text
from niubizi.domain.periods import Month
from niubizi.web.charts import Cell, Chart, ChartTable, Column, Json
from niubizi.web.figures.writing import Writer

REASONS = {
    Reason.WORK: "当月完成",
    Reason.PLANS: "计划调整",
    Reason.MOVES: "调入调出",
    Reason.CORRECTIONS: "更正核减",
}
RATE: dict[str, Json] = {"unit": "%", "decimals": 1}


def bridge_chart(write: Writer, found: Bridge, period: Month, schedule: Fraction | None) -> Chart:
    """A waterfall from last month's rate to this one's, one bar a reason."""
    before, now = write.percent(found.before), write.percent(found.now)
    # What moved nothing stands in the table alone.
    steps = [each for each in found.steps if each.points]
    labels = [
        f"{period.previous.month}月",
        *(REASONS[each.reason] for each in steps),
        f"{period.month}月",
    ]
    floor: list[Json] = [0]
    bars: list[Json] = [_bar(write, found.before * 100, before, "--chart-plan")]
    for step in steps:
        start = step.rate * 100 - step.points
        floor.append(write.number(min(start, step.rate * 100)))
        colour = "--ahead" if step.points >= 0 else "--behind"
        bars.append(_bar(write, abs(step.points), write.points(step.points), colour))
    floor.append(0)
    bars.append(_bar(write, found.now * 100, now, "--chart-actual"))
    option: dict[str, Json] = {
        "format": RATE,
        "grid": {"left": 16, "right": 16, "top": 32, "bottom": 8, "containLabel": True},
        "tooltip": {"show": False},
        "xAxis": {"type": "category", "data": labels, "axisLabel": {"interval": 0}},
        "yAxis": {"type": "value", "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {
                "type": "bar",
                "stack": "rate",
                "silent": True,
                "data": floor,
                "itemStyle": {"color": "transparent"},
            },
            {
                "type": "bar",
                "stack": "rate",
                "data": bars,
                "barMaxWidth": 56,
                "label": {"show": True, "position": "top"},
            },
        ],
    }
    columns = [
        Column("原因", num=False),
        Column("涉及项目", "项"),
        Column("完成投资增减", "亿元"),
        Column("基数增减", "亿元"),
        Column("影响", "百分点"),
    ]
    rows: list[list[str | Cell]] = [
        [
            REASONS[step.reason],
            number_text(step.entries, 0),
            write.yi(step.invested_fen, signed=True),
            write.yi(step.base_fen, signed=True),
            write.points(step.points),
        ]
        for step in found.steps
    ]
    change = (found.now - found.before) * 100
    rows.append(
        [
            "合计",
            "",
            write.yi(sum(step.invested_fen for step in found.steps), signed=True),
            write.yi(sum(step.base_fen for step in found.steps), signed=True),
            write.points(change),
        ]
    )
    subtitle = f"比上月{'提高' if change >= 0 else '下降'}{write.distance(change)}"
    if schedule is not None:
        subtitle += f"，同期序时提高{write.distance(schedule)}"
    return Chart(
        "bridge",
        f"完成率怎么从{before}变成{now}的？",
        option,
        ChartTable(columns, rows),
        subtitle,
    )


def trend_chart(write: Writer, trend: Trend, place_id: int) -> Chart | None:
    """Rate against schedule over the months, the rank written at each point."""
    found = [each for each in trend.of(place_id) if each and each.reading.completion is not None]
    if len(found) < 2:
        return None
    ranked = any(each.rank for each in found)
    points: list[Json] = [
        {
            "value": _percent(write, each.reading.completion),
            "url": write.trace(each, "completion"),
            "label": {
                "show": each.rank is not None,
                "formatter": f"第{each.rank}",
                # On the side away from the schedule's line.
                "position": "bottom" if (each.reading.lead or 0) < 0 else "top",
            },
        }
        for each in found
    ]
    option: dict[str, Json] = {
        "format": RATE,
        "grid": {"left": 16, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "legend": {"top": 4, "right": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [_month(each) for each in found]},
        "yAxis": {"type": "value", "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {
                "name": "完成率",
                "type": "line",
                "symbol": "circle",
                "symbolSize": 7,
                "data": points,
                "lineStyle": {"color": "--chart-actual"},
                "itemStyle": {"color": "--chart-actual"},
            },
            {
                "name": "序时进度",
                "type": "line",
                "symbol": "none",
                "data": [_percent(write, each.reading.schedule) for each in found],
                "lineStyle": {"type": "dashed", "color": "--ink-2", "width": 2},
                "itemStyle": {"color": "--ink-2"},
            },
        ],
    }
    columns = [Column("月份", num=False), Column("完成率"), Column("序时进度"), Column("名次")]
    rows: list[list[str | Cell]] = [
        [
            _month(each),
            Cell(write.text(each, "completion"), write.trace(each, "completion")),
            write.percent(each.reading.schedule),
            f"第{each.rank}名" if each.rank else "—",
        ]
        for each in found
    ]
    return Chart(
        "rate-trend",
        "名次和完成率今年怎么走的？" if ranked else "完成率今年怎么走的？",
        option,
        ChartTable(columns, rows),
        "点上的数是当月名次" if ranked else "",
    )


def _bar(write: Writer, height: Fraction, text: str, colour: str) -> Json:
    return {
        "value": write.number(height),
        "label": {"formatter": text},
        "itemStyle": {"color": colour, "borderRadius": [2, 2, 0, 0]},
    }


def _percent(write: Writer, rate: Fraction | None) -> float | None:
    return None if rate is None else write.number(rate * 100)


def _month(figures: PlaceFigures) -> str:
    return f"{figures.reading.yardstick.period.month}月"
