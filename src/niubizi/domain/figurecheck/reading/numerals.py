"""Numbers as they are printed: 1,363, 75.90, 一百二十, 百分之七, 三分之一.

A printed number is more than its value: 75.90 promises a hundredth, 75.9 a tenth, and the check
of a figure turns on that promise. A :class:`Numeral` keeps the exact value, the step of its last
digit and the literal. Nothing here knows units or context.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

# A longer run of digits is an account, an identity card or a paste accident, never a figure of a
# briefing; the limit also keeps the cost of reading one number constant.
MAX_DIGITS = 15

CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "俩": 2}
CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000}
CHINESE_MYRIADS = {"万": 10**4, "亿": 10**8}
CHINESE_NUMBER_CHARS = "".join([*CHINESE_DIGITS, *CHINESE_SCALES, *CHINESE_MYRIADS])
MAX_CHINESE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: exact value, step of the last printed digit (0: exact), literal."""

    value: Fraction
    step: Fraction
    literal: str

    @property
    def decimals(self) -> int:
        """Printed places behind the point."""
        return len(self.literal.partition(".")[2])


def arabic(literal: str) -> Numeral | None:
    """The numeral of ``1,363`` or ``75.90``; ``None`` where there are too many digits."""
    if len(literal) > 2 * MAX_DIGITS:
        return None
    digits = literal.replace(",", "")
    whole, _, places = digits.partition(".")
    if len(whole) + len(places) > MAX_DIGITS:
        return None
    step = 10 ** len(places)
    return Numeral(Fraction(int(whole + places), step), Fraction(1, step), digits)


def chinese_integer(text: str) -> int | None:
    """The integer of 一百二十, 二〇二一, 三千五百万; ``None`` if the characters make no number."""
    if not text or len(text) > MAX_CHINESE_LENGTH:
        return None
    if any(c not in CHINESE_NUMBER_CHARS for c in text):
        return None
    if all(c in CHINESE_DIGITS for c in text):
        return int("".join(str(CHINESE_DIGITS[c]) for c in text))
    # 一亿二千万: what stands in front of 亿 is done with, what stands in front of 万 may yet be of 亿
    whole = myriads = section = digit = 0
    for char in text:
        if char in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[char]
            continue
        if char in CHINESE_SCALES:
            section += (digit or 1) * CHINESE_SCALES[char]
        elif not whole + myriads + section + digit:
            return None
        elif char == "万":
            myriads, section = (section + digit) * CHINESE_MYRIADS[char], 0
        else:
            whole, myriads, section = (myriads + section + digit) * CHINESE_MYRIADS[char], 0, 0
        digit = 0
    return whole + myriads + section + digit


def chinese(text: str) -> Numeral | None:
    """The numeral of 二十八 or 七点五; the literal is the value in Arabic digits."""
    whole, point, places = text.partition("点")
    integer = chinese_integer(whole)
    if integer is None or (point and not all(c in CHINESE_DIGITS for c in places)):
        return None
    literal = str(integer)
    if places:
        literal += "." + "".join(str(CHINESE_DIGITS[c]) for c in places)
    return arabic(literal)
