"""The cockpit as a page: where do we stand, what is behind, what must I do now.

It reads a place, a period and a programme through selectors alone; the number of queries depends on
the number of programmes, never on the number of projects.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from niubizi.apps.reporting.selectors.completeness import Completeness, completeness_counts
from niubizi.apps.reporting.selectors.figures import FigureSheet, ProgrammeSheet, figure_sheet
from niubizi.apps.reporting.selectors.standings import StandingLine, behind, standings
from niubizi.apps.reporting.selectors.trend import trend
from niubizi.domain.amounts import MINUS
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest
from niubizi.web.charts import Chart
from niubizi.web.cockpit.blocks import BlockTable, block_table, class_counts, moved
from niubizi.web.cockpit.charts import composition, plan_against_actual
from niubizi.web.cockpit.headline import Card, Headline, cards, figures_of, headlines
from niubizi.web.cockpit.sentences import Sentence, answers
from niubizi.web.desk.waiting import Task, waiting
from niubizi.web.figures.writing import Writer
from niubizi.web.selection import Selection, selection

BEHIND_SHOWN = 8
TASKS_SHOWN = 4
UNPUNCTUAL_SHOWN = 4


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A project behind its schedule, with the reason its last return gave."""

    name: str
    url: str
    block: str
    plan: str
    completion: str
    gap: str
    lead: str
    reason: str
    mark: str


@dataclass(frozen=True, slots=True)
class BehindList:
    """The red list: the worst, how many there are, where all of them are."""

    rows: tuple[BehindRow, ...]
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    """A block that hasn't handed everything up, or was late."""

    name: str
    outstanding: int
    late: int


@dataclass(frozen=True, slots=True)
class CompletenessPart:
    """How complete the month's returns are."""

    title: str
    found: Completeness
    rate: str
    rows: tuple[CompletenessRow, ...]
    """Those with the most outstanding, then the most late."""
    others: int
    """How many more blocks have something outstanding or late."""
    url: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the cockpit, ready to be shown."""

    chosen: Selection
    programme: ProgrammeSheet
    cards: tuple[Card, ...]
    verdict: tuple[str, ...]
    headlines: tuple[Headline, ...]
    blocks: BlockTable
    own_page: str
    answers: tuple[Sentence, ...]
    plan_actual: Chart
    composition: Chart | None
    behind: BehindList
    completeness: CompletenessPart | None
    tasks: tuple[Task, ...]
    tasks_total: int
    by_relation: bool

    @property
    def is_one_block(self) -> bool:
        """A block's own cockpit: nothing to rank, and no need to say whose each project is."""
        return bool(self.own_page) and len(self.blocks.rows) < 2


def board(request: PageRequest) -> Board | None:
    """The cockpit of the request's selection; ``None`` where there are no figures to show."""
    chosen = selection(request)
    if chosen.period is None or chosen.programme is None:
        return None
    sheet = figure_sheet(period=chosen.period, actor=request.actor, closing=chosen.closing)
    programme = sheet.programme(chosen.programme.code)
    place_id = chosen.place.pk if chosen.place else None
    figures = figures_of(programme, place_id) if programme else None
    if programme is None or figures is None:
        return None
    write = Writer(request)
    months = trend(
        period=chosen.period, closing=chosen.closing, sheet=programme, actor=request.actor
    )
    red = _behind(request, write, chosen, figures.reading.totals.behind)
    tasks = waiting(request)
    return Board(
        chosen=chosen,
        programme=programme,
        cards=tuple(
            cards(
                write,
                sheet,
                place_id,
                programme.programme.code,
                to=lambda code: write.to("cockpit", programme=code),
            )
        ),
        verdict=tuple(_verdict(sheet, programme, red)),
        headlines=tuple(headlines(write, figures, months)),
        blocks=block_table(write, sheet, programme, months, place_id=place_id),
        own_page=_own_page(write, chosen, programme),
        answers=tuple(answers(write, figures, programme.blocks, moved(figures, months))),
        plan_actual=plan_against_actual(write, figures, months),
        composition=composition(write, programme, figures.organization_id),
        behind=red,
        completeness=_completeness(request, write, chosen),
        tasks=tuple(tasks[:TASKS_SHOWN]),
        tasks_total=len(tasks),
        by_relation=place_id is None,
    )


def _own_page(write: Writer, chosen: Selection, programme: ProgrammeSheet) -> str:
    """The page of the block that the cockpit is of."""
    codes = {block.code for block in programme.blocks}
    if chosen.place is None or chosen.place.code not in codes:
        return ""
    return write.to("block", {"code": chosen.place.code}, programme=programme.programme.code)


def _verdict(sheet: FigureSheet, programme: ProgrammeSheet, red: BehindList) -> list[str]:
    """What is behind, in two sentences."""
    found = []
    if len(programme.blocks) > 1:
        found.append(f"{class_counts(programme.blocks)}。")
    if red.rows:
        worst = red.rows[0]
        found.append(
            f"有缺口项目{red.total}项，落后最多的是{worst.block}的{worst.name}，"
            f"低于序时{worst.lead.lstrip(MINUS)}个百分点，差{worst.gap}亿元。"
        )
    else:
        found.append("没有有缺口的项目。")
    return found


def _behind(request: PageRequest, write: Writer, chosen: Selection, total: int) -> BehindList:
    rows = standings(
        period=chosen.period,
        closing=chosen.closing,
        actor=request.actor,
        programme=chosen.programme,
        place=chosen.place,
    )
    code = chosen.programme.code if chosen.programme else None
    return BehindList(
        rows=tuple(behind_row(write, line) for line in behind(rows, BEHIND_SHOWN)),
        total=total,
        url=write.to("projects", programme=code, cls="behind", sort="lead"),
    )


def behind_row(write: Writer, line: StandingLine) -> BehindRow:
    return BehindRow(
        name=line.project_name,
        url=write.project(line.project_id),
        block=line.organization_name,
        plan=write.yi(line.annual_plan_fen),
        completion=write.percent(line.completion),
        gap=write.yi(line.gap_fen),
        lead=write.points(line.lead),
        reason=line.problems or "月报未说明原因",
        mark=line.mark,
    )


def _completeness(
    request: PageRequest, write: Writer, chosen: Selection
) -> CompletenessPart | None:
    if chosen.period is None or not request.actor.may(Operation.VIEW_COMPLETENESS):
        return None
    found = completeness_counts(
        period=chosen.period,
        actor=request.actor,
        at=request.at,
        closing=chosen.closing,
        place=chosen.place,
    )
    if not found.total.owed:
        return None
    rows = [
        CompletenessRow(each.name, each.outstanding, each.late)
        for each in sorted(found.blocks, key=lambda b: (-b.outstanding, -b.late))
        if each.outstanding or each.late
    ]
    return CompletenessPart(
        title=f"{found.period.month}月月报报齐了吗？",
        found=found,
        rate=write.percent(found.total.completeness or Fraction(0)),
        rows=tuple(rows[:UNPUNCTUAL_SHOWN]),
        others=len(rows[UNPUNCTUAL_SHOWN:]),
        url=write.to("completeness"),
    )
