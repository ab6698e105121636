"""Differences of percentages: 增速高于全市3.2个百分点, 由38.5%提高到42.1%, a month's step."""

from __future__ import annotations

from collections.abc import Iterator

from niubizi.domain.figurecheck.figures import Figure
from niubizi.domain.figurecheck.findings import DEFECTS, Finding, Reckoning, Sheet
from niubizi.domain.figurecheck.intervals import Verdict, judge
from niubizi.domain.figurecheck.roles import Role

_BACK = 40
_AROUND = 12
_COMPARED = frozenset({Role.AGAINST, Role.POINTS_ON_YEAR, Role.POINTS_ON_PREVIOUS})
_GROWTHS = frozenset({Role.GROWTH, Role.GROWTH_ON_PREVIOUS})


def find(sheet: Sheet) -> Iterator[Finding]:
    """The points of the text that its percentages explain."""
    for figure in sheet.figures:
        if figure.role in _COMPARED:
            levels = list(_between_levels(sheet, figure))
            yield from levels or _against_another(sheet, figure)
        elif figure.role is Role.SHARE_OF_GOAL:
            yield from _step(sheet, figure)


def _against_another(sheet: Sheet, points: Figure) -> Iterator[Finding]:
    """Own percentage less another of its sort, where both are printed.

    Credited only: which of the printed figures the text compares with is an inference.
    """
    before = [
        figure
        for figure in sheet.figures[max(0, points.index - _BACK) : points.index]
        if figure.quantity.unit == "%" and figure.paragraph == points.paragraph
    ]
    if not before:
        return
    own = before[-1]
    for other in before[:-1]:
        alike = other.role is own.role or {other.role, own.role} <= _GROWTHS
        finding = _difference(sheet, points, own, other)
        if alike and finding.verdict is Verdict.HOLDS:
            yield finding
            return


def _between_levels(sheet: Sheet, points: Figure) -> Iterator[Finding]:
    """由38.5%提高到42.1%，提高3.6个百分点: the text says which two, so it is held to them."""
    if points.index < 2:
        return
    before, after = sheet.figures[points.index - 2 : points.index]
    are_levels = before.quantity.unit == after.quantity.unit == "%"
    in_sentence = before.sentence == after.sentence == points.sentence
    precise = all(figure.is_precise for figure in (before, after, points))
    if are_levels and in_sentence and precise and _is_compared_with(after):
        yield _difference(sheet, points, before, after)
        return
    if are_levels and in_sentence and precise and after.stretch.clause_tags.startswith(">"):
        yield _difference(sheet, points, after, before)


def _is_compared_with(figure: Figure) -> bool:
    """增长8.5%，比上半年的6.2%加快2.3个百分点: the second is what the first is compared with."""
    return "=" in figure.stretch.clause_tags and ">" not in figure.stretch.clause_tags


def _step(sheet: Sheet, month: Figure) -> Iterator[Finding]:
    """A month's share of the plan is the step between two cumulative shares. Credited only."""
    period = month.period
    if period.first is None or period.first != period.last or period.first == 1:
        return
    near = sheet.figures[max(0, month.index - _AROUND) : month.index + _AROUND + 1]
    shares = [
        f
        for f in near
        if f.role is Role.SHARE_OF_GOAL and f.period.first == 1 and f.paragraph == month.paragraph
    ]
    until = [f for f in shares if f.period.last == period.last]
    before = [f for f in shares if f.period.last == period.first - 1]
    if until and before:
        finding = _difference(sheet, month, until[-1], before[-1])
        if finding.verdict in {Verdict.HOLDS, Verdict.NEAR}:
            yield finding


def _difference(sheet: Sheet, points: Figure, one: Figure, other: Figure) -> Finding:
    """``one`` − ``other`` against the printed points, by size where the text turns the sign."""
    point, interval = one.value - other.value, one.interval - other.interval
    stated = points.value
    if (point < 0) != (stated < 0):
        point, interval = -point, interval.scaled(-1)
    reckoning = Reckoning(
        f"{sheet.quote(one)}与{sheet.quote(other)}之差",
        point,
        interval,
        "个百分点",
        points.quantity.decimals,
    )
    verdict = judge(stated, reckoning.decimals, point, interval)
    return Finding(
        "pp_difference",
        (points, one, other),
        verdict,
        reckoning.conclusion(verdict, sheet.quote(points)),
        stated=stated,
        recomputed=point,
        interval=interval,
        defect=DEFECTS.get(verdict),
    )
