"""Claims: the figures as a reader of the check sees them, with their remarks folded in.

169.6亿元 is a claim; 年度计划的75.9%, 高于序时进度17.6个百分点 and 全省第3 are qualifiers of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.reading.cleaning import CleanText

_MOVED = re.compile(r"(?:前移|后移|上升|提升|下降|后退|前进|进)$")  # 较上季度前移4位 is no rank
_MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """A number that qualifies a claim, as printed: its key in the JSON, its value and places."""

    key: str
    value: Fraction
    decimals: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that the text asserts; ``span`` indexes the original text, money is in 亿元.

    ``slot`` is what the figure is of its record, by the lexicon's names; ``decimals`` are places of
    ``value`` that were printed (negative where the printed unit is larger). ``qualifiers`` and
    ``remarks`` say the same: as the interface writes it, and as exact numbers.
    """

    cid: str
    span: tuple[int, int]
    value: Fraction
    unit: str
    bound: str
    kind: str
    indicator: str
    subject: str
    place: str
    period: str
    upper: Fraction | None = None
    slot: str = ""
    decimals: int = 0
    qualifiers: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The claim in the form of the figure check's interface."""
        low = plain(self.value)
        return {
            "cid": self.cid,
            "span": list(self.span),
            "value": low if self.upper is None else [low, plain(self.upper)],
            "unit": self.unit,
            "bound": self.bound,
            "kind": self.kind,
            "indicator": self.indicator,
            "subject": self.subject,
            "place": self.place,
            "period": self.period,
            "qualifiers": dict(self.qualifiers),
        }


def plain(value: Fraction) -> int | float:
    """A number of JSON: whole where it is whole."""
    return value.numerator if value.denominator == 1 else float(value)


def assemble(
    figures: Sequence[Figure], text: CleanText
) -> tuple[tuple[Claim, ...], dict[int, str]]:
    """The claims of a text and, for every figure's index, the id of the claim that carries it."""
    hosted: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.host is not None:
            hosted.setdefault(figure.host, []).append(figure)
    claims: list[Claim] = []
    ids: dict[int, str] = {}
    for figure in figures:
        if figure.is_claim:
            ids[figure.index] = f"c{len(claims) + 1}"
            claims.append(_claim(figure, ids[figure.index], text, hosted.get(figure.index, [])))
    for figure in figures:
        if figure.host is not None and figure.host in ids:
            ids[figure.index] = ids[figure.host]
    return tuple(claims), ids


def _claim(figure: Figure, cid: str, text: CleanText, remarks: Sequence[Figure]) -> Claim:
    quantity = figure.quantity
    return Claim(
        cid=cid,
        span=text.original(quantity.start, quantity.end),
        value=figure.value,
        unit=quantity.unit,
        bound=quantity.bound,
        kind=figure.kind,
        indicator=figure.indicator,
        subject=figure.subject,
        place=figure.place,
        period=str(figure.period),
        upper=quantity.upper,
        slot=figure.slot,
        decimals=_decimals(figure),
        qualifiers=_qualifiers(figure, remarks),
        remarks=tuple(Remark(_key(r), r.value, _decimals(r)) for r in remarks),
    )


def _decimals(figure: Figure) -> int:
    """Places of the value in its canonical unit: 12345万元 is printed to 0.0001亿元."""
    step, places = figure.quantity.step, 0
    while step and step < 1 and places < _MOST_PLACES:
        step, places = step * 10, places + 1
    return places


def _qualifiers(figure: Figure, remarks: Sequence[Figure]) -> dict[str, Any]:
    qualifiers: dict[str, Any] = {}
    if figure.conditions:
        qualifiers["cond"] = "，".join(figure.conditions)
    if figure.role in {Role.GROWTH, Role.GROWTH_ON_PREVIOUS}:
        qualifiers[figure.role.value] = plain(figure.value)
    if figure.role is Role.RANK:
        qualifiers["rank"] = [{"n": plain(figure.value), "among": figure.reference}]
    for remark in remarks:
        _qualify(qualifiers, remark)
    return qualifiers


def _qualify(qualifiers: dict[str, Any], figure: Figure) -> None:
    """Add a remark under its name; what the name already holds is never overwritten."""
    key, value = _key(figure), plain(figure.value)
    if figure.role is Role.RANK and _MOVED.search(figure.reference):
        qualifiers[_free(qualifiers, "rank_change")] = {"value": value, "unit": "位"}
    elif figure.role is Role.RANK:
        measures = figure.label.split("、") if figure.label else []
        groups = [f"{figure.reference}({measure})" for measure in measures] or [figure.reference]
        ranks = [{"n": value, "among": group} for group in groups]
        qualifiers.setdefault("rank", []).extend(ranks)
    elif figure.role is Role.AGAINST:
        qualifiers.setdefault(key, []).append({"ref": figure.reference, "pp": value})
    elif figure.role in {Role.CHANGE, Role.BASE}:
        qualifiers[_free(qualifiers, key)] = {"value": value, "unit": figure.quantity.unit}
    else:
        qualifiers[_free(qualifiers, key)] = value
        if key == "over_annual_plan_pp":
            qualifiers["share_of_annual_target_pct_implied"] = plain(figure.value + 100)


def _key(figure: Figure) -> str:
    if figure.role is Role.OVER_GOAL:
        goal = "annual" if re.search(r"g", figure.stretch.clause_tags) else "period"
        return f"over_{goal}_plan_{'pp' if figure.quantity.kind == 'point' else 'pct'}"
    if (
        figure.role is Role.CHANGE
        and "y" not in figure.stretch.tags
        and re.search(r"[mM]", figure.stretch.tags)
    ):
        return "mom_abs_change"
    if figure.role is Role.GROWTH and figure.quantity.unit == "倍":
        return "yoy_pct_equiv"
    if figure.role is Role.GROWTH and figure.quantity.chinese:
        return "yoy_pct_from_words"
    return "rate_pct" if figure.role is Role.RATE else figure.role.value


def _free(qualifiers: dict[str, Any], key: str) -> str:
    """A key not taken yet: a second growth of one claim must not hide the first."""
    number, free = 2, key
    while free in qualifiers:
        free = f"{number}_{key}"
        number += 1
    return free
