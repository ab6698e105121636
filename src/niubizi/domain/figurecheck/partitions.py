"""Parts and wholes among the amounts of a text: which runs of figures make which.

A whole is sought for every run of neighbouring figures of one kind. Lists with parts inside parts
(其中) are read both with and without the inner parts, so that nested lists are recognised instead
of accused. The search is bounded by windows: its cost grows with the text, not with its square.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from niubizi.domain.figurecheck.figures import Figure
from niubizi.domain.figurecheck.intervals import Interval, total

WINDOW = 26  # how many figures behind a whole its parts may lie
LONGEST = 16  # how many parts a list may have
# 续建项目682个；计划新开工项目598个: categories of projects, and no deeds on them
_CATEGORIES = frozenset({"count", "to_start", "to_finish", "new_start", "carry_over", "reserve"})
_LARGE = 50  # counts without names that make as much are no accident
_SMALLEST = 10  # a smaller whole is made by chance, unless its parts stand right behind it
_TIGHT = 50  # a sum within rounding must be this much narrower than its whole


@dataclass(frozen=True, slots=True)
class Partition:
    """A whole with the parts that are said or found to make it."""

    whole: Figure
    parts: tuple[Figure, ...]

    @property
    def point(self) -> Fraction:
        return sum((part.value for part in self.parts), Fraction(0))

    @property
    def interval(self) -> Interval:
        return total(part.interval for part in self.parts)

    @property
    def holds(self) -> bool:
        return self.point == self.whole.value

    @property
    def nearly_holds(self) -> bool:
        return self.interval.meets(self.whole.interval)


@dataclass(frozen=True, slots=True)
class _Row:
    """Figures of one kind in order, as integers of one common step: the search is over these.

    ``halves`` is half of what each figure may have been rounded by.
    """

    figures: tuple[Figure, ...]
    values: tuple[int, ...]
    halves: tuple[int, ...]

    @staticmethod
    def of(figures: tuple[Figure, ...]) -> _Row:
        steps = [f.interval.high - f.value for f in figures]
        scale = lcm(*(f.value.denominator for f in figures), *(s.denominator for s in steps))
        values = tuple(int(figure.value * scale) for figure in figures)
        return _Row(figures, values, tuple(int(step * scale) for step in steps))

    def kept(self, wanted: Sequence[bool]) -> _Row:
        kept = [index for index, keep in enumerate(wanted) if keep]
        return _Row(
            tuple(self.figures[index] for index in kept),
            tuple(self.values[index] for index in kept),
            tuple(self.halves[index] for index in kept),
        )

    def some(self, wanted: Sequence[bool]) -> _Row | None:
        """Those that are wanted; ``None`` where all of them are."""
        return None if all(wanted) else self.kept(wanted)

    def behind(self, whole: Figure) -> _Row:
        """The part of the row in which the parts of a whole may lie."""
        start = bisect_right(self.figures, whole.index, key=lambda figure: figure.index)
        window = slice(start, start + WINDOW)
        return _Row(self.figures[window], self.values[window], self.halves[window])


def families(amounts: Sequence[Figure]) -> Iterator[tuple[Figure, ...]]:
    """The amounts that may make each other: counts of one unit, money of one slot."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in amounts:
        quantity = figure.quantity
        if quantity.kind == "count":
            key = ("count", "" if quantity.unit in {"个", "家"} else quantity.unit)
        else:
            key = (quantity.unit, figure.measure)
        found.setdefault(key, []).append(figure)
    for family in found.values():
        yield tuple(family)


def found(amounts: Sequence[Figure]) -> tuple[Partition, ...]:
    """Every whole with the runs of parts that make it, sums inside one list left out."""
    partitions: list[Partition] = []
    for family in families(amounts):
        row = _Row.of(family)
        lists = list(_lists(row))
        partitions += lists
        partitions += _lists_of_lists(row, lists)
    wholes = {partition.whole.index for partition in partitions}
    partitions += [p for p in _of_which(amounts) if p.whole.index not in wholes]
    return tuple(_outermost(partitions))


def _outermost(partitions: Sequence[Partition]) -> Iterator[Partition]:
    """Without sums inside one list: of parts of it, and of some of its parts to another whole."""
    lists: dict[int, list[set[int]]] = {}
    for partition in partitions:
        members = {part.index for part in partition.parts}
        for index in members:
            lists.setdefault(index, []).append(members)
    for partition in partitions:
        parts = {part.index for part in partition.parts}
        whole, first = partition.whole, partition.parts[0]
        inside = any(parts <= members for members in lists.get(whole.index, ()))
        # 第一产业6个、第二产业7个、…: two of a list make a part of the list before it by accident
        apart = first.sentence != whole.sentence
        of_some = apart and any(parts < members for members in lists.get(first.index, ()))
        if not inside and not of_some:
            yield partition


