"""The domain can be read and tested by someone who knows no framework."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import niubizi.domain

FOLDER = Path(niubizi.domain.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The dotted names a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_rule_imports_the_standard_library_and_other_rules_only(path: Path) -> None:
    foreign = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("niubizi.domain")
    }
    assert not foreign
