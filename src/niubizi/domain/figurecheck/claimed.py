"""Lists that ought to make their whole, because the text presents them as complete.

Shares that make 100, a pair like 新建/续建, 其他 at the end of the list, or a miss so small that it
must be a slip: lists don't miss their whole by a percent by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, permutations

from niubizi.domain.figurecheck.figures import Figure
from niubizi.domain.figurecheck.findings import Sheet
from niubizi.domain.figurecheck.intervals import total
from niubizi.domain.figurecheck.numerals import chinese_integer
from niubizi.domain.figurecheck.partitions import LONGEST, WINDOW, Partition, families
from niubizi.domain.figurecheck.roles import Role

# How far a list may miss its whole and still be taken to mean it: 其中 seldom lists all.
_CLOSE, _CLOSE_OF_WHICH = Fraction(3, 100), Fraction(1, 100)
_CLOSE_ABOVE = Fraction(5, 100)  # nor does a list leave out anything that makes more than all
_MANY = 100  # of which three parts miss a percent by one or two
_ROUGHLY, _ROUGHLY_ABOVE = 0.031, 0.051  # the same, at a quick look
_OFF = 0.25  # how far a misprinted whole may lie from the right one
_FEW = 3  # parts of a list that may well leave some out
_FAR = 6  # figures behind a whole in which a list of it may begin
_FAR_LISTS = 12  # and one of another breakdown
_SENTENCES = 2  # from one part of a list to the next
_OPENS_LIST = re.compile(r"其中|当中|包括|包含|涵盖|分别|[：:(]|[按分从].{1,8}[看分，,]")
_SO_MANY = re.compile(
    r"(?P<n>[两二三四五六七八九])[项者类个块][^，,。；;0-9]{0,6}(?:合计|共计|总计|相加)"
)
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}[省市州盟县区旗镇乡]")
_CATEGORIES = frozenset({"count", "to_start", "new_start", "carry_over", "reserve"})
_AMONG = re.compile(r"[^，,。；;：:、0-9]{0,16}中[，,、]")
_OPPOSITE = {"started", "unstarted"}
_ROW = re.compile(r"[、，,；;][^，,。；;：:、0-9]{1,12}")
_SAID_BEFORE = 12  # characters in front of a sum in which 三项合计 stands
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
            if whole.is_precise and not whole.quantity.chinese:
                before = family[max(0, position - LONGEST) : position]
                yield from _of(sheet, whole, before, family[position + 1 : position + 1 + WINDOW])
    for partition in (*_of_shares(sheet), *_of_places(sheet)):
        yield Claimed(partition, closed=True)


def _of(
    sheet: Sheet, whole: Figure, before: Sequence[Figure], behind: Sequence[Figure]
) -> Iterator[Claimed]:
    """The list of a whole, and others a sentence further on."""
    full = _pair(sheet, whole, behind) or _counted_up(sheet, whole) or _down_to_rest(sheet, whole)
    if full is not None:
        yield Claimed(full, closed=True)
    elif (listed := _list(sheet, whole, behind)) is not None:
        closed = _leaves_nothing(sheet, listed.parts) or _is_close(sheet, listed)
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
        parts = _to_sentence_end(_siblings(sheet, whole, behind[start : start + LONGEST]))
        partition = Partition(whole, parts)
        if len(parts) < 2 or not all(part.is_precise for part in parts) or not is_slip(partition):
            continue
        if _leaves_nothing(sheet, parts) or _is_close(sheet, partition):
            yield partition


def _of_shares(sheet: Sheet) -> Iterator[Partition]:
    """B类148家，占45.3%；C类101家，占30.9%；…: parts whose shares of one whole make a hundred."""
    row: list[Figure] = []
    for share in (f for f in sheet.figures if f.role is Role.SHARE):
        part = sheet.host(share)
        if part is None or not part.is_precise or not share.is_precise:
            continue
        if row and not _goes_on(row[-1], part):
            row = []
        row.append(part)
        if len(row) > 1 and _makes_hundred(sheet, row):
            whole = _shared_whole(sheet, row)
            if whole is not None:
                yield Partition(whole, tuple(row))
            row = []


def _of_places(sheet: Sheet) -> Iterator[Partition]:
    """苏南719个，其中南京市107个、无锡市352个…: places don't overlap, so they can't exceed their whole."""
    for family in families(sheet.amounts):
        for position, whole in enumerate(family):
            behind = family[position + 1 : position + 1 + LONGEST]
            if not whole.is_precise or not behind or not behind[0].nested:
                continue
            parts = _to_sentence_end(_siblings(sheet, whole, behind))
            names = {part.subject for part in parts}
            apart = len(names) == len(parts) > 1 and all(map(_PLACE_NAME.fullmatch, names))
            partition = Partition(whole, parts)
            if apart and partition.interval.low > whole.interval.high:
                yield partition


def _goes_on(last: Figure, part: Figure) -> bool:
    near = part.paragraph == last.paragraph and part.sentence - last.sentence < _SENTENCES
    return near and part.measure == last.measure and part.quantity.unit == last.quantity.unit


def _shared_whole(sheet: Sheet, parts: Sequence[Figure]) -> Figure | None:
    """The amount that most of the shares are of: printed with one of them, or in front."""
    shares = [sheet.remarks(part, Role.SHARE)[0] for part in parts]
    printed = [sheet.figures[s.whole] for s in shares if s.whole is not None]
    largest = max(part.value for part in parts)
    near = sheet.before(parts[0], lambda f: f.quantity.unit == parts[0].quantity.unit, reach=WINDOW)
    for whole in (*printed, *near):
        if whole.value <= largest or not whole.is_precise or whole.paragraph != parts[0].paragraph:
            continue
        pairs = zip(shares, parts, strict=True)
        if sum(sheet.may_be(share, part, whole) for share, part in pairs) * 2 > len(parts):
            return whole
    return None


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
        if figure.index not in made or figure.rough >= whole.rough:
            return
        if figure.paragraph != whole.paragraph or not whole.is_precise:
            return
        yield figure


def _pair(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """应开工94个，已开工81个，应开未开13个: a whole, what is done of it and what is not."""
    parts = tuple(behind[:2])
    if (opposites := _opposites(whole, behind)) is not None:
        return opposites
    precise = len(parts) == 2 and all(p.is_precise and p.rough <= whole.rough for p in parts)
    if not precise or parts[-1].sentence != whole.sentence:
        return None
    opposite = {part.slot for part in parts} == _OPPOSITE
    return Partition(whole, parts) if opposite or _is_complementary(sheet, parts) else None


def _opposites(whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """重点项目50个。…已开工33个，未开工17个: done and not done make a number, but for a slip."""
    if whole.slot not in {"count", "signed"} or whole.nested or whole.conditions:
        return None
    for one, other in pairwise(behind):
        if one.slot in {"count", "signed"} and not one.nested:
            return None  # of another number
        partition = Partition(whole, (one, other))
        alike = {one.slot, other.slot} == _OPPOSITE and one.sentence == other.sentence
        if alike and other.index - one.index == 1 and one.is_precise and other.is_precise:
            return partition if is_slip(partition) else None
    return None


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
    elif len(pair) > 1 and words & (_ADDED_UP | {"共"}):
        added_up = bool(words & _ADDED_UP) and _are_all(sheet, whole, pair)
        parts = pair if added_up or _is_complementary(sheet, pair) else ()
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


def _list(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """The list behind a whole, or one further on that 其中 or 包括 opens and that nearly makes it."""
    for start, first in enumerate(behind[:_FAR]):
        if start and not first.nested:
            continue
        siblings = _siblings(sheet, whole, behind[start : start + LONGEST])
        # a list may end with its sentence, or go on
        within = _to_sentence_end(siblings)
        for parts in (siblings, within) if len(within) < len(siblings) else (siblings,):
            if len(parts) < 2 or not all(part.is_precise for part in parts):
                continue
            partition = Partition(whole, parts)
            if _is_close(sheet, partition) if start else _is_complete(sheet, partition):
                return partition
    return None


def _to_sentence_end(parts: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(part for part in parts if part.sentence == parts[0].sentence)


def _down_to_rest(sheet: Sheet, whole: Figure) -> Partition | None:
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


def _siblings(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> tuple[Figure, ...]:
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
        if figure.rough > largest or figure.sentence - nearest.sentence > _SENTENCES:
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
    return figure.quantity.kind == "count" and _ROW.fullmatch(between) is not None


def _is_rest(figure: Figure) -> bool:
    return any(rest in figure.subject for rest in _REST)


def _is_close(sheet: Sheet, partition: Partition) -> bool:
    """Three parts or more that miss the whole by a slip: lists don't do that by chance."""
    whole, parts = partition.whole, partition.parts
    roughly = abs(sum(part.rough for part in parts) - whole.rough)
    if len(parts) < _FEW or roughly > whole.rough * _ROUGHLY_ABOVE:
        return False
    gap = partition.point - whole.value
    many = len(parts) > _FEW or (whole.quantity.kind == "count" and whole.value >= _MANY)
    close = _CLOSE if many or not parts[0].nested else _CLOSE_OF_WHICH
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
    return any(not {part.record for part in each.parts} <= records for each in counted)


