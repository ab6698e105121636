"""The document of a briefing: its texts filled with figures, its tables and its chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from niubizi.apps.briefing.selectors.fields import figure_texts
from niubizi.apps.briefing.selectors.texts import TextBlock
from niubizi.apps.kernel.preferences import Preferences
from niubizi.apps.reporting.selectors.figures import (
    FigureSheet,
    PlaceFigures,
    ProgrammeSheet,
    completion_decimals,
    rounded_note,
)
from niubizi.apps.reporting.selectors.standings import StandingLine
from niubizi.documents.briefings.content import (
    Annex,
    Block,
    BriefingContent,
    Chart,
    Column,
    Draft,
    Figure,
    Heading,
    Paragraph,
    Row,
    Runs,
    Series,
    Table,
    Text,
)
from niubizi.documents.briefings.fields import FigureText, fill
from niubizi.domain.amounts import percent_text, points_text, rounded, yi_text
from niubizi.domain.deadlines import CHINA
from niubizi.metrics.catalogue import METRICS, package_words

BEHIND_SHOWN = 15
"""Rows of the list of what is behind in the document itself; the annex holds them all."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything of a document that isn't figures: its number, dates, addressees."""

    title: str
    number: str
    dated: date
    addressees: str = ""
    copies: str = ""
    issued_on: date | None = None
    is_draft: bool = True
    watermark: str = ""


@dataclass(frozen=True)
class Drawing:
    """What texts are filled and tables drawn from; ``behind`` by programme code, worst first."""

    sheet: FigureSheet
    behind: Mapping[str, Sequence[StandingLine]]
    office: Preferences

    @cached_property
    def figures(self) -> Mapping[str, FigureText]:
        return figure_texts(self.sheet, rounding=self.office.rounding_mode)


def content_of(
    texts: Sequence[TextBlock],
    frame: Frame,
    drawing: Drawing,
    *,
    at: datetime,
) -> BriefingContent:
    """The document as values; ``at`` dates live figures."""
    sheet, office = drawing.sheet, drawing.office
    return BriefingContent(
        organ=f"{office.office_name}文件",
        number=frame.number,
        title=frame.title,
        recipients=_listed(frame.addressees),
        blocks=tuple(
            drawn
            for block, number in zip(texts, table_numbers(texts), strict=True)
            for drawn in drawn_blocks(block, drawing, number)
        ),
        signature=office.office_name,
        dated=frame.dated,
        annexes=(Annex(f"{sheet.period.name}重大项目进展明细表"),),
        copies=_listed(frame.copies),
        issuer=office.office_name,
        issued_on=frame.issued_on,
        draft=Draft(_source_note(sheet, at)) if frame.is_draft else None,
        internal=office.internal_mark,
        watermark=frame.watermark,
    )


def table_numbers(texts: Sequence[TextBlock]) -> Iterator[int]:
    """How many tables have begun at each block, itself included."""
    return accumulate(block["kind"] in {"ranking", "behind"} for block in texts)


def _source_note(sheet: FigureSheet, at: datetime) -> str:
    if sheet.closing is None:
        moment = at.astimezone(CHINA)
        return f"实时数据，截至{moment:%Y}年{moment.month}月{moment.day}日{moment:%H:%M}"
    return f"依据{sheet.period.name}第{sheet.closing.number}次关账数据"


def _listed(names: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in names.replace("；", "，").split("，"))))


def drawn_blocks(block: TextBlock, drawing: Drawing, table_number: int) -> list[Block]:
    """What a block of a text becomes in the document; nothing where there is nothing to draw."""
    sheet, office, figures = drawing.sheet, drawing.office, drawing.figures
    if block["kind"] == "heading":
        return [Heading(1, fill(block["text"], figures))]
    if block["kind"] == "text":
        return [
            Paragraph(fill(line, figures)) for line in block["text"].splitlines() if line.strip()
        ]
    programme = sheet.programme(block["programme"])
    if programme is None:
        return []
    if block["kind"] == "ranking":
        return [ranking_table(programme, office, table_number)]
    if block["kind"] == "chart":
        return [completion_chart(programme, sheet, office)] if programme.blocks else []
    lines = list(drawing.behind.get(programme.programme.code, ()))[:BEHIND_SHOWN]
    return [behind_table(programme, lines, office, table_number)] if lines else []


