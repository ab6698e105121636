"""Numbers that assert nothing, and conditions of size that the next count is under.

每投入1元 and 这三个项目 claim nothing; 10亿元以上项目12个 counts under a condition.
"""

from __future__ import annotations

import re

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.claims.scene import Scene
from niubizi.domain.figurecheck.claims.subjects import noun_behind
from niubizi.domain.figurecheck.reading.tokens import Kind

_SIZES = frozenset({"money", "foreign", "area", "physical"})
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
_ALSO_OF_SIZE = re.compile(r"[或、和至]|以上|\(不?含")
_ASIDE = re.compile(r"\(不?含[^()]{0,8}\)")  # 5至10亿元(含5亿元)项目12个
_AMOUNTING = re.compile(r"(?:投资|金额|规模|总额)(?:额|均)?达到?$")  # 总投资达5亿元的项目有2个
_PROJECTS = ("项目", "企业", "工程")
_ENDS = frozenset("，,。；;、)")
NEXT_TO = 3  # characters in which a goal word stands right in front of its number
_NOUN = 8  # characters in which the noun of a count written out follows
_MODIFYING = re.compile(r"[已有共中,，、]")


def asserts_nothing(scene: Scene, base: Figure, limit: int) -> bool:
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
    return base.quantity.value > 1 and is_announced(scene, base)


def is_announced(scene: Scene, base: Figure) -> bool:
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


def is_condition(scene: Scene, base: Figure) -> bool:
    quantity, last = base.quantity, scene.last
    if quantity.kind not in _SIZES:
        return False
    aside = _ASIDE.match(scene.text, quantity.end)
    end = aside.end() if aside else quantity.end
    if quantity.upper is not None or (quantity.suffixed and quantity.bound in {"ge", "le"}):
        return _OF_SIZE.match(scene.text, end) is not None
    if (
        last is not None
        and last.role is Role.CONDITION
        and _ALSO_OF_SIZE.fullmatch(scene.gap_text(base))
    ):
        return True
    if _FROM_UNIT.search(scene.text, max(0, quantity.core - NEXT_TO), quantity.core):
        return _OF_SIZE.match(scene.text, quantity.end) is not None
    amounting = _AMOUNTING.search(scene.text, base.stretch.clause_start, quantity.core)
    if quantity.bound not in {"gt", "ge"} and not (amounting and scene.text[end : end + 1] == "的"):
        return False
    chained = _ALTERNATIVE.match(scene.text, end)
    end = chained.end() if chained else end
    return _OF_SIZE_COUNTED.match(scene.text, end) is not None
