"""What an official document says, apart from how it looks: frozen values in, no Word in sight.

Whoever writes a briefing builds a :class:`BriefingContent`; the renderer lays it out. Text is made
of runs, and a run is either plain text or a *figure*: a printed number that carries the key by
which it can be traced to its closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "center", "right"]
SeriesKind: TypeAlias = Literal["bar", "line"]

HEADING_LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed, and the key ``period.closing:programme:organization:cut:metric``."""

    text: str
    key: str


Run: TypeAlias = Text | Figure
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1–4 without its number: 一、 （一） 1. （1） are counted when laid out."""

    level: int
    runs: Runs

    def __post_init__(self) -> None:
        if self.level not in HEADING_LEVELS:
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text, indented by two characters."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its share of the table's width, and what stands over it.

    Neighbouring columns with the same ``group`` get a common head above their own; a line break
    in ``title`` breaks it.
    """

    title: str
    share: int
    align: Align = "center"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, one per column; a total is set apart."""

    cells: tuple[Runs, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table across the width of the text; its head is repeated on every page it reaches.

    Alone under an annex's title it needs no ``caption``.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    note: Runs = ()

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of the table {self.caption} has not one cell per column")


@dataclass(frozen=True, slots=True)
class Series:
    """One value per category, already rounded as it is printed; ``None`` leaves a gap."""

    name: str
    values: tuple[Decimal | None, ...]
    kind: SeriesKind = "bar"


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns and lines over categories, as a chart that Word can edit.

    ``unit`` and ``decimals`` say how values are labelled: ``"%"`` and 1 print 75.9%.
    """

    caption: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 1
    height_mm: int = 72

    def __post_init__(self) -> None:
        if not self.categories or not self.series:
            raise ValueError(f"the chart {self.caption} is empty")
        if any(len(one.values) != len(self.categories) for one in self.series):
            raise ValueError(f"a series of the chart {self.caption} has not one value per category")


Block: TypeAlias = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment: named after the body; with blocks it has pages here, without it lies apart."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Marks a document that isn't issued; ``note`` stands on every page (实时数据 …)."""

    note: str


@dataclass(frozen=True, slots=True)
class BriefingContent:
    """An official document (公文), by the elements of GB/T 9704-2012.

    ``organ`` is the red head (发文机关标志), ``number`` the 发文字号 with 〔〕 round the year, ``dated``
    the 成文日期; ``issuer`` and ``issued_on`` make the last line (印发). A line break in ``title``
    breaks the title. ``watermark`` is the reader's text (name, unit, time), repeated on each page.
    What is empty is left out with its line.
    """

    organ: str
    number: str
    title: str
    recipients: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: str
    dated: date
    annexes: tuple[Annex, ...] = ()
    copies: tuple[str, ...] = ()
    issuer: str = ""
    issued_on: date | None = None
    draft: Draft | None = None
    internal: bool = False
    watermark: str = ""


def runs_of(content: BriefingContent) -> Iterator[Runs]:
    """Every text of the document's blocks and annexes, in the order it is read."""
    for block in (*content.blocks, *(block for one in content.annexes for block in one.blocks)):
        match block:
            case Heading() | Paragraph():
                yield block.runs
            case Table():
                yield from (cell for row in block.rows for cell in row.cells)
                yield block.note
            case Chart():
                pass
