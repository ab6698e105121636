"""Lists from workbooks into the ledger: matched, written whole, and twice the same is nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.projects.models import (
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectOrganization,
)
from niubizi.apps.projects.services.imports import (
    ImportSummary,
    list_import,
    list_plan,
    list_preview,
)
from niubizi.apps.projects.services.programmes import entry_remove
from niubizi.apps.reporting.models import Position
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.errors import DomainError
from tests.cast import NOW, City
from tests.corpus import CORPUS
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
Rows = Sequence[Sequence[object]]

HEADS = (
    "序号",
    "项目名称",
    "所属板块",
    "结转/新增",
    "总投资",
    "2021年计划投资",
    "开工时间",
    "建设单位",
)
FIRST: Rows = (
    (1, "恒新碳纤维项目", "滨江区", "结转", 50000, 12000, "2020年3月", "恒新材料"),
    (2, "湖东数据中心", "湖东区", "新增", 80000, 20000, "2021年11月", "云谷科技"),
    (3, "老城区道路改造", "老城区", "新增", 9000, 3000, "2021年5月", "城建集团"),
)


def workbook(rows: Rows = FIRST, heads: Sequence[str] = HEADS) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2021年市重大项目投资计划表（单位：万元）"])
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def programme(city: City, ledger: Ledger) -> Programme:
    return ledger.programme()


@pytest.fixture
def load(programme: Programme, actor_for: ActorFor) -> Callable[..., ImportSummary]:
    """Reads a workbook and imports it as the office."""

    def imported(data: bytes | None = None, **options: object) -> ImportSummary:
        data = workbook() if data is None else data
        preview = list_preview(data, "名单.xlsx", programme=programme)
        given: dict[str, object] = {"valid_rows_only": False, "not_classified": True, **options}
        return list_import(
            preview,
            programme=programme,
            file_name="名单.xlsx",
            actor=actor_for("projects_office"),
            at=NOW,
            **given,  # type: ignore[arg-type]
        )

    return imported


Load = Callable[..., ImportSummary]


def test_a_list_becomes_projects_entries_and_plans(load: Load, programme: Programme) -> None:
    assert load().new == 3
    entry = ProgrammeEntry.objects.get(project__name="恒新碳纤维项目")
    plan = entry.plans.get()
    assert (entry.origin, entry.planned_start, plan.annual_fen) == (
        "carry_over",
        date(2020, 3, 1),
        fen_of_wan(12_000),
    )


def test_a_project_gets_its_place_pinyin_and_code(load: Load, city: City) -> None:
    load()
    project = Project.objects.get(name="湖东数据中心")
    block = ProjectOrganization.objects.get(project=project, relation="block")
    assert (block.organization, project.initials, project.code) == (
        city.sibling,
        "hdsjzx",
        "2021-00002",
    )


@pytest.mark.parametrize(
    ("name", "stage"),
    [("恒新碳纤维项目", "started"), ("湖东数据中心", "landed"), ("老城区道路改造", "started")],
)
def test_a_project_has_started_unless_its_start_is_to_come(
    load: Load, name: str, stage: str
) -> None:
    load()
    assert Project.objects.get(name=name).stage == stage


def test_entries_of_a_first_list_are_in_force_since_new_year(load: Load) -> None:
    load()
    assert set(ProgrammeEntry.objects.values_list("entered_on", flat=True)) == {date(2021, 1, 1)}


def test_the_same_file_twice_changes_nothing(load: Load) -> None:
    load()
    lines = AuditEntry.objects.count()
    again = load()
    assert (again.is_nothing, again.unchanged, AuditEntry.objects.count()) == (True, 3, lines)
    assert PlanVersion.objects.count() == 3


def test_a_changed_plan_is_a_new_version_that_names_the_file(load: Load) -> None:
    load()
    changed = (
        *FIRST[:2],
        (3, "老城区道路改造", "老城区", "新增", 9000, 4000, "2021年5月", "城建集团"),
    )
    summary = load(workbook(changed))
    plans = PlanVersion.objects.filter(entry__project__name="老城区道路改造").order_by("number")
    assert (summary.changed, [plan.annual_fen for plan in plans]) == (
        1,
        [fen_of_wan(3_000), fen_of_wan(4_000)],
    )
    assert (plans[1].reason, plans[1].from_month) == ("导入“名单.xlsx”", 8)


def test_a_blank_cell_erases_nothing(load: Load) -> None:
    load()
    blank = ((1, "恒新碳纤维项目", "滨江区", "结转", 50000, 12000, None, None),)
    assert load(workbook(blank)).is_nothing
    assert Project.objects.get(name="恒新碳纤维项目").owner_name == "恒新材料"


def test_a_changed_value_is_written_and_named(load: Load) -> None:
    load()
    moved = ((1, "恒新碳纤维项目", "湖东区", "结转", 60000, 12000, "2020年3月", "恒新材料"),)
    summary = load(workbook(moved))
    project = Project.objects.get(name="恒新碳纤维项目")
    assert summary.rows[0].words == ("总投资", "所属板块")
    assert (project.total_fen, project.links.get(relation="block").organization.name) == (
        fen_of_wan(60_000),
        "湖东区",
    )


def test_a_project_of_another_list_is_entered_once(load: Load, ledger: Ledger, city: City) -> None:
    known = ledger.project(city.own, name="恒新碳纤维项目")
    ledger.entry(ledger.programme("provincial", name="2021年省重大项目"), known)
    load()
    assert Project.objects.filter(name="恒新碳纤维项目").count() == 1
    assert known.entries.count() == 2


def test_the_national_code_finds_a_renamed_project(load: Load, ledger: Ledger, city: City) -> None:
    known = ledger.project(city.own, name="旧名称项目", national_code="2021-320400-35-01-100231")
    heads = (*HEADS, "项目代码")
    load(workbook([(*FIRST[0], "2021-320400-35-01-100231")], heads))
    known.refresh_from_db()
    assert known.name == "恒新碳纤维项目"


def test_the_same_name_in_another_block_is_another_project(
    load: Load, ledger: Ledger, city: City
) -> None:
    ledger.project(city.stranger, name="恒新碳纤维项目")
    load()
    assert Project.objects.filter(name="恒新碳纤维项目").count() == 2


def test_one_wrong_row_lets_nothing_in_when_all_is_asked(load: Load) -> None:
    wrong = (*FIRST, (4, "数字有误的项目", "滨江区", "新增", 50000, "待定", "2021年3月", "某公司"))
    with pytest.raises(DomainError, match=r"import\.has_errors"):
        load(workbook(wrong))
    assert (
        Project.objects.count(),
        AuditEntry.objects.filter(action="project.create").count(),
    ) == (
        0,
        0,
    )


def test_valid_rows_come_in_when_only_they_are_asked(load: Load) -> None:
    wrong = (*FIRST, (4, "数字有误的项目", "滨江区", "新增", 50000, "待定", "2021年3月", "某公司"))
    summary = load(workbook(wrong), valid_rows_only=True)
    assert (summary.new, summary.errors, Project.objects.count()) == (3, 1, 3)


def test_a_new_project_without_a_block_is_refused(load: Load) -> None:
    homeless = ((1, "无处安放的项目", None, "新增", 50000, 12000, "2021年3月", "某公司"),)
    with pytest.raises(DomainError, match=r"import\.has_errors"):
        load(workbook(homeless))


def test_an_entry_that_left_does_not_come_back_by_import(load: Load, actor_for: ActorFor) -> None:
    load()
    entry = ProgrammeEntry.objects.get(project__name="恒新碳纤维项目")
    entry_remove(
        entry_id=entry.pk,
        left_on=date(2021, 7, 1),
        reason="终止",
        actor=actor_for("projects_office"),
        at=NOW,
    )
    summary = load(valid_rows_only=True)
    assert [row.refusal.code for row in summary.refused if row.refusal] == ["import.left"]


def test_words_of_secrecy_need_the_declaration(load: Load) -> None:
    secret = ((1, "军工配套厂房", "滨江区", "新增", 50000, 12000, "2021年3月", "某公司"),)
    with pytest.raises(DomainError, match=r"project\.classified"):
        load(workbook(secret), not_classified=False)
    assert load(workbook(secret), not_classified=True).new == 1


def test_unknown_columns_stay_with_the_entry(load: Load) -> None:
    load(workbook([(*FIRST[0], "土地已摘牌")], (*HEADS, "要素保障情况")))
    assert ProgrammeEntry.objects.get().extra == {"要素保障情况": "土地已摘牌"}


def test_a_list_of_another_year_is_refused(
    programme: Programme, actor_for: ActorFor, ledger: Ledger
) -> None:
    last = ledger.programme("old", year=2020, name="2020年市重大项目")
    preview = list_preview(workbook(), "名单.xlsx", programme=last)
    with pytest.raises(DomainError, match=r"import\.wrong_year"):
        list_import(
            preview,
            programme=last,
            file_name="名单.xlsx",
            valid_rows_only=False,
            actor=actor_for("projects_office"),
            at=NOW,
        )


def test_only_the_office_imports(programme: Programme, actor_for: ActorFor) -> None:
    preview = list_preview(workbook(), "名单.xlsx", programme=programme)
    with pytest.raises(DomainError, match=r"permission\.denied"):
        list_import(
            preview,
            programme=programme,
            file_name="名单.xlsx",
            valid_rows_only=False,
            actor=actor_for("block_officer"),
            at=NOW,
        )


def test_planning_tells_the_numbers_and_writes_nothing(programme: Programme) -> None:
    preview = list_preview(workbook(), "名单.xlsx", programme=programme)
    summary = list_plan(preview, programme=programme)
    assert (summary.new, Project.objects.count()) == (3, 0)


def test_open_periods_show_the_imported_entries_at_once(load: Load, ledger: Ledger) -> None:
    ledger.period()
    load()
    assert Position.objects.count() == 3


def test_queries_grow_by_batches_of_rows_and_not_by_rows(programme: Programme, load: Load) -> None:
    def rows(start: int, count: int) -> Rows:
        return [
            (n, f"第{n}号产业项目", "滨江区", "新增", 50000, 12000, "2021年3月", "某公司")
            for n in range(start, start + count)
        ]

    with CaptureQueriesContext(connection) as short:
        load(workbook(rows(1, 10)))
    with CaptureQueriesContext(connection) as long:
        load(workbook(rows(100, 200)))
    assert len(long) < len(short) + 20


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["a-plain.xlsx", "b-grouped.xlsx", "d-gb18030.csv"])
def test_sample_workbooks_come_in_whole_once(
    name: str, city: City, programme: Programme, actor_for: ActorFor
) -> None:
    data = (CORPUS / "workbooks" / name).read_bytes()
    preview = list_preview(data, name, programme=programme)
    summaries = [
        list_import(
            preview,
            programme=programme,
            file_name=name,
            valid_rows_only=True,
            not_classified=True,
            actor=actor_for("projects_office"),
            at=NOW,
        )
        for _ in range(2)
    ]
    assert summaries[0].new == len(preview.rows)
    assert summaries[1].is_nothing
