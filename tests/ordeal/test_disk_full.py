"""A disk that is really full, under the database and under the files, and the site that goes on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.projects.models import ProjectAttachment
from niubizi.apps.reporting.models import ProgressReport
from tests.browser.site import served
from tests.ordeal.client import Answer, Visitor
from tests.ordeal.conftest import Tell
from tests.ordeal.device import MEGABYTE, Device, device, give_to_server
from tests.ordeal.month import CODE, Month, trail_holds

SENTENCE = "服务器磁盘已满"
MOST = 200
"""So many saves of a long text fill whatever room the tables' last pages have left."""


def words(count: int) -> str:
    """Nothing that a database could pack: characters at random."""
    return "".join(map(chr, random.choices(range(0x4E00, 0x9F00), k=count)))  # noqa: S311


LONG = {name: words(1_900) for name in ("progress", "problems", "reason")}
"""More than a page of any table has left."""

SessionOf = Callable[[str], str]


@contextmanager
def tables_on(small: Device) -> Iterator[None]:
    """What a return is written to lies on the small disk: here by a tablespace."""
    place = small.folder / "tables"
    give_to_server(place)
    tables = [ProgressReport._meta.db_table, AuditEntry._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLESPACE small LOCATION %s", [str(place)])
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE small")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")


@contextmanager
def copied_to(small: Device) -> Iterator[str]:
    """A copy of the test's database on the small disk, which the test then looks into."""
    there = small.folder / "niubizi.sqlite3"
    own = connection.settings_dict["NAME"]
    with sqlite3.connect(own) as source, sqlite3.connect(there) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    connection.close()
    connection.settings_dict["NAME"] = str(there)
    try:
        yield f"sqlite:///{there}"
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


@contextmanager
def on_a_small_disk(month: Month) -> Iterator[tuple[Device, dict[str, str]]]:
    """The month's database and its files on a small disk; the environment of a site over them."""
    with device(megabytes=24) as small:
        environment = {**month.environment, "NIUBIZI_DATA_DIR": str(small.folder / "var")}
        if connection.vendor == "postgresql":
            with tables_on(small):
                yield small, environment
        else:
            with copied_to(small) as url:
                yield small, {**environment, "DATABASE_URL": url}


def test_a_full_disk_is_told_loses_nothing_and_needs_no_restart(
    month: Month, session_of: SessionOf, tmp_path: Path, tell: Tell
) -> None:
    project = month.projects(month.city.own, 1)[0]
    session = session_of("block_officer")
    place = f"/api/periods/{CODE}/returns/{project.pk}"
    with (
        on_a_small_disk(month) as (small, environment),
        served(environment, tmp_path / "site.log") as site,
    ):
        officer = Visitor(site, session)
        saved: list[str] = []

        def save() -> Answer:
            text = words(3_900)
            answer = officer.put(
                place, progress=text, problems=text, reason=text, version=len(saved) or None
            )
            if answer.status == 200:
                saved.append(text)
            return answer

        assert save().status == 200
        small.fill()
        refused = next(answer for _ in range(MOST) if (answer := save()).status != 200)
        assert (refused.status, refused.headers["content-type"]) == (
            503,
            "application/problem+json",
        )
        assert refused.json["type"] == "urn:niubizi:disk.full"
        assert refused.headers["retry-after"]

        form = officer.post(
            f"/returns/{project.code}/save/?period={CODE}",
            version=len(saved),
            **LONG,
        )
        assert (form.status, SENTENCE in form.text) == (503, True)
        document = officer.upload(
            f"/projects/{project.pk}/files/", "批复.pdf", b"%PDF-" + bytes(MEGABYTE)
        )
        assert (document.status, SENTENCE in document.text) == (503, True)
        assert officer.get(f"/returns/?period={CODE}").status == 200

        small.clear()
        assert save().status == 200
        assert ProgressReport.objects.get().progress == saved[-1]
        assert AuditEntry.objects.filter(action="return.save").count() == len(saved)
        assert not ProjectAttachment.objects.exists()
        assert not list(small.folder.glob("var/files/*/tmp*"))
        assert trail_holds()
        tell(f"{len(saved)} saves kept, page, API and upload refused, reading went on, no restart")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [("max_page_count = 1", SENTENCE), ("query_only = 1", "暂时只能查看")],
)
def test_a_database_that_takes_no_more_says_why(
    month: Month, client_for: Callable[[str], Client], pragma: str, sentence: str
) -> None:
    """Without a disk to fill: SQLite's own limits give the same faults."""
    project = month.projects(month.city.own, 1)[0]
    client = client_for("block_officer")
    client.raise_request_exception = False
    before = AuditEntry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute(f"PRAGMA {pragma}")
    answer = client.post(f"/returns/{project.code}/save/?period={CODE}", LONG)
    connection.close()
    assert (answer.status_code, sentence in answer.content.decode()) == (503, True)
    assert AuditEntry.objects.count() == before
    assert client.post(f"/returns/{project.code}/save/?period={CODE}", LONG).status_code == 302
