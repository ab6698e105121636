"""The figures a text may name: ``{provincial.completion}``, ``{municipal.binjiang.invested}``.

A field is a programme's series, a block's code where it isn't the whole city, and a metric. What
it prints is what stands in the text: 169.6亿元， 75.9%, 高于序时进度17.6个百分点， 28 （the text says 个）.

People read and write the same field as ``{市重大.滨江区.完成率}``. Texts are kept with codes, so that
a block or a list that gets another name breaks no briefing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product

from niubizi.apps.briefing.selectors.texts import TextBlock
from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures
from niubizi.documents.briefings.fields import FigureText, renamed
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


@dataclass(frozen=True, slots=True)
class FieldNames:
    """The fields of a sheet with their Chinese names.

    ``names`` is field → the name that is shown, ``fields`` every spelling → its field.
    """

    names: Mapping[str, str]
    fields: Mapping[str, str]

    def coded(self, texts: Iterable[TextBlock]) -> list[TextBlock]:
        """Blocks as they are kept, whichever way their fields were written."""
        return [
            {**block, "text": renamed(block["text"], lambda name: self.fields.get(_plain(name)))}
            for block in texts
        ]

    def named(self, text: str) -> str:
        """A kept text as people read it."""
        return renamed(text, self.names.get)

    def nearest(self, field: str) -> str:
        """The field that is spelled most like one that isn't there, as people read it."""
        wrong = _plain(field.strip("{}｛｝"))
        known = {name: name for name in self.names.values()}
        known |= self.names
        found = get_close_matches(wrong, known, n=1, cutoff=0)
        return f"{{{known[found[0]]}}}" if found else ""


def field_names(sheet: FigureSheet) -> FieldNames:
    """The names of a sheet's fields; what two fields could be called names neither."""
    shown: defaultdict[str, set[str]] = defaultdict(set)
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for each in sheet.programmes:
        programme = each.programme
        lists = (programme.short_name, programme.name, programme.series)
        for figures in filter(None, (each.city, *each.blocks)):
            whole = figures is each.city
            places = ("", "全市", figures.name) if whole else (figures.name, figures.code)
            middle = "" if whole else f".{figures.code}"
            for metric in METRICS.values():
                field = f"{programme.series}{middle}.{metric.code}"
                spellings = [
                    ".".join(filter(None, spelling))
                    for spelling in product(lists, places, (metric.name, metric.code))
                ]
                shown[spellings[0]].add(field)
                for name in (field, *spellings):
                    spelled[_plain(name)].add(field)
    fields = {name: next(iter(found)) for name, found in spelled.items() if len(found) == 1}
    names = {next(iter(found)): name for name, found in shown.items() if len(found) == 1}
    return FieldNames(
        # A name is shown only if it would be read back as the same field.
        {field: name for field, name in names.items() if fields.get(_plain(name)) == field},
        fields,
    )


def _plain(name: str) -> str:
    """A spelling without what an input method makes of it: full width, spaces, 。 for a dot."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).translate(_DOTS)


_DOTS = str.maketrans("。·", "..")


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
