"""Dates of a text: what stretch of time they mean."""

from __future__ import annotations

import pytest

from niubizi.domain.figurecheck.reading import periods
from tests.domain.figurecheck.reading import only, read


@pytest.mark.parametrize(
    ("phrase", "period"),
    [
        ("2021年1—7月", "2021-01..2021-07"),
        ("今年1-10月份", "2023-01..2023-10"),
        ("1至5月", "2023-01..2023-05"),
        ("1~4月份", "2023-01..2023-04"),
        ("元至四月份", "2023-01..2023-04"),
        ("前三季度", "2023-01..2023-09"),
        ("前三个季度", "2023-01..2023-09"),
        ("一季度", "2023-01..2023-03"),
        ("二季度", "2023-04..2023-06"),
        ("上半年", "2023-01..2023-06"),
        ("头4个月", "2023-01..2023-04"),
        ("前11个月", "2023-01..2023-11"),
        ("截至10月底", "2023-01..2023-10"),
        ("至12月底", "2023-01..2023-12"),
        ("10月单月", "2023-10..2023-10"),
        ("6月份", "2023-06..2023-06"),
        ("去年", "2022"),
        ("2019年", "2019"),
        ("截至10月20日", "2023-10-20"),
    ],
)
def test_claim_speaks_of_the_period_in_front_of_it(phrase: str, period: str) -> None:
    assert only(f"{phrase}，全县完成投资32.6亿元。", "2023").period == period


def test_period_of_comparison_is_not_what_is_spoken_of() -> None:
    text = "1—4月，开工率61.2%，较一季度提升8.3个百分点，完成投资46亿元。"
    assert read(text).claims[-1].period == "2023-01..2023-04"


def test_hint_holds_where_the_text_is_silent() -> None:
    assert only("全县完成投资32.6亿元。", "2021-01..2021-07").period == "2021-01..2021-07"


def test_year_not_printed_stays_open() -> None:
    assert only("1—8月，全县完成投资32.6亿元。", "Y-01..Y-08").period == "Y-01..Y-08"


@pytest.mark.parametrize("hint", ["", "someday", "2021-13", "99999", "2021-01..", None])
def test_unreadable_hint_is_none(hint: str | None) -> None:
    assert str(periods.of_hint(hint)) in {"Y", "2021", "2021-01..2021-01", "9999"}


@pytest.mark.parametrize("date", ["13月", "2月30日", "1—13月"])
def test_date_that_no_calendar_has_is_suspect(date: str) -> None:
    assert periods.parse(date, "", 2023).suspect
