"""Tables out: texts stay texts, figures stay figures, the page prints like a document."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from niubizi.documents.workbooks import (
    ColumnKind,
    TableColumn,
    TableSheet,
    write_table,
    write_tables,
)
from niubizi.domain.amounts import Rounding

AT = datetime(2021, 8, 6, 9, 30, tzinfo=UTC)
COLUMNS = (
    TableColumn("项目名称", width=30),
    TableColumn("项目代码", width=26),
    TableColumn("总投资", ColumnKind.MONEY, decimals=1, group="投资"),
    TableColumn("完成率", ColumnKind.RATE, group="投资"),
    TableColumn("超序时", ColumnKind.POINTS),
    TableColumn("名次", ColumnKind.INT),
    TableColumn("开工", ColumnKind.DATE),
)
ROW = ("=甲", "320400198001010010", Decimal("12.5"), Fraction(759, 1000), 17.6, 1, date(2021, 3, 1))
SHEET = TableSheet(
    name="各板块/进度",
    title="重大项目进度",
    subtitle="2021年1—7月，调度口径",
    unit="亿元",
    columns=COLUMNS,
    rows=(ROW, ("@乙", "", None, None, -3.2, None, None)),
    totals=("合计", "", Decimal(25), None, None, None, None),
    notes=("注：数据截至7月底。",),
    footer="内部资料 & 某某 2021-08-06",
    frozen_columns=1,
)


def page(sheet: TableSheet = SHEET) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(write_table(sheet, AT))).worksheets[0]


def row(number: int) -> list[object]:
    return [cell.value for cell in page()[number]]


def test_title_filters_and_unit_stand_above() -> None:
    found = page()
    assert [found["A1"].value, found["A2"].value, found["G2"].value] == [
        "重大项目进度",
        "2021年1—7月，调度口径",
        "单位：亿元",
    ]


def test_figures_are_numbers_and_codes_are_texts() -> None:
    assert row(5)[1:6] == ["320400198001010010", 12.5, 0.759, 17.6, 1]


@pytest.mark.parametrize("address", ["A5", "A6"])
def test_texts_never_become_formulas(address: str) -> None:
    cell = page()[address]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_what_is_not_available_is_a_dash_and_never_zero() -> None:
    assert row(6)[2:4] == ["—", "—"]


def test_totals_stand_below_the_rows() -> None:
    assert row(7)[:3] == ["合计", None, 25]


def test_notes_stand_below_the_table() -> None:
    assert row(8)[0] == "注：数据截至7月底。"


def test_groups_stand_over_their_columns() -> None:
    assert {"C3:D3", "A3:A4"} <= {str(merged) for merged in page().merged_cells.ranges}


def test_the_header_stays_in_sight_and_on_every_page() -> None:
    found = page()
    assert (found.freeze_panes, found.print_title_rows) == ("B5", "$3:$4")


def test_the_page_is_a4_landscape() -> None:
    found = page()
    assert (found.page_setup.paperSize, found.page_setup.orientation) == (9, "landscape")


def test_the_footer_keeps_its_marks() -> None:
    footer = page().oddFooter
    assert footer is not None
    assert footer.left.text == "内部资料 && 某某 2021-08-06"


def test_rates_and_points_show_as_an_office_writes_them() -> None:
    found = page()
    assert [found["D5"].number_format, found["E5"].number_format] == ["0.0%", "+0.0;−0.0;0.0"]


def test_sheet_names_are_made_legal_and_kept_apart() -> None:
    data = write_tables([SHEET, SHEET], AT)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["各板块 进度", "各板块 进度(2)"]


def test_the_same_table_is_the_same_bytes() -> None:
    assert write_table(SHEET, AT) == write_table(SHEET, AT)


def test_the_date_of_making_is_the_one_given() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_table(SHEET, AT)))
    assert book.properties.created == AT.replace(tzinfo=None)


def test_a_table_of_one_column_and_no_rows_can_be_written() -> None:
    sheet = TableSheet(name="空", title="无", columns=(TableColumn("名称"),), rows=())
    assert page(sheet)["A3"].value == "名称"


def test_an_office_that_truncates_gets_no_more_than_is_shown() -> None:
    """17.67 points would show as 17.7 and 67.59 % as 67.6 %: a spreadsheet rounds half up."""
    row = ("甲", "", Decimal("12.58"), Fraction(6759, 10_000), Fraction(1767, 100), 1, None)
    cut = page(replace(SHEET, rows=(row,), rounding=Rounding.TRUNCATE))
    assert [cell.value for cell in cut[5][2:5]] == [12.5, 0.675, 17.6]
    whole = page(replace(SHEET, rows=(row,)))
    assert [cell.value for cell in whole[5][2:5]] == [12.58, 0.6759, 17.67]
