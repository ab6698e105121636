"""``make bench``: every figure beside a reference of the same run; one table, Markdown or JSON.

``python -m bench closing pages --sizes 300,10000`` measures parts alone. Ledgers and servers live in
a folder that is gone in the end. Nothing here is part of the test suite.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import HEAD, Row, line
from bench.place import Place

SIZES = (300, 10_000, 100_000)
PARTS = ("closing", "pages", "users", "import", "briefing", "month", "spark", "figurecheck")
NEEDS_NO_LEDGER = ("spark", "figurecheck")
Part = Callable[[Place, list[int]], Iterator[Row]]


def main() -> int:
    """Prints the table as it comes; exits 1 if a ratio exceeds its reach."""
    given = _arguments()
    found: list[Row] = []
    if not given.json:
        sys.stdout.write(f"{machine()}\n\n{HEAD}\n")
    for engine, parts in _plan(given.parts or list(PARTS)):
        for row in _in_a_process(engine, parts, given.sizes):
            found.append(row)
            if not given.json:
                sys.stdout.write(line(row) + "\n")
                sys.stdout.flush()
    if given.json:
        json.dump({"machine": machine(), "rows": [row.to_json() for row in found]}, sys.stdout)
        sys.stdout.write("\n")
    return int(any(row.verdict == "✗" for row in found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part")
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(each) for each in text.split(",")],
        default=list(SIZES),
        help="projects, smallest first",
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _plan(parts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """One process for each database: Django is set up for one engine."""
    yield "sqlite", parts
    if "month" in parts:
        yield "postgresql", ["month"]


def _in_a_process(engine: str, parts: list[str], sizes: list[int]) -> Iterator[Row]:
    command = [
        sys.executable,
        "-m",
        "bench.run",
        engine,
        ",".join(parts),
        ",".join(map(str, sizes)),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 asked for above
        for text in process.stdout:
            yield Row(**json.loads(text))
    if process.returncode:
        raise SystemExit(process.returncode)


def machine() -> str:
    """Cores, memory, processor, system."""
    names = [
        text.partition(":")[2].strip()
        for text in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if text.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {names[0] if names else platform.machine()}, "
        f"Python {platform.python_version()}; load {load:.1f} before"
    )


if __name__ == "__main__":
    sys.exit(main())
