"""The parts of one database, in a process of their own: a row is a line of JSON.

``python -m bench.run ENGINE PARTS SIZES``; ``bench.__main__`` calls it.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

from bench import briefing, closing, crowd, figurecheck, importing, pages, scale, spark
from bench.measure import Row
from bench.place import Place, create, place, using

WITHOUT_LEDGER = frozenset({"spark", "figurecheck"})
Part = Callable[[Place, list[int]], Iterator[Row]]


def run(engine: str, parts: list[str], sizes: list[int]) -> Iterator[Row]:
    """Builds the ledgers that the parts need, then measures part by part."""
    known: dict[str, Part] = {
        "closing": closing.rows,
        "pages": pages.rows,
        "users": crowd.users,
        "import": importing.rows,
        "briefing": briefing.rows,
        "month": lambda here, _: crowd.month(here, engine),
        "spark": spark.rows,
        "figurecheck": figurecheck.rows,
    }
    with place(engine) as here:
        for size in sorted(_needed(parts, sizes)):
            using(create(here, engine, f"n{size}"))
            scale.migrate()
            if not scale.is_built():
                scale.build(size)
        for part in parts:
            yield from known[part](here, sizes)


def _needed(parts: list[str], sizes: list[int]) -> set[int]:
    found = set(sizes) if set(parts) - WITHOUT_LEDGER - {"month"} else set()
    return found | ({crowd.MONTH_SIZE} if "month" in parts else set())


def main(engine: str, parts: str, sizes: str) -> None:
    # Asked to stop, it still takes its folder and its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for row in run(engine, parts.split(","), [int(each) for each in sizes.split(",")]):
        sys.stdout.write(json.dumps(asdict(row)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
