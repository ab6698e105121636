"""The marker, the month that ordeals happen in, and what they report at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from niubizi.apps.kernel.models import User
from tests import cast as casting
from tests.ledger import Ledger
from tests.ordeal.month import Month, make_month

HERE = Path(__file__).parent
TOLD = "ordeal"

Tell = Callable[[str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.ordeal)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Notes a line for the end of the run: what was done how often, and how it came out."""
    return lambda line: record_property(TOLD, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        f"{report.nodeid.rpartition('::')[2]}: {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == TOLD
    ]
    if lines:
        terminalreporter.section("ordeals")
    for line in lines:
        terminalreporter.line(line)


@pytest.fixture
def month(
    environment: dict[str, str], city: casting.City, cast: dict[str, User], ledger: Ledger
) -> Month:
    """July of a city with three blocks, open; rows that other processes see."""
    return make_month(city, cast, ledger, environment)


@pytest.fixture
def session_of(cast: dict[str, User]) -> Callable[[str], str]:
    """The session key of somebody who has signed in."""

    def signed_in(part: str) -> str:
        client = Client()
        client.force_login(cast[part])
        return client.cookies["sessionid"].value

    return signed_in
