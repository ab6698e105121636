"""The cockpit: what it says of a small ledger, to whom, in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme, Project, Relation
from niubizi.apps.projects.services.ties import organization_tie
from niubizi.apps.reporting.services.closing import closing_publish
from niubizi.apps.reporting.services.reviews import returns_approve
from tests.cast import NOW, City
from tests.ledger import Ledger
from tests.months import TwoMonths, close

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
ClientFor = Callable[[str], Client]


def cockpit(client: Client, **asked: str) -> str:
    answer = client.get("/cockpit/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def closed(two_months: TwoMonths, actor_for: ActorFor) -> TwoMonths:
    close(two_months.july, actor_for)
    return two_months


def test_it_says_where_the_city_stands(closed: TwoMonths, client_for: ClientFor) -> None:
    """15,000 + 8,000 + 3,000 of 33,000 + 12,000 + 12,000."""
    page = cockpit(client_for("leader"))
    assert "45.6%" in page
    assert "低于序时12.7个百分点；含结转上期数1项、未报0项" in page
    assert "第1次关账" in page


def test_it_says_what_changed_since_last_month(closed: TwoMonths, client_for: ClientFor) -> None:
    """June: 26,000 of 60,000, which is 43.3 %."""
    page = cockpit(client_for("leader"))
    assert "<b>+2.3个百分点</b>" in page
    assert "2个有缺口（滨江区、老城区）" in page


def test_an_open_month_is_said_to_be_live(two_months: TwoMonths, client_for: ClientFor) -> None:
    assert "实时，未关账" in cockpit(client_for("leader"))


def test_every_figure_leads_to_its_trace(closed: TwoMonths, client_for: ClientFor) -> None:
    page = cockpit(client_for("leader"))
    assert 'href="/figures/2021-07.1:2021-municipal:city:all:completion/' in page
    assert 'href="/figures/2021-07.1:2021-municipal:hudong:all:invested/' in page


def test_what_is_carried_stands_beside_the_rate_that_holds_it(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    page = cockpit(client_for("leader"))
    assert "2021-07.1:2021-municipal:laocheng:all:carried/" in page
    assert "结转1项" in page


@pytest.fixture
def two_blocks(city: City, ledger: Ledger, actor_for: ActorFor) -> Callable[[int, int, int], None]:
    """Two blocks with one project each, of one plan, and what each has done (万元)."""

    def made(plan: int, own: int, sibling: int) -> None:
        programme, period = ledger.programme(), ledger.period()
        projects = []
        for block, part, done in (
            (city.own, "block_officer", own),
            (city.sibling, "sibling_officer", sibling),
        ):
            project = ledger.project(block)
            ledger.entry(programme, project, plan_wan=plan)
            ledger.submitted(project, period, by=actor_for(part), invested_wan=done)
            projects.append(project.pk)
        returns_approve(
            period_code=period.code,
            project_ids=projects,
            actor=actor_for("projects_office"),
            at=NOW,
        )

    return made


def test_rates_that_rank_apart_read_apart(
    two_blocks: Callable[[int, int, int], None], client_for: ClientFor
) -> None:
    two_blocks(10_000, 5_834, 5_831)
    page = cockpit(client_for("leader"))
    assert "58.34%" in page
    assert "58.31%" in page
    assert "因四舍五入" not in page


def test_parts_that_miss_their_total_are_explained(
    two_blocks: Callable[[int, int, int], None], client_for: ClientFor
) -> None:
    """0.35 and 0.35 亿元 read 0.4 and 0.4, together 0.7."""
    two_blocks(3_500, 1_000, 1_000)
    assert "因四舍五入，各分项之和与合计略有出入" in cockpit(client_for("leader"))


def test_the_red_list_gives_the_worst_first_with_its_reason(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    page = cockpit(client_for("leader"))
    places = [page.index(f"{name}的问题") for name in ("丁", "己", "乙")]
    assert places == sorted(places)


def test_the_city_sees_ranks(closed: TwoMonths, client_for: ClientFor) -> None:
    page = cockpit(client_for("leader"))
    assert "各板块排第几？" in page
    assert '第1名<span class="move">(持平)</span>' in page


def test_a_block_sees_no_rank_and_no_other_block_before_a_briefing(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    page = cockpit(client_for("block_officer"))
    assert "通报印发后公布名次和其他板块的数" in page
    assert "湖东区" not in page
    assert "第2名" not in page


def test_a_briefing_shows_a_block_every_total_and_its_rank(
    closed: TwoMonths, client_for: ClientFor, actor_for: ActorFor
) -> None:
    closing = closed.july.closings.get(kind="close")
    closing_publish(closing=closing, actor=actor_for("chief"), at=NOW)
    page = cockpit(client_for("block_officer"))
    assert "湖东区" in page
    assert "第2名" in page
    assert "戊项目" not in page


@pytest.fixture
def related(closed: TwoMonths, city: City, actor_for: ActorFor) -> TwoMonths:
    """The department leads 乙 and 戊: 13,000 of 24,000 in two blocks."""
    for name in ("乙", "戊"):
        organization_tie(
            project_id=closed.projects[name].pk,
            organization=city.department,
            relation=Relation.DEPARTMENT,
            actor=actor_for("projects_office"),
            at=NOW,
        )
    return closed


def test_relations_are_summed_without_rank_and_without_keys(
    related: TwoMonths, client_for: ClientFor
) -> None:
    page = cockpit(client_for("department_officer"))
    assert "与您有关的重大项目" in page
    assert "54.2%" in page
    assert "只统计与您有关的项目，不排名" in page
    assert "/figures/" not in page
    assert "/blocks/" not in page


def test_without_a_period_it_says_what_to_do(cast: object, client_for: ClientFor) -> None:
    assert "还没有调度期" in cockpit(client_for("leader"))


def test_without_a_list_it_says_what_to_do(ledger: Ledger, client_for: ClientFor) -> None:
    ledger.period()
    assert "还没有2021年的名单" in cockpit(client_for("leader"))


def test_a_place_without_projects_says_so(
    two_months: TwoMonths, client_for: ClientFor, city: City
) -> None:
    assert "这个范围没有在列项目" in cockpit(client_for("leader"), place="jiangwan")


def test_a_wall_shows_it_without_the_frame(closed: TwoMonths, client_for: ClientFor) -> None:
    assert 'class="meeting"' in cockpit(client_for("leader"), view="screen")


@use_case
def add_projects(ledger: Ledger, programme: Programme, block: Organization, number: int) -> None:
    for _ in range(number):
        ledger.entry(programme, ledger.project(block), entered_on=date(2021, 1, 1))


LOOKED_AT = [
    ("leader", "/cockpit/"),
    ("block_officer", "/cockpit/"),
    ("department_officer", "/cockpit/"),
    ("leader", "/blocks/binjiang/"),
    ("leader", "/map/"),
    ("leader", "/figures/2021-07.live:2021-municipal:city:all:completion/"),
]


def test_queries_do_not_grow_with_the_projects(
    two_months: TwoMonths, client_for: ClientFor, ledger: Ledger, city: City
) -> None:
    add_projects(ledger, two_months.programme, city.own, 24)
    few = [queries(client_for(part), url) for part, url in LOOKED_AT]
    add_projects(ledger, two_months.programme, city.own, 270)
    assert Project.objects.count() == 300
    assert [queries(client_for(part), url) for part, url in LOOKED_AT] == few


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        client.get(url)
    return len(counted)
