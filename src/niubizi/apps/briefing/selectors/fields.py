"""The figures a text may name: ``{provincial.completion}``, ``{municipal.binjiang.invested}``.

A field is a programme's series, a block's code where it isn't the whole city, and a metric. What
it prints is what stands in the text: 169.6亿元， 75.9%, 高于序时进度17.6个百分点， 28 （the text says 个）.
"""

from __future__ import annotations

from collections.abc import Mapping

from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures
from niubizi.documents.briefings.fields import FigureText
from niubizi.domain.amounts import Rounding, rounded
from niubizi.metrics.catalogue import METRICS, Metric


def figure_texts(
    sheet: FigureSheet, *, rounding: Rounding = Rounding.HALF_UP
) -> Mapping[str, FigureText]:
    """Every field of a sheet with its printed text and its key."""
    found: dict[str, FigureText] = {}
    for each in sheet.programmes:
        series = each.programme.series
        for figures in filter(None, (each.city, *each.blocks)):
            prefix = series if figures is each.city else f"{series}.{figures.code}"
            for metric in METRICS.values():
                found[f"{prefix}.{metric.code}"] = FigureText(
                    text=printed(metric, figures, rounding=rounding), key=figures.key(metric.code)
                )
    return found


def printed(metric: Metric, figures: PlaceFigures, *, rounding: Rounding) -> str:
    """A figure as it stands in a sentence; counts without a unit, the lead as a phrase."""
    value = metric.value(figures.reading)
    if metric.code == "lead" and value is not None:
        points = rounded(value, metric.decimals, rounding)
        if points == 0:
            return "与序时进度持平"
        word = "高于" if points > 0 else "低于"
        return f"{word}序时进度{abs(points):.{metric.decimals}f}个百分点"
    return metric.text(figures.reading, rounding=rounding, unit=metric.unit != "项")
