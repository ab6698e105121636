"""核数： a text goes in, comes back with marks, and leaves as files that open again."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfWriter

from niubizi.apps.briefing.services.briefings import briefing_draft
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.models import Closing
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.documents.briefings.reading import plain_text
from niubizi.documents.checked import CheckedText, Opinion, Remark, remarks
from niubizi.domain.figurecheck import Relation, Verdict, check
from niubizi.domain.figurecheck.result import CheckResult
from niubizi.web.checking.marking import shown_check
from tests.cast import NOW
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
ActorFor = Callable[[str], Actor]

RIGHT = "1—7月，全市28个省重大项目完成投资169.6亿元，占年度计划的75.9%，高于序时进度17.6个百分点。"
WRONG = "全市共有省重大项目266个，其中结转项目193个、新增项目72个。"


@pytest.fixture
def client(cast: object, client_for: ClientFor) -> Client:
    return client_for("leader")


@pytest.fixture
def closed(scene: Scene, actor_for: ActorFor) -> Closing:
    closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    return closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)


def send(client: Client, page: str = "checking", **given: Any) -> Any:
    return client.post(reverse(page), given)


def upload(client: Client, name: str, data: bytes) -> Any:
    return send(client, file=SimpleUploadedFile(name, data))


def relation(rid: str, verdict: Verdict, *spans: tuple[int, int]) -> Relation:
    return Relation(rid, "sum", (), (), verdict, f"{rid}的说明", spans)


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def word_file(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_text(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


# ── What goes in ────────────────────────────────────────────────────────────────────────────────


def test_the_page_stands_beside_the_briefings(client: Client) -> None:
    assert reverse("checking") in client.get(reverse("briefings")).text


def test_a_word_file_is_read(client: Client) -> None:
    answer = upload(client, "通报.docx", word_file(WRONG))
    assert answer.context["check"].failures == 1


def test_a_file_wins_over_what_was_pasted(client: Client) -> None:
    answer = send(client, text=WRONG, file=SimpleUploadedFile("稿.txt", RIGHT.encode("gb18030")))
    assert answer.context["given"]["text"] == RIGHT


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("图.png", b"\x89PNG\r\n\x1a\n\x00\x00", "不是文字文件"),
        ("稿.docx", b"PK\x03\x04 and nothing more", "不是完整的 Word 文档"),
        ("稿.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "请另存为 .docx"),
        ("稿.pdf", encrypted_pdf(), "PDF 已加密"),
        ("稿.txt", b"", "文件是空的"),
        ("稿.txt", b" \n ", "文件里没有文字"),
        ("稿.txt", "数".encode() * 350_000, "文字超过1MB"),
    ],
)
def test_a_file_that_cannot_be_checked_is_refused_with_its_reason(
    client: Client, name: str, data: bytes, sentence: str
) -> None:
    answer = upload(client, name, data)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["file"][0]


def test_nothing_given_is_refused(client: Client) -> None:
    answer = send(client, text=" \r\n")
    assert answer.status_code == 422
    assert "请粘贴文字，或选择一份文件。" in answer.text


def test_more_than_a_megabyte_is_refused_and_says_what_to_do(client: Client) -> None:
    answer = send(client, text="数" * 350_000)
    assert (answer.status_code, "请分成几段核对" in answer.text) == (422, True)


def test_a_period_that_is_not_closed_is_not_offered(scene: Scene, client: Client) -> None:
    assert send(client, text=RIGHT, ledger="2021-07").status_code == 422


# ── What is shown ───────────────────────────────────────────────────────────────────────────────


def test_a_figure_that_fails_is_named(client: Client) -> None:
    answer = send(client, text=WRONG)
    assert "1处不符" in answer.text
    assert "193个＋72个＝265个" in answer.text
    (mark,) = [each for each in answer.context["check"].stretches if each.text == "266个"]
    assert (mark.symbol, mark.word_shown) == ("✗", "不符")


def test_a_text_that_is_right_has_no_failure(client: Client) -> None:
    assert "没有不符" in send(client, text=RIGHT).text


def test_what_is_pasted_is_shown_as_text_and_never_as_markup(client: Client) -> None:
    assert "<script>alert" not in send(client, text=f"<script>alert(1)</script>{WRONG}").text


def test_the_stretches_are_the_whole_text_in_its_order() -> None:
    text = f"一、{RIGHT}\n二、{WRONG}\n"
    shown = shown_check(text, check(text), ())
    assert "".join(each.text for each in shown.stretches) == text


def test_overlapping_spans_are_cut_into_stretches_that_do_not_nest() -> None:
    given = CheckResult(
        (), (relation("r1", Verdict.HOLDS, (0, 6)), relation("r2", Verdict.FAILS, (3, 9)))
    )
    shown = shown_check("012345678九", given, ())
    assert [(each.text, each.code, each.relations) for each in shown.stretches] == [
        ("012", "holds", ("r1",)),
        ("345", "fails", ("r2", "r1")),
        ("678", "fails", ("r2",)),
        ("九", "unrelated", ()),
    ]


def test_the_gravest_relations_come_first() -> None:
    given = CheckResult(
        (), (relation("r1", Verdict.HOLDS, (0, 1)), relation("r2", Verdict.FAILS, (1, 2)))
    )
    assert [each.rid for each in shown_check("12", given, ()).relations] == ["r2", "r1"]


def test_a_page_costs_the_same_whatever_the_text_holds(closed: Closing, client: Client) -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            send(client, text=text, ledger="2021-07")
        return len(asked)

    queries(RIGHT)
    assert queries(RIGHT) == queries((RIGHT + WRONG) * 20)


def test_the_platforms_own_briefing_passes_its_own_check(
    closed: Closing, actor_for: ActorFor, client_for: ClientFor
) -> None:
    office = actor_for("projects_office")
    draft = briefing_draft(
        period_code="2021-07", programme_codes=["2021-municipal"], actor=office, at=NOW
    )
    client = client_for("projects_office")
    document = client.get(reverse("briefing_document", args=[draft.pk])).content
    shown = send(client, text=plain_text(document), ledger="2021-07").context["check"]
    assert (shown.failures, shown.differ) == (0, 0)
    assert shown.agree >= 3


def test_a_figure_that_differs_from_the_ledger_is_named(
    closed: Closing, client_for: ClientFor
) -> None:
    text = "1—7月，全市4个municipal项目完成投资。"
    answer = send(client_for("projects_office"), text=text, ledger="2021-07")
    (differing,) = answer.context["check"].comparisons
    assert (differing.code, differing.ledger, differing.difference) == ("differs", "3个", "1个")


# ── What leaves ─────────────────────────────────────────────────────────────────────────────────


def test_the_copy_opens_again_with_a_comment_at_the_figure(client: Client) -> None:
    answer = send(client, "checking_copy", text=f"{RIGHT}\r\n{WRONG}")
    copy = docx.Document(io.BytesIO(answer.content))
    assert word_text(copy) == f"{RIGHT}\n{WRONG}"
    (comment,) = copy.comments
    assert comment.text.startswith("不符　193个＋72个＝265个")


def test_an_opinion_stands_in_the_comment(client: Client) -> None:
    (failing,) = check(WRONG).failures
    answer = send(
        client,
        "checking_copy",
        text=WRONG,
        **{f"decision-{failing.rid}": "dismiss", f"note-{failing.rid}": "另有1个在市本级"},
    )
    (comment,) = docx.Document(io.BytesIO(answer.content)).comments
    assert comment.text.splitlines()[1:] == ["处理：不采纳（凌市长）", "备注：另有1个在市本级"]


def test_comments_of_overlapping_figures_are_all_kept(client: Client) -> None:
    given = CheckResult(
        (), (relation("r1", Verdict.NEAR, (0, 6)), relation("r2", Verdict.FAILS, (3, 9)))
    )
    assert remarks(CheckedText("0123456789", given)) == [
        Remark(3, 9, "不符　r2的说明"),
        Remark(0, 6, "临界　r1的说明"),
    ]


def test_what_holds_is_commented_on_only_where_somebody_spoke() -> None:
    given = CheckResult(
        (), (relation("r1", Verdict.HOLDS, (0, 1)), relation("r2", Verdict.HOLDS, (1, 2)))
    )
    checked = CheckedText("12", given, opinions={"r2": Opinion(True, "")}, reader="凌市长")
    assert [each.text for each in remarks(checked)] == ["相符　r2的说明\n处理：采纳（凌市长）"]


def test_control_characters_of_a_text_do_not_spoil_the_copy(client: Client) -> None:
    answer = upload(client, "稿.txt", f"\x0c{WRONG}\x07".encode())
    copy = send(client, "checking_copy", text=answer.context["given"]["text"])
    assert word_text(docx.Document(io.BytesIO(copy.content))) == f" {WRONG} "


def test_the_workbook_lists_claims_relations_and_the_ledger(
    closed: Closing, client_for: ClientFor
) -> None:
    answer = send(client_for("projects_office"), "checking_workbook", text=WRONG, ledger="2021-07")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["关系", "数据", "台账比对"]
    assert [cell.value for cell in book["关系"][4]][:3] == ["r1", "不符", "合计"]
    assert [book["数据"].cell(row, 2).value for row in (4, 5, 6)] == ["266个", "193个", "72个"]


def test_files_are_named_after_what_was_handed_in(client: Client) -> None:
    answer = send(client, "checking_workbook", text=WRONG, source="讲话稿.docx")
    assert "filename*=utf-8''%E6%A0%B8" in answer["Content-Disposition"]


def test_an_export_without_its_text_shows_the_box_again(client: Client) -> None:
    assert send(client, "checking_copy").status_code == 422
