"""Figure check against word segmentation: each source document within three times jieba's time.

Segmenting a text is the least that any reader of Chinese does, so jieba's time for the same text
in the same run is the yardstick. Both are warm; the best of several rounds counts. Texts are
read in place from the shared corpus and from nowhere else.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jieba  # type: ignore[import-untyped]

from niubizi.domain.figurecheck import check

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
ROUNDS = 7
ALLOWED = 3.0


def rows() -> list[tuple[str, float, float, str]]:
    """For every source document: name, our seconds, jieba's seconds, name of the reference."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return list(_measured())


def _measured() -> Iterator[tuple[str, float, float, str]]:
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text("utf-8")
        yield path.stem[:3], _best(check, text), _best(jieba.lcut, text), "jieba"


def _best(work: Callable[[str], object], text: str) -> float:
    work(text)
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work(text)
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    for name, ours, reference, reference_name in rows():
        verdict = "ok" if ours <= ALLOWED * reference else "too slow"
        print(  # noqa: T201
            f"{name}  {ours * 1000:7.1f} ms  {reference_name} {reference * 1000:6.1f} ms"
            f"  {ours / reference:5.2f}x of {ALLOWED:g}x  {verdict}"
        )
