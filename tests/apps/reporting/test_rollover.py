"""A list carried over into the next year, from the closing of December."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Origin, Programme, ProgrammeEntry
from niubizi.apps.projects.services.projects import project_advance
from niubizi.apps.reporting.models import Position
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.periods import period_open
from niubizi.apps.reporting.services.reviews import returns_approve
from niubizi.apps.reporting.services.rollover import programme_rollover, rollover_plan
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage
from niubizi.domain.periods import Month
from niubizi.domain.rollover import StaysBehind
from tests.cast import NOW, City
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
DECEMBER = Month(2021, 12)


@pytest.fixture
def programme(city: City, ledger: Ledger, actor_for: ActorFor) -> Programme:
    """Three projects reported 7,000万元 in December; one is completed, then the month is closed."""
    made = ledger.programme()
    block = actor_for("block_officer")
    projects = [
        ledger.project(city.own, name=name) for name in ("续建厂房", "新开厂房", "竣工厂房")
    ]
    ledger.entry(
        made, projects[0], origin=Origin.CARRY_OVER, invested_before_fen=fen_of_wan(3_000), number=1
    )
    ledger.entry(made, projects[1], number=2)
    ledger.entry(made, projects[2], number=3)
    december = ledger.period(DECEMBER)
    for project in projects:
        ledger.submitted(project, december, by=block)
    returns_approve(
        period_code=DECEMBER.code,
        project_ids=[project.pk for project in projects],
        actor=actor_for("projects_office"),
        at=NOW,
    )
    project_advance(
        project_id=projects[2].pk,
        to=Stage.COMPLETED,
        on=date(2021, 12, 20),
        actor=actor_for("projects_office"),
        at=NOW,
    )
    closing_prepare(period_code=DECEMBER.code, actor=actor_for("projects_office"), at=NOW)
    closing_confirm(period_code=DECEMBER.code, actor=actor_for("chief"), at=NOW)
    return made


def test_the_plan_counts_what_goes_on_and_what_stays(programme: Programme) -> None:
    found = rollover_plan(programme)
    assert (found.code, found.name, found.into) == ("2022-municipal", "2022年市重大项目", None)
    assert [entry.project_name for entry in found.carried] == ["续建厂房", "新开厂房"]
    assert found.staying == {StaysBehind.COMPLETED: 1}
    assert found.carried_fen == fen_of_wan(17_000)


def test_carried_entries_bring_what_was_invested_and_no_plan(
    programme: Programme, actor_for: ActorFor
) -> None:
    programme_rollover(programme_id=programme.pk, actor=actor_for("projects_office"), at=NOW)
    entries = ProgrammeEntry.objects.filter(programme__code="2022-municipal").order_by("number")
    assert [(e.origin, e.invested_before_fen, e.entered_on) for e in entries] == [
        (Origin.CARRY_OVER, fen_of_wan(10_000), date(2022, 1, 1)),
        (Origin.CARRY_OVER, fen_of_wan(7_000), date(2022, 1, 1)),
    ]
    assert not any(entry.plans.exists() for entry in entries)


def test_january_can_be_opened_on_what_was_carried_over(
    programme: Programme, actor_for: ActorFor
) -> None:
    office = actor_for("projects_office")
    programme_rollover(programme_id=programme.pk, actor=office, at=NOW)
    january = period_open(month=Month(2022, 1), actor=office, at=NOW)
    standing = Position.objects.filter(period=january)
    assert [(each.owes, each.annual_plan_fen) for each in standing] == [(True, 0), (True, 0)]


def test_a_second_roll_over_changes_nothing(programme: Programme, actor_for: ActorFor) -> None:
    office = actor_for("projects_office")
    programme_rollover(programme_id=programme.pk, actor=office, at=NOW)
    again = programme_rollover(programme_id=programme.pk, actor=office, at=NOW)
    assert (again.carried, again.there) == ((), 2)
    assert ProgrammeEntry.objects.filter(programme__year=2022).count() == 2


def test_once_a_month_of_the_next_year_is_closed_it_is_too_late(
    programme: Programme, actor_for: ActorFor
) -> None:
    office = actor_for("projects_office")
    programme_rollover(programme_id=programme.pk, actor=office, at=NOW)
    january = period_open(month=Month(2022, 1), actor=office, at=NOW)
    closing_prepare(period_code=january.code, actor=office, at=NOW)
    closing_confirm(period_code=january.code, actor=actor_for("chief"), at=NOW)
    with pytest.raises(DomainError, match=r"rollover\.too_late"):
        programme_rollover(programme_id=programme.pk, actor=office, at=NOW)


def test_without_decembers_closing_nothing_is_carried_over(ledger: Ledger) -> None:
    with pytest.raises(DomainError, match=r"rollover\.no_closing"):
        rollover_plan(ledger.programme())


def test_the_office_sees_the_numbers_before_it_does_it(
    programme: Programme, client_for: Callable[[str], Client]
) -> None:
    client = client_for("projects_office")
    path = f"/programmes/{programme.code}/"
    assert f"{path}rollover/" in client.get(path).content.decode()
    words = client.get(f"{path}rollover/").content.decode()
    assert "新建“2022年市重大项目”" in words
    assert "结转2项" in words
    answer = client.post(f"{path}rollover/")
    assert answer.headers["Location"] == "/programmes/2022-municipal/"
