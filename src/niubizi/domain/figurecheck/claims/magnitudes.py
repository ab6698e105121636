"""Counts and amounts: what they measure, or what they say of another claim.

Most stand for themselves (完成投资169.6亿元). Some are remarks (同比减少23个), some are conditions
of size that the next count is under (10亿元以上项目12个), some assert nothing (每投入1元).
"""

from __future__ import annotations

from niubizi.domain.figurecheck.claims.amounts import amount_claim
from niubizi.domain.figurecheck.claims.changes import changed_next, is_compared, remark, remark_role
from niubizi.domain.figurecheck.claims.counts import count_claim
from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role, role_of, sign_of
from niubizi.domain.figurecheck.claims.scene import Scene
from niubizi.domain.figurecheck.claims.sizes import asserts_nothing, is_condition

GOAL_SLOTS = frozenset({"plan", "goal", "to_start", "to_finish"})
_PLANNED = frozenset({"plan", "total", "to_start", "to_finish"})


def read(scene: Scene, base: Figure, limit: int) -> Figure | None:
    """The figure of a count or an amount; ``limit`` is where the next number or sentence begins."""
    if asserts_nothing(scene, base, limit):
        return None
    if is_condition(scene, base):
        scene.conditions.append(scene.text[base.quantity.start : base.quantity.end])
        return base.but(role=Role.CONDITION)
    previous = scene.continues(base)
    if previous is not None and previous.role is Role.CHANGE:
        return remark(scene, scene.in_series(base).but(sign=previous.sign), Role.CHANGE)
    if (host := changed_next(scene, base)) is not None:
        sign = scene.figures[-1].sign
        return base.but(role=Role.CHANGE, sign=sign, host=host.index, record=host.record)
    if role := remark_role(scene, base):
        sign = sign_of(role, base.stretch.clause_tags)
        return remark(scene, base.but(sign=sign), role)
    if is_compared(scene, base):
        scene.bases.add(base.index)
    figure = _claim(scene, base, limit)
    if role_of("amount", base.stretch) is Role.BASE:
        return figure.but(slot=f"last:{figure.slot}")
    return figure


def kind_of(scene: Scene, figure: Figure) -> str:
    """actual, plan, target, forecast, threshold or milestone, by the words in front."""
    parts = {part for token in figure.stretch.clause_tokens for part in token.parts}
    front = scene.text[figure.stretch.start : figure.quantity.end]
    if figure.slot in _PLANNED:
        return "plan"
    if figure.slot == "announced":
        return "context"
    for part in ("threshold", "forecast"):
        if part in parts:
            return part
    if "v" in figure.stretch.tags:
        return "target"
    return "milestone" if figure.quantity.bound == "gt" and "突破" in front else "actual"


def _claim(scene: Scene, base: Figure, limit: int) -> Figure:
    base = base.but(conditions=tuple(scene.conditions))
    if base.quantity.kind == "count":
        scene.conditions = []
        figure = count_claim(scene, base, limit)
    else:
        figure = amount_claim(scene, scene.in_series(base))
    return scene.settled(figure.but(kind=kind_of(scene, figure)))
