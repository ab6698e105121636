"""docs/security.md: every test it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parent / "docs" / "security.md"
CITED = re.findall(
    r"`((?:\w+/)*test_\w+\.py)(?:::(test_\w+))?`", DOCUMENT.read_text(encoding="utf-8")
)
ROWS = [
    line.split("|")[1:-1]
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| (\d+\.|8\.1)", line)
]


@pytest.mark.parametrize(("file", "name"), sorted(set(CITED)))
def test_a_cited_test_exists(file: str, name: str) -> None:
    text = (TESTS / file).read_text(encoding="utf-8")
    assert not name or f"\ndef {name}(" in text


def test_every_row_names_a_test_or_says_why_there_is_none() -> None:
    bare = [cells for cells in ROWS if not re.search(r"test_\w+\.py|–|by reading", cells[-1])]
    assert (len(ROWS) > 100, bare) == (True, [])


def test_what_is_met_without_a_test_is_decided_above_or_read() -> None:
    """A ``Met`` whose last cell is a dash is about the document itself, or about a library."""
    untested = [
        cells[0].split()[0] for cells in ROWS if "Met" in cells[-2] and cells[-1].strip() == "–"
    ]
    assert untested == ["1.4.x", "4.2.1", "6.1.1–6.1.3", "6.4.2", "7.1.1,", "11.2.1–11.2.3",
                        "13.1.1", "14.1.1,"]  # fmt: skip
