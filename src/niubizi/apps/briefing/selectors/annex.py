"""The annex workbook of a briefing: ranks, every entry, and what is behind, sheet by sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from niubizi.apps.briefing.selectors.writing import Material
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import Preferences
from niubizi.apps.reporting.filters import ordered
from niubizi.apps.reporting.selectors.figures import PlaceFigures, ProgrammeSheet
from niubizi.apps.reporting.selectors.standings import StandingLine, lines, standings
from niubizi.documents.workbooks import ColumnKind, TableColumn, TableSheet, write_tables
from niubizi.documents.workbooks.tables import Value
from niubizi.domain.amounts import wan_of_fen
from niubizi.metrics.catalogue import package_words

MONEY, RATE, POINTS, INT = ColumnKind.MONEY, ColumnKind.RATE, ColumnKind.POINTS, ColumnKind.INT


def annex_workbook(given: Material, *, office: Preferences, dated: date, actor: Actor) -> bytes:
    """The workbook of the same figures that the document prints; the same bytes for the same day."""
    sheets: list[TableSheet] = []
    for each in given.sheet.programmes:
        rows = standings(
            period=given.period, closing=given.closing, actor=actor, programme=each.programme
        )
        name = each.programme.short_name
        sheets += [
            _ranking(given, each, name),
            _entries(given, f"{name}项目明细", lines(ordered(rows, "number"))),
            _entries(given, f"{name}滞后项目", given.behind[each.programme.code]),
        ]
    footer = "内部资料" if office.internal_mark else ""
    marked = [replace(sheet, footer=footer, rounding=office.rounding_mode) for sheet in sheets]
    return write_tables(marked, datetime.combine(dated, time()))


def _subtitle(given: Material) -> str:
    source = f"第{given.closing.number}次关账" if given.closing else "实时数据"
    return f"{given.sheet.period.year}年{given.sheet.period.cumulative_name}　调度口径　{source}"


def _ranking(given: Material, each: ProgrammeSheet, name: str) -> TableSheet:
    base = "年度目标" if each.programme.base_kind == "target" else "年度计划"
    packed = package_words(each.city.reading.totals, "个") if each.city else ""
    return TableSheet(
        name=f"{name}排名",
        title=f"各板块{name}项目投资完成情况",
        subtitle=_subtitle(given),
        unit="万元",
        columns=(
            TableColumn("位次", INT, 6),
            TableColumn("板块", width=18),
            TableColumn("项目数", INT, 8),
            TableColumn("结转", INT, 8),
            TableColumn("新增", INT, 8),
            TableColumn(base, MONEY, 14),
            TableColumn("本年累计完成", MONEY, 14),
            TableColumn("完成率", RATE, 10),
            TableColumn("序时进度", RATE, 10),
            TableColumn("超序时", POINTS, 10),
            TableColumn("类别", width=12),
            TableColumn("结转上期数", INT, 10),
            TableColumn("未报", INT, 8),
        ),
        rows=[_place(block) for block in each.blocks],
        totals=_place(each.city, "全市") if each.city else None,
        notes=("按未取舍的完成率排名。", *([f"{packed}。"] if packed else [])),
    )


def _place(place: PlaceFigures, name: str = "") -> list[Value]:
    reading, totals = place.reading, place.reading.totals
    return [
        "" if name else place.rank,
        name or place.name,
        totals.entries,
        totals.carry_over,
        totals.new,
        wan_of_fen(reading.base_fen),
        wan_of_fen(totals.invested_fen),
        reading.completion,
        reading.schedule,
        reading.lead,
        reading.progress_class.word if reading.progress_class else "",
        totals.carried,
        totals.unreported,
    ]


def _entries(given: Material, title: str, found: Sequence[StandingLine]) -> TableSheet:
    return TableSheet(
        name=title,
        title=title,
        subtitle=_subtitle(given),
        unit="万元",
        frozen_columns=3,
        columns=(
            TableColumn("序号", INT, 6),
            TableColumn("编号", width=12),
            TableColumn("项目名称", width=36),
            TableColumn("板块", width=14),
            TableColumn("产业类别", width=12),
            TableColumn("阶段", width=8),
            TableColumn("总投资", MONEY, 13),
            TableColumn("年度计划", MONEY, 13),
            TableColumn("本年累计完成", MONEY, 13),
            TableColumn("完成率", RATE, 9),
            TableColumn("超序时", POINTS, 9),
            TableColumn("类别", width=12),
            TableColumn("数据来源", width=12),
            TableColumn("存在问题", width=40),
        ),
        rows=[
            [
                index,
                line.project_code,
                line.project_name,
                line.organization_name,
                line.industry,
                line.stage_word,
                wan_of_fen(line.total_fen),
                wan_of_fen(line.annual_plan_fen),
                wan_of_fen(line.invested_fen),
                line.completion,
                line.lead,
                line.class_word,
                line.mark,
                line.problems,
            ]
            for index, line in enumerate(found, start=1)
        ],
    )
