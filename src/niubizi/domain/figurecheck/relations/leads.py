"""Leads over the schedule: 高于序时进度17.6个百分点 = 75.9% − 7÷12."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Interval, Verdict, judge
from niubizi.domain.figurecheck.relations.findings import Finding, Reckoning, Sheet, show

_RATES = frozenset({Role.SHARE_OF_GOAL, Role.RATE})
_NEAR, _BEHIND = 8, 4  # figures in front of a lead and behind it


def find(sheet: Sheet) -> Iterator[Finding]:
    """Every lead of the text, checked or with the reason why it can't be."""
    for figure in sheet.figures:
        if figure.role is Role.LEAD:
            yield _lead(sheet, figure)
        elif figure.role is Role.OWN_LEAD:
            yield _unchecked(sheet, figure, "文中所比的不是按月均摊的序时进度")


def _lead(sheet: Sheet, lead: Figure) -> Finding:
    rate = _rate_of(sheet, lead)
    if rate is None:
        return _unchecked(sheet, lead, "文中没有对应的完成率")
    if lead.period.last is None:
        return _unchecked(sheet, lead, "文中没有写明截至的月份")
    schedule = Fraction(100 * lead.period.last, 12)
    point, interval = rate.value - schedule, rate.interval - Interval.of(schedule)
    verdict = judge(lead.value, lead.quantity.decimals, point, interval)
    if verdict is Verdict.FAILS and not _is_forced(rate, lead):
        return _unchecked(sheet, lead, "可能另有序时安排，不按月均摊")
    if verdict is Verdict.FAILS and lead.quantity.bound != "eq":
        verdict = _bound_verdict(lead, point)
    direction = "高于" if lead.sign > 0 else "低于"
    formula = f"{sheet.quote(rate)}－{show(schedule, 1)}%（{lead.period.last}÷12）"
    said = f"{direction}序时{sheet.quote(lead)}"
    reckoning = Reckoning(lead, formula, point, interval, "个百分点")
    return reckoning.finding("pp_ahead", (rate, lead), verdict, lead.value, said)


def _rate_of(sheet: Sheet, lead: Figure) -> Figure | None:
    """The completion that leads: its host, the percentage nearest in front, or one that follows."""
    host = sheet.host(lead)
    if host is not None and host.quantity.unit == "%":
        return host
    before = sheet.figures[max(0, lead.index - _NEAR) : lead.index][::-1]
    for figure in before:
        if _is_rate(figure, lead) and figure.record == lead.record:
            return figure
    behind = sheet.figures[lead.index + 1 : lead.index + 1 + _BEHIND]
    follows = [f for f in behind if _is_rate(f, lead) and f.role is Role.SHARE_OF_GOAL]
    return follows[0] if follows and not any(_is_rate(f, lead) for f in before) else None


def _is_rate(figure: Figure, lead: Figure) -> bool:
    same = figure.paragraph == lead.paragraph
    return same and figure.quantity.unit == "%" and figure.role in _RATES


def _is_forced(rate: Figure, lead: Figure) -> bool:
    """A yearly completion at the end of a month is compared with months; a start rate may not be."""
    if rate.index > lead.index:
        return False
    yearly = rate.role is Role.SHARE_OF_GOAL or (rate.rate is not None and rate.rate.goal)
    return yearly and lead.period.is_month_end and lead.period.first == 1


def _bound_verdict(lead: Figure, point: Fraction) -> Verdict:
    bound = lead.quantity.bound
    above = point * lead.sign >= lead.quantity.value
    fits = above if bound in {"gt", "ge"} else not above if bound in {"lt", "le"} else False
    return Verdict.HOLDS if fits else Verdict.NOT_CHECKABLE


def _unchecked(sheet: Sheet, lead: Figure, reason: str) -> Finding:
    return Finding(
        "pp_ahead",
        (lead,),
        Verdict.NOT_CHECKABLE,
        f"领先或落后{sheet.quote(lead)}：{reason}，无法核算。",
        stated=lead.value,
    )
