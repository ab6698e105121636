"""A month in the browser: filled in the grid, sent up, reviewed by keyboard, closed by two people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import Period, ProgressReport
from niubizi.domain.amounts import fen_of_wan
from tests.browser.conftest import NewPage
from tests.cast import City
from tests.ledger import Ledger, Scene

SignIn = Callable[[Page, str], None]
PAGES = {
    "block_officer": (
        ("returns", "/returns/"),
        ("grid", "/returns/grid/"),
        ("submit", "/returns/submit/"),
        ("workbook", "/returns/workbook/"),
        ("queue", "/returns/review/"),
    ),
    "projects_office": (
        ("city-queue", "/returns/review/"),
        ("completeness", "/returns/completeness/"),
        ("closing", "/closing/"),
        ("closings", "/closings/"),
    ),
}


@pytest.fixture
def fresh(scene: Scene, city: City, ledger: Ledger) -> Project:
    """新能源基地, in 滨江区, built by 恒新材料: nobody has reported it yet."""
    project = ledger.project(city.own, name="新能源基地", owner=city.company, total_wan=50_000)
    ledger.entry(scene.programme, project, plan_wan=12_000)
    return project


def agree(page: Page, verb: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=verb).click()


def test_a_figure_typed_into_the_grid_is_kept_and_sent_up(
    page: Page, fresh: Project, sign_in: SignIn
) -> None:
    sign_in(page, "project_officer")
    page.goto("/returns/grid/")
    row = page.locator(".jss_worksheet tbody tr").filter(has_text="新能源基地")
    row.locator("td:not(.readonly)").nth(1).click()
    page.keyboard.type("3000")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("全部已保存")).to_be_visible()
    page.get_by_role("link", name="上报已填的").click()
    page.get_by_role("button", name="上报选中的").click()
    expect(page.get_by_role("dialog")).to_contain_text("上报选中的1份月报？")
    agree(page, "上报")
    expect(page.get_by_text("已上报1份月报。")).to_be_visible()
    report = ProgressReport.objects.get(project=fresh)
    assert (report.state, report.reported_fen) == ("submitted", fen_of_wan(3_000))


def test_the_queue_is_worked_off_by_keyboard(page: Page, scene: Scene, sign_in: SignIn) -> None:
    sign_in(page, "projects_office")
    page.goto("/returns/review/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_label("退回意见")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("“智慧物流港”已通过。").first).to_be_visible()
    expect(page.locator("#queue-count")).to_have_text("1")


def test_a_return_is_sent_back_by_keyboard_with_its_remark(
    page: Page, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "projects_office")
    page.goto("/returns/review/")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.get_by_label("退回意见")).to_be_focused()
    page.keyboard.type("请补充合同")
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("“智慧物流港”已退回。").first).to_be_visible()


def test_what_is_wrong_with_a_correction_is_said_in_its_row(
    page: Page, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "projects_office")
    page.goto("/returns/review/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_text("直接更正数字").click()
    page.get_by_label("审核数").fill("约六千")
    page.get_by_role("button", name="更正").click()
    expect(page.get_by_text("“约六千”不是金额")).to_be_visible()


def test_many_are_passed_after_a_question_that_names_how_many(
    page: Page, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "projects_office")
    page.goto("/returns/review/")
    page.get_by_label("选择本页全部月报").check()
    page.get_by_role("button", name="通过选中的月报").click()
    expect(page.get_by_role("dialog")).to_contain_text("通过选中的2份月报？")
    agree(page, "通过")
    expect(page.get_by_text("已通过2份月报。")).to_be_visible()


def test_a_month_is_closed_by_two_people(
    page: Page, new_page: NewPage, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "projects_office")
    page.goto("/closing/")
    page.get_by_role("button", name="准备关账").click()
    agree(page, "准备关账")
    expect(page.get_by_role("heading", name="等待确认")).to_be_visible()
    other = new_page()
    sign_in(other, "chief")
    other.goto("/closing/")
    other.get_by_role("button", name="确认关账").click()
    agree(other, "确认关账")
    expect(other.get_by_role("heading", name="已关账")).to_be_visible()
    other.get_by_role("link", name="核验").click()
    expect(other.get_by_text("数据没有被改动")).to_be_visible()
    assert Period.objects.get().state == "closed"


def test_the_reminder_can_be_copied(page: Page, fresh: Project, sign_in: SignIn) -> None:
    sign_in(page, "projects_office")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/returns/completeness/")
    page.get_by_role("button", name="复制催报文字").first.click()
    expect(page.get_by_text("已复制")).to_be_visible()
    assert "新能源基地" in page.evaluate("navigator.clipboard.readText()")


def test_the_pages_are_accessible_in_every_window(
    any_page: Page,
    fresh: Project,
    sign_in: SignIn,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], Path],
) -> None:
    for part, pages in PAGES.items():
        sign_in(any_page, part)
        for name, path in (*pages, ("return", f"/returns/{fresh.code}/")):
            any_page.goto(path)
            any_page.wait_for_load_state("networkidle")
            axe(any_page)
            shot(any_page, f"month-{part}-{name}")
