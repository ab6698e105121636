"""Means: 户均投资4.67亿元 = 560亿元 ÷ 120户, 亩均税收27万元 = 64.8亿元 ÷ 2.4万亩.

Held to the two numbers only where they stand right in front, and where the mean is said to be of
such things: per mu of an area, per household of households.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.intervals import Verdict, judge
from niubizi.domain.figurecheck.relations.findings import Finding, Reckoning, Sheet

_MEANS = frozenset({"mean", "density"})
_PER = re.compile(r"(?:(?P<unit>[亩户人家])均|每(?P<each>[亩户人家]))")
_SAME = {"人": "人名", "家": "家户个", "户": "户家个"}  # units in which such things are counted
_NEAR = 12  # amounts in front of a mean that it may be of


def find(sheet: Sheet) -> Iterator[Finding]:
    """The means of the text that its amounts explain."""
    for figure in sheet.figures:
        if figure.slot in _MEANS and figure.is_amount and figure.is_precise:
            yield from _mean(sheet, figure)


def _mean(sheet: Sheet, stated: Figure) -> Iterator[Finding]:
    per = _per(sheet, stated)
    near = list(sheet.before(stated, lambda f: f.paragraph == stated.paragraph, reach=_NEAR))
    pairs = [
        (amount, divisor)
        for amount in near
        if amount.quantity.kind == stated.quantity.kind and amount.slot not in _MEANS
        for divisor in near
        if divisor is not amount and _divides(per, divisor)
    ]
    means = [_quotient(sheet, stated, amount, divisor) for amount, divisor in pairs]
    holding = next((mean for mean in means if mean.verdict is Verdict.HOLDS), None)
    if holding is not None:
        yield holding
    elif means and _is_of_these(sheet, stated, *pairs[0]):
        yield means[0]


def _per(sheet: Sheet, stated: Figure) -> str:
    """What a mean is said to be of; empty where it doesn't say."""
    said = _PER.search(sheet.text, stated.stretch.clause_start, stated.quantity.start)
    return (said["unit"] or said["each"]) if said else ""


def _divides(per: str, divisor: Figure) -> bool:
    quantity = divisor.quantity
    if per:
        return quantity.unit[-1] in _SAME.get(per, per) and divisor.interval.low > 0
    return quantity.kind == "count" and divisor.interval.low > 0


def _is_of_these(sheet: Sheet, stated: Figure, amount: Figure, divisor: Figure) -> bool:
    """共签约项目28个，总投资226.5亿元，平均单个项目投资8.1亿元: side by side in one sentence.

    亩均税收 is of 税收 and not of whatever amount stands in front.
    """
    figures = divisor, amount, stated
    side_by_side = [figure.index - divisor.index for figure in figures] == [0, 1, 2]
    one_sentence = len({figure.sentence for figure in figures}) == 1
    clause = sheet.text[stated.stretch.clause_start : stated.quantity.start]
    if (per := _PER.search(clause)) is not None and per.start():
        return False  # 规上企业亩均税收: of some of them
    of_this = stated.slot == "mean" or (bool(amount.label) and stated.label.endswith(amount.label))
    return side_by_side and one_sentence and of_this and amount.is_precise and divisor.is_precise


def _quotient(sheet: Sheet, stated: Figure, amount: Figure, divisor: Figure) -> Finding:
    scale = Fraction(amount.ones, divisor.ones * stated.ones) / stated.quantity.factor
    value, point = stated.value / stated.quantity.factor, amount.value / divisor.value * scale
    interval = (amount.interval / divisor.interval).scaled(scale)
    verdict = judge(value, stated.quantity.decimals, point, interval)
    formula = f"{sheet.quote(amount)}÷{sheet.quote(divisor)}"
    reckoning = Reckoning(stated, formula, point, interval, sheet.unit(stated))
    figures = (amount, divisor, stated)
    return reckoning.finding("mean", figures, verdict, value, sheet.quote(stated))
