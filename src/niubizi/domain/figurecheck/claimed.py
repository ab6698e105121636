"""Lists that ought to make their whole, because the text presents them as complete.

Shares that make 100, a pair like 新建/续建, 其他 at the end of the list, or a miss so small that it
must be a slip: lists don't miss their whole by a percent by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from niubizi.domain.figurecheck.figures import Figure
from niubizi.domain.figurecheck.findings import Sheet
from niubizi.domain.figurecheck.intervals import total
from niubizi.domain.figurecheck.partitions import LONGEST, WINDOW, Partition, families
from niubizi.domain.figurecheck.roles import Role

# How far a list may miss its whole and still be taken to mean it: 其中 seldom lists all.
_CLOSE, _CLOSE_OF_WHICH = Fraction(3, 100), Fraction(1, 100)
_FAR = 6  # figures behind a whole in which a list of it may begin
_SENTENCES = 2  # from one part of a list to the next
_OPENS_LIST = re.compile(r"其中|当中|包括|包含|涵盖|分别|[：:(]|[按分从].{1,8}[看分，,]")
_ADDED_UP = {"合计", "共计", "总计", "总共"}
_REST = ("其他", "其它", "其余")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A list that ought to make its whole; ``closed`` where nothing else can belong to it."""

    partition: Partition
    closed: bool


def claimed(sheet: Sheet) -> Iterator[Claimed]:
    """Wholes whose parts the text presents as complete."""
    for family in families(sheet.amounts):
        for position, whole in enumerate(family):
            if not whole.is_precise or whole.quantity.chinese:
                continue
            behind = family[position + 1 : position + 1 + WINDOW]
            if (pair := _pair(sheet, whole, behind)) is not None:
                yield Claimed(pair, closed=True)
            elif (rest := _down_to_rest(sheet, whole)) is not None:
                yield Claimed(rest, closed=True)
            elif (partition := _list(sheet, whole, behind)) is not None:
                yield Claimed(partition, closed=_leaves_nothing(sheet, partition.parts))
            elif (
                partition := _in_front(sheet, whole, family[max(0, position - LONGEST) : position])
            ) is not None:
                yield Claimed(partition, closed=True)


def subtotals(sheet: Sheet) -> Iterator[Partition]:
    """南片82个（其中…）；中片46个（其中…）；北片39个（其中…）: lists whose own parts all add up.

    Such subtotals make the whole in front that is larger than each of them, if they nearly do.
    """
    parts = {part.index for partition in sheet.partitions for part in partition.parts}
    made = {partition.whole.index for partition in sheet.partitions}
    for family in families(sheet.amounts):
        tops = [f for f in family if not (f.nested or f.conditions or f.index in parts)]
        for position, whole in enumerate(tops):
            run = tuple(_run_of_subtotals(whole, tops[position + 1 : position + 1 + LONGEST], made))
            partition = Partition(whole, run)
            if len(run) > 1 and not partition.holds and is_slip(partition):
                yield partition


def _run_of_subtotals(whole: Figure, behind: Sequence[Figure], made: set[int]) -> Iterator[Figure]:
    for figure in behind:
        if figure.index not in made or figure.value >= whole.value:
            return
        if figure.paragraph != whole.paragraph or not whole.is_precise:
            return
        yield figure


