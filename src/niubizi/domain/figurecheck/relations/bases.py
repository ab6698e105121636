"""What a percentage must be of, where the text leaves no choice.

The words of a sentence settle it (68个项目中，已开工60个，开工率…; 其中工业52个，占…), or there is
but one amount that it can be of. Only then is a percentage that misses held against the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.relations.findings import Sheet
from niubizi.domain.figurecheck.relations.shares import PROMISED, refers_past

_ALL = 100  # 28个新开工项目全部开工，开工率100%: of themselves
_HAIR = Fraction(1, 50)
_NEAR = 14  # amounts in front of a percentage
_ASIDE = 4  # amounts in front, of which the nearest that is in no bracket is rated
_BEHIND = 5  # figures between what is counted and its percentage
_AMONG = re.compile(r"[^，,。；;：:、0-9]{0,24}中[，,、有已]")
_RATE = re.compile(r"(?P<deed>[\u4e00-\u9fff]{2})率")
_TOGETHER = re.compile(r"合计|共计|总计|合占|[两二三四五六七]者")
_DEED = 6  # characters behind a number in which its deed stands
_BASES_OF_DEEDS = frozenset(
    {"count", "signed", "landed", "to_start", "to_finish", "new_start", "approved", "applied"}
)
_VAGUE = frozenset({"count", "amount"})


def certain(
    sheet: Sheet,
    stated: Figure,
    records: Mapping[int, int],
    siblings: Mapping[int, Collection[Figure]],
) -> tuple[Figure, Figure] | None:
    """The part and the whole of a percentage that can be of nothing else.

    ``records``: for the record of a part the record of its whole, as other percentages have it.
    ``siblings``: for a sentence the wholes of the rates in it that hold.
    """
    part = _part(sheet, stated)
    if part is None or not part.is_precise or stated.value == _ALL:
        return None
    if _TOGETHER.search(sheet.text, stated.stretch.clause_start, stated.quantity.start):
        return None  # 三者合计占99.9%: of several
    near = [
        figure
        for figure in sheet.before(part, lambda f: f.paragraph == part.paragraph, reach=_NEAR)
        if figure.quantity.kind == part.quantity.kind
        and figure.rough * figure.ones >= part.rough * part.ones
    ]
    of_goal = stated.role is Role.RATE and stated.rate is not None and stated.rate.goal
    whole = _deed_of(sheet, stated, part, near)
    whole = (
        whole
        if of_goal or whole is not None
        else (
            _among(sheet, part, near)
            or _beside(sheet, stated, part, records)
            or _of_which(stated, part, near)
            or _as_its_siblings(stated, part, siblings)
            or _only(sheet, stated, part, near)
        )
    )
    if whole is None or not whole.is_precise or refers_past(sheet, stated, whole):
        return None
    sibling = stated.role is Role.SHARE and not part.nested and sheet.remarks(whole, Role.SHARE)
    return None if sibling else (part, whole)


def _part(sheet: Sheet, stated: Figure) -> Figure | None:
    """The amount a percentage is said of: right in front of it, and of the deed that it rates."""
    host = sheet.host(stated)
    # 开工64项（新建38项，续建26项），开工率84%: what an aside counts isn't rated behind it
    near = sheet.before(stated, lambda f: f.depth <= stated.depth, reach=_ASIDE)
    part = host or next(near, None)
    if part is None or part.sentence != stated.sentence or not part.is_amount:
        return None
    if stated.index - part.index > _BEHIND or stated.distributive:
        return None
    if stated.role is Role.SHARE:
        return part
    rate = stated.rate
    if stated.role is not Role.RATE or rate is None:
        return None
    if rate.goal:  # 48项任务完成43项，完成率89.6%
        return part if part.quantity.kind == "count" else None
    return part if part.slot in rate.part or not rate.part else None


def _among(sheet: Sheet, part: Figure, near: Iterable[Figure]) -> Figure | None:
    """**68个**重点项目中，已开工60个."""
    for whole in near:
        said = _AMONG.match(sheet.text, whole.quantity.end)
        if whole.sentence == part.sentence and said and said.end() <= part.quantity.start + 1:
            return whole
    return None


def _beside(
    sheet: Sheet, stated: Figure, part: Figure, records: Mapping[int, int]
) -> Figure | None:
    """工业52个、占比60.5%，总投资268亿元、占比66.1%: money is of the money beside the number."""
    record = records.get(part.record) if stated.role is Role.SHARE else None
    if record is None or record == part.record:
        return None
    alike = [
        figure
        for figure in sheet.amounts_of(record)
        if figure.quantity.unit == part.quantity.unit and not figure.nested
    ]
    same = [figure for figure in alike if figure.measure == part.measure]
    if part.measure in PROMISED:  # 协议投资 of 总投资
        same = same or [figure for figure in alike if figure.measure in PROMISED]
    return same[0] if len(same) == 1 and part.measure not in _VAGUE else None


def _of_which(stated: Figure, part: Figure, near: Iterable[Figure]) -> Figure | None:
    """引进项目**196个**，同比…，其中工业项目140个，占71.4%."""
    if stated.role is not Role.SHARE or not part.nested:
        return None
    for whole in near:
        if whole.nested or whole.conditions or part.sentence - whole.sentence > 1:
            return None
        if part.quantity.kind == "count" or whole.measure == part.measure:
            return whole
    return None


def _deed_of(sheet: Sheet, stated: Figure, part: Figure, near: Sequence[Figure]) -> Figure | None:
    """发现问题**87个**，已整改63个，整改率72.4%: a rate with the name of the deed beside it."""
    named = _RATE.search(sheet.text, stated.stretch.clause_start, stated.quantity.start)
    clause = sheet.text[part.stretch.clause_start : part.quantity.end + _DEED]
    if stated.role is not Role.RATE or named is None or named["deed"] not in clause:
        return None
    whole = next(iter(near), None)
    if whole is None or whole.sentence != part.sentence or stated.index - part.index > 1:
        return None
    between = sheet.text[whole.quantity.end : part.quantity.start]
    return None if re.search(r"[；;]", between) or whole.index != part.index - 1 else whole


def _as_its_siblings(
    stated: Figure, part: Figure, siblings: Mapping[int, Collection[Figure]]
) -> Figure | None:
    """37个项目，开工29个，开工率…；竣工11个，竣工率29.7%: the rates of a sentence are of one number."""
    wholes = siblings.get(stated.sentence, ())
    if part.quantity.kind != "count" or len(wholes) != 1:
        return None
    whole = next(iter(wholes))
    return whole if whole.rough >= part.rough and whole.index < part.index else None


def _nearly(stated: Figure, part: Figure, whole: Figure) -> bool:
    """Whether the quotient is so near to what is printed that a digit must be wrong."""
    point = part.value / whole.value * _ALL
    return abs(point - stated.value) <= stated.value * _HAIR


def _only(sheet: Sheet, stated: Figure, part: Figure, near: Iterable[Figure]) -> Figure | None:
    """签约96个。…已开工43个，开工率…: the one number in front that it can be of."""
    if stated.rate is not None and not stated.rate.part:
        return None
    share = stated.role is Role.SHARE
    wholes = [
        figure
        for figure in near
        if not figure.nested
        and not figure.conditions
        and (figure.slot == part.slot if share else figure.slot in _BASES_OF_DEEDS)
    ]
    if len({figure.value for figure in wholes}) != 1:
        return None
    whole = wholes[-1]
    between = sheet.text[whole.quantity.end : part.quantity.start]
    elsewhere = re.search(r"[。；;\n]", between) is not None and not _nearly(stated, part, whole)
    if whole.slot in _VAGUE and (share or elsewhere):
        return None
    apart = elsewhere or part.sentence != whole.sentence
    if share and apart and not stated.names_its_whole:
        return None
    return whole if part.quantity.kind == "count" or part.sentence - whole.sentence <= 1 else None
