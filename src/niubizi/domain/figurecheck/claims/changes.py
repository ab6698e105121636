"""Amounts that remark on a claim: how much more than last year, or how much it was then."""

from __future__ import annotations

import re

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role, role_of
from niubizi.domain.figurecheck.claims.scene import Scene

_NO_CHANGE = re.compile(r"的(?:[有是为达]|分别)?$")  # 实现增长的有20个行业
_AND = re.compile(r"个?[、，和及与]")
_EARLIER_YEAR = re.compile(r"Y[^,;]*t?$")
_LAST_YEAR_WAS = re.compile(r"Yi?t?")  # 增长24.2%，上年为29.7亿元
_THAN_IN_YEAR = re.compile(r"=[^,;gG]*Y[^,;gG]*$")  # 比2022年完成的…
_CHANGED_BY = re.compile(r"(?:的基础上)?净?(?:增|减|提|升|降|多|少|高|低|下|上|扩)")
_MORE_DONE = re.compile(r"(?:新增|多[\u4e00-\u9fff]{2})了?$")
_REMARKS = frozenset({Role.GROWTH, Role.CHANGE, Role.GROWTH_ON_PREVIOUS})


def remark_role(scene: Scene, base: Figure) -> Role | None:
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
    if role is None and (_raises(base) or _adds(scene, base)):
        return Role.CHANGE
    if role is None and (_is_of_earlier_year(base, claim) or _is_compared_with(scene, base, claim)):
        scene.period = claim.period
        return Role.BASE
    return role


def is_compared(scene: Scene, base: Figure) -> bool:
    """比年初计划的40个多7个: what the claim in front is more than, and of which nothing is said."""
    compares = base.stretch.clause_tags.startswith("=")
    return compares and _CHANGED_BY.match(scene.text, base.quantity.end) is not None


def _raises(base: Figure) -> bool:
    """由18.6万元提高到21.4万元，提高2.8万元: a word of change right in front, and no level reached."""
    tokens = base.stretch.clause_tokens
    last = tokens[-1] if tokens else None
    if last is None or not {"up", "down"}.intersection(last.parts):
        return False
    return base.stretch.end - last.end <= 1 and base.stretch.clause_tags.endswith(("u", "d"))


def _adds(scene: Scene, base: Figure) -> bool:
    """比年初新增58.3亿元, 较去年同期多争取18.3亿元: a comparison, and a deed that adds to it."""
    compares = re.match("[=y]", base.stretch.clause_tags) is not None
    return (
        compares
        and _MORE_DONE.search(scene.text, base.stretch.clause_start, base.stretch.end) is not None
    )


def _is_compared_with(scene: Scene, base: Figure, claim: Figure) -> bool:
    """增长24.2%，上年为29.7亿元; 较2023年完成的109.4亿元增加8亿元: what the claim is compared with."""
    tags = base.stretch.clause_tags
    if _THAN_IN_YEAR.match(tags):
        return _CHANGED_BY.match(scene.text, base.quantity.end) is not None
    last = scene.last
    glossed = last is not None and last.role in _REMARKS and last.host == claim.index
    same = glossed and last is not None and last.sentence == base.sentence
    said = base.stretch.is_all_words and _LAST_YEAR_WAS.fullmatch(tags) is not None
    return same and said and base.period.year != claim.period.year


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


def changed_next(scene: Scene, base: Figure) -> Figure | None:
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


def remark(scene: Scene, base: Figure, role: Role) -> Figure:
    claim = scene.distributed(base) if base.distributive else None
    claim = claim or scene.claim_before(base)
    if claim is not None and claim.quantity.kind != base.quantity.kind:
        claim = _compared(scene, base) or claim
    figure = base.but(role=role)
    if claim is None:
        return scene.settled(figure)
    return figure.but(host=claim.index, record=claim.record, subject=claim.subject)
