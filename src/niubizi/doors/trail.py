"""The audit trail in words: what each deed, subject and field is called, and values as people write them.

The trail keeps codes and plain values; a page or a workbook shows them through :func:`changes`. An
action or a field of the source without a word is a bug that a test finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from niubizi.domain.amounts import NOT_AVAILABLE, wan_of_fen
from niubizi.domain.deadlines import CHINA
from niubizi.domain.lifecycle import STAGE_WORDS
from niubizi.domain.review import Action, State
from niubizi.domain.roles import Role
from niubizi.domain.tokens import TokenScope

ORIGINS = {"web": "网页", "api": "接口", "verb": "命令行", "system": "系统"}
"""The doors a deed may come through, by the first word of an actor's origin."""

ACTIONS: dict[str, str] = {
    "user.sign_in": "登录",
    "user.sign_in_refused": "登录被拒",
    "user.create": "新建账号",
    "user.update": "修改账号",
    "user.password_reset": "重置密码",
    "user.password_change": "修改密码",
    "user.sign_out": "退出登录",
    "user.locked": "登录锁定",
    "user.tried_while_locked": "锁定期间继续尝试登录",
    "user.unlock": "解除登录锁定",
    "user.release": "确认密码重置",
    "user.recover": "在服务器上恢复账号",
    "sessions.end": "结束登录",
    "second_factor.confirm": "启用动态口令",
    "second_factor.remove": "停用动态口令",
    "second_factor.codes": "重新生成恢复码",
    "second_factor.recover": "用恢复码登录",
    "token.make": "生成接口令牌",
    "token.revoke": "作废接口令牌",
    "setting.change": "修改设置",
    "view.save": "保存视图",
    "view.delete": "删除视图",
    "export": "导出",
    "backup": "备份",
    "restore": "从备份恢复",
    "organization.create": "新建机构",
    "organization.update": "修改机构",
    "grant.give": "授权",
    "grant.end": "撤销授权",
    "programme.create": "新建名单",
    "programme.update": "修改名单设置",
    "programme.rollover": "结转名单",
    "entry.add": "调入名单",
    "entry.update": "修改名单信息",
    "entry.remove": "调出名单",
    "plan.revise": "调整年度计划",
    "project.create": "新建项目",
    "project.update": "修改项目",
    "project.advance": "变更项目阶段",
    "project.tie": "关联项目",
    "project.untie": "取消项目关联",
    "import.list": "导入名单",
    "import.month": "导入月报表",
    "import.mapping": "保存列对应关系",
    "import.upload": "上传待导入的工作簿",
    "import.abandon": "放弃导入",
    "import.clear": "清理未导入的工作簿",
    "package.add": "列入子项目",
    "package.remove": "移出子项目",
    "map.upload": "上传地图底图",
    "map.remove": "撤下地图底图",
    "remark.leave": "批示",
    "remark.answer": "答复批示",
    "attachment.add": "上传附件",
    "attachment.remove": "移除附件",
    "photo.add": "上传照片",
    "photo.remove": "移除照片",
    "period.open": "开放调度期",
    "calendar.change": "修改报送日历",
    "calendar.due": "调整报送期限",
    "calendar.day": "设置节假日",
    "calendar.day_remove": "移除节假日",
    "calendar.seed": "填入放假安排",
    "period.reopen": "重新开账",
    "return.revise": "发起月报更正",
    **{f"return.{action.value}": f"{action.word}月报" for action in Action},
    "closing.prepare": "准备关账",
    "closing.withdraw": "撤回关账准备",
    "closing.confirm": "确认关账",
    "closing.publish": "公布关账数据",
    "briefing.draft": "拟通报",
    "briefing.edit": "修改通报草稿",
    "briefing.discard": "废弃通报草稿",
    "briefing.issue": "签发通报",
    "briefing.template": "更换通报模板",
    "briefing.template_reset": "恢复通报模板",
}

SUBJECTS: dict[str, str] = {
    "importbatch": "导入",
    "columnmapping": "列对应关系",
    "user": "账号",
    "apitoken": "接口令牌",
    "setting": "设置",
    "savedview": "视图",
    "organization": "机构",
    "rolegrant": "授权",
    "project": "项目",
    "remark": "批示",
    "approvedmap": "地图底图",
    "programme": "名单",
    "programmeentry": "名单项目",
    "period": "调度期",
    "calendarrule": "报送日历",
    "calendarday": "节假日",
    "progressreport": "月报",
    "closing": "关账",
    "briefing": "通报",
    "briefingtemplate": "通报模板",
}

