"""Counts and amounts: what they measure, or what they say of another claim.

Most stand for themselves (完成投资169.6亿元). Some are remarks (同比减少23个), some are conditions
of size that the next count is under (10亿元以上项目12个), some assert nothing (每投入1元).
"""

from __future__ import annotations

import re

from niubizi.domain.figurecheck.figures import Figure
from niubizi.domain.figurecheck.lexicon import Term
from niubizi.domain.figurecheck.roles import Gap, Role, role_of, sign_of
from niubizi.domain.figurecheck.scene import Scene
from niubizi.domain.figurecheck.subjects import Counted, count, noun_behind
from niubizi.domain.figurecheck.tokens import Kind

_SIZES = frozenset({"money", "foreign", "area", "physical"})
GOAL_SLOTS = frozenset({"plan", "goal", "to_start", "to_finish"})
_PLANNED = frozenset({"plan", "total", "to_start", "to_finish"})
_PLAIN = frozenset({"项目数", "个数", "企业数"})
_WRITTEN_OUT = 10  # up to here numbers are written in characters without being figures
_THING = r"(?:项目|企业|工程)"
_EACH = re.compile(r"每(?:投入|增加|减少|新增|隔|满|超|缴纳|完成)?$")
_OF_SIZE = re.compile(
    rf"\)|\)?(?:人民币)?(?:的[^，,。；;：:0-9]{{0,16}}{_THING}|[^，,。；;：:、()0-9的]{{0,12}}{_THING}|[0-9]|的?[有占])"
)
_OF_SIZE_COUNTED = re.compile(
    rf"的[^，,。；;：:0-9]{{0,16}}{_THING}[^，,。；;：:0-9]{{0,4}}[0-9]"
    rf"|[^，,。；;：:、()0-9的]{{0,6}}{_THING}|的[有共][0-9]"
)
_ALTERNATIVE = re.compile(rf"或[0-9.]{{1,9}}[\u4e00-\u9fff]{{1,4}}?(?=的?{_THING})")
_FROM_UNIT = re.compile(r"[亿万]元?(?:-|—{1,2}|~|至|到)$")  # 亿元—10亿元项目139个
_ALSO_OF_SIZE = re.compile(r"[或、和至]|以上")
_PROJECTS = ("项目", "企业", "工程")
_ENDS = frozenset("，,。；;、)")
_AIMED_AT = re.compile(
    r"(?:投资|引资)?(?:年度|全年)?(?:目标任务|目标|任务|计划|指标)\)?的"
    r"|的(?:年度|全年)(?:投资|引资)?(?:目标任务|计划任务|目标|任务|计划)"
)
_TO_DO = re.compile(r"(?:重点|主要|具体|各项|攻坚|改革|工作)任务$")  # 重点任务48项 are no goal
_NEXT_TO = 3  # characters in which a goal word stands right in front of its number
_NOUN = 8  # characters in which the noun of a count written out follows
_MODIFYING = re.compile(r"[已有共中,，、]")
_GOAL_WORDS = frozenset({"goal", "annual_goal"})
_BEFORE_NUMBER = frozenset({"", "为", "是", "数", "数为", "(", "共", "值", "额"})
_CONVERTED = re.compile(r"[约]?(?:折合?|合)(?:人民币|美元)?")  # (折合12.6亿美元)
_NO_CHANGE = re.compile(r"的(?:[有是为达]|分别)?$")  # 实现增长的有20个行业
_AND = re.compile(r"个?[、，和及与]")
_EARLIER_YEAR = re.compile(r"Y[^,;]*t?$")


def read(scene: Scene, base: Figure, limit: int) -> Figure | None:
    """The figure of a count or an amount; ``limit`` is where the next number or sentence begins."""
    if _asserts_nothing(scene, base, limit):
        return None
    if _is_condition(scene, base):
        scene.conditions.append(scene.text[base.quantity.start : base.quantity.end])
        return base.but(role=Role.CONDITION)
    previous = scene.continues(base)
    if previous is not None and previous.role is Role.CHANGE:
        return _remark(scene, scene.in_series(base).but(sign=previous.sign), Role.CHANGE)
    if (host := _changed_next(scene, base)) is not None:
        sign = scene.figures[-1].sign
        return base.but(role=Role.CHANGE, sign=sign, host=host.index, record=host.record)
    if role := _remark_role(scene, base):
        sign = sign_of(role, base.stretch.clause_tags)
        return _remark(scene, base.but(sign=sign), role)
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


# ── what asserts nothing, what only limits ──────────────────────────────────────────────────────


