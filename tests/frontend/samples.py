"""What the gallery's templates show: frames, lists, forms, conflicts, a grid; all of it made up."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from tests.frontend import charts
from tests.frontend.figures import BLOCKS, LONG, PROJECTS, SCHEDULE, fen, progress


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
        {"name": name, "block": block, "plan": fen(plan), "reason": reason,
         "gap": int(Fraction(plan) * SCHEDULE * 1_000_000) - done * 1_000_000, **progress(plan, done)}
        for name, block, plan, done, reason in rows
    ]  # fmt: skip


def _tasks() -> list[dict[str, str]]:
    return [
        {"text": "审核运河区8月月报", "note": "14个项目，其中3个数据可疑", "due": "已过期1天", "due_class": "due-late", "verb": "去审核"},
        {"text": "确认7月关账更正通知", "note": "孙丽拟稿，须由您以外的人确认", "due": "今天17:00前", "due_class": "due-soon", "verb": "去看"},
        {"text": "回复湖东区提出的计划调整", "note": "年中调整2个项目，调减1.2亿元", "due": "9月6日前", "due_class": "", "verb": "去办"},
        {"text": "拟8月通报", "note": "关账以后可以开始", "due": "9月10日前", "due_class": "", "verb": "去拟稿"},
    ]  # fmt: skip


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
        {"name": name, "entries": entries, "plan": fen(plan), "invested": fen(done),
         "rank": rank, "moved": moved, "mine": name == "湖东区", **progress(plan, done)}
        for name, entries, plan, done, rank, moved in BLOCKS
    ]  # fmt: skip
    projects = [
        {"name": name, "code": code, "unit": unit, "block": block, "stage": stage,
         "plan": fen(plan), "invested": fen(done), **progress(plan, done)}
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
        "programmes": [
            {"label": "省重大", "url": "#", "active": True},
            {"label": "市重大", "url": "#"},
            {"label": "民生实事", "url": "#"},
        ],
        "headline": _headline(),
        "blocks": blocks,
        "total": {"entries": 28, "plan": fen(2_234_519), "invested": fen(1_696_000), **progress(2_234_519, 1_696_000)},
        "tasks": _tasks()[:3],
        "desk_tasks": _tasks(),
        "missing": [{"name": "运河区", "count": 28}, {"name": "临空经济开发区", "count": 17}, {"name": "老城区", "count": 16}],
        "trend": charts.trend(),
        "composition": charts.composition(),
        "curve": charts.curve(),
        "tiles": charts.tiles(),
        "behind": _behind(),
        "chips": [
            {"label": "名单", "value": "2021年市重大项目", "clear_url": "#"},
            {"label": "板块", "value": "滨江区、临空经济开发区", "clear_url": "#"},
            {"label": "评价", "value": "有缺口", "clear_url": "#"},
        ],
        "projects": projects * 2,
        "page": Paginator(range(265), 20).page(5),
        "total_plan": fen(8_650_000),
        "total_invested": fen(5_839_000),
        "project": {"name": LONG, "code": PROJECTS[0][1], "block": "滨江区", "plan": fen(186_000),
                    "invested": fen(102_400), "total": fen(1_020_000), "since": fen(371_500)},
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
        "messages": [Message(25, "已退回3份月报，板块会在收件箱看到原因。", extra_tags="/undo/")],
    }  # fmt: skip
