"""How a project is found by typing: pinyin and initials of its name, and its own number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.constants import RE_HANS
from pypinyin.seg import mmseg

from niubizi.apps.kernel.locks import Lock, hold
from niubizi.apps.projects.models import Project


def pinyin_of(name: str) -> tuple[str, str]:
    """The syllables run together and their first letters: ``(jingyanzhineng, jyzn)``."""
    syllables = [part for word in _words(name) for part in _syllables(word)]
    joined = "".join(syllables)
    initials = "".join(syllable[0] for syllable in syllables if syllable)
    return joined[:768], initials[:128]


_RUNS = re.compile(f"({RE_HANS.pattern.strip('^$')})")
"""Runs of Han characters, and what stands between them."""


def _words(name: str) -> Iterator[str]:
    """As pypinyin parts a text, found by a run at a time."""
    for number, run in enumerate(_RUNS.split(name)):
        if number % 2:
            yield from mmseg.seg.cut(run)
        elif run:
            yield run


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> tuple[str, ...]:
    """A long list says the same words again and again: 项目, 产业园, 建设."""
    return tuple(part.lower() for part in lazy_pinyin(word))


def next_codes(year: int, count: int) -> list[str]:
    """The next free numbers of a year, ``2021-00001``; called inside a use case."""
    hold(Lock.NUMBERS)
    prefix = f"{year}-"
    last = (
        Project.objects.filter(code__startswith=prefix)
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    start = int(last.removeprefix(prefix)) if last else 0
    return [f"{prefix}{start + step:05d}" for step in range(1, count + 1)]
