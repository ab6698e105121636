"""Names that are the same, and names that may be: one key for each question.

The same is a name but for blanks and full-width forms. Like it is one that differs in punctuation,
in a trailing 项目 or 工程, or in one character, unless that character is what tells two phases or
places apart (一期 and 二期, 东区 and 西区).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def _like_key(name: str) -> str:
    plain = _MARKS.sub("", same_key(name))
    return _ENDING.sub("", plain) or plain


class Likeness:
    """Finds, among names entered before, one that is like another."""

    def __init__(self) -> None:
        self._whole: dict[str, str] = {}
        self._gaps: dict[str, list[tuple[str, str]]] = {}

    def add(self, name: str) -> None:
        self.meet(name)

    def meet(self, name: str) -> str | None:
        """Enter a name; a name entered before that is like it and isn't the same."""
        key = _like_key(name)
        gaps = list(_gaps(key))
        found = self._find(name, key, gaps)
        if key not in self._whole:
            self._whole[key] = name
            for gap, character in gaps:
                self._gaps.setdefault(gap, []).append((character, name))
        return found

    def like(self, name: str) -> str | None:
        """A name entered before that is like ``name`` and isn't the same; ``name`` isn't entered."""
        key = _like_key(name)
        return self._find(name, key, list(_gaps(key)))

    def _find(self, name: str, key: str, gaps: list[tuple[str, str]]) -> str | None:
        same = same_key(name)
        found = self._whole.get(key)
        if found is not None and same_key(found) != same:
            return found
        for gap, character in gaps:
            for other, entered in self._gaps.get(gap, ()):
                alike = other != character and character not in _TELLING and other not in _TELLING
                if alike and same_key(entered) != same:
                    return entered
        return None


def _gaps(key: str) -> Iterator[tuple[str, str]]:
    """The key with each character left out in turn, and that character."""
    if len(key) >= _SHORTEST:
        for at, character in enumerate(key):
            yield f"{key[:at]}\0{key[at + 1 :]}", character
