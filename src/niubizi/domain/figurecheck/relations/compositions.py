"""Rates and shares of parts: together they make the rate of the whole, or a hundred percent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict, total
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet, added, show
from niubizi.domain.figurecheck.relations.partition import Partition

_HUNDRED = Fraction(100)
_PERCENT = Fraction(1, 100)
_NEAR_HUNDRED = 2  # points: shares further off are not meant to be all of them
_RATE_BEHIND = 4  # figures behind a count in which its own rate stands


def find(sheet: Sheet) -> Iterator[Finding]:
    """Weighted parts of a whole, shares of parts, and series of shares (占比分别为…)."""
    for partition in sheet.partitions:
        if partition.whole.quantity.kind == "count":
            yield from _weighted(sheet, partition)
        shares = [s for part in partition.parts for s in sheet.remarks(part, Role.SHARE)[:1]]
        if len(shares) == len(partition.parts) and not shares[0].distributive:
            yield from _hundred(sheet, shares)
    for series in _series(sheet):
        yield from _hundred(sheet, series)


def _series(sheet: Sheet) -> Iterator[list[Figure]]:
    """Shares printed in a row for claims of one kind."""
    rows: dict[int, list[Figure]] = defaultdict(list)
    for figure in sheet.figures:
        if figure.role is Role.SHARE:
            rows[figure.series].append(figure)
    for row in rows.values():
        if any(share.whole is not None for share in row):
            continue
        kinds = {host.quantity.kind for share in row if (host := sheet.host(share)) is not None}
        if len(row) > 2 and len(kinds) < 2:
            yield row


def _hundred(sheet: Sheet, shares: Sequence[Figure]) -> Iterator[Finding]:
    point, interval = added(s.value for s in shares), total(s.interval for s in shares)
    if abs(point - _HUNDRED) > _NEAR_HUNDRED or not all(share.is_precise for share in shares):
        return
    decimals = max(share.quantity.decimals for share in shares)
    result = f"{'＋'.join(map(sheet.quote, shares))}＝{show(point, decimals)}%"
    if point == _HUNDRED:
        verdict, message = Verdict.HOLDS, f"{result}，合计100%。"
    elif interval.holds(_HUNDRED):
        verdict, message = Verdict.NEAR, f"{result}：各项舍入后合计可不等于100%，建议注明。"
    else:
        verdict = Verdict.NOT_CHECKABLE
        message = f"{result}：接近而不等于100%，请核对各项占比是否同口径。"
    yield Finding("shares_sum_100", tuple(shares), verdict, message, _HUNDRED, point, interval)


def _weighted(sheet: Sheet, partition: Partition) -> Iterator[Finding]:
    """4个×50%＋20个×60%＋10个×60% = 34个×58.82%."""
    figures = (partition.whole, *partition.parts)
    rates = [rate for figure in figures if (rate := _own_rate(sheet, figure)) is not None]
    if len({rate.index for rate in rates}) < len(figures) or len({r.indicator for r in rates}) > 1:
        return
    pairs = list(zip(figures, rates, strict=True))
    whole, *parts = [(f.interval * r.interval).scaled(_PERCENT) for f, r in pairs]
    point = added(f.value * r.value for f, r in pairs[1:]) * _PERCENT
    verdict = Verdict.HOLDS if total(parts).meets(whole) else Verdict.FAILS
    products = [f"{sheet.quote(f)}×{sheet.quote(r)}" for f, r in pairs]
    relation = "相符" if verdict is Verdict.HOLDS else "对不上，请核对"
    size = partition.whole.value
    yield Finding(
        "mean",
        (*figures, *rates),
        verdict,
        f"{'＋'.join(products[1:])}＝{show(point, 1)}，与整体{products[0]}{relation}。",
        stated=rates[0].value,
        recomputed=point / size * 100,
        interval=total(parts).scaled(100 / size),
        defect=None if verdict is Verdict.HOLDS else "arithmetic",
    )


def _own_rate(sheet: Sheet, count: Figure) -> Figure | None:
    """The rate printed behind a count, before the next count of its list."""
    for other in sheet.figures[count.index + 1 : count.index + 1 + _RATE_BEHIND]:
        if other.role is Role.RATE and other.is_precise:
            # a completion of plans is weighted by money, not by numbers of projects
            of_deeds = other.rate is not None and bool(other.rate.part) and not other.rate.goal
            return other if of_deeds else None
        if other.is_amount and other.slot == "count":
            return None
    return None
