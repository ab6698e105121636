"""docs/security.md: it answers every requirement once, and every test it names is there."""

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

LEVEL_2 = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
"""ASVS 5.0.0: how many requirements of levels 1 and 2 each section of a chapter has; 253 in all.

Within a section they are the first ones."""
LEVEL_3_OF_CHINA = {
    "8.1.4.1": "abcd",
    "8.1.4.2": "abcdefg",
    "8.1.4.3": "abcd",
    "8.1.4.4": "abcdef",
    "8.1.4.5": "",
    "8.1.4.6": "",
    "8.1.4.7": "ab",
    "8.1.4.8": "ab",
    "8.1.4.9": "abc",
    "8.1.4.10": "ab",
    "8.1.4.11": "ab",
}
"""GB/T 22239-2019, 安全计算环境 at level 3: the letters of each item."""
ITEMS = [
    f"{chapter}.{section}.{number}"
    for chapter, sections in LEVEL_2.items()
    for section, count in enumerate(sections, start=1)
    for number in range(1, count + 1)
]


def asvs_items(cell: str) -> list[str]:
    """The requirements of a first cell: ``6.2.6–6.2.9``, ``12.1.x``, ``9.x``, several by commas."""
    found: list[str] = []
    for first, last in re.findall(r"(\d+(?:\.\d+)*\.[\dx]+)(?:–(\d+\.\d+\.\d+))?", cell):
        if first.endswith("x"):
            found += [each for each in ITEMS if each.startswith(first[:-1])]
        elif last:
            found += ITEMS[ITEMS.index(first) : ITEMS.index(last) + 1]
        else:
            found.append(first)
    return found


def letters(cell: str) -> list[str]:
    """The same of the national standard: ``8.1.4.4 a–c, e, f``."""
    item, rest = re.match(r"\s*([\d.]+)([ a-g,–]*)", cell).groups()  # type: ignore[union-attr]
    spans = re.findall(r"([a-g])(?:–([a-g]))?", rest)
    all_of = "abcdefg"
    signs = [all_of[all_of.index(a) : all_of.index(b or a) + 1] for a, b in spans]
    return [f"{item}{sign}" for sign in "".join(signs)] or [item]


def test_every_requirement_of_asvs_is_answered_once() -> None:
    answered = [item for cells in ROWS if "8.1.4" not in cells[0] for item in asvs_items(cells[0])]
    assert len(ITEMS) == 253
    assert sorted(answered) == sorted(ITEMS)


def test_every_item_of_the_national_standard_is_answered_once() -> None:
    answered = [each for cells in ROWS if "8.1.4" in cells[0] for each in letters(cells[0])]
    wanted = [
        f"{item}{letter}" for item, all_of in LEVEL_3_OF_CHINA.items() for letter in all_of or [""]
    ]
    assert sorted(answered) == sorted(wanted)


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
