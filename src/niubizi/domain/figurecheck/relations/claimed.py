"""Lists that ought to make their whole, because the text presents them as complete.

Shares that make 100, a pair like 新建/续建, 其他 at the end of the list, or a miss so small that it
must be a slip: lists don't miss their whole by a percent by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.reading.numerals import chinese_integer
from niubizi.domain.figurecheck.relations.complements import (
    is_complementary,
    is_slip,
    leaves_nothing,
    pair_of,
)
from niubizi.domain.figurecheck.relations.findings import Sheet
from niubizi.domain.figurecheck.relations.lists import (
    down_to_rest,
    in_other_words,
    is_close,
    list_behind,
    list_from,
    to_sentence_end,
)
from niubizi.domain.figurecheck.relations.partition import Partition
from niubizi.domain.figurecheck.relations.partitions import families
from niubizi.domain.figurecheck.relations.runs import LONGEST, WINDOW
from niubizi.domain.figurecheck.relations.vouched import of_places, of_shares

_FAR_LISTS = 12  # and one of another breakdown
_SO_MANY = re.compile(
    r"(?P<n>[两二三四五六七八九])[项者类个块][^，,。；;0-9]{0,6}(?:合计|共计|总计|相加)"
)
_SAID_BEFORE = 12  # characters in front of a sum in which 三项合计 stands
_ADDED_UP = {"合计", "共计", "总计", "总共"}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A list that ought to make its whole; ``closed`` where nothing else can belong to it."""

    partition: Partition
    closed: bool


def claimed(sheet: Sheet) -> Iterator[Claimed]:
    """Wholes whose parts the text presents as complete."""
    for family in families(sheet.amounts):
        for position, whole in enumerate(family):
            if whole.is_precise and not whole.quantity.chinese:
                before = family[max(0, position - LONGEST) : position]
                yield from _of(sheet, whole, before, family[position + 1 : position + 1 + WINDOW])
    for partition in (*of_shares(sheet), *of_places(sheet)):
        yield Claimed(partition, closed=True)


def _of(
    sheet: Sheet, whole: Figure, before: Sequence[Figure], behind: Sequence[Figure]
) -> Iterator[Claimed]:
    """The list of a whole, and others a sentence further on."""
    full = pair_of(sheet, whole, behind) or _counted_up(sheet, whole) or down_to_rest(sheet, whole)
    full = full or in_other_words(sheet, whole)
    if full is not None:
        yield Claimed(full, closed=True)
    elif (listed := list_behind(sheet, whole, behind)) is not None:
        closed = leaves_nothing(sheet, listed.parts) or is_close(sheet, listed)
        yield Claimed(listed, closed=closed)
    elif (added_up := _in_front(sheet, whole, before)) is not None:
        yield Claimed(added_up, closed=True)
    for later in _later_lists(sheet, whole, behind):
        yield Claimed(later, closed=True)


def _counted_up(sheet: Sheet, whole: Figure) -> Partition | None:
    """中央资金9.86亿元、专项债券42.7亿元、国债11.34亿元，**三项合计**63.9亿元: as many as it says."""
    start = whole.quantity.start
    said = _SO_MANY.search(sheet.text, max(0, start - _SAID_BEFORE), start)
    size = chinese_integer(said["n"]) if said else None
    if not size:
        return None
    before = list(sheet.before(whole, lambda f: f.quantity.unit == whole.quantity.unit, reach=size))
    parts = tuple(reversed(before))
    fit = all(part.is_precise and part.sentence == whole.sentence for part in parts)
    return Partition(whole, parts) if fit and len(parts) == size > 1 else None


def _later_lists(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Iterator[Partition]:
    """…从产业看，第一产业15亿元、第二产业67亿元、第三产业197亿元: another list, a sentence further on."""
    if whole.nested or whole.conditions:
        return
    for start, first in enumerate(behind[:_FAR_LISTS]):
        last = behind[start - 1] if start else whole
        if first.sentence in {last.sentence, whole.sentence}:
            continue
        parts = to_sentence_end(list_from(sheet, whole, behind[start : start + LONGEST]))
        partition = Partition(whole, parts)
        if len(parts) < 2 or not all(part.is_precise for part in parts) or not is_slip(partition):
            continue
        if leaves_nothing(sheet, parts) or is_close(sheet, partition):
            yield partition


def _in_front(sheet: Sheet, whole: Figure, before: Sequence[Figure]) -> Partition | None:
    """45.6亿元、38.2亿元、29.8亿元，合计113.6亿元: a series, and a word that adds it up."""
    words = {token.text for token in whole.stretch.clause_tokens}
    series = [f for f in before if before[-1].series in {f.series, f.index}]
    pair = before[-2:]
    parts: Sequence[Figure] = ()
    said = sheet.text[whole.stretch.start : whole.quantity.start].strip("，,、；; ")
    row = list(_row_before(sheet, whole, before))[::-1]
    if said == "共" and len(row) > len(pair):
        parts = row
    elif words & _ADDED_UP and len(series) > 1:
        parts = series
    elif said in _ADDED_UP and len(row) > 1:
        parts = row
    elif len(pair) > 1 and words & (_ADDED_UP | {"共"}):
        added_up = bool(words & _ADDED_UP) and _are_all(sheet, whole, pair)
        parts = pair if added_up or is_complementary(sheet, pair) else ()
    near = all(part.is_precise and part.sentence == whole.sentence for part in parts)
    return Partition(whole, tuple(parts)) if parts and near else None


def _are_all(sheet: Sheet, whole: Figure, pair: Sequence[Figure]) -> bool:
    """纳入计划的项目开工955个，储备项目提前开工13个，合计开工968个: the two of the sentence."""
    before = sheet.before(whole, lambda f: f.sentence == whole.sentence)
    alike = [f for f in before if f.quantity.unit == whole.quantity.unit]
    side_by_side = len(pair) > 1 and alike[::-1] == list(pair)
    return side_by_side and all(not part.nested and part.rough < whole.rough for part in pair)


def _row_before(sheet: Sheet, whole: Figure, before: Sequence[Figure]) -> Iterator[Figure]:
    """省级9个、市级31个、县级46个，共86个: the figures in a row that lead up to a whole, backwards."""
    last = whole
    for part in reversed(before):
        between = sheet.text[part.quantity.end : last.quantity.start]
        if last.index - part.index != 1 or re.search(r"[；;。：:]", between):
            return
        yield part
        last = part