def _asserts_nothing(scene: Scene, base: Figure, limit: int) -> bool:
    quantity = base.quantity
    before = scene.text[max(0, quantity.start - 12) : quantity.start]
    if quantity.unit == "名" and before.endswith(("前", "后")):
        return True  # 前3名依次为…
    if _EACH.search(before) or (quantity.unit == "元" and "每" in before):
        return True
    if quantity.kind == "count" and quantity.chinese:
        return not _is_asserted_in_characters(scene, base, before)
    return quantity.kind == "count" and _modifies_next_count(scene, base, limit)


def _is_asserted_in_characters(scene: Scene, base: Figure, before: str) -> bool:
    """抓好七个行动, 落户三个项目; but not “三个到位”, 这三个项目, 一个项目."""
    if before.endswith(("“", '"', "「", *scene.lexicon.words.get("determiner", ()))):
        return False
    end = base.quantity.end
    behind = noun_behind(scene.text, end, end + _NOUN, scene.lexicon)
    last = before.endswith(_PROJECTS) and scene.text[end : end + 1] in _ENDS
    projects = behind.endswith(_PROJECTS) or last
    if base.quantity.value > _WRITTEN_OUT or (base.quantity.value > 1 and projects):
        return True
    return base.quantity.value > 1 and _is_announced(scene, base)


def _is_announced(scene: Scene, base: Figure) -> bool:
    """抓好七个行动: a number of things that the text will go through."""
    window = scene.text[base.quantity.end : base.quantity.end + _NOUN]
    clause = re.split(r"[，,。；;、：:\n]", window, maxsplit=1)[0]
    things = any(thing in clause for thing in scene.lexicon.announced)
    return things and base.stretch.has("announce")


def _modifies_next_count(scene: Scene, base: Figure, limit: int) -> bool:
    """6个园区项目83个: a count in front of another with nothing but a noun between."""
    behind = scene.text[base.quantity.end : limit]
    if not 2 <= len(behind) <= 12 or not scene.text[limit : limit + 1].isdigit():
        return False
    tokens = scene.between(base.quantity.end, limit)
    spoken = any(token.kind is Kind.MARK or token.parts for token in tokens)
    return not spoken and not _MODIFYING.search(behind) and behind.endswith(scene.lexicon.nouns)


def _is_condition(scene: Scene, base: Figure) -> bool:
    quantity, last = base.quantity, scene.last
    if quantity.kind not in _SIZES:
        return False
    if quantity.upper is not None or (quantity.suffixed and quantity.bound in {"ge", "le"}):
        return _OF_SIZE.match(scene.text, quantity.end) is not None
    if (
        last is not None
        and last.role is Role.CONDITION
        and _ALSO_OF_SIZE.fullmatch(scene.gap_text(base))
    ):
        return True
    if _FROM_UNIT.search(scene.text, max(0, quantity.core - _NEXT_TO), quantity.core):
        return _OF_SIZE.match(scene.text, quantity.end) is not None
    if quantity.bound not in {"gt", "ge"}:
        return False
    chained = _ALTERNATIVE.match(scene.text, quantity.end)
    end = chained.end() if chained else quantity.end
    return _OF_SIZE_COUNTED.match(scene.text, end) is not None


# ── remarks ─────────────────────────────────────────────────────────────────────────────────────


def _remark_role(scene: Scene, base: Figure) -> Role | None:
    """How much more than last year, or how much it was then; ``None`` where it is neither."""
    claim = scene.claim_before(base)
    if claim is None:
        return None
    if claim.quantity.kind != base.quantity.kind:
        claim = _compared(scene, base) or claim
    kinds = {claim.quantity.kind, base.quantity.kind}
    if len(kinds) > 1 and claim.quantity.kind != "ratio":
        return None
    if (
        "元" in {base.quantity.unit, claim.quantity.unit}
        and base.quantity.unit != claim.quantity.unit
    ):
        return None  # a change of 0.9元 is none of 54.3亿元
    role = role_of("amount", base.stretch)
    if role is Role.CHANGE and _NO_CHANGE.search(scene.text, base.stretch.start, base.stretch.end):
        return None
    if role is None and _is_of_earlier_year(base, claim):
        scene.period = claim.period
        return Role.BASE
    return role


def _compared(scene: Scene, base: Figure) -> Figure | None:
    """入库项目63个、总投资188.5亿元，比上年多14个: the one claim of the sentence that it changes."""
    alike = [
        figure
        for figure in scene.back()
        if figure.sentence == base.sentence
        and figure.role is Role.CLAIM
        and figure.quantity.unit == base.quantity.unit
    ]
    return alike[0] if alike and not alike[0].depth else None


def _changed_next(scene: Scene, base: Figure) -> Figure | None:
    """项目412个、总投资…、年度计划…，较上年增加37个、2140亿元和186亿元: claims and changes in order."""
    last = scene.last
    if last is None or last.role is not Role.CHANGE or last.host is None:
        return None
    if last.sentence != base.sentence or not _AND.fullmatch(scene.gap_text(base)):
        return None
    for figure in scene.figures[last.host + 1 : last.index]:
        if figure.is_claim and figure.role is Role.CLAIM and figure.sentence == base.sentence:
            return figure if figure.quantity.unit == base.quantity.unit else None
    return None


