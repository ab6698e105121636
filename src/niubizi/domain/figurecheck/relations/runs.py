"""Runs of figures that make a whole: exactly, or but for what rounding took.

The search is over integers of one common step and bounded by windows: its cost grows with the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import lcm

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.relations.partition import Partition

WINDOW = 26  # how many figures behind a whole its parts may lie
LONGEST = 16  # how many parts a list may have
# 续建项目682个；计划新开工项目598个: categories of projects, and no deeds on them
_CATEGORIES = frozenset({"count", "to_start", "to_finish", "new_start", "carry_over", "reserve"})
_LARGE = 50  # counts without names that make as much are no accident
_SMALLEST = 10  # a smaller whole is made by chance, unless its parts stand right behind it
_TIGHT = 50  # a sum within rounding must be this much narrower than its whole


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one kind in order, as integers of one common step: the search is over these.

    ``halves`` is half of what each figure may have been rounded by.
    """

    figures: tuple[Figure, ...]
    values: tuple[int, ...]
    halves: tuple[int, ...]

    @staticmethod
    def of(figures: tuple[Figure, ...]) -> Row:
        steps = [f.interval.high - f.value for f in figures]
        scale = lcm(*(f.value.denominator for f in figures), *(s.denominator for s in steps))
        values = tuple(int(figure.value * scale) for figure in figures)
        return Row(figures, values, tuple(int(step * scale) for step in steps))

    def kept(self, wanted: Sequence[bool]) -> Row:
        kept = [index for index, keep in enumerate(wanted) if keep]
        return Row(
            tuple(self.figures[index] for index in kept),
            tuple(self.values[index] for index in kept),
            tuple(self.halves[index] for index in kept),
        )

    def some(self, wanted: Sequence[bool]) -> Row | None:
        """Those that are wanted; ``None`` where all of them are."""
        return None if all(wanted) else self.kept(wanted)

    def behind(self, whole: Figure) -> Row:
        """The part of the row in which the parts of a whole may lie."""
        start = bisect_right(self.figures, whole.index, key=lambda figure: figure.index)
        window = slice(start, start + WINDOW)
        return Row(self.figures[window], self.values[window], self.halves[window])


def runs_behind(whole: Figure, wanted: int, half: int, row: Row) -> Iterator[Partition]:
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


def _further_on(whole: Figure, wanted: int, half: int, row: Row) -> Iterator[Partition]:
    """A sentence further on that makes a whole but for rounding."""
    if not half:
        return
    figures = row.figures
    for start in range(1, len(figures)):
        opens = figures[start].sentence != figures[start - 1].sentence
        if not opens or figures[start].sentence == whole.sentence:
            continue
        rest = Row(figures[start:], row.values[start:], row.halves[start:])
        close = _within_rounding(whole, wanted, half, rest)
        if close is not None and len(close.parts) > 2 and _is_of_one_sentence(close.parts):
            yield close
            return


def _is_of_one_sentence(parts: Sequence[Figure]) -> bool:
    return parts[0].sentence == parts[-1].sentence


def _within_rounding(whole: Figure, wanted: int, half: int, row: Row) -> Partition | None:
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
