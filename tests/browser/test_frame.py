"""The frame, accounts and administrators' pages in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from niubizi.apps.kernel.models import User
from tests.browser.conftest import Watch
from tests.cast import PASSWORD
from tests.ledger import Scene

SignIn = Callable[[Page, str], None]
PAGES = {
    "system_admin": (
        "/management/organizations/",
        "/management/organizations/new/",
        "/management/organizations/import/",
        "/management/settings/",
    ),
    "auditor": ("/management/trail/", "/search/?q=新材料"),
    "block_officer": ("/desk/",),
}


def test_a_person_comes_in_works_and_goes_out(page: Page, scene: Scene) -> None:
    page.goto("/returns/")
    page.get_by_label("账号").fill("block_officer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1, name="月报")).to_be_visible()
    page.get_by_label("江滨的菜单").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.goto("/returns/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_a_task_of_the_desk_is_one_click_from_where_it_is_done(
    page: Page, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "block_officer")
    page.goto("/desk/")
    page.get_by_role("link", name="去审核").click()
    expect(page.get_by_text("新材料产业园").first).to_be_visible()


def test_a_project_is_found_from_anywhere_by_its_initials(
    page: Page, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "block_officer")
    page.goto("/desk/")
    page.keyboard.press("Control+k")
    page.keyboard.type("xclcyy")
    hit = page.locator("#search-results").get_by_role("link", name="新材料产业园")
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="新材料产业园")).to_be_visible()


def test_a_reset_password_is_asked_for_first_and_shown_once(
    page: Page, cast: dict[str, User], sign_in: SignIn
) -> None:
    sign_in(page, "system_admin")
    page.goto(f"/management/people/{cast['chief'].pk}/")
    page.get_by_role("button", name="重置密码").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("重置章主任的密码？")
    dialog.get_by_role("button", name="重置密码").click()
    password = page.locator("#one-time").inner_text()
    assert User.objects.get(pk=cast["chief"].pk).check_password(password)


def test_a_role_is_given_by_choosing_the_place(
    page: Page, cast: dict[str, User], sign_in: SignIn
) -> None:
    sign_in(page, "security_admin")
    page.goto(f"/management/people/{cast['leader'].pk}/")
    page.locator("#id_role").select_option(label="板块专班")
    page.locator("#id_organization-ts-control").fill("滨江")
    page.get_by_role("option", name="滨江区").click()
    page.get_by_role("button", name="授予").click()
    expect(page.get_by_role("row", name="板块专班")).to_contain_text("滨江区")


def test_what_is_refused_leads_back(page: Page, sign_in: SignIn, watch: Watch) -> None:
    watch.refusals.add(403)
    sign_in(page, "block_officer")
    page.goto("/management/")
    expect(page.get_by_role("heading", name="您没有办这件事的权限")).to_be_visible()
    page.get_by_role("link", name="回到首页").click()
    expect(page.get_by_role("heading", level=1, name="工作台")).to_be_visible()


def test_everybody_can_come_in(
    any_page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    any_page.goto("/login/")
    axe(any_page)
    shot(any_page, "login")


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("part", PAGES)
def test_everybody_can_use_the_pages_of_a_role(
    any_page: Page,
    sign_in: SignIn,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], Path],
    part: str,
) -> None:
    sign_in(any_page, part)
    for url in PAGES[part]:
        any_page.goto(url)
        axe(any_page)
        shot(any_page, f"{part}{url.partition('?')[0].replace('/', '-').rstrip('-')}")


def test_a_form_under_way_says_so_and_is_sent_once(
    page: Page, cast: dict[str, User], sign_in: SignIn
) -> None:
    sign_in(page, "system_admin")
    page.goto("/account/password/")
    for name in ("old", "new", "again"):
        page.locator(f"input[name={name}]").fill("not-the-password-1")
    held: list[Route] = []
    page.route(
        "**/account/password/",
        lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
    )
    # Locators wait for the navigation that is held: the page itself is asked.
    seen = page.evaluate(
        """async () => {
            const button = document.querySelector('main .btn-primary')
            button.click()
            await new Promise(ready => setTimeout(ready, 600))
            button.click()
            const line = document.querySelector('[role=progressbar]')
            return [line?.getAttribute('aria-label'), button.getAttribute('aria-busy')]
        }"""
    )
    assert seen == ["正在办理", "true"]
    held.pop().continue_()
    expect(page.get_by_role("alert")).to_be_visible()
    assert not held
