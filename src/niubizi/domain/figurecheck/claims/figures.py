"""Figures: quantities that have found their place in the text.

A figure is a quantity with its role, what it measures (indicator and slot), what it speaks of
(subject, place, period), the claim it qualifies, and the record it belongs to. A **record** is a
run of figures about one set of projects: 28个省重大项目, 完成投资169.6亿元, 年度计划的75.9%.
Relations are sought inside records and between neighbouring ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from niubizi.domain.figurecheck.claims.roles import Gap, Role
from niubizi.domain.figurecheck.intervals import Interval
from niubizi.domain.figurecheck.lexicon import Rate
from niubizi.domain.figurecheck.reading.periods import Period
from niubizi.domain.figurecheck.reading.quantity import Quantity

_RECKONED = (
    "value",
    "rough",
    "measure",
    "interval",
    "ones",
)  # kept once reckoned, of this figure and no other
_FORMERLY = re.compile(r"y[^ud>]*$")
_MYRIADS = {"万": 10**4, "亿": 10**8}
_KIN = {"investment": "invested", "gdp": "added_value"}  # slots of which one holds the other


def measure_of(slot: str) -> str:
    """The slot that a slot is compared as."""
    return _KIN.get(slot, slot)


@dataclass(frozen=True)
class Figure:
    """A quantity in its place.

    ``index``, ``host`` and ``series`` (its first member) are positions in the list of figures;
    ``paragraph``, ``sentence``, ``record`` are running numbers, ``depth`` counts open brackets.
    ``whole`` is the amount printed as the base of a percentage: 占目标120个的70.8%.
    ``label`` is the indicator in the text's own words; ``nested``: 其中 stands in front.
    """

    index: int
    quantity: Quantity
    role: Role
    stretch: Gap
    paragraph: int
    sentence: int
    record: int = 0
    host: int | None = None
    indicator: str = ""
    slot: str = ""
    label: str = ""
    subject: str = ""
    place: str = ""
    period: Period = field(default_factory=Period)
    kind: str = "actual"
    sign: int = 1
    rate: Rate | None = None
    reference: str = ""
    conditions: tuple[str, ...] = ()
    series: int = 0
    whole: int | None = None
    distributive: bool = False
    nested: bool = False
    depth: int = 0

    def but(self, **changes: Any) -> Figure:
        """The figure with some fields changed.

        As ``dataclasses.replace``, which is half of the time of reading a text: a figure passes
        through several stages, and it has many fields.
        """
        figure = object.__new__(Figure)
        figure.__dict__.update(self.__dict__, **changes)
        for reckoned in _RECKONED:
            figure.__dict__.pop(reckoned, None)
        return figure

    @cached_property
    def value(self) -> Fraction:
        """The printed value in its unit, with its sign."""
        return self.quantity.value if self.sign > 0 else -self.quantity.value

    @cached_property
    def rough(self) -> float:
        """The value for comparisons, which exact numbers make slow; digits enough to tell any two."""
        return float(self.value)

    @cached_property
    def ones(self) -> int:
        """How many of the plain unit its unit is: 万人 are 10 000 人."""
        unit = self.quantity.unit
        return _MYRIADS.get(unit[0], 1) if len(unit) > 1 else 1

    @cached_property
    def measure(self) -> str:
        """The slot as parts and wholes compare it: investment and completed investment are one."""
        return measure_of(self.slot)

    @cached_property
    def interval(self) -> Interval:
        """All values it stands for, in its unit, with its sign."""
        return Interval.of(
            self.value, Fraction(0) if self.quantity.is_exact_count else self.quantity.step
        )

    @property
    def is_claim(self) -> bool:
        """Whether it stands for itself in the output."""
        return self.host is None and self.role is not Role.CONDITION

    @property
    def is_amount(self) -> bool:
        """A count or an amount that stands for itself: what parts and wholes are made of."""
        return self.role is Role.CLAIM and self.quantity.upper is None

    @property
    def is_of_last_year(self) -> bool:
        """由上年同期的63%提高到…: what it was, of amounts that the text doesn't print."""
        words = [token.text for token in self.stretch.clause_tokens]
        of_now = words[:2] == [
            "占",
            "同期",
        ]  # 占同期全国总量的1.46%: of the same months of this year
        formerly = any(word.startswith(("上年", "去年")) for word in words)
        return not of_now and (formerly or _FORMERLY.search(self.stretch.clause_tags) is not None)

    @property
    def names_its_whole(self) -> bool:
        """Whether a share says what it is of: 占投资总额的…, and not only 占比."""
        return re.search(r"[iTr]", self.stretch.clause_tags) is not None

    @property
    def is_precise(self) -> bool:
        """Printed without about, over or nearly: the check may hold the text to it."""
        return self.quantity.bound == "eq"
