"""Claims against the ledger: agrees, differs by how much, not in the ledger.

A claim is compared where the text names a programme and a place that the ledger knows, and speaks
of the period of a closing. The caller hands the closing's figures over as values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from niubizi.domain.amounts import MINUS, rounded
from niubizi.domain.figurecheck.claims.claim import Claim
from niubizi.domain.figurecheck.result import CheckResult

# What of a record each metric of the ledger is: slots of claims, keys of qualifiers.
_METRIC_OF_SLOT = {
    "count": "entries",
    "carry_over": "carry_over",
    "new": "new",
    "total": "total_investment",
    "plan": "annual_plan",
    "invested": "invested",
    "started": "started",
    "rate:投资完成率": "completion",
    "rate:开工率": "start_rate",
}
_METRIC_OF_QUALIFIER = {
    "share_of_annual_target_pct": ("completion", "%"),
    "pp_ahead_of_schedule": ("lead_pp", "百分点"),
}
_NAMES = {
    "entries": "项目数",
    "carry_over": "结转项目数",
    "new": "新增项目数",
    "started": "开工项目数",
    "total_investment": "总投资",
    "annual_plan": "年度计划投资",
    "invested": "完成投资",
    "completion": "完成率",
    "start_rate": "开工率",
    "lead_pp": "超序时进度",
    "rank": "位次",
}
_HOME = ("我省", "我市", "我区", "我县", "全省", "全市", "全区", "全县", "本市", "本区", "本县", "")


@dataclass(frozen=True, slots=True)
class LedgerFigure:
    """One figure of a closing: ``programme`` and ``place`` are the name, then its aliases.

    ``period`` is the month that the figure is cumulative to, ``2021-07``. ``metric`` is one of
    entries, carry_over, new, started, total_investment, annual_plan, invested, completion,
    start_rate, lead_pp, rank. ``value`` is exact, in ``unit``: 个, 亿元, %, 百分点, 位.
    """

    programme: tuple[str, ...]
    place: tuple[str, ...]
    period: str
    metric: str
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """The figures that a text may be compared with; ``home`` is the place that 全市 means."""

    figures: tuple[LedgerFigure, ...]
    home: tuple[str, ...] = ()


class Comparison(Enum):
    """What a comparison with the ledger says."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class LedgerVerdict:
    """A number of a claim beside the ledger's; ``difference`` is stated less ledger, in ``unit``."""

    cid: str
    metric: str
    comparison: Comparison
    message: str
    stated: Fraction
    unit: str
    ledger: Fraction | None = None
    difference: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of a claim that a metric of the ledger could be."""

    metric: str
    value: Fraction
    unit: str
    decimals: int

    @property
    def name(self) -> str:
        """The metric in the words of an office."""
        return _NAMES[self.metric]


def compare(result: CheckResult, ledger: LedgerFigures) -> tuple[LedgerVerdict, ...]:
    """Every number of the text that a metric of the ledger could be, in the order of the text."""
    found = [
        (figure, _verdict(claim, number, figure))
        for claim in result.claims
        for number in _numbers(claim)
        for figure in [_match(claim, number, ledger)]
    ]
    told = {id(figure) for figure, verdict in found if verdict.comparison is Comparison.AGREES}
    return tuple(
        _as_part(verdict) if id(figure) in told and _may_be_part(verdict) else verdict
        for figure, verdict in found
    )


def _may_be_part(verdict: LedgerVerdict) -> bool:
    """A smaller count of a list whose count the text has told already: some of them, not all."""
    less = verdict.difference is not None and verdict.difference < 0
    return verdict.comparison is Comparison.DIFFERS and verdict.metric == "entries" and less


def _as_part(verdict: LedgerVerdict) -> LedgerVerdict:
    said = f"{_text(verdict.stated, 0)}{verdict.unit}"
    message = f"{said}是其中一部分，台账中没有对应的数据，无法比对。"
    return replace(
        verdict, comparison=Comparison.ABSENT, message=message, ledger=None, difference=None
    )


def _numbers(claim: Claim) -> Iterator[_Number]:
    metric = _METRIC_OF_SLOT.get(claim.slot)
    if metric is not None and claim.upper is None:
        yield _Number(metric, claim.value, claim.unit, claim.decimals)
    for remark in claim.remarks:
        if remark.key in _METRIC_OF_QUALIFIER:
            metric, unit = _METRIC_OF_QUALIFIER[remark.key]
            yield _Number(metric, remark.value, unit, remark.decimals)
        elif remark.key == "rank":
            yield _Number("rank", remark.value, "位", 0)


def _match(claim: Claim, number: _Number, ledger: LedgerFigures) -> LedgerFigure | None:
    """The one figure of the ledger that the claim can mean; ``None`` where there is none or more."""
    candidates = [
        figure
        for figure in ledger.figures
        if figure.metric == number.metric
        and _is_cumulative_to(claim.period, figure.period)
        and _is_place(claim, figure, ledger.home)
    ]
    named = [(_length_named(claim.subject, figure.programme), figure) for figure in candidates]
    longest = max((length for length, _ in named), default=0)
    best = [figure for length, figure in named if length == longest]
    # a text that names no programme can only mean the one the ledger has
    return best[0] if len(best) == 1 else None


def _is_cumulative_to(period: str, month: str) -> bool:
    """Whether a claim's period runs from January to the month that the ledger's figures run to."""
    return period in {f"{month[:4]}-01..{month}", month}


def _length_named(subject: str, names: tuple[str, ...]) -> int:
    return max((len(name) for name in names if name in subject), default=0)


def _is_place(claim: Claim, figure: LedgerFigure, home: tuple[str, ...]) -> bool:
    if any(name and name in claim.subject for name in figure.place):
        return True
    at_home = claim.place in _HOME or claim.place in home
    return at_home and bool(set(figure.place) & set(home))


def _verdict(claim: Claim, number: _Number, figure: LedgerFigure | None) -> LedgerVerdict:
    said = f"{claim.subject}{number.name}{_text(number.value, number.decimals)}{number.unit}"
    if figure is None or figure.unit != number.unit:
        message = f"{said}：台账中没有对应的数据，无法比对。"
        return LedgerVerdict(
            claim.cid, number.metric, Comparison.ABSENT, message, number.value, number.unit
        )
    printed = Fraction(rounded(figure.value, number.decimals))
    difference = number.value - figure.value
    if printed == number.value:
        comparison, message = Comparison.AGREES, f"{said}，与台账一致。"
    else:
        comparison = Comparison.DIFFERS
        more = "多" if difference > 0 else "少"
        message = (
            f"{said}，台账为{_text(figure.value, number.decimals + 1)}{number.unit}，"
            f"{more}{_text(abs(difference), number.decimals + 1)}{number.unit}，请核对。"
        )
    return LedgerVerdict(
        claim.cid,
        number.metric,
        comparison,
        message,
        number.value,
        number.unit,
        figure.value,
        difference,
    )


def _text(value: Fraction, decimals: int) -> str:
    """A number for a sentence, without needless zeros and with a real minus sign."""
    text = f"{rounded(value, decimals):f}".replace("-", MINUS)
    return text.rstrip("0").rstrip(".") if "." in text else text
