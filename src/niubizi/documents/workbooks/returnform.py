"""The month's return as a workbook: filled with what is known, downloaded, filled in, uploaded.

Only the cells to fill are open. A sheet that Excel doesn't list carries what was issued (period,
organization, each row's id, version and locked figures) under an HMAC-SHA256 signature, so that
:mod:`niubizi.documents.workbooks.returnreading` can tell a changed form from a filled one.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from niubizi.documents.workbooks.cells import decimal_text
from niubizi.documents.workbooks.grid import column_letter
from niubizi.domain.periods import Month

FORMAT = "niubizi.return.1"
SHEET = "月报"
MACHINE_SHEET = "_niubizi"
FIRST_ROW = 5
"""The first row of data, from 0: title, place, heads in two rows, then data."""
CHUNK = 30_000
"""A cell holds 32,767 characters; what is issued is spread over as many as it takes."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One project on the form; amounts in 万元. ``version`` is that of its report, 0 without one.

    The first group is locked; the second is to be filled and holds what has been saved so far.
    """

    project_id: int
    version: int
    name: str
    code: str = ""
    total_investment: Decimal | None = None
    annual_plan: Decimal | None = None
    last_ytd: Decimal | None = None

    invested_month: Decimal | None = None
    invested_ytd: Decimal | None = None
    invested_total: Decimal | None = None
    progress: str = ""
    problems: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """A form for one organization and period."""

    period: Month
    org_code: str
    org_name: str
    issued_at: datetime
    lines: tuple[ReturnLine, ...]
    note: str = ""
    footer: str = "内部资料"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the form: ``field`` of the line, ``None`` for the running number."""

    field: str | None
    title: str
    width: int
    is_open: bool = False
    is_money: bool = False


def form_columns(period: Month) -> tuple[FormColumn, ...]:
    """The columns for a period, their heads in its words (1—7月累计完成投资)."""
    last = "上期累计" if period.month == 1 else f"{period.previous.cumulative_name}累计完成投资"
    now = f"{period.cumulative_name}累计完成投资"
    return (
        FormColumn(None, "序号", 5),
        FormColumn("name", "项目名称", 34),
        FormColumn("code", "项目代码", 27),
        FormColumn("total_investment", "总投资\n（万元）", 12, is_money=True),
        FormColumn("annual_plan", f"{period.year}年计划投资\n（万元）", 13, is_money=True),
        FormColumn("last_ytd", f"{last}\n（万元）", 15, is_money=True),
        FormColumn(
            "invested_month", f"{period.month}月完成投资\n（万元）", 13, is_open=True, is_money=True
        ),
        FormColumn("invested_ytd", f"{now}\n（万元）", 15, is_open=True, is_money=True),
        FormColumn(
            "invested_total", "自开工累计完成投资\n（万元）", 15, is_open=True, is_money=True
        ),
        FormColumn("progress", "形象进度", 30, is_open=True),
        FormColumn("problems", "存在问题及需协调事项", 30, is_open=True),
        FormColumn("reason", "累计数下降原因", 20, is_open=True),
    )


LOCKED = ("name", "code", "total_investment", "annual_plan", "last_ytd")


def payload(form: ReturnForm) -> str:
    """What is issued, as canonical JSON; the signature is over these very characters."""
    issued = {
        "format": FORMAT,
        "period": form.period.code,
        "org_code": form.org_code,
        "issued_at": form.issued_at.isoformat(),
        "lines": [
            [line.project_id, line.version, *(_plain(getattr(line, name)) for name in LOCKED)]
            for line in form.lines
        ],
    }
    return json.dumps(issued, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: str | Decimal | None) -> str:
    if value is None:
        return ""
    # As the cell will hold it: a spreadsheet keeps 15 digits.
    return decimal_text(Decimal(f"{value:.15g}")) if isinstance(value, Decimal) else value


def signature(issued: str, key: bytes) -> str:
    return hmac.new(key, issued.encode(), hashlib.sha256).hexdigest()


