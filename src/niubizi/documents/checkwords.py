"""The words of a figure check, the same on the page, in the exported files and at the prompt."""

from __future__ import annotations

from fractions import Fraction

from niubizi.domain.amounts import MINUS, rounded
from niubizi.domain.figurecheck import Claim, Verdict
from niubizi.domain.figurecheck.ledger import Comparison

VERDICTS = {
    Verdict.FAILS: "不符",
    Verdict.NEAR: "临界",
    Verdict.EXPLAINED: "可解释",
    Verdict.NOT_CHECKABLE: "无法核对",
    Verdict.HOLDS: "相符",
}
"""The verdicts, the gravest first."""

COMPARISONS = {
    Comparison.DIFFERS: "与台账不符",
    Comparison.AGREES: "与台账一致",
    Comparison.ABSENT: "台账中没有",
}

TYPES = {
    "pp_ahead": "超序时",
    "ratio_pct": "占比",
    "sum": "合计",
    "difference": "相差",
    "pp_difference": "相差百分点",
    "yoy_pct": "增幅",
    "yoy_from_abs_change": "增量与增幅",
    "integer_base": "按个数推算",
    "implied_plan_consistency": "推算计划",
    "shares_sum_100": "占比合计",
    "mean": "平均",
    "product": "乘积",
    "enumeration_count": "列举个数",
    "sorted_order": "排列顺序",
    "bound": "上下限",
    "repetition": "前后重复",
    "unit_error": "单位",
    "format_error": "格式",
    "date_error": "日期",
    "outlier": "异常值",
}

KINDS = {
    "actual": "实际",
    "plan": "计划",
    "target": "目标",
    "forecast": "预计",
    "threshold": "标准",
    "milestone": "突破",
    "context": "背景",
}

BOUNDS = {
    "eq": "",
    "gt": "超过",
    "ge": "不低于",
    "lt": "接近",
    "le": "不超过",
    "approx": "约",
    "range": "区间",
}

_MOST_PLACES = 12


def type_word(relation_type: str) -> str:
    """What a relation is about; one that has no word of its own is a check."""
    return TYPES.get(relation_type, "核对")


def exact(value: Fraction, places: int = _MOST_PLACES) -> str:
    """A number without needless zeros, with a real minus sign."""
    text = f"{rounded(value, places):f}".replace("-", MINUS)
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_text(claim: Claim) -> str:
    """A claim's value in its unit, a range with both ends."""
    ends = [claim.value] if claim.upper is None else [claim.value, claim.upper]
    return "—".join(exact(end) for end in ends)
