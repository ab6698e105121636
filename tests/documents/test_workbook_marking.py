"""The workbook handed back: faulty cells coloured and explained, everything listed in front."""

import io
from pathlib import Path

import openpyxl
import pytest

from niubizi.documents.workbooks import ImportContext, mark_errors, read_workbook
from tests.documents import bookmaker

GRID: list[list[object]] = [
    ["2021年重点项目表（单位：万元）", "", "", ""],
    ["序号", "项目名称", "总投资", "2021年计划"],
    [1, "=甲一项目", "待定", "约5"],
    [2, "乙二项目", 100, 500],
    ["合计", "", 101, ""],
]
XLSX = bookmaker.xlsx(GRID, merges=("A1:D1",))
XLS = (Path(__file__).parent / "data" / "county-plan.xls").read_bytes()


def marked(data: bytes, name: str = "表.xlsx") -> openpyxl.Workbook:
    preview = read_workbook(data, name, ImportContext())
    return openpyxl.load_workbook(io.BytesIO(mark_errors(data, name, preview)))


def test_a_faulty_cell_is_coloured_as_an_error() -> None:
    assert marked(XLSX)["Sheet1"]["C3"].fill.fgColor.rgb == "00FFC7CE"


def test_an_odd_cell_is_coloured_as_a_warning() -> None:
    assert marked(XLSX)["Sheet1"]["D3"].fill.fgColor.rgb == "00FFEB9C"


def test_a_comment_says_what_is_wrong() -> None:
    comment = marked(XLSX)["Sheet1"]["D4"].comment
    assert comment is not None
    assert "大于总投资" in comment.text


def test_the_list_in_front_names_every_finding() -> None:
    page = marked(XLSX).worksheets[0]
    assert [[cell.value for cell in row[1:4]] for row in page.iter_rows(min_row=2)] == [
        ["错误", "Sheet1", "C3"],
        ["错误", "Sheet1", "D4"],
        ["提示", "Sheet1", "D3"],
        ["提示", "Sheet1", "C5"],
    ]


def test_the_list_leads_to_the_cell() -> None:
    link = marked(XLSX).worksheets[0]["D2"].hyperlink
    assert link is not None
    assert link.location == "'Sheet1'!C3"


def test_everything_else_is_as_it_was() -> None:
    page = marked(XLSX)["Sheet1"]
    assert (page["B4"].value, [str(m) for m in page.merged_cells.ranges]) == ("乙二项目", ["A1:D1"])


@pytest.mark.parametrize(
    ("data", "name", "sheet"),
    [
        (bookmaker.csv(GRID, "gb18030"), "表.csv", "表"),
        (bookmaker.ods(GRID, spans={(0, 0): (1, 4)}), "表.ods", "Sheet1"),
    ],
)
def test_other_formats_come_back_as_a_copy_of_their_values(
    data: bytes, name: str, sheet: str
) -> None:
    page = marked(data, name)[sheet]
    assert (page["B3"].value, page["B3"].data_type, page["C3"].fill.fgColor.rgb) == (
        "=甲一项目",
        "s",
        "00FFC7CE",
    )


def test_an_old_workbook_comes_back_with_its_merged_cells() -> None:
    page = marked(XLS, "表.xls")["计划表"]
    assert "C6:C7" in {str(merged) for merged in page.merged_cells.ranges}


def test_a_finding_under_a_merged_cell_is_marked_at_its_anchor() -> None:
    grid: list[list[object]] = [
        ["项目名称", "属地", "总投资(万元)", "年度计划(万元)"],
        ["甲一项目", "无此区", 9, 5],
        ["乙二项目", "", 9, 5],
    ]
    page = marked(bookmaker.xlsx(grid, merges=("B2:B3",)))["Sheet1"]
    assert page["B2"].fill.fgColor.rgb == "00FFC7CE"


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b'ref="A1:D1"', b'ref="E1:XFD1048576"'),
        (b"</mergeCells>", b'</mergeCells><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'),
    ],
    ids=["merge", "link"],
)  # fmt: skip
def test_a_range_over_the_whole_sheet_costs_the_layout_and_not_the_memory(
    said: bytes, instead: bytes
) -> None:
    parts, name = bookmaker.parts_of(XLSX), "xl/worksheets/sheet1.xml"
    sheet = parts[name]
    assert isinstance(sheet, bytes)
    assert said in sheet
    data = bookmaker.zipped({**parts, name: sheet.replace(said, instead)})
    page = marked(data)["Sheet1"]
    assert (page["B4"].value, page["C3"].fill.fgColor.rgb) == ("乙二项目", "00FFC7CE")
