"""The browser's own ground: it reaches the site, and the watch sees what it should."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page

from tests.browser.conftest import Watch

INLINE = "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"


def test_the_site_answers_with_its_policy(page: Page, watch: Watch) -> None:
    watch.refusals.add(404)
    answer = page.goto("/no-such-page")
    assert answer is not None
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_the_watch_sees_an_inline_script_that_the_policy_forbids(page: Page, watch: Watch) -> None:
    watch.refusals.add(404)
    page.goto("/no-such-page")
    page.evaluate(INLINE)
    seen, watch.wrongs = watch.wrongs, []
    assert "Content Security Policy" in seen[0]


def test_the_watch_sees_a_way_out_of_the_house(page: Page, watch: Watch) -> None:
    with pytest.raises(Error, match="ERR_"):
        page.goto("http://127.0.0.2:49151/")
    seen, watch.wrongs = watch.wrongs, []
    assert seen == ["left the house: http://127.0.0.2:49151/"]
