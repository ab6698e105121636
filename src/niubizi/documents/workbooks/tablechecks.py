"""What only shows when the rows of a table are seen together: twins, lookalikes, wrong units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median_low

from niubizi.documents.workbooks import messages
from niubizi.documents.workbooks.cells import decimal_text
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.facts import Projects
from niubizi.documents.workbooks.names import Likeness, same_key, shape_of
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.readrow import ReadRow, title_of

_FEWEST = 4
_FACTOR = 1_000
"""Ten thousand, less the spread of a list: the smallest project × 10,000 against the middle one."""
_DOUBTFUL = 100
_GAP = 20


def find_duplicates(rows: Sequence[ReadRow], columns: Mapping[str, Column]) -> None:
    """The later of two rows with one code, or with one name and no codes that differ, is the error."""
    codes: dict[str, ReadRow] = {}
    names: dict[str, list[ReadRow]] = {}
    for row in rows:
        code, name = row.text("code"), row.text("name")
        twin = codes.get(same_key(code)) if code else None
        if code and twin:
            _duplicate(row, columns["code"], "项目代码", code, twin)
            continue
        if code:
            codes[same_key(code)] = row
        if not name:
            continue
        earlier = names.setdefault(same_key(name), [])
        twin = next((other for other in earlier if not (code and other.text("code"))), None)
        if twin:
            _duplicate(row, columns["name"], "项目名称", name, twin)
        earlier.append(row)


def _duplicate(row: ReadRow, column: Column, what: str, value: str, first: ReadRow) -> None:
    message = messages.duplicate(what, value, first.number)
    row.errors.append(Issue("duplicate", message, row.number, column.letter, column.field, value))


def find_lookalikes(
    rows: Sequence[ReadRow], column: Column, ledger: Projects | None, *, must_exist: bool
) -> None:
    """Names like an earlier row's, or like one in the ledger where the ledger hasn't this one.

    ``must_exist``: a month's figures are of projects the ledger has; others are errors.
    """
    in_ledger = Likeness()
    for project in ledger.all if ledger else ():
        in_ledger.add(shape_of(project.name))
    seen = Likeness()
    first: dict[str, int] = {}
    for row in rows:
        name = row.text("name")
        if name is None:
            continue
        shape = shape_of(name)
        other = seen.like(shape)
        seen.add(shape)
        if ledger is not None and ledger.find(row.text("code"), name) is None:
            _unknown(row, column, name, in_ledger.like(shape), must_exist=must_exist)
        elif other:
            _lookalike(row, column, name, other, f"第{first[other]}行的")
        first.setdefault(name, row.number)


def _unknown(
    row: ReadRow, column: Column, name: str, like: str | None, *, must_exist: bool
) -> None:
    if must_exist:
        message = messages.unknown_project(name, like)
        row.errors.append(
            Issue("unknown_project", message, row.number, column.letter, "name", name)
        )
    if like:
        _lookalike(row, column, name, like, "台账中的")


def _lookalike(row: ReadRow, column: Column, name: str, other: str, where: str) -> None:
    message = messages.similar_name(name, other, where)
    row.warnings.append(Issue("similar_name", message, row.number, column.letter, "name", name))


def find_wrong_units(rows: Sequence[ReadRow], columns: Iterable[Column]) -> None:
    """Figures about ten thousand times their neighbours, or a ten-thousandth of them."""
    for column in columns:
        name = column.field or ""
        figures = [(row, value) for row in rows if (value := row.amount(name)) and value > 0]
        if len(figures) < _FEWEST:
            continue
        values = sorted(value for _, value in figures)
        middle = median_low(values)
        # Small sums within a year are common; a whole project of a few thousand yuan is not.
        both_ways = name in {"total_investment", "annual_plan"}
        usual = [value for value in values if middle / _DOUBTFUL < value < middle * _DOUBTFUL]
        too_large = min(middle * _FACTOR, max(usual[-1] * _GAP, middle * _DOUBTFUL))
        too_small = max(middle / _FACTOR, min(usual[0] / _GAP, middle / _DOUBTFUL))
        for row, value in figures:
            if value >= too_large or (both_ways and value <= too_small):
                _suspect(row, column, value, too_large=value >= too_large)


def _suspect(row: ReadRow, column: Column, value: Decimal, *, too_large: bool) -> None:
    shown = f"{decimal_text(value)}万元"
    message = messages.unit_suspect(title_of(column), shown, too_large=too_large)
    row.warnings.append(
        Issue("unit_suspect", message, row.number, column.letter, column.field, shown)
    )
