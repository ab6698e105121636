"""What was sealed stays: refused by the database, and found where its owner changed it all the same."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from niubizi.apps.kernel.audit import trail_head
from niubizi.apps.reporting.models import Closing, ProgressReport
from niubizi.apps.reporting.services.sealing import (
    ENTRY_COLUMNS,
    FIGURE_COLUMNS,
    FORMAT,
    sealed_columns,
)
from niubizi.apps.reporting.services.verifying import Break, missing_acts, verify_act
from niubizi.doors.misfits import misfit_text
from tests.guards import unguarded
from tests.months import TwoMonths

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(two_months: TwoMonths) -> Closing:
    return Closing.objects.get(period__code="2021-06")


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_closing_that_nobody_touched_fits_and_knows_where_the_trail_ended(june: Closing) -> None:
    assert (verify_act(june), missing_acts()) == ([], [])
    assert (0 < june.trail_lines < trail_head().lines, june.format) == (True, FORMAT)


def test_what_was_sealed_in_an_earlier_format_is_read_by_its_columns() -> None:
    assert sealed_columns(ENTRY_COLUMNS, 2) == (
        *("entry_id", "origin", "industry", "category", "path"),
        *("annual_plan_fen", "due_fen", "invested_fen", "parts", "owes", "carried", "unreported"),
        *("not_yet_started", "progress_class", "source_period", "programme_code", "project_code"),
        *("project_name", "organization_name", "stage", "total_fen", "problems"),
        "source_report_id",
    )
    assert sealed_columns(FIGURE_COLUMNS, 2) == (
        *("programme_code", "organization_code", "cut", "base_fen", "rank", "entries", "parts"),
        *("carry_over", "new", "annual_plan_fen", "due_fen", "invested_fen", "owed", "carried"),
        *("unreported", "ahead", "on_track", "behind"),
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reporting_closingentry SET invested_fen = 1",
        "DELETE FROM reporting_closingentry",
        "UPDATE reporting_closingfigure SET rank = 1",
        "DELETE FROM reporting_closingfigure",
        "UPDATE reporting_closing SET digest = 'x'",
        "UPDATE reporting_closing SET summary = '{}'",
        "DELETE FROM reporting_closing",
        "UPDATE reporting_closingmarks SET data = NULL",
        "UPDATE reporting_progressreport SET approved_fen = 1 WHERE state = 'approved'",
        "DELETE FROM reporting_progressreport WHERE state = 'approved'",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_sealed(june: Closing, statement: str) -> None:
    with pytest.raises(DatabaseError, match="kept as they are"), transaction.atomic():
        sql(statement)


def test_what_is_no_part_of_the_seal_can_be_written(june: Closing) -> None:
    sql("UPDATE reporting_closing SET published_at = '2021-07-09 00:00:00+00:00'")
    sql("UPDATE reporting_progressreport SET progress = 'x' WHERE state = 'approved'")
    assert ProgressReport.objects.filter(state="approved", progress="x").exists()


@pytest.mark.parametrize(
    ("statement", "expected", "said"),
    [
        (
            "UPDATE reporting_closingentry SET invested_fen = invested_fen + 100"
            " WHERE project_name = '甲项目'",
            {Break.DIGEST, Break.ENTRY_CHANGED, Break.FIGURE_DIFFERS},
            "甲项目",
        ),
        (
            "UPDATE reporting_closingentry SET project_name = '改名' WHERE project_name = '甲项目'",
            {Break.DIGEST, Break.ENTRY_CHANGED},
            "改名",
        ),
        (
            "DELETE FROM reporting_closingentry WHERE project_name = '甲项目'",
            {Break.DIGEST, Break.ENTRY_REMOVED, Break.FIGURE_DIFFERS},
            "被删除",
        ),
        (
            "UPDATE reporting_closingentry SET entry_id = 987654 WHERE project_name = '甲项目'",
            {Break.DIGEST, Break.ENTRY_REMOVED, Break.ENTRY_INSERTED},
            "甲项目”是关账以后插入的",
        ),
        (
            "UPDATE reporting_closingfigure SET invested_fen = 100"
            " WHERE organization_code = 'binjiang' AND cut = 'origin=new'",
            {Break.DIGEST, Break.FIGURE_DIFFERS},
            "滨江区 origin=new”的完成投资为0.0001万元",
        ),
        (
            "UPDATE reporting_closingfigure SET rank = rank + 1 WHERE rank = 1",
            {Break.DIGEST, Break.RANK_DIFFERS},
            "排名为2，按封存的数据应为1",
        ),
        ("UPDATE reporting_closing SET reason = 'x'", {Break.DIGEST}, "不一致"),
        ("UPDATE reporting_closing SET trail_hash = 'x'", {Break.DIGEST}, "不一致"),
        (
            "UPDATE reporting_closing SET previous_digest = 'x'",
            {Break.DIGEST, Break.CHAIN},
            "接不上",
        ),
    ],
)
def test_a_row_that_no_longer_is_what_was_sealed_is_named(
    june: Closing, statement: str, expected: set[Break], said: str
) -> None:
    with unguarded():
        sql(statement)
    found = verify_act(Closing.objects.get(pk=june.pk))
    assert {misfit.what for misfit in found} == expected
    assert said in "；".join(map(misfit_text, found))


def test_an_act_that_was_sealed_anew_contradicts_the_trail(june: Closing) -> None:
    with unguarded():
        sql("UPDATE reporting_closing SET digest = 'forged'")
    assert [misfit.label for misfit in missing_acts()] == [str(june)]
