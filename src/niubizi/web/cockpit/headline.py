"""Where we stand: a card for each programme, and the chosen one's headline figures with changes.

Programmes overlap and are never summed: they stand side by side. Against the year before, counts and
rates stand side by side, for the two lists hold different projects; money is compared within a
year only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures, ProgrammeSheet
from niubizi.apps.reporting.selectors.trend import Trend
from niubizi.domain.progress import ProgressClass
from niubizi.metrics.catalogue import counted_otherwise
from niubizi.web.figures.writing import Change, Shown, Writer, in_brackets


@dataclass(frozen=True, slots=True)
class Card:
    """A programme with its four figures; the chosen one is marked."""

    label: str
    url: str
    active: bool
    entries: str
    plan: str
    invested: str
    completion: str
    lead: str
    progress_class: ProgressClass | None
    missing: str


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure of the first line, for ``components/headline_figure.html``."""

    label: str
    figure: Shown
    changes: tuple[Change, ...] = ()
    note: str = ""
    badge: ProgressClass | None = None
    lead: bool = False


def figures_of(sheet: ProgrammeSheet, place_id: int | None) -> PlaceFigures | None:
    """The figures of the place; of all projects in relation for who has no place."""
    return sheet.city if place_id is None else sheet.of(place_id)


def cards(
    write: Writer,
    sheet: FigureSheet,
    place_id: int | None,
    active: str,
    *,
    to: Callable[[str], str],
) -> list[Card]:
    """The year's programmes with figures at the place, each leading ``to`` its page by its code."""
    found = []
    for each in sheet.programmes:
        figures = figures_of(each, place_id)
        if figures is None:
            continue
        found.append(
            Card(
                label=each.programme.short_name,
                url=to(each.programme.code),
                active=each.programme.code == active,
                entries=write.text(figures, "entries") + in_brackets(figures.reading.totals),
                plan=write.text(figures, "base"),
                invested=write.text(figures, "invested"),
                completion=write.text(figures, "completion"),
                lead=write.lead(figures.reading.lead),
                progress_class=figures.reading.progress_class,
                missing=missing_words(figures),
            )
        )
    return found


def missing_words(figures: PlaceFigures) -> str:
    """What stands beside every rate: how much of it isn't this period's own."""
    totals = figures.reading.totals
    return f"结转上期数{totals.carried}项、未报{totals.unreported}项"


def headlines(write: Writer, figures: PlaceFigures, trend: Trend) -> list[Headline]:
    """Rate, money, what is left, how many, how many behind."""
    return [
        _completion(write, figures, trend),
        _invested(write, figures, trend),
        _left(write, figures),
        _entries(write, figures, trend),
        _behind(write, figures, trend),
    ]


def _completion(write: Writer, figures: PlaceFigures, trend: Trend) -> Headline:
    reading = figures.reading
    before, year_before = _before(figures, trend), _year_before(figures, trend)
    changes = []
    if before:
        changes += write.rate_change("比上月", reading.completion, before.reading.completion)
    if year_before:
        changes += write.rate_change(
            "比上年同期", reading.completion, year_before.reading.completion
        )
    return Headline(
        label="完成率",
        figure=write.shown(figures, "completion"),
        changes=tuple(changes),
        note=f"{write.lead(reading.lead)}；含{missing_words(figures)}",
        badge=reading.progress_class,
        lead=True,
    )


def _invested(write: Writer, figures: PlaceFigures, trend: Trend) -> Headline:
    reading = figures.reading
    before = _before(figures, trend)
    done = reading.totals.invested_fen
    note = ""
    if reading.schedule is not None:
        ahead = done - reading.schedule * reading.base_fen
        note = f"比序时应完成{'多' if ahead >= 0 else '少'}{write.money(abs(ahead))}"
    return Headline(
        label="本年完成投资",
        figure=write.shown(figures, "invested", unit=False),
        changes=tuple(
            write.money_change("比上月", done, before.reading.totals.invested_fen) if before else ()
        ),
        note=note,
    )


def _left(write: Writer, figures: PlaceFigures) -> Headline:
    reading = figures.reading
    month = reading.yardstick.period
    so_far = write.money(Fraction(reading.totals.invested_fen, month.month))
    note = f"前{month.month}个月月均{so_far}"
    if reading.pace_needed_fen is not None:
        needed = write.money(reading.pace_needed_fen)
        note = f"后{month.months_left}个月月均需{needed}（前{month.month}个月{so_far}）"
    return Headline(
        label=f"距{reading.yardstick.base_name}还差",
        figure=write.shown(figures, "gap_to_target"),
        note=note,
    )


def _entries(write: Writer, figures: PlaceFigures, trend: Trend) -> Headline:
    totals = figures.reading.totals
    before, year_before = _before(figures, trend), _year_before(figures, trend)
    changes = []
    if before:
        earlier = before.reading.totals
        # Counted the same way, also where the list has changed its way since.
        alike = earlier.parts if totals.surplus else earlier.listed
        changes += write.count_change("比上月", totals.entries, alike)
    if year_before:
        changes.append(Change("上年同期", write.text(year_before, "entries"), "flat"))
    return Headline(
        label="在列项目",
        figure=write.shown(figures, "entries"),
        changes=tuple(changes),
        note=f"结转{totals.carry_over}项，新增{totals.new}项"
        + (f"；{other}" if (other := counted_otherwise(totals)) else ""),
    )


def _behind(write: Writer, figures: PlaceFigures, trend: Trend) -> Headline:
    totals = figures.reading.totals
    before = _before(figures, trend)
    changes: list[Change] = []
    if before:
        changes = write.count_change(
            "比上月", totals.behind, before.reading.totals.behind, less_is_good=True
        )
    tolerance = figures.reading.yardstick.tolerance
    return Headline(
        label="有缺口项目",
        figure=write.shown(figures, "behind"),
        changes=tuple(changes),
        note=f"落后序时超过{tolerance}个百分点",
    )


def _before(figures: PlaceFigures, trend: Trend) -> PlaceFigures | None:
    month = trend.month_before
    return month.places.get(figures.organization_id) if month else None


def _year_before(figures: PlaceFigures, trend: Trend) -> PlaceFigures | None:
    month = trend.year_before
    return month.places.get(figures.organization_id) if month else None
