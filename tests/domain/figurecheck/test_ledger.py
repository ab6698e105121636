"""Claims against the ledger: agrees, differs by how much, not in the ledger."""

from __future__ import annotations

from fractions import Fraction

import pytest

from niubizi.domain.figurecheck import LedgerFigure, LedgerFigures, check, compare
from niubizi.domain.figurecheck.ledger import LedgerVerdict

PROVINCE = ("2021年省重大项目", "省重大项目")
CITY = ("2021年市重大项目", "市重大项目", "重大项目")
HOME = ("常州市", "常州")


def figure(
    metric: str,
    value: str,
    unit: str,
    programme: tuple[str, ...] = PROVINCE,
    place: tuple[str, ...] = HOME,
) -> LedgerFigure:
    return LedgerFigure(programme, place, "2021-07", metric, Fraction(value), unit)


LEDGER = LedgerFigures(
    (
        figure("entries", "28", "个"),
        figure("invested", "169.5974", "亿元"),
        figure("completion", "75.9", "%"),
        figure("lead_pp", "17.5667", "百分点"),
        figure("rank", "3", "位"),
        figure("entries", "143", "个", CITY),
        figure("invested", "468.2", "亿元", CITY),
        figure("invested", "42.31", "亿元", PROVINCE, ("天宁区", "天宁")),
    ),
    home=HOME,
)
TEXT = "1—7月，我市28个省重大项目完成投资169.6亿元，完成年度计划的75.9%，高于序时进度17.6个百分点，位列全省第3。"


def compared(text: str) -> list[LedgerVerdict]:
    return list(compare(check(text, period_hint="2021-01..2021-07"), LEDGER))


def test_every_number_of_a_true_sentence_agrees() -> None:
    found = [(v.metric, v.comparison.value) for v in compared(TEXT)]
    assert found == [
        ("entries", "agrees"),
        ("invested", "agrees"),
        ("completion", "agrees"),
        ("lead_pp", "agrees"),
        ("rank", "agrees"),
    ]


def test_wrong_amount_differs_by_how_much() -> None:
    (verdict,) = compared("1—7月，省重大项目完成投资196.6亿元。")
    assert (verdict.comparison.value, verdict.difference) == ("differs", Fraction("27.0026"))


def test_difference_is_told_in_a_sentence() -> None:
    (verdict,) = compared("1—7月，省重大项目完成投资196.6亿元。")
    assert verdict.message == "省重大项目完成投资196.6亿元，台账为169.6亿元，多27亿元，请核对。"


@pytest.mark.parametrize(
    "text",
    [
        "1—6月，省重大项目完成投资169.6亿元。",
        "1—7月，省重大项目总投资1696亿元。",
        "1—7月，钟楼区省重大项目完成投资31.2亿元。",
        "7月，省重大项目完成投资31.2亿元。",
    ],
)
def test_other_period_metric_or_place_is_not_in_the_ledger(text: str) -> None:
    assert [v.comparison.value for v in compared(text)] == ["absent"]


def test_block_is_compared_with_its_own_figure() -> None:
    (verdict,) = compared("1—7月，天宁区省重大项目完成投资42.3亿元。")
    assert verdict.comparison.value == "agrees"


def test_longest_name_of_a_programme_wins() -> None:
    (verdict,) = compared("1—7月，全市重大项目完成投资468.2亿元。")
    assert verdict.ledger == Fraction("468.2")


def test_text_that_could_mean_two_programmes_is_not_compared() -> None:
    (verdict,) = compared("1—7月，全市完成投资468.2亿元。")
    assert verdict.comparison.value == "absent"
