"""A browser on the gallery: what is tested here is the bundle and the components, not the product."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.frontend.gallery import serve
from tests.frontend.returns import Returns


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/frontend/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    # The plugin's own arguments keep the first base_url of the run, which may be another folder's.
    return {
        **browser_context_args,
        "base_url": base_url,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
        "permissions": ["clipboard-read", "clipboard-write"],
    }


@pytest.fixture(scope="session")
def far_end() -> Returns:
    return Returns()


@pytest.fixture(scope="session")
def base_url(far_end: Returns) -> Iterator[str]:
    """What ``page.goto("/…")`` starts from."""
    server = serve(far_end)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def returns(far_end: Returns) -> Returns:
    """The far end of the grid, as it is at the start of every test."""
    far_end.reset()
    return far_end


@pytest.fixture
def complaints(context: BrowserContext) -> list[str]:
    """What the console and the scripts complain of, on every page of the test."""
    heard: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))

    context.on("page", listen)
    return heard