def _lists(row: _Row) -> Iterator[Partition]:
    """Wholes with the runs behind them, read with inner parts and without."""
    family = row.figures
    inner = [_is_inner(f, family[i - 1] if i else None) for i, f in enumerate(family)]
    firsts = {figure.sentence: figure.index for figure in reversed(family)}
    for position, whole in enumerate(family):
        if not whole.is_precise:
            continue
        wanted, half = row.values[position], row.halves[position]
        partition = _in_front(whole, family[max(0, position - LONGEST) : position])
        if partition is not None:
            yield partition
            continue
        readings = _readings(row, inner, position)
        yield from _best(firsts, [p for each in readings for p in _runs(whole, wanted, half, each)])


def _best(firsts: Mapping[int, int], found: Sequence[Partition]) -> Iterator[Partition]:
    """Of the lists found for a whole the first, and others that begin a sentence of their own.

    ``firsts``: the index of the first figure of every sentence.
    """
    taken: set[int] = set()
    exact = [p for p in found if p.holds] or found[:1]
    further = [p for p in found if not p.holds and p not in exact]
    for partition in (*sorted(exact, key=lambda p: p.parts[0].index), *further):
        members = {part.index for part in partition.parts}
        first = partition.parts[0]
        apart = firsts[first.sentence] == first.index and first.sentence > partition.whole.sentence
        if not taken or (apart and not members & taken):
            taken |= members
            yield partition


def _readings(row: _Row, inner: Sequence[bool], position: int) -> Iterator[_Row]:
    """What stands behind a whole: all of it; its own 其中 but none further in; heads; no tiers."""
    start, end = position + 1, position + 1 + WINDOW
    window = _Row(row.figures[start:end], row.values[start:end], row.halves[start:end])
    own = [not within or not i for i, within in enumerate(inner[start:end])]
    outer = [window.some(own), window.some([not within for within in inner[start:end]])]
    for each in (window, *(row for row in outer if row is not None)):
        heads = each.some([figure.slot == "count" for figure in each.figures])
        plain = each.some([not figure.conditions for figure in each.figures])
        yield from (row for row in (each, heads, plain) if row is not None)


def _lists_of_lists(row: _Row, lists: Sequence[Partition]) -> Iterator[Partition]:
    """Wholes of subtotals: what was found to be a part or a condition is left out of the row."""
    parts = {part.index for partition in lists for part in partition.parts}
    subtotals = {partition.whole.index for partition in lists}
    outer = row.kept([not (f.nested or f.conditions or f.index in parts) for f in row.figures])
    for position, whole in enumerate(row.figures):
        if not whole.is_precise:
            continue
        behind = outer.behind(whole)
        for partition in _runs(whole, row.values[position], row.halves[position], behind):
            if not subtotals.isdisjoint(part.index for part in partition.parts):
                yield partition


def _of_which(amounts: Sequence[Figure]) -> Iterator[Partition]:
    """争取资金50亿元，其中专项债30亿元、国债20亿元: money of which parts have names of their own."""
    for position, whole in enumerate(amounts):
        behind = amounts[position + 1 : position + 1 + LONGEST]
        if whole.quantity.kind == "count" or not behind or not behind[0].nested:
            continue
        run = Fraction(0)
        for size, part in enumerate(behind, 1):
            if part.quantity.unit != whole.quantity.unit or part.sentence - whole.sentence > 1:
                break
            run += part.value
            if run == whole.value and size > 1 and whole.is_precise:
                yield Partition(whole, tuple(behind[:size]))
                break


def _is_inner(figure: Figure, previous: Figure | None) -> bool:
    """A part of a part: behind 其中, or inside brackets that its neighbour stands before."""
    return previous is not None and (figure.nested or figure.depth > previous.depth)