FIELDS: dict[str, str] = {
    "name": "名称",
    "unit_name": "单位",
    "phone": "电话",
    "is_active": "启用",
    "failures": "连续失败次数",
    "sessions": "退出登录处数",
    "scopes": "允许的操作",
    "expires_at": "到期",
    "short_name": "简称",
    "gb2260": "区划代码",
    "position": "排序",
    "valid_from": "起始日期",
    "valid_to": "终止日期",
    "successor": "承继机构",
    "kind": "类型",
    "level": "级别",
    "tile_x": "网格列",
    "tile_y": "网格行",
    "mode": "期限算法",
    "merges_first_two": "1—2月合并报送",
    "december": "12月提前报送",
    "part": "子项目",
    "rows": "行数",
    "filters": "条件",
    "file": "文件",
    "row": "行号",
    "new": "新增",
    "changed": "变更",
    "unchanged": "不变",
    "skipped": "未导入",
    "origin": "结转/新增",
    "category": "类别",
    "invested_before_fen": "至上年底累计完成投资",
    "national_code": "投资项目代码",
    "content": "建设内容及规模",
    "industry": "产业类别",
    "subindustry": "细分行业",
    "gbt4754": "国民经济行业代码",
    "investor": "投资主体",
    "construction": "建设性质",
    "flags": "标签",
    "total_fen": "总投资",
    "planned_start": "计划开工",
    "planned_end": "计划竣工",
    "owner_name": "建设单位",
    "leader_name": "包联领导",
    "longitude": "经度",
    "latitude": "纬度",
    "extra": "其他信息",
    "block": "所属板块",
    "organization": "机构",
    "relation": "关系",
    "person": "人员",
    "on": "日期",
    "note": "说明",
    "programme": "名单",
    "plan_fen": "年度计划",
    "left_on": "调出日期",
    "reason": "原因",
    "from_month": "自几月起",
    "document_number": "文号",
    "base_kind": "完成率基数",
    "target_fen": "年度目标",
    "targets": "各板块年度目标",
    "schedule_rule": "序时口径",
    "tolerance_points": "基本达序时容差",
    "counts_packages": "打包项目计1项",
    "state": "状态",
    "comment": "意见",
    "source": "来源",
    "figure_fen": "本年累计完成投资",
    "sha256": "文件校验值",
    "digest": "数据摘要",
    "trail_hash": "日志末条校验值",
    "number": "编号",
    "closing": "关账",
    "projects": "项目数",
    "owed": "应报",
    "carried": "结转上期数",
    "unreported": "未报",
}

VALUES: dict[str, dict[str, str]] = {
    "state": {state.value: state.word for state in State},
    "source": {"grid": "网页填报", "workbook": "工作簿", "api": "接口"},
    "relation": {
        "block": "属地",
        "department": "牵头部门",
        "assisting": "配合部门",
        "owner": "建设单位",
        "leader_unit": "包联单位",
    },
    "kind": {
        "territory": "行政区划",
        "zone": "开发区（园区）",
        "department": "部门",
        "headquarters": "指挥部",
        "company": "企业（项目单位）",
    },
    "level": {
        "0": "填报人",
        "city": "市",
        "block": "板块",
        "town": "镇街园区",
        "1": "板块",
        "2": "市级",
    },
    "construction": {
        "new": "新建",
        "expansion": "扩建",
        "rebuilding": "改建",
        "upgrade": "技改",
    },
    "investor": {"government": "政府", "state": "国企", "private": "民企", "foreign": "外资"},
    "scopes": {scope.value: scope.word for scope in TokenScope},
    "": {
        **{stage.value: word for stage, word in STAGE_WORDS.items()},
        **{role.value: role.word for role in Role},
    },
}

HASHES = frozenset({"sha256", "digest", "trail_hash"})
HASH_SHOWN = 12
"""Enough of a hash to tell two apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """A line of what a deed changed or said; ``before`` is ``None`` where there was nothing."""

    label: str
    before: str | None
    after: str


def action_word(action: str) -> str:
    return ACTIONS.get(action, action)


def subject_word(subject_type: str) -> str:
    return SUBJECTS.get(subject_type, subject_type)


def origin_word(origin: str) -> str:
    """Where a deed came from, with what the door adds: 网页 192.0.2.7, 命令行 period."""
    door, _, rest = origin.partition(" ")
    return " ".join(part for part in (ORIGINS.get(door, door), rest) if part)


def changes(action: str, detail: Mapping[str, Any]) -> list[Change]:
    """What the detail of a line says: changed values with before and after, then the rest."""
    found: list[Change] = []
    before, after = detail.get("before"), detail.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        found += [
            Change(_label(name), value_text(name, before.get(name)), value_text(name, after[name]))
            for name in after
            if before.get(name) != after[name]
        ]
    elif "before" in detail or "after" in detail:
        found.append(Change(_what(action), value_text("", before), value_text("", after)))
    if "after_fen" in detail:
        found.append(
            Change(
                "年度计划",
                value_text("plan_fen", detail.get("before_fen")),
                value_text("plan_fen", detail["after_fen"]),
            )
        )
    for name, value in detail.items():
        if name in {"before", "after", "after_fen", "before_fen"} or value in (None, "", [], {}):
            continue
        earlier = detail.get("before_fen") if name == "figure_fen" else None
        found.append(
            Change(
                _label(name),
                None if earlier is None else value_text(name, earlier),
                value_text(name, value),
            )
        )
    return found


def value_text(name: str, value: Any) -> str:
    """A kept value as people write it: 万元, dates, yes and no, words for codes."""
    if value is None or value == "":
        return NOT_AVAILABLE
    if isinstance(value, bool):
        return "是" if value else "否"
    if name.endswith("_fen") and isinstance(value, int):
        return f"{wan_of_fen(value):,f}万元"
    if name == "title":
        return "".join(str(value).splitlines())
    if name in HASHES:
        return f"{value[:HASH_SHOWN]}…"
    if isinstance(value, list):
        return "、".join(value_text(name, each) for each in value) or NOT_AVAILABLE
    if isinstance(value, dict):
        return "；".join(f"{_label(key)}：{value_text(key, each)}" for key, each in value.items())
    word = VALUES.get(name, {}).get(str(value))
    return word or _date_text(str(value))


def _date_text(text: str) -> str:
    if len(text) < len("2021-07-01") or not text[:4].isdigit():
        return text
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text).astimezone(CHINA)
            return f"{_day(moment)} {moment:%H:%M}"
        return _day(date.fromisoformat(text))
    except ValueError:
        return text


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _label(name: str) -> str:
    return FIELDS.get(name, name)


def _what(action: str) -> str:
    return {"project.advance": "阶段"}.get(action, "取值")
