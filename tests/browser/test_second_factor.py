"""The second factor in a browser: required, scanned, confirmed, asked for at the next sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyotp
from playwright.sync_api import Page, expect

from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.preferences import change_preferences
from niubizi.apps.kernel.services.tokens import token_make
from niubizi.domain.tokens import TokenScope
from niubizi.doors import clock
from tests.browser.conftest import TELEPHONE, NewPage
from tests.cast import NOW, PASSWORD, actor_for

Shot = Callable[[Page, str], Path]
Axe = Callable[[Page], None]
SignIn = Callable[[Page, str], None]


def sign_in_by_form(page: Page) -> None:
    page.goto("/login/")
    page.get_by_label("账号").fill("security_admin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_required_second_factor_is_taken_into_use_and_asked_for(
    page: Page, new_page: NewPage, cast: dict[str, User], shot: Shot, axe: Axe
) -> None:
    change_preferences(
        changes={"second_factor_roles": ("security_admin",)},
        actor=actor_for(cast["security_admin"]),
        at=NOW,
    )
    sign_in_by_form(page)
    expect(page.get_by_role("heading", name="启用动态口令")).to_be_visible()
    drawn = page.locator("img.qr-code")
    assert drawn.evaluate("async image => (await image.decode(), image.naturalWidth > 100)")
    axe(page)
    shot(page, "second-factor-enrol")
    totp = pyotp.TOTP((page.locator("#secret").text_content() or "").replace(" ", ""))
    page.get_by_label("动态口令").fill(totp.at(clock.real()))
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("heading", name="请保存恢复码")).to_be_visible()
    recovery = page.locator("#codes code").all_text_contents()
    shot(page, "recovery-codes")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    assert recovery[9] in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_role("link", name="已经保存，继续").click()
    expect(page.get_by_role("heading", name="管理")).to_be_visible()

    telephone = new_page(TELEPHONE)
    sign_in_by_form(telephone)
    expect(telephone.get_by_role("heading", name="动态口令")).to_be_visible()
    axe(telephone)
    shot(telephone, "second-factor-code")
    # The next code is valid a step early, and that of this moment has been used.
    telephone.get_by_label("动态口令").fill(totp.at(clock.real() + timedelta(seconds=30)))
    telephone.get_by_role("button", name="登录").click()
    expect(telephone.get_by_role("heading", name="管理")).to_be_visible()


def test_the_account_and_the_policy_are_fit_to_look_at(
    any_page: Page, cast: dict[str, User], sign_in: SignIn, shot: Shot, axe: Axe
) -> None:
    token_make(
        name="统计局数据对接",
        scopes=frozenset(TokenScope),
        days=90,
        actor=actor_for(cast["security_admin"]),
        at=NOW,
        moment=clock.real(),
    )
    sign_in(any_page, "security_admin")
    person = cast["chief"].pk
    pages = {
        "account": "/account/",
        "account-password": "/account/password/",
        "account-token": "/account/tokens/new/",
        "account-enrol": "/account/second-factor/",
        "security-policy": "/management/security/",
        "security-tokens": "/management/tokens/",
        "security-person": f"/management/people/{person}/",
    }
    for name, url in pages.items():
        any_page.goto(url)
        axe(any_page)
        shot(any_page, name)
        assert any_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_whoever_types_for_long_is_not_idle(
    page: Page, cast: dict[str, User], sign_in: SignIn
) -> None:
    sign_in(page, "system_admin")
    page.clock.install()
    page.goto("/management/people/new/")
    page.get_by_label("姓名").press_sequentially("张")
    page.clock.fast_forward("03:00")
    with page.expect_response("**/account/alive/") as answer:
        page.get_by_label("姓名").press_sequentially("三")
    assert answer.value.status == 204
