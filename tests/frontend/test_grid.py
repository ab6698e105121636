"""The grid of the monthly return: typing, pasting, drafts, refusals, two people at one row."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.returns import Returns

INVESTED, PROGRESS = 5, 6


@pytest.fixture
def grid(page: Page) -> Page:
    page.goto("/grid")
    expect(page.locator("[data-grid-status]")).to_have_text("全部已保存")
    return page


def cell(page: Page, row: int, column: int = INVESTED) -> Locator:
    """The cell of a return, by its number from 1."""
    return page.locator(f'td[data-x="{column}"][data-y="{row - 1}"]')


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def typed(page: Page, row: int, text: str) -> None:
    cell(page, row).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def status(page: Page) -> Locator:
    return page.locator("[data-grid-status]")


def test_a_typed_figure_is_taken_without_its_separators(grid: Page) -> None:
    typed(grid, 2, "81,234.5")
    expect(cell(grid, 2)).to_have_text("81,234.5")


def test_a_saved_row_is_stored_and_says_so(grid: Page, returns: Returns) -> None:
    typed(grid, 2, "81234.5")
    grid.keyboard.press("Control+s")
    expect(status(grid)).to_have_text("全部已保存")
    assert returns.rows[1]["values"]["invested"] == "81234.5"


def test_a_block_pasted_from_excel_fills_rows_and_leaves_the_next_alone(grid: Page) -> None:
    cell(grid, 2).click()
    paste(grid, "80000\t基础施工\r\n70000\t桩基\r\n")
    expect(cell(grid, 3, PROGRESS)).to_have_text("桩基")
    expect(status(grid)).to_have_text("2行未保存")


def test_a_paste_does_not_touch_what_is_locked(grid: Page) -> None:
    cell(grid, 4).click()
    paste(grid, "60000\n50000\n40000\n")
    expect(cell(grid, 6)).to_have_text("40,000")
    expect(cell(grid, 5)).to_have_text("77,000")


def test_a_paste_beyond_the_last_row_adds_none(grid: Page) -> None:
    cell(grid, 8).click()
    paste(grid, "1\n2\n3\n")
    expect(grid.locator(".jss_worksheet tbody tr")).to_have_count(8)


def test_a_formula_is_text(grid: Page) -> None:
    cell(grid, 2, PROGRESS).click()
    paste(grid, "=1+1\n")
    expect(cell(grid, 2, PROGRESS)).to_have_text("=1+1")


def test_pasted_markup_is_text(grid: Page) -> None:
    cell(grid, 2, PROGRESS).click()
    paste(grid, "<img src=x onerror=alert(1)>\n")
    expect(cell(grid, 2, PROGRESS).locator("img")).to_have_count(0)


def test_keys_meant_for_another_field_do_not_reach_the_cells(grid: Page) -> None:
    cell(grid, 2).click()
    grid.keyboard.press("Control+k")
    grid.keyboard.type("123")
    grid.keyboard.press("Escape")
    expect(cell(grid, 2)).to_have_text("")


def test_the_grid_is_entered_and_left_without_a_mouse(grid: Page) -> None:
    grid.locator(".jss_content").focus()
    grid.keyboard.type("81234.5")
    grid.keyboard.press("Enter")
    grid.keyboard.press("Escape")
    expect(status(grid)).to_be_focused()
    expect(cell(grid, 1)).to_have_text("81,234.5")


def test_undo_takes_the_change_back_from_what_will_be_saved(grid: Page) -> None:
    typed(grid, 2, "81234.5")
    grid.keyboard.press("Control+z")
    expect(status(grid)).to_have_text("全部已保存")


def test_what_is_no_figure_is_marked_and_not_sent(grid: Page, returns: Returns) -> None:
    typed(grid, 2, "约8亿")
    typed(grid, 3, "75000")
    grid.keyboard.press("Control+s")
    expect(status(grid)).to_have_text("1行未保存，1行有错误")
    assert returns.rows[1]["values"]["invested"] is None


def test_a_refused_row_keeps_its_input_and_shows_why(grid: Page) -> None:
    typed(grid, 3, "5")
    grid.keyboard.press("Control+s")
    expect(grid.get_by_role("button", name="本年累计不能减少")).to_be_visible()
    expect(cell(grid, 3)).to_have_text("5")


def test_unsaved_input_is_there_after_the_page_was_lost(grid: Page) -> None:
    typed(grid, 2, "81234.5")
    grid.on("dialog", lambda asked: asked.accept())
    grid.reload()
    expect(cell(grid, 2)).to_have_text("81,234.5")
    expect(grid.get_by_text("上次有1行没有保存")).to_be_visible()


def test_a_lost_connection_is_said_and_made_good_when_it_returns(
    grid: Page, returns: Returns
) -> None:
    typed(grid, 2, "81234.5")
    grid.context.set_offline(True)
    grid.keyboard.press("Control+s")
    expect(grid.get_by_text("网络连不上")).to_be_visible()
    grid.context.set_offline(False)
    expect(status(grid)).to_have_text("全部已保存")
    assert returns.rows[1]["values"]["invested"] == "81234.5"


def test_two_people_at_one_row_see_both_figures(grid: Page, returns: Returns) -> None:
    typed(grid, 2, "81234.5")
    returns.change(2, invested="90000")
    grid.keyboard.press("Control+s")
    expect(grid.get_by_text("我填81234.5，对方已存90000")).to_be_visible()
    assert returns.rows[1]["values"]["invested"] == "90000"


def test_mine_is_stored_over_theirs_only_when_i_say_so(grid: Page, returns: Returns) -> None:
    typed(grid, 2, "81234.5")
    returns.change(2, invested="90000")
    grid.keyboard.press("Control+s")
    grid.get_by_role("button", name="用我填的").click()
    grid.keyboard.press("Control+s")
    expect(status(grid)).to_have_text("全部已保存")
    assert returns.rows[1]["values"]["invested"] == "81234.5"


def test_theirs_stands_when_i_say_so(grid: Page, returns: Returns) -> None:
    typed(grid, 2, "81234.5")
    returns.change(2, invested="90000")
    grid.keyboard.press("Control+s")
    grid.get_by_role("button", name="用对方的").click()
    expect(cell(grid, 2)).to_have_text("90,000")
    expect(status(grid)).to_have_text("全部已保存")
