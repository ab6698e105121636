"""Parts that leave no third: by their names, by their shares, or by a miss too small for chance.

结转193个、新增72个; 已开工33个、未开工17个; shares that make a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, permutations

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import total
from niubizi.domain.figurecheck.relations.findings import Sheet
from niubizi.domain.figurecheck.relations.partition import Partition

# How far a list may miss its whole and still be taken to mean it: 其中 seldom lists all.
CLOSE = Fraction(3, 100)
_ROUGHLY = 0.031  # the same as CLOSE, at a quick look
ROUGHLY_ABOVE = 0.051
_OPPOSITE = {"started", "unstarted"}


def pair_of(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """应开工94个，已开工81个，应开未开13个: a whole, what is done of it and what is not."""
    parts = tuple(behind[:2])
    if (opposites := _opposites(sheet, whole, behind)) is not None:
        return opposites
    precise = len(parts) == 2 and all(p.is_precise and p.rough <= whole.rough for p in parts)
    if not precise or parts[-1].sentence != whole.sentence:
        return None
    opposite = {part.slot for part in parts} == _OPPOSITE
    return Partition(whole, parts) if opposite or is_complementary(sheet, parts) else None


def _opposites(sheet: Sheet, whole: Figure, behind: Sequence[Figure]) -> Partition | None:
    """重点项目50个。…已开工33个，未开工17个: done and not done make a number, but for a slip."""
    if whole.slot not in {"count", "signed"} or whole.nested or whole.conditions:
        return None
    for one, other in pairwise(behind):
        if one.slot in {"count", "signed"} and not one.nested:
            return None  # of another number
        partition = Partition(whole, (one, other))
        alike = {one.slot, other.slot} == _OPPOSITE and one.sentence == other.sentence
        if alike and other.index - one.index == 1 and one.is_precise and other.is_precise:
            return partition if is_slip(partition) or _is_rated(sheet, partition) else None
    return None


def _is_rated(sheet: Sheet, partition: Partition) -> bool:
    """重点项目50个。…已开工33个，未开工27个，开工率66%: the rate says that they are of the 50."""
    done, undone = partition.parts
    rate = next(iter(sheet.figures[undone.index + 1 : undone.index + 2]), None)
    if rate is None or rate.role is not Role.RATE or rate.sentence != done.sentence:
        return False
    of_deed = rate.rate is not None and done.slot in rate.rate.part and rate.is_precise
    return of_deed and sheet.may_be(rate, done, partition.whole)


def leaves_nothing(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    return makes_hundred(sheet, parts) or is_complementary(sheet, parts)


def makes_hundred(sheet: Sheet, parts: Sequence[Figure]) -> bool:
    if not sheet.remarks(parts[0], Role.SHARE):
        return False
    shares = [share for part in parts for share in sheet.remarks(part, Role.SHARE)[:1]]
    if len(shares) != len(parts) or not sheet.may_make(shares, 100):
        return False
    return total(s.interval for s in shares).holds(Fraction(100))


def is_complementary(sheet: Sheet, parts: Sequence[Figure]) -> bool:
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


def are_complements(sheet: Sheet, partition: Partition) -> bool:
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
    return abs(partition.point - partition.whole.value) <= partition.whole.value * CLOSE
