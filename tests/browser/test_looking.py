"""Looking at the sample city as its mayor, a block and a department do, and leaving pictures of it.

The pictures lie in ``test-results/screens``: a person looks at them before a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.conftest import DESK, SCREENS, TELEPHONE, Watch
from tests.browser.site import Site
from tests.sample import SAMPLE

pytestmark = SAMPLE

WALL = {"width": 1920, "height": 1080}
JULY = "period=2021-07&programme=2021-municipal"
PAGES = {
    "cockpit": f"/cockpit/?{JULY}",
    "block": f"/blocks/laocheng/?{JULY}",
    "trace": f"/figures/2021-07.1:2021-municipal:laocheng:all:completion/?{JULY}",
    "map": f"/map/?{JULY}",
}

Look = Callable[..., Page]
Shot = Callable[[Page, str], Path]


@pytest.fixture(scope="session")
def sessions(browser: Browser, sample_site: Site) -> Callable[[str], dict[str, object]]:
    """Each account signs in once; its cookies serve every page."""
    held: dict[str, dict[str, object]] = {}

    def session(username: str) -> dict[str, object]:
        if username not in held:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{sample_site.url}/login/")
            page.locator(f"button.demo-account[value={username}]").click()
            page.wait_for_url(lambda url: "/login/" not in url)
            held[username] = dict(context.storage_state())
            context.close()
        return held[username]

    return session


@pytest.fixture
def look(
    sample_site: Site,
    sessions: Callable[[str], dict[str, object]],
    new_context: CreateContextCallback,
) -> Iterator[Look]:
    """A watched page of the sample city: ``look("/map/", "binjiang", size=TELEPHONE)``."""
    watch = Watch(sample_site.url)

    def opened(
        path: str, username: str = "leader", size: dict[str, int] = DESK, scheme: str = "light"
    ) -> Page:
        context = new_context(
            storage_state=sessions(username),  # type: ignore[arg-type]
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            has_touch=size is TELEPHONE,
        )
        page = watch.over(context.new_page())
        page.goto(sample_site.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    assert not watch.wrongs, "\n".join(watch.wrongs)


def test_no_window_between_telephone_and_desk_is_too_narrow_for_the_cockpit(look: Look) -> None:
    page = look(PAGES["cockpit"], "office")
    for width in (700, 768, 1024, 1100, 1280, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        table = page.locator(".cockpit-rank .table-scroll")
        assert table.evaluate("each => each.scrollWidth - each.clientWidth") <= 1, width


@pytest.mark.parametrize("window", ["desk-light", "desk-dark", "telephone-light", "telephone-dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_to_be_seen(
    look: Look, shot: Shot, axe: Callable[[Page], None], name: str, window: str
) -> None:
    device, _, scheme = window.partition("-")
    size = TELEPHONE if device == "telephone" else DESK
    page = look(PAGES[name], size=size, scheme=scheme)
    shot(page, f"looking-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    axe(page)


@pytest.mark.parametrize(("name", "sheets"), [("cockpit", 1), ("block", 2), ("map", 1)])
def test_a_page_prints_on_a_sheet_or_two(look: Look, name: str, sheets: int) -> None:
    path = SCREENS / f"looking-{name}.pdf"
    look(PAGES[name]).pdf(path=path, format="A4", prefer_css_page_size=True)
    assert len(PdfReader(path).pages) <= sheets


def test_a_wall_shows_the_cockpit_on_one_screen(look: Look) -> None:
    page = look(PAGES["cockpit"] + "&view=screen", size=WALL)
    page.screenshot(path=SCREENS / "looking-wall.png")
    assert page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]
    expect(page.get_by_role("heading", name="哪些项目落后了？")).to_be_in_viewport(ratio=1)
    expect(page.locator(".cockpit-behind tbody tr:visible").last).to_be_in_viewport(ratio=1)


def test_a_figure_opens_its_trace_beside_the_page(look: Look, shot: Shot) -> None:
    page = look(PAGES["cockpit"])
    page.locator(".headline").get_by_role("link", name="67.5%").click()
    panel = page.get_by_role("dialog", name="这个数从哪里来")
    expect(panel.get_by_role("heading", name="完成率67.5%从哪里来？")).to_be_visible()
    shot(page, "looking-panel")


def test_the_panel_leads_on_from_figure_to_figure(look: Look) -> None:
    page = look(PAGES["cockpit"])
    page.locator(".headline").get_by_role("link", name="67.5%").click()
    panel = page.get_by_role("dialog", name="这个数从哪里来")
    panel.locator(".formula").get_by_role("link", name="583.9亿元").click()
    expect(panel.get_by_role("heading", name="本年累计完成投资583.9亿元从哪里来？")).to_be_visible()


def test_a_block_leads_to_its_own_page(look: Look) -> None:
    page = look(PAGES["cockpit"])
    page.get_by_role("link", name="运河区", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("运河区为什么排第6名？")


def test_a_bar_leads_to_the_list_it_stands_for(look: Look) -> None:
    page = look(PAGES["cockpit"])
    page.locator(".cockpit-mix svg path[fill='#1b4f91']").nth(1).click()
    page.wait_for_url("**/projects/**")
    assert "origin=" in page.url or "industry=" in page.url


def test_a_chart_has_its_table_behind_a_button(look: Look) -> None:
    page = look(PAGES["cockpit"])
    chart = page.locator(".cockpit-trend")
    chart.get_by_role("button", name="看数据表").click()
    expect(chart.get_by_role("cell", name="583.9")).to_be_visible()


def test_a_department_sees_its_own_projects_without_a_rank(look: Look, shot: Shot) -> None:
    page = look(PAGES["cockpit"], "fagai")
    shot(page, "looking-department")
    expect(page.get_by_role("heading", level=1)).to_have_text("与您有关的重大项目 · 2021年1—7月")
    expect(page.get_by_text("只统计与您有关的项目，不排名")).to_be_visible()


def test_a_block_is_shown_its_own_figures(look: Look, shot: Shot) -> None:
    page = look(PAGES["cockpit"], "binjiang")
    shot(page, "looking-own")
    expect(page.get_by_role("heading", name="现在在哪里，还差多少？")).to_be_visible()
