"""Slips of form and impossible numbers: a lost unit, % for 百分点, two numbers run together.

These need no second figure: the number itself can't be meant as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.reading import periods
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet

_BIG = frozenset(
    {"total", "plan", "invested", "investment", "signed_amount", "funds_in", "quota", "funds"}
)
_CAPPED = frozenset({"started", "produced", "finished", "spent", "landed", "signed"})
_RATES = frozenset({Role.RATE, Role.SHARE, Role.SHARE_OF_GOAL})
_OF_RATES = frozenset({"提高", "提升", "上升", "回落", "降低"})
_GLUED = re.compile(r"(?<![0-9.])(?P<first>[0-9]+(?:\.[0-9]+)?%)(?P<second>[0-9]+(?:\.[0-9]+)?%)")
_LEAST = Fraction(1, 10_000)  # 1万元 in 亿元: no project of a briefing is smaller


def find(sheet: Sheet) -> Iterator[Finding]:
    """The slips of a text, in the order of their kinds."""
    for figure in sheet.figures:
        if figure.quantity.unit == "元" and figure.slot in _BIG and _is_lost_unit(sheet, figure):
            yield _unit(sheet, figure)
        elif figure.role is Role.LEAD and figure.quantity.unit == "%":
            yield _points(sheet, figure)
        elif _is_change_of_rate(sheet, figure):
            yield _points(sheet, figure, Verdict.NEAR)
        elif figure.rate is not None and _exceeds(figure):
            yield _impossible(sheet, figure)
    yield from _glued(sheet)
    yield from _dates(sheet)


def _is_lost_unit(sheet: Sheet, figure: Figure) -> bool:
    """93.3元 among 亿元: nobody invests less than a car, and the neighbours are in 亿元."""
    if "e" in figure.stretch.clause_tags:
        return False  # 亩均投入2400元
    near = sheet.figures[max(0, figure.index - 12) : figure.index + 12]
    return figure.quantity.value < 10_000 and any(f.quantity.unit == "亿元" for f in near)


def _unit(sheet: Sheet, figure: Figure) -> Finding:
    quoted = sheet.quote(figure)
    message = f"{figure.indicator}“{quoted}”小得不合常理，可能漏写了“亿”或“万”，请核对单位。"
    return Finding(
        "unit_error", (figure,), Verdict.FAILS, message, figure.quantity.value, defect="format"
    )


def _is_change_of_rate(sheet: Sheet, figure: Figure) -> bool:
    """开工率82%，同比提高3.1%: probably points; the relative change of a rate is seldom meant."""
    if figure.role is not Role.GROWTH or figure.quantity.unit != "%" or not figure.index:
        return False
    last = sheet.figures[figure.index - 1]
    words = {token.text for token in figure.stretch.clause_tokens}
    is_rate = last.quantity.unit == "%" and last.role in _RATES and last.sentence == figure.sentence
    return is_rate and bool(words & _OF_RATES)


def _points(sheet: Sheet, figure: Figure, verdict: Verdict = Verdict.FAILS) -> Finding:
    point = f"{figure.quantity.literal}个百分点"
    message = f"两个百分比之差应写“百分点”：“{sheet.quote(figure)}”如指差值，宜改为“{point}”。"
    defect = "format" if verdict is Verdict.FAILS else None
    return Finding(
        "format_error", (figure,), verdict, message, figure.quantity.value, defect=defect
    )


def _exceeds(figure: Figure) -> bool:
    quantity, rate = figure.quantity, figure.rate
    if (
        rate is None
        or rate.goal
        or not _CAPPED.intersection(rate.part)
        or figure.role is not Role.RATE
    ):
        return False
    return quantity.unit == "%" and (
        quantity.value > 100 or (quantity.value == 100 and quantity.bound in {"gt", "ge"})
    )


def _impossible(sheet: Sheet, figure: Figure) -> Finding:
    name = figure.rate.name if figure.rate else "比率"
    message = f"{name}不可能超过100%：“{sheet.quote(figure)}”请核对或改写。"
    return Finding(
        "outlier", (figure,), Verdict.FAILS, message, figure.quantity.value, defect="format"
    )


def _glued(sheet: Sheet) -> Iterator[Finding]:
    for match in _GLUED.finditer(sheet.text):
        message = f"“{match.group()}”是两个数连在一起，中间漏了顿号或逗号。"
        first, second = match["first"].rstrip("%"), match["second"].rstrip("%")
        yield Finding(
            "format_error",
            (),
            Verdict.FAILS,
            message,
            defect="format",
            operands=(first, second),
            places=(match.span(),),
        )


_DATED = re.compile(
    r"(?<![0-9.])(?P<month>[0-9]{1,2})月(?:份)?(?:(?P<day>[0-9]{1,2})[日号])?(?!度)"
)


def _dates(sheet: Sheet) -> Iterator[Finding]:
    """13月, 2月30日: no calendar has them."""
    for match in _DATED.finditer(sheet.text):
        if periods.parse(match.group().replace("号", "日"), "", None).suspect:
            message = f"日期“{match.group()}”不存在，请核对。"
            yield Finding(
                "date_error",
                (),
                Verdict.FAILS,
                message,
                defect="format",
                operands=(match.group(),),
                places=(match.span(),),
            )
