"""Parts and wholes among the amounts of a text: what makes what, and what ought to.

A whole is sought for every run of neighbouring figures of one kind. Lists with parts inside parts
(其中) are read both with and without the inner parts, so that nested lists are recognised instead
of accused. A run that does not make its whole counts only where the text presents it as complete:
shares that make 100, a pair like 新建/续建, 其他 at the end, or a miss so small that it is a slip.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from niubizi.domain.figurecheck.figures import Figure
from niubizi.domain.figurecheck.findings import Sheet, added
from niubizi.domain.figurecheck.intervals import Interval, total
from niubizi.domain.figurecheck.roles import Role

_WINDOW = 26  # how many figures behind a whole its parts may lie
_LONGEST = 16  # how many parts a list may have
# How far a list may miss its whole and still be taken to mean it: 其中 seldom lists all.
_CLOSE, _CLOSE_OF_WHICH = Fraction(3, 100), Fraction(1, 100)
_INVESTED = frozenset({"invested", "investment"})


@dataclass(frozen=True, slots=True)
class Partition:
    """A whole with the parts that are said or found to make it."""

    whole: Figure
    parts: tuple[Figure, ...]

    @property
    def point(self) -> Fraction:
        return added(part.value for part in self.parts)

    @property
    def interval(self) -> Interval:
        return total(part.interval for part in self.parts)

    @property
    def holds(self) -> bool:
        return self.point == self.whole.value

    @property
    def nearly_holds(self) -> bool:
        return self.interval.meets(self.whole.interval)


# ── runs that make a whole ──────────────────────────────────────────────────────────────────────


def partitions(sheet: Sheet) -> list[Partition]:
    """Every whole with the first run of parts that makes it."""
    found: list[Partition] = []
    for members in _families(sheet):
        outer = [
            f for i, f in enumerate(members) if not _is_inner(f, members[i - 1] if i else None)
        ]
        heads = [f for f in outer if f.slot == "count"]
        for position, whole in enumerate(members):
            if not whole.is_precise:
                continue
            lists = (
                members[position + 1 :][:_WINDOW],
                _behind(whole, outer),
                _behind(whole, heads),
            )
            partition = next((p for p in (_first(whole, parts) for parts in lists) if p), None)
            partition = partition or _in_front(
                whole, members[max(0, position - _LONGEST) : position]
            )
            if partition is not None:
                found.append(partition)
    return found


def _behind(whole: Figure, members: Sequence[Figure]) -> Sequence[Figure]:
    start = bisect_right(members, whole.index, key=lambda figure: figure.index)
    return members[start : start + _WINDOW]


def _families(sheet: Sheet) -> Iterator[list[Figure]]:
    """The amounts that may make each other: counts of one unit, money of one slot."""
    families: dict[tuple[str, str], list[Figure]] = {}
    for figure in sheet.amounts:
        quantity = figure.quantity
        if quantity.kind == "count":
            key = ("count", "" if quantity.unit in {"个", "家"} else quantity.unit)
        else:
            key = (quantity.unit, "invested" if figure.slot in _INVESTED else figure.slot)
        families.setdefault(key, []).append(figure)
    yield from families.values()


def _is_inner(figure: Figure, previous: Figure | None) -> bool:
    """A part of a part: behind 其中, or inside brackets that its neighbour stands before."""
    return previous is not None and (figure.nested or figure.depth > previous.depth)


def _first(whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """The first run behind a whole that makes it exactly; failing that, within rounding."""
    close: Partition | None = None
    for start in range(len(behind)):
        if start and not _may_start(whole, behind[start]):
            continue
        run = Fraction(0)
        for end in range(start, min(len(behind), start + _LONGEST)):
            run += behind[end].value
            if end == start:
                continue
            partition = Partition(whole, tuple(behind[start : end + 1]))
            if run == whole.value and _is_plausible(partition, start):
                return partition
            if run > whole.value * 2:
                break
            if (
                close is None
                and start == 0
                and whole.quantity.kind != "count"
                and _is_near(partition)
            ):
                close = partition
    return close


def _may_start(whole: Figure, part: Figure) -> bool:
    return part.paragraph == whole.paragraph or part.paragraph == whole.paragraph + 1


def _is_near(partition: Partition) -> bool:
    tight = partition.interval.width * 50 <= partition.whole.value
    same = all(part.paragraph == partition.whole.paragraph for part in partition.parts)
    return tight and same and partition.nearly_holds


def _is_plausible(partition: Partition, start: int) -> bool:
    """Whether the run may be a list: right behind its whole, or of one shape and of some size."""
    whole, parts = partition.whole, partition.parts
    if start == 0:
        return True
    if len({part.slot for part in parts}) > 1:
        return False
    return whole.value >= 10 and (
        whole.quantity.kind != "count" or all(p.subject or p.conditions for p in parts)
    )


def _in_front(whole: Figure, before: Sequence[Figure]) -> Partition | None:
    """A、B和C，共计N: the parts stand in front of a whole that says so."""
    if "T" not in whole.stretch.clause_tags:
        return None
    run, parts = Fraction(0), []
    for part in reversed(before):
        if part.sentence != whole.sentence:
            return None
        run += part.value
        parts.append(part)
        if run == whole.value and len(parts) > 1:
            return Partition(whole, tuple(reversed(parts)))
    return None


# ── runs that ought to make a whole ─────────────────────────────────────────────────────────────


def claimed(sheet: Sheet) -> Iterator[Partition]:
    """Wholes whose parts the text presents as complete."""
    for members in _families(sheet):
        for position, whole in enumerate(members):
            if not whole.is_precise:
                continue
            behind = members[position + 1 : position + 1 + _WINDOW]
            for partition in (_pair(sheet, whole, behind), _list(sheet, whole, behind)):
                if partition is not None:
                    yield partition


def _pair(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """应开工186个，已开工168个，应开未开18个: a whole, what is done of it and what is not."""
    parts = tuple(behind[:2])
    if (
        len(parts) < 2
        or parts[-1].sentence != whole.sentence
        or not all(p.is_precise for p in parts)
    ):
        return None
    if {part.slot for part in parts} == {"started", "unstarted"} or _is_complementary(sheet, parts):
        return Partition(whole, parts) if all(part.value <= whole.value for part in parts) else None
    return None


def _list(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """The list behind a whole, or one further on that 其中 or 包括 opens and that nearly makes it."""
    for start, first in enumerate(behind[:6]):
        if start and not first.nested:
            continue
        parts = _siblings(whole, behind[start:])
        partition = Partition(whole, parts)
        if len(parts) < 2 or not all(part.is_precise for part in parts):
            continue
        if _is_close(partition) if start else _is_complete(sheet, partition):
            return partition
    return None


def _siblings(whole: Figure, behind: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures behind a whole that form one list with the first of them, inner parts left out."""
    parts: list[Figure] = []
    for figure in behind[:_LONGEST]:
        first = parts[0] if parts else figure
        if parts and (figure.nested or figure.depth > first.depth):
            continue
        if (
            figure.paragraph != whole.paragraph
            or figure.slot != first.slot
            or figure.depth != first.depth
        ):
            break
        nearest = parts[-1] if parts else whole
        if figure.value > whole.value or figure.sentence - nearest.sentence > 2:
            break
        if first.series not in {first.index, figure.series}:
            break
        parts.append(figure)
        if _is_rest(figure):
            break
    return tuple(parts)


