"""The columns a project table may have: what each is called in JSON and in the office, and its kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How the cells of a column are read."""

    TEXT = "text"
    MEMO = "memo"
    CODE = "code"
    BLOCK = "block"
    ORIGIN = "origin"
    MONEY = "money"
    MONTH = "month"
    SPAN = "span"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"


@dataclass(frozen=True, slots=True)
class Field:
    """A known column: its name in JSON, its name in the office, how its cells are read."""

    name: str
    title: str
    kind: Kind


MONTH_PLANS = tuple(f"plan_{number:02d}" for number in range(1, 13))

_FIELDS = (
    Field("code", "项目代码", Kind.CODE),
    Field("name", "项目名称", Kind.TEXT),
    Field("block", "所属板块", Kind.BLOCK),
    Field("content", "建设内容及规模", Kind.MEMO),
    Field("industry", "产业类别", Kind.TEXT),
    Field("origin", "新增/结转", Kind.ORIGIN),
    Field("construction", "建设性质", Kind.TEXT),
    Field("total_investment", "总投资", Kind.MONEY),
    Field("invested_before", "至上年底累计完成投资", Kind.MONEY),
    Field("annual_plan", "年度计划投资", Kind.MONEY),
    Field("invested_ytd", "本年累计完成投资", Kind.MONEY),
    Field("invested_total", "自开工累计完成投资", Kind.MONEY),
    Field("invested_month", "本月完成投资", Kind.MONEY),
    Field("progress", "形象进度", Kind.MEMO),
    Field("problems", "存在问题", Kind.MEMO),
    Field("reason", "累计数下降原因", Kind.MEMO),
    Field("span", "建设年限", Kind.SPAN),
    Field("start", "开工时间", Kind.MONTH),
    Field("end", "竣工时间", Kind.MONTH),
    Field("owner", "建设单位", Kind.TEXT),
    Field("department", "责任单位", Kind.TEXT),
    Field("leader", "包联领导", Kind.TEXT),
    Field("longitude", "经度", Kind.LONGITUDE),
    Field("latitude", "纬度", Kind.LATITUDE),
    *(Field(name, f"{int(name[-2:])}月计划", Kind.MONEY) for name in MONTH_PLANS),
)

FIELDS = {field.name: field for field in _FIELDS}
"""Every known column by its name, in the order in which JSON carries them."""

ROW_KEYS = tuple(
    key for name in FIELDS for key in (("start_year", "end_year") if name == "span" else (name,))
)
"""The keys of a row in JSON, in order; a span is two years."""
