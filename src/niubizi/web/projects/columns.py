"""The columns a list of projects may show, for the page and for its export alike.

A column knows its head, its unit, what it is sorted by and how a line's value is written on the
page; an export takes the bare ``value``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from niubizi.apps.reporting.selectors.standings import StandingLine
from niubizi.domain.amounts import NOT_AVAILABLE, percent_text, points_text, yi_text
from niubizi.web.rounding import office_rounding

Value = str | int | Fraction | None

ORIGIN_WORDS = {"carry_over": "结转", "new": "新增"}


class Kind(Enum):
    """How a value is written; the template and the export switch on it."""

    TEXT = "text"
    NAME = "name"
    STAGE = "stage"
    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    POINTS = "points"
    CLASS = "class"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``value`` is 分， a rate, points or text. Key of ``SORTS`` in ``sort``."""

    key: str
    label: str
    value: Callable[[StandingLine], Value]
    kind: Kind = Kind.TEXT
    unit: str = ""
    sort: str = ""
    is_default: bool = True

    @property
    def is_number(self) -> bool:
        return self.kind in {Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.POINTS}


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as the page shows it."""

    column: Column
    text: str
    value: Value


def columns_of(cumulative_name: str) -> tuple[Column, ...]:
    """Every column in its order; ``cumulative_name`` is the period's: 1—7月."""
    return (
        Column(
            "number", "序号", lambda line: line.number, Kind.COUNT, sort="number", is_default=False
        ),
        Column("code", "编号", lambda line: line.project_code, sort="code", is_default=False),
        Column("name", "项目名称", lambda line: line.project_name, Kind.NAME, sort="name"),
        Column("block", "板块", lambda line: line.organization_name, sort="block"),
        Column("industry", "产业", lambda line: line.industry, sort="industry", is_default=False),
        Column(
            "origin",
            "结转/新增",
            lambda line: ORIGIN_WORDS.get(line.origin, ""),
            sort="origin",
        ),
        Column("category", "类别", lambda line: line.category, is_default=False),
        Column("stage", "阶段", lambda line: line.stage_word, Kind.STAGE, sort="stage"),
        Column("total", "总投资", lambda line: line.total_fen, Kind.MONEY, "亿元", "total"),
        Column(
            "plan",
            "年度计划",
            lambda line: line.annual_plan_fen if line.is_listed else None,
            Kind.MONEY,
            "亿元",
            "plan",
        ),
        Column(
            "invested",
            f"{cumulative_name}完成",
            lambda line: line.invested_fen if line.is_listed and not line.unreported else None,
            Kind.MONEY,
            "亿元",
            "invested",
        ),
        Column("completion", "完成率", lambda line: line.completion, Kind.RATE, "%", "completion"),
        Column(
            "schedule",
            "序时",
            lambda line: line.schedule,
            Kind.RATE,
            "%",
            "schedule",
            is_default=False,
        ),
        Column("lead", "超序时", lambda line: line.lead, Kind.POINTS, "百分点", "lead"),
        Column("gap", "距序时差额", _gap, Kind.MONEY, "亿元", "gap", is_default=False),
        Column("cls", "评价", lambda line: line.class_word, Kind.CLASS),
        Column("mark", "数据状态", lambda line: line.mark, Kind.MARK),
        Column("problems", "存在问题", lambda line: line.problems, is_default=False),
    )


def chosen_columns(columns: Iterable[Column], keys: Iterable[str]) -> tuple[Column, ...]:
    """The columns with the given keys in the table's own order, the usual ones without any."""
    wanted = set(keys)
    known = tuple(columns)
    found = tuple(column for column in known if column.key in wanted or column.kind is Kind.NAME)
    return found if len(found) > 1 else tuple(column for column in known if column.is_default)


def cell(column: Column, line: StandingLine) -> CellView:
    value = column.value(line)
    return CellView(column, _written(column.kind, value), value)


def _written(kind: Kind, value: Value) -> str:
    if value is None or value == "":
        return NOT_AVAILABLE if kind in {Kind.MONEY, Kind.RATE, Kind.POINTS} else ""
    if isinstance(value, str):
        return value
    if kind is Kind.MONEY:
        return yi_text(value, grouped=True, rounding=office_rounding())
    if kind is Kind.RATE:
        return percent_text(Fraction(value), rounding=office_rounding()).removesuffix("%")
    if kind is Kind.POINTS:
        return points_text(Fraction(value), rounding=office_rounding())
    return str(value)


def _gap(line: StandingLine) -> int | None:
    return line.gap_fen if line.annual_plan_fen else None
