"""Lists behind a whole: which figures are siblings, and when a text presents them as complete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.relations.complements import (
    CLOSE,
    ROUGHLY_ABOVE,
    are_complements,
    is_complementary,
    is_slip,
    makes_hundred,
)
from niubizi.domain.figurecheck.relations.findings import Sheet
from niubizi.domain.figurecheck.relations.partition import Partition
from niubizi.domain.figurecheck.relations.runs import LONGEST

_CLOSE_OF_WHICH = Fraction(1, 100)
_CLOSE_ABOVE = Fraction(5, 100)  # nor does a list leave out anything that makes more than all
_MANY = 100  # of which three parts miss a percent by one or two
_OFF = 0.25  # how far a misprinted whole may lie from the right one
_FEW = 3  # parts of a list that may well leave some out
_FAR = 6  # figures behind a whole in which a list of it may begin
SENTENCES = 2  # from one part of a list to the next
_OPENS_LIST = re.compile(r"其中|当中|包括|包含|涵盖|分别|[：:(]|[按分从].{1,8}[看分，,]|中[，,]")
_CATEGORIES = frozenset({"count", "to_start", "new_start", "carry_over", "reserve"})
_AMONG = re.compile(r"[^，,。；;：:、0-9]{0,16}中[，,、]")
_ROW = re.compile(r"[、，,；;][^，,。；;：:、0-9]{1,12}")
_DEED = re.compile(r"[，,](?:现|目前|实际)?已")
_REST = ("其他", "其它", "其余")


def list_behind(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """The list behind a whole, or one further on that 其中 or 包括 opens and that nearly makes it."""
    for start, first in enumerate(behind[:_FAR]):
        if start and not first.nested:
            continue
        siblings = list_from(sheet, whole, behind[start : start + LONGEST])
        # a list may end with its sentence, or go on
        within = to_sentence_end(siblings)
        for parts in (siblings, within) if len(within) < len(siblings) else (siblings,):
            if len(parts) < 2 or not all(part.is_precise for part in parts):
                continue
            partition = Partition(whole, parts)
            if is_close(sheet, partition) if start else _is_complete(sheet, partition):
                return partition
    return None


def to_sentence_end(parts: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(part for part in parts if part.sentence == parts[0].sentence)


def down_to_rest(sheet: Sheet, whole: Figure) -> Partition | None:
    """资金14.73亿元，其中中央预算内3.26亿元、专项债券6.8亿元、其他4.67亿元: to the last, whatever named."""
    if whole.quantity.kind == "count":
        return None
    parts: list[Figure] = []
    for part in sheet.behind(whole, lambda f: f.sentence == whole.sentence, reach=LONGEST):
        fits = part.quantity.unit == whole.quantity.unit and part.is_precise
        if not fits or part.rough > whole.rough or not (parts or part.nested):
            return None
        parts.append(part)
        if _is_rest(part):
            return Partition(whole, tuple(parts)) if len(parts) > 1 else None
    return None


def in_other_words(sheet: Sheet, whole: Figure) -> Partition | None:
    """完成投资36.9亿元。其中中央资金8.6亿元、省级资金7.4亿元、…: of other names, to the sentence's end."""
    behind = list(sheet.behind(whole, lambda f: f.quantity.kind != "count", reach=LONGEST))
    if whole.quantity.kind == "count" or not behind or not behind[0].nested or whole.nested:
        return None
    parts = to_sentence_end(behind)
    alike = all(p.quantity.unit == whole.quantity.unit and p.is_precise for p in parts)
    row = {part.measure for part in parts} if alike else set()
    if len(row) != 1 or row == {whole.measure} or len(parts) <= _FEW:
        return None
    partition = Partition(whole, parts)
    gap = partition.point - whole.value
    close = _CLOSE_ABOVE if gap > 0 else _CLOSE_OF_WHICH
    return partition if abs(gap) <= whole.value * close else None


