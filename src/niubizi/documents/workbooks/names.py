"""Names that are the same, and names that may be: one key for each question.

The same is a name but for blanks and full-width forms. Like it is one that differs in punctuation,
in a trailing 项目 or 工程, or in one character, unless that character is what tells two phases or
places apart (一期 and 二期, 东区 and 西区).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from niubizi.documents.workbooks.cells import squeezed

_MARKS = re.compile(r"[\W_]+")
_ENDING = re.compile(r"(?:建设)?(?:项目|工程)$")
_SHORTEST = 6
_TELLING = frozenset(
    "0123456789一二三四五六七八九十百甲乙丙丁戊己庚辛上中下前后左右东西南北内外新旧老大小高低扩改续首末双单"
    "abcdefghijklmnopqrstuvwxyzⅠⅡⅢⅣⅤⅥivx"
)


def same_key(name: str) -> str:
    """Equal for two ways of writing one name."""
    return squeezed(name).casefold()


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a name is compared; ``gaps`` are its key with a character left out, and that one.

    None is left out that tells names apart: what differs there is not alike.
    """

    name: str
    same: str
    key: str
    gaps: tuple[tuple[str, str], ...]


def shape_of(name: str) -> Shape:
    same = same_key(name)
    plain = _MARKS.sub("", same)
    key = _ENDING.sub("", plain) or plain
    gaps = (
        tuple(
            (f"{key[:at]}\0{key[at + 1 :]}", character)
            for at, character in enumerate(key)
            if character not in _TELLING
        )
        if len(key) >= _SHORTEST
        else ()
    )
    return Shape(name, same, key, gaps)


class Likeness:
    """Finds, among names entered before, one that is like another."""

    def __init__(self) -> None:
        self._whole: dict[str, Shape] = {}
        self._gaps: dict[str, list[tuple[str, Shape]]] = {}

    def add(self, shape: Shape) -> None:
        """Enter a name, unless one with its key is there."""
        if shape.key not in self._whole:
            self._whole[shape.key] = shape
            for gap, character in shape.gaps:
                self._gaps.setdefault(gap, []).append((character, shape))

    def like(self, shape: Shape) -> str | None:
        """A name entered before that is like this one and isn't the same."""
        found = self._whole.get(shape.key)
        if found is not None and found.same != shape.same:
            return found.name
        for gap, character in shape.gaps:
            for other, entered in self._gaps.get(gap, ()):
                if other != character and entered.same != shape.same:
                    return entered.name
        return None
