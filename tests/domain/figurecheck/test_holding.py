"""Relations that hold: found, recomputed, and never accused."""

from __future__ import annotations

import pytest

from tests.domain.figurecheck.reading import accusations, operands, verdicts

TRUE = [
    (
        "pp_ahead",
        "截至8月底，112个项目完成投资238.6亿元，占年度计划的71.3%，超时序进度4.6个百分点。",
    ),
    ("pp_ahead", "截至11月底，重点项目投资完成率91.5%，距时序进度差0.2个百分点。"),
    ("pp_ahead", "上半年完成267亿元，占计划的53.4%，比时序进度快3.4个百分点。"),
    ("ratio_pct", "年度计划投资212亿元，截至6月底完成投资118.7亿元，投资完成率56.0%。"),
    ("ratio_pct", "计划新开工重大项目150个，截至5月底已开工96个，开工率64%。"),
    ("ratio_pct", "全市136个春季集中开工项目已实质性开工128个，开工率94.1%。"),
    ("ratio_pct", "已开工项目41个，未开工项目9个，开工率为82%。"),
    ("ratio_pct", "新开工62个，占年度计划95个的65.3%。"),
    ("ratio_pct", "全市安排重点项目300项，已完工42项，占14%。"),
    ("ratio_pct", "签约项目86个，其中工业项目52个，占60.5%。"),
    ("ratio_pct", "完成工业投资86.3亿元，其中技改投资48.1亿元，占工业投资的55.7%。"),
    ("ratio_pct", "开工项目412个，总投资2865亿元，到位资金986亿元，资金到位率34.4%。"),
    ("ratio_pct", "发行专项债券37.82亿元，已完成支出28.9亿元，支出率76.4%。"),
    ("ratio_pct", "对12个滞后项目下发督办单，已整改到位9个，整改率75%。"),
    (
        "ratio_pct",
        "计划总投资：28.5亿元；年度计划投资：6.2亿元；完成投资：4.3亿元；完成率：69.4%。",
    ),
    ("sum", "安排项目85个，其中续建项目37个，新建项目48个。"),
    ("sum", "集中开工128个项目，涵盖先进制造业57个、现代服务业28个、基础设施25个、民生工程18个。"),
    ("sum", "第一批安排项目26个，第二批安排项目34个，两批合计60个。"),
    ("sum", "签约一批32个、开工一批41个、投产一批25个，共计98个。"),
    ("sum", "到位资金50亿元，其中专项债30.5亿元、国债19.5亿元。"),
    ("sum", "年内应开工项目94个，现有81个开工建设；另有13个应开未开。"),
    ("yoy_from_abs_change", "在建项目207个，比上年同期增加29个，增长16.3%。"),
    ("yoy_from_abs_change", "在建项目486个，同比减少23个，下降4.5%。"),
    ("yoy_from_abs_change", "二季度完成投资120.8亿元，比一季度增加31.6亿元，环比增长35.4%。"),
    ("yoy_from_abs_change", "完成投资比去年同期的45.6亿元增加8.2亿元，增长18%。"),
    ("yoy_pct", "到位资金由去年的32.5亿元增加到40.3亿元，增长24%。"),
    ("yoy_pct", "去年全市完成投资1358.6亿元，今年完成1480亿元，增长8.9%。"),
    ("difference", "园区56个(2019年为64个，减少8个)。"),
    ("pp_difference", "亿元以上项目占比由38.5%提高到42.1%，提高3.6个百分点。"),
    ("mean", "共120个项目，总投资560亿元，户均投资4.67亿元。"),
    ("shares_sum_100", "甲区12个、乙区18个、丙区20个，占比分别为24%、36%、40%。"),
    ("integer_base", "入库项目13个，同比增长160%。"),
    ("enumeration_count", "会上提出三点要求：一要提高站位，二要压实责任，三要强化督查。"),
    ("repetition", "省重大项目完成投资32.5亿元。截至目前，省重大项目完成投资32.5亿元。"),
]


@pytest.mark.parametrize(("type_", "text"), TRUE)
def test_true_relation_is_found_to_hold(type_: str, text: str) -> None:
    assert "holds" in verdicts(text, type_)


@pytest.mark.parametrize(("type_", "text"), TRUE)
def test_true_text_is_not_accused(type_: str, text: str) -> None:
    assert accusations(text) == []


