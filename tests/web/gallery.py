"""The gallery: every component and a sketch of every kind of page, with made-up data, no database.

``python -m tests.web.gallery`` serves it with the strictest policy the bundle is held to, so that a
style or a script that needs more shows at once; ``tests/web/test_gallery.py`` looks at it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import django
from django import forms
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from niubizi.web.charts import Cell, Chart, ChartTable, Column

WEB = Path(__file__).resolve().parents[2] / "src/niubizi/web"
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'"
YI = 10_000_000_000
NAMES = ("components", "cockpit", "list", "file", "desk", "wizard", "grid", "sign_in")

LONG = (
    "示例市滨江区江东新城智能网联新能源汽车动力电池系统及储能装备研发制造总部基地（一期）暨配套"
    "220千伏变电站和综合能源站工程项目"
)
BLOCKS = (
    ("滨江区", 6, 542_000, 455_000, 1, 0),
    ("湖东区", 5, 461_000, 372_000, 2, 1),
    ("竹海市", 3, 214_519, 168_000, 3, -1),
    ("临空经济开发区", 4, 368_000, 283_000, 4, 2),
    ("茅山市", 3, 216_000, 155_000, 5, 0),
    ("老城区", 3, 178_000, 99_000, 6, -2),
    ("运河区", 4, 255_000, 131_000, 7, 0),
)
PROJECTS = (
    (LONG, "2021-320400-35-01-100231", "江东智联动力科技集团有限公司", "滨江区", "开工", 186_000, 142_300),
    ("高端碳纤维复合材料产业化项目", "2020-320400-28-03-552310", "示例碳谷", "湖东区", "开工", 152_000, 98_700),
    ("轨道交通3号线一期工程", "2019-320400-48-01-331200", "市轨道集团", "老城区", "开工", 148_000, 61_200),
    ("长三角区域性应急物资储备中心", "2021-320400-53-01-200981", "市粮食和物资储备局", "临空经济开发区", "前期", 96_000, None),
    ("8英寸特色工艺半导体芯片生产线", "2020-320400-39-03-100122", "示例微电子", "滨江区", "开工", 91_500, 77_000),
    ("儿童医院迁建", "2020-320400-84-01-700331", "市卫生健康委", "运河区", "开工", 64_000, 24_100),
    ("茅山旅游度假区基础设施提升", "2021-320481-78-01-330011", "茅山文旅", "茅山市", "竣工", 38_200, 38_200),
    ("竹海智慧农业产业园", "2021-320482-01-01-120078", "竹海农发", "竹海市", "开工", 22_600, 12_700),
)  # fmt: skip
SCHEDULE = Fraction(7, 12)
MONTHS = [f"{month}月" for month in range(1, 13)]


def _fen(wan: int | None) -> int | None:
    return None if wan is None else wan * 1_000_000


def _class_of(lead: Fraction) -> str:
    if lead >= 0:
        return "ahead"
    return "on_track" if lead >= -5 else "behind"


def _progress(plan: int, invested: int | None) -> dict[str, Any]:
    if invested is None:
        return {"completion": None, "lead": None, "cls": None}
    completion = Fraction(invested, plan)
    lead = (completion - SCHEDULE) * 100
    return {"completion": completion, "lead": lead, "cls": _class_of(lead)}


def _frame() -> dict[str, Any]:
    rail = (
        ("驾驶舱", "gauge", 0), ("工作台", "checkbox", 7), ("项目", "folders", 0),
        ("月报", "clipboard-list", 11), ("通报", "file-text", 0), ("管理", "settings", 0),
    )  # fmt: skip
    return {
        "site": {
            "name": "牛鼻子",
            "office": "示例市重大项目办公室",
            "footer": "示例数据，均为虚构",
        },
        "nav": [
            {"label": label, "icon": icon, "url": f"#{icon}", "active": not at, "badge": badge}
            for at, (label, icon, badge) in enumerate(rail)
        ],
        "scope": {
            "label": "示例市",
            "options": [{"label": "示例市", "url": "#", "depth": 0, "active": True}]
            + [{"label": name, "url": "#", "depth": 1} for name, *_ in BLOCKS],
        },
        "period": {
            "label": "2021年7月",
            "state": "closed",
            "state_word": "第1次关账",
            "options": [
                {"label": "2021年8月", "state_word": "实时", "url": "#"},
                {"label": "2021年7月", "state_word": "第1次关账", "url": "#", "active": True},
                {"label": "2021年6月", "state_word": "第2次关账", "url": "#"},
            ],
        },
        "search_url": "/search/",
        "inbox": {"url": "#", "count": 3},
        "person": {
            "name": "周明",
            "unit": "示例市重大项目办公室",
            "role": "重大项目办",
            "password_url": "#",
            "sign_out_url": "#",
            "links": [{"label": "通知设置", "icon": "bell", "url": "#"}],
        },
        "watermark": "周明 市重大项目办 2021-09-03 09:30",
        "internal_mark": "内部资料",
        "now": datetime(2021, 9, 3, 1, 30, tzinfo=UTC),
        "schedule": SCHEDULE,
    }


def _trend() -> Chart:
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


def _composition() -> Chart:
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


def _curve() -> Chart:
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


def _tiles() -> Chart:
    places = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (1, 2))
    colours = {"ahead": "--ahead", "on_track": "--on-track", "behind": "--behind"}
    data = []
    for (x, y), (name, _, plan, invested, *_rest) in zip(places, BLOCKS, strict=True):
        shown = _progress(plan, invested)
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


def _headline() -> list[dict[str, Any]]:
    def change(label: str, text: str, direction: str, good: bool | None = None) -> dict[str, Any]:
        return {"label": label, "text": text, "direction": direction, "good": good}

    return [
        {"label": "完成率", "value": "75.9%", "url": "#", "lead": True, "badge": "ahead",
         "note": "高于序时17.6个百分点",
         "changes": [change("比上月", "+9.6个百分点", "up", good=True)]},
        {"label": "本年完成投资", "value": "169.6", "unit": "亿元", "url": "#",
         "changes": [change("比上月", "+21.4亿元", "up"), change("上年同期", "124.2亿元", "flat")]},
        {"label": "年度计划", "value": "223.5", "unit": "亿元", "url": "#",
         "changes": [change("比上月", "−1.2亿元", "down")], "note": "7月调减1个项目"},
        {"label": "列入项目", "value": "28", "unit": "个", "url": "#", "note": "结转20个，新增8个"},
        {"label": "新开工", "value": "6", "unit": "个", "url": "#", "note": "计划8个，开工率75.0%",
         "changes": [change("比上月", "+1个", "up", good=True)]},
    ]  # fmt: skip


def _behind() -> list[dict[str, Any]]:
    rows = (
        (LONG, "运河区", 64_000, 24_100, "土地指标8月下旬才能落实，桩基未进场；区自然资源局牵头，8月25日前供地"),
        ("轨道交通3号线一期工程", "老城区", 148_000, 61_200, "管线迁改滞后，两个站点未交地；9月5日前完成交地"),
        ("儿童医院迁建", "运河区", 52_000, 23_900, "设计变更，待概算批复"),
        ("老城区污水处理厂提标改造", "老城区", 30_000, 15_200, "未说明原因"),
    )  # fmt: skip
    return [
        {"name": name, "block": block, "plan": _fen(plan), "reason": reason,
         "gap": int(Fraction(plan) * SCHEDULE * 1_000_000) - done * 1_000_000, **_progress(plan, done)}
        for name, block, plan, done, reason in rows
    ]  # fmt: skip


def _tasks() -> list[dict[str, str]]:
    return [
        {"text": "审核运河区8月月报", "note": "14个项目，其中3个数据可疑", "due": "已过期1天", "due_class": "due-late", "verb": "去审核"},
        {"text": "确认7月关账更正通知", "note": "孙丽拟稿，须由您以外的人确认", "due": "今天17:00前", "due_class": "due-soon", "verb": "去看"},
        {"text": "回复湖东区提出的计划调整", "note": "年中调整2个项目，调减1.2亿元", "due": "9月6日前", "due_class": "", "verb": "去办"},
        {"text": "拟8月通报", "note": "关账以后可以开始", "due": "9月10日前", "due_class": "", "verb": "去拟稿"},
    ]  # fmt: skip


def _grid() -> dict[str, Any]:
    months = (
        ("滨江区", "142300", "saved", "已保存", None), ("湖东区", None, "open", "未报", None),
        ("老城区", "61200", "error", "有错误", "比7月少1,800万元；本年累计不能减少，请说明原因"),
        ("临空经济开发区", None, "open", "未报", None), ("滨江区", "77000", "locked", "已审定", None),
        ("运河区", None, "open", "未报", None), ("茅山市", "38200", "saved", "已保存", None),
        ("竹海市", None, "open", "未报", None),
    )  # fmt: skip
    rows = [
        {"id": at + 1, "version": 3, "state": state, "state_word": word,
         "errors": {"invested": error} if error else {},
         "values": {"name": project[0], "block": block, "plan": str(project[5]),
                    "last": str(int(project[5] * 0.48)), "invested": invested,
                    "progress": "主体结构施工" if invested else None, "problem": None}}
        for at, (project, (block, invested, state, word, error)) in enumerate(
            zip(PROJECTS, months, strict=True)
        )
    ]  # fmt: skip
    return {
        "columns": [
            {"field": "name", "title": "项目", "type": "text", "readonly": True, "width": 300},
            {"field": "block", "title": "板块", "type": "text", "readonly": True, "width": 120},
            {"field": "plan", "title": "年度计划", "unit": "万元", "type": "number", "readonly": True},
            {"field": "last", "title": "1—7月累计", "unit": "万元", "type": "number", "readonly": True},
            {"field": "invested", "title": "1—8月累计", "unit": "万元", "type": "number"},
            {"field": "progress", "title": "形象进度", "type": "text", "width": 240},
            {"field": "problem", "title": "存在问题", "type": "text", "width": 240},
        ],
        "rows": rows,
    }  # fmt: skip


class SampleForm(forms.Form):
    """A form as pages have them, with every kind of widget."""

    name = forms.CharField(label="项目名称", max_length=100, help_text="与批复文件一致")
    plan = forms.DecimalField(label="年度计划投资", min_value=0)
    kind = forms.ChoiceField(label="建设性质", choices=[("new", "新建"), ("more", "扩建")])
    start = forms.DateField(label="计划开工", required=False)
    why = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].unit = "万元"  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """What a wizard may still ask."""

    programme = forms.ChoiceField(label="导入到名单", choices=[("m", "2021年市重大项目")])
    note = forms.CharField(label="保存对应关系为", required=False)


def context() -> dict[str, Any]:
    """Everything the templates of the gallery show."""
    blocks = [
        {"name": name, "entries": entries, "plan": _fen(plan), "invested": _fen(done),
         "rank": rank, "moved": moved, "mine": name == "湖东区", **_progress(plan, done)}
        for name, entries, plan, done, rank, moved in BLOCKS
    ]  # fmt: skip
    projects = [
        {"name": name, "code": code, "unit": unit, "block": block, "stage": stage,
         "plan": _fen(plan), "invested": _fen(done), **_progress(plan, done)}
        for name, code, unit, block, stage, plan, done in PROJECTS
    ]  # fmt: skip
    lights = {
        "ahead": ("green", "正常"),
        "on_track": ("yellow", "关注"),
        "behind": ("red", "预警"),
        None: ("off", "未亮灯"),
    }
    for project in projects:
        project["light"], project["light_word"] = lights[project["cls"]]
    bad_form = SampleForm({"name": "", "plan": "-3", "kind": "new", "start": "2021-13-40"})
    return _frame() | {
        "request": RequestFactory().get("/list", {"page": "5"}),
        "programmes": [
            {"label": "省重大", "url": "#", "active": True},
            {"label": "市重大", "url": "#"},
            {"label": "民生实事", "url": "#"},
        ],
        "headline": _headline(),
        "blocks": blocks,
        "total": {"entries": 28, "plan": _fen(2_234_519), "invested": _fen(1_696_000), **_progress(2_234_519, 1_696_000)},
        "tasks": _tasks()[:3],
        "desk_tasks": _tasks(),
        "missing": [{"name": "运河区", "count": 28}, {"name": "临空经济开发区", "count": 17}, {"name": "老城区", "count": 16}],
        "trend": _trend(),
        "composition": _composition(),
        "curve": _curve(),
        "tiles": _tiles(),
        "behind": _behind(),
        "chips": [
            {"label": "名单", "value": "2021年市重大项目", "clear_url": "#"},
            {"label": "板块", "value": "滨江区、临空经济开发区", "clear_url": "#"},
            {"label": "评价", "value": "有缺口", "clear_url": "#"},
        ],
        "projects": projects * 2,
        "page": Paginator(range(265), 20).page(5),
        "total_plan": _fen(8_650_000),
        "total_invested": _fen(5_839_000),
        "project": {"name": LONG, "code": PROJECTS[0][1], "block": "滨江区", "plan": _fen(186_000),
                    "invested": _fen(102_400), "total": _fen(1_020_000), "since": _fen(371_500)},
        "tabs": [{"label": "概况", "url": "#", "active": True}, {"label": "计划", "url": "#"},
                 {"label": "月报", "url": "#", "count": 7}, {"label": "附件", "url": "#", "count": 12},
                 {"label": "经过", "url": "#"}],
        "facts": [
            {"label": "项目单位", "text": "江东智联动力科技集团有限公司"}, {"label": "投资主体", "text": "民企"},
            {"label": "建设性质", "text": "新建"}, {"label": "行业", "text": "38 电气机械和器材制造业"},
            {"label": "包联领导", "text": "副市长 李建国"}, {"label": "建设年限", "text": "2020年3月—2023年12月"},
            {"label": "建设内容", "text": "新建厂房32万平方米，建设动力电池系统生产线12条、储能装备生产线4条，配套220千伏变电站一座。", "wide": True},
        ],
        "photos": [{"url": f"/static/sample-{n}.svg", "caption": f"厂房主体施工现场（{n}）8月2日"} for n in (1, 2, 3, 4)],
        "events": [
            {"at": datetime(2021, 8, 5, 1, 12, tzinfo=UTC), "title": "市办审定7月月报", "who": "周明", "text": "审定数10.2亿元，与上报数一致", "url": "#", "key": True},
            {"at": datetime(2021, 8, 4, 6, 40, tzinfo=UTC), "title": "滨江区审核通过", "who": "陈杰"},
            {"at": datetime(2021, 8, 3, 2, 5, tzinfo=UTC), "title": "退回修改", "who": "陈杰", "text": "照片与6月相同，请补拍"},
            {"at": datetime(2021, 6, 30, 9, 0, tzinfo=UTC), "title": "年中调整：年度计划由20.0亿元调为18.6亿元", "text": "示重办〔2021〕12号", "key": True},
            {"at": "2020年3月18日", "title": "开工", "text": "永久性工程破土", "key": True},
        ],
        "steps": [{"label": "上传", "state": "done", "url": "#"}, {"label": "对应列", "state": "done", "url": "#"},
                  {"label": "预览", "state": "current"}, {"label": "完成", "state": "todo"}],
        "preview": [{"label": "新增项目", "value": "214", "unit": "个"}, {"label": "修改项目", "value": "46", "unit": "个", "note": "其中年度计划变化12个"},
                    {"label": "没有变化", "value": "0", "unit": "个"}, {"label": "不能导入", "value": "5", "unit": "行"}, {"label": "提醒", "value": "9", "unit": "处"}],
        "findings": [
            {"cell": "汇总!F17", "kind": "错误", "light": "red", "value": "3.5亿", "text": "年度计划要填数字，单位万元；这里像是写成了亿元。"},
            {"cell": "汇总!C31", "kind": "错误", "light": "red", "value": "江东新区", "text": "板块名单里没有“江东新区”，最接近的是“滨江区”。"},
            {"cell": "汇总!D40", "kind": "提醒", "light": "yellow", "value": LONG, "text": "与第12行名称相近，请确认不是同一个项目。"},
        ],
        "form": MappingForm(),
        "bad_form": bad_form,
        "conflict": [
            {"name": "invested", "label": "本年累计完成投资", "theirs": "61200", "mine": "62350", "theirs_text": "61,200万元", "mine_text": "62,350万元"},
            {"name": "note", "label": "存在问题", "theirs": "管线迁改滞后", "mine": "管线迁改滞后，两个站点未交地，8月底前协调"},
        ],
        "grid": _grid(),
        "messages": [Message(25, "已退回3份月报，板块会在收件箱看到原因。", extra_tags="/undo/")],
    }  # fmt: skip


def set_up() -> None:
    """Settings for the gallery alone; under pytest the project's own are there already."""
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["django.contrib.messages", "django.contrib.staticfiles", "template_partials", "niubizi.web"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
                    "OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}],
        STATIC_URL="/static/", TIME_ZONE="Asia/Shanghai", USE_TZ=True, LANGUAGE_CODE="zh-hans", SECRET_KEY="gallery",
    )  # fmt: skip
    django.setup()