def _is_rest(figure: Figure) -> bool:
    return any(rest in figure.subject for rest in ("其他", "其它", "其余"))


def _is_close(partition: Partition) -> bool:
    """Three parts or more that miss the whole by a slip: lists don't do that by chance."""
    gap = abs(partition.point - partition.whole.value)
    close = _CLOSE_OF_WHICH if partition.parts[0].nested else _CLOSE
    return len(partition.parts) > 2 and gap <= partition.whole.value * close


def _is_complete(sheet: Sheet, partition: Partition) -> bool:
    parts = partition.parts
    if _makes_hundred(sheet, parts) or _is_complementary(sheet, parts) or _is_rest(parts[-1]):
        return True
    gap = abs(partition.point - partition.whole.value)
    distributed = parts[0].distributive and parts[-1].series == parts[0].series
    return _is_close(partition) or (distributed and gap <= partition.whole.value * _CLOSE)


def _makes_hundred(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    shares = [share for part in parts for share in sheet.remarks(part, Role.SHARE)[:1]]
    return len(shares) == len(parts) and total(s.interval for s in shares).holds(Fraction(100))


def _is_complementary(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    names = [part.subject + part.label for part in parts]
    if len({part.record for part in parts}) < len(parts):
        return False
    if parts[0].sentence != parts[-1].sentence:
        return False
    for complement in sheet.lexicon.complements:
        if len(complement) == len(names) and all(
            word in name for word, name in zip(complement, names, strict=True)
        ):
            return True
    return False


def outermost(found: list[Partition]) -> list[Partition]:
    """Without sums that members of one list happen to make among themselves."""
    lists = [{part.index for part in partition.parts} for partition in found]

    def is_inside(partition: Partition) -> bool:
        members = {partition.whole.index, *(part.index for part in partition.parts)}
        return any(members <= parts for parts in lists)

    return [partition for partition in found if not is_inside(partition)]


def is_slip(partition: Partition) -> bool:
    """Whether the parts miss the whole by so little that a digit must be wrong."""
    return abs(partition.point - partition.whole.value) <= partition.whole.value * _CLOSE
