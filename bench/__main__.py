"""`make bench`: every measurement beside its reference, taken in the same run; Markdown, or JSON.

A row is a ratio: ours ÷ the reference's. Absolute times say something about the machine alone.
"""

from __future__ import annotations

import json
import platform
import sys

from bench import figurecheck


def main(arguments: list[str]) -> int:
    """Prints the table; ``--json`` for programs."""
    rows = [
        {"what": f"figure check, document {name}", "seconds": ours, "reference": reference_name,
         "reference_seconds": reference, "ratio": ours / reference}
        for name, ours, reference, reference_name in figurecheck.rows()
    ]  # fmt: skip
    if "--json" in arguments:
        json.dump({"machine": platform.processor() or platform.machine(), "rows": rows}, sys.stdout)
        sys.stdout.write("\n")
        return 0
    lines = [
        "| what | ours, ms | reference | reference, ms | ratio |",
        "| --- | ---: | --- | ---: | ---: |",
    ]
    lines += [
        f"| {row['what']} | {row['seconds'] * 1000:.1f} | {row['reference']} "
        f"| {row['reference_seconds'] * 1000:.1f} | {row['ratio']:.2f} |"
        for row in rows
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
