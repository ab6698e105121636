"""溯源: where a figure comes from, for every metric, and to whom it is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction

import openpyxl
import pytest
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.reporting.models import ClosingEntry
from niubizi.apps.reporting.selectors.figure_key import FigureKey
from niubizi.apps.reporting.selectors.trace import Trace, trace
from niubizi.apps.reporting.services.closing import closing_publish, period_reopen
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.errors import DomainError
from niubizi.metrics.catalogue import METRICS
from tests.cast import NOW
from tests.guards import unguarded
from tests.months import TwoMonths, close

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
ClientFor = Callable[[str], Client]
CITY = "2021-07.1:2021-municipal:city:all:"
OWN = "2021-07.1:2021-municipal:binjiang:all:"
ROWS: dict[str, Callable[[Trace], object]] = {
    "annual_plan": lambda t: t.totals.annual_plan_fen,
    "base": lambda t: t.totals.annual_plan_fen,
    "invested": lambda t: t.totals.invested_fen,
    "due": lambda t: t.totals.due_fen,
    "completion": lambda t: Fraction(t.totals.invested_fen, t.totals.annual_plan_fen),
    "schedule": lambda t: Fraction(7, 12),
    "lead": lambda t: (
        (Fraction(t.totals.invested_fen, t.totals.annual_plan_fen) - Fraction(7, 12)) * 100
    ),
    "gap_to_schedule": lambda t: t.totals.annual_plan_fen * Fraction(7, 12) - t.totals.invested_fen,
    "gap_to_target": lambda t: t.totals.annual_plan_fen - t.totals.invested_fen,
    "pace_needed": lambda t: Fraction(t.totals.annual_plan_fen - t.totals.invested_fen, 5),
}
"""What the entries of a trace come to, for each metric that doesn't count them."""


def entries(found: Trace) -> object:
    """The number of entries: what every other metric counts."""
    return found.totals.entries


@pytest.fixture
def closed(two_months: TwoMonths, actor_for: ActorFor) -> TwoMonths:
    close(two_months.july, actor_for)
    return two_months


def test_every_metric_has_a_trace_whose_entries_come_to_it(
    closed: TwoMonths, actor_for: ActorFor
) -> None:
    actor = actor_for("leader")
    found = {code: trace(CITY + code, actor=actor) for code in METRICS}
    figures = {code: METRICS[code].value(each.figures.reading) for code, each in found.items()}
    rows = {code: ROWS.get(code, entries)(each) for code, each in found.items()}
    assert rows == figures


def test_a_formula_knows_where_its_figures_come_from(
    closed: TwoMonths, actor_for: ActorFor
) -> None:
    found = trace(OWN + "completion", actor=actor_for("leader"))
    assert "".join(part.text for part in found.parts) == (
        "完成率 = 本年累计完成投资1.5亿元 ÷ 年度计划3.3亿元 = 45.5%"
    )
    assert [part.key for part in found.parts if part.key] == [OWN + "invested", OWN + "base"]


def test_an_entry_tells_who_entered_and_who_approved_its_return(
    closed: TwoMonths, actor_for: ActorFor
) -> None:
    found = trace(OWN + "invested", actor=actor_for("leader"))
    first = found.rows[0]
    assert first.line.project_name == "甲项目"
    assert first.report is not None
    assert (first.report.entered_by, first.report.approved_by) == ("江滨", "项明")


def test_a_carried_entry_points_at_the_return_of_its_month(
    closed: TwoMonths, actor_for: ActorFor
) -> None:
    found = trace("2021-07.1:2021-municipal:laocheng:all:carried", actor=actor_for("leader"))
    (row,) = found.rows
    assert row.line.mark == "结转上期数"
    assert row.report is not None
    assert row.report.period_code == "2021-06"


def test_a_cut_sums_its_own_entries(closed: TwoMonths, actor_for: ActorFor) -> None:
    found = trace("2021-07.1:2021-municipal:city:origin=new:entries", actor=actor_for("leader"))
    assert (found.totals.entries, found.key.cut_words) == (5, "新增项目")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "completion",
        "2021-07.2:2021-municipal:city:all:completion",
        "2021-07.live:2021-municipal:city:all:completion",
        "2021-13.1:2021-municipal:city:all:completion",
        "2021-09.1:2021-municipal:city:all:completion",
        "2021-07.x:2021-municipal:city:all:completion",
        "2021-07.1:2021-none:city:all:completion",
        "2021-07.1:2021-municipal:nowhere:all:completion",
        "2021-07.1:2021-municipal:city:name=x:completion",
        "2021-07.1:2021-municipal:city:all:rank",
    ],
)
def test_what_is_no_figure_is_not_found(closed: TwoMonths, actor_for: ActorFor, key: str) -> None:
    with pytest.raises(DomainError, match=r"figure\.unknown"):
        trace(key, actor=actor_for("leader"))


