"""我为什么第四: what a block is told, exact from unrounded figures, and to whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from django.test import Client
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.services.closing import closing_publish
from niubizi.domain.progress import more_to_pass
from tests.cast import NOW
from tests.months import TwoMonths, close

ActorFor = Callable[[str], Actor]
ClientFor = Callable[[str], Client]


@pytest.fixture
def closed(two_months: TwoMonths, actor_for: ActorFor) -> TwoMonths:
    close(two_months.july, actor_for)
    return two_months


def told(client: Client, code: str = "binjiang") -> str:
    """The words of a block's page, without its markup."""
    answer = client.get(f"/blocks/{code}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", "", strip_tags(answer.content.decode()))


@given(
    rate=st.fractions(min_value=0, max_value=2),
    invested=st.integers(min_value=0, max_value=10**15),
    base=st.integers(min_value=1, max_value=10**15),
)
def test_what_is_needed_passes_and_one_fen_less_does_not(
    rate: Fraction, invested: int, base: int
) -> None:
    more = more_to_pass(rate, invested=invested, base=base)
    assert Fraction(invested + more, base) > rate
    assert more == 0 or Fraction(invested + more - 1, base) <= rate


def test_a_block_is_told_where_it_stands(closed: TwoMonths, client_for: ClientFor) -> None:
    words = told(client_for("leader"))
    assert "滨江区为什么排第2名？" in words
    assert (
        "1—7月完成投资1.5亿元，完成年度计划3.3亿元的45.5%，低于序时12.9个百分点，"
        "在3个板块中排第2名，与上月相同。" in words
    )


def test_the_distance_to_schedule_is_in_money(closed: TwoMonths, client_for: ClientFor) -> None:
    """7 ÷ 12 of 33,000 is 19,250; 15,000 are done."""
    assert "到期末应完成1.9亿元，还差0.4亿元才达到序时。" in told(client_for("leader"))


def test_the_next_rank_is_that_of_the_block_above(closed: TwoMonths, client_for: ClientFor) -> None:
    """8,000 ÷ 12,000 of 33,000 is 22,000: 7,000 万元 and one 分 more, said so that it suffices."""
    words = told(client_for("leader"))
    assert "前一名是第1名湖东区（66.7%）。其他板块不变的话，再多完成0.71亿元就能超过它。" in words


def test_the_first_is_told_how_close_the_second_is(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    words = told(client_for("leader"), "hudong")
    assert "紧跟在后的是第2名滨江区（45.5%），它再多完成0.71亿元就会反超。" in words


def test_the_target_comes_with_its_pace(closed: TwoMonths, client_for: ClientFor) -> None:
    """18,000 left in five months; 15,000 done in seven."""
    assert (
        "距年度计划还差1.8亿元，后5个月每月要完成0.4亿元；前7个月每月完成0.2亿元，"
        "照这个速度完不成。" in told(client_for("leader"))
    )


def test_the_projects_that_decide_it_would_lift_it(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    """丁 lacks 2,500 and 乙 2,000: 19,500 of 33,000."""
    words = told(client_for("leader"))
    assert "这2个项目离各自的序时合计差0.5亿元，占全部2个低于序时项目差额的100.0%" in words
    assert "补上以后，完成率可以到59.1%，名次仍是第2名。" in words


def test_what_changed_since_last_month_sums_up(closed: TwoMonths, client_for: ClientFor) -> None:
    words = told(client_for("leader"))
    assert "完成率怎么从44.4%变成45.5%的？" in words
    assert "当月完成1+0.30.0+8.3" in words
    assert "更正核减1−0.10.0−3.0" in words
    assert "合计−0.1−0.3+1.0" in words


def test_its_officer_is_told_all_but_the_rank(closed: TwoMonths, client_for: ClientFor) -> None:
    words = told(client_for("block_officer"))
    assert "滨江区离目标还差多少？" in words
    assert "名次和其他板块的数在通报印发后公布。" in words
    assert "丁项目" in words
    assert "湖东区" not in words


def test_another_block_is_not_there_before_a_briefing(
    closed: TwoMonths, client_for: ClientFor
) -> None:
    assert client_for("block_officer").get("/blocks/hudong/").status_code == 404


def test_a_briefing_shows_another_block_without_its_rows(
    closed: TwoMonths, client_for: ClientFor, actor_for: ActorFor
) -> None:
    closing = closed.july.closings.get(kind="close")
    closing_publish(closing=closing, actor=actor_for("chief"), at=NOW)
    words = told(client_for("block_officer"), "hudong")
    assert "湖东区为什么排第1名？" in words
    assert "戊项目" not in words


@pytest.mark.parametrize("code", ["city", "jiangwan", "gxj", "nowhere"])
def test_what_is_no_block_is_not_found(closed: TwoMonths, client_for: ClientFor, code: str) -> None:
    assert client_for("leader").get(f"/blocks/{code}/").status_code == 404


def test_a_block_without_projects_says_so(two_months: TwoMonths, client_for: ClientFor) -> None:
    two_months.programme.entries.filter(project__name="己项目").update(left_on="2021-06-01")
    two_months.july.positions.filter(project__name="己项目").delete()
    assert "这个名单里没有本板块的项目" in told(client_for("leader"), "laocheng")
