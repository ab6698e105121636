"""The plan that the figures imply: amount ÷ rate is what was divided by.

Nothing here is said by the text; a statistician would test it. The plans of the parts make the
plan of the whole, and a month implies the same plan as the year to date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Interval, Verdict, total
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet, show, span_of
from niubizi.domain.figurecheck.relations.partition import Partition

_BEHIND = 3  # figures behind an amount in which its rate stands
_INVESTED = frozenset({"invested", "investment", "funds_in", "foreign"})
_GOALS = (Role.SHARE_OF_GOAL, Role.SHARE_OF_PERIOD_GOAL)


def find(sheet: Sheet) -> Iterator[Finding]:
    """Plans of parts against the plan of the whole, and of months against the year to date."""
    tested: set[int] = set()
    for partition in sheet.partitions:
        for goal in _GOALS:
            for finding in _of_parts(sheet, partition, goal):
                if finding.figures[0].index not in tested:
                    tested.add(finding.figures[0].index)
                    yield finding
    yield from _of_months(sheet)


def _of_parts(sheet: Sheet, partition: Partition, goal: Role) -> Iterator[Finding]:
    """The work and the rates of the same records, where they are printed for all of them."""
    figures = [_work(sheet, member, goal) for member in (partition.whole, *partition.parts)]
    work = [figure for figure in figures if figure is not None]
    plans = [plan for figure in work if (plan := _plan(sheet, figure, goal)) is not None]
    if len(plans) == len(figures) and Partition(work[0], tuple(work[1:])).nearly_holds:
        both = total(plans[1:]), plans[0]
        yield _finding(sheet, work, both, goal, "各部分推算的计划合计")


def _work(sheet: Sheet, member: Figure, goal: Role) -> Figure | None:
    """The member itself or the one amount of its record that is printed as a share of a goal."""
    if member.slot in _INVESTED:
        return member
    shared = [f for f in sheet.record(member) if f.slot in _INVESTED and _share(sheet, f, goal)]
    return shared[0] if len(shared) == 1 else None


def _of_months(sheet: Sheet) -> Iterator[Finding]:
    goal = Role.SHARE_OF_GOAL
    previous: Figure | None = None
    for figure in sheet.amounts:
        if figure.slot != "invested" or not sheet.remarks(figure, goal):
            continue
        if previous is not None and _are_same_projects(previous, figure):
            got, wanted = _plan(sheet, figure, goal), _plan(sheet, previous, goal)
            if got is not None and wanted is not None:
                yield _finding(sheet, (previous, figure), (got, wanted), goal, "后一处推算的计划")
        previous = figure


def _are_same_projects(a: Figure, b: Figure) -> bool:
    return a.record == b.record and a.paragraph == b.paragraph and a.period != b.period


def _share(sheet: Sheet, figure: Figure, goal: Role) -> Figure | None:
    """The share of its plan that an amount is printed to be, or the excess over it."""
    remark = next(iter(sheet.remarks(figure, goal, Role.OVER_GOAL)), None)
    if remark is not None or goal is not Role.SHARE_OF_GOAL:
        return remark
    for other in sheet.figures[figure.index + 1 : figure.index + 1 + _BEHIND]:
        if other.is_amount or other.sentence != figure.sentence:
            return None
        if other.role is Role.RATE and other.rate is not None and other.rate.goal:
            return other  # 完成投资268.5亿元，年度计划完成率82.4%
    return None


def _plan(sheet: Sheet, figure: Figure, goal: Role) -> Interval | None:
    share = _share(sheet, figure, goal)
    if share is None or not share.is_precise or not figure.is_precise:
        return None
    percent = share.interval + Interval.of(_excess(share))
    return (figure.interval / percent).scaled(100) if percent.low > 0 else None


def _excess(share: Figure) -> Fraction:
    """超年度计划8.5个百分点 is a share of 108.5 %."""
    return Fraction(100 if share.role is Role.OVER_GOAL else 0)


def _finding(
    sheet: Sheet, figures: Sequence[Figure], plans: tuple[Interval, Interval], goal: Role, what: str
) -> Finding:
    got, wanted = plans
    shares = [share for f in figures if (share := _share(sheet, f, goal)) is not None]
    verdict = Verdict.HOLDS if got.meets(wanted) else Verdict.FAILS
    relation = "一致" if verdict is Verdict.HOLDS else "对不上，请核对金额和完成率"
    unit = figures[0].quantity.unit
    quoted = (
        (f.quantity.operand, show(s.quantity.value + _excess(s), s.quantity.decimals))
        for f, s in zip(figures, shares, strict=True)
    )
    return Finding(
        "implied_plan_consistency",
        (*figures, *shares),
        verdict,
        f"按“金额÷完成率”推算，{what}为{span_of(got, 1)}{unit}，"
        f"整体或前一处推算为{span_of(wanted, 1)}{unit}，{relation}。",
        recomputed=(got.low + got.high) / 2,
        interval=got,
        defect=None if verdict is Verdict.HOLDS else "implied",
        operands=tuple(operand for pair in quoted for operand in pair),
    )
