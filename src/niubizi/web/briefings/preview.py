"""A briefing's text as a page shows it: figures as links, numbers nobody can trace as marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from niubizi.apps.briefing.selectors.texts import EDITABLE, TextBlock
from niubizi.apps.reporting.selectors.figures import FigureSheet
from niubizi.documents.briefings.content import Text
from niubizi.documents.briefings.fields import FigureText, parse, unmatched_numbers
from niubizi.metrics.catalogue import METRICS

DRAWN_WORDS = {
    "ranking": "表：各板块排名（{name}）",
    "chart": "图：各板块完成率与序时进度（{name}）",
    "behind": "表：进度滞后项目（{name}）",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, a ``figure`` with its link, or a ``number``/``field`` to mark."""

    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block with its place in the form, its pieces, and what a drawn block stands for."""

    index: int
    kind: str
    text: str
    programme: str
    pieces: tuple[Piece, ...]
    words: str

    @property
    def editable(self) -> bool:
        return self.kind in EDITABLE

    @property
    def marks(self) -> int:
        return sum(piece.kind in {"number", "field"} for piece in self.pieces)


def shown_blocks(
    texts: Sequence[TextBlock], sheet: FigureSheet, figures: Mapping[str, FigureText]
) -> list[ShownBlock]:
    """The blocks of a briefing, ready for the page."""
    names = {each.programme.code: each.programme.short_name for each in sheet.programmes}
    return [
        ShownBlock(
            index=index,
            kind=block["kind"],
            text=block["text"],
            programme=block["programme"],
            pieces=tuple(_pieces(block["text"], figures)) if block["kind"] in EDITABLE else (),
            words=DRAWN_WORDS.get(block["kind"], "").format(
                name=names.get(block["programme"], block["programme"])
            ),
        )
        for index, block in enumerate(texts)
    ]


def _pieces(text: str, figures: Mapping[str, FigureText]) -> Iterator[Piece]:
    """The text between its marks, each stretch in its fields and words."""
    at = 0
    for span in unmatched_numbers(text, figures):
        yield from _plain(text[at : span.start], figures)
        yield Piece(span.problem, span.text)
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
    """The fields by programme and place, the city's first."""
    groups = []
    for each in sheet.programmes:
        series = each.programme.series
        for place in filter(None, (each.city, *each.blocks)):
            whole = place is each.city
            prefix = series if whole else f"{series}.{place.code}"
            name = f"{each.programme.short_name}　{'全市' if whole else place.name}"
            fields = [
                PaletteField(f"{{{prefix}.{metric.code}}}", metric.name, text.text)
                for metric in METRICS.values()
                if (text := figures.get(f"{prefix}.{metric.code}")) is not None
            ]
            groups.append((name, fields))
    return groups