def _runs(whole: Figure, wanted: int, half: int, row: _Row) -> Iterator[Partition]:
    """The runs behind a whole that make it exactly, apart; or else the first within rounding.

    One pass with two ends: as long as no figure is negative, a run too large only gets shorter.
    """
    start = run = 0
    exact = False
    for end, figure in enumerate(row.figures):
        if figure.paragraph - whole.paragraph > 1:
            break
        run += row.values[end]
        while start < end and (run > wanted or end - start >= LONGEST):
            run, start = run - row.values[start], start + 1
        if run != wanted or start == end:
            continue
        partition = Partition(whole, row.figures[start : end + 1])
        last = row.figures[start - 1] if start else whole
        within = last.sentence == partition.parts[0].sentence != whole.sentence
        if within and not _is_of_one_sentence(partition.parts):
            continue  # from the middle of one sentence into another
        if _is_plausible(partition, adjacent=start == 0):
            yield partition
            start, run, exact = end + 1, 0, True
    if exact or (close := _within_rounding(whole, wanted, half, row)) is None:
        yield from _further_on(whole, wanted, half, row)
    else:
        yield close


def _further_on(whole: Figure, wanted: int, half: int, row: _Row) -> Iterator[Partition]:
    """A sentence further on that makes a whole but for rounding."""
    if not half:
        return
    figures = row.figures
    for start in range(1, len(figures)):
        opens = figures[start].sentence != figures[start - 1].sentence
        if not opens or figures[start].sentence == whole.sentence:
            continue
        rest = _Row(figures[start:], row.values[start:], row.halves[start:])
        close = _within_rounding(whole, wanted, half, rest)
        if close is not None and len(close.parts) > 2 and _is_of_one_sentence(close.parts):
            yield close
            return


def _is_of_one_sentence(parts: Sequence[Figure]) -> bool:
    return parts[0].sentence == parts[-1].sentence


def _within_rounding(whole: Figure, wanted: int, half: int, row: _Row) -> Partition | None:
    """The run right behind a whole that makes it but for what rounding took."""
    run = loose = 0
    for size in range(1, min(len(row.values), LONGEST) + 1):
        run, loose = run + row.values[size - 1], loose + row.halves[size - 1]
        if run - loose > wanted + half:
            return None
        if size > 1 and run + loose >= wanted - half and 0 < loose * 2 * _TIGHT <= wanted:
            partition = Partition(whole, row.figures[:size])
            return partition if _is_of_one_paragraph(partition) else None
    return None


def _is_of_one_paragraph(partition: Partition) -> bool:
    return partition.parts[-1].paragraph == partition.whole.paragraph


def _is_plausible(partition: Partition, *, adjacent: bool) -> bool:
    """Whether a run that makes a whole may be its list, and no accident.

    Small numbers make each other by accident, and so do counts from all over a text.
    """
    whole, parts = partition.whole, partition.parts
    counts = whole.quantity.kind == "count"
    near = parts[0].nested or parts[0].sentence == whole.sentence
    scattered = any(b.sentence - a.sentence > 1 for a, b in pairwise(parts))
    if counts and (scattered or (whole.value < _SMALLEST and not near)):
        return False
    if counts and _has_deeds_on_parts(parts):
        return False
    if adjacent:
        return True
    slots = {part.slot for part in parts}
    if whole.value < _SMALLEST or (len(slots) > 1 and not slots <= {whole.slot, *_CATEGORIES}):
        return False
    if not counts or all(_is_named(part) for part in parts):
        return True
    # 已销号61项；序时推进28项，滞后5项: a sentence of its own that makes a large number is a list
    return whole.value >= _LARGE and len(parts) > 2 and parts[0].sentence == parts[-1].sentence


def _has_deeds_on_parts(parts: Sequence[Figure]) -> bool:
    """新材料项目12个，开工9个: what is done of a part is none of its siblings."""
    heads = {part.record for part in parts if part.slot == "count"}
    return any(part.record in heads and part.slot not in _CATEGORIES for part in parts)


def _is_named(part: Figure) -> bool:
    """Whether the text says what a count counts: projects of a kind, of a size, or of a state."""
    return bool(part.subject or part.conditions) or part.slot != "count"


def _in_front(whole: Figure, before: Sequence[Figure]) -> Partition | None:
    """A、B和C，共计N: the parts stand in front of a whole that says so, or are three and more."""
    added_up = "T" in whole.stretch.clause_tags
    run, parts = Fraction(0), 0
    for part in reversed(before):
        if whole.sentence - part.sentence > (not added_up) or run > whole.value:
            return None
        if not added_up and "T" in part.stretch.clause_tags:
            return None  # a sum of its own
        run, parts = run + part.value, parts + 1
        if run == whole.value and parts > 1 + (not added_up):
            return Partition(whole, tuple(before[-parts:]))
    return None
