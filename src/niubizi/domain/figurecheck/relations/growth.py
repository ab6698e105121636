"""Growth: this against last, by the amount of change or by last year's figure.

增加29个、增长16.3%; 上年为64个，减少8个; 由去年的32.5亿元增加到40.3亿元，增长24%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Interval, Verdict, judge
from niubizi.domain.figurecheck.relations.findings import Finding, Reckoning, Sheet

_WHOLE = Interval.of(Fraction(100))
_OPENING = re.compile(r"年初|[年月季]末|年底")
_LAST = re.compile(r"上年|去年")
_YEAR = re.compile(r"y|=[^,]*Y")


def find(sheet: Sheet) -> Iterator[Finding]:
    """The growth of the text's amounts that other amounts of the text explain."""
    for now in sheet.amounts:
        changes, bases = sheet.remarks(now, Role.CHANGE), sheet.remarks(now, Role.BASE)
        growths = _growths(sheet, now)
        if changes and growths:
            beside = [(c, g) for c in changes for g in growths if g.index == c.index + 1]
            change, growth = (beside or [(changes[0], growths[0])])[0]
            if _have_one_base(sheet, change, growth):
                yield from _from_change(sheet, now, change, growth)
        base = bases[0] if bases else _level_before(sheet, now)
        if base is not None and growths and _is_against(sheet, growths[0], base, now):
            yield from _from_base(sheet, now, base, growths[0])
        if base is not None and changes and _is_against(sheet, changes[0], base, now):
            yield from _difference(sheet, now, base, changes[0])


def _growths(sheet: Sheet, now: Figure) -> list[Figure]:
    """The growths of a claim in percent, without averages over years."""
    return [
        growth
        for growth in sheet.remarks(now, Role.GROWTH, Role.GROWTH_ON_PREVIOUS)
        if growth.quantity.unit == "%" and not sheet.is_averaged(growth)
    ]


def _said_base(sheet: Sheet, remark: Figure) -> str:
    """What a remark says it compares with: the year before, the period before, the year's opening."""
    stretch = remark.stretch
    if _OPENING.search(sheet.text, stretch.clause_start, stretch.end):
        return "opening"
    if "m" in stretch.clause_tags:
        return "previous"
    return "year" if _YEAR.search(stretch.clause_tags) else ""


def _have_one_base(sheet: Sheet, one: Figure, other: Figure) -> bool:
    """比年初增加461.2亿元，同比增长13.6%: two remarks, each with a base of its own."""
    bases = {_said_base(sheet, one), _said_base(sheet, other)} - {""}
    return len(bases) < 2


def _is_against(sheet: Sheet, remark: Figure, base: Figure, now: Figure) -> bool:
    """从2019年的86亿元增长到344亿元，同比增长12%: of last year, and not of the level in front."""
    said = _said_base(sheet, remark)
    clause = sheet.text[base.stretch.clause_start : base.stretch.end]
    if said == "year" and "Y" in base.stretch.clause_tags and not _LAST.search(clause):
        return _is_year_before(base, now)
    return said in {"", "year"} or _said_base(sheet, base) in {said, ""}


def _is_year_before(base: Figure, now: Figure) -> bool:
    then, this = base.period.year, now.period.year
    return base.role is Role.BASE or (then is not None and this is not None and this - then == 1)


def _level_before(sheet: Sheet, now: Figure) -> Figure | None:
    """由去年的32.5亿元增加到40.3亿元, or 去年完成1358.6亿元，今年1480亿元: where it came from."""
    last = sheet.figures[now.index - 1] if now.index else None
    if last is None or not last.is_amount or last.sentence != now.sentence or last.slot != now.slot:
        return None
    this_year, that_year = now.period.year, last.period.year
    if this_year and that_year == this_year - 1 and last.period.first is None:
        return last
    clause = sheet.text[last.stretch.clause_start : last.quantity.start]
    reached = now.stretch.clause_tags.startswith(">")
    return last if reached and ("由" in clause or "从" in clause) else None


def _are_comparable(*figures: Figure) -> bool:
    return len({f.quantity.kind for f in figures}) == 1


def _are_held(finding: Finding) -> bool:
    """Whether to say it: about 1200亿元, 增长9%以上 only where it comes out all the same."""
    precise = all(figure.is_precise for figure in finding.figures)
    return precise or finding.verdict is Verdict.HOLDS


def _from_change(sheet: Sheet, now: Figure, change: Figure, growth: Figure) -> Iterator[Finding]:
    """change ÷ (now − change); or change ÷ last, where the host is last year's figure itself."""
    if not _are_comparable(now, change):
        return
    amount, more = sheet.quote(now), sheet.quote(change)
    if now.slot.startswith("last:"):
        last, interval, formula = now.value, now.interval, f"{more}÷{amount}"
    else:
        last, interval = now.value - change.value, now.interval - change.interval
        formula = f"{more}÷（{amount}{'－' if change.sign > 0 else '＋'}{more}）"
    if interval.low <= 0:
        return
    # change ÷ (now − change) rises with change and falls with now, so its ends are at the corners
    ends = [
        change.interval.low / interval.high * 100,
        change.interval.high / interval.low * 100,
    ]
    interval = Interval(min(ends), max(ends))
    reckoning = Reckoning(growth, formula, change.value / last * 100, interval, "%")
    finding = _finding("yoy_from_abs_change", sheet, (now, change, growth), reckoning)
    if _are_held(finding):
        yield finding


def _from_base(sheet: Sheet, now: Figure, last: Figure, growth: Figure) -> Iterator[Finding]:
    """now ÷ last − 1."""
    if not _are_comparable(now, last) or last.interval.low <= 0:
        return
    reckoning = Reckoning(
        growth,
        f"{sheet.quote(now)}÷{sheet.quote(last)}－1",
        now.value / last.value * 100 - 100,
        (now.interval / last.interval).scaled(100) - _WHOLE,
        "%",
    )
    finding = _finding("yoy_pct", sheet, (now, last, growth), reckoning)
    if _are_held(finding):
        yield finding


def _finding(
    type_: str, sheet: Sheet, figures: tuple[Figure, ...], reckoning: Reckoning
) -> Finding:
    growth = reckoning.stated
    verdict = judge(growth.value, reckoning.decimals, reckoning.point, reckoning.interval)
    said = f"{'增长' if growth.sign > 0 else '下降'}{sheet.quote(growth)}"
    return reckoning.finding(type_, figures, verdict, growth.value, said)


def _difference(sheet: Sheet, now: Figure, last: Figure, change: Figure) -> Iterator[Finding]:
    """last ± change = now."""
    if not _are_comparable(now, last, change):
        return
    factor = now.quantity.factor
    point, interval = last.value + change.value, last.interval + change.interval
    verdict = Verdict.NEAR if interval.meets(now.interval) else Verdict.FAILS
    if point == now.value:
        verdict = Verdict.HOLDS
    formula = f"{sheet.quote(last)}{'＋' if change.sign > 0 else '－'}{sheet.quote(change)}"
    reckoning = Reckoning(
        now, formula, point / factor, interval.scaled(1 / factor), sheet.unit(now)
    )
    finding = reckoning.finding(
        "difference", (now, last, change), verdict, now.value / factor, sheet.quote(now)
    )
    if _are_held(finding):
        yield finding
