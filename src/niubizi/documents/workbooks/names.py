"""Names that are the same, and names that may be: one key for each question.

The same is a name but for blanks and full-width forms. Like it is one that differs in punctuation,
in a trailing 项目 or 工程, or in one character, unless that character is what tells two phases or
places apart (一期 and 二期, 东区 and 西区).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from niubizi.documents.workbooks.cells import squeezed

_MARKS = re.compile(r"[\W_]+")
_ENDING = re.compile(r"(?:建设)?(?:项目|工程)$")
_SHORTEST = 6
_GAP = "\0"
_TELLING = (
    "0123456789一二三四五六七八九十百甲乙丙丁戊己庚辛上中下前后左右东西南北内外新旧老大小高低扩改续首末双单"
    "abcdefghijklmnopqrstuvwxyzⅠⅡⅢⅣⅤⅥivx"
)
_NOT_TELLING = re.compile(f"[^{_TELLING}]")


def same_key(name: str) -> str:
    """Equal for two ways of writing one name."""
    return squeezed(name).casefold()


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a name is compared; ``frame`` is its key with only what tells names apart left in place.

    Names that differ in one character that tells nothing have one frame.
    """

    name: str
    same: str
    key: str
    frame: str

    @property
    def gaps(self) -> Iterator[tuple[str, str]]:
        """The key with a character left out, and that one, for each that doesn't tell names apart."""
        for at, character in enumerate(self.frame):
            if character == _GAP:
                yield f"{self.key[:at]}{_GAP}{self.key[at + 1 :]}", self.key[at]


def shape_of(name: str) -> Shape:
    same = same_key(name)
    plain = _MARKS.sub("", same)
    key = _ENDING.sub("", plain) or plain
    return Shape(name, same, key, _NOT_TELLING.sub(_GAP, key) if len(key) >= _SHORTEST else "")


class Likeness:
    """Finds, among names entered before, one that is like another.

    Most names share their frame with no other: gaps are made of those alone that do.
    """

    def __init__(self) -> None:
        self._whole: dict[str, Shape] = {}
        self._waiting: dict[str, list[Shape]] = {}
        self._gaps: dict[str, list[tuple[str, Shape]]] = {}

    def add(self, shape: Shape) -> None:
        """Enter a name, unless one with its key is there."""
        if shape.key not in self._whole:
            self._whole[shape.key] = shape
            self._waiting.setdefault(shape.frame, []).append(shape)

    def like(self, shape: Shape) -> str | None:
        """A name entered before that is like this one and isn't the same."""
        found = self._whole.get(shape.key)
        if found is not None and found.same != shape.same:
            return found.name
        if shape.frame not in self._waiting:
            return None
        self._enter_waiting(shape.frame)
        for gap, character in shape.gaps:
            for other, entered in self._gaps.get(gap, ()):
                if other != character and entered.same != shape.same:
                    return entered.name
        return None

    def _enter_waiting(self, frame: str) -> None:
        waiting = self._waiting[frame]
        for entered in waiting:
            for gap, character in entered.gaps:
                self._gaps.setdefault(gap, []).append((character, entered))
        waiting.clear()
