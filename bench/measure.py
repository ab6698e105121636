"""Measuring: medians of works done by turns, and rows that are ratios of them.

What shares a row was measured in one run, round by round in turn, so that a machine that is busy
or slow is so for both sides. A ratio says something; seconds say something about the machine.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its reference; ``reach`` is what the ratio should not exceed, if anything.

    ``unit`` is ``s``, ``ms``, ``MiB`` or whatever both figures are counted in.
    """

    part: str
    what: str
    ours: float
    unit: str
    reference: str
    theirs: float
    reach: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else 0.0

    @property
    def verdict(self) -> str:
        if self.reach is None:
            return ""
        return "✓" if self.ratio <= self.reach else "✗"

    def to_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": self.ratio, "met": self.verdict != "✗"}


HEAD = (
    "| part | what | ours | reference | its figure | ratio | at most | |\n"
    "| --- | --- | ---: | --- | ---: | ---: | ---: | --- |"
)


def line(row: Row) -> str:
    """The row as a line of the Markdown table."""
    reach = "" if row.reach is None else f"{row.reach:g}"
    return (
        f"| {row.part} | {row.what} | {_figure(row.ours)} {row.unit} | {row.reference} "
        f"| {_figure(row.theirs)} {row.unit} | {row.ratio:.2f} | {reach} | {row.verdict} |"
    )


def by_turns(works: Mapping[str, Work], rounds: int) -> dict[str, float]:
    """Name → median seconds of its work, after one round that warms everything up."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for round_number in range(rounds + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if round_number:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of all don't exceed, by the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered)) - 1))]


def peak_of(work: Work) -> float:
    """MiB by which a work raises this process's memory at its peak.

    ``clear_refs`` lets Linux forget the peak so far; a process is best used for one work only.
    """
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status("VmRSS")
    work()
    return (_status("VmHWM") - before) / 1024


def peak() -> float:
    """MiB that this process held at its peak, with all that it has imported."""
    return _status("VmHWM") / 1024


def _status(name: str) -> float:
    for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if each.startswith(name):
            return float(each.split()[1])
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
