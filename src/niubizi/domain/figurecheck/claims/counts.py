"""Counts that stand for themselves: projects, firms, goals, and things a text announces."""

from __future__ import annotations

from niubizi.domain.figurecheck.claims.amounts import is_goal
from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.claims.scene import Scene
from niubizi.domain.figurecheck.claims.sizes import is_announced
from niubizi.domain.figurecheck.claims.subjects import Counted, count

_PLAIN = frozenset({"项目数", "个数", "企业数"})


def count_claim(scene: Scene, base: Figure, limit: int) -> Figure:
    if is_goal(scene, base):
        return base.but(indicator="年度目标", slot="goal", label="目标")
    if base.quantity.chinese and is_announced(scene, base):
        return base.but(indicator="列举数", slot="announced", label="列举数")
    end = scene.clause_end(base.quantity.end, limit)
    behind = scene.between(base.quantity.end, end)
    counted = count(scene.text, scene.lexicon, base.quantity, base.stretch, behind=behind, end=end)
    previous = scene.continues(base)
    if previous is not None and previous.role is Role.CLAIM and counted.is_bare:
        figure = scene.in_series(base).but(indicator=previous.indicator, slot=previous.slot)
        return figure.but(label=previous.label, subject=scene.phrase(figure))
    name = _name_of_parts(scene, base, counted)
    return base.but(indicator=name, slot=counted.slot, label=name, subject=counted.subject)


def _name_of_parts(scene: Scene, base: Figure, counted: Counted) -> str:
    """签约项目86个，其中工业项目52个: the parts are counted as the whole was."""
    in_list = base.nested or base.conditions or scene.text.startswith("、", base.stretch.start)
    if counted.slot != "count" or counted.indicator not in _PLAIN or not in_list:
        return counted.indicator
    if counted.of_category:
        return counted.indicator
    for whole in scene.back(8):
        if whole.role is not Role.CLAIM or whole.quantity.kind != "count":
            continue
        far = base.sentence - whole.sentence > bool(base.conditions)
        if far or whole.paragraph != base.paragraph:
            break
        if whole.slot == "goal":
            continue
        if whole.indicator not in _PLAIN or whole.slot == "count":
            return whole.indicator
    return counted.indicator
