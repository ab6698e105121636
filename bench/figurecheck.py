"""Figure check against word segmentation: each source document within three times jieba's time.

Segmenting a text is the least that any reader of Chinese does, so jieba's time for the same text
in the same run is the yardstick. Both are warm; the best of several rounds counts. Texts are
read in place from the shared corpus and from nowhere else. A megabyte of prose, and dense text
without a sentence's end, must cost no more for a character than a quarter of it does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jieba  # type: ignore[import-untyped]

from bench.measure import Row
from bench.place import Place
from niubizi.domain.figurecheck import check

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
ROUNDS = 7
ALLOWED = 3.0
MEGABYTE = 1_048_576
PROSE = (
    "今年1—9月，全市143个重大项目中，结转项目95个、新增项目48个，共完成投资286.5亿元，完成年度目标的68.1%，"
    "低于序时进度6.9个百分点。各地要抓好落实，确保全年目标任务圆满完成。\n"
)
DENSE = "完成投资3.5亿元，占12.5%，"


def rows(_place: Place, _sizes: list[int]) -> Iterator[Row]:
    """A row a source document; the texts are of one size."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    for name, ours, theirs in _measured():
        yield Row(
            "figure check", f"document {name}", ours * 1000, "ms", "jieba", theirs * 1000, ALLOWED
        )
    for name, ours, theirs in _grown():
        yield Row(
            "figure check",
            f"{name}, four times as long",
            ours * 1000,
            "ms",
            "four of the short",
            theirs * 1000,
        )


def _measured() -> Iterator[tuple[str, float, float]]:
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text("utf-8")
        yield path.stem[:3], _best(check, text), _best(jieba.lcut, text)


def _grown() -> Iterator[tuple[str, float, float]]:
    """A text four times as long against four of the short ones: near 1 where cost is linear."""
    for name, piece, size in (("prose", PROSE, MEGABYTE // 3), ("dense", DENSE, MEGABYTE // 24)):
        short = piece * (size // 4 // len(piece))  # three bytes a character
        yield name, _once(check, short * 4), 4 * _once(check, short)


def _once(work: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start


def _best(work: Callable[[str], object], text: str) -> float:
    work(text)
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work(text)
        times.append(time.process_time() - start)
    return min(times)
