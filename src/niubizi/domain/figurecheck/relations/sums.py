"""Sums: 193 and 72 make 265, and so must their money.

Where a whole and its parts are found in one measure (numbers of projects), the other measures of
the same records (total investment, plan) must add up too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.relations.claimed import claimed
from niubizi.domain.figurecheck.relations.complements import is_slip
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet, show
from niubizi.domain.figurecheck.relations.partition import Partition
from niubizi.domain.figurecheck.relations.vouched import subtotals

_PER_HEAD = frozenset({"mean", "density", "income", "index", "ratio", "days"})
_SUMMED = frozenset({"count", "money", "foreign"})
_LARGE = 20  # projects whose number a list hardly makes by chance
_LEVEL = re.compile(r"[国省市县区州][家]?(?:级|重[大点]|列|属|管|直)")
_MUCH = 100  # hundreds of millions, of which three amounts make the digit by no accident
_NEXT = 4  # amounts in front of a part in which its whole stands


def find(sheet: Sheet) -> Iterator[Finding]:
    """The sums of the text: found to hold, or claimed by the text and missed."""
    found = sheet.partitions
    wholes = {partition.whole.index for partition in found}
    # what is a part of one list is no whole of the rest of it
    parts = {part.index for partition in found for part in partition.parts}
    taken = wholes | parts
    for partition in found:
        yield _finding(sheet, partition, Verdict.HOLDS if partition.holds else Verdict.NEAR)
    for each in claimed(sheet):
        partition = each.partition
        members = {part.index for part in partition.parts}
        again = each.closed and partition.whole.index not in parts and not members & taken
        if members <= parts or (partition.whole.index in taken and not again):
            continue  # parts that make another whole are none of this one
        taken |= {partition.whole.index, *members}
        wholes.add(partition.whole.index)
        yield _missed(sheet, partition, closed=each.closed)
    yield from _too_large(sheet)
    for partition in subtotals(sheet):
        yield _missed(sheet, partition, closed=True)
    for partition in found:
        yield from _beside(sheet, partition, wholes, parts)


# ── a part larger than its whole ────────────────────────────────────────────────────────────────


def _too_large(sheet: Sheet) -> Iterator[Finding]:
    """新开工项目87个，其中工业项目92个: no part is larger than its whole."""
    for part in sheet.amounts:
        if not part.stretch.has("nested") or part.conditions or not part.is_precise:
            continue
        near = sheet.before(part, _is_any, reach=_NEXT)
        whole = next((f for f in near if f.quantity.kind == part.quantity.kind), None)
        if whole is None or not _is_part_of(part, whole) or part.rough <= whole.rough:
            continue
        if _has_larger(sheet, part):
            continue  # 581个项目开工380个，其中385个实施类项目: of the 581
        quoted = sheet.quote(part), sheet.quote(whole)
        yield Finding(
            "bound",
            (part, whole),
            Verdict.FAILS,
            f"“其中”的{quoted[0]}大于整体的{quoted[1]}，请核对。",
            stated=part.value / part.quantity.factor,
            recomputed=whole.value / part.quantity.factor,
            defect="arithmetic",
        )


def _has_larger(sheet: Sheet, part: Figure) -> bool:
    """Whether the sentence has another number in front that the part may be of."""
    near = sheet.before(part, lambda f: f.quantity.unit == part.quantity.unit, reach=_NEXT * 2)
    return any(f.sentence == part.sentence and f.rough >= part.rough for f in near)


def _is_any(_figure: Figure) -> bool:
    return True


def _is_part_of(part: Figure, whole: Figure) -> bool:
    precise = (
        whole.is_precise
        and whole.sentence == part.sentence
        and not whole.conditions
        and whole.depth == part.depth
    )
    if part.slot in _PER_HEAD:
        return False  # 人均可支配收入38420元，其中城镇46250元
    alike = part.measure == whole.measure if part.quantity.kind != "count" else part.slot == "count"
    return (
        precise
        and alike
        and whole.quantity.unit == part.quantity.unit
        and part.period == whole.period
    )


# ── the same parts in another measure ───────────────────────────────────────────────────────────


def _beside(
    sheet: Sheet, partition: Partition, wholes: set[int], listed: set[int]
) -> Iterator[Finding]:
    """Where the numbers of projects add up, the money of the same records must too."""
    for whole in sheet.record(partition.whole):
        if whole.quantity.kind not in _SUMMED or whole.index in wholes:
            continue
        named = [_in_record(sheet, part, whole) for part in partition.parts]
        if whole.quantity.kind == "count" and not _is_only_count(sheet, (whole, *partition.parts)):
            continue
        parts = [
            part or _any_money(sheet, p) for part, p in zip(named, partition.parts, strict=True)
        ]
        if not whole.is_precise or any(part is None or not part.is_precise for part in parts):
            continue
        other = Partition(whole, tuple(part for part in parts if part is not None))
        if len({part.index for part in other.parts}) < len(other.parts):
            continue
        if other.parts == partition.parts or len({f.period for f in (whole, *other.parts)}) > 1:
            continue  # the month's investment beside that of the year
        if other.nearly_holds:
            # a part in other words, or counts far apart, and yet the sum comes out
            if None in named or whole.quantity.kind == "count":
                wholes.add(whole.index)
                yield _finding(sheet, other, Verdict.HOLDS if other.holds else Verdict.NEAR)
        elif None not in named and _is_held(other, partition, listed):
            closed = whole.quantity.kind == "count" or _counts_all(sheet, partition)
            wholes.add(whole.index)
            yield _missed(sheet, other, closed=closed)


def _is_held(other: Partition, found: Partition, listed: set[int]) -> bool:
    """Whether the parts that make one whole must make the other too."""
    made = {part.index for part in other.parts} <= listed
    if other.whole.quantity.kind != "count":
        return not made
    return not made and (is_slip(other) or _is_paid_for(found))


def _is_paid_for(partition: Partition) -> bool:
    """2945亿元＝1331亿元＋506亿元＋1108亿元: whose money adds up to the digit, they are all."""
    return (
        partition.whole.quantity.kind != "count"
        and partition.holds
        and len(partition.parts) > 2
        and partition.whole.value >= _MUCH
    )


def _counts_all(sheet: Sheet, partition: Partition) -> bool:
    """签约28个，其中现场签约15个、…，会后签约13个、…: the list of a sentence right behind its whole."""
    whole, parts = partition.whole, partition.parts
    if whole.quantity.kind != "count" or whole.value < _LARGE or not partition.holds:
        return False
    between = sheet.behind(whole, lambda f: f.quantity.kind == "count", reach=_NEXT)
    one_sentence = parts[0].sentence == parts[-1].sentence
    # 市级51个、省级13个: what is counted once may be paid for on both lists
    levels = any(_LEVEL.search(part.subject) for part in parts)
    beside = next(between, None) is parts[0]
    return one_sentence and parts[0].nested and beside and not levels


def _in_record(sheet: Sheet, part: Figure, whole: Figure) -> Figure | None:
    """The one figure of a part's record that measures what the whole measures."""
    counts = whole.quantity.kind == "count"  # of which a record has one here, whatever its name
    alike = [
        f
        for f in sheet.record(part)
        if (counts or f.measure == whole.measure) and f.quantity.unit == whole.quantity.unit
    ]
    return alike[0] if len(alike) == 1 and part.record != whole.record else None


