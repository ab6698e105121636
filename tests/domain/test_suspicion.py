"""Suspicious returns: what is noticed, what isn't, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.suspicion import Photo, ReturnFacts, refuse_fall, suspicions

PLAIN = ReturnFacts(
    period=Month(2021, 7),
    invested=70,
    previous=60,
    annual_plan=120,
    total_investment=500,
    latitude=31.80,
    longitude=119.95,
)
"""A return in which there is nothing to see."""

THERE = Photo("工地.jpg", taken_on=date(2021, 7, 28), latitude=31.81, longitude=119.96)


def codes(facts: ReturnFacts) -> list[str]:
    return [each.code for each in suspicions(facts)]


def test_an_ordinary_return_raises_no_suspicion() -> None:
    assert codes(replace(PLAIN, photos=[THERE])) == []


def test_a_fall_is_noticed_even_with_its_reason() -> None:
    assert "falls" in codes(replace(PLAIN, invested=59, reason="审计核减"))


def test_a_fall_without_a_reason_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        refuse_fall(replace(PLAIN, invested=59, reason="  "))
    assert refused.value.facts == {"invested": 59, "previous": 60}


@pytest.mark.parametrize(
    "facts",
    [
        replace(PLAIN, invested=59, reason="审计核减"),
        replace(PLAIN, invested=60),
        replace(PLAIN, invested=0, previous=None),
    ],
)
def test_no_fall_or_a_fall_with_its_reason_is_taken(facts: ReturnFacts) -> None:
    refuse_fall(facts)


@pytest.mark.parametrize(("invested_before", "expected"), [(430, []), (431, ["exceeds_total"])])
def test_more_than_the_total_investment_is_noticed(
    invested_before: int, expected: list[str]
) -> None:
    assert codes(replace(PLAIN, invested_before=invested_before)) == expected


def test_a_since_start_figure_counts_before_a_sum() -> None:
    assert codes(replace(PLAIN, invested_before=0, invested_total=501)) == ["exceeds_total"]


def test_a_year_that_exceeds_the_total_needs_no_figure_from_before() -> None:
    assert codes(replace(PLAIN, total_investment=69)) == ["exceeds_total"]


def test_without_a_total_investment_nothing_exceeds_it() -> None:
    assert codes(replace(PLAIN, total_investment=None, invested_total=9_999)) == []


@pytest.mark.parametrize(("invested", "expected"), [(96, []), (97, ["jump"])])
def test_a_month_of_more_than_a_set_share_of_the_plan_is_a_jump(
    invested: int, expected: list[str]
) -> None:
    assert codes(replace(PLAIN, invested=invested)) == expected


@pytest.mark.parametrize(("invested", "expected"), [(106, []), (107, ["jump"])])
def test_the_first_return_of_a_year_is_measured_from_the_schedule(
    invested: int, expected: list[str]
) -> None:
    """A project that first reports in July has seven months to report."""
    assert codes(replace(PLAIN, previous=None, invested=invested, due=70)) == expected


def test_a_jump_needs_a_plan_to_be_measured_by() -> None:
    assert codes(replace(PLAIN, invested=400, annual_plan=None)) == []


def test_the_same_as_last_month_is_noticed() -> None:
    assert codes(replace(PLAIN, invested=60)) == ["unchanged"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 6, 30), ["photo_time"]),
        (date(2021, 7, 1), []),
        (date(2021, 8, 31), []),
        (date(2021, 9, 1), ["photo_time"]),
        (None, []),
    ],
)
def test_a_photo_belongs_to_its_month_or_the_days_of_reporting(
    day: date | None, expected: list[str]
) -> None:
    assert codes(replace(PLAIN, photos=[replace(THERE, taken_on=day)])) == expected


@pytest.mark.parametrize(
    ("latitude", "expected"), [(31.84, []), (31.85, ["photo_place"]), (None, [])]
)
def test_a_photo_from_more_than_five_kilometres_away_is_noticed(
    latitude: float | None, expected: list[str]
) -> None:
    """A hundredth of a degree of latitude is 1.11 km."""
    photo = replace(THERE, latitude=latitude, longitude=PLAIN.longitude)
    assert codes(replace(PLAIN, photos=[photo])) == expected


def test_the_distance_is_told_in_kilometres() -> None:
    photo = replace(THERE, latitude=32.80, longitude=PLAIN.longitude)
    (found,) = suspicions(replace(PLAIN, photos=[photo]))
    assert found.facts == {"photo": "工地.jpg", "km": 111.2}


def test_without_the_sites_place_a_photo_cannot_be_far() -> None:
    assert codes(replace(PLAIN, latitude=None, photos=[replace(THERE, latitude=40.0)])) == []


def test_a_photo_used_before_says_where() -> None:
    (found,) = suspicions(replace(PLAIN, photos=[replace(THERE, used_before="6月 新材料产业园")]))
    assert (found.code, found.facts["where"]) == ("photo_reused", "6月 新材料产业园")


def test_the_heaviest_reason_comes_first() -> None:
    facts = replace(
        PLAIN,
        invested=59,
        invested_total=501,
        photos=[replace(THERE, used_before="5月", taken_on=date(2021, 5, 3))],
    )
    assert codes(facts) == ["falls", "exceeds_total", "photo_reused", "photo_time"]
