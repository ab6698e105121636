"""核数 in the browser: a relation and its figures find each other, and everybody can read the marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from tests.cast import NOW
from tests.ledger import Scene

TEXT = """1—7月，全市4个municipal项目完成投资169.6亿元，占年度计划的75.9%，高于序时进度17.6个百分点。
全市共有省重大项目266个，其中结转项目193个、新增项目72个。滨江区完成投资30亿元，占年度计划100亿元的30%，低于序时进度28.3个百分点；
湖东区完成投资33亿元，占年度计划94亿元的35.2%，亩均投资320万元。"""


@pytest.fixture
def result(
    any_page: Page,
    scene: Scene,
    actor_for: Callable[[str], Actor],
    sign_in: Callable[[Page, str], None],
) -> Page:
    """The result of a text, compared with a closing."""
    closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)
    sign_in(any_page, "projects_office")
    any_page.goto("/briefings/check/")
    any_page.get_by_role("textbox", name="文字").fill(TEXT)
    any_page.get_by_label("与台账比对").select_option("2021-07")
    any_page.get_by_role("button", name="核对", exact=True).click()
    return any_page


def test_the_result_can_be_read_by_everybody(
    result: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    expect(result.get_by_role("heading", name="核数结果")).to_be_visible()
    axe(result)
    shot(result, "checking")


def test_a_relation_lights_its_figures(result: Page) -> None:
    result.locator(".check-relation.is-fails .check-head").first.click()
    expect(result.locator(".check-mark.is-lit").first).to_be_in_viewport()
    assert "266个" in result.locator(".check-mark.is-lit").first.inner_text()


def test_a_verdict_chosen_hides_the_others(result: Page) -> None:
    result.locator("label[for=shown-fails]").click()
    expect(result.locator(".check-relation.is-holds").first).to_be_hidden()
    expect(result.locator(".check-relation.is-fails").first).to_be_visible()
