"""What a relation is, and the sheet of figures that relations are sought on.

A finder reads the sheet and yields findings: which figures stand in which relation, what was
stated, what comes out when it is recomputed, and the verdict with a sentence for the clerk. The
rule that all finders share: **accuse only where the reading is forced, credit any plausible
reading that fits**. A text leaves much unsaid; a checker that guesses aloud is switched off.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from niubizi.domain.amounts import MINUS, rounded
from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Interval, Verdict
from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.relations import partitions
from niubizi.domain.figurecheck.relations.partition import Partition

# How far back a figure may lie from one that is computed from it. Bounds the cost of the search.
REACH = 48
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Finding:
    """A relation between figures and what the check says of it.

    ``figures``: the parts first or last as the type has it, by index. ``stated``, ``recomputed``
    and ``interval`` are in the unit of what is stated. ``accident``: spans that carry no figure.
    """

    type: str
    figures: tuple[Figure, ...]
    verdict: Verdict
    message: str
    stated: Fraction | None = None
    recomputed: Fraction | None = None
    interval: Interval | None = None
    defect: str | None = None
    operands: tuple[str, ...] = ()
    places: tuple[tuple[int, int], ...] = ()

    @property
    def quoted(self) -> tuple[str, ...]:
        """The operands as printed."""
        return self.operands or tuple(figure.quantity.operand for figure in self.figures)


class Sheet:
    """The figures of a text, by what is asked of them most."""

    def __init__(self, text: str, figures: tuple[Figure, ...], lexicon: Lexicon) -> None:
        self.text = text
        self.figures = figures
        self.lexicon = lexicon

    @cached_property
    def amounts(self) -> tuple[Figure, ...]:
        """Counts and amounts that stand for themselves, in order."""
        return tuple(
            figure for figure in self.figures if figure.is_amount and figure.slot != "announced"
        )

    @cached_property
    def _ends(self) -> list[tuple[float, float]]:
        """What every figure may stand for, roughly: exact numbers cost too much to try them all."""
        intervals = (figure.interval for figure in self.figures)
        return [(float(i.low), float(i.high)) for i in intervals]

    def may_be(self, stated: Figure, part: Figure, whole: Figure) -> bool:
        """Whether ``stated`` may be the percentage that a part is of a whole: a quick look first."""
        if not (stated.is_precise and part.is_precise and whole.is_precise):
            return True
        (least, most), (low, high) = self._ends[part.index], self._ends[whole.index]
        if low <= 0:
            return False
        least, most = least * part.ones / whole.ones, most * part.ones / whole.ones
        stated_low, stated_high = self._ends[stated.index]
        excess = 100 if stated.role is Role.OVER_GOAL else 0
        reckoned_low, reckoned_high = 100 * least / high - excess, 100 * most / low - excess
        return reckoned_low <= stated_high + _SLACK and stated_low - _SLACK <= reckoned_high

    def may_make(self, parts: Sequence[Figure], whole: float) -> bool:
        """Whether the parts may add up to a number: a quick look first."""
        low = sum(self._ends[part.index][0] for part in parts)
        high = sum(self._ends[part.index][1] for part in parts)
        return low - _SLACK <= whole <= high + _SLACK

    @cached_property
    def _amount_positions(self) -> list[int]:
        return [figure.index for figure in self.amounts]

    @cached_property
    def partitions(self) -> tuple[Partition, ...]:
        """Every whole of the text with the first run of parts that makes it."""
        return partitions.found(self.amounts)

    @cached_property
    def _partitions(self) -> dict[int, list[Partition]]:
        found: dict[int, list[Partition]] = {}
        for partition in self.partitions:
            found.setdefault(partition.whole.record, []).append(partition)
        return found

    @cached_property
    def _wholes(self) -> dict[int, list[Figure]]:
        found: dict[int, list[Figure]] = {}
        for partition in self.partitions:
            for part in partition.parts:
                found.setdefault(part.index, []).append(partition.whole)
        return found

    def wholes_of(self, part: Figure) -> list[Figure]:
        """The wholes that a figure makes together with others of a list."""
        return self._wholes.get(part.index, [])[:REACH]

    def partitions_of(self, record: int) -> list[Partition]:
        """The lists that make a whole of a record."""
        return self._partitions.get(record, [])[:REACH]

    @cached_property
    def _remarks(self) -> dict[int, list[Figure]]:
        found: dict[int, list[Figure]] = {}
        for figure in self.figures:
            if figure.host is not None:
                found.setdefault(figure.host, []).append(figure)
        return found

    @cached_property
    def _records(self) -> dict[int, list[Figure]]:
        found: dict[int, list[Figure]] = {}
        for figure in self.amounts:
            found.setdefault(figure.record, []).append(figure)
        return found

    def host(self, figure: Figure) -> Figure | None:
        """The claim that a figure remarks on."""
        return None if figure.host is None else self.figures[figure.host]

    def remarks(self, host: Figure, *roles: Role) -> list[Figure]:
        """The remarks of some roles on a claim, in order."""
        return [figure for figure in self._remarks.get(host.index, ()) if figure.role in roles]

    def record(self, figure: Figure) -> list[Figure]:
        """The amounts of the record a figure belongs to, as far around it as the check looks."""
        found = self._records.get(figure.record, [])
        if len(found) <= REACH:
            return found
        at = bisect_left(found, figure.index, key=lambda other: other.index)
        return found[max(0, at - REACH) : at + REACH]

    def amounts_of(self, record: int) -> list[Figure]:
        """The first amounts of a record, by its number."""
        return self._records.get(record, [])[:REACH]

    def before(
        self, figure: Figure, wanted: Callable[[Figure], bool], reach: int = REACH
    ) -> Iterator[Figure]:
        """The amounts in front of a figure, nearest first, as far as the check looks."""
        end = bisect_left(self._amount_positions, figure.index)
        for other in reversed(self.amounts[max(0, end - reach) : end]):
            if wanted(other):
                yield other

    def behind(
        self, figure: Figure, wanted: Callable[[Figure], bool], reach: int
    ) -> Iterator[Figure]:
        """The amounts behind a figure in its paragraph, nearest first."""
        start = bisect_left(self._amount_positions, figure.index + 1)
        for other in self.amounts[start : start + reach]:
            if other.paragraph == figure.paragraph and wanted(other):
                yield other

    def quote(self, figure: Figure) -> str:
        """The number as printed, with its unit and its bound."""
        return self.text[figure.quantity.start : figure.quantity.end].strip("()")

    def unit(self, figure: Figure) -> str:
        """The unit as printed."""
        return self.text[figure.quantity.core : figure.quantity.end].lstrip("0123456789.,-多余")

    def is_averaged(self, growth: Figure) -> bool:
        """年均增长: a growth over years, which no single base explains."""
        return "年均" in self.text[growth.stretch.clause_start : growth.stretch.end]


_DEFECTS = {Verdict.FAILS: "arithmetic", Verdict.EXPLAINED: "truncated"}


def added(values: Iterable[Fraction]) -> Fraction:
    """Their sum."""
    return sum(values, Fraction(0))


def show(value: Fraction, decimals: int) -> str:
    """A recomputed number for a sentence."""
    return f"{rounded(value, decimals):f}".replace("-", MINUS)


def span_of(interval: Interval, decimals: int) -> str:
    """What the recomputation allows, for a sentence."""
    low, high = show(interval.low, decimals), show(interval.high, decimals)
    return low if low == high else f"{low}—{high}"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A stated number reckoned again: the formula as a clerk would write it, and what came out."""

    stated: Figure
    formula: str
    point: Fraction
    interval: Interval
    unit: str

    @property
    def decimals(self) -> int:
        """As many as the text prints."""
        return self.stated.quantity.decimals

    def finding(
        self, type_: str, figures: tuple[Figure, ...], verdict: Verdict, value: Fraction, said: str
    ) -> Finding:
        """The finding of it; ``value`` is what is stated, in ``unit``, and ``said`` its words.

        The operands are quoted with what is stated in front, wherever it stands in ``figures``.
        """
        others = (figure for figure in figures if figure is not self.stated)
        return Finding(
            type_,
            figures,
            verdict,
            self.conclusion(verdict, said),
            stated=value,
            recomputed=self.point,
            interval=self.interval,
            defect=_DEFECTS.get(verdict),
            operands=tuple(figure.quantity.operand for figure in (self.stated, *others)),
        )

    @property
    def _is_below(self) -> bool:
        """Whether points are negative, which an office writes 低4.5个百分点."""
        return self.unit == "个百分点" and self.interval.high < 0

    def _told(self, decimals: int) -> str:
        if self._is_below:
            return f"，低{show(-self.point, decimals)}{self.unit}"
        return f"＝{show(self.point, decimals)}{self.unit}"

    def conclusion(self, verdict: Verdict, stated: str) -> str:
        """The sentence under a relation: the result against what the text says, and what to do."""
        result = f"{self.formula}{self._told(self.decimals)}"
        exact = f"{self.formula}{self._told(self.decimals + 2)}"
        if verdict is Verdict.HOLDS:
            return f"{result}，与文中{stated}相符。"
        if verdict is Verdict.NEAR:
            return f"{exact}，文中写作{stated}：差在末位，按未舍入的原始数据可能相符，建议核对。"
        if verdict is Verdict.EXPLAINED:
            rounded_up = f"{show(self.point, self.decimals)}{self.unit}"
            return f"{exact}，四舍五入应为{rounded_up}；文中{stated}舍去了尾数，请统一取舍方法。"
        if verdict is Verdict.NOT_CHECKABLE:
            return f"{exact}，文中写作{stated}，所比口径不明，无法核算。"
        allowed = f"应为{show(self.point, self.decimals)}{self.unit}"
        if self._is_below:
            below = Interval(-self.interval.high, -self.interval.low)
            allowed = f"应低{span_of(below, self.decimals + 1)}{self.unit}"
        elif self.interval.width:
            allowed = f"应在{span_of(self.interval, self.decimals + 1)}{self.unit}之间"
        return f"{exact}（{allowed}），文中写作{stated}，请核对。"
