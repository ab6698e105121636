"""Doublings: 由12亿元增加到25亿元，翻了一番; two of them make four times as much.

翻番 is said of what has at least doubled, give or take what an office rounds away, and of nothing
that the next doubling would fit better.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.reading.numerals import chinese_integer
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet, show

_DOUBLED = re.compile(
    r"(?<![近将约要再])(?:实现)?翻(?:了)?(?P<times>[一两二三四])?番(?![以左多半])"
)
_AIMED = re.compile(r"力争|确保|目标|接近|近|将|预计|计划|争取|左右|基本")
_BETWEEN = re.compile(r"[，,][^，,。；;：:、0-9]{0,8}")  # 三年: between the levels and the word
_LEAST, _MOST = Fraction(9, 10), Fraction(9, 5)  # of the doublings that are said


def find(sheet: Sheet) -> Iterator[Finding]:
    """The doublings of the text that stand right behind the two levels they are of."""
    ends = [figure.quantity.end for figure in sheet.figures]
    for match in _DOUBLED.finditer(sheet.text):
        at = bisect_left(ends, match.start() + 1)
        if at < 2:
            continue
        before, after = sheet.figures[at - 2], sheet.figures[at - 1]
        if _are_levels(sheet, before, after, match):
            yield _finding(sheet, before, after, match)


def _are_levels(sheet: Sheet, before: Figure, after: Figure, match: re.Match[str]) -> bool:
    """由12亿元增加到25亿元，翻了一番."""
    said = sheet.text[after.quantity.end : match.start()]
    clause = sheet.text[before.stretch.clause_start : before.quantity.start]
    levels = after.stretch.clause_tags.startswith(">") and re.search("[由从]", clause) is not None
    one = before.sentence == after.sentence and before.quantity.unit == after.quantity.unit
    precise = before.is_precise and after.is_precise and before.is_amount and before.value > 0
    plain = _BETWEEN.fullmatch(said) is not None and _AIMED.search(said) is None
    return levels and one and precise and plain


def _finding(sheet: Sheet, before: Figure, after: Figure, match: re.Match[str]) -> Finding:
    times = Fraction(2 ** (chinese_integer(match["times"] or "一") or 1))
    point = after.value / before.value
    fits = _LEAST * times <= point < _MOST * times
    formula = f"{sheet.quote(after)}÷{sheet.quote(before)}＝{show(point, 2)}倍"
    told = "与" if fits else f"应在{show(times, 0)}倍上下，与"
    return Finding(
        "bound",
        (after, before),
        Verdict.HOLDS if fits else Verdict.FAILS,
        f"{formula}，{told}文中“{match.group()}”{'相符。' if fits else '不符，请核对。'}",
        stated=times,
        recomputed=point,
        defect=None if fits else "arithmetic",
    )
