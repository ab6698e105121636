"""The gallery's charts, written as a page's view-model would write them."""

from __future__ import annotations

from niubizi.web.charts import Cell, Chart, ChartTable, Column
from tests.frontend.figures import BLOCKS, MONTHS, progress


def trend() -> Chart:
    plan = [9.8, 21.4, 42.1, 63.9, 86.2, 109.7, 130.4, 151.0, 172.3, 192.1, 209.0, 223.5]
    done: list[float | None] = [11.2, 24.0, 52.6, 85.1, 117.9, 148.2, 169.6]
    last = [8.1, 17.7, 36.5, 58.0, 80.4, 104.9, 124.2, 141.6, 160.0, 178.8, 194.0, 206.8]
    done += [None] * 5
    option = {
        "format": {"unit": "亿元", "decimals": 1},
        "grid": {"left": 16, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "legend": {"top": 8, "right": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": MONTHS},
        "yAxis": {"type": "value", "name": "亿元", "nameGap": 10},
        "series": [
            {"name": "累计完成", "type": "bar", "data": done, "barMaxWidth": 22,
             "itemStyle": {"color": "--chart-actual", "borderRadius": [2, 2, 0, 0]}},
            {"name": "序时计划", "type": "line", "data": plan, "symbol": "none",
             "lineStyle": {"type": "dashed", "color": "--ink-2", "width": 2}, "itemStyle": {"color": "--ink-2"}},
            {"name": "上年同期", "type": "line", "data": last, "symbol": "none",
             "lineStyle": {"color": "--chart-last", "width": 2}, "itemStyle": {"color": "--chart-last"}},
        ],
    }  # fmt: skip
    rows = [
        [month, f"{p:.1f}", "—" if d is None else Cell(f"{d:.1f}", "#"), f"{before:.1f}"]
        for month, p, d, before in zip(MONTHS, plan, done, last, strict=True)
    ]
    columns = [Column("月份", num=False)] + [
        Column(name, "亿元") for name in ("序时计划", "累计完成", "上年同期")
    ]
    return Chart(
        "trend",
        "投资跑在计划前面吗？",
        option,
        ChartTable(columns, rows),
        "1—7月累计完成169.6亿元，比序时计划多39.2亿元",
    )


def composition() -> Chart:
    kinds = (
        ("先进制造", 92.4, 14),
        ("基础设施", 51.3, 6),
        ("民生实事", 38.7, 5),
        ("现代服务", 41.1, 3),
    )
    option = {
        "format": {"unit": "亿元", "decimals": 1},
        "grid": {"left": 16, "right": 56, "top": 16, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [kind for kind, *_ in kinds]},
        "series": [
            {"type": "bar", "barMaxWidth": 18, "name": "年度计划", "data": [value for _, value, _ in kinds],
             "itemStyle": {"color": "--chart-1", "borderRadius": [0, 2, 2, 0]},
             "label": {"show": True, "position": "right", "formatter": "{c}亿元"}},
        ],
    }  # fmt: skip
    rows = [[kind, str(number), f"{value:.1f}"] for kind, value, number in kinds]
    columns = [Column("类别", num=False), Column("项目", "个"), Column("年度计划", "亿元")]
    return Chart(
        "composition",
        "投资投向哪里？",
        option,
        ChartTable(columns, rows),
        "按年度计划，结转20个、新增8个",
    )


def curve() -> Chart:
    option = {
        "format": {"unit": "亿元", "decimals": 1},
        "grid": {"left": 16, "right": 24, "top": 48, "bottom": 8, "containLabel": True},
        "legend": {"top": 8, "right": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": MONTHS, "boundaryGap": False},
        "yAxis": {"type": "value", "name": "亿元"},
        "series": [
            {"name": "计划", "type": "line", "symbol": "none", "lineStyle": {"type": "dashed", "color": "--ink-2"},
             "itemStyle": {"color": "--ink-2"},
             "data": [0.8, 1.9, 3.6, 5.4, 7.2, 9.0, 10.8, 12.6, 14.2, 15.8, 17.2, 18.6]},
            {"name": "完成", "type": "line", "symbol": "circle", "data": [0.6, 1.5, 3.1, 5.0, 6.6, 8.4, 10.2],
             "lineStyle": {"color": "--chart-actual"}, "itemStyle": {"color": "--chart-actual"},
             "areaStyle": {"color": "--accent-soft"}},
        ],
    }  # fmt: skip
    table = ChartTable([Column("月份", num=False), Column("完成", "亿元")], [["1月", "0.6"]])
    return Chart("curve", "这个项目跟得上计划吗？", option, table, "本年累计，竖轴为亿元")


def tiles() -> Chart:
    places = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (1, 2))
    colours = {"ahead": "--ahead", "on_track": "--on-track", "behind": "--behind"}
    data = []
    for (x, y), (name, _, plan, invested, *_rest) in zip(places, BLOCKS, strict=True):
        shown = progress(plan, invested)
        rate = float(shown["completion"])
        data.append(
            {"name": f"{name}\n{rate:.1%}", "value": [x, y], "url": "#",
             "itemStyle": {"color": colours[shown["cls"]], "opacity": 1}}
        )  # fmt: skip
    axis = {"type": "value", "show": False, "min": -0.6}
    option = {
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 8},
        "xAxis": {**axis, "max": 2.6},
        "yAxis": {**axis, "max": 2.6, "inverse": True},
        "tooltip": {"show": False},
        "series": [
            {"type": "scatter", "symbol": "rect", "symbolSize": [150, 72], "data": data,
             "label": {"show": True, "formatter": "{b}", "color": "--on-status", "lineHeight": 20}},
        ],
    }  # fmt: skip
    rows = [[name, str(entries)] for name, entries, *_ in BLOCKS]
    table = ChartTable([Column("板块", num=False), Column("项目", "个")], rows)
    return Chart("tiles", "落后的板块在哪里？", option, table, "方格示意，不表示实际边界")
