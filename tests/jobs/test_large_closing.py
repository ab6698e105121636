"""What is done to a month of many entries is asked for on the page and done by a worker, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from niubizi.apps.kernel.models import Job, User
from niubizi.apps.reporting.models import Period, Position
from niubizi.apps.reporting.services import positions
from niubizi.doors import clock
from tests.apps.reporting.test_faults import (  # noqa: F401 a fixture
    is_whole_and_closed,
    is_whole_and_waits,
    prepared,
)
from tests.jobs.test_worker import die_at, work_off

ClientFor = Callable[[str], Client]
PAGE = "/closing/?period=2021-07"
CONFIRM = "/closing/confirm/?period=2021-07"


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(positions, "LARGE", 1)


def test_a_worker_killed_in_a_large_closing_leaves_the_month_whole_for_the_next(
    prepared: dict[str, str],  # noqa: F811
    client_for: ClientFor,
) -> None:
    chief = client_for("chief")
    address = chief.post(CONFIRM).headers["Location"]
    assert chief.post(CONFIRM).headers["Location"] == address
    assert is_whole_and_waits()
    assert "后台正在关账" in client_for("projects_office").get(PAGE).content.decode()
    die_at("reporting_closingfigure", prepared)
    assert is_whole_and_waits()
    Job.objects.filter(kind="closing").update(claimed_until=clock.real() - timedelta(seconds=1))
    work_off()
    assert is_whole_and_closed()
    assert chief.get(address).headers["Location"] == PAGE
    assert chief.post(CONFIRM).status_code == 422
    assert Job.objects.filter(kind="closing").count() == 1


@pytest.mark.django_db
def test_a_large_closing_that_is_withdrawn_meanwhile_is_not_done_and_its_owner_is_told(
    prepared: dict[str, str],  # noqa: F811
    client_for: ClientFor,
) -> None:
    office, chief = client_for("projects_office"), client_for("chief")
    assert office.post(CONFIRM).status_code in {403, 422}
    address = chief.post(CONFIRM).headers["Location"]
    office.post("/closing/withdraw/?period=2021-07", {"reason": "数据有误"})
    work_off()
    assert Job.objects.get(kind="closing").state == "refused"
    assert "关账" in chief.get(address).content.decode()


@pytest.mark.django_db
def test_a_large_month_is_prepared_closed_and_opened_again_by_workers(
    prepared: dict[str, str],  # noqa: F811
    client_for: ClientFor,
) -> None:
    office, chief = client_for("projects_office"), client_for("chief")
    office.post("/closing/withdraw/?period=2021-07", {"reason": "再核对一遍"})
    for who, deed, given, under_way, state in (
        (office, "prepare", {}, "后台正在核对进度", "prepared"),
        (chief, "confirm", {}, "后台正在关账", "closed"),
        (chief, "reopen", {"reason": "补报更正"}, "后台正在重新开账", "open"),
    ):
        address = who.post(f"/closing/{deed}/?period=2021-07", given).headers["Location"]
        assert under_way in who.get(PAGE).content.decode()
        work_off()
        assert who.get(address).headers["Location"] == PAGE
        assert Period.objects.get(code="2021-07").state == state
    assert chief.post("/closing/reopen/?period=2021-07", {"reason": "又"}).status_code == 422
    assert Job.objects.exclude(owner=None).count() == 3


@pytest.mark.django_db
def test_a_large_month_is_opened_by_a_worker_once(
    prepared: dict[str, str],  # noqa: F811
    client_for: ClientFor,
) -> None:
    office, chief = client_for("projects_office"), client_for("chief")
    chief.post(CONFIRM)
    work_off()
    assert "开放2021年8月填报" in office.get(PAGE).content.decode()
    address = office.post("/returns/open/", {"month": "2021-08"}).headers["Location"]
    assert "开放2021年8月填报" not in office.get(PAGE).content.decode()
    assert office.post("/returns/open/", {"month": "2021-08"}).headers["Location"] == address
    Job.objects.filter(kind="opening").update(owner=User.objects.get(username="chief"))
    told = office.post("/returns/open/", {"month": "2021-08"}, follow=True)
    assert told.status_code == 200
    assert "已有人提交“开放2021年8月填报”" in told.content.decode()
    Job.objects.filter(kind="opening").update(owner=User.objects.get(username="projects_office"))
    work_off()
    assert office.get(address).headers["Location"] == "/returns/?period=2021-08"
    assert Position.objects.filter(period__code="2021-08").exists()
    assert office.post("/returns/open/", {"month": "2021-08"}).status_code == 422
    assert Job.objects.filter(kind="opening").count() == 1


@pytest.mark.django_db
def test_who_asks_second_is_told_that_somebody_has(
    prepared: dict[str, str],  # noqa: F811
    client_for: ClientFor,
) -> None:
    chief = client_for("chief")
    chief.post(CONFIRM)
    Job.objects.update(owner=User.objects.get(username="projects_office"))
    assert "已有人提交“2021年7月关账”" in chief.post(CONFIRM, follow=True).content.decode()
