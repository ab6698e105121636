"""The whole way: the year's workbook comes in, blocks report, the office reviews, the month is
closed, and the published figures stand in the verb's JSON, on the cockpit and in the briefing.

The projects are those of the sample city's drawing, entered here by the doors an office uses. Their
published totals are known to the drawing alone; everything asserted comes back out of the ledger.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.selectors import user_by_name
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.projects.services.imports import list_import, list_preview
from niubizi.apps.projects.services.projects import project_advance
from niubizi.apps.reporting.services import closing, periods, returns, reviews
from niubizi.apps.reporting.services.returns import Outcome, ReturnInput
from niubizi.config.cli import main
from niubizi.documents.briefings.reading import plain_text
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.lifecycle import Stage
from niubizi.domain.periods import Month
from niubizi.jobs.sample import people
from niubizi.jobs.sample.draw import Drawn, draw_city
from niubizi.jobs.sample.ledger import block_targets, make_programmes, moment

pytestmark = [pytest.mark.django_db, pytest.mark.acceptance]

HEADS = (
    "序号", "项目名称", "所属板块", "新增/结转", "总投资", "至上年底累计完成投资", "2021年计划投资",
    "计划开工时间", "建设单位",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Journey:
    """A city whose July has been closed by the doors an office uses."""

    office: Actor
    chief: Actor
    drawn: Sequence[Drawn]
    second_import_was_nothing: bool


def list_workbook(title: str, drawn: Sequence[Drawn]) -> bytes:
    """A list as an office keeps it: a title, the unit, one head, a total at the end."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("附件1")
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, title)
    sheet.write(1, len(HEADS) - 1, "单位：万元")
    sheet.write_row(2, 0, HEADS)
    for number, each in enumerate(drawn, start=1):
        start = f"2021.{each.start}" if each.is_new else "2020.3"
        row = (
            number, each.name, each.block.name, "新增" if each.is_new else "结转", each.total,
            each.before or "", each.revised_plan, start, f"{each.name[:2]}有限公司",
        )  # fmt: skip
        sheet.write_row(2 + number, 0, row)
    total = sum(each.revised_plan for each in drawn)
    sheet.write_row(3 + len(drawn), 0, ("", "合计", "", "", "", "", total))
    book.close()
    return buffer.getvalue()


def bring_in(programme: Programme, drawn: Sequence[Drawn], office: Actor) -> bool:
    """Imports the list, then the same file once more; whether that changed nothing."""
    data = list_workbook(f"{programme.name}投资计划表", drawn)
    answers = [
        list_import(
            list_preview(data, "名单.xlsx", programme=programme),
            programme=programme,
            file_name="名单.xlsx",
            valid_rows_only=False,
            actor=office,
            at=moment(2021, 1, 8),
        )
        for _ in range(2)
    ]
    assert answers[0].new == len(drawn)
    return answers[1].is_nothing


def all_done(outcomes: Sequence[Outcome]) -> None:
    refused = [str(each.refusal) for each in outcomes if each.refusal]
    assert not refused


def run_month(
    month: Month, drawn: Sequence[Drawn], ids: dict[str, int], office: Actor, chief: Actor
) -> None:
    """Starts, returns of every block, approval and closing of one month."""
    at = moment(2021, month.month + 1, 3)
    for each in drawn:
        stage = Project.objects.values_list("stage", flat=True).get(pk=ids[each.name])
        if each.start <= month.month and stage != Stage.STARTED.value:
            project_advance(
                project_id=ids[each.name], to=Stage.STARTED, on=date(2021, each.start, 10),
                actor=office, at=at,
            )  # fmt: skip
    periods.period_open(month=month, actor=office, at=at)
    reporting = [each for each in drawn if reports(each, month.month)]
    for code in sorted({each.block.code for each in reporting}):
        rows = [
            ReturnInput(ids[each.name], fen_of_wan(each.cumulative[month.month]))
            for each in reporting
            if each.block.code == code
        ]
        all_done(
            returns.returns_save(
                period_code=month.code, rows=rows, source="workbook", submit=True,
                actor=people.person(code, at.date()), at=at,
            )
        )  # fmt: skip
    all_done(
        reviews.returns_approve(
            period_code=month.code, project_ids=[ids[each.name] for each in reporting],
            actor=office, at=at,
        )
    )  # fmt: skip
    closing.closing_prepare(period_code=month.code, actor=office, at=at)
    closing.closing_confirm(period_code=month.code, actor=chief, at=at)


def reports(each: Drawn, month: int) -> bool:
    silent = each.never_reported or (each.misses_july and month == 7)
    return month in each.cumulative and not silent


@pytest.fixture
def journey(db: None) -> Journey:
    first: datetime = moment(2021, 1, 2)
    people.make_places(first)
    people.make_people(first)
    office = people.person("office", first.date())
    chief = people.person("chief", first.date())
    drawn, _ = draw_city()
    provincial, municipal = make_programmes(2021, block_targets(drawn), office)
    nothing = bring_in(municipal, drawn, office)
    nothing &= bring_in(provincial, [each for each in drawn if each.provincial], office)
    ids = dict(Project.objects.values_list("name", "pk"))
    for month in (Month(2021, 6), Month(2021, 7)):
        run_month(month, drawn, ids, office, chief)
    return Journey(office, chief, drawn, nothing)


def client_of(username: str) -> Client:
    client = Client()
    user = user_by_name(username)
    assert user is not None
    client.force_login(user)
    return client


def test_the_published_figures_come_out_of_the_ledger(
    journey: Journey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # One journey, looked at from every side: it is the longest fixture of the suite.
    assert journey.second_import_was_nothing
    assert Project.objects.count() == len(journey.drawn) == 265

    assert main(["figures", "2021-07", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    provincial, municipal = figures["programmes"]
    assert (provincial["entries"], provincial["invested"]) == (28, "1696000")
    assert (provincial["carried"], provincial["unreported"]) == (1, 0)
    assert round(provincial["completion"], 3) == 0.759
    assert round(provincial["lead_pp"], 1) == 17.6
    assert (municipal["entries"], municipal["carry_over"], municipal["new"]) == (265, 193, 72)
    assert (municipal["invested"], round(municipal["completion"], 3)) == ("5839000", 0.675)
    assert round(municipal["lead_pp"], 1) == 9.2
    assert sorted(block["rank"] for block in municipal["blocks"]) == list(range(1, 8))

    page = client_of("leader").get("/cockpit/", {"period": "2021-07"}).content.decode()
    for printed in ("169.6亿元", "75.9", "17.6个百分点", "583.9亿元", "67.5", "9.2个百分点"):
        assert printed in page

    target = tmp_path / "通报.docx"
    assert main(["brief", "2021-07", "-o", str(target)]) == 0
    text = plain_text(target.read_bytes())
    assert "28个省重大项目（结转20个、新增8个）完成投资169.6亿元，完成年度计划的75.9%" in text
    assert "高于序时进度17.6个百分点" in text
    assert "265个市重大项目（结转193个、新增72个）完成投资583.9亿元，完成年度目标的67.5%" in text
    assert "高于序时进度9.2个百分点" in text

    assert main(["check", str(target), "--ledger", "2021-07"]) == 0
    assert main(["period", "verify"]) == 0
    assert main(["audit", "verify"]) == 0


def test_a_closed_month_can_be_looked_up_by_its_keys(
    journey: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["figures", "2021-07", "--json"])
    figures = json.loads(capsys.readouterr().out)
    client = client_of("office")
    for programme in figures["programmes"]:
        for block in programme["blocks"]:
            answer = client.get(f"/figures/{block['key']}/")
            assert answer.status_code == 200
