"""The gallery in a browser: wide and narrow, light and dark, on paper, on the wall, without a mouse."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.frontend.gallery import NAMES, STATIC

FIRST_PAGE_BYTES = 350_000
GRAVE = {"serious", "critical"}


def settled(page: Page, url: str) -> Page:
    """The page with its charts drawn and its grid up."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


def grave(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    return [
        f"{found['id']}: {node['target']} {node['html'][:160]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_serious(page: Page, name: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    assert grave(settled(page, f"/{name}")) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_asks_for_more_than_the_strict_policy(
    complaints: list[str], page: Page, name: str
) -> None:
    settled(page, f"/{name}")
    assert complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_a_telephone_need_not_scroll_sideways(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page, f"/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_cockpit_fills_one_screen_on_the_wall(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    settled(page, "/cockpit?view=screen")
    assert page.evaluate("document.documentElement.scrollHeight") == 1080


def test_the_first_page_with_charts_weighs_less_than_promised(page: Page) -> None:
    fetched: set[str] = set()
    page.on("response", lambda answer: fetched.add(answer.url.split("/static/")[-1]))
    html = settled(page, "/cockpit").content()
    files = [Path(STATIC / name) for name in fetched if name.startswith("dist/")]
    weight = len(gzip.compress(html.encode())) + sum(
        file.with_name(f"{file.name}.gz").stat().st_size for file in files
    )
    assert weight < FIRST_PAGE_BYTES


def test_a_chart_shows_its_data_as_a_table(page: Page) -> None:
    settled(page, "/cockpit")
    page.get_by_role("button", name="看数据表").first.click()
    expect(page.get_by_role("row", name="7月 130.4 169.6 124.2")).to_be_visible()


def test_the_theme_that_was_chosen_is_there_at_the_next_page(page: Page) -> None:
    settled(page, "/desk")
    page.locator("summary.bar-person").click()
    page.get_by_role("button", name="深色").click()
    settled(page, "/list")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_charts_take_the_colours_of_the_theme(page: Page) -> None:
    settled(page, "/cockpit")
    bars = page.locator("#trend-option ~ *, [data-chart=trend-option] path[fill]")
    light = bars.evaluate_all("found => found.map(each => each.getAttribute('fill')).join()")
    page.locator("summary.bar-person").click()
    page.get_by_role("button", name="深色").click()
    dark = bars.evaluate_all("found => found.map(each => each.getAttribute('fill')).join()")
    assert light != dark


def test_a_menu_opens_and_closes_by_keyboard(page: Page) -> None:
    settled(page, "/desk")
    chooser = page.locator(".bar-place details").first
    chooser.locator("summary").press("Enter")
    page.keyboard.press("ArrowDown")
    expect(chooser.get_by_role("link", name="示例市")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chooser.locator(".menu-panel")).to_be_hidden()


def test_the_rail_comes_from_the_side_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page, "/desk")
    link = page.get_by_role("link", name="月报")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="打开菜单").click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()


def test_ctrl_k_searches(page: Page) -> None:
    settled(page, "/desk")
    page.keyboard.press("Control+k")
    page.keyboard.type("bjxny")
    page.get_by_role("link", name="滨江新能源").wait_for()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="滨江新能源")).to_be_focused()


def test_a_deed_that_asks_first_is_not_done_when_the_answer_is_no(page: Page) -> None:
    settled(page, "/wizard")
    posted: list[str] = []
    page.on("request", lambda sent: posted.append(sent.url) if sent.method == "POST" else None)
    page.get_by_role("button", name="导入260行").click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert posted == []


def test_a_deed_that_asks_first_is_done_when_the_answer_is_yes(page: Page) -> None:
    settled(page, "/wizard")
    page.get_by_role("button", name="导入260行").click()
    with page.expect_request(lambda sent: sent.method == "POST"):
        page.get_by_role("dialog").get_by_role("button", name="导入").click()


def test_photos_open_in_a_lightbox_and_turn_with_the_arrows(page: Page) -> None:
    settled(page, "/file")
    page.locator(".photos a").first.click()
    expect(page.get_by_text("1/4")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2/4")).to_be_visible()


def test_a_chosen_picture_is_previewed(page: Page) -> None:
    settled(page, "/components")
    picture = STATIC / "dist/mark.svg"
    page.locator("#photos").set_input_files(
        {"name": "工地.svg", "mimeType": "image/svg+xml", "buffer": picture.read_bytes()}
    )
    expect(page.get_by_role("img", name="工地.svg")).to_be_visible()


def test_text_is_copied_for_the_chat(page: Page) -> None:
    settled(page, "/components")
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "请各板块于8月5日前报送。"


def test_checking_all_shows_how_many_a_bulk_action_takes(page: Page) -> None:
    settled(page, "/list")
    page.get_by_label("选择本页全部项目").check()
    expect(page.get_by_text("已选16个项目")).to_be_visible()


def test_paper_has_no_frame_and_light_colours(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    settled(page, "/file")
    page.emulate_media(media="print")
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_file_of_a_project_prints_on_one_page(page: Page) -> None:
    settled(page, "/file")
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1
