"""Order and rank: lists that a text calls ordered, and ranks within the field they are of.

完成率排前三位的依次为A 52.3%、B 49.8%、C 47.1% must not rise; in a field of 8 nobody is ninth.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet
from niubizi.domain.figurecheck.relations.runs import LONGEST

_ORDERED = re.compile(
    r"(?:(?P<down>[由从][高大多][到至][低小少])|(?P<up>[由从][低小少][到至][高大多])"
    r"|前(?:[0-9]{1,2}|[二三四五六七八九十])[位名强]?"
    r"|(?P<last>后(?:[0-9]{1,2}|[二三四五六七八九十])[位名]?))"
    r"[^，,。；;：:\n0-9]{0,8}?(?P<strict>依次|排序|排列)?(?:分别)?[为是：:]"
)
_WITHIN = 120  # characters from the words of order to the list, and from one figure to the next
_LEAST = 3  # figures that make a list
_FIELD = re.compile(
    r"(?P<size>[0-9]{1,3})个[\u4e00-\u9fff]{0,4}?"
    r"(?:县|区|市|镇|乡|街道|园区|开发区|单位|部门|城市|地区|板块|片区)+"
)
_MOVED = re.compile(r"(?:移|升|降|退|进)$")  # 前移4位: how far, not where
_REACH = 30  # characters in front of a rank in which its field is named


def find(sheet: Sheet) -> Iterator[Finding]:
    """The lists that the text puts in order, and the ranks whose field it counts."""
    starts = [figure.quantity.start for figure in sheet.figures]
    for match in _ORDERED.finditer(sheet.text):
        listed = list(_listed(sheet, bisect_left(starts, match.end()), match.end()))
        if len(listed) >= _LEAST:
            yield _order(sheet, match, listed)
    for figure in sheet.figures:
        if figure.role is Role.RANK and not _MOVED.search(figure.reference):
            yield from _within_field(sheet, figure)
    for ranked in _ranked(sheet):
        yield from _by_rank(sheet, ranked)


def _listed(sheet: Sheet, at: int, end: int) -> Iterator[Figure]:
    """The figures in a row behind the words of order: of one unit, one sentence, one role."""
    first = None
    for figure in sheet.figures[at : at + LONGEST]:
        first = first or figure
        between = sheet.text[end : min(figure.quantity.start, end + _WITHIN + 1)]
        if len(between) > _WITHIN or re.search(r"[。；;\n]", between):
            return
        if figure.quantity.unit != first.quantity.unit or figure.role is not first.role:
            return
        yield figure
        end = figure.quantity.end


def _order(sheet: Sheet, match: re.Match[str], listed: Sequence[Figure]) -> Finding:
    falls = all(a.value >= b.value for a, b in pairwise(listed))
    rises = all(a.value <= b.value for a, b in pairwise(listed))
    holds = rises if match["up"] else falls or (rises and match["last"] is not None)
    strict = match["strict"] or match["down"] or match["up"]
    verdict = Verdict.HOLDS if holds else Verdict.FAILS if strict else Verdict.NEAR
    quoted = "、".join(map(sheet.quote, listed))
    told = "与所说次序相符。" if holds else "与所说次序不符，请核对数字或排列。"
    return Finding(
        "sorted_order",
        tuple(listed),
        verdict,
        f"文中说“{match.group().rstrip('：:为是')}”，所列{quoted}，{told}",
        defect="arithmetic" if verdict is Verdict.FAILS else None,
    )


def _ranked(sheet: Sheet) -> Iterator[list[Figure]]:
    """增速14.1%，列全市第一；…增速12.6%，列全市第二: the ranks of one paragraph in one field."""
    found: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    for rank in sheet.figures:
        plain = rank.role is Role.RANK and rank.reference and not _MOVED.search(rank.reference)
        if plain and rank.index > 1:
            found[rank.paragraph, rank.reference].append(rank)
    yield from (ranks for ranks in found.values() if _LEAST <= len(ranks) <= LONGEST)


def _by_rank(sheet: Sheet, ranks: Sequence[Figure]) -> Iterator[Finding]:
    """Whether what stands in front of the ranks is in their order: one way or the other.

    Of two numbers in front of each, any that is in order will do.
    """
    columns = [[sheet.figures[rank.index - back] for rank in ranks] for back in (1, 2)]
    columns = [column for column in columns if _is_column(column, ranks)]
    if not columns or len({rank.value for rank in ranks}) < len(ranks):
        return
    orders = [sorted(zip(ranks, column, strict=True), key=_by_value) for column in columns]
    values = [[figure.value for _, figure in order] for order in orders]
    holds = any(_falls(row) or _falls(row[::-1]) for row in values)
    listed = [figure for _, figure in orders[0]]
    quoted = "、".join(f"{sheet.quote(f)}（{sheet.quote(r)}）" for r, f in orders[0])
    yield Finding(
        "sorted_order",
        tuple(listed),
        Verdict.HOLDS if holds else Verdict.FAILS,
        f"按位次排列为{quoted}，{'与位次相符。' if holds else '数值与位次不符，请核对数字或位次。'}",
        defect=None if holds else "arithmetic",
    )


def _by_value(pair: tuple[Figure, Figure]) -> Fraction:
    return pair[0].value


def _falls(values: Sequence[Fraction]) -> bool:
    return all(a >= b for a, b in pairwise(values))


def _is_column(figures: Sequence[Figure], ranks: Sequence[Figure]) -> bool:
    """Whether the numbers are of one sort, each of its own place and beside its own rank."""
    sorts = {(f.role, f.quantity.unit, f.rate.name if f.rate else f.slot) for f in figures}
    subjects = {rank.subject for rank in ranks}
    beside = all(f.sentence == r.sentence for f, r in zip(figures, ranks, strict=True))
    apart = len({f.index for f in figures} | {r.index for r in ranks}) == 2 * len(ranks)
    precise = all(f.is_precise and f.role is not Role.RANK for f in figures)
    return len(sorts) == 1 and len(subjects) == len(ranks) and beside and apart and precise


def _within_field(sheet: Sheet, rank: Figure) -> Iterator[Finding]:
    """在全省63个县市区中列第5位: the rank, and how many there are."""
    start = max(0, rank.quantity.start - _REACH)
    said = re.split(r"[。；;\n]", sheet.text[start : rank.quantity.start])[-1]
    field = list(_FIELD.finditer(said))
    if not field or len(re.findall("[，,、]", said[field[-1].end() :])) > 1:
        return
    size = Fraction(int(field[-1]["size"]))
    good = rank.value <= size
    quoted = f"“{field[-1].group()}”与“{sheet.quote(rank)}”"
    yield Finding(
        "bound",
        (rank,),
        Verdict.HOLDS if good else Verdict.FAILS,
        f"{quoted}{'相符。' if good else '不符：位次超出了总数，请核对。'}",
        stated=rank.value,
        recomputed=size,
        defect=None if good else "arithmetic",
    )
