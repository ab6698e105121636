"""Amounts that stand for themselves: what they measure, by the words around them."""

from __future__ import annotations

import re

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Gap, Role
from niubizi.domain.figurecheck.claims.scene import Scene
from niubizi.domain.figurecheck.claims.sizes import NEXT_TO
from niubizi.domain.figurecheck.lexicon import Term

_AIMED_AT = re.compile(
    r"(?:投资|引资)?(?:年度|全年)?(?:目标任务|目标|任务|计划|指标)\)?的"
    r"|的(?:年度|全年)(?:投资|引资)?(?:目标任务|计划任务|目标|任务|计划)"
)
_TO_DO = re.compile(r"(?:重点|主要|具体|各项|攻坚|改革|工作)任务$")  # 重点任务48项 are no goal
_GOAL_WORDS = frozenset({"goal", "annual_goal"})
_BEFORE_NUMBER = frozenset({"", "为", "是", "数", "数为", "(", "共", "值", "额"})
_GLOSS = re.compile(r"[，,(][^，,。；;：:、]{1,12}$")
_PER = re.compile(r"[户亩人企]均|平均每[户亩人家个]")
EXCESS = re.compile(
    r"(?:超额(?:完成)?|[超比](?:出|过)?(?:年度|全年|年初)?(?:投资)?(?:计划|目标|任务)(?:任务|目标|投资)?(?:增加|多|超)?)"
    r"(?:了|达)?$"
)  # 超额完成37.7亿元, 比年度计划多37.7亿元
_CONVERTED = re.compile(r"[约]?(?:折合?|合)(?:人民币|美元)?")  # (折合12.6亿美元)


def indicator_of(scene: Scene, stretch: Gap) -> Term | None:
    """The indicator the words in front name, in the nearest clause or else in the whole stretch."""
    for tokens in (stretch.clause_tokens, stretch.tokens):
        words = [token for token in tokens if "indicator" in token.parts]
        proper = [token for token in words if "done" not in token.parts] or words
        terms = [scene.lexicon.indicators[token.text] for token in proper]
        if (
            len(terms) > 1
            and terms[-1].generic
            and not terms[-2].generic
            and len(proper[-1].text) == 2
        ):
            return terms[-2]  # 到位外省资金: the particular word says what the general one is
        if terms:
            return terms[-1]
    return None


def amount_claim(scene: Scene, base: Figure) -> Figure:
    figure = _amount(scene, base)
    if figure.slot in {"plan", "goal"} and _is_gloss(scene, figure):
        scene.bases.add(figure.index)
        scene.figures[-1] = scene.figures[-1].but(whole=figure.index)
    return figure


def _is_gloss(scene: Scene, goal: Figure) -> bool:
    """完成年度目标的117.3%，目标为4.5亿美元: what the percentage right in front is of, and no more."""
    last = scene.last
    if last is None or last.role is not Role.SHARE_OF_GOAL or last.whole is not None:
        return False
    done = None if last.host is None else scene.figures[last.host]
    alike = done is not None and done.quantity.kind == goal.quantity.kind
    dated = re.search("[YM]", goal.stretch.clause_tags)  # 明年计划投资250亿元
    said = goal.stretch.is_all_words and not dated
    beside = said and _GLOSS.match(scene.gap_text(goal)) is not None
    of_done = done is not None and done.slot not in {"plan", "goal"}
    return alike and of_done and beside and last.sentence == goal.sentence


def _amount(scene: Scene, base: Figure) -> Figure:
    if EXCESS.search(scene.text, base.stretch.clause_start, base.quantity.start):
        term = _inherited(scene, base)
        scene.bases.add(base.index)  # what follows goes on about the work itself
        return base.but(indicator=term.name, slot="excess", label="超额")
    if (goal := _goal(scene, base)) is not None:
        return goal
    if (converted := _converted(scene, base)) is not None:
        return converted
    words = [t.text for t in base.stretch.clause_tokens if "indicator" in t.parts]
    word = scene.own_word(base, "indicator") or (None if words else _indicator_behind(scene, base))
    named = scene.lexicon.indicators[word] if word else indicator_of(scene, base.stretch)
    term = named or _inherited(scene, base)
    label = word or (words[-1] if words else term.name)
    slot = "ratio" if base.quantity.kind == "ratio" else term.slot
    if not term.own and term.slot not in {"density", "index"} and _is_mean(scene, base):
        slot = "mean"
    name = label if term.own and label else term.name
    figure = base.but(indicator=name, slot=slot, label=label)
    return figure.but(subject=scene.phrase(base))


