"""One reading of a percentage: these parts ÷ these wholes, against what is printed.

A percentage has several readings; finders weigh them before any is put into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Interval, Verdict, judge, total
from niubizi.domain.figurecheck.relations.findings import Finding, Reckoning, Sheet, added

GOOD = frozenset({Verdict.HOLDS, Verdict.NEAR})
_VAGUE = Fraction(1, 50)  # about, over, nearly: how far the result may lie from what is printed
_HAIR = Fraction(1, 50)
# How far from a bound the number may lie that it speaks of: 超过60% of 62 %, 近80% of 77 %.
_BOUNDS = {
    "gt": (Fraction(1), Fraction(99)),
    "ge": (Fraction(1), Fraction(99)),
    "lt": (Fraction(9, 10), Fraction(1)),
    "le": (Fraction(0), Fraction(1)),
}
_BETWEEN_UNITS = (Fraction(10_000), Fraction(1, 10_000))
_ABOUT = Fraction(9, 10), Fraction(11, 10)


@dataclass(frozen=True, slots=True)
class Reading:
    """Sum of ``parts`` ÷ sum of ``wholes`` in percent, and whether ``stated`` agrees with it."""

    stated: Figure
    parts: tuple[Figure, ...]
    wholes: tuple[Figure, ...]
    point: Fraction
    interval: Interval
    verdict: Verdict

    @property
    def is_good(self) -> bool:
        return self.verdict in GOOD

    @property
    def is_miss(self) -> bool:
        return self.verdict in {Verdict.FAILS, Verdict.EXPLAINED}

    @property
    def is_close(self) -> bool:
        """Whether it misses by so little that a digit must be wrong, not the reading."""
        digits = len(self.stated.quantity.literal.replace(".", "").lstrip("0"))
        return digits > 2 and abs(self.point - self.stated.value) <= self.stated.value * _HAIR

    def unit_slip(self, sheet: Sheet) -> Finding | None:
        """2.35万元 where 2.35亿元 fits: a miss by the factor between two units."""
        for factor in _BETWEEN_UNITS if len(self.parts) == 1 else ():
            scaled = self.interval.scaled(factor)
            if scaled.meets(Interval.of(self.stated.value, self.stated.quantity.step)):
                quoted = sheet.quote(self.parts[0])
                message = (
                    f"按文中{sheet.quote(self.stated)}推算，“{quoted}”的单位相差一万倍，"
                    "可能误写了“亿”或“万”，请核对单位。"
                )
                return Finding(
                    "unit_error",
                    (*self.parts, *self.wholes, self.stated),
                    Verdict.FAILS,
                    message,
                    self.parts[0].quantity.value,
                    defect="format",
                )
        return None

    def finding(self, sheet: Sheet) -> Finding:
        """The reading in words."""
        above, below = (
            [sheet.quote(figure) for figure in figures] for figures in (self.parts, self.wholes)
        )
        formula = f"{_term(above)}÷{_term(below)}"
        if self.stated.role is Role.OVER_GOAL:
            formula = f"{formula}－100%"
        unit = "个百分点" if self.stated.quantity.kind == "point" else "%"
        reckoning = Reckoning(self.stated, formula, self.point, self.interval, unit)
        return reckoning.finding(
            "ratio_pct" if self.stated.is_precise else "bound",
            (*self.parts, *self.wholes, self.stated),
            self.verdict,
            self.stated.value,
            sheet.quote(self.stated),
        )


def _term(quoted: list[str]) -> str:
    return quoted[0] if len(quoted) == 1 else f"（{'＋'.join(quoted)}）"


def reading(stated: Figure, parts: Sequence[Figure], wholes: Sequence[Figure]) -> Reading | None:
    """The reading of a percentage; ``None`` where it can't be computed."""
    part, whole = (added(f.value * f.ones for f in side) for side in (parts, wholes))
    below = total(w.interval.scaled(w.ones) for w in wholes)
    if below.low <= 0 or part < 0:
        return None
    excess = Fraction(100 if stated.role is Role.OVER_GOAL else 0)
    point = part / whole * 100 - excess
    interval = (total(p.interval.scaled(p.ones) for p in parts) / below).scaled(100) - Interval.of(
        excess
    )
    if not all(figure.is_precise for figure in (*parts, *wholes)):
        close = abs(point - stated.value) <= stated.value * _VAGUE
        verdict = Verdict.HOLDS if close else Verdict.NOT_CHECKABLE
    elif stated.is_precise:
        verdict = judge(stated.value, stated.quantity.decimals, point, interval)
    else:
        low, high = _BOUNDS.get(stated.quantity.bound, _ABOUT)
        fits = low * stated.value <= point <= high * stated.value
        verdict = Verdict.HOLDS if fits else Verdict.NOT_CHECKABLE
    return Reading(stated, tuple(parts), tuple(wholes), point, interval, verdict)


def chosen(readings: Iterable[Reading | None], *, forced: bool) -> Iterator[Reading]:
    """The first reading if it is good, else any that holds, else the first where it is forced.

    A miss by a hair forces a reading too: that a wrong whole comes so close is no accident.
    """
    known = [each for each in readings if each is not None]
    if not known:
        return
    if known[0].is_good:
        yield known[0]
    elif holding := next((each for each in known if each.verdict is Verdict.HOLDS), None):
        yield holding
    elif forced or (known[0].is_miss and known[0].is_close):
        yield known[0]
