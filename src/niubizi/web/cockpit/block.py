"""我为什么第四： a block's own page.

How far to schedule, to the next rank and to the year's target in money, the pace that takes, the
projects that decide it, and what moved the rate since last month. Whoever holds the block sees all
of it; once a briefing is issued the other blocks see its totals, never its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from niubizi.apps.orgs.scopes import scope
from niubizi.apps.orgs.selectors import blocks as all_blocks
from niubizi.apps.reporting.selectors.completeness import Completeness, completeness
from niubizi.apps.reporting.selectors.figures import (
    PlaceFigures,
    ProgrammeSheet,
    figure_sheet,
    sees_place,
)
from niubizi.apps.reporting.selectors.reasons import bridge, shortfalls
from niubizi.apps.reporting.selectors.standings import standings
from niubizi.apps.reporting.selectors.trend import Trend, trend
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import lead
from niubizi.web.access import PageRequest
from niubizi.web.charts import Chart
from niubizi.web.cockpit import sentences
from niubizi.web.cockpit.block_charts import bridge_chart, trend_chart
from niubizi.web.cockpit.blocks import moved
from niubizi.web.cockpit.board import BehindRow, behind_row
from niubizi.web.cockpit.headline import Card, cards, missing_words
from niubizi.web.cockpit.sentences import Rival, Sentence
from niubizi.web.figures.writing import Writer
from niubizi.web.selection import Selection, selection

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization
    from niubizi.apps.reporting.models import Closing, Period
    from niubizi.apps.reporting.rows import Rows

DECIDING = 5


@dataclass(frozen=True, slots=True)
class FromRows:
    """What is told from the block's own rows, to those who may see them."""

    deciding: tuple[BehindRow, ...]
    if_mended: str
    list_url: str
    bridge: Chart | None
    completeness: Completeness | None
    missing: tuple[str, ...]
    completeness_url: str


@dataclass(frozen=True, slots=True)
class BlockPage:
    """Everything a block is told. Without ``figures`` it has no project on the programme."""

    name: str
    programme_name: str
    cards: tuple[Card, ...]
    figures: PlaceFigures | None
    missing: str = ""
    ranks_note: str = ""
    sentences: tuple[Sentence, ...] = ()
    rivals: tuple[Rival, ...] = ()
    trend: Chart | None = None
    rows: FromRows | None = None


def block_page(request: PageRequest, code: str) -> BlockPage | None:
    """The page of a block; ``None`` without a period or programme, 404 out of reach."""
    chosen = selection(request)
    place = all_blocks().filter(code=code).first()
    reach = scope(request.actor, Operation.VIEW_COCKPIT)
    published = chosen.closing is not None and chosen.closing.published_at is not None
    if place is None or not sees_place(reach, place.pk, published=published):
        raise DomainError("not_found")
    if chosen.period is None or chosen.programme is None:
        return None
    write = Writer(request)
    sheet = figure_sheet(period=chosen.period, actor=request.actor, closing=chosen.closing)
    programme = sheet.programme(chosen.programme.code)
    figures = programme.of(place.pk) if programme else None
    shown = BlockPage(
        name=place.label,
        programme_name=chosen.programme.name,
        cards=tuple(
            cards(
                write,
                sheet,
                place.pk,
                chosen.programme.code,
                to=lambda found: write.to("block", {"code": code}, programme=found),
            )
        ),
        figures=figures,
    )
    if programme is None or figures is None:
        return shown
    months = trend(
        period=chosen.period, closing=chosen.closing, sheet=programme, actor=request.actor
    )
    seen = _Seen(write, chosen, place, programme, figures, months)
    sees_rows = reach.unrestricted or place.pk in reach.territory
    return replace(
        shown,
        missing=missing_words(figures),
        ranks_note="" if sheet.ranks_shown else "名次和其他板块的数在通报印发后公布。",
        sentences=tuple(
            sentences.answers(write, figures, programme.blocks, moved(figures, months))
        ),
        rivals=sentences.rivals(write, figures, programme.blocks) if sheet.ranks_shown else (),
        trend=trend_chart(write, months, place.pk),
        rows=seen.from_rows() if sees_rows else None,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the page of one block speaks of."""

    write: Writer
    chosen: Selection
    place: Organization
    programme: ProgrammeSheet
    figures: PlaceFigures
    months: Trend

    def from_rows(self) -> FromRows:
        write, place = self.write, self.place
        rows = self._rows(self.chosen.period, self.chosen.closing)
        short = shortfalls(rows, DECIDING)
        rates = {each.organization_id: each.reading.completion for each in self.programme.blocks}
        found = self._completeness()
        return FromRows(
            deciding=tuple(behind_row(write, line) for line in short.largest),
            if_mended=sentences.if_mended(write, self.figures, short, rates),
            list_url=write.to(
                "projects", programme=self.programme.programme.code, place=place.code, sort="-gap"
            ),
            bridge=self._bridge(rows),
            completeness=found,
            missing=tuple(each.project.name for each in found.total.missing) if found else (),
            completeness_url=write.to("completeness", place=place.code),
        )

    def _rows(self, period: Period | None, closing: Closing | None) -> Rows:
        return standings(
            period=period,
            closing=closing,
            actor=self.write.request.actor,
            programme=self.programme.programme,
            place=self.place,
            operation=Operation.VIEW_COCKPIT,
        )

    def _bridge(self, rows: Rows) -> Chart | None:
        """From last month's rate to this one's, where last month is closed."""
        month = self.months.month_before
        before = month.places.get(self.place.pk) if month else None
        if month is None or before is None or month.closing is None:
            return None
        earlier = self._rows(month.closing.period, month.closing)
        found = bridge(rows, earlier, now=self.figures.reading, before=before.reading)
        if found is None:
            return None
        due = lead(self.figures.reading.schedule, before.reading.schedule)
        return bridge_chart(self.write, found, self.months.now.period, due)

    def _completeness(self) -> Completeness | None:
        request = self.write.request
        if self.chosen.period is None or not request.actor.may(Operation.VIEW_COMPLETENESS):
            return None
        found = completeness(
            period=self.chosen.period,
            actor=request.actor,
            at=request.at,
            closing=self.chosen.closing,
            place=self.place,
        )
        return found if found.total.owed else None