def test_money_of_the_parts_adds_up_beside_their_numbers() -> None:
    text = (
        "项目230个，计划投资680亿元，其中新开工95个，计划投资215亿元；续建135个，计划投资465亿元。"
    )
    assert operands(text, "sum") == [("#230", "#95", "#135"), ("680", "215", "465")]


def test_list_with_parts_inside_parts_is_recognised() -> None:
    text = "开工项目196个：产业项目142个，其中制造业项目118个；水利工程33个，其中水库项目12个；教育21个。"
    assert operands(text, "sum")[0] == ("#196", "#142", "#33", "#21")


def test_rates_of_parts_make_the_rate_of_the_whole() -> None:
    text = "项目50个，开工率62%，其中甲区20个，开工率50%；乙区30个，开工率70%。"
    assert verdicts(text, "mean") == ["holds"]


def test_plans_behind_the_rates_of_parts_make_the_plan_of_the_whole() -> None:
    text = "完成投资86.4亿元，完成年度计划的54.0%。甲类完成投资38.4亿元，完成年度计划的48.0%；乙类完成投资48.0亿元，完成年度计划的60.0%。"
    assert verdicts(text, "implied_plan_consistency") == ["holds"]


def test_lead_right_only_before_rounding_warns_and_does_not_accuse() -> None:
    text = "1—8月完成投资53.6亿元，占年度投资计划的71.3%，超过时间进度4.7个百分点。"
    assert verdicts(text, "pp_ahead") == ["near"]


def test_shares_that_miss_a_hundred_by_rounding_warn() -> None:
    text = (
        "工业35个，占43.8%；农业10个，占12.5%；服务业20个，占25%；基础设施15个，占18.8%，合计80个。"
    )
    assert accusations(text) == []


def test_lead_over_a_schedule_of_its_own_is_not_checkable() -> None:
    text = "1—7月，已开工96个，开工率64%，高于开工序时5个百分点。"
    assert verdicts(text, "pp_ahead") == ["not_checkable"]


def test_start_rate_is_not_held_to_the_calendar() -> None:
    text = "1—5月，开工率61.2%，高于序时进度15个百分点。"
    assert verdicts(text, "pp_ahead") == ["not_checkable"]


def test_lead_in_the_middle_of_a_month_is_not_checkable() -> None:
    text = "截至10月20日，完成年度投资计划的88.3%，超序时进度8.3个百分点。"
    assert verdicts(text, "pp_ahead") == ["not_checkable"]


def test_rate_without_its_plan_is_left_alone() -> None:
    text = "年度计划投资862.4亿元，项目586个。1—5月，已开工项目143个，开工率61.2%。"
    assert accusations(text) == []


def test_share_of_a_larger_place_is_left_alone() -> None:
    text = "全市重点项目400个，总投资900亿元。列入国家清单项目20个、总投资300亿元，分别占全省14.5%、9.7%。"
    assert accusations(text) == []


def test_list_that_only_picks_some_is_left_alone() -> None:
    text = "全市重点项目286个，其中甲区45个、乙区38个、丙区30个。"
    assert accusations(text) == []


def test_tiers_that_lie_inside_each_other_are_left_alone() -> None:
    text = "签约项目43个，其中10亿元以上项目9个、50亿元以上项目2个、100亿元以上项目1个。"
    assert accusations(text) == []


def test_figures_of_several_subjects_are_no_repetition() -> None:
    text = "甲片区、乙片区、丙片区分别完成投资56.2亿元、88.9亿元和41.3亿元，共计186.4亿元。"
    assert verdicts(text, "repetition") == []


def test_plan_named_after_the_work_is_found() -> None:
    text = (
        "146个项目完成投资186.5亿元，投资完成率62.4%。项目总投资1560亿元，年度预计投资298.9亿元。"
    )
    assert verdicts(text, "ratio_pct") == ["holds"]


def test_lead_named_before_its_rate_is_found() -> None:
    text = "前四个月，投资完成率、开工率都超序时进度，分别快3.4个、9.8个百分点。完成投资46.8亿元，为年度计划的36.7%。"
    assert "holds" in verdicts(text, "pp_ahead")


def test_subtotals_of_lists_make_the_whole_of_all() -> None:
    text = "新增项目140个。签约项目65个：外资28个，内资37个。开工项目75个：制造业42个，民生33个。"
    assert ("#140", "#65", "#75") in operands(text, "sum")