def _is_complete(sheet: Sheet, partition: Partition) -> bool:
    parts = partition.parts
    if _makes_hundred(sheet, parts):
        return _is_theirs(sheet, partition)
    if _is_rest(parts[-1]):
        return True
    below = parts[0].sentence == partition.whole.sentence or _is_head(sheet, partition)
    if below and _is_complementary(sheet, parts):
        return True
    if parts[0].distributive and parts[-1].series == parts[0].series:
        return is_slip(partition)
    if _are_complements(sheet, partition):
        return True
    return _is_close(sheet, partition)


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


def _makes_hundred(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    if not sheet.remarks(parts[0], Role.SHARE):
        return False
    shares = [share for part in parts for share in sheet.remarks(part, Role.SHARE)[:1]]
    if len(shares) != len(parts) or not sheet.may_make(shares, 100):
        return False
    return total(s.interval for s in shares).holds(Fraction(100))


def _is_complementary(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    """结转193个、新增72个: words that leave no third, in one sentence."""
    return parts[0].sentence == parts[-1].sentence and _are_named_apart(sheet, parts)


def _are_named_apart(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    """Whether the names of the parts leave nothing else."""
    if not 1 < len(parts) <= sheet.lexicon.most_complements:
        return False
    names = [
        part.subject + part.label + sheet.text[part.stretch.clause_start : part.quantity.start]
        for part in parts
    ]
    apart = len({part.record for part in parts}) == len(parts) or parts[0].slot == "started"
    if parts[0].quantity.kind != "count":  # 出口352.9亿元，进口133.8亿元: by their names
        apart = apart or len({part.label for part in parts}) == len(parts)
    return apart and any(
        len(words) == len(names)
        and any(word in names[0] for word in words)
        and any(
            all(w in n for w, n in zip(order, names, strict=True)) for order in permutations(words)
        )
        for words in sheet.lexicon.complements
    )


def _are_complements(sheet: Sheet, partition: Partition) -> bool:
    """中部…。西部…。东部…: a sentence each, and they miss their whole by a slip."""
    parts = partition.parts
    in_turn = all(b.sentence - a.sentence <= 1 for a, b in pairwise(parts))
    return in_turn and is_slip(partition) and _are_named_apart(sheet, parts)


def is_slip(partition: Partition) -> bool:
    """Whether the parts miss the whole by so little that a digit must be wrong."""
    if abs(sum(part.rough for part in partition.parts) - partition.whole.rough) > (
        abs(partition.whole.rough) * _ROUGHLY
    ):
        return False
    return abs(partition.point - partition.whole.value) <= partition.whole.value * _CLOSE
