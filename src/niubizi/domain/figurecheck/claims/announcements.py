"""Numbers of things a text announces: 讲四点意见, 抓好七个行动, 做到“四图作业”, 呈现“四多四少”.

They are claims about the text itself: what follows must make up the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.reading.numerals import chinese_integer
from niubizi.domain.figurecheck.reading.quantity import Quantity

_QUOTED = re.compile(
    r"(?:做到|呈现出?|形成|构建)[^，。；;“”\"\n]{0,40}[“\"](?P<slogan>[^“”\"\n]{2,24})[”\"]"
)
_ITEM = re.compile(
    r"(?:^|、)(?P<n>[二两三四五六七八九十])(?P<what>[^个一二两三四五六七八九十、]{1,4})"
)
_PAIR = re.compile(r"^(?P<n>[二两三四五六七八九十])(?P<one>.)(?P=n)(?P<other>.)$")


def slogans(text: str) -> Iterator[Quantity]:
    """The announced numbers inside quoted slogans behind a verb of making."""
    for match in _QUOTED.finditer(text):
        start, slogan = match.start("slogan"), match["slogan"]
        if pair := _PAIR.match(slogan):
            yield _announced(pair["n"], start, start + len(slogan))
            continue
        for item in _ITEM.finditer(slogan):
            yield _announced(item["n"], start + item.start("n"), start + item.end("what"))


def _announced(digit: str, start: int, end: int) -> Quantity:
    value = Fraction(chinese_integer(digit) or 0)
    return Quantity(
        start, start, end, value, Fraction(0), str(value), "个", "announced", chinese=True
    )
