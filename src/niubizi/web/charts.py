"""What a chart on a page is made of: a title that asks, an ECharts option, its data as a table.

The option is plain JSON. The front end adds what JSON can't say: a colour written as the name of a
token ("--behind") becomes the theme's colour, ``"format": {"unit": "亿元", "decimals": 1}`` writes
the figures of the tooltip, and a datum with ``url`` is a link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart's table; the unit stands in the head, figures are right-aligned."""

    label: str
    unit: str = ""
    num: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a link to what is behind it."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The chart's data as text: cells already written as the page writes figures."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for ``components/chart.html``; ``id`` is unique on the page, ``title`` asks."""

    id: str
    title: str
    option: Mapping[str, Any]
    table: ChartTable
    subtitle: str = ""
    size: Literal["", "sm", "lg", "map"] = ""
