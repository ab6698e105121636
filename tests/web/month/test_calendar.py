"""报送日历: what the office sets is what the next month is opened with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.models import CalendarDay, Period
from niubizi.apps.reporting.services.periods import period_open
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from tests.cast import NOW
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
PATH = "/returns/calendar/"
RULE = {"what": "rule", "mode": "working", "version": "0"}


def due_days(period: Period) -> list[str]:
    return [level.due_at.astimezone().date().isoformat() for level in period.levels.all()]


@pytest.fixture
def office(client_for: ClientFor, ledger: Ledger) -> Client:
    return client_for("projects_office")


def test_a_month_is_due_by_working_days_over_a_published_holiday(
    office: Client, ledger: Ledger
) -> None:
    office.post(PATH, RULE)
    office.post(PATH, {"what": "seed", "year": "2021"})
    assert CalendarDay.objects.get(day=date(2021, 10, 9)).is_worked
    assert due_days(ledger.period(Month(2021, 9))) == ["2021-10-11", "2021-10-13"]


def test_the_offices_own_word_on_a_day_survives_the_published_year(office: Client) -> None:
    office.post(PATH, {"what": "day", "day": "2021-10-08", "is_worked": "", "name": "抗洪"})
    office.post(PATH, {"what": "seed", "year": "2021"})
    assert CalendarDay.objects.get(day=date(2021, 10, 8)).name == "抗洪"


def test_a_year_that_is_not_published_is_said_and_left_empty(office: Client) -> None:
    office.post(PATH, {"what": "seed", "year": "2090"})
    assert "尚未收录" in office.get(PATH).content.decode()
    assert not CalendarDay.objects.exists()


def test_a_merged_january_is_not_opened(office: Client, actor_for: Callable[[str], Actor]) -> None:
    office.post(PATH, RULE | {"merges_first_two": "on"})
    with pytest.raises(DomainError, match=r"period\.merged"):
        period_open(month=Month(2022, 1), actor=actor_for("projects_office"), at=NOW)
    assert "2022年1—2月" in office.get(PATH).content.decode()


@pytest.mark.parametrize(
    ("days", "said"), [(("25", "20", "28"), "依次不早于"), (("20", "", ""), "要么都填")]
)
def test_december_needs_three_days_in_order(
    office: Client, days: tuple[str, str, str], said: str
) -> None:
    names = ("december_cutoff_day", "december_block_day", "december_city_day")
    answer = office.post(PATH, RULE | dict(zip(names, days, strict=True)))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_open_months_days_are_moved_with_a_reason(office: Client, ledger: Ledger) -> None:
    period = ledger.period(Month(2021, 7))
    moved = {"what": "due", "block": "2021-08-06", "city": "2021-08-09", "reason": "台风停工"}
    assert office.post(PATH, moved).status_code == 302
    assert due_days(period) == ["2021-08-06", "2021-08-09"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"city": "2021-08-05"}, "不能早于板块"),
        ({"reason": ""}, "原因"),
        ({"block": "八月"}, "日期"),
    ],
)
def test_days_out_of_order_or_without_a_reason_are_refused(
    office: Client, ledger: Ledger, wrong: dict[str, str], said: str
) -> None:
    period = ledger.period(Month(2021, 7))
    moved = {"what": "due", "block": "2021-08-06", "city": "2021-08-09", "reason": "台风停工"}
    answer = office.post(PATH, moved | wrong)
    assert (answer.status_code, due_days(period)) == (422, ["2021-08-03", "2021-08-05"])
    assert said in answer.content.decode()
