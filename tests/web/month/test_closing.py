"""Closing on its page: what is missing first, one prepares, another confirms, the digest holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.services import role_grant
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import Closing, ClosingEntry, Period
from niubizi.apps.reporting.services import reviews
from niubizi.domain.roles import Role
from tests.cast import NOW, City
from tests.guards import unguarded
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]


def do(client: Client, deed: str, **given: str) -> HttpResponse:
    return client.post(f"/closing/{deed}/?period=2021-07", given)  # type: ignore[return-value]


def state() -> str:
    return str(Period.objects.get(code="2021-07").state)


def close(client_for: ClientFor) -> Closing:
    do(client_for("projects_office"), "prepare")
    do(client_for("chief"), "confirm")
    return Closing.objects.get()


def page(client: Client) -> str:
    return client.get("/closing/?period=2021-07").content.decode()


def test_the_page_names_who_will_be_carried_and_who_counts_nothing(
    fresh: Project, scene: Scene, client_for: ClientFor
) -> None:
    words = page(client_for("projects_office"))
    assert "4个项目按未报计0" in words
    assert "3份月报还在审核" in words
    assert "新能源基地" in words


def test_the_page_shows_the_figures_that_will_be_published(
    scene: Scene, client_for: ClientFor, ledger: Ledger
) -> None:
    reviews.return_approve(report_id=scene.returns["sibling"].pk, actor=ledger.office, at=NOW)
    words = page(client_for("projects_office"))
    assert "关账后将公布的数" in words
    assert "58.3%" in words
    assert "第1名" in words


def test_preparing_stops_the_month_until_somebody_confirms(
    scene: Scene, client_for: ClientFor
) -> None:
    do(client_for("projects_office"), "prepare")
    assert state() == "prepared"
    assert "等待确认" in page(client_for("chief"))


def test_the_chief_confirms_what_another_prepared(scene: Scene, client_for: ClientFor) -> None:
    act = close(client_for)
    words = page(client_for("leader"))
    assert state() == "closed"
    assert act.digest in words


def test_whoever_prepared_is_told_that_another_must_confirm(
    scene: Scene, client_for: ClientFor, cast: dict[str, User], city: City
) -> None:
    role_grant(
        user=cast["projects_office"],
        role=Role.CHIEF,
        organization=city.root,
        valid_from=NOW.date(),
        actor=SYSTEM,
        at=NOW,
    )
    client = client_for("projects_office")
    do(client, "prepare")
    answer = do(client, "confirm")
    assert answer.status_code == 422
    assert "准备人与确认人不能是同一人" in answer.content.decode()
    assert state() == "prepared"


@pytest.mark.parametrize("deed", ["prepare", "confirm"])
def test_closing_twice_is_refused_in_words(scene: Scene, client_for: ClientFor, deed: str) -> None:
    close(client_for)
    part = "projects_office" if deed == "prepare" else "chief"
    answer = do(client_for(part), deed)
    assert answer.status_code == 422
    assert "已关账，不能重复关账" in answer.content.decode()
    assert Closing.objects.count() == 1


def test_confirming_what_nobody_prepared_is_refused(scene: Scene, client_for: ClientFor) -> None:
    answer = do(client_for("chief"), "confirm")
    assert answer.status_code == 422
    assert "尚未提交关账" in answer.content.decode()


def test_a_prepared_month_can_be_given_back(scene: Scene, client_for: ClientFor) -> None:
    do(client_for("projects_office"), "prepare")
    do(client_for("chief"), "withdraw", reason="滨江区数据有误")
    assert state() == "open"


def test_reopening_takes_a_reason(scene: Scene, client_for: ClientFor) -> None:
    close(client_for)
    answer = do(client_for("chief"), "reopen", reason=" ")
    assert answer.status_code == 422
    assert state() == "closed"


def test_a_reopened_month_stands_in_the_chain_with_its_reason(
    scene: Scene, client_for: ClientFor
) -> None:
    close(client_for)
    do(client_for("chief"), "reopen", reason="智慧物流港核减")
    assert state() == "open"
    assert "智慧物流港核减" in client_for("auditor").get("/closings/").content.decode()


def test_a_digest_that_holds_is_said_to_hold(scene: Scene, client_for: ClientFor) -> None:
    act = close(client_for)
    words = client_for("auditor").get(f"/closings/{act.sequence}/verify/").content.decode()
    assert "数据没有被改动" in words


def test_a_frozen_row_that_was_changed_is_found(scene: Scene, client_for: ClientFor) -> None:
    act = close(client_for)
    with unguarded():
        ClosingEntry.objects.filter(closing=act, project=scene.projects["own"]).update(
            invested_fen=1
        )
    words = client_for("auditor").get(f"/closings/{act.sequence}/verify/").content.decode()
    assert "在关账以后被改动过" in words


def test_after_a_closing_the_office_opens_the_next_month(
    scene: Scene, client_for: ClientFor
) -> None:
    close(client_for)
    office = client_for("projects_office")
    assert "开放2021年8月填报" in page(office)
    office.post("/returns/open/", {"month": "2021-08"})
    assert Period.objects.get(code="2021-08").state == "open"


def test_the_chief_finds_what_waits_on_the_months_first_page(
    scene: Scene, client_for: ClientFor
) -> None:
    do(client_for("projects_office"), "prepare")
    assert "确认2021年7月关账" in client_for("chief").get("/returns/").content.decode()


def test_an_earlier_closing_can_be_read_and_offers_no_deed(
    scene: Scene, client_for: ClientFor
) -> None:
    close(client_for)
    do(client_for("chief"), "reopen", reason="核减")
    words = client_for("projects_office").get("/closing/?period=2021-07&closing=1").content.decode()
    assert "这是第1次关账时的数据" in words
    assert "准备关账</button>" not in words


def test_a_leader_of_a_block_reads_the_gaps_of_that_block_only(
    scene: Scene, client_for: ClientFor
) -> None:
    words = page(client_for("block_leader"))
    assert "新材料产业园" in words
    assert "智慧物流港" not in words
