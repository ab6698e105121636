"""Every format in, whatever it hides; and what is no workbook refused in a sentence."""

from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niubizi.documents.workbooks import (
    ImportContext,
    ImportPreview,
    KnownOrganization,
    UnreadableWorkbook,
    read_workbook,
)
from niubizi.documents.workbooks.opening import MAX_UPLOAD
from tests.documents import bookmaker

# Written with xlwt as an office's WPS would: merged heads, a hidden row, column and sheet.
XLS = (Path(__file__).parent / "data" / "county-plan.xls").read_bytes()
CONTEXT = ImportContext(
    organizations=(KnownOrganization("E", "东湖镇"), KnownOrganization("W", "西山镇"))
)
GRID: list[list[object]] = [
    ["2021年重点项目表", "", "", "", ""],
    ["序号", "项目名称", "属地", "总投资(亿元)", "2021年计划投资(万元)", "开工时间"],
    [1, "甲一项目", "东湖镇", 1.5, "5,000", date(2021, 3, 15)],
    [2, "乙二\n项目", "", "2", 300, "2021.10"],
]
ROWS = [
    {"row": 3, "name": "甲一项目", "block": "东湖镇", "total_investment": "15000"}
    | {"annual_plan": "5000", "start": "2021-03"},
    {"row": 4, "name": "乙二项目", "block": "东湖镇", "total_investment": "20000"}
    | {"annual_plan": "300", "start": "2021-10"},
]
LETTER = bookmaker.xlsx([["一封信"], [1]])
XLSX = bookmaker.xlsx(GRID, merges=("A1:E1", "C3:C4"))
ODS = bookmaker.ods(GRID, spans={(0, 0): (1, 5), (2, 2): (2, 1)})


def read(data: bytes, name: str = "表.xlsx") -> ImportPreview:
    return read_workbook(data, name, CONTEXT)


def lines(preview: ImportPreview) -> list[dict[str, object]]:
    return [row.to_json() for row in preview.rows]


def refusal(data: bytes, name: str = "表.xlsx") -> str:
    with pytest.raises(UnreadableWorkbook) as refused:
        read(data, name)
    return refused.value.code


def hidden(preview: ImportPreview) -> list[tuple[int | None, str | None]]:
    return [(w.row, w.column) for w in preview.warnings if w.code == "hidden"]


def with_parts(data: bytes, **parts: str | bytes) -> bytes:
    return bookmaker.zipped(
        bookmaker.parts_of(data) | {name.replace("__", "/"): part for name, part in parts.items()}
    )


def sheet_xml(data: bytes = XLSX) -> str:
    part = bookmaker.parts_of(data)["xl/worksheets/sheet1.xml"]
    return part if isinstance(part, str) else part.decode()


def with_sheet(xml: str) -> bytes:
    return bookmaker.zipped(bookmaker.parts_of(XLSX) | {"xl/worksheets/sheet1.xml": xml})


@pytest.mark.parametrize(("data", "name"), [(XLSX, "表.xlsx"), (ODS, "表.ods")])
def test_a_table_reads_the_same_in_every_format(data: bytes, name: str) -> None:
    assert lines(read(data, name)) == ROWS


CSV_GRID: list[list[object]] = [*GRID[1:3], [2, "乙二\n项目", "东湖镇", "2", 300, "2021.10"]]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("gb18030", "\t")],
)
def test_text_is_read_in_every_encoding(encoding: str, delimiter: str) -> None:
    found = lines(read(bookmaker.csv(CSV_GRID, encoding, delimiter), "表.csv"))
    assert [line | {"row": 0} for line in found] == [line | {"row": 0} for line in ROWS]


def test_the_name_of_a_file_doesnt_decide_its_format() -> None:
    assert lines(read(XLSX, "表.csv")) == ROWS


def test_an_old_workbook_is_read_with_its_merged_cells() -> None:
    assert [row.block_code for row in read(XLS).rows] == ["E", "E"]


def test_an_old_workbooks_rows_are_read_in_every_form() -> None:
    assert [line["total_investment"] for line in lines(read(XLS))] == ["30000.5", "12000"]


def test_hidden_parts_of_an_old_workbook_are_mentioned() -> None:
    assert hidden(read(XLS)) == [(None, None), (4, "G"), (7, None)]


def test_hidden_parts_are_read_and_mentioned() -> None:
    data = bookmaker.xlsx(
        GRID,
        merges=("C3:C4",),
        hidden_rows=(4,),
        hidden_columns=("F",),
        more_sheets=(("底稿", [["草"]], True),),
    )
    assert (lines(read(data)), hidden(read(data))) == (ROWS, [(None, None), (2, "F"), (4, None)])


def test_hidden_parts_of_an_ods_are_mentioned() -> None:
    data = bookmaker.ods(GRID, hidden_rows=(3,), hidden_columns=(5,))
    assert hidden(read(data, "表.ods")) == [(2, "F"), (3, None)]


def test_the_sheet_is_chosen_by_content() -> None:
    data = bookmaker.xlsx(
        [["填报说明"], ["项目名称：填写全称"]], sheet="说明", more_sheets=(("数据", GRID, False),)
    )
    assert read(data).sheet == "数据"


def test_another_sheet_may_be_chosen() -> None:
    other: list[list[object]] = [["项目名称", "总投资(万元)", "年度计划(万元)"], ["丙三项目", 9, 5]]
    data = bookmaker.xlsx(GRID, more_sheets=(("附件2", other, False),))
    assert read_workbook(data, "表.xlsx", CONTEXT, sheet="附件2").rows[0].number == 2


def test_a_sheet_that_isnt_there_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook, match="工作表"):
        read_workbook(XLSX, "表.xlsx", CONTEXT, sheet="附件9")


