"""A briefing's text as a page shows it: figures as links, numbers nobody can trace as marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from niubizi.apps.briefing.selectors.content import Drawing, drawn_blocks, table_numbers
from niubizi.apps.briefing.selectors.fields import FieldNames, field_names
from niubizi.apps.briefing.selectors.texts import EDITABLE, TextBlock
from niubizi.apps.reporting.selectors.figures import FigureSheet
from niubizi.documents.briefings.content import Align, Run, Runs, Table, Text
from niubizi.documents.briefings.fields import FigureText, parse, unmatched_numbers
from niubizi.metrics.catalogue import METRICS

DRAWN_WORDS = {
    "ranking": "表：各板块排名（{name}）",
    "chart": "图：各板块完成率与序时进度（{name}）",
    "behind": "表：进度滞后项目（{name}）",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, a ``figure`` with its link, or a ``number``/``field`` to mark.

    ``nearest`` is the field that one which isn't there is spelled most like.
    """

    kind: str
    text: str
    url: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what is printed, and on which side of its column."""

    pieces: tuple[Piece, ...]
    align: Align


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of the document: its heads, and its rows with the total set apart."""

    caption: str
    unit: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[bool, tuple[Cell, ...]], ...]
    note: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block with its place in the form, its pieces, and what a drawn block stands for."""

    index: int
    kind: str
    text: str
    programme: str
    pieces: tuple[Piece, ...]
    words: str
    table: ShownTable | None

    @property
    def editable(self) -> bool:
        return self.kind in EDITABLE

    @property
    def marks(self) -> int:
        return sum(piece.kind in {"number", "field"} for piece in self.pieces)


def shown_blocks(texts: Sequence[TextBlock], drawing: Drawing) -> list[ShownBlock]:
    """The blocks of a briefing, ready for the page; fields may be written either way."""
    figures, fields = drawing.figures, field_names(drawing.sheet)
    texts = fields.coded(texts)
    names = {each.programme.code: each.programme.short_name for each in drawing.sheet.programmes}
    return [
        ShownBlock(
            index=index,
            kind=block["kind"],
            text=fields.named(block["text"]),
            programme=block["programme"],
            pieces=tuple(_pieces(block["text"], figures, fields))
            if block["kind"] in EDITABLE
            else (),
            words=DRAWN_WORDS.get(block["kind"], "").format(
                name=names.get(block["programme"], block["programme"])
            ),
            table=_table(block, drawing, number),
        )
        for index, (block, number) in enumerate(zip(texts, table_numbers(texts), strict=True))
    ]


def _table(block: TextBlock, drawing: Drawing, number: int) -> ShownTable | None:
    """The table that a block draws; a chart is left to the document."""
    if block["kind"] in EDITABLE:
        return None
    for drawn in drawn_blocks(block, drawing, number):
        if isinstance(drawn, Table):
            return _shown_table(drawn)
    return None


def _shown_table(table: Table) -> ShownTable:
    sides = [column.align for column in table.columns]

    def cells(texts: Iterable[Runs]) -> tuple[Cell, ...]:
        return tuple(
            Cell(tuple(map(_printed, runs)), side) for runs, side in zip(texts, sides, strict=True)
        )

    return ShownTable(
        caption=table.caption,
        unit=table.unit,
        heads=cells((Text(column.title.replace("\n", "")),) for column in table.columns),
        rows=tuple((row.total, cells(row.cells)) for row in table.rows),
        note=tuple(map(_printed, table.note)),
    )


def _printed(run: Run) -> Piece:
    if isinstance(run, Text):
        return Piece("text", run.text)
    return Piece("figure", run.text, reverse("figure", kwargs={"key": run.key}) if run.key else "")


def _pieces(text: str, figures: Mapping[str, FigureText], fields: FieldNames) -> Iterator[Piece]:
    """The text between its marks, each stretch in its fields and words."""
    at = 0
    for span in unmatched_numbers(text, figures):
        yield from _plain(text[at : span.start], figures)
        nearest = fields.nearest(span.text) if span.problem == "field" else ""
        yield Piece(span.problem, span.text, nearest=nearest)
        at = span.end
    yield from _plain(text[at:], figures)


def _plain(text: str, figures: Mapping[str, FigureText]) -> Iterator[Piece]:
    for piece in parse(text):
        if isinstance(piece, Text):
            yield Piece("text", piece.text)
        else:
            figure = figures[piece.name]
            url = reverse("figure", kwargs={"key": figure.key}) if figure.key else ""
            yield Piece("figure", figure.text, url)


@dataclass(frozen=True, slots=True)
class PaletteField:
    """A field that can be put into a text: its name in braces, what it is, what it prints."""

    field: str
    label: str
    printed: str


def palette(
    sheet: FigureSheet, figures: Mapping[str, FigureText]
) -> list[tuple[str, list[PaletteField]]]:
    """The fields by programme and place, the city's first, as people write them."""
    names = field_names(sheet).names
    groups = []
    for each in sheet.programmes:
        series = each.programme.series
        for place in filter(None, (each.city, *each.blocks)):
            whole = place is each.city
            prefix = series if whole else f"{series}.{place.code}"
            name = f"{each.programme.short_name}　{'全市' if whole else place.name}"
            fields = [
                PaletteField(f"{{{names.get(field, field)}}}", metric.name, text.text)
                for metric in METRICS.values()
                if (text := figures.get(field := f"{prefix}.{metric.code}")) is not None
            ]
            groups.append((name, fields))
    return groups
