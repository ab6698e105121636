"""How looking pages write figures: each text rounded as the office has decided, with its trace.

``Figures`` are handed to templates ready: nothing is rounded, computed or linked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Any

from django.urls import reverse

from niubizi.apps.reporting.selectors.figures import PlaceFigures
from niubizi.domain.amounts import (
    FEN_PER_WAN,
    FEN_PER_YI,
    Rounding,
    lead_sentence,
    number_text,
    percent_text,
    points_text,
    rounded,
    yi_text,
)
from niubizi.domain.progress import lead
from niubizi.metrics.catalogue import METRICS, counted_otherwise
from niubizi.metrics.totals import Totals
from niubizi.web.access import PageRequest
from niubizi.web.links import url_if_any
from niubizi.web.selection import link


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a page shows it, with where it comes from; the unit apart."""

    text: str
    url: str = ""
    unit: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Change:
    """A change against another time, for ``components/change.html``."""

    label: str
    text: str
    direction: str
    good: bool | None = None


def in_brackets(totals: Totals, unit: str = "项") -> str:
    """（拆分后569项） or （打包计444项） behind a number of entries; nothing where it is the same."""
    other = counted_otherwise(totals, unit)
    return f"（{other}）" if other else ""


class Writer:
    """Writes the figures of one request."""

    def __init__(self, request: PageRequest) -> None:
        self.request = request
        self.rounding: Rounding = request.preferences.rounding_mode

    # -- figures of the catalogue ------------------------------------------------------------

    def text(self, figures: PlaceFigures, metric: str, *, decimals: int | None = None) -> str:
        """With its unit, as a sentence writes it."""
        return METRICS[metric].text(figures.reading, decimals=decimals, rounding=self.rounding)

    def shown(
        self, figures: PlaceFigures, metric: str, *, decimals: int | None = None, unit: bool = False
    ) -> Shown:
        """For a cell whose head has the unit, with its trace; a percent sign stays either way."""
        found = METRICS[metric]
        keep = unit or found.unit == "%"
        text = found.text(
            figures.reading, decimals=decimals, rounding=self.rounding, unit=keep, grouped=True
        )
        return Shown(text, self.trace(figures, metric), "" if keep else found.unit)

    def entries(self, figures: PlaceFigures) -> Shown:
        """A number of entries for a cell, with the other way of counting packages in brackets."""
        found = self.shown(figures, "entries")
        return replace(found, text=found.text + in_brackets(figures.reading.totals, ""))

    def trace(self, figures: PlaceFigures, metric: str) -> str:
        """Where the figure comes from; figures over one's own relations have no address."""
        if not figures.source:
            return ""
        path = reverse("figure", kwargs={"key": figures.key(metric)})
        period = figures.source.partition(".")[0]
        if period == self.request.GET.get("period"):
            return link(self.request, path)
        return link(self.request, path, period=period, closing=None)

    # -- other amounts -------------------------------------------------------------------------

    def yi(self, fen: int | Fraction | None, *, signed: bool = False) -> str:
        """亿元 without its unit."""
        return yi_text(fen, grouped=True, signed=signed, rounding=self.rounding)

    def money(self, fen: int | Fraction) -> str:
        """An amount with its unit: 亿元， or 万元 where a tenth of 亿元 would hide it."""
        if 0 < abs(Fraction(fen)) * 10 < FEN_PER_YI:
            wan = number_text(Fraction(fen) / FEN_PER_WAN, 0, grouped=True, rounding=self.rounding)
            return f"{wan}万元" if wan != "0" else "不到1万元"
        return f"{yi_text(fen, grouped=True, rounding=self.rounding)}亿元"

    def enough(self, fen: int) -> str:
        """An amount that suffices: up to the next hundredth of 亿元, or 万元 where it is small."""
        if fen * 10 < FEN_PER_YI:
            return f"{number_text(ceil(Fraction(fen, FEN_PER_WAN)), 0, grouped=True)}万元"
        hundredths = ceil(Fraction(fen * 100, FEN_PER_YI))
        return f"{number_text(Fraction(hundredths, 100), 2, grouped=True)}亿元"

    def percent(self, rate: Fraction | None, decimals: int = 1) -> str:
        return percent_text(rate, decimals, rounding=self.rounding)

    def points(self, points: Fraction | None) -> str:
        """Signed, without its unit."""
        return points_text(points, rounding=self.rounding)

    def distance(self, points: Fraction) -> str:
        """How many points apart, with the unit and without a sign."""
        return f"{number_text(abs(points), rounding=self.rounding)}个百分点"

    def lead(self, points: Fraction | None) -> str:
        """高于序时17.6个百分点."""
        return lead_sentence(points, rounding=self.rounding)

    def number(self, value: Fraction | int | None, decimals: int = 1) -> float | None:
        """For a chart's axis: the same digits that are printed."""
        return None if value is None else float(rounded(value, decimals, self.rounding))

    def yi_number(self, fen: Fraction | int | None) -> float | None:
        return None if fen is None else self.number(Fraction(fen) / FEN_PER_YI)

    # -- changes -------------------------------------------------------------------------------

    def rate_change(
        self, label: str, now: Fraction | None, before: Fraction | None
    ) -> list[Change]:
        """A change of a rate in points; nothing where either isn't available."""
        points = lead(now, before)
        if points is None:
            return []
        return [_change(label, f"{self.points(points)}个百分点", points, good=points > 0)]

    def money_change(self, label: str, now: int, before: int) -> list[Change]:
        return [_change(label, f"{self.yi(now - before, signed=True)}亿元", now - before)]

    def count_change(
        self, label: str, now: int, before: int, *, less_is_good: bool = False
    ) -> list[Change]:
        text = f"{number_text(now - before, 0, signed=True)}项"
        good = (now < before) if less_is_good else None
        return [_change(label, text, now - before, good=good)]

    # -- links ---------------------------------------------------------------------------------

    def to(self, name: str, arguments: Mapping[str, Any] | None = None, /, **query: Any) -> str:
        """Another page with the selection kept; empty where the page doesn't exist."""
        found = url_if_any(name, **(arguments or {}))
        return link(self.request, found, **query) if found else ""

    def project(self, project_id: int) -> str:
        return self.to("project", {"project_id": project_id})


def _change(
    label: str, text: str, difference: Fraction | int, *, good: bool | None = None
) -> Change:
    if text.lstrip("+−").startswith(("0.0", "0项")):
        return Change(label, "持平", "flat")
    return Change(label, text, "up" if difference > 0 else "down", good)