def _cell(text: str) -> Runs:
    return (Text(text),)


def ranking_table(programme: ProgrammeSheet, office: Preferences, number: int) -> Table:
    """Blocks in rank order with the city below, every number a figure."""
    base = "年度目标" if programme.programme.base_kind == "target" else "年度计划"

    def row(place: PlaceFigures, *, total: bool = False) -> Row:
        def figure(code: str) -> Runs:
            text = METRICS[code].text(
                place.reading,
                # Ranks that tie on paper but not in fact show another decimal.
                decimals=decimals if code == "completion" and not total else None,
                rounding=office.rounding_mode,
                unit=False,
            )
            return (Figure(text, place.key(code)),)

        word = place.reading.progress_class
        return Row(
            (
                _cell("" if total else str(place.rank or "—")),
                _cell("全市" if total else place.name),
                figure("entries"),
                figure("base"),
                figure("invested"),
                figure("completion"),
                figure("lead"),
                _cell(word.word if word else "—"),
            ),
            total=total,
        )

    missed = rounded_note(programme, office.rounding_mode)
    packed = package_words(programme.city.reading.totals, "个") if programme.city else ""
    decimals = completion_decimals(programme.blocks, office.rounding_mode)
    rows = [row(block) for block in programme.blocks]
    if programme.city is not None:
        rows.append(row(programme.city, total=True))
    return Table(
        caption=f"表{number}　各板块{programme.programme.short_name}项目投资完成情况",
        unit="个、亿元、%、百分点",
        columns=(
            Column("位次", 9),
            Column("板块", 26),
            Column("项目数", 12, "right"),
            Column(base, 16, "right"),
            Column("本年完成", 16, "right"),
            Column("完成率", 14, "right"),
            Column("超序时", 14, "right"),
            Column("类别", 18),
        ),
        rows=tuple(rows),
        note=_cell(
            "注：" + "；".join(filter(None, ("按未取舍的完成率排名", packed, missed))) + "。"
        ),
    )


def behind_table(
    programme: ProgrammeSheet, lines: Sequence[StandingLine], office: Preferences, number: int
) -> Table:
    """The projects that lag most, with the reason their last return gave."""
    mode = office.rounding_mode
    return Table(
        caption=f"表{number}　{programme.programme.short_name}项目中进度滞后较多的项目",
        unit="亿元、%、百分点",
        columns=(
            Column("序号", 9),
            Column("项目名称", 40, "left"),
            Column("板块", 20),
            Column("年度\n计划", 13, "right"),
            Column("本年\n完成", 13, "right"),
            Column("完成率", 14, "right"),
            Column("与序\n时差", 14, "right"),
            Column("滞后原因", 34, "left"),
        ),
        rows=tuple(
            Row(
                (
                    _cell(str(index)),
                    _cell(line.project_name),
                    _cell(line.organization_name),
                    _cell(yi_text(line.annual_plan_fen, rounding=mode)),
                    _cell(yi_text(line.invested_fen, rounding=mode)),
                    _cell(percent_text(line.completion, rounding=mode).removesuffix("%")),
                    _cell(points_text(line.lead, rounding=mode)),
                    _cell(line.problems or (line.mark or "未说明原因")),
                )
            )
            for index, line in enumerate(lines, start=1)
        ),
    )


def completion_chart(programme: ProgrammeSheet, sheet: FigureSheet, office: Preferences) -> Chart:
    """Which blocks keep up with the schedule: completion as bars, schedule as a line, in %."""
    mode = office.rounding_mode

    def percent(value: Fraction | None) -> Decimal | None:
        return None if value is None else rounded(value * 100, 1, mode)

    return Chart(
        caption=f"{sheet.period.cumulative_name}各板块{programme.programme.short_name}项目完成率与序时进度",
        categories=tuple(block.name for block in programme.blocks),
        series=(
            Series(
                "完成率",
                tuple(percent(block.reading.completion) for block in programme.blocks),
            ),
            Series(
                "序时进度",
                tuple(percent(block.reading.schedule) for block in programme.blocks),
                "line",
            ),
        ),
        unit="%",
    )
