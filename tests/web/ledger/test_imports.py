"""The import wizard: from a file to the ledger, and what it refuses on the way."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook, load_workbook

from niubizi.apps.kernel.models import AuditEntry, StoredFile
from niubizi.apps.projects.models import (
    ColumnMapping,
    ImportBatch,
    PlanVersion,
    ProgrammeEntry,
    Project,
)
from niubizi.apps.reporting.models import ProgressReport
from niubizi.domain.amounts import fen_of_wan
from tests.cast import City
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]

HEADS = ("项目名称", "所属板块", "结转/新增", "总投资", "年度计划投资")
GOOD = ("恒新碳纤维项目", "滨江区", "新增", 50000, 12000)
WRONG = ("数字有误的项目", "滨江区", "新增", 50000, "待定")


def book(*rows: tuple[object, ...], heads: tuple[str, ...] = HEADS, title: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append([title or "2021年市重大项目投资计划表（单位：万元）"])
    for row in (heads, *rows):
        sheet.append(list(row))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def office(city: City, ledger: Ledger, client_for: ClientFor) -> Client:
    """The office, with an empty list of 2021."""
    ledger.programme()
    return client_for("projects_office")


def send(
    client: Client, data: bytes, name: str = "名单.xlsx", target: str = "list:2021-municipal"
) -> Any:
    return client.post("/imports/", {"target": target, "file": SimpleUploadedFile(name, data)})


def step(client: Client, name: str, **data: Any) -> Any:
    path = f"/imports/{ImportBatch.objects.latest('pk').pk}/{name}/"
    return client.post(path, data) if data else client.get(path)


def test_a_list_goes_the_whole_way(office: Client) -> None:
    assert send(office, book(GOOD)).status_code == 302
    assert "已识别" in step(office, "columns").content.decode()
    preview = step(office, "preview")
    assert [(f["label"], f["value"]) for f in preview.context["figures"]][:1] == [("将新增", "1")]
    assert not Project.objects.exists()
    assert step(office, "preview", how="all", from_month="8").status_code == 302
    assert "导入完成" in step(office, "done").content.decode()
    assert ProgrammeEntry.objects.get().project.name == "恒新碳纤维项目"


def test_the_same_file_twice_says_that_nothing_changed(office: Client) -> None:
    for _ in range(2):
        send(office, book(GOOD))
        step(office, "preview", how="all", from_month="8")
    assert "没有任何变化" in step(office, "done").content.decode()
    assert (Project.objects.count(), PlanVersion.objects.count()) == (1, 1)


def test_an_error_stands_at_its_cell(office: Client) -> None:
    send(office, book(GOOD, WRONG))
    (row,) = step(office, "preview").context["page"].object_list[1:]
    (cell,) = [cell for cell in row.cells if cell.is_wrong]
    assert (row.number, cell.text) == (4, "待定")
    assert "不是数字" in cell.said[0]


def test_rows_are_shown_by_what_becomes_of_them(office: Client) -> None:
    send(office, book(GOOD, WRONG))
    batch = ImportBatch.objects.get()
    page = office.get(f"/imports/{batch.pk}/preview/?show=errors").context["page"]
    assert [row.number for row in page.object_list] == [4]


def test_all_or_nothing_writes_nothing_with_an_error(office: Client) -> None:
    send(office, book(GOOD, WRONG))
    answer = step(office, "preview", how="all", from_month="8")
    assert (answer.status_code, Project.objects.count()) == (422, 0)
    assert "还有1处错误" in answer.content.decode()


def test_the_valid_rows_alone_come_in_when_chosen(office: Client) -> None:
    send(office, book(GOOD, WRONG))
    step(office, "preview", how="valid", from_month="8")
    assert list(Project.objects.values_list("name", flat=True)) == ["恒新碳纤维项目"]


def test_a_row_that_the_ledger_refuses_says_why(office: Client) -> None:
    send(office, book(GOOD, ("无处安放的项目", None, "新增", 50000, 12000)))
    assert "没有写明所属板块" in step(office, "preview").content.decode()
    step(office, "preview", how="valid", from_month="8")
    assert "没有写明所属板块" in step(office, "done").content.decode()


def test_a_changed_plan_becomes_a_version_from_the_month_chosen(office: Client) -> None:
    for plan in (12_000, 15_000):
        send(office, book((*GOOD[:4], plan)))
        step(office, "preview", how="all", from_month="6")
    assert list(PlanVersion.objects.order_by("number").values_list("annual_fen", "from_month")) == [
        (fen_of_wan(12_000), 1),
        (fen_of_wan(15_000), 6),
    ]


def test_words_of_secrecy_ask_for_the_declaration(office: Client) -> None:
    send(office, book(("军工配套厂房", *GOOD[1:])))
    refused = step(office, "preview", how="all", from_month="8")
    assert (refused.status_code, Project.objects.count()) == (422, 0)
    step(office, "preview", how="all", from_month="8", not_classified="on")
    assert Project.objects.count() == 1


ODD = ("项目名称", "所属板块", "结转/新增", "总投资", "今年打算投")


def test_a_corrected_column_is_read_and_remembered(office: Client) -> None:
    data = book(GOOD, heads=ODD)
    send(office, data)
    assert step(office, "preview").context["can_apply"] is False
    fields = ("name", "block", "origin", "total_investment", "annual_plan")
    columns = {f"column_{letter}": name for letter, name in zip("ABCDE", fields, strict=True)}
    step(office, "columns", save="1", **columns)
    assert step(office, "preview").context["doing"] == 1
    assert ColumnMapping.objects.get().columns["E"] == "annual_plan"
    send(office, data, "下一份.xlsx")
    assert step(office, "columns").context["is_saved"] is True
    assert step(office, "preview").context["doing"] == 1


def test_a_column_put_aside_is_kept_as_it_stands(office: Client) -> None:
    send(office, book((*GOOD, "已摘牌"), heads=(*HEADS, "土地情况")))
    step(office, "preview", how="all", from_month="8")
    assert ProgrammeEntry.objects.get().extra == {"土地情况": "已摘牌"}


def test_the_marked_workbook_names_the_wrong_cell(office: Client) -> None:
    send(office, book(GOOD, WRONG))
    answer = step(office, "marked")
    marked = load_workbook(io.BytesIO(answer.content))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert marked[marked.sheetnames[1]]["E4"].comment is not None


def test_an_import_given_up_writes_nothing_and_is_over(office: Client) -> None:
    send(office, book(GOOD))
    step(office, "abandon", yes="1")
    assert step(office, "preview").status_code == 422
    assert ImportBatch.objects.get().state == "abandoned"


def test_an_import_is_done_once(office: Client) -> None:
    send(office, book(GOOD))
    step(office, "preview", how="all", from_month="8")
    assert step(office, "preview", how="all", from_month="8").status_code == 422


def test_another_officer_does_not_finish_mine(office: Client, client_for: ClientFor) -> None:
    send(office, book(GOOD))
    second = client_for("second_projects_office")
    assert step(second, "preview", how="all", from_month="8").status_code == 404
    assert "名单.xlsx" in second.get("/imports/").content.decode()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def with_macros() -> bytes:
    buffer = io.BytesIO(book(GOOD))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.xlsx", b" ", "空"),
        ("图片.xlsx", b"\x89PNG\r\n\x1a\n", "不是表格文件"),
        ("公文.pdf", b"%PDF-1.7", "不是表格文件"),
        ("说明.csv", "只有一段话，没有表头".encode(), "没有找到表头"),
        ("乱码.csv", b"name,\x80\x81\xff\n" * 20, "文字编码无法识别"),
        ("坏的.xlsx", book(GOOD)[:900], "损坏"),
        ("炸弹.xlsx", bomb(), "文件过大"),
        ("宏.xlsm", with_macros(), "宏"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_no_workbook_is_refused_in_a_sentence_and_not_kept(
    name: str, data: bytes, words: str, office: Client
) -> None:
    lines = AuditEntry.objects.count()
    answer: HttpResponse = send(office, data, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.exists()
    assert AuditEntry.objects.count() == lines


def test_a_file_above_the_limit_is_refused_unread(office: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    answer = send(office, b"PK\x03\x04" + b"0" * (1024 * 1024))
    assert "超过1MB" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_formulas_are_taken_by_their_value_and_run_nowhere(office: Client) -> None:
    send(office, book(('=HYPERLINK("http://x")', *GOOD[1:]), GOOD))
    step(office, "preview", how="valid", from_month="8")
    assert "恒新碳纤维项目" in set(Project.objects.values_list("name", flat=True))


def test_no_file_is_no_import(office: Client) -> None:
    answer = office.post("/imports/", {"target": "list:2021-municipal"})
    assert (answer.status_code, ImportBatch.objects.count()) == (422, 0)


MONTH_HEADS = ("项目名称", "板块", "1-7月完成投资", "形象进度")
MONTH_TITLE = "示例市重大项目2021年1-7月推进情况表（单位：万元）"


@pytest.fixture
def july(city: City, ledger: Ledger) -> None:
    ledger.entry(ledger.programme(), ledger.project(city.own, name="滨江新材料园"))
    ledger.period()


def test_a_block_brings_in_its_months_table(july: None, client_for: ClientFor) -> None:
    officer = client_for("block_officer")
    data = book(("滨江新材料园", "滨江区", 7000, "主体封顶"), heads=MONTH_HEADS, title=MONTH_TITLE)
    send(officer, data, "7月.xlsx", "month:2021-07")
    step(officer, "preview", how="all", submit="on")
    report = ProgressReport.objects.get()
    assert (report.reported_fen, report.state) == (fen_of_wan(7_000), "submitted")


def test_a_block_is_offered_no_list(july: None, client_for: ClientFor) -> None:
    answer = send(client_for("block_officer"), book(GOOD))
    assert (answer.status_code, ImportBatch.objects.count()) == (422, 0)