def _goal(scene: Scene, base: Figure) -> Figure | None:
    """完成考核目标145亿元的68.7%, 完成全年80亿目标任务的…: an amount that is aimed at."""
    base_of = _AIMED_AT.match(scene.text, base.quantity.end) is not None
    if not base_of and not is_goal(scene, base):
        return None
    slot = "plan" if base.quantity.kind in {"money", "foreign"} else "goal"
    return base.but(indicator="目标任务", slot=slot, label="目标任务", subject=scene.phrase(base))


def _converted(scene: Scene, base: Figure) -> Figure | None:
    """实际使用外资1381.9亿元(折224.8亿美元): the same amount in other money."""
    said = scene.text[base.stretch.clause_start : base.stretch.end].strip()
    last = scene.last
    if last is not None and last.host is not None and last.sentence == base.sentence:
        last = scene.figures[last.host]  # 实际使用外资3690.6亿元，增长6.8%，折合美元…
    if last is None or last.role is not Role.CLAIM or not _CONVERTED.fullmatch(said):
        return None
    return base.but(
        indicator=last.indicator, slot=last.slot, label=last.label, subject=last.subject
    )


def _is_mean(scene: Scene, base: Figure) -> bool:
    """户均投入2.16万元: an amount for each of many, which is no part of what they make together."""
    return _PER.search(scene.text, base.stretch.clause_start, base.quantity.start) is not None


def _indicator_behind(scene: Scene, base: Figure) -> str | None:
    """48亿元到位资金: where nothing in front names it, the word right behind does."""
    end = base.quantity.end
    tokens = scene.between(end, end + 1)
    return tokens[0].text if tokens and "indicator" in tokens[0].parts else None


def _inherited(scene: Scene, base: Figure) -> Term:
    """The indicator of the last amount of the same kind in the paragraph, or one named since."""
    kind, apart = base.quantity.kind, scene.continues(base) is None
    for figure in scene.back():
        if figure.paragraph != base.paragraph:
            break
        if figure.index in scene.bases or (figure.slot == "mean" and apart):
            continue  # 目标为4.5亿美元；其中制造业2.96亿美元: an aside, of which nothing is said
        if figure.role is Role.CLAIM and figure.quantity.kind == kind:
            return Term(figure.indicator, figure.slot)
        words = [t.text for t in figure.stretch.clause_tokens if "indicator" in t.parts]
        next_to = figure.index == base.index - 1 and figure.sentence == base.sentence
        if figure.role is Role.CLAIM and words and (figure.distributive or next_to):
            return scene.lexicon.indicators[words[-1]]  # 下达专项资金3批次、共8640万元
    return Term("金额" if kind in {"money", "foreign"} else "指标", "amount")


def is_goal(scene: Scene, base: Figure) -> bool:
    """年度目标120个: the goal word stands right in front of the number."""
    if re.search(r"[ab]", base.stretch.clause_tags):
        return False  # 超出进度目标5.93亿元 is the excess
    near = [t for t in base.stretch.tokens if t.end >= base.stretch.end - NEXT_TO]
    named = base.quantity.kind in {"money", "foreign"}  # 年度计划487亿元 is an indicator of its own
    goals = [
        t
        for t in near
        if _GOAL_WORDS.intersection(t.parts) and not (named and "indicator" in t.parts)
    ]
    if not goals or _TO_DO.search(scene.text, base.stretch.start, goals[-1].end):
        return False
    return scene.text[goals[-1].end : base.quantity.start] in _BEFORE_NUMBER
