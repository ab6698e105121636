"""The same claim twice in one text: headline and body must say the same."""

from __future__ import annotations

from collections.abc import Iterator

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet

_SHORTEST = 4  # a shorter subject (项目, 全市) may stand for many things
_MONEY = frozenset(
    {"total", "plan", "invested", "signed_amount", "funds_in", "foreign", "gdp", "output", "quota"}
)


def find(sheet: Sheet) -> Iterator[Finding]:
    """Claims of the same subject, indicator and period that are printed twice."""
    seen: dict[tuple[str, ...], Figure] = {}
    for figure in sheet.figures:
        key = _key(sheet, figure)
        if key is None:
            continue
        first = seen.setdefault(key, figure)
        if first is not figure:
            yield _compared(sheet, first, figure)


def _key(sheet: Sheet, figure: Figure) -> tuple[str, ...] | None:
    """What makes two claims the same claim; ``None`` where the text doesn't say enough."""
    plain = figure.is_claim and figure.is_precise and not figure.conditions
    if not plain or figure.nested or figure.depth or figure.role is not Role.CLAIM:
        return None
    front = sheet.text[figure.stretch.start : figure.quantity.start]
    named = len(figure.subject) >= _SHORTEST and figure.subject in front
    if not named or figure.slot not in _MONEY or figure.distributive:
        return None
    return figure.subject, figure.slot, figure.quantity.unit, str(figure.period)


def _compared(sheet: Sheet, first: Figure, second: Figure) -> Finding:
    agree = first.interval.meets(second.interval)
    quoted = (
        f"{first.subject}{first.indicator}前后两处分别为{sheet.quote(first)}、{sheet.quote(second)}"
    )
    message = f"{quoted}，一致。" if agree else f"{quoted}，不一致，请核对是否同口径。"
    verdict = Verdict.HOLDS if agree else Verdict.NEAR
    if not agree and _are_surely_one(first, second):
        verdict, message = Verdict.FAILS, f"{quoted}，前后矛盾，请核对。"
    return Finding(
        "repetition",
        (first, second),
        verdict,
        message,
        stated=second.value,
        recomputed=first.value,
        interval=first.interval,
        defect="suspect" if verdict is Verdict.FAILS else None,
    )


def _are_surely_one(first: Figure, second: Figure) -> bool:
    """Whether both name the same place, the same indicator and a closed period.

    基础设施项目 may be of the province's list here and of the city's there; 全市重点项目 is one.
    """
    closed = first.period.last is not None and first.kind == second.kind
    return (
        closed
        and bool(first.place)
        and (first.place, first.label)
        == (
            second.place,
            second.label,
        )
    )
