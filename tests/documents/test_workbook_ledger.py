"""A month's table against the ledger: unknown projects, falling and jumping figures, wrong months."""

from dataclasses import replace
from decimal import Decimal

from niubizi.documents.workbooks import (
    BookKind,
    ImportContext,
    ImportPreview,
    KnownProject,
    read_workbook,
)
from niubizi.domain.periods import Month
from tests.documents import bookmaker

JULY = Month(2021, 7)
KNOWN = KnownProject(
    name="甲一智慧港口项目",
    code="2101-320000-04-01-000001",
    total_investment=Decimal(1000),
    annual_plan=Decimal(400),
    invested_before=Decimal(300),
    last_ytd=Decimal(200),
    last_period=Month(2021, 6),
)


def read(
    *row: object,
    heads: tuple[str, ...] = ("项目名称", "1-7月完成投资", "7月完成投资"),
    project: KnownProject = KNOWN,
    period: Month = JULY,
    kind: BookKind = BookKind.MONTHLY,
) -> ImportPreview:
    data = bookmaker.xlsx([["2021年重大项目 单位：万元"], list(heads), list(row)])
    context = ImportContext(projects=(project,), period=period, kind=kind)
    return read_workbook(data, "表.xlsx", context)


def codes(preview: ImportPreview) -> list[tuple[int | None, str | None, str]]:
    return [(w.row, w.column, w.code) for w in (*preview.errors, *preview.warnings)]


def test_a_figure_that_follows_the_last_is_silent() -> None:
    assert codes(read("甲一智慧港口项目", 250, 50)) == []


def test_a_project_the_ledger_hasnt_is_an_error_that_names_the_like() -> None:
    preview = read("甲一智惠港口项目", 250, 50)
    assert "甲一智慧港口项目" in preview.errors[0].message


def test_a_project_is_known_by_its_code_too() -> None:
    heads = ("项目代码", "项目名称", "1-7月完成投资")
    preview = read("2101-320000-04-01-000001", "港口（曾用名）", 250, heads=heads)
    assert codes(preview) == []


def test_a_cumulative_figure_may_not_fall() -> None:
    assert codes(read("甲一智慧港口项目", 150, 0)) == [(3, "B", "cumulative_falls")]


def test_a_cumulative_figure_may_fall_for_a_reason() -> None:
    heads = ("项目名称", "1-7月完成投资", "累计数下降原因")
    assert read("甲一智慧港口项目", 150, "审计核减", heads=heads).is_valid


def test_a_month_that_doesnt_add_up_is_a_warning() -> None:
    assert codes(read("甲一智慧港口项目", 250, 60)) == [(3, "B", "month_mismatch")]


def test_a_jump_is_a_warning() -> None:
    assert codes(read("甲一智慧港口项目", 401, 201)) == [(3, "B", "jump")]


def test_a_first_figure_of_the_year_within_the_schedule_is_silent() -> None:
    first = replace(KNOWN, last_ytd=None, last_period=None, due_ytd=Decimal(350))
    assert codes(read("甲一智慧港口项目", 401, 50, project=first)) == []


def test_more_than_the_total_since_the_start_is_a_warning() -> None:
    project = replace(KNOWN, total_investment=Decimal(500))
    assert codes(read("甲一智慧港口项目", 250, 50, project=project)) == [(3, "B", "exceeds_total")]


def test_last_months_column_is_refused_for_this_month() -> None:
    heads = ("项目名称", "1-6月完成投资")
    assert codes(read("甲一智慧港口项目", 250, heads=heads)) == [(2, "B", "period_mismatch")]


def test_the_month_before_isnt_the_last_reported_one_so_nothing_must_add_up() -> None:
    project = replace(KNOWN, last_period=Month(2021, 4))
    assert codes(read("甲一智慧港口项目", 300, 50, project=project)) == []


def test_in_january_the_month_is_the_year() -> None:
    project = replace(KNOWN, last_ytd=None, last_period=None)
    heads = ("项目名称", "本年累计完成投资", "1月完成投资")
    row = ("甲一智慧港口项目", 30, 40)
    preview = read(*row, heads=heads, project=project, period=Month(2021, 1))
    assert codes(preview) == [(3, "B", "month_mismatch")]


def test_a_new_name_like_a_known_one_on_a_list_is_a_warning() -> None:
    heads = ("项目名称", "总投资", "年度计划")
    preview = read("甲一智惠港口项目", 100, 50, heads=heads, kind=BookKind.LIST)
    assert codes(preview) == [(3, "A", "similar_name")]


def test_an_empty_figure_of_the_year_is_required() -> None:
    assert codes(read("甲一智慧港口项目", "", 50)) == [(3, "B", "required")]


def test_without_the_ledger_a_month_above_its_year_is_a_warning() -> None:
    data = bookmaker.xlsx(
        [["2021年 单位：万元"], ["项目名称", "1-7月完成投资", "7月完成投资"], ["甲", 10, 20]]
    )
    preview = read_workbook(data, "表.xlsx", ImportContext())
    assert codes(preview) == [(3, "C", "month_mismatch")]
