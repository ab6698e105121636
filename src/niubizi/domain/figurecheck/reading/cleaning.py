"""A text made regular without losing the way back to the original.

Web copies and pasted tables bring full-width digits, traditional characters, blanks between a
number and its unit, even pinyin in brackets behind a character. The grammar reads a clean text;
every span it finds is mapped back, so that marks land on what the reader sees.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from niubizi.domain.figurecheck.lexicon import Lexicon

_BLANK = r"[ \t\u00a0\u3000\u200b\ufeff]"
_CJK = r"\u4e00-\u9fff"
# Each alternative begins at one fixed character, so that a long run of blanks is tried once.
_NOISE = re.compile(
    rf"(?<=[0-9]){_BLANK}++(?=[{_CJK}%])"
    rf"|(?<=[{_CJK}]){_BLANK}++(?=[0-9])"
    rf"|(?<=[{_CJK}])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{{1,6}}\)"
)


@dataclass(frozen=True, slots=True)
class CleanText:
    """The text the grammar reads, and where each stretch of it began in the original."""

    text: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of a span in the clean one."""
        return self._shift(start) + start, self._shift(end - 1) + end

    def _shift(self, position: int) -> int:
        return self.shifts[bisect_right(self.starts, position) - 1]


def clean(text: str, lexicon: Lexicon) -> CleanText:
    """The regular form of any string, whatever it holds."""
    plain = text.translate(lexicon.translation)
    pieces: list[str] = []
    starts, shifts = [0], [0]
    position = length = 0
    for noise in _NOISE.finditer(plain):
        piece = plain[position : noise.start()]
        pieces.append(piece)
        length += len(piece)
        position = noise.end()
        starts.append(length)
        shifts.append(position - length)
    pieces.append(plain[position:])
    return CleanText("".join(pieces), tuple(starts), tuple(shifts))