def test_a_key_is_written_as_it_was_read() -> None:
    text = "2021-07.1:2021-municipal:city:category=一类：甲:completion"
    assert str(FigureKey.parse(text)) == text


def page(client: Client, key: str, **asked: str) -> str:
    answer = client.get(f"/figures/{key}/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_the_closing_with_its_digest(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    shown = page(client_for("leader"), CITY + "completion")
    closing = closed.july.closings.get(kind="close")
    assert f"sha256:{closing.digest}" in shown
    assert "项明准备，章主任确认" in shown


def test_a_closing_that_still_gives_its_digest_is_said_to_be_whole(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    assert "与关账时一致" in page(client_for("leader"), CITY + "completion", verify="1")


def test_a_closing_that_was_tampered_with_is_said_to_be_so(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    with unguarded():
        ClosingEntry.objects.filter(project_name="甲项目").update(invested_fen=1)
    assert "与关账时不一致" in page(client_for("leader"), CITY + "completion", verify="1")


def test_an_older_closing_leads_to_the_one_in_force(
    closed: TwoMonths, client_for: ClientFor, actor_for: ActorFor
) -> None:
    period_reopen(period_code="2021-07", reason="更正", actor=actor_for("chief"), at=NOW)
    close(closed.july, actor_for)
    shown = page(client_for("leader"), CITY + "completion")
    assert "现以第2次关账为准" in shown
    assert "/figures/2021-07.2:2021-municipal:city:all:completion/" in shown


def test_a_live_figure_says_that_it_may_change(
    two_months: TwoMonths, client_for: ClientFor
) -> None:
    shown = page(client_for("leader"), "2021-07.live:2021-municipal:city:all:completion")
    assert "还没有关账，这是实时数" in shown


def test_a_panel_is_the_trace_without_the_frame(closed: TwoMonths, client_for: ClientFor) -> None:
    answer = client_for("leader").get(f"/figures/{CITY}completion/", headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert "怎么算的？" in shown
    assert "<html" not in shown


def test_a_published_total_of_others_shows_its_formula_and_no_row(
    closed: TwoMonths, client_for: ClientFor, actor_for: ActorFor
) -> None:
    closing = closed.july.closings.get(kind="close")
    closing_publish(closing=closing, actor=actor_for("chief"), at=NOW)
    shown = page(client_for("block_officer"), "2021-07.1:2021-municipal:hudong:all:completion")
    assert "不在您的查看范围内" in shown
    assert "戊项目" not in shown


def test_a_published_total_of_the_city_shows_a_block_its_own_rows(
    closed: TwoMonths, client_for: ClientFor, actor_for: ActorFor
) -> None:
    closing = closed.july.closings.get(kind="close")
    closing_publish(closing=closing, actor=actor_for("chief"), at=NOW)
    shown = page(client_for("block_officer"), CITY + "completion")
    assert "这个数由5项构成，其中3项在您的查看范围内" in shown
    assert "甲项目" in shown
    assert "戊项目" not in shown


def test_the_workbook_holds_the_rows_their_sum_and_the_formula(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    answer = client_for("leader").get(f"/figures/{OWN}invested/export/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    amounts = [row[4] for row in cells if isinstance(row[4], int)]
    assert amounts == [9_000, 5_000, 1_000, 15_000]
    assert any("本年累计完成投资 = " in str(row[0]) for row in cells)


def test_an_export_leaves_a_line_in_the_trail(closed: TwoMonths, client_for: ClientFor) -> None:
    client_for("leader").get(f"/figures/{OWN}invested/export/")
    assert AuditEntry.objects.filter(action="export").latest("id").detail["rows"] == 3


def test_the_base_of_a_target_is_told_apart_from_the_sum_of_plans(
    closed: TwoMonths, actor_for: ActorFor, client_for: ClientFor
) -> None:
    figures = closed.july.closings.get(kind="close").figures
    with unguarded():
        figures.filter(organization_code="binjiang", cut="all").update(base_fen=fen_of_wan(40_000))
    shown = page(client_for("leader"), OWN + "completion")
    assert "不是各项目年度计划之和3.3亿元" in shown