def _is_only_count(sheet: Sheet, figures: Iterable[Figure]) -> bool:
    """Whether each record has one count and no other, of a set of projects and no deed on it."""
    for figure in figures:
        counts = [f for f in sheet.record(figure) if f.quantity.kind == "count"]
        if len(counts) != 1:
            return False
    return True


def _any_money(sheet: Sheet, part: Figure) -> Figure | None:
    """The one amount of money of a part's record, whatever it measures."""
    money = [f for f in sheet.record(part) if f.quantity.kind in {"money", "foreign"}]
    return money[0] if len(money) == 1 else None


# ── findings ────────────────────────────────────────────────────────────────────────────────────


def _missed(sheet: Sheet, partition: Partition, *, closed: bool = False) -> Finding:
    """A sum that fails, or that is explained by overlapping or missing parts."""
    if partition.nearly_holds:
        return _finding(sheet, partition, Verdict.NEAR)
    gap = partition.point - partition.whole.value
    if closed or is_slip(partition):
        return _finding(sheet, partition, Verdict.FAILS, "arithmetic")
    return _finding(
        sheet, partition, Verdict.EXPLAINED, "scope" if gap > 0 else "incomplete_partition"
    )


_SAID = {
    "arithmetic": "请核对。",
    "scope": "各部分之间可能有交叉或包含，请写明口径。",
    "incomplete_partition": "所列各部分可能不全，请核对是否有未列出的部分。",
}


def _finding(
    sheet: Sheet, partition: Partition, verdict: Verdict, defect: str | None = None
) -> Finding:
    whole, parts = partition.whole, partition.parts
    decimals, scale = whole.quantity.decimals, 1 / whole.quantity.factor
    unit, stated = sheet.unit(whole), sheet.quote(whole)
    point, interval = partition.point * scale, partition.interval.scaled(scale)
    result = f"{'＋'.join(map(sheet.quote, parts))}＝{show(point, decimals)}{unit}"
    if verdict is Verdict.HOLDS:
        message = f"{result}，与文中{stated}相符。"
    elif verdict is Verdict.NEAR:
        message = (
            f"{result}，文中合计{stated}：各项舍入后可差在末位，建议注明分项之和与合计可能不等。"
        )
    else:
        gap = show(abs(point - whole.value * scale), decimals)
        message = f"{result}，文中合计{stated}，相差{gap}{unit}：{_SAID[defect or 'arithmetic']}"
    return Finding(
        "sum",
        (whole, *parts),
        verdict,
        message,
        stated=whole.value * scale,
        recomputed=point,
        interval=interval,
        defect=defect,
    )
