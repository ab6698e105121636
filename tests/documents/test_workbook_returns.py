"""The monthly form goes out, comes back filled, and is refused when anything else was changed."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from niubizi.documents.workbooks import (
    ImportContext,
    ReturnedLine,
    ReturnForm,
    ReturnLine,
    ReturnUpload,
    UnreadableWorkbook,
    is_return_workbook,
    read_return_workbook,
    read_workbook,
    write_return_workbook,
)
from niubizi.domain.periods import Month
from tests.documents import bookmaker

KEY = b"a key of the installation"
LINES = (
    ReturnLine(
        project_id=7,
        version=3,
        name="甲一智慧港口项目",
        code="2101-320000-04-01-000001",
        total_investment=Decimal("120000.5"),
        annual_plan=Decimal(30000),
        last_ytd=Decimal(9000),
    ),
    ReturnLine(project_id=9, version=0, name="=乙二项目", total_investment=Decimal(500)),
)
FORM = ReturnForm(
    period=Month(2021, 7),
    org_code="320401",
    org_name="东湖区",
    issued_at=datetime(2021, 8, 1, 9, 30, tzinfo=UTC),
    lines=LINES,
)
BOOK = write_return_workbook(FORM, KEY)


def filled(**cells: str | int | None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    for address, value in cells.items():
        book["月报"][address].value = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data: bytes) -> ReturnUpload:
    return read_return_workbook(data, "月报.xlsx", KEY)


def first(**cells: str | int | None) -> ReturnedLine:
    return read(filled(**cells)).lines[0]


def refusal(data: bytes, key: bytes = KEY) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as refused:
        read_return_workbook(data, "月报.xlsx", key)
    return refused.value


def test_the_form_says_whose_it_is_and_of_when() -> None:
    upload = read(BOOK)
    assert (upload.org_code, upload.period, upload.issued_at) == (
        "320401",
        Month(2021, 7),
        FORM.issued_at,
    )


def test_ids_and_versions_come_back() -> None:
    assert [(line.project_id, line.version) for line in read(BOOK).lines] == [(7, 3), (9, 0)]


def test_what_was_filled_in_comes_back() -> None:
    line = first(G6="1,200", H6=10200, I6="3.5亿元", J6="主体封顶\n外墙施工", K6="无", L6="")
    assert (line.invested_month, line.invested_ytd, line.invested_total, line.progress) == (
        Decimal(1200),
        Decimal(10200),
        Decimal(35000),
        "主体封顶\n外墙施工",
    )


def test_a_month_alone_makes_the_year() -> None:
    assert first(G6=1200, H6=None).invested_ytd == Decimal(10200)


def test_a_row_left_alone_is_empty() -> None:
    assert [line.is_empty for line in read(filled(G6=1200)).lines] == [False, True]


def test_each_field_says_its_cell() -> None:
    assert first().cells["invested_ytd"] == "H6"


def test_what_was_saved_before_stands_in_the_form() -> None:
    line = replace(LINES[0], invested_ytd=Decimal(9500), progress="基础施工")
    upload = read(write_return_workbook(replace(FORM, lines=(line,)), KEY))
    assert (upload.lines[0].invested_ytd, upload.lines[0].progress) == (Decimal(9500), "基础施工")


def test_words_for_a_figure_are_an_error_at_their_cell() -> None:
    errors = read(filled(G6="待定", H7=-5)).errors
    assert [(e.row, e.column, e.code) for e in errors] == [
        (6, "G", "not_a_number"),
        (7, "H", "negative"),
    ]


def test_a_name_like_a_formula_stays_a_name() -> None:
    assert read(BOOK).lines[1].name == "=乙二项目"


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"D6": 999}, "第6行“总投资（万元）”"),
        ({"F6": 0}, "第6行“1—6月累计完成投资（万元）”"),
        ({"B7": "丙三项目"}, "第7行“项目名称”"),
        ({"C6": ""}, "第6行“项目代码”"),
        ({"H5": "1—6月累计"}, "第5行"),
        ({"B8": "多出来的项目"}, "第8行"),
    ],
)
def test_a_changed_form_is_refused_at_the_place(cells: dict[str, str | int], place: str) -> None:
    refused = refusal(filled(**cells))
    assert (refused.code, place in refused.message) == ("tampered", True)


def test_a_form_without_one_of_its_rows_is_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    book["月报"].delete_rows(6)
    assert refusal(saved(book)).code == "tampered"


def test_a_form_with_other_ids_is_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    machine = book["_niubizi"]
    machine["A2"] = str(machine["A2"].value).replace("[7,3,", "[8,3,")
    assert refusal(saved(book)).code == "tampered"


def test_a_form_signed_elsewhere_is_refused() -> None:
    assert refusal(BOOK, b"another key").code == "tampered"


def test_another_table_is_not_taken_for_a_form() -> None:
    assert refusal(bookmaker.xlsx([["项目名称", "总投资"], ["甲", 1]])).code == "wrong_form"


def test_a_form_is_recognised() -> None:
    assert is_return_workbook(BOOK, "x.xlsx")


def test_a_table_is_not_recognised_as_a_form() -> None:
    assert not is_return_workbook(bookmaker.xlsx([["项目名称"], [1]]), "x.xlsx")


def test_the_same_form_is_the_same_bytes() -> None:
    assert write_return_workbook(FORM, KEY) == BOOK


def test_only_the_cells_to_fill_are_open() -> None:
    page = openpyxl.load_workbook(io.BytesIO(BOOK))["月报"]
    opened = {c.coordinate[0] for c in page[6] if not c.protection.locked}
    assert (page.protection.sheet, opened) == (True, set("GHIJKL"))


def test_the_machine_sheet_is_out_of_sight() -> None:
    assert openpyxl.load_workbook(io.BytesIO(BOOK))["_niubizi"].sheet_state == "veryHidden"


def test_the_year_is_a_sum_until_someone_writes_it() -> None:
    page = openpyxl.load_workbook(io.BytesIO(BOOK))["月报"]
    assert page["H6"].value == '=IF(G6="","",N(F6)+G6)'


def test_many_rows_fit_the_machine_sheet() -> None:
    lines = tuple(replace(LINES[0], project_id=n, name=f"项目{n:05}号" * 3) for n in range(900))
    upload = read(write_return_workbook(replace(FORM, lines=lines), KEY))
    assert [line.project_id for line in upload.lines] == list(range(900))


def test_january_has_no_month_before_it() -> None:
    upload = read(write_return_workbook(replace(FORM, period=Month(2022, 1)), KEY))
    assert upload.period == Month(2022, 1)


def test_a_form_can_be_read_as_a_monthly_table_too() -> None:
    preview = read_workbook(filled(H6=9500, H7=3), "月报.xlsx", ImportContext())
    assert [row.to_json()["invested_ytd"] for row in preview.rows] == ["9500", "3"]
