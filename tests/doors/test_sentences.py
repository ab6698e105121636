"""Every refusal has its sentence, and every sentence gets the facts it prints."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import niubizi
from niubizi.domain.errors import DomainError
from niubizi.doors.sentences import CONFLICT, FORBIDDEN, SENTENCES, UNSEEN, sentence, status

SOURCE = Path(niubizi.__file__).parent


def refusals() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Each ``DomainError("code", fact=…)`` of the source: where, its code, the names of its facts.

    The names are ``None`` where facts are handed through (``**facts``).
    """
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "DomainError" or not isinstance(node.args[0], ast.Constant):
                continue
            names = [keyword.arg for keyword in node.keywords]
            given = None if None in names else frozenset(name for name in names if name)
            where = f"{path.relative_to(SOURCE)}:{node.lineno}"
            yield where, str(node.args[0].value), given


def printed(code: str) -> set[str]:
    """The names of the facts that a sentence prints."""
    return {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name is not None}


REFUSALS = list(refusals())


@pytest.mark.parametrize(
    ("where", "code", "given"), REFUSALS, ids=[where for where, *_ in REFUSALS]
)
def test_a_refusal_has_a_sentence_for_the_facts_it_gives(
    where: str, code: str, given: frozenset[str] | None
) -> None:
    assert code in SENTENCES, f"{where}: add {code} to doors/sentences.py"
    assert given is None or printed(code) <= given


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_written_as_an_office_writes(code: str) -> None:
    """Full-width punctuation, a full stop at the end, no code and no English."""
    text = re.sub(r"\{[^}]*\}", "", SENTENCES[code])
    assert re.fullmatch(r"[^,;:!?()]*[。：”]?", text)
    assert not re.search(r"[a-z]{3,}", text)


def test_amounts_in_sentences_are_in_wan() -> None:
    refusal = DomainError("return.falls", invested=59_000_000, previous=12_345_500_000)
    assert sentence(refusal).startswith("本年累计完成投资59万元，低于上期的12,345.5万元。")


@pytest.mark.parametrize(
    ("code", "expected"),
    [("permission.denied", 403), ("not_found", 404), ("stale", 409), ("return.falls", 422)],
)
def test_a_refusal_has_the_status_of_its_kind(code: str, expected: int) -> None:
    assert status(DomainError(code)) == expected


def test_the_kinds_name_codes_that_exist() -> None:
    assert SENTENCES.keys() >= FORBIDDEN | CONFLICT | UNSEEN
