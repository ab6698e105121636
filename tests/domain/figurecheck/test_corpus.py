"""Measured on snippets of real bulletins that nobody here wrote, by the scorer that came with them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from niubizi.domain.figurecheck import check, check_batch
from tests.corpus import CORPUS

pytestmark = pytest.mark.corpus
FOLDER = CORPUS / "figurecheck"


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The figures of the scorer over both files together."""
    folder = tmp_path_factory.mktemp("figurecheck")
    gold, predicted = folder / "gold.jsonl", folder / "predicted.jsonl"
    lines = [
        line
        for name in ("bulletins.jsonl", "seeds.jsonl")
        for line in (FOLDER / name).read_text("utf-8").splitlines()
    ]
    gold.write_text("\n".join(lines), "utf-8")
    predicted.write_text("\n".join(check_batch(lines)), "utf-8")
    command = [sys.executable, str(FOLDER / "score.py"), str(gold), str(predicted), "--json"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(output)
    return found


@pytest.mark.parametrize(
    ("figure", "least"),
    [
        ("quantity_recall", 0.98),
        ("quantity_precision", 0.98),
        ("indicator_class", 0.92),
        ("relations_found", 0.90),
        ("verdicts_right", 0.90),
        ("errors_found", 0.90),
    ],
)
def test_reach_on_real_bulletins(scores: dict[str, float], figure: str, least: float) -> None:
    assert scores[figure] >= least


def test_right_figures_are_left_alone(scores: dict[str, float]) -> None:
    assert scores["false_accusations"] <= 0.01


@pytest.mark.parametrize("path", sorted((CORPUS / "seeds").glob("*.txt")), ids=lambda p: p.stem[:3])
def test_source_documents_are_read_without_accusation_of_their_arithmetic(path: Path) -> None:
    result = check(path.read_text("utf-8"))
    found = {relation.type for relation in result.failures}
    assert found <= {"outlier", "enumeration_count"}
