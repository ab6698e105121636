"""The database goes away under the running site and comes back: told meanwhile, then as before."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from niubizi.apps.kernel.models import AuditEntry
from niubizi.domain.errors import DomainError
from niubizi.doors.faults import GONE, fault_of
from tests.browser.site import Site, served
from tests.ordeal.client import Answer, Visitor
from tests.ordeal.conftest import Tell
from tests.ordeal.month import CODE, Month, trail_holds
from tests.postgres import Cluster, binaries, cluster

SessionOf = Callable[[str], str]
THREADS = 4


class Errand:
    """The same few steps on a site: a page, the API, a form that saves."""

    def __init__(self, site: Site, session: str, project_id: int, code: str) -> None:
        self.visitor, self.monitor = Visitor(site, session), Visitor(site, "")
        self.return_url = f"/api/periods/{CODE}/returns/{project_id}"
        self.form_url = f"/returns/{code}/save/?period={CODE}"
        self.saved = 0

    def page(self) -> Answer:
        return self.visitor.get(f"/returns/?period={CODE}")

    def form(self) -> Answer:
        answer = self.visitor.post(
            self.form_url, invested=f"{100 + self.saved}", version=self.saved or ""
        )
        self.saved += answer.status == 302
        return answer

    def api(self) -> Answer:
        return self.visitor.get("/api/periods")

    def goes_well(self) -> None:
        """More often than there are threads: none of them keeps a dead connection."""
        assert [self.page().status for _ in range(2 * THREADS)] == [200] * 2 * THREADS
        assert self.form().status == 302
        assert self.api().status == 200
        assert self.monitor.get("/ready").status == 200
        assert "niubizi_database_up 1.0" in self.monitor.get("/metrics").text

    def is_told(self) -> None:
        for answer in (self.page(), self.form()):
            assert (answer.status, GONE.sentence in answer.text) == (503, True)
            assert answer.headers["retry-after"] == str(GONE.retry_after)
        answer = self.api()
        assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
        assert answer.json["type"] == "urn:niubizi:database.gone"
        # Alive, so that nobody restarts it, and not ready, so that nobody is let in.
        for _ in range(2 * THREADS):
            assert self.monitor.get("/health").status == 200
            assert self.monitor.get("/ready").status == 503
            assert "niubizi_database_up 0.0" in self.monitor.get("/metrics").text


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL")
def test_a_server_that_stops_and_starts_again_needs_no_restart_of_the_site(
    month: Month, session_of: SessionOf, tmp_path: Path, tell: Tell
) -> None:
    project = month.projects(month.city.own, 1)[0]
    session = session_of("block_officer")
    with cluster() as private:
        environment = {**month.environment, "DATABASE_URL": private.url}
        move(month.environment["DATABASE_URL"], private)
        # The suite's clusters forget their last commits in a crash; this one is to be a real one.
        psql(private.url, "ALTER DATABASE postgres SET synchronous_commit = on")
        with served(environment, tmp_path / "site.log", threads=THREADS) as site:
            errand = Errand(site, session, project.pk, project.code)
            errand.goes_well()
            for _ in range(2):
                private.stop()
                errand.is_told()
                private.start()
                errand.goes_well()
        rows = "SELECT version, reported_fen FROM reporting_progressreport"
        kept = psql(private.url, rows)
    assert kept == f"{errand.saved}|{(100 + errand.saved - 1) * 1_000_000}"
    tell("the server stopped twice under the site: 503 meanwhile, everything saved before is there")


def move(url: str, private: Cluster) -> None:
    """The test's database as it is, into another cluster."""
    dump = subprocess.run([binaries() / "pg_dump", url], check=True, capture_output=True)
    psql(private.url, dump.stdout.decode())


def psql(url: str, statements: str) -> str:
    done = subprocess.run(
        [binaries() / "psql", "-qAt", "-v", "ON_ERROR_STOP=1", url],
        input=statements.encode(),
        check=True,
        capture_output=True,
    )
    return done.stdout.decode().strip()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
def test_a_file_that_was_moved_away_is_found_again_without_a_restart(
    month: Month, session_of: SessionOf, tmp_path: Path, tell: Tell
) -> None:
    project = month.projects(month.city.own, 1)[0]
    session = session_of("block_officer")
    connection.close()
    there = Path(str(connection.settings_dict["NAME"]))
    away = there.parent / "away"
    away.mkdir()
    with served(month.environment, tmp_path / "site.log", threads=THREADS) as site:
        errand = Errand(site, session, project.pk, project.code)
        # With what SQLite keeps beside it: the newest rows.
        for file in list(there.parent.glob(f"{there.name}*")):
            file.rename(away / file.name)
        try:
            errand.is_told()
            errand.is_told()
        finally:
            # The file that SQLite has begun meanwhile is empty and goes.
            for file in list(there.parent.glob(f"{there.name}*")):
                file.unlink()
            for file in list(away.iterdir()):
                file.rename(there.parent / file.name)
            away.rmdir()
        errand.goes_well()
    assert AuditEntry.objects.filter(action="return.save").count() == 1
    assert trail_holds()
    tell("the file moved away and back: 503 meanwhile, nothing lost, no restart")


def test_a_fault_of_the_program_stays_one() -> None:
    """What is no fault of the machinery is no 503."""
    assert fault_of(ValueError("a bug")) is None
    assert fault_of(DomainError("not_found")) is None
    assert fault_of(OSError(2, os.strerror(2))) is None
