"""The shared sample workbooks yield exactly what is written down beside them."""

import json
from pathlib import Path

import pytest

from niubizi.documents.workbooks import ImportContext, KnownOrganization, read_workbook
from tests.corpus import CORPUS

pytestmark = pytest.mark.corpus

BLOCKS = ("滨江区", "湖东区", "老城区", "运河区", "临空经济开发区", "茅山市", "竹海市")
CONTEXT = ImportContext(
    organizations=tuple(KnownOrganization(f"B{i}", name) for i, name in enumerate(BLOCKS))
)
SAMPLES = sorted((CORPUS / "workbooks").glob("*.expected.json"))


def _pair(expected: Path) -> tuple[dict[str, object], dict[str, object]]:
    book = expected.with_name(expected.name.removesuffix(".expected.json"))
    return (
        json.loads(expected.read_text(encoding="utf-8")),
        read_workbook(book.read_bytes(), book.name, CONTEXT).to_json(),
    )


def _only(keys: tuple[str, ...], entries: object) -> list[dict[str, object]]:
    assert isinstance(entries, list)
    return [{key: entry[key] for key in keys} for entry in entries]


@pytest.mark.parametrize("expected", SAMPLES, ids=lambda path: path.name.split(".")[0])
class TestSample:
    def test_kind_unit_and_period_are_as_expected(self, expected: Path) -> None:
        wanted, found = _pair(expected)
        keys = wanted.keys() & {"kind", "unit", "period"}
        assert {key: found.get(key) for key in keys} == {key: wanted[key] for key in keys}

    def test_rows_are_exactly_as_expected(self, expected: Path) -> None:
        wanted, found = _pair(expected)
        assert found["rows"] == wanted["rows"]

    def test_errors_are_at_the_expected_cells(self, expected: Path) -> None:
        wanted, found = _pair(expected)
        keys = ("row", "column", "field", "code")
        assert _only(keys, found["errors"]) == wanted["errors"]

    def test_warnings_are_at_the_expected_cells(self, expected: Path) -> None:
        wanted, found = _pair(expected)
        assert _only(("row", "column", "code"), found["warnings"]) == wanted["warnings"]

    def test_skipped_rows_are_as_expected(self, expected: Path) -> None:
        wanted, found = _pair(expected)
        assert _only(("row", "reason"), found["skipped"]) == wanted["skipped"]


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 5
