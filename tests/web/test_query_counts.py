"""A page asks the database as often at 10,000 projects × 12 months as at 300; a golden file holds it.

Rows are inserted in bulk here, past the services: what is measured is reading.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import (
    PlanVersion,
    ProgrammeEntry,
    Project,
    ProjectOrganization,
)
from niubizi.apps.reporting.models import Period, ProgressReport
from niubizi.apps.reporting.services.positions import refresh
from niubizi.domain.periods import Month
from tests.cast import NOW, City
from tests.goldens import golden
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
GOLDEN = Path(__file__).with_name("query_counts.json")
FEN = 10_000_000_000
PAGES = {
    # name: who asks, for what
    "cockpit": ("projects_office", "/cockpit/?period=2021-12"),
    "list": ("projects_office", "/projects/?period=2021-12"),
    "list, filtered and sorted": ("projects_office", "/projects/?period=2021-12&q=1&sort=-lead"),
    "list of a block": ("block_officer", "/projects/?period=2021-12"),
    "grid": ("block_officer", "/returns/grid/?period=2021-12"),
    "queue": ("projects_office", "/returns/review/?period=2021-12"),
}


def fill(city: City, cast: dict[str, User], ledger: Ledger, size: int) -> Project:
    """``size`` projects on a list, a tenth of them in one's own block, with eleven approved months
    and an open December; answers one's first project."""
    programme = ledger.programme()
    months = [ledger.period(Month(2021, month)) for month in range(1, 13)]
    Period.objects.filter(month__lt=12).update(state=Period.State.CLOSED)
    projects = Project.objects.bulk_create(
        [
            Project(
                code=f"2021-{number:05d}", name=f"项目{number}", track="attracted", stage="started",
                industry=f"产业{number % 4}", total_fen=9 * FEN, created_at=NOW,
            )
            for number in range(size)
        ],
        batch_size=2000,
    )  # fmt: skip
    blocks: list[Organization] = [city.own, *[city.sibling] * 4, *[city.stranger] * 5]
    ProjectOrganization.objects.bulk_create(
        [
            ProjectOrganization(project=project, organization=blocks[number % 10], relation="block")
            for number, project in enumerate(projects)
        ],
        batch_size=2000,
    )
    entries = ProgrammeEntry.objects.bulk_create(
        [
            ProgrammeEntry(
                programme=programme, project=project, number=number, origin="new",
                entered_on=date(2021, 1, 1),
            )
            for number, project in enumerate(projects)
        ],
        batch_size=2000,
    )  # fmt: skip
    PlanVersion.objects.bulk_create(
        [PlanVersion(entry=entry, annual_fen=3 * FEN, decided_at=NOW) for entry in entries],
        batch_size=2000,
    )
    report(projects, months[:11], cast["block_officer"])
    count_rows()
    refresh(period=months[11])
    return projects[0]


def count_rows() -> None:
    """PostgreSQL plans for the rows it has counted; a ledger that was there yesterday is counted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def report(projects: list[Project], months: list[Period], by: User) -> None:
    """Approved returns of every project and month."""
    columns = (
        "project_id", "period_id", "revision", "state", "level", "reported_fen", "approved_fen",
        "progress", "problems", "reason", "source", "entered_by_id", "entered_at", "suspicions",
        "suspicion_weight", "version",
    )  # fmt: skip
    table = ProgressReport._meta.db_table
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 our own names
            [
                (
                    project.pk, period.pk, 1, "approved", 2, period.month * FEN // 5,
                    period.month * FEN // 5, "", "", "", "grid", by.pk, NOW.isoformat(), "[]", 0, 1,
                )
                for project in projects
                for period in months
            ],
        )  # fmt: skip


def counts(client_for: ClientFor, project: Project) -> dict[str, int]:
    """Page → number of queries, after a first visit that fills what a process keeps."""
    pages = {**PAGES, "project": ("projects_office", f"/projects/{project.pk}/?period=2021-12")}
    found = {}
    for name, (part, url) in pages.items():
        client = client_for(part)
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(url)
        found[name] = len(captured)
    return found


@pytest.mark.parametrize("size", [300, 10_000])
def test_pages_ask_as_often_at_any_size(
    size: int, city: City, cast: dict[str, User], ledger: Ledger, client_for: ClientFor
) -> None:
    text = json.dumps(
        counts(client_for, fill(city, cast, ledger, size)), ensure_ascii=False, indent=1
    )
    assert text == golden(GOLDEN, text)
