"""Reporting by workbook: down, filled, up, looked at, applied; tampered and stale ones refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import ProgressReport
from niubizi.apps.reporting.services.returns import ReturnInput, return_save
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.periods import Month
from tests.cast import NOW
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
ActorFor = Callable[[str], Actor]
PAGE = "/returns/workbook/?period=2021-07"
YTD, PROGRESS, NAME = "H6", "J6", "B6"


def downloaded(client: Client, period: str = "2021-07") -> bytes:
    return client.get(f"/returns/workbook/file/?period={period}").content


def filled(data: bytes, cells: Mapping[str, str | int]) -> bytes:
    """The workbook as somebody saves it after typing into cells."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book["月报"][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(client: Client, data: bytes, name: str = "月报.xlsx") -> HttpResponse:
    file = SimpleUploadedFile(name, data)
    return client.post(PAGE, {"file": file})  # type: ignore[return-value]


def token(answer: HttpResponse) -> str:
    found = re.search(r'name="rows" value="([^"]+)"', answer.content.decode())
    assert found
    return unescape(found[1])


def applied(client: Client, rows: str, do: str = "save") -> HttpResponse:
    return client.post(  # type: ignore[return-value]
        "/returns/workbook/apply/?period=2021-07", {"rows": rows, "do": do}
    )


def test_a_filled_workbook_is_shown_before_anything_is_written(
    fresh: Project, client_for: ClientFor
) -> None:
    client = client_for("block_officer")
    answer = uploaded(client, filled(downloaded(client), {YTD: 7_000, PROGRESS: "主体封顶"}))
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "本年累计" in words
    assert "7,000万元" in words
    assert "“主体封顶”" in words
    assert not ProgressReport.objects.filter(project=fresh).exists()


def test_an_applied_workbook_becomes_drafts_of_its_own_source(
    fresh: Project, client_for: ClientFor
) -> None:
    client = client_for("block_officer")
    answer = uploaded(client, filled(downloaded(client), {YTD: 7_000}))
    applied(client, token(answer))
    report = ProgressReport.objects.get(project=fresh)
    assert (report.state, report.reported_fen, report.source) == (
        "draft",
        fen_of_wan(7_000),
        "workbook",
    )


def test_a_workbook_can_be_sent_up_at_once(fresh: Project, client_for: ClientFor) -> None:
    client = client_for("project_officer")
    answer = uploaded(client, filled(downloaded(client), {YTD: 7_000}))
    applied(client, token(answer), do="submit")
    assert ProgressReport.objects.get(project=fresh).state == "submitted"


def test_a_workbook_as_downloaded_changes_nothing(fresh: Project, client_for: ClientFor) -> None:
    client = client_for("block_officer")
    assert "没有变动" in uploaded(client, downloaded(client)).content.decode()


def test_the_workbook_holds_what_may_be_filled_and_no_more(
    fresh: Project, client_for: ClientFor
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(downloaded(client_for("block_officer"))))
    names = [book["月报"].cell(row, 2).value for row in range(6, book["月报"].max_row + 1)]
    assert names == ["新能源基地"]


def test_a_workbook_with_a_changed_name_is_refused_naming_the_place(
    fresh: Project, client_for: ClientFor
) -> None:
    client = client_for("block_officer")
    answer = uploaded(client, filled(downloaded(client), {NAME: "别的项目", YTD: 7_000}))
    assert answer.status_code == 422
    assert "第6行“项目名称”与下发时不一致" in answer.content.decode()


def test_a_stale_row_is_refused_naming_both_values(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    client = client_for("block_officer")
    data = filled(downloaded(client), {YTD: 7_000})
    return_save(
        period_code="2021-07",
        given=ReturnInput(fresh.pk, fen_of_wan(6_500)),
        source="grid",
        actor=actor_for("project_officer"),
        at=NOW,
    )
    words = uploaded(client, data).content.decode()
    assert "本年累计现为6,500万元，您填的是7,000万元" in words


def test_a_row_that_turns_stale_after_the_preview_is_refused_too(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    client = client_for("block_officer")
    rows = token(uploaded(client, filled(downloaded(client), {YTD: 7_000})))
    return_save(
        period_code="2021-07",
        given=ReturnInput(fresh.pk, fen_of_wan(6_500)),
        source="grid",
        actor=actor_for("project_officer"),
        at=NOW,
    )
    answer = applied(client, rows)
    assert answer.status_code == 422
    assert "新能源基地" in answer.content.decode()
    assert ProgressReport.objects.get(project=fresh).reported_fen == fen_of_wan(6_500)


def test_a_workbook_applied_twice_saves_once(fresh: Project, client_for: ClientFor) -> None:
    client = client_for("block_officer")
    rows = token(uploaded(client, filled(downloaded(client), {YTD: 7_000})))
    applied(client, rows)
    assert applied(client, rows).status_code == 422
    assert ProgressReport.objects.get(project=fresh).version == 1


def test_a_preview_of_somebody_else_is_not_applied(fresh: Project, client_for: ClientFor) -> None:
    client = client_for("block_officer")
    rows = token(uploaded(client, filled(downloaded(client), {YTD: 7_000})))
    assert "核对结果已过期" in applied(client_for("project_officer"), rows).content.decode()


def test_a_forged_preview_is_not_applied(fresh: Project, client_for: ClientFor) -> None:
    answer = applied(client_for("block_officer"), "WzEsIjIwMjEtMDciLFtdXQ:forged")
    assert answer.status_code == 422


def test_a_cell_that_is_no_figure_is_refused_at_its_place(
    fresh: Project, client_for: ClientFor
) -> None:
    client = client_for("block_officer")
    words = uploaded(client, filled(downloaded(client), {YTD: "待定"})).content.decode()
    assert "H6：" in words
    assert "待定" in words


def test_a_workbook_of_another_month_is_refused(
    fresh: Project, client_for: ClientFor, ledger: Ledger
) -> None:
    ledger.period(Month(2021, 8))
    client = client_for("block_officer")
    answer = uploaded(client, downloaded(client, "2021-08"))
    assert answer.status_code == 422
    assert "这是2021年8月的月报表，现在要报的是2021年7月" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("月报.xlsx", b"", "文件是空的"),
        ("月报.xlsx", b"words, not a workbook \x00\x01", "不是表格文件"),
        ("月报.xlsx", b"PK\x03\x04 broken", "已损坏"),
    ],
    ids=["empty", "not a workbook", "broken"],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(
    fresh: Project, client_for: ClientFor, name: str, data: bytes, words: str
) -> None:
    answer = uploaded(client_for("block_officer"), data, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_workbook_of_another_kind_is_refused(fresh: Project, client_for: ClientFor) -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    words = uploaded(client_for("block_officer"), out.getvalue()).content.decode()
    assert "这不是从本系统下载的月报表" in words


def test_nothing_chosen_is_said(fresh: Project, client_for: ClientFor) -> None:
    answer = client_for("block_officer").post(PAGE)
    assert "请选择要上传的文件" in answer.content.decode()