def write_return_workbook(form: ReturnForm, key: bytes) -> bytes:
    """The form as ``.xlsx``; the same form gives the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": form.issued_at, "title": _title(form), "author": "牛鼻子"})
    sheet = book.add_worksheet(SHEET)
    _Painter(book, sheet, form).paint()
    machine = book.add_worksheet(MACHINE_SHEET)
    issued = payload(form)
    machine.write_string(0, 0, signature(issued, key))
    for row, start in enumerate(range(0, len(issued), CHUNK), 1):
        machine.write_string(row, 0, issued[start : start + CHUNK])
    machine.protect()
    machine.very_hidden()
    book.close()
    return buffer.getvalue()


def _title(form: ReturnForm) -> str:
    return f"{form.org_name}重大项目{form.period.year}年{form.period.cumulative_name}推进情况月报表"


def _sum_of(line: ReturnLine) -> Decimal | None:
    if line.invested_month is None:
        return None
    return (line.last_ytd or Decimal(0)) + line.invested_month


class _Painter:
    """Lays the form out on its sheet."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, form: ReturnForm) -> None:
        self.book, self.sheet, self.form = book, sheet, form
        self.columns = form_columns(form.period)
        base = {"font_name": "宋体", "font_size": 10, "border": 1, "valign": "vcenter"}
        opened = base | {"locked": False, "bg_color": "#FFFBE6"}
        words = {"text_wrap": True, "align": "left"}
        self.words = book.add_format(base | words)
        self.whole = book.add_format(base | {"num_format": "#,##0"})
        self.broken = book.add_format(base | {"num_format": "#,##0.00####"})
        self.open_words = book.add_format(opened | words)
        self.open_amount = book.add_format(opened | {"align": "right"})
        self.head = book.add_format(
            base | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF7"}
        )
        self.number = book.add_format(base | {"align": "center"})

    def paint(self) -> None:
        self._top()
        for offset, line in enumerate(self.form.lines):
            self._line(FIRST_ROW + offset, offset + 1, line)
        self._rules()
        self._page()

    def _top(self) -> None:
        sheet, last = self.sheet, len(self.columns) - 1
        title = self.book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "font_name": "宋体"}
        )
        plain = self.book.add_format({"font_size": 10, "font_name": "宋体"})
        right = self.book.add_format({"font_size": 10, "font_name": "宋体", "align": "right"})
        sheet.merge_range(0, 0, 0, last, _title(self.form), title)
        sheet.write_string(1, 0, f"填报单位：{self.form.org_name}", plain)
        sheet.write_string(1, last, "单位：万元", right)
        sheet.write_string(2, 0, self.form.note or "请只填写黄色部分，其余内容请勿改动。", plain)
        first_open = next(i for i, column in enumerate(self.columns) if column.is_open)
        sheet.merge_range(3, 0, 3, first_open - 1, "项目基本情况", self.head)
        sheet.merge_range(3, first_open, 3, last, "本期填报", self.head)
        for index, column in enumerate(self.columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(4, index, column.title, self.head)
        sheet.set_row(0, 28)
        sheet.set_row(4, 34)

    def _line(self, row: int, number: int, line: ReturnLine) -> None:
        self.sheet.set_row(row, 30)
        for index, column in enumerate(self.columns):
            if column.field is None:
                self.sheet.write_number(row, index, number, self.number)
                continue
            value = getattr(line, column.field)
            style = self._style(column, value)
            if column.field == "invested_ytd" and value in (None, _sum_of(line)):
                self._sum(row, index, style, value)
            elif value is None or value == "":
                self.sheet.write_blank(row, index, None, style)
            elif isinstance(value, Decimal):
                self.sheet.write_number(row, index, float(value), style)
            else:
                self.sheet.write_string(row, index, value, style)

    def _style(self, column: FormColumn, value: str | Decimal | None) -> Format:
        if column.is_open:
            return self.open_amount if column.is_money else self.open_words
        if isinstance(value, Decimal):
            return self.whole if value == value.to_integral_value() else self.broken
        return self.words

    def _sum(self, row: int, index: int, style: Format, value: Decimal | None) -> None:
        """Last period plus this month, as soon as the month is filled; may be overwritten."""
        last, month = column_letter(index - 2), column_letter(index - 1)
        own = row + 1
        formula = f'=IF({month}{own}="","",N({last}{own})+{month}{own})'
        self.sheet.write_formula(row, index, formula, style, "" if value is None else float(value))

    def _rules(self) -> None:
        """Cells of amounts take numbers only, whatever is pasted is checked again on upload."""
        if not self.form.lines:
            return
        bottom = FIRST_ROW + len(self.form.lines) - 1
        for index, column in enumerate(self.columns):
            if column.is_open and column.is_money:
                self.sheet.data_validation(
                    FIRST_ROW,
                    index,
                    bottom,
                    index,
                    {
                        "validate": "decimal",
                        "criteria": "between",
                        "minimum": 0,
                        "maximum": 10**9,
                        "error_title": "请填写数字",
                        "error_message": "这里应填写不小于零的数字，单位为万元。",
                        "input_message": "单位：万元",
                    },
                )

    def _page(self) -> None:
        sheet, last = self.sheet, len(self.columns) - 1
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3, 4)
        sheet.print_area(0, 0, FIRST_ROW + max(len(self.form.lines), 1) - 1, last)
        sheet.set_footer(f"&L{self.form.footer.replace('&', '&&')}&C第&P页，共&N页")
        sheet.protect(
            "", {"format_columns": True, "format_rows": True, "select_locked_cells": True}
        )
