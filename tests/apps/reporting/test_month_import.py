"""A month's table from a workbook becomes returns: a block's own, or brought in by the office."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.services.import_plan import Change
from niubizi.apps.projects.services.imports import ImportSummary
from niubizi.apps.reporting.models import Period, ProgressReport
from niubizi.apps.reporting.services.imports import month_import, month_plan, month_preview
from niubizi.apps.reporting.services.reviews import returns_approve
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.errors import DomainError
from tests.cast import NOW, City
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
HEADS = (
    "序号",
    "项目名称",
    "板块",
    "总投资",
    "7月完成投资",
    "1-7月完成投资",
    "形象进度",
    "存在问题",
)
OWN = (1, "滨江新材料园", "滨江区", 100000, 900, 7000, "主体封顶", "无")
OTHER = (2, "湖东物流港", "湖东区", 100000, 900, 6000, "基础施工", "征地未完成")


def workbook(rows: Sequence[Sequence[object]] = (OWN,), month: int = 7) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"示例市重大项目2021年1-{month}月推进情况表（单位：万元）"])
    sheet.append([head.replace("7月", f"{month}月") for head in HEADS])
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def july(city: City, ledger: Ledger) -> Period:
    """Two projects in two blocks owe a return."""
    programme = ledger.programme()
    for block, name in ((city.own, "滨江新材料园"), (city.sibling, "湖东物流港")):
        ledger.entry(programme, ledger.project(block, name=name))
    return ledger.period()


@pytest.fixture
def load(july: Period, actor_for: ActorFor) -> Callable[..., ImportSummary]:
    def imported(
        data: bytes | None = None, part: str = "block_officer", **options: object
    ) -> ImportSummary:
        preview = month_preview(data or workbook(), "7月.xlsx", period=july, actor=actor_for(part))
        given: dict[str, object] = {"valid_rows_only": False, **options}
        return month_import(
            preview,
            period=july,
            file_name="7月.xlsx",
            actor=actor_for(part),
            at=NOW,
            **given,  # type: ignore[arg-type]
        )

    return imported


Load = Callable[..., ImportSummary]


def test_a_blocks_table_becomes_returns_on_their_way_to_the_city(load: Load) -> None:
    assert load().new == 1
    report = ProgressReport.objects.get()
    assert (report.reported_fen, report.level, report.progress, report.source) == (
        fen_of_wan(7_000),
        2,
        "主体封顶",
        "workbook",
    )


def test_what_the_office_brings_in_waits_for_the_block(load: Load) -> None:
    assert load(workbook((OWN, OTHER)), part="projects_office").new == 2
    assert set(ProgressReport.objects.values_list("level", flat=True)) == {1}


def test_the_same_table_twice_changes_nothing(load: Load) -> None:
    load()
    version = ProgressReport.objects.get().version
    assert load().is_nothing
    assert ProgressReport.objects.get().version == version


def test_a_neighbours_row_is_unknown_to_a_block(load: Load) -> None:
    with pytest.raises(DomainError, match=r"import\.has_errors"):
        load(workbook((OWN, OTHER)))
    assert not ProgressReport.objects.exists()


def test_valid_rows_come_in_when_only_they_are_asked(load: Load) -> None:
    summary = load(workbook((OWN, OTHER)), valid_rows_only=True)
    assert (summary.new, summary.errors) == (1, 1)


def test_a_return_under_review_takes_no_other_figure(load: Load) -> None:
    load()
    with pytest.raises(DomainError, match=r"import\.has_errors"):
        load(workbook(((*OWN[:5], 8000, *OWN[6:]),)))
    assert ProgressReport.objects.get().reported_fen == fen_of_wan(7_000)


def test_an_approved_return_stands(load: Load, actor_for: ActorFor) -> None:
    load()
    ids = list(ProgressReport.objects.values_list("project_id", flat=True))
    returns_approve(
        period_code="2021-07", project_ids=ids, actor=actor_for("projects_office"), at=NOW
    )
    changed = (*OWN[:5], 8000, *OWN[6:])
    with pytest.raises(DomainError, match=r"import\.has_errors"):
        load(workbook((changed,)))
    assert ProgressReport.objects.get().approved_fen == fen_of_wan(7_000)


def test_drafts_stay_drafts_when_not_submitted_and_go_up_later(load: Load) -> None:
    load(submit=False)
    assert ProgressReport.objects.get().state == "draft"
    assert load().changed == 1
    assert ProgressReport.objects.get().state == "submitted"


def test_a_table_of_another_month_is_refused(july: Period, actor_for: ActorFor) -> None:
    preview = month_preview(
        workbook(month=6), "6月.xlsx", period=july, actor=actor_for("block_officer")
    )
    assert {issue.code for issue in preview.errors} == {"period_mismatch"}
    with pytest.raises(DomainError, match=r"import\.wrong_period"):
        month_import(
            preview,
            period=july,
            file_name="6月.xlsx",
            valid_rows_only=True,
            actor=actor_for("block_officer"),
            at=NOW,
        )


def test_planning_writes_nothing(july: Period, actor_for: ActorFor) -> None:
    officer = actor_for("block_officer")
    preview = month_preview(workbook(), "7月.xlsx", period=july, actor=officer)
    summary = month_plan(preview, period=july, actor=officer)
    assert [row.change for row in summary.rows] == [Change.NEW]
    assert not ProgressReport.objects.exists()


def test_a_reader_brings_nothing_in(july: Period, actor_for: ActorFor) -> None:
    with pytest.raises(DomainError, match=r"permission\.denied"):
        month_preview(workbook(), "7月.xlsx", period=july, actor=actor_for("leader"))
