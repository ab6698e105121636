"""A real browser on the real site: pages at desk and telephone width, light and dark.

Every page is watched: an error on its console, a breach of the Content-Security-Policy, a script
that throws or a request to any other host fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Request
from pytest_playwright.pytest_playwright import CreateContextCallback

from niubizi.apps.kernel.models import User
from tests.browser.site import Site, served
from tests.settings import FOLDER

HERE = Path(__file__).parent
SCREENS = HERE.parent.parent / "test-results" / "screens"
DESK = {"width": 1440, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
GRAVE = frozenset({"serious", "critical"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    # The plugin's own arguments keep the first base_url of the run, which may be another folder's.
    return {
        **browser_context_args,
        "base_url": base_url,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }


@pytest.fixture(scope="session")
def site(django_db_setup: None, server_environment: dict[str, str]) -> Iterator[Site]:
    with served(server_environment, FOLDER / "site.log") as running:
        yield running


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    """What ``page.goto("/…")`` starts from."""
    return site.url


@pytest.fixture(autouse=True)
def _committed_and_logged(transactional_db: None, site: Site) -> Iterator[None]:
    """The site sees only what is committed; what it logged during the test goes to the report."""
    start = site.log.stat().st_size
    yield
    print(site.log.read_bytes()[start:].decode(errors="replace"))  # noqa: T201


class Watch:
    """Collects what no page of ours may do.

    A test that asks for a refusal says so: ``watch.refusals.add(404)``; 409 and 422 are a form's
    ordinary answers.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.refusals = {409, 422}
        self.wrongs: list[str] = []

    def over(self, page: Page) -> Page:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrongs.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        expected = any(f"status of {status} " in message.text for status in self.refusals)
        if message.type == "error" and not expected:
            self.wrongs.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self.wrongs.append(f"left the house: {request.url}")


NewPage = Callable[..., Page]


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """What is seen by the watch over every page of the test, and must stay empty."""
    watch = Watch(site.url)
    yield watch
    assert not watch.wrongs, "\n".join(watch.wrongs)


@pytest.fixture
def new_page(new_context: CreateContextCallback, watch: Watch) -> NewPage:
    """Makes watched pages: ``new_page(TELEPHONE, "dark")``; each is a browser of its own."""

    def make(size: dict[str, int] = DESK, scheme: str = "light") -> Page:
        context = new_context(
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            has_touch=size is TELEPHONE,
        )
        return watch.over(context.new_page())

    return make


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A desk's window, 1440 wide, light."""
    return new_page()


@pytest.fixture
def telephone(new_page: NewPage) -> Page:
    """A telephone's window, 390 wide, light."""
    return new_page(TELEPHONE)


@pytest.fixture(params=["desk-light", "desk-dark", "telephone-light", "telephone-dark"])
def any_page(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    """The same test in each of four windows."""
    device, _, scheme = str(request.param).partition("-")
    return new_page(TELEPHONE if device == "telephone" else DESK, scheme)


@pytest.fixture
def sign_in(cast: dict[str, User], site: Site) -> Callable[[Page, str], None]:
    """Gives a page the session of a part: ``sign_in(page, "chief")``."""

    def give_session(page: Page, part: str) -> None:
        client = Client()
        client.force_login(cast[part])
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": site.url}])

    return give_session


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """Leaves a picture of the whole page in ``test-results/screens`` for a person to look at."""

    def take(page: Page, name: str) -> Path:
        page.wait_for_load_state("networkidle")
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        width = page.evaluate("innerWidth")
        path = SCREENS / f"{name}-{width}-{'dark' if dark else 'light'}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        return path

    return take


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails on anything that axe calls serious or critical."""

    def look(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        grave = [
            f"{each['id']}: {each['help']}: {node['target']} {node['html'][:200]}"
            for each in found
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
        assert not grave, "\n".join(grave)

    return look
