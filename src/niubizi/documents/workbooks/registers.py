"""The workbooks of the two administrators: organizations and people, with their blank templates."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import xlsxwriter

from niubizi.documents.workbooks import messages
from niubizi.documents.workbooks.cells import BadCell, shown, squeezed, text
from niubizi.documents.workbooks.grid import Cell, column_letter
from niubizi.documents.workbooks.header import find_header
from niubizi.documents.workbooks.moments import day
from niubizi.documents.workbooks.opening import open_workbook
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.refusals import UnreadableWorkbook
from niubizi.domain.roles import Role

RegisterValue = str | date


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of a register and the names it goes by, the template's first.

    ``choices`` map what is written to what is stored, ``pattern`` is what a text must be, ``hint``
    stands in the template.
    """

    name: str
    heads: tuple[str, ...]
    is_required: bool = False
    is_date: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    hint: str = ""
    width: int = 16


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A valid row: ``values`` by field, dates as dates, chosen words as codes; empty ones left out."""

    number: int
    values: Mapping[str, RegisterValue]


@dataclass(frozen=True, slots=True)
class RegisterUpload:
    """A register read: valid rows, and errors at their cells as in an import preview."""

    sheet: str
    rows: tuple[RegisterRow, ...]
    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.errors


_KINDS = {
    "行政区划": "territory",
    "政区": "territory",
    "开发区(园区)": "zone",
    "开发区": "zone",
    "园区": "zone",
    "部门": "department",
    "指挥部": "headquarters",
    "企业(项目单位)": "company",
    "企业": "company",
    "项目单位": "company",
}
_LEVELS = {"市": "city", "板块": "block", "镇街园区": "town", "镇街": "town"}
_ROLES = {role.word: role.value for role in Role} | {role.value: role.value for role in Role}

ORGANIZATION_COLUMNS = (
    RegisterColumn("code", ("编码", "单位编码", "代码"), is_required=True, hint="全市唯一"),
    RegisterColumn("name", ("名称", "单位名称", "全称"), is_required=True, width=28),
    RegisterColumn("short_name", ("简称",)),
    RegisterColumn(
        "kind",
        ("类型", "单位类型"),
        is_required=True,
        choices=_KINDS,
        hint="行政区划、开发区、部门、指挥部或企业",
    ),
    RegisterColumn("level", ("级别", "层级"), choices=_LEVELS, hint="市、板块或镇街园区，可不填"),
    RegisterColumn("parent", ("上级编码", "上级单位编码", "上级"), hint="最上级不填"),
    RegisterColumn(
        "gb2260",
        ("区划代码", "行政区划代码"),
        pattern=r"\d{6}(\d{3}|\d{6})?",
        hint="6位、9位或12位数字",
    ),
    RegisterColumn(
        "valid_from", ("起始日期", "起始", "生效日期"), is_date=True, hint="如2021-01-01"
    ),
    RegisterColumn("valid_to", ("终止日期", "终止", "失效日期"), is_date=True),
    RegisterColumn(
        "successor", ("承继编码", "承继机构编码", "并入编码"), hint="撤并的，填承继机构的编码"
    ),
)
PEOPLE_COLUMNS = (
    RegisterColumn(
        "username",
        ("账号", "用户名", "登录名"),
        is_required=True,
        pattern=r"[\w.@+-]{2,64}",
        hint="登录用，字母、数字或汉字",
    ),
    RegisterColumn("name", ("姓名",), is_required=True),
    RegisterColumn("organization", ("单位编码", "所在单位编码"), is_required=True),
    RegisterColumn(
        "role", ("角色", "岗位"), is_required=True, choices=_ROLES, hint="如板块专班、项目单位"
    ),
    RegisterColumn(
        "valid_from", ("起始", "起始日期", "生效日期"), is_date=True, hint="如2021-01-01"
    ),
    RegisterColumn("valid_to", ("终止", "终止日期", "失效日期"), is_date=True),
    RegisterColumn("phone", ("电话", "手机", "联系电话"), width=18),
)
_NOTE = re.compile(r"^(?:注|备注|说明|填表|填报|制表)[^,]{0,6}[:：]")
_LETTERHEAD = datetime(2021, 1, 1, tzinfo=UTC)
"""Templates are the same bytes every time."""


def read_organizations(data: bytes, filename: str) -> RegisterUpload:
    """Organizations; a parent may stand in the same file, before or after (the service looks)."""
    return _Reader(data, filename, ORGANIZATION_COLUMNS, key=("code",)).read()


def read_people(data: bytes, filename: str) -> RegisterUpload:
    """People with one role at one place a row; a person with two roles has two rows."""
    return _Reader(data, filename, PEOPLE_COLUMNS, key=("username", "organization", "role")).read()


def organizations_template() -> bytes:
    return _template("单位", "单位信息导入模板", ORGANIZATION_COLUMNS)


def people_template() -> bytes:
    return _template("人员", "人员信息导入模板", PEOPLE_COLUMNS)


class _Reader:
    """Reads one register from the sheet whose header knows most of its columns."""

    def __init__(
        self, data: bytes, filename: str, columns: Sequence[RegisterColumn], key: Sequence[str]
    ) -> None:
        self.columns = {column.name: column for column in columns}
        self.key = key
        self.by_head = {squeezed(head): c.name for c in columns for head in c.heads}
        book = open_workbook(data, filename)
        found = [
            (sheet, header)
            for sheet in map(book.sheet, book.sheet_names)
            if (header := find_header(sheet, self._known, columns[0].name)) and header.known >= 2
        ]
        if not found:
            raise UnreadableWorkbook("no_table")
        self.sheet, self.header = max(found, key=lambda f: (f[1].known, not f[0].hidden))
        self.errors: list[Issue] = []
        self.seen: dict[tuple[str, ...], int] = {}

    def _known(self, group: str, leaf: str) -> tuple[str, ...]:
        name = self.by_head.get(leaf)
        return (name,) if name and not group else ()

    def read(self) -> RegisterUpload:
        at = self._places()
        rows = []
        for index in range(self.header.body, len(self.sheet.rows)):
            cells = self.sheet.rows[index]
            filled = [words for cell in cells if (words := shown(cell))]
            if not filled or (len(filled) == 1 and _NOTE.search(filled[0])):
                continue
            before = len(self.errors)
            values = self._values(index, cells, at)
            self._twin(index, values, at)
            if len(self.errors) == before:
                rows.append(RegisterRow(index + 1, values))
        return RegisterUpload(self.sheet.name, tuple(rows), tuple(self.errors))

    def _places(self) -> dict[str, int]:
        at: dict[str, int] = {}
        for head in self.header.heads:
            for name in self._known(head.group, head.leaf):
                at.setdefault(name, head.column)
        for column in self.columns.values():
            if column.is_required and column.name not in at:
                sentence = messages.missing_column(column.heads[0])
                row = self.header.bottom + 1
                self.errors.append(Issue("required", sentence, row, None, column.name))
        return at

    def _values(
        self, index: int, cells: Sequence[Cell], at: Mapping[str, int]
    ) -> dict[str, RegisterValue]:
        values: dict[str, RegisterValue] = {}
        for name, place in at.items():
            column = self.columns[name]
            cell = cells[place] if place < len(cells) else ""
            try:
                value = _value(column, cell)
            except BadCell as fault:
                self._fail(fault.code, index, place, column, shown(cell))
                continue
            if value is not None:
                values[name] = value
            elif column.is_required:
                self._fail("required", index, place, column, "")
        start, end = values.get("valid_from"), values.get("valid_to")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            column = self.columns["valid_to"]
            self._fail("out_of_range", index, at["valid_to"], column, end.isoformat())
        return values

    def _twin(self, index: int, values: Mapping[str, RegisterValue], at: Mapping[str, int]) -> None:
        key = tuple(squeezed(str(values.get(name, ""))).casefold() for name in self.key)
        if not all(key):
            return
        first = self.seen.setdefault(key, index + 1)
        if first != index + 1:
            name = self.key[0]
            value = str(values[name])
            sentence = messages.duplicate(self.columns[name].heads[0], value, first)
            letter = column_letter(at[name])
            self.errors.append(Issue("duplicate", sentence, index + 1, letter, name, value))

    def _fail(self, code: str, index: int, place: int, column: RegisterColumn, value: str) -> None:
        title = column.heads[0]
        sentences = {
            "required": messages.required(title),
            "not_a_date": messages.not_a_day(title, value),
            "out_of_range": messages.out_of_range(title, value, _why(column)),
        }
        letter = column_letter(place)
        self.errors.append(Issue(code, sentences[code], index + 1, letter, column.name, value))


def _value(column: RegisterColumn, cell: Cell) -> RegisterValue | None:
    if column.is_date:
        return day(cell)
    words = text(cell)
    if words is None:
        return None
    if column.choices:
        chosen = {squeezed(word): code for word, code in column.choices.items()}
        if squeezed(words) not in chosen:
            raise BadCell("out_of_range")
        return chosen[squeezed(words)]
    if column.pattern and not re.fullmatch(column.pattern, words):
        raise BadCell("out_of_range")
    return words


def _why(column: RegisterColumn) -> str:
    if column.choices:
        return f"应为{'、'.join(_words(column))}之一"
    return "不应早于起始日期" if column.is_date else f"应为{column.hint}"


def _words(column: RegisterColumn) -> list[str]:
    """The first word for each code: those that the template offers."""
    first: dict[str, str] = {}
    for word, code in column.choices.items():
        first.setdefault(code, word)
    return list(first.values())


_TEMPLATE_ROWS = 500


def _template(sheet_name: str, title: str, columns: Sequence[RegisterColumn]) -> bytes:
    """A blank register: heads, texts that stay texts, lists to choose from, hints."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _LETTERHEAD, "title": title, "author": "牛鼻子"})
    sheet = book.add_worksheet(sheet_name)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E8EEF7", "align": "center"})
    plain = book.add_format({"num_format": "@"})
    day_format = book.add_format({"num_format": "yyyy-mm-dd"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, day_format if column.is_date else plain)
        mark = "*" if column.is_required else ""
        sheet.write_string(0, index, f"{mark}{column.heads[0]}", head)
        rule: dict[str, object] = {"validate": "any"}
        if column.choices:
            rule = {"validate": "list", "source": _words(column)}
            rule |= {"error_title": "请从列表中选择", "error_message": "这里只能填写列表中的内容。"}
        if column.hint:
            rule |= {"input_title": column.heads[0], "input_message": column.hint}
        if len(rule) > 1:
            sheet.data_validation(1, index, _TEMPLATE_ROWS, index, rule)
    sheet.freeze_panes(1, 0)
    guide = book.add_worksheet("填写说明")
    guide.set_column(0, 0, 16)
    guide.set_column(1, 1, 60)
    for row, column in enumerate(columns):
        need = "必填。" if column.is_required else "可不填。"
        words = f"可填：{'、'.join(_words(column))}。" if column.choices else ""
        guide.write_string(row, 0, column.heads[0])
        guide.write_string(row, 1, need + words + (f"{column.hint}。" if column.hint else ""))
    book.close()
    return buffer.getvalue()
