"""What is left of a goal, or done beyond it: 超额完成37.7亿元, 还差7.7万亩.

Any two amounts in front that differ by as much are credited; held to the goal and the work only
where nothing else stands between them and the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from niubizi.domain.figurecheck.claims.amounts import EXCESS
from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.intervals import Verdict, judge
from niubizi.domain.figurecheck.relations.findings import Finding, Reckoning, Sheet
from niubizi.domain.figurecheck.relations.ratios import GOOD

_LEFT = re.compile(
    r"(?:剩余|余下|其余|还剩|还差|尚差|仍差|相差|尚缺|还需|仍需|尚需|缺口|未拨付|未支出|未完成|未落实|[尚还仍]有)[^，,。；;：:、0-9]{0,8}$"
)
_SHORT = re.compile(r"(?:距?(?:年度|全年)?(?:目标|任务|计划))?(?:还|尚|仍)[差缺]")
_BEYOND = re.compile(r"(?:已|实际)?[超比]")
_GOALS = frozenset({"plan", "goal", "to_start", "to_finish"})
_NEAR = 4  # amounts in front of which two may differ by it
_TELLING = 2  # digits that hardly fit by chance


def find(sheet: Sheet) -> Iterator[Finding]:
    """The differences between goals and work that the text prints."""
    for figure in sheet.figures:
        said = sheet.text[figure.stretch.clause_start : figure.quantity.start]
        beyond, left = EXCESS.search(said), _LEFT.search(said)
        if not (beyond or left) or not figure.is_precise or sheet.wholes_of(figure):
            continue
        yield from _explained(sheet, figure)


def _is_alike(other: Figure, figure: Figure) -> bool:
    same = other.quantity.unit == figure.quantity.unit and other.paragraph == figure.paragraph
    return same and other.is_precise and figure.sentence - other.sentence <= 1


def _explained(sheet: Sheet, stated: Figure) -> Iterator[Finding]:
    near = list(sheet.before(stated, lambda f: _is_alike(f, stated), reach=_NEAR))
    digits = len(stated.quantity.literal.replace(".", "").lstrip("0"))
    for one, other in combinations(near, 2):
        more, less = (one, other) if one.value >= other.value else (other, one)
        finding = _finding(sheet, stated, more, less)
        if finding.verdict in GOOD and digits >= _TELLING:
            yield finding
            return
    if len(near) > 1 and (pair := _forced(sheet, stated, near[1], near[0])) is not None:
        yield _finding(sheet, stated, *pair)


def _forced(
    sheet: Sheet, stated: Figure, goal: Figure, done: Figure
) -> tuple[Figure, Figure] | None:
    """年度计划386亿元，实际完成423.7亿元，超额完成37.7亿元: side by side, and nothing else."""
    said = sheet.text[stated.stretch.clause_start : stated.quantity.start]
    beyond = EXCESS.search(said) is not None
    if (_BEYOND.match(said) if beyond else _SHORT.fullmatch(said)) is None:
        return None  # 距省下达任务还差3.2万亩: of another goal
    if done.slot in _GOALS:
        goal, done = done, goal  # 完成632亿元，距全年目标860亿元还差228亿元
    beside = {stated.index - figure.index for figure in (goal, done)} == {1, 2}
    one_sentence = goal.sentence == done.sentence == stated.sentence
    of_goal = goal.slot in _GOALS and done.slot not in _GOALS and not (goal.nested or done.nested)
    more, less = (done, goal) if beyond else (goal, done)
    return (more, less) if beside and one_sentence and of_goal and more.value > less.value else None


def _finding(sheet: Sheet, stated: Figure, more: Figure, less: Figure) -> Finding:
    scale = 1 / stated.quantity.factor
    point = (more.value - less.value) * scale
    interval = (more.interval - less.interval).scaled(scale)
    value = stated.quantity.value * scale
    verdict = judge(value, stated.quantity.decimals, point, interval)
    if verdict is Verdict.EXPLAINED:
        verdict = Verdict.FAILS
    formula = f"{sheet.quote(more)}－{sheet.quote(less)}"
    reckoning = Reckoning(stated, formula, point, interval, sheet.unit(stated))
    figures = (stated, more, less)
    return reckoning.finding("difference", figures, verdict, value, sheet.quote(stated))
