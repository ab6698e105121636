"""The month of an ordeal: an open July, a programme, as many projects as asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.projects.services.changes import gathered
from niubizi.apps.reporting.models import Period
from tests.cast import City, actor_for
from tests.ledger import Ledger

CODE = "2021-07"


@dataclass(frozen=True, slots=True)
class Month:
    """The city's people and places, its programme, the open period, and other processes' way to them."""

    city: City
    people: Mapping[str, User]
    ledger: Ledger
    programme: Programme
    environment: Mapping[str, str]

    def actor(self, part: str) -> Actor:
        return actor_for(self.people[part])

    def projects(self, block: Organization, count: int) -> list[Project]:
        """New projects on the list."""
        return _projects(self, block, count)

    @property
    def period(self) -> Period:
        return Period.objects.get(code=CODE)


def make_month(
    city: City, people: Mapping[str, User], ledger: Ledger, environment: Mapping[str, str]
) -> Month:
    programme = ledger.programme()
    ledger.period()
    return Month(city, people, ledger, programme, environment)


@use_case
def _projects(month: Month, block: Organization, count: int) -> list[Project]:
    with gathered():
        made = [month.ledger.project(block) for _ in range(count)]
        for project in made:
            month.ledger.entry(month.programme, project)
    return made


def trail_holds() -> bool:
    return verify_trail().whole


def refusals(outcomes: Sequence[str]) -> list[str]:
    """The sentences among answers that aren't empty."""
    return [each for each in outcomes if each]