def list_from(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures behind a whole that form one list with the first of them, inner parts left out."""
    parts: list[Figure] = []
    largest, paragraph = whole.rough, whole.paragraph
    for position, figure in enumerate(behind):
        first = parts[0] if parts else figure
        if parts and (figure.nested or figure.depth > first.depth):
            continue
        nearest = parts[-1] if parts else whole
        if figure.paragraph != paragraph or figure.depth != first.depth:
            break
        if parts and first.nested and _opens_list(figure, behind[position + 1 : position + 2]):
            break  # 苏南719个，其中…；苏北377个，其中…: the next whole
        categories = {figure.slot, first.slot} <= _CATEGORIES
        alike = figure.measure == first.measure or categories
        if not alike and not _is_next_in_row(sheet, nearest, figure):
            if figure.record == nearest.record and figure.quantity.kind == "count":
                continue  # 124个新建项目已开工122个: a deed on the part before
            break
        if figure.rough > largest or figure.sentence - nearest.sentence > SENTENCES:
            break
        if first.series not in {first.index, figure.series}:
            break
        parts.append(figure)
        if _is_rest(figure):
            break
    return tuple(parts)


def _opens_list(figure: Figure, behind: Sequence[Figure]) -> bool:
    """Whether a 其中 of its own stands behind a figure."""
    return any(other.nested and other.sentence == figure.sentence for other in behind)


def _is_next_in_row(sheet: Sheet, last: Figure, figure: Figure) -> bool:
    """谋划112个、签约46个、开工83个: states side by side."""
    between = sheet.text[last.quantity.end : figure.quantity.start]
    deed = last.record == figure.record and _DEED.match(between)  # 新开工234个，已开工131个
    return figure.quantity.kind == "count" and not deed and _ROW.fullmatch(between) is not None


def _is_rest(figure: Figure) -> bool:
    return any(rest in figure.subject for rest in _REST)


def is_close(sheet: Sheet, partition: Partition) -> bool:
    """Three parts or more that miss the whole by a slip: lists don't do that by chance."""
    whole, parts = partition.whole, partition.parts
    roughly = abs(sum(part.rough for part in parts) - whole.rough)
    if len(parts) < _FEW or roughly > whole.rough * ROUGHLY_ABOVE:
        return False
    gap = partition.point - whole.value
    many = len(parts) > _FEW or (whole.quantity.kind == "count" and whole.value >= _MANY)
    close = CLOSE if many or not parts[0].nested else _CLOSE_OF_WHICH
    if gap > 0 and (len(parts) > _FEW or _is_among(sheet, partition)):
        close = _CLOSE_ABOVE
    return abs(gap) <= whole.value * close and _is_list_of(sheet, partition)


def _is_among(sheet: Sheet, partition: Partition) -> bool:
    """**63个**项目中，前期类9个、…: of what the parts are."""
    start, end = partition.whole.quantity.end, partition.parts[0].quantity.start
    return _AMONG.match(sheet.text, start, end) is not None


def _is_list_of(sheet: Sheet, partition: Partition) -> bool:
    """Whether the parts stand below their whole, and not beside it as its siblings do."""
    whole, parts = partition.whole, partition.parts
    between = sheet.text[whole.quantity.end : parts[0].quantity.start]
    behind = re.split(r"[；;]", between)[-1]
    # 服务业4252.3亿元，增长11.2%，高技术产业…: what goes on in the sentence is a sibling
    goes_on = parts[0].sentence == whole.sentence and parts[0].index - whole.index > 1
    opened = behind == between and (parts[0].nested or not goes_on)
    opened = opened or _OPENS_LIST.search(behind) is not None
    of_one_time = len({figure.period for figure in (whole, *parts)}) == 1
    apart = all(part.record != whole.record for part in parts) or whole.quantity.kind == "count"
    once = not _holds_a_list(sheet, partition)
    # 合同项目22项，千万美元以上项目34项: by kind and by size, which is no one list
    once = once and len({bool(part.conditions) for part in parts}) == 1
    return opened and of_one_time and apart and once and not _leaves_out(sheet, partition)


def _holds_a_list(sheet: Sheet, partition: Partition) -> bool:
    """Whether a part is made by other parts: 高技术产业1748亿元 beside its two halves."""
    members = {part.index for part in partition.parts}
    return any(
        each.whole.index in members and members >= {part.index for part in each.parts}
        for part in partition.parts
        for each in sheet.partitions_of(part.record)
    )


def _leaves_out(sheet: Sheet, partition: Partition) -> bool:
    """Whether a sibling of the parts is counted, whose money has another name: 完成投资0.85亿元."""
    whole = partition.whole
    if whole.quantity.kind == "count":
        return False
    counted = [p for p in sheet.partitions_of(whole.record) if p.holds]
    records = {part.record for part in partition.parts}
    lists = [{part.record for part in each.parts} for each in counted]
    return any(records & each and not each <= records for each in lists)


def _is_complete(sheet: Sheet, partition: Partition) -> bool:
    parts = partition.parts
    if makes_hundred(sheet, parts):
        return _is_theirs(sheet, partition)
    if _is_rest(parts[-1]):
        return True
    below = parts[0].sentence == partition.whole.sentence or _is_head(sheet, partition)
    if below and is_complementary(sheet, parts):
        return True
    if parts[0].distributive and parts[-1].series == parts[0].series:
        return is_slip(partition)
    if are_complements(sheet, partition):
        return True
    return is_close(sheet, partition)


def _is_theirs(sheet: Sheet, partition: Partition) -> bool:
    """Whether the shares of parts may be of this whole: one fits it, or a digit of it is wrong."""
    whole = partition.whole
    shares = [sheet.remarks(part, Role.SHARE)[0] for part in partition.parts]
    pairs = zip(shares, partition.parts, strict=True)
    near = abs(sum(part.rough for part in partition.parts) - whole.rough) < whole.rough * _OFF
    return near or any(sheet.may_be(share, part, whole) for share, part in pairs)


def _is_head(sheet: Sheet, partition: Partition) -> bool:
    """Whether a whole opens its paragraph, and its parts the next sentence."""
    whole, first = partition.whole, partition.parts[0]
    if whole.nested or first.sentence - whole.sentence != 1:
        return False
    before = sheet.before(whole, lambda f: f.paragraph == whole.paragraph)
    return not any(
        f.quantity.unit == whole.quantity.unit and f.measure == whole.measure for f in before
    )
