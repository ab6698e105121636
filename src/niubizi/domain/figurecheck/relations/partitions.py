"""Parts and wholes among the amounts of a text: which runs of figures make which.

A whole is sought for every run of neighbouring figures of one kind. Lists with parts inside parts
(其中) are read both with and without the inner parts, so that nested lists are recognised instead
of accused. The search is bounded by windows: its cost grows with the text, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.relations.partition import Partition
from niubizi.domain.figurecheck.relations.runs import LONGEST, WINDOW, Row, runs_behind


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
        row = Row.of(family)
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


def _lists(row: Row) -> Iterator[Partition]:
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
        yield from _best(
            firsts, [p for each in readings for p in runs_behind(whole, wanted, half, each)]
        )


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


def _readings(row: Row, inner: Sequence[bool], position: int) -> Iterator[Row]:
    """What stands behind a whole: all of it; its own 其中 but none further in; heads; no tiers."""
    start, end = position + 1, position + 1 + WINDOW
    window = Row(row.figures[start:end], row.values[start:end], row.halves[start:end])
    own = [not within or not i for i, within in enumerate(inner[start:end])]
    outer = [window.some(own), window.some([not within for within in inner[start:end]])]
    for each in (window, *(row for row in outer if row is not None)):
        heads = each.some([figure.slot == "count" for figure in each.figures])
        plain = each.some([not figure.conditions for figure in each.figures])
        yield from (row for row in (each, heads, plain) if row is not None)


def _lists_of_lists(row: Row, lists: Sequence[Partition]) -> Iterator[Partition]:
    """Wholes of subtotals: what was found to be a part or a condition is left out of the row."""
    parts = {part.index for partition in lists for part in partition.parts}
    subtotals = {partition.whole.index for partition in lists}
    outer = row.kept([not (f.nested or f.conditions or f.index in parts) for f in row.figures])
    for position, whole in enumerate(row.figures):
        if not whole.is_precise:
            continue
        behind = outer.behind(whole)
        for partition in runs_behind(whole, row.values[position], row.halves[position], behind):
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