def _is_of_earlier_year(base: Figure, claim: Figure) -> bool:
    """56个(2019年为64个，减少8个)."""
    years = {base.period.year, claim.period.year}
    inside = base.depth > claim.depth and _EARLIER_YEAR.search(base.stretch.clause_tags)
    return bool(inside) and base.period.year is not None and len(years) > 1


def _remark(scene: Scene, base: Figure, role: Role) -> Figure:
    claim = scene.distributed(base) if base.distributive else None
    claim = claim or scene.claim_before(base)
    if claim is not None and claim.quantity.kind != base.quantity.kind:
        claim = _compared(scene, base) or claim
    figure = base.but(role=role)
    if claim is None:
        return scene.settled(figure)
    return figure.but(host=claim.index, record=claim.record, subject=claim.subject)


# ── claims ──────────────────────────────────────────────────────────────────────────────────────


def _claim(scene: Scene, base: Figure, limit: int) -> Figure:
    base = base.but(conditions=tuple(scene.conditions))
    if base.quantity.kind == "count":
        scene.conditions = []
        figure = _count(scene, base, limit)
    else:
        figure = _amount(scene, scene.in_series(base))
    return scene.settled(figure.but(kind=kind_of(scene, figure)))


def _amount(scene: Scene, base: Figure) -> Figure:
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
    name = label if term.own and label else term.name
    figure = base.but(indicator=name, slot=slot, label=label)
    return figure.but(subject=scene.phrase(base))


def _goal(scene: Scene, base: Figure) -> Figure | None:
    """完成考核目标145亿元的68.7%, 完成全年80亿目标任务的…: an amount that is aimed at."""
    base_of = _AIMED_AT.match(scene.text, base.quantity.end) is not None
    if not base_of and not _is_goal(scene, base):
        return None
    slot = "plan" if base.quantity.kind in {"money", "foreign"} else "goal"
    return base.but(indicator="目标任务", slot=slot, label="目标任务", subject=scene.phrase(base))


def _converted(scene: Scene, base: Figure) -> Figure | None:
    """实际使用外资1381.9亿元(折224.8亿美元): the same amount in other money."""
    said = scene.text[base.stretch.clause_start : base.stretch.end].strip()
    last = scene.last
    if last is None or last.role is not Role.CLAIM or not _CONVERTED.fullmatch(said):
        return None
    return base.but(
        indicator=last.indicator, slot=last.slot, label=last.label, subject=last.subject
    )


def _indicator_behind(scene: Scene, base: Figure) -> str | None:
    """48亿元到位资金: where nothing in front names it, the word right behind does."""
    end = base.quantity.end
    tokens = scene.between(end, end + 1)
    return tokens[0].text if tokens and "indicator" in tokens[0].parts else None


def _inherited(scene: Scene, base: Figure) -> Term:
    """The indicator of the last amount of the same kind in the paragraph, or one named since."""
    kind = base.quantity.kind
    for figure in scene.back():
        if figure.paragraph != base.paragraph:
            break
        if figure.role is Role.CLAIM and figure.quantity.kind == kind:
            return Term(figure.indicator, figure.slot)
        words = [t.text for t in figure.stretch.clause_tokens if "indicator" in t.parts]
        next_to = figure.index == base.index - 1 and figure.sentence == base.sentence
        if figure.role is Role.CLAIM and words and (figure.distributive or next_to):
            return scene.lexicon.indicators[words[-1]]  # 下达专项资金3批次、共8640万元
    return Term("金额" if kind in {"money", "foreign"} else "指标", "amount")


def _count(scene: Scene, base: Figure, limit: int) -> Figure:
    if _is_goal(scene, base):
        return base.but(indicator="年度目标", slot="goal", label="目标")
    if base.quantity.chinese and _is_announced(scene, base):
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


def _is_goal(scene: Scene, base: Figure) -> bool:
    """年度目标120个: the goal word stands right in front of the number."""
    if re.search(r"[ab]", base.stretch.clause_tags):
        return False  # 超出进度目标5.93亿元 is the excess
    near = [t for t in base.stretch.tokens if t.end >= base.stretch.end - _NEXT_TO]
    named = base.quantity.kind in {"money", "foreign"}  # 年度计划487亿元 is an indicator of its own
    goals = [
        t
        for t in near
        if _GOAL_WORDS.intersection(t.parts) and not (named and "indicator" in t.parts)
    ]
    if not goals or _TO_DO.search(scene.text, base.stretch.start, goals[-1].end):
        return False
    return scene.text[goals[-1].end : base.quantity.start] in _BEFORE_NUMBER


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
