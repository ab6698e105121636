"""Pages of a month ask the database as often for three hundred projects as for thirty."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.services.returns import ReturnInput, returns_save
from niubizi.domain.amounts import fen_of_wan
from tests.cast import NOW, City
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

FEW, MANY = 30, 300
PAGES = {
    "/returns/": "block_officer",
    "/returns/grid/": "block_officer",
    "/returns/submit/": "block_officer",
    "/returns/workbook/": "block_officer",
    "/returns/review/": "projects_office",
    "/returns/completeness/": "projects_office",
    "/closing/": "projects_office",
}


class Growing:
    """滨江区 with ever more projects: of every three one is unreported, one a draft, one sent up."""

    def __init__(self, scene: Scene, city: City, ledger: Ledger, officer: Actor) -> None:
        self.scene, self.city, self.ledger, self.officer = scene, city, ledger, officer
        self.made = 0

    def to(self, number: int) -> None:
        fresh = []
        for _ in range(number - self.made):
            project = self.ledger.project(self.city.own)
            self.ledger.entry(self.scene.programme, project)
            fresh.append(project.pk)
        self.made = number
        self._save(fresh[::3], submit=False)
        self._save(fresh[1::3], submit=True)

    def _save(self, ids: list[int], *, submit: bool) -> None:
        returns_save(
            period_code=self.scene.period.code,
            rows=[ReturnInput(pk, fen_of_wan(9_000)) for pk in ids],
            source="grid",
            submit=submit,
            actor=self.officer,
            at=NOW,
        )


def asked(client: Client, path: str) -> int:
    """The number of queries of a page; its warm-up, the session, comes before."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_months_pages_ask_no_more_for_many_projects(
    scene: Scene,
    city: City,
    ledger: Ledger,
    actor_for: Callable[[str], Actor],
    client_for: Callable[[str], Client],
) -> None:
    growing = Growing(scene, city, ledger, actor_for("block_officer"))
    growing.to(FEW)
    few = {path: asked(client_for(part), path) for path, part in PAGES.items()}
    growing.to(MANY)
    assert {path: asked(client_for(part), path) for path, part in PAGES.items()} == few
