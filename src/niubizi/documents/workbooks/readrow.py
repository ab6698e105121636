"""A row of projects while it is read and checked, and how what is found wrong is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from niubizi.documents.workbooks import messages
from niubizi.documents.workbooks.cells import shown
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.facts import KnownOrganization
from niubizi.documents.workbooks.grid import Cell
from niubizi.documents.workbooks.preview import Issue, Value


@dataclass
class ReadRow:
    """A project row while it is being checked; becomes a ``Row`` when nothing is wrong with it.

    ``amounts`` are 万元 by column for the sums, without those that a merged cell repeats.
    """

    index: int
    values: dict[str, Value] = field(default_factory=dict)
    amounts: dict[int, Decimal] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    place: KnownOrganization | None = None
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    is_planned_only: bool = False

    @property
    def number(self) -> int:
        return self.index + 1

    def amount(self, name: str) -> Decimal | None:
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if isinstance(value, str) else None


def title_of(column: Column) -> str:
    """What messages call a column: its own head, the last of several."""
    return column.header.rpartition("/")[2] if column.field != "origin" else column.header


def fail(row: ReadRow, column: Column, cell: Cell, code: str, *, why: str = "超出合理范围") -> None:
    name, value, title = column.field or "", shown(cell), title_of(column)
    row.unread.add(name)
    sentences: Mapping[str, Callable[[], str]] = {
        "not_a_number": lambda: messages.not_a_number(title, value),
        "not_a_date": lambda: messages.not_a_date(title, value, is_span=name == "span"),
        "negative": lambda: messages.negative(title, value),
        "unknown_block": lambda: messages.unknown_block(value),
        "out_of_range": lambda: messages.out_of_range(title, value, why),
    }
    row.errors.append(Issue(code, sentences[code](), row.number, column.letter, name, value))


def approximate(row: ReadRow, column: Column, cell: Cell, taken: str) -> None:
    value = shown(cell)
    message = messages.approximate(title_of(column), value, taken)
    row.warnings.append(
        Issue("approximate", message, row.number, column.letter, column.field, value)
    )
