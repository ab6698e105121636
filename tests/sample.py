"""The sample city for tests: made once a session by its own verb, in a database of its own.

``sample_city`` shows it to a test through Django's own connection and takes back whatever the test
wrote; ``sample_site`` serves it to a browser. Tests that use either say so with
``pytestmark = SAMPLE``, so that only one worker makes the city.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from niubizi.apps.kernel.models import User
from tests.browser.site import Site, served
from tests.databases import new_database, shown
from tests.settings import FOLDER

SAMPLE = pytest.mark.xdist_group("sample city")
MAKING_SECONDS = 300


@pytest.fixture(scope="session")
def sample_environment(
    server_environment: dict[str, str], django_db_blocker: DjangoDbBlocker
) -> dict[str, str]:
    """What a process needs to work in the sample city."""
    with django_db_blocker.unblock():
        url = new_database("city")
    environment = {
        **server_environment,
        "NIUBIZI_MODE": "demo",
        "NIUBIZI_DATA_DIR": str(FOLDER / "city"),
        "DATABASE_URL": url,
    }
    subprocess.run(
        [str(Path(sys.executable).parent / "niubizi"), "demo", "--no-serve"],
        env=environment,
        check=True,
        timeout=MAKING_SECONDS,
    )
    return environment


@pytest.fixture
def sample_city(
    sample_environment: dict[str, str], django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[str], Client]]:
    """Signed-in clients by account: ``sample_city("leader").get("/cockpit/")``."""

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    with (
        django_db_blocker.unblock(),
        shown(sample_environment["DATABASE_URL"]),
        transaction.atomic(),
    ):
        yield signed_in
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def sample_site(sample_environment: dict[str, str]) -> Iterator[Site]:
    """The sample city, served."""
    with served(sample_environment, FOLDER / "city.log") as running:
        yield running
