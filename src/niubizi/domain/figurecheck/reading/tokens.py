"""Tokens of a clean text: numbers, dates, ordinals, codes, words of the lexicon, marks.

One pass of one regular expression, longest word first. What matches nothing is passed over.
Dates, ordinals, codes, telephone numbers and names like “1028” are recognised here so that no
later stage can mistake them for figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.reading import periods
from niubizi.domain.figurecheck.reading.numerals import CHINESE_NUMBER_CHARS


class Kind(Enum):
    """What a token is to the grammar."""

    CODE = "code"
    DATE = "date"
    ORDINAL = "ordinal"
    NUMBER = "number"
    FRACTION = "fraction"
    CHINESE = "chinese"
    PHRASE = "phrase"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the clean text with its kind; ``parts`` are the roles a word can play."""

    kind: Kind
    start: int
    end: int
    text: str
    parts: tuple[str, ...] = ()


_C = f"[{CHINESE_NUMBER_CHARS}]"
_DIGITS = r"[0-9]++"
_CODE = "|".join(
    (
        r"(?!(?:GDP|CPI|PPI|PMI)(?![A-Za-z]))[A-Za-z][A-Za-z0-9]*+(?:[-_./@:&=?+][A-Za-z0-9]++)*+",  # 5G, A4, addresses
        r"[0-9]++(?:\.[0-9]++)?[A-Za-z](?<![xX×])[A-Za-z0-9]*+",
        r"\+?[0-9]{2,4}-[0-9]{3,4}(?:-[0-9]{3,8}+)++|[0-9]{3,4}-[0-9]{7,8}(?![0-9])",  # telephones
        r"[0-9]++(?:\.[0-9]++){2,}+",  # 2.1.3
        r"[0-9]++(?:\.[0-9]++)?(?:[:：∶][0-9]++(?:\.[0-9]++)?){2,}+",  # 2.2:41.7:56.1
        r"[〔\[【][12][0-9]{3}[〕\]】]",
        r"[0-9]{1,4}号(?!线)",
        r"[“\"‘「『][0-9+＋.·]{1,9}[”\"’」』]",  # “1028”
        r"[0-9]{1,2}[:：时][0-9]{2}分?(?![0-9.%亿万个])",  # 9:30
        r"[0-9]{1,4}(?:周年|年级|年期|年来|年内|年间|年以上|年(?!度?计划)|岁|月龄)",
    )
)
_FRACTION = rf"百分之(?:{_C}++(?:点{_C}++)?|{_DIGITS}(?:\.{_DIGITS})?)|[一二三四五六七八九十]分之[一二三四五六七八九]"
_PHRASE = r"双过半|翻[一两二三]?番|首位|榜首"
_NUMBER = rf"[0-9]{{1,3}}(?:,[0-9]{{3}})++(?![0-9])(?:\.{_DIGITS})?|{_DIGITS}(?:\.{_DIGITS})?"
_ORDINAL = rf"第(?:[0-9]{{1,4}}|{_C}{{1,5}})"
_MARK = r"[，,。；;：:！!？?、()\n“”\"「」…/]"


_KINDS = {kind.value: kind for kind in Kind}


@lru_cache(maxsize=8)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<date>{periods.PATTERN})|(?P<code>{_CODE})|(?P<fraction>{_FRACTION})"
        rf"|(?P<phrase>{_PHRASE})|(?P<ordinal>{_ORDINAL})|(?P<number>{_NUMBER})"
        rf"|(?P<word>{words})|(?P<chinese>{_C}++(?:点[{CHINESE_NUMBER_CHARS[:11]}]++)?)"
        rf"|(?P<mark>{_MARK})"
    )


def tokenize(text: str, lexicon: Lexicon) -> Iterator[Token]:
    """The tokens of a clean text in order, without overlaps."""
    for match in _pattern(lexicon.word_pattern).finditer(text):
        kind = _KINDS[str(match.lastgroup)]
        word = match.group()
        parts = lexicon.parts[word] if kind is Kind.WORD else ()
        if parts and parts[0] == "code":
            kind = Kind.CODE
        yield Token(kind, match.start(), match.end(), word, parts)
