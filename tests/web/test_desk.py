"""The desk: what waits for each role, until when, and where it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from niubizi.apps.briefing.selectors.desk import BriefingDeed, briefing_items
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import User
from niubizi.apps.reporting.selectors.desk import Deed, DeskItem, desk_items, returns_states
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.returns import ReturnInput, return_save
from niubizi.apps.reporting.services.reviews import return_approve, return_send_back
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.deadlines import CHINA
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.web.desk.waiting import due_words
from tests.cast import NOW, City, make_user
from tests.ledger import JULY, Ledger, Scene

pytestmark = pytest.mark.django_db
ActorFor = Callable[[str], Actor]
ClientFor = Callable[[str], Client]
AFTER_ALL = datetime(2021, 8, 9, 9, 0, tzinfo=CHINA)


def waits(actor: Actor, at: datetime = NOW) -> dict[Deed, DeskItem]:
    return {item.deed: item for item in desk_items(actor, at)}


def test_a_block_reports_what_nobody_has_begun(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor
) -> None:
    ledger.entry(scene.programme, ledger.project(city.own))
    ledger.entry(scene.programme, ledger.project(city.sibling))
    item = waits(actor_for("block_officer"))[Deed.REPORT]
    assert (item.period, item.count) == (JULY, 1)
    assert item.due == datetime(2021, 8, 3, 23, 59, 59, 999999, CHINA)


def test_a_block_reviews_what_its_project_units_handed_in(
    scene: Scene, actor_for: ActorFor
) -> None:
    assert waits(actor_for("block_officer"))[Deed.REVIEW].count == 1
    assert Deed.REVIEW not in waits(actor_for("sibling_officer"))


def test_a_draft_waits_to_be_submitted(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor
) -> None:
    project = ledger.project(city.own)
    ledger.entry(scene.programme, project)
    officer = actor_for("block_officer")
    given = ReturnInput(project.pk, fen_of_wan(100))
    return_save(period_code="2021-07", given=given, source="grid", actor=officer, at=NOW)
    found = waits(officer)
    assert found[Deed.SUBMIT].count == 1
    assert Deed.REPORT not in found


def test_a_returned_return_waits_for_its_project_unit(scene: Scene, actor_for: ActorFor) -> None:
    return_send_back(
        report_id=scene.returns["own"].pk,
        comment="照片不清",
        actor=actor_for("block_officer"),
        at=NOW,
    )
    assert waits(actor_for("project_officer"))[Deed.MEND].count == 1


def test_a_package_never_waits_for_a_return_and_its_parts_do(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor
) -> None:
    package = ledger.project(city.own)
    ledger.project(city.own, package=package)
    ledger.project(city.own, package=package)
    ledger.entry(scene.programme, package)
    assert waits(actor_for("block_officer"))[Deed.REPORT].count == 2


def test_the_office_approves_what_rose_to_it_and_is_told_what_looks_wrong(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor
) -> None:
    odd = ledger.project(city.sibling, total_wan=100)
    ledger.entry(scene.programme, odd)
    ledger.submitted(odd, scene.period, by=actor_for("sibling_officer"), invested_wan=7_000)
    looks = waits(actor_for("projects_office"))[Deed.APPROVE]
    assert looks.count == 3
    assert looks.suspicious >= 1


def test_the_office_reminds_whoever_is_late(scene: Scene, actor_for: ActorFor) -> None:
    return_send_back(
        report_id=scene.returns["sibling"].pk,
        comment="重报",
        actor=actor_for("projects_office"),
        at=NOW,
    )
    office = actor_for("projects_office")
    assert Deed.REMIND not in waits(office)
    assert waits(office, AFTER_ALL)[Deed.REMIND].count == 2


def test_the_office_prepares_once_the_time_is_up(scene: Scene, actor_for: ActorFor) -> None:
    office = actor_for("projects_office")
    assert Deed.PREPARE not in waits(office)
    assert waits(office, AFTER_ALL)[Deed.PREPARE].count == 3


def test_the_office_prepares_as_soon_as_all_is_approved(scene: Scene, actor_for: ActorFor) -> None:
    officer, office = actor_for("block_officer"), actor_for("projects_office")
    return_approve(report_id=scene.returns["own"].pk, actor=officer, at=NOW)
    for report in scene.returns.values():
        return_approve(report_id=report.pk, actor=office, at=NOW)
    assert waits(office)[Deed.PREPARE].count == 0


def test_the_chief_confirms_what_another_prepared(scene: Scene, actor_for: ActorFor) -> None:
    closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    item = waits(actor_for("chief"))[Deed.CONFIRM]
    assert (item.period, item.who, item.since) == (JULY, "项明", NOW)


def test_nobody_is_asked_to_confirm_what_they_prepared(scene: Scene, actor_for: ActorFor) -> None:
    chief = actor_for("chief")
    office = actor_for("projects_office")
    both = Actor(chief.user_id, "x", "x", grants=(*chief.grants, *office.grants))
    closing_prepare(period_code="2021-07", actor=both, at=NOW)
    assert Deed.CONFIRM not in waits(both)


def test_the_next_month_is_opened_when_it_has_ended(scene: Scene, actor_for: ActorFor) -> None:
    office = actor_for("projects_office")
    assert Deed.OPEN not in waits(office)
    assert waits(office, datetime(2021, 9, 1, tzinfo=CHINA))[Deed.OPEN].period == Month(2021, 8)


@pytest.mark.parametrize("part", ["leader", "auditor", "department_officer", "system_admin"])
def test_nothing_of_the_month_waits_for_whoever_only_looks(
    scene: Scene, actor_for: ActorFor, part: str
) -> None:
    assert desk_items(actor_for(part), AFTER_ALL) == []


def test_what_is_due_first_comes_first(scene: Scene, actor_for: ActorFor) -> None:
    dues = [item.due for item in desk_items(actor_for("projects_office"), AFTER_ALL) if item.due]
    assert dues == sorted(dues)


@pytest.mark.parametrize(
    ("part", "handed_in"), [("project_officer", 1), ("block_officer", 0), ("sibling_officer", 1)]
)
def test_a_unit_has_handed_in_what_it_sent_and_a_block_what_it_passed_on(
    scene: Scene, actor_for: ActorFor, part: str, handed_in: int
) -> None:
    (state,) = returns_states(actor_for(part), Operation.REPORT_RETURNS)
    assert (state.owed, state.handed_in, state.approved) == (1, handed_in, 0)


def close(actor_for: ActorFor) -> None:
    closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)


def test_a_closed_month_without_a_briefing_waits_to_be_written(
    scene: Scene, actor_for: ActorFor
) -> None:
    office = actor_for("projects_office")
    assert briefing_items(office) == []
    close(actor_for)
    assert [(item.deed, item.period) for item in briefing_items(office)] == [
        (BriefingDeed.DRAFT, JULY)
    ]


def test_a_new_account_waits_for_the_security_administrator(
    cast: dict[str, User], client_for: ClientFor
) -> None:
    make_user("new", "新人")
    page = client_for("security_admin").get("/desk/").content.decode()
    assert "给新账号授权（1人）" in page
    assert 'href="/management/grants/?show=none"' in page


def test_each_task_leads_to_where_it_is_done(scene: Scene, client_for: ClientFor) -> None:
    page = client_for("block_officer").get("/desk/").content.decode()
    assert "审核2021年7月月报（1份）" in page
    assert 'href="/returns/review/?period=2021-07"' in page


def test_it_says_where_one_stands_to_those_who_see_figures(
    scene: Scene, client_for: ClientFor
) -> None:
    page = client_for("block_officer").get("/desk/").content.decode()
    assert "2021年1—7月，实时" in page
    assert page.count('class="programme-card"') == 1
    assert "现在在哪里？" not in client_for("security_admin").get("/desk/").content.decode()


def test_the_bell_and_the_rail_count_what_waits(scene: Scene, client_for: ClientFor) -> None:
    page = client_for("block_officer").get("/desk/").content.decode()
    assert "收件箱，1件待办" in page
    assert 'aria-label="1件待办"' in page


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-49, ("已逾期2天", "due-late")),
        (-1, ("已逾期", "due-late")),
        (1, ("今天截止", "due-soon")),
        (24, ("明天截止", "due-soon")),
        (48, ("还有2天", "due-soon")),
        (24 * 9, ("还有9天", "")),
    ],
)
def test_a_deadline_is_said_as_people_say_it(hours: int, words: tuple[str, str]) -> None:
    noon = datetime(2021, 8, 2, 12, 0, tzinfo=CHINA)
    assert due_words(noon + timedelta(hours=hours), noon) == words
