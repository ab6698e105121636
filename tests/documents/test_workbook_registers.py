"""The administrators' workbooks: organizations and people in, blank templates out."""

import io
from datetime import date

import openpyxl
import pytest

from niubizi.documents.workbooks import (
    UnreadableWorkbook,
    organizations_template,
    people_template,
    read_organizations,
    read_people,
)
from tests.documents import bookmaker

ORGANIZATION_HEADS = [
    "编码",
    "名称",
    "简称",
    "类型",
    "级别",
    "上级编码",
    "区划代码",
    "起始日期",
    "终止日期",
]
CITY = ["3204", "示例市", "", "行政区划", "市", "", 320400, date(2020, 1, 1), ""]
BLOCK = ["320401", "东湖区", "东湖", "行政区划", "板块", "3204", "320401", "2020.1.1", "2024-12-31"]
PEOPLE_HEADS = ["账号", "姓名", "单位编码", "角色", "起始", "终止", "电话"]
PERSON = ["zhangsan", "张三", "320401", "板块专班", "2021-01-01", "", "13800000000"]


def organizations(*rows: list[object]) -> list[tuple[int | None, str | None, str]]:
    data = bookmaker.xlsx([ORGANIZATION_HEADS, *rows])
    return [(e.row, e.column, e.code) for e in read_organizations(data, "单位.xlsx").errors]


def people(*rows: list[object]) -> list[tuple[int | None, str | None, str]]:
    data = bookmaker.xlsx([["人员信息表"], PEOPLE_HEADS, *rows])
    return [(e.row, e.column, e.code) for e in read_people(data, "人员.xlsx").errors]


def changed(row: list[object], at: int, value: object) -> list[object]:
    return [*row[:at], value, *row[at + 1 :]]


def test_organizations_come_with_codes_for_words_and_dates_for_dates() -> None:
    data = bookmaker.csv([ORGANIZATION_HEADS, BLOCK], "gb18030")
    assert read_organizations(data, "单位.csv").rows[0].values == {
        "code": "320401",
        "name": "东湖区",
        "short_name": "东湖",
        "kind": "territory",
        "level": "block",
        "parent": "3204",
        "gb2260": "320401",
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2024, 12, 31),
    }


def test_numbers_for_codes_are_texts() -> None:
    data = bookmaker.xlsx([ORGANIZATION_HEADS, CITY])
    assert read_organizations(data, "单位.xlsx").rows[0].values["gb2260"] == "320400"


def test_a_right_register_has_no_errors() -> None:
    assert organizations(list(CITY), list(BLOCK)) == []


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        (0, "", "required"),
        (3, "星球", "out_of_range"),
        (6, "32", "out_of_range"),
        (7, "去年", "not_a_date"),
        (8, "2019-01-01", "out_of_range"),
    ],
)
def test_a_wrong_cell_of_an_organization_is_marked(at: int, value: str, code: str) -> None:
    assert organizations(changed(list(BLOCK), at, value)) == [(2, "ABCDEFGHI"[at], code)]


def test_one_code_twice_is_an_error_at_the_later() -> None:
    assert organizations(list(BLOCK), list(BLOCK)) == [(3, "A", "duplicate")]


def test_a_person_comes_with_the_code_of_the_role() -> None:
    data = bookmaker.xlsx([PEOPLE_HEADS, PERSON, ["注：按单位填写。"]])
    assert read_people(data, "人员.xlsx").rows[0].values["role"] == "block_officer"


def test_a_person_may_have_two_roles() -> None:
    assert people(list(PERSON), changed(list(PERSON), 3, "项目单位")) == []


def test_a_role_there_isnt_is_an_error() -> None:
    assert people(changed(list(PERSON), 3, "市长")) == [(3, "D", "out_of_range")]


def test_a_missing_column_is_one_error() -> None:
    data = bookmaker.xlsx([["账号", "姓名"], ["zhangsan", "张三"]])
    assert [e.field for e in read_people(data, "人员.xlsx").errors] == ["organization", "role"]


def test_another_table_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook, match="模板"):
        read_people(bookmaker.xlsx([["项目名称", "总投资"], ["甲", 1]]), "表.xlsx")


def test_a_template_filled_in_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(organizations_template()))
    for column, value in enumerate(BLOCK, 1):
        book.worksheets[0].cell(2, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_organizations(buffer.getvalue(), "单位.xlsx").is_valid


def test_a_blank_template_has_no_rows_and_no_errors() -> None:
    upload = read_people(people_template(), "人员.xlsx")
    assert (upload.rows, upload.errors) == ((), ())


def test_templates_are_the_same_bytes_every_time() -> None:
    assert people_template() == people_template()
