"""Order and rank: lists that a text calls ordered, and ranks within the field they are of.

完成率排前三位的依次为A 52.3%、B 49.8%、C 47.1% must not rise; in a field of 8 nobody is ninth.
"""

from __future__ import annotations

import re
from bisect import bisect_left
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
