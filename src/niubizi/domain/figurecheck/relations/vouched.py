"""Lists that something else vouches for: their shares, places inside a place, lists of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.relations.complements import is_slip, makes_hundred
from niubizi.domain.figurecheck.relations.findings import Sheet
from niubizi.domain.figurecheck.relations.lists import SENTENCES, list_from, to_sentence_end
from niubizi.domain.figurecheck.relations.partition import Partition
from niubizi.domain.figurecheck.relations.partitions import families
from niubizi.domain.figurecheck.relations.runs import LONGEST, WINDOW

_OFF = Fraction(1, 10)  # how far a list of lists may lie from its whole and still be of it
_SIBLINGS = 2  # complete lists that vouch for one more
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}[省市州盟县区旗镇乡]")


def of_shares(sheet: Sheet) -> Iterator[Partition]:
    """B类148家，占45.3%；C类101家，占30.9%；…: parts whose shares of one whole make a hundred."""
    row: list[Figure] = []
    for share in (f for f in sheet.figures if f.role is Role.SHARE):
        part = sheet.host(share)
        if part is None or not part.is_precise or not share.is_precise:
            continue
        if row and not _goes_on(row[-1], part):
            row = []
        row.append(part)
        if len(row) > 1 and makes_hundred(sheet, row):
            whole = _shared_whole(sheet, row)
            if whole is not None:
                yield Partition(whole, tuple(row))
            row = []


def of_places(sheet: Sheet) -> Iterator[Partition]:
    """苏南719个，其中南京市107个、无锡市352个…: places don't overlap, so they can't exceed their whole.

    Where the lists of two siblings are complete, so is the third: nor can it fall short.
    """
    for family in families(sheet.amounts):
        lists = list(_lists_of_places(sheet, family))
        complete = [each for each in lists if each.holds]
        for partition in lists:
            above = partition.interval.low > partition.whole.interval.high
            siblings = [p for p in complete if p.whole.paragraph == partition.whole.paragraph]
            below = partition.interval.high < partition.whole.interval.low
            if above or (below and len(siblings) >= _SIBLINGS):
                yield partition


def _lists_of_places(sheet: Sheet, family: Sequence[Figure]) -> Iterator[Partition]:
    for position, whole in enumerate(family):
        behind = family[position + 1 : position + 1 + LONGEST]
        if not whole.is_precise or not behind or not behind[0].nested:
            continue
        parts = to_sentence_end(list_from(sheet, whole, behind))
        names = {part.subject for part in parts}
        if len(names) == len(parts) > 1 and all(map(_PLACE_NAME.fullmatch, names)):
            yield Partition(whole, parts)


def _goes_on(last: Figure, part: Figure) -> bool:
    near = part.paragraph == last.paragraph and part.sentence - last.sentence < SENTENCES
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
        tops = [
            f
            for f in family
            if not (f.conditions or f.index in parts) and (f.index in made or not f.nested)
        ]
        for position, whole in enumerate(tops):
            run = tuple(_run_of_subtotals(whole, tops[position + 1 : position + 1 + LONGEST], made))
            partition = Partition(whole, run)
            if len(run) < 2 or partition.holds:
                continue
            if is_slip(partition) or (whole.index not in made and _is_told_apart(partition)):
                yield partition


def _is_told_apart(partition: Partition) -> bool:
    """共31项，其中：建设27项（…）、前期3项（…）: who tells all of each part apart, tells all parts."""
    whole, parts = partition.whole, partition.parts
    beside = parts[0].nested and parts[-1].sentence == whole.sentence
    return beside and abs(partition.point - whole.value) <= whole.value * _OFF


def _run_of_subtotals(whole: Figure, behind: Sequence[Figure], made: set[int]) -> Iterator[Figure]:
    for figure in behind:
        if figure.index not in made or figure.rough >= whole.rough:
            return
        if figure.paragraph != whole.paragraph or not whole.is_precise:
            return
        yield figure
