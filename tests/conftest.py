"""What every test shares: the cast, the corpus rule, and the list of what was not run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import User
from tests import cast as casting
from tests.corpus import CORPUS
from tests.guards import empty_past_the_guards
from tests.ledger import Ledger, Scene, make_scene
from tests.months import TwoMonths, make_two_months
from tests.sample import sample_city, sample_environment, sample_site  # noqa: F401 fixtures
from tests.settings import FOLDER
from tests.snapshot import Stage, lay_down, record

# Playwright's synchronous interface keeps an event loop running in the thread of the tests, which
# Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# How long an example takes says something of the machine and nothing of the rule.
# The same examples each time, so that a change is judged by what it changes; ordeals draw new ones.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize=not os.environ.get("NIUBIZI_ORDEAL"),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


def pytest_configure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    empty_past_the_guards()


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("corpus") and not CORPUS.is_dir():
        if os.environ.get("NIUBIZI_CORPUS") == "required":
            pytest.fail("the corpus is required and absent")
        pytest.skip("not run: corpus absent")


def pytest_report_header() -> str:
    return f"database: {connection.vendor}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nothing is skipped silently: every skipped test is named with its reason."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("not run")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.line(f"{report.nodeid}: {reason}")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file is no name for a test: its bytes hold the second when a worker made it."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def stages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Stage]:
    """The rows of the city, its cast and what happens there, as the services make them."""
    found: dict[str, Stage] = {}
    with django_db_blocker.unblock(), transaction.atomic():
        city, found["city"] = record(casting.make_city)
        people, found["cast"] = record(lambda: casting.make_cast(city))
        ledger = Ledger(casting.actor_for(people["projects_office"]))
        makers: dict[str, Callable[[], object]] = {
            "scene": lambda: make_scene(city, people, ledger),
            "two_months": lambda: make_two_months(
                city, ledger, lambda part: casting.actor_for(people[part])
            ),
        }
        for name, maker in makers.items():
            with transaction.atomic():
                _, found[name] = record(maker)
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def city(db: None, stages: dict[str, Stage]) -> casting.City:
    city: casting.City = lay_down(stages["city"])
    return city


@pytest.fixture
def cast(city: casting.City, stages: dict[str, Stage]) -> dict[str, User]:
    """Everybody, by part: ``cast["block_officer"]``."""
    people: dict[str, User] = lay_down(stages["cast"])
    return people


@pytest.fixture
def ledger(cast: dict[str, User]) -> Ledger:
    """Makes projects, programmes, entries, periods and returns: ``ledger.project(city.own)``."""
    return Ledger(casting.actor_for(cast["projects_office"]))


@pytest.fixture
def scene(cast: dict[str, User], stages: dict[str, Stage]) -> Scene:
    """A month in the city: own, sibling's and stranger's project, each with its return."""
    scene: Scene = lay_down(stages["scene"])
    return scene


@pytest.fixture
def two_months(cast: dict[str, User], stages: dict[str, Stage]) -> TwoMonths:
    """June closed and July open, with everything that moves a rate between them."""
    months: TwoMonths = lay_down(stages["two_months"])
    return months


@pytest.fixture
def actor_for(cast: dict[str, User]) -> Callable[[str], Actor]:
    """The actor of a part: ``actor_for("chief")``."""
    return lambda part: casting.actor_for(cast[part])


@pytest.fixture
def client_for(cast: dict[str, User]) -> Callable[[str], Client]:
    """A signed-in client of a part: ``client_for("chief").get(url)``."""

    def signed_in(part: str) -> Client:
        client = Client()
        client.force_login(cast[part])
        return client

    return signed_in


@pytest.fixture(scope="session")
def server_environment(django_db_setup: None) -> dict[str, str]:
    """What a process of its own needs to work on the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    given = os.environ.get("DATABASE_URL", "")
    return {
        **os.environ,
        "NIUBIZI_MODE": "test",
        "NIUBIZI_DATA_DIR": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "niubizi.config.settings",
        "DATABASE_URL": f"{given.rpartition('/')[0]}/{name}" if given else f"sqlite:///{name}",
    }


@pytest.fixture
def environment(transactional_db: None, server_environment: dict[str, str]) -> dict[str, str]:
    """For verbs and other processes: the test becomes transactional, so that they see its rows."""
    return server_environment


@pytest.fixture(autouse=True)
def _no_cache_between_tests() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, as root and in a container too."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
        ],
    }
