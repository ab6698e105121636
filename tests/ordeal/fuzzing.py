"""The workbook reader under a coverage-guided search: ``python -m tests.ordeal.fuzzing -runs=N CORPUS``.

Bytes that are changed at random rarely get past an archive's check sums. So the first byte says what
the rest is: a file, one part of an archive whose other parts are sound, or the text of a single cell,
which the readers of numbers and dates get.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["niubizi.documents.workbooks"]):
    from niubizi.documents.workbooks import ImportContext, UnreadableWorkbook, read_workbook
    from niubizi.documents.workbooks.cells import UNITS
    from tests.ordeal.cellreading import read_every_way

from tests.documents import bookmaker

GRID: list[list[object]] = [
    ["序号", "项目名称", "所属板块", "总投资（万元）", "年度计划投资（万元）", "计划开工"],
    [1, "新能源厂房", "滨江区", 50_000, "1.2亿元", "2021年3月"],
    [2, "老街更新工程", "老城区", "约8,000", 3_000, 2021.1],
    [None, "合计", None, 58_000, 15_000, None],
]
PACKAGES = (bookmaker.xlsx(GRID), bookmaker.ods(GRID))
PARTS = (
    (0, "xl/worksheets/sheet1.xml"),
    (0, "xl/sharedStrings.xml"),
    (0, "xl/workbook.xml"),
    (0, "xl/styles.xml"),
    (1, "content.xml"),
)
WHOLE = len(PARTS)
CELL = WHOLE + 1
KINDS = CELL + 1
CELLS = ("约1,234.5万元", "2021年第三季度", "2021.3—2022年底", "(1.2亿元)", "东经113°15′", "√")


def file_of(data: bytes) -> bytes:
    """The workbook that an input stands for."""
    kind, rest = data[0] % KINDS, data[1:]
    if kind == WHOLE:
        return rest
    package, part = PARTS[kind]
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(PACKAGES[package])) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, rest if name == part else old.read(name))
    return out.getvalue()


def seeds() -> list[bytes]:
    found = [bytes([WHOLE]) + package for package in PACKAGES]
    found.append(bytes([WHOLE]) + bookmaker.csv(GRID))
    found += [bytes([CELL]) + cell.encode() for cell in CELLS]
    for kind, (package, part) in enumerate(PARTS):
        with zipfile.ZipFile(io.BytesIO(PACKAGES[package])) as archive:
            if part in archive.namelist():
                found.append(bytes([kind]) + archive.read(part))
    return found


def one(data: bytes) -> None:
    if not data:
        return
    if data[0] % KINDS == CELL:
        read_every_way(data[1:].decode(errors="ignore"), UNITS["万元"])
        return
    try:
        read_workbook(file_of(data), "表.xlsx", ImportContext()).json_text()
    except UnreadableWorkbook:
        return


def main() -> None:
    corpus = Path(sys.argv[-1])
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed{number}").write_bytes(seed)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
