"""What a verification of closings found, as sentences."""

from __future__ import annotations

from niubizi.apps.reporting.services.verifying import Break, Misfit
from niubizi.domain.amounts import NOT_AVAILABLE, wan_of_fen

_WORDS = {
    Break.DIGEST: "内容与关账时的摘要不一致",
    Break.CHAIN: "与前一次的摘要接不上，之间有登记被删除、插入或改动",
    Break.ENTRY_CHANGED: "项目“{label}”的数据被改动过",
    Break.ENTRY_INSERTED: "项目“{label}”是关账以后插入的",
    Break.ENTRY_REMOVED: "一个项目（名单项目编号{label}）被删除",
    Break.FIGURE_DIFFERS: "汇总“{label}”的{field}为{frozen}，按封存的项目应为{computed}",
    Break.FIGURE_INSERTED: "汇总“{label}”没有对应的项目，是关账以后插入的",
    Break.FIGURE_REMOVED: "一行汇总（{label}）被删除",
    Break.RANK_DIFFERS: "汇总“{label}”的排名为{frozen}，按封存的数据应为{computed}",
    Break.ACT_REMOVED: "操作日志记有“{label}”，关账数据里没有，或摘要已被替换",
}
_FIELDS = {
    "entries": "项目数",
    "parts": "打包项目拆分后的项目数",
    "carry_over": "结转项目数",
    "new": "新增项目数",
    "annual_plan_fen": "年度计划",
    "due_fen": "序时应完成",
    "invested_fen": "完成投资",
    "owed": "应报数",
    "carried": "结转上期数",
    "unreported": "未报数",
    "ahead": "超序时数",
    "on_track": "达序时数",
    "behind": "滞后数",
    "surplus": "打包项目按子项目计多出的项目数",
}


def misfit_text(misfit: Misfit) -> str:
    """Without a full stop: it may stand in a row of them."""
    return _WORDS[misfit.what].format(
        label=misfit.label,
        field=_FIELDS.get(misfit.field, misfit.field),
        frozen=_value(misfit.field, misfit.frozen),
        computed=_value(misfit.field, misfit.computed),
    )


def _value(field: str, value: int | None) -> str:
    if value is None:
        return NOT_AVAILABLE
    return f"{wan_of_fen(value):,f}万元" if field.endswith("_fen") else str(value)
