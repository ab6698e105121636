"""The coverage-guided search of the workbook reader, where atheris has wheels: CPython on Linux, x86_64."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ordeal import dose
from tests.ordeal.conftest import Tell
from tests.ordeal.limits import MEGABYTES, SECONDS

ROOT = Path(__file__).resolve().parents[2]
CASES = dose(200, 6_000)
# The search's clock runs on a busy machine too: ten times what a case may take of the processor.
PATIENCE = SECONDS * 10


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="not run: atheris is not installed; it has wheels for CPython on Linux x86_64 only",
)
def test_the_workbook_reader_survives_a_guided_search(tmp_path: Path, tell: Tell) -> None:
    # A process begins with the peak of memory of whoever starts it: a shell has held next to nothing.
    command = [
        *("sh", "-c", '"$@"; exit $?', "sh"),
        *(sys.executable, "-m", "tests.ordeal.fuzzing"),
        *(f"-runs={CASES}", f"-timeout={PATIENCE}", f"-rss_limit_mb={MEGABYTES}"),
        *("-max_len=20000", f"-artifact_prefix={tmp_path}/", str(tmp_path / "corpus")),
    ]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4_000:]
    tell(f"{CASES} workbooks and cells of a guided search read or refused")
