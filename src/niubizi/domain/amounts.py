"""Amounts, rates and how an office writes them: 169.6亿元, 75.9%, 高于序时17.6个百分点.

Money is an integer of 分 inside, a ``Decimal`` of 万元 at the edges and 亿元 with one decimal for
readers. A rate is an exact ``Fraction`` until it is shown, and is rounded once. What isn't
available is ``None`` inside and — outside, never 0. Rule: shared domain description, "Amounts,
rates, rounding".
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, Inexact
from enum import Enum
from fractions import Fraction

FEN_PER_WAN = 1_000_000
FEN_PER_YI = 10_000_000_000
LARGEST_WAN_EXPONENT = 11
"""Below 10¹² 万元 an amount in 分 fits a bigint with room for sums."""
_EXACT = Context(prec=40, traps=[Inexact])

NOT_AVAILABLE = "—"
MINUS = "−"


class Rounding(Enum):
    """How an office cuts a figure for show: half up unless it has decided to truncate."""

    HALF_UP = "half_up"
    TRUNCATE = "truncate"

    @property
    def mode(self) -> str:
        """The name of the mode in :mod:`decimal`; both work on the magnitude."""
        return ROUND_HALF_UP if self is Rounding.HALF_UP else ROUND_DOWN


def fen_of_wan(wan: Decimal | int | str) -> int:
    """分 of an amount in 万元.

    Raises ``ValueError`` below one 分, where digits would be lost, and from 10¹² 万元 on, which no
    table holds.
    """
    amount = Decimal(wan)
    if not amount.is_finite() or amount.adjusted() > LARGEST_WAN_EXPONENT:
        raise ValueError(f"{wan} 万元 can't be kept")
    try:
        return int(_EXACT.quantize(_EXACT.multiply(amount, FEN_PER_WAN), Decimal(1)))
    except Inexact:
        raise ValueError(f"{wan} 万元 is finer than 1 分") from None


def wan_of_fen(fen: int) -> Decimal:
    """万元 of an amount in 分, exact, without trailing zeros."""
    wan = (Decimal(fen) / FEN_PER_WAN).normalize()
    return wan.quantize(Decimal(1)) if wan == wan.to_integral_value() else wan


def wan_text(fen: int) -> str:
    """The decimal string in 万元 that JSON and workbooks carry: ``"1696000"``."""
    return format(wan_of_fen(fen), "f")


def rounded(value: Fraction | int, decimals: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """An exact value rounded once to ``decimals`` places."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if rounding is Rounding.HALF_UP and 2 * rest >= scaled.denominator:
        whole += 1
    number = Decimal(whole).scaleb(-decimals)
    return -number if exact < 0 and whole else number


def parts_miss(
    parts: Iterable[Fraction | int],
    total: Fraction | int,
    *,
    decimals: int = 1,
    rounding: Rounding = Rounding.HALF_UP,
) -> bool:
    """Whether parts as shown don't add up to their total as shown: then a note must say why."""
    shown = sum((rounded(part, decimals, rounding) for part in parts), Decimal(0))
    return shown != rounded(total, decimals, rounding)


def rounded_words(rounding: Rounding = Rounding.HALF_UP) -> str:
    """The note under figures whose shown parts miss their shown total."""
    why = "因四舍五入" if rounding is Rounding.HALF_UP else "因舍去尾数"
    return f"{why}，各分项之和与合计略有出入"


def number_text(
    value: Fraction | int | None,
    decimals: int = 1,
    *,
    grouped: bool = False,
    signed: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """A number as printed: a real minus sign, thousands separators in tables, — for nothing."""
    if value is None:
        return NOT_AVAILABLE
    number = rounded(value, decimals, rounding)
    text = format(abs(number), f"{',' if grouped else ''}.{decimals}f")
    if number < 0:
        return MINUS + text
    return f"+{text}" if signed and number > 0 else text


def yi_text(
    fen: int | Fraction | None,
    decimals: int = 1,
    *,
    grouped: bool = False,
    signed: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """An amount in 亿元 without its unit."""
    value = None if fen is None else Fraction(fen) / FEN_PER_YI
    return number_text(value, decimals, grouped=grouped, signed=signed, rounding=rounding)


def percent_text(
    rate: Fraction | None, decimals: int = 1, *, rounding: Rounding = Rounding.HALF_UP
) -> str:
    """A rate as a percentage with its sign, — where it isn't available."""
    if rate is None:
        return NOT_AVAILABLE
    return number_text(rate * 100, decimals, rounding=rounding) + "%"


def points_text(
    points: Fraction | None, decimals: int = 1, *, rounding: Rounding = Rounding.HALF_UP
) -> str:
    """A difference of rates in 百分点, signed and without its unit, for tables."""
    return number_text(points, decimals, signed=True, rounding=rounding)


def lead_sentence(
    points: Fraction | None, decimals: int = 1, *, rounding: Rounding = Rounding.HALF_UP
) -> str:
    """A lead in words: 高于序时17.6个百分点, 低于序时3.2个百分点, 与序时持平."""
    if points is None:
        return NOT_AVAILABLE
    number = rounded(points, decimals, rounding)
    if number == 0:
        return "与序时持平"
    return f"{'高于' if number > 0 else '低于'}序时{abs(number):.{decimals}f}个百分点"