def _pair(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """应开工94个，已开工81个，应开未开13个: a whole, what is done of it and what is not."""
    parts = tuple(behind[:2])
    precise = len(parts) == 2 and all(p.is_precise and p.value <= whole.value for p in parts)
    if not precise or parts[-1].sentence != whole.sentence:
        return None
    opposite = {part.slot for part in parts} == {"started", "unstarted"}
    return Partition(whole, parts) if opposite or _is_complementary(sheet, parts) else None


def _leaves_nothing(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    return _makes_hundred(sheet, parts) or _is_complementary(sheet, parts)


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
    elif words & (_ADDED_UP | {"共"}) and len(pair) > 1 and _is_complementary(sheet, pair):
        parts = pair
    near = all(part.is_precise and part.sentence == whole.sentence for part in parts)
    return Partition(whole, tuple(parts)) if parts and near else None


def _row_before(sheet: Sheet, whole: Figure, before: Sequence[Figure]) -> Iterator[Figure]:
    """省级9个、市级31个、县级46个，共86个: the figures in a row that lead up to a whole, backwards."""
    last = whole
    for part in reversed(before):
        between = sheet.text[part.quantity.end : last.quantity.start]
        if last.index - part.index != 1 or re.search(r"[；;。：:]", between):
            return
        yield part
        last = part


def _list(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """The list behind a whole, or one further on that 其中 or 包括 opens and that nearly makes it."""
    for start, first in enumerate(behind[:_FAR]):
        if start and not first.nested:
            continue
        parts = _siblings(whole, behind[start : start + LONGEST])
        if len(parts) < 2 or not all(part.is_precise for part in parts):
            continue
        partition = Partition(whole, parts)
        if _is_close(sheet, partition) if start else _is_complete(sheet, partition):
            return partition
    return None


def _down_to_rest(sheet: Sheet, whole: Figure) -> Partition | None:
    """资金14.73亿元，其中中央预算内3.26亿元、专项债券6.8亿元、其他4.67亿元: to the last, whatever named."""
    if whole.quantity.kind == "count":
        return None
    parts: list[Figure] = []
    for part in sheet.behind(whole, lambda f: f.sentence == whole.sentence, reach=LONGEST):
        fits = part.quantity.unit == whole.quantity.unit and part.is_precise
        if not fits or part.value > whole.value or not (parts or part.nested):
            return None
        parts.append(part)
        if _is_rest(part):
            return Partition(whole, tuple(parts)) if len(parts) > 1 else None
    return None


def _siblings(whole: Figure, behind: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures behind a whole that form one list with the first of them, inner parts left out."""
    parts: list[Figure] = []
    largest, paragraph = whole.value, whole.paragraph
    for figure in behind:
        first = parts[0] if parts else figure
        if parts and (figure.nested or figure.depth > first.depth):
            continue
        if (
            figure.paragraph != paragraph
            or figure.measure != first.measure
            or figure.depth != first.depth
        ):
            break
        nearest = parts[-1] if parts else whole
        if figure.value > largest or figure.sentence - nearest.sentence > _SENTENCES:
            break
        if first.series not in {first.index, figure.series}:
            break
        parts.append(figure)
        if _is_rest(figure):
            break
    return tuple(parts)


def _is_rest(figure: Figure) -> bool:
    return any(rest in figure.subject for rest in _REST)


def _is_close(sheet: Sheet, partition: Partition) -> bool:
    """Three parts or more that miss the whole by a slip: lists don't do that by chance."""
    if len(partition.parts) <= len(("one", "other")):
        return False
    gap = abs(partition.point - partition.whole.value)
    close = _CLOSE_OF_WHICH if partition.parts[0].nested else _CLOSE
    return gap <= partition.whole.value * close and _is_list_of(sheet, partition)


def _is_list_of(sheet: Sheet, partition: Partition) -> bool:
    """Whether the parts stand below their whole, and not beside it as its siblings do."""
    whole, parts = partition.whole, partition.parts
    between = sheet.text[whole.quantity.end : parts[0].quantity.start]
    behind = re.split(r"[；;]", between)[-1]
    opened = behind == between or _OPENS_LIST.search(behind) is not None
    of_one_time = len({figure.period for figure in (whole, *parts)}) == 1
    apart = all(part.record != whole.record for part in parts) or whole.quantity.kind == "count"
    return opened and of_one_time and apart and not _leaves_out(sheet, partition)


def _leaves_out(sheet: Sheet, partition: Partition) -> bool:
    """Whether a sibling of the parts is counted, whose money has another name: 完成投资0.85亿元."""
    whole = partition.whole
    if whole.quantity.kind == "count":
        return False
    counted = [p for p in sheet.partitions_of(whole.record) if p.holds]
    records = {part.record for part in partition.parts}
    return any(not {part.record for part in each.parts} <= records for each in counted)


def _is_complete(sheet: Sheet, partition: Partition) -> bool:
    parts = partition.parts
    if _makes_hundred(sheet, parts) or _is_rest(parts[-1]):
        return True
    below = parts[0].sentence == partition.whole.sentence or _is_head(sheet, partition)
    if below and _is_complementary(sheet, parts):
        return True
    if parts[0].distributive and parts[-1].series == parts[0].series:
        return is_slip(partition)
    return _is_close(sheet, partition)


def _is_head(sheet: Sheet, partition: Partition) -> bool:
    """Whether a whole opens its paragraph, and its parts the next sentence."""
    whole, first = partition.whole, partition.parts[0]
    if whole.nested or first.sentence - whole.sentence != 1:
        return False
    before = sheet.before(whole, lambda f: f.paragraph == whole.paragraph)
    return not any(
        f.quantity.unit == whole.quantity.unit and f.measure == whole.measure for f in before
    )


def _makes_hundred(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    if not sheet.remarks(parts[0], Role.SHARE):
        return False
    shares = [share for part in parts for share in sheet.remarks(part, Role.SHARE)[:1]]
    return len(shares) == len(parts) and total(s.interval for s in shares).holds(Fraction(100))


def _is_complementary(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    """结转193个、新增72个: words that leave no third."""
    if len(parts) > sheet.lexicon.most_complements:
        return False
    names = [part.subject + part.label for part in parts]
    apart = len({part.record for part in parts}) == len(parts)
    if parts[0].quantity.kind != "count":  # 出口352.9亿元，进口133.8亿元: by their names
        apart = apart or len({part.label for part in parts}) == len(parts)
    return (
        apart
        and parts[0].sentence == parts[-1].sentence
        and any(
            len(words) == len(names)
            and any(
                all(w in n for w, n in zip(order, names, strict=True))
                for order in permutations(words)
            )
            for words in sheet.lexicon.complements
        )
    )


def is_slip(partition: Partition) -> bool:
    """Whether the parts miss the whole by so little that a digit must be wrong."""
    return abs(partition.point - partition.whole.value) <= partition.whole.value * _CLOSE
