"""The ledger's pages and the import wizard in the browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.ledger import Ledger, Scene
from tests.web.ledger.test_imports import GOOD, WRONG, book

SignIn = Callable[[Page, str], None]
Shot = Callable[[Page, str], Path]


def names(scene: Scene) -> dict[str, str]:
    own = scene.projects["own"].pk
    return {
        "projects": "/projects/",
        "project": f"/projects/{own}/",
        "project-reports": f"/projects/{own}/?tab=reports",
        "project-files": f"/projects/{own}/?tab=files",
        "project-events": f"/projects/{own}/?tab=events",
        "project-edit": f"/projects/{own}/edit/",
        "project-ties": f"/projects/{own}/ties/",
        "project-plan": f"/projects/{own}/entries/{scene.entries['own'].pk}/plan/",
        "project-new": "/projects/new/",
        "programmes": "/programmes/",
        "programme": "/programmes/2021-municipal/",
        "imports": "/imports/",
    }


def test_every_page_is_seen_by_everybody(
    any_page: Page,
    scene: Scene,
    sign_in: SignIn,
    axe: Callable[[Page], None],
    shot: Shot,
) -> None:
    sign_in(any_page, "projects_office")
    for name, path in names(scene).items():
        any_page.goto(path)
        shot(any_page, f"ledger-{name}")
        axe(any_page)
        width = any_page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{name} is wider than the window"


def test_a_list_is_narrowed_counted_and_acted_upon(
    page: Page, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "projects_office")
    page.goto("/projects/")
    page.get_by_text("筛选", exact=True).click()
    page.get_by_label("滨江区").check()
    page.get_by_role("button", name="应用筛选").click()
    expect(page).to_have_url(re.compile(r"\?block=\d+$"))
    expect(page.get_by_role("link", name="去掉筛选：板块滨江区")).to_be_visible()
    page.get_by_label("选择新材料产业园").check()
    expect(page.get_by_text("已选1个项目")).to_be_visible()
    page.get_by_role("button", name="调出名单…").click()
    page.get_by_label("调出日期").fill("2021-07-10")
    page.get_by_label("调出原因").fill("项目终止")
    page.get_by_role("button", name="确认调出名单（1个项目）").click()
    expect(page.get_by_text("已将1个项目调出名单")).to_be_visible()
    expect(page.get_by_text("没有符合条件的项目")).to_be_visible()


def test_a_list_becomes_a_workbook(page: Page, scene: Scene, sign_in: SignIn) -> None:
    sign_in(page, "block_officer")
    page.goto("/projects/")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出这些项目").click()
    assert download.value.suggested_filename == "2021年市重大项目（2021年7月）.xlsx"


def test_a_file_prints_as_one_page(page: Page, scene: Scene, sign_in: SignIn) -> None:
    sign_in(page, "leader")
    page.goto(names(scene)["project"])
    page.wait_for_load_state("networkidle")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1


def test_changed_input_is_not_lost_without_a_question(
    page: Page, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, "projects_office")
    page.goto(names(scene)["project-edit"])
    page.get_by_label("项目名称").fill("改了一半的名称")
    asked = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/projects/")
    assert asked == ["beforeunload"]


def test_a_workbook_walks_into_the_ledger(
    page: Page, ledger: Ledger, sign_in: SignIn, shot: Shot, axe: Callable[[Page], None]
) -> None:
    ledger.programme()
    sign_in(page, "projects_office")
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(
        {"name": "名单.xlsx", "mimeType": "", "buffer": book(GOOD, WRONG)}
    )
    expect(page.get_by_text("名单.xlsx（")).to_be_visible()
    page.get_by_role("button", name="上传并核对").click()
    shot(page, "import-columns")
    axe(page)
    page.get_by_role("button", name="下一步：预览").click()
    expect(page.get_by_text("不是数字")).to_be_visible()
    shot(page, "import-preview")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标出问题的工作簿").click()
    assert download.value.suggested_filename == "名单（标出问题）.xlsx"
    page.get_by_role("button", name="导入1行").click()
    expect(page.get_by_role("heading", level=1, name="导入完成")).to_be_visible()
    shot(page, "import-done")
    page.get_by_role("link", name="看名单里的项目").click()
    expect(page.get_by_role("link", name="恒新碳纤维项目")).to_be_visible()


@pytest.mark.parametrize("name", ["照片.png", "名单.docx"])
def test_what_is_no_workbook_gets_a_sentence(
    name: str, page: Page, ledger: Ledger, sign_in: SignIn
) -> None:
    ledger.programme()
    sign_in(page, "projects_office")
    page.goto("/imports/")
    data = io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 100).getvalue()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": data})
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("alert")).to_contain_text("这不是表格文件")