def test_an_error_value_is_no_number() -> None:
    xml = sheet_xml().replace('<c r="D3"><v>1.5</v></c>', '<c r="D3" t="e"><v>#REF!</v></c>')
    assert [(e.column, e.code, e.value) for e in read(with_sheet(xml)).errors] == [
        ("D", "not_a_number", "#REF!")
    ]


def test_a_formula_is_its_stored_value() -> None:
    xml = sheet_xml().replace("<v>1.5</v>", "<f>3/2</f><v>1.5</v>")
    assert lines(read(with_sheet(xml))) == ROWS


def test_cells_that_dont_say_where_they_are_follow_each_other() -> None:
    grid: list[list[object]] = [["项目名称", "总投资(万元)", "年度计划(万元)"], ["甲一项目", 9, 5]]
    data = bookmaker.xlsx(grid)
    xml = sheet_xml(data)
    for address in ("A1", "B1", "C1", "A2", "B2", "C2"):
        xml = xml.replace(f' r="{address}"', "")
    bare = bookmaker.zipped(bookmaker.parts_of(data) | {"xl/worksheets/sheet1.xml": xml})
    assert lines(read(bare))[0]["total_investment"] == "9"


def test_links_to_other_workbooks_are_not_followed_and_mentioned() -> None:
    assert read(with_parts(XLSX, xl__externalLinks__externalLink1__xml="<a/>")).notices


@pytest.mark.parametrize(
    ("code", "data", "name"),
    [
        ("empty", b"", "表.xlsx"),
        ("empty", b"\r\n  ", "表.csv"),
        ("too_large", b"a" * (MAX_UPLOAD + 1), "表.csv"),
        ("not_a_workbook", b"\x00\x01\x02", "表.csv"),
        ("not_a_workbook", b"%PDF-1.7", "表.pdf"),
        ("not_a_workbook", bookmaker.zipped({"word/document.xml": "<a/>"}), "表.docx"),
        ("web_page", b"<html><table></table></html>", "表.xls"),
        ("wrong_encoding", "项目名称".encode("gb18030") + b"\xff\xff", "表.csv"),
        ("binary", bookmaker.zipped({"xl/workbook.bin": "x"}), "表.xlsb"),
        ("no_header", LETTER, "表.xlsx"),
        ("no_header", "你好,世界\n".encode(), "表.csv"),
        ("damaged", XLSX[:900], "表.xlsx"),
        ("damaged", XLS[:20_000], "表.xls"),
        ("macros", with_parts(XLSX, **{"xl__vbaProject.bin": b"x"}), "表.xlsm"),
        ("damaged", with_parts(XLSX, **{"xl__workbook.xml": b"<a"}), "表.xlsx"),
        ("unsafe", with_sheet('<!DOCTYPE a [<!ENTITY b "c">]>' + sheet_xml()), "表.xlsx"),
        ("unsafe", bookmaker.ods_of("", '<!DOCTYPE a [<!ENTITY b "c">]>'), "表.ods"),
    ],
)
def test_what_is_no_workbook_is_refused(code: str, data: bytes, name: str) -> None:
    assert refusal(data, name) == code


def test_a_password_is_named_as_the_reason() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert refusal(container) == "encrypted"


def test_two_cells_at_far_corners_dont_fill_the_memory() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert refusal(with_sheet(sheet_xml().replace("</sheetData>", far))) == "too_large"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    blanks = "<!--" + " " * 60_000_000 + "--></sheetData>"
    assert refusal(with_sheet(sheet_xml().replace("</sheetData>", blanks))) == "too_large"


def test_a_cell_repeated_over_a_whole_ods_is_refused() -> None:
    data = bookmaker.ods_of(
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float"'
        ' office:value="1"/></table:table-row></table:table>'
    )
    assert refusal(data, "表.ods") == "too_large"


@pytest.mark.parametrize("data", [XLSX, ODS, XLS, bookmaker.csv(CSV_GRID, "gb18030")])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12))
def test_broken_bytes_are_read_or_refused(data: bytes, changes: list[tuple[float, int]]) -> None:
    broken = bytearray(data)
    for place, byte in changes:
        broken[int(place * (len(broken) - 1))] = byte
    _read_or_refuse(bytes(broken))


@pytest.mark.parametrize("data", [XLSX, ODS, XLS])
@settings(max_examples=20, deadline=None)
@given(place=st.floats(0, 1))
def test_cut_off_files_are_read_or_refused(data: bytes, place: float) -> None:
    _read_or_refuse(data[: int(place * len(data))])


_ANY_CELL = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    st.integers(-(10**9), 10**9),
    st.dates(date(1950, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(_ANY_CELL, max_size=6), max_size=8),
    heads=st.permutations(list(map(str, GRID[1]))),
)
def test_any_content_under_a_header_is_accounted_for(
    rows: list[list[object]], heads: list[str]
) -> None:
    preview = read(bookmaker.csv([heads, *rows]), "表.csv")
    accounted = preview.project_rows + len(preview.skipped)
    assert accounted <= len(rows)


def _read_or_refuse(data: bytes) -> None:
    try:
        read(data).json_text()
    except UnreadableWorkbook:
        return


def test_ten_thousand_rows_are_read_in_seconds() -> None:
    heads: list[object] = ["序号", "项目名称", "总投资(万元)", "年度计划(万元)", "开工时间"]
    rows: list[list[object]] = [
        [n, f"第{n:05}号项目", 1000 + n, f"{n % 900:,}", "2021年3月"] for n in range(1, 10_001)
    ]
    data = bookmaker.xlsx([heads, *rows])
    started = process_time()
    assert len(read(data).rows) == 10_000
    # Two seconds on the machine it was measured on; ten tell a quadratic step from a slow machine.
    assert process_time() - started < 10