def page(name: str) -> str:
    """The HTML of one page of the gallery."""
    shown = context()
    request = shown.pop("request")
    return render_to_string(f"gallery/{name}.html", shown, request)


class Handler(SimpleHTTPRequestHandler):
    """Pages at ``/NAME``, the bundle below ``/static/``, everything else as files of the bundle."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0].strip("/")
        if path in NAMES:
            self._answer(page(path), "text/html; charset=utf-8")
        elif path.startswith("static/sample-"):
            self._answer(_picture(path[-5]), "image/svg+xml")
        else:
            self.path = self.path.removeprefix("/static")
            super().do_GET()

    def _answer(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        return


def _picture(number: str) -> str:
    hue = 200 + 12 * int(number)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">'
        f'<rect width="800" height="600" fill="hsl({hue} 30% 78%)"/>'
        f'<path d="M0 430h800v170H0z" fill="hsl({hue - 160} 18% 60%)"/>'
        f'<path d="M150 430V220h220v210M420 430V150h90v280M560 430V280h140v150" fill="hsl({hue} 18% 48%)"/>'
        '<path d="M460 150V60h260M460 60l-70 90" stroke="#333" stroke-width="8" fill="none"/></svg>'
    )


def serve(port: int = 0) -> ThreadingHTTPServer:
    """A server of the gallery, not yet started; port 0 takes a free one."""
    set_up()
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(WEB / "static")))


def main(arguments: Mapping[int, str]) -> None:
    server = serve(int(arguments.get(1, "8900")))
    sys.stdout.write("".join(f"http://127.0.0.1:{server.server_port}/{name}\n" for name in NAMES))
    server.serve_forever()


if __name__ == "__main__":
    main(dict(enumerate(sys.argv)))
