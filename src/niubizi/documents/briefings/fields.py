"""Text blocks as they are edited on a page: words with figures standing in them as fields.

``{provincial.completion}`` stands for the figure of that name; Chinese input methods write the
braces full width, which is taken too. A number that somebody types instead is a figure nobody can
trace: :func:`unmatched_numbers` finds it, unless it is one of the fields' printed values. Numbers
that name rather than measure are left alone: dates, 1—7月, 第3, 附件1, 〔2021〕18号, 5G.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from niubizi.documents.briefings.content import Figure, Run, Runs, Text

Problem: TypeAlias = Literal["number", "field"]


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a text where a figure is printed."""

    name: str


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure as it is printed, its key, and its unit where the printed text doesn't show it."""

    text: str
    key: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text to mark, ``text[start:end]`` in characters: a number or a bad field."""

    start: int
    end: int
    text: str
    problem: Problem


class _Value(NamedTuple):
    """What a printed number says: 75.90％ and 75.9% say the same; no unit goes with any.

    A sign isn't compared: 低于序时3.2个百分点 prints a lead of −3.2.
    """

    number: Decimal
    unit: str

    def matches(self, other: _Value) -> bool:
        units_agree = not self.unit or not other.unit or self.unit == other.unit
        return self.number == other.number and units_agree


_FIELD = re.compile(r"[{｛]([\w.:\-]+)[}｝]")
_BRACED = re.compile(r"[{｛]([^{}｛｝]+)[}｝]")
_BRACES = re.compile(r"[{｛][^{}｛｝]*[}｝]?|[}｝]")

_UNIT = r"个?百分点|[万亿]*(?:美元|欧元|元)|[%％‰]"
_NUMBER = re.compile(rf"((?:\d{{1,3}}(?:[,，]\d{{3}})+(?!\d)|\d+)(?:[.．]\d+)?)\s*({_UNIT})?")

_TO = r"\s*[—–\-－~～至到]{1,2}\s*"
_NAMING = re.compile(
    "|".join(
        (
            rf"\d{{4}}(?:{_TO}\d{{4}})?年度?",
            r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
            rf"\d{{1,2}}(?:{_TO}\d{{1,2}})?[月日]",
            r"\d{1,2}[:：]\d{2}|\d{1,2}时(?:\d{1,2}分)?",
            r"\d季度",
            r"[〔\[（(]\d{4}[〕\]）)]\d*",
            r"第\s*\d+(?:[.．]\d+)?",
            r"\d+(?=[号期#])",
            r"[（(]\d{1,2}[）)]",
            r"(?:(?<=[。；：:;])|^)\s*\d{1,2}[.．、](?!\d)",
            r"(?:附件|附表|附图|表|图|专栏)\s*\d+",
            r"[“\"‘][\d+＋×xX.\-—]+[”\"’]",
            r"[A-Za-z][A-Za-z\d.\-]*\d[A-Za-z\d]*|\d+[A-Za-z]+",
        )
    ),
    re.MULTILINE,
)


def parse(text: str) -> tuple[Text | Field, ...]:
    """A text in its words and fields, in order."""
    pieces: list[Text | Field] = []
    at = 0
    for match in _FIELD.finditer(text):
        if match.start() > at:
            pieces.append(Text(text[at : match.start()]))
        pieces.append(Field(match[1]))
        at = match.end()
    if at < len(text):
        pieces.append(Text(text[at:]))
    return tuple(pieces)


def renamed(text: str, name_of: Callable[[str], str | None]) -> str:
    """A text whose fields have other names; what has none stays as it was typed."""

    def replaced(match: re.Match[str]) -> str:
        name = name_of(match[1])
        return match[0] if name is None else f"{{{name}}}"

    return _BRACED.sub(replaced, text)


def fill(text: str, figures: Mapping[str, FigureText]) -> Runs:
    """A text with its figures in place; a field without a figure stays visible as it was typed."""
    runs: list[Run] = []
    for piece in parse(text):
        if isinstance(piece, Text):
            runs.append(piece)
        elif piece.name in figures:
            runs.append(Figure(figures[piece.name].text, figures[piece.name].key))
        else:
            runs.append(Text("{" + piece.name + "}"))
    return tuple(runs)


def unmatched_numbers(text: str, figures: Mapping[str, FigureText]) -> tuple[Span, ...]:
    """The typed numbers that are no figure's printed value, and the fields that name no figure."""
    printed = [value for figure in figures.values() for value in _values(figure.text, figure.unit)]
    taken = [match.span() for match in _BRACES.finditer(text)]
    spans = [
        Span(match.start(), match.end(), match[0], "field")
        for match in _BRACES.finditer(text)
        if not (known := _FIELD.fullmatch(match[0])) or known[1] not in figures
    ]
    taken += [match.span() for match in _NAMING.finditer(text)]
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if any(left < match.end(1) and start < right for left, right in taken):
            continue
        typed = _value(match)
        if not any(typed.matches(value) for value in printed):
            spans.append(Span(start, end, text[start:end], "number"))
    return tuple(sorted(spans, key=lambda span: span.start))


def has_fields(text: str) -> bool:
    """Whether a field stands in a text."""
    return _FIELD.search(text) is not None


def _values(text: str, unit: str) -> Iterator[_Value]:
    for match in _NUMBER.finditer(text):
        value = _value(match)
        yield value if value.unit else value._replace(unit=_normal_unit(unit))


def _value(match: re.Match[str]) -> _Value:
    digits = unicodedata.normalize("NFKC", match[1]).replace(",", "")
    return _Value(Decimal(digits), _normal_unit(match[2] or ""))


def _normal_unit(unit: str) -> str:
    return unicodedata.normalize("NFKC", unit).removeprefix("个")
