"""Whole numbers behind small counts: 13个，增长160% means that last year had 5.

Where no whole number gives the printed percentage, either a figure is wrong or its digits were
dropped instead of rounded. An inference: the text doesn't print the number that is tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Interval, Verdict
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet

_TELLING = 3  # digits of a percentage that tell dropped digits from another base
_MOST = 400  # above, some whole number always fits
_BASES = {
    Role.GROWTH: "上年同期数",
    Role.SHARE_OF_GOAL: "目标数",
    Role.SHARE: "总数",
}


def find(sheet: Sheet) -> Iterator[Finding]:
    """The numbers that the percentages beside small counts are of."""
    for count in sheet.amounts:
        if not count.quantity.is_exact_count or not 0 < count.value <= _MOST:
            continue
        for remark in sheet.remarks(count, *_BASES):
            plain = remark.is_precise and remark.quantity.unit == "%" and remark.whole is None
            if plain and not sheet.is_averaged(remark):
                yield from _base(sheet, count, remark)


def _base(sheet: Sheet, count: Figure, remark: Figure) -> Iterator[Finding]:
    percent = remark.value + (100 if remark.role is Role.GROWTH else 0)
    step = remark.quantity.step
    what, said = _BASES[remark.role], f"由{sheet.quote(count)}与{sheet.quote(remark)}推算"
    rounded_from = _wholes(count.value, Interval.of(percent, step))
    cut_from = _wholes(count.value, Interval(percent, percent + step))
    verdict, defect = Verdict.HOLDS, None
    if rounded_from:
        ends = dict.fromkeys((rounded_from[0], rounded_from[-1]))
        message = f"{said}，{what}为{'—'.join(map(str, ends))}个。"
    elif cut_from and _digits(remark) >= _TELLING:
        verdict, defect = Verdict.EXPLAINED, "truncated"
        message = (
            f"{said}，没有整数的{what}四舍五入后得{sheet.quote(remark)}；"
            f"若舍去了尾数，则{what}为{cut_from[0]}个，请统一取舍方法。"
        )
    elif remark.role is Role.SHARE:
        return  # the share may be of money
    else:
        verdict, message = Verdict.NOT_CHECKABLE, f"{said}，没有整数的{what}能得出，请核对。"
    point = count.value / percent * 100 if percent > 0 else None
    operands = remark.quantity.literal, count.quantity.literal
    yield Finding(
        "integer_base",
        (count, remark),
        verdict,
        message,
        recomputed=point,
        defect=defect,
        operands=operands,
    )


def _digits(figure: Figure) -> int:
    return len(figure.quantity.literal.replace(".", "").lstrip("0"))


def _wholes(count: Fraction, percent: Interval) -> range:
    """The whole numbers of which ``count`` is a percentage within an interval."""
    if percent.low <= 0:
        return range(0)
    return range(ceil(count * 100 / percent.high), floor(count * 100 / percent.low) + 1)
