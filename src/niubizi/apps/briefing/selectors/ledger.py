"""A closing's figures as the figure check reads them: names and aliases beside exact values."""

from __future__ import annotations

from fractions import Fraction

from niubizi.apps.reporting.selectors.figures import FigureSheet
from niubizi.domain.amounts import FEN_PER_YI
from niubizi.domain.figurecheck import LedgerFigure, LedgerFigures
from niubizi.metrics.catalogue import Reading

_HOME = ("全市", "我市")


def ledger_figures(sheet: FigureSheet) -> LedgerFigures:
    """Every figure of the sheet's places; the whole city answers to 全市 and 我市 too."""
    figures = []
    home: tuple[str, ...] = ()
    for each in sheet.programmes:
        programme = (each.programme.name, f"{each.programme.short_name}项目")
        for place in filter(None, (each.city, *each.blocks)):
            names = (place.name, *_HOME) if place is each.city else (place.name,)
            if place is each.city:
                home = names
            for metric, value, unit in _values(place.reading, place.rank):
                figures.append(
                    LedgerFigure(programme, names, sheet.period.code, metric, value, unit)
                )
    return LedgerFigures(tuple(figures), home)


def _values(reading: Reading, rank: int | None) -> list[tuple[str, Fraction, str]]:
    totals = reading.totals
    found = [
        ("entries", Fraction(totals.entries), "个"),
        ("carry_over", Fraction(totals.carry_over), "个"),
        ("new", Fraction(totals.new), "个"),
        ("annual_plan", Fraction(reading.base_fen, FEN_PER_YI), "亿元"),
        ("invested", Fraction(totals.invested_fen, FEN_PER_YI), "亿元"),
    ]
    if reading.completion is not None:
        found.append(("completion", reading.completion * 100, "%"))
    if reading.lead is not None:
        found.append(("lead_pp", reading.lead, "百分点"))
    if rank is not None:
        found.append(("rank", Fraction(rank), "位"))
    return found
