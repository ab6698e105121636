"""Which numbers of a text are claims, of what, and with which qualifiers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.domain.figurecheck.reading import claims, numbers, only, qualifiers, read


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：0519-85681234，手机13912345678，邮编213000。",
        "文号为滨政发〔2023〕15号，详见第3页表2.1.4。",
        "按照“618”行动计划和“1028”产业体系，打好“三年攻坚”收官战。",
        "“十四五”期间，围绕“95X”产业体系，建设5G基站，发展A3级物流。",
        "8月30—31日上午9:30，第二次会议在3号楼召开。",
        "第十四次推进会议强调，第一季度要确保“开门红”。",
        "一般公共预算要统一安排，进一步发挥第一方阵作用。",
        "三次产业结构为2.2:41.7:56.1。",
        "我市与20多个国家和地区有经贸往来。",
        "每投入1元，产出可观；做到“三个到位”，树牢“一盘棋”思想。",
        "深入实施“三个一批”，推进“一带一路”建设，唱好双城记。",
        "身份证号32040019900101123456789不得外泄。",
        "2023—2025年三年行动计划已印发，版权所有2015-2024。",
    ],
)
def test_dates_ordinals_codes_and_slogans_claim_nothing(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("完成投资86.4亿元。", "86.4", "亿元"),
        ("到位资金83625万元。", "8.3625", "亿元"),
        ("计划总投资2.46万亿元。", "24600", "亿元"),
        ("实际使用外资２．８６亿美元。", "2.86", "亿美元"),
        ("完成投资 32.5 亿元。", "32.5", "亿元"),
        ("签约项目二十八个。", "28", "个"),
        ("盘活闲置土地1260亩。", "1260", "亩"),
        ("平均投资强度达到每亩420万元。", "420", "万元/亩"),
        ("全县招商引资到位资金同比增长近三成。", "30", "%"),
        ("工业用地占全市的三分之一。", "33.3", "%"),
        ("公路货运量同比下降百分之七点五。", "-7.5", "%"),
        ("利润是上年的1.3倍。", "1.3", "倍"),
        ("完成额是去年同期的近两倍。", "2", "倍"),
        ("重点项目现已履约16个。", "16", "个"),
        ("综合景气指数为105.3。", "105.3", ""),
        ("项目总投资一亿二千万元。", "1.2", "亿元"),
    ],
)
def test_value_and_unit_are_normalised(text: str, value: str, unit: str) -> None:
    claim = only(text)
    assert (round(claim.value, 4), claim.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("总投资约650亿元。", "approx"),
        ("年度投资720多亿元。", "gt"),
        ("总投资突破600亿元。", "gt"),
        ("完成投资逾80亿元。", "gt"),
        ("完成投资近80亿元。", "lt"),
        ("完成率未超过10%。", "le"),
        ("盘活土地1260亩以上。", "ge"),
        ("投资强度不低于350万元/亩。", "ge"),
        ("每镇打造1-2个综合性商圈。", "range"),
        ("完成投资80亿元。", "eq"),
    ],
)
def test_bound_words_are_kept(text: str, bound: str) -> None:
    assert only(text).bound == bound


def test_web_copy_with_traditional_characters_and_pinyin_is_read() -> None:
    text = "1-8月工業(yè)項(xiàng)目完成投資53.6億元,占全年計(jì)劃的71.3%。"
    claim = only(text)
    assert (claim.indicator, text[slice(*claim.span)]) == ("完成投资", "53.6億元")


def test_range_has_both_ends() -> None:
    assert claims("今年拟投资10—15亿元。")[0][:2] == ([10, 15], "亿元")


def test_span_indexes_the_original_text() -> None:
    text = "完成 投資　１２．５　億元。"
    ((start, end),) = [claim.span for claim in read(text).claims]
    assert text[start:end] == "１２．５　億元"


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("36个省重点项目。", "项目数"),
        ("新开工项目45个。", "项目数"),
        ("计划新开工150项。", "计划新开工项目数"),
        ("年度计划开工140项。", "计划开工项目数"),
        ("已开工38个。", "开工项目数"),
        ("23个储备项目开工建设。", "开工项目数"),
        ("未开工项目9个。", "未开工项目数"),
        ("竣工项目21个。", "竣工项目数"),
        ("7个项目建成投产。", "建成项目数"),
        ("新签约项目62个。", "签约项目数"),
        ("全年入库重大招引项目18个。", "入库项目数"),
        ("目前在谈项目35个。", "在谈项目数"),
        ("新设立外商投资企业68家。", "新设立企业数"),
        ("总投资63.5亿元。", "总投资"),
        ("年度计划投资72.6亿元。", "年度计划投资"),
        ("协议引资1268亿元。", "签约金额"),
        ("实际到位省外资金182.6亿元。", "到位资金"),
        ("合同外资8.62亿美元。", "合同外资"),
        ("争取专项债券52.8亿元。", "额度"),
        ("开工率82.5%。", "开工率"),
        ("支出进度78.8%。", "支出率"),
        ("民间投资增长14.2%。", "投资同比增速"),
        ("新开工项目占比达54.3%。", "占比"),
        ("完成考核目标145亿元的68.7%。", "目标任务"),
        ("实际使用外资86亿元(折12.1亿美元)。", "实际使用外资"),
        ("完成投资排前三位的是东区(48.6亿元)。", "完成投资"),
        ("签订正式合同109个。", "签约项目数"),
        ("118个项目竣工投产(试生产)。", "投产项目数"),
        ("固定资产投资(不含农户)增长3.4%。", "投资同比增速"),
        ("空气质量优良天数306天。", "天数"),
        ("全市用电量15.6亿千瓦时。", "用电量"),
        ("215个省市重点项目。", "项目数"),
        ("实现GDP136.9亿元。", "地区生产总值"),
    ],
)
def test_indicator_is_named(text: str, indicator: str) -> None:
    assert read(text).claims[-1].indicator == indicator


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("年度计划投资72.6亿元。", "plan"),
        ("力争年底投产率达到60%。", "target"),
        ("预计全年税收3亿元。", "forecast"),
        ("到位资金突破260亿元。", "milestone"),
        ("完成投资80亿元。", "actual"),
    ],
)
def test_kind_is_told_by_the_words_in_front(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("完成投资80亿元，占年度计划的68.7%。", "share_of_annual_target_pct", 68.7),
        ("完成投资80亿元，为年计划的65%。", "share_of_annual_target_pct", 65),
        ("完成投资21亿元，完成1-5月投资计划的108.6%。", "share_of_period_target_pct", 108.6),
        ("完成投资80亿元，占年计划的70%，超均衡进度3.3个百分点。", "pp_ahead_of_schedule", 3.3),
        ("完成投资80亿元，占年计划的40%，低于序时进度10个百分点。", "pp_ahead_of_schedule", -10),
        ("使用外资45亿美元，按年升6.2%。", "yoy_pct", 6.2),
        ("使用外资45亿美元，同比下降2.74%。", "yoy_pct", -2.74),
        ("实现利润98亿元，增长1.2倍。", "yoy_pct_equiv", 120),
        ("新开工项目89个，同比增长逾两成。", "yoy_pct_from_words", 20),
        ("签约项目286个，同比减少23个。", "yoy_abs_change", {"value": -23, "unit": "个"}),
        ("园区56个(2019年为64个)。", "base_value", {"value": 64, "unit": "个"}),
        ("工业项目52个，占60.5%。", "share_of_total_pct", 60.5),
        ("投产率21.8%，较上期提高3.1个百分点。", "mom_pp_change", 3.1),
        ("开工率82%，同比提高3.1个百分点。", "yoy_pp_change", 3.1),
        ("完成投资80亿元，超年度计划8.5个百分点。", "over_annual_plan_pp", 8.5),
        ("签订3000万元以上项目20个。", "cond", "3000万元以上"),
        ("总投资超20亿元或2亿美元项目4个。", "cond", "超20亿元，2亿美元"),
        ("亿元—10亿元项目13个。", "cond", "10亿元"),
        ("完成投资80亿元，占年计划的70%，欠进度5.0%。", "pp_ahead_of_schedule", -5),
    ],
)
def test_remark_qualifies_its_claim(text: str, key: str, value: object) -> None:
    assert qualifiers(text)[key] == value


def test_two_ranks_in_one_phrase_are_two() -> None:
    text = "完成投资80亿元，位列全市第4、城区第2。"
    assert qualifiers(text)["rank"] == [{"n": 4, "among": "全市"}, {"n": 2, "among": "城区"}]


def test_rank_in_two_measures_is_two_ranks() -> None:
    text = "签约项目48个，签约数量和开工率均居全市首位。"
    assert qualifiers(text)["rank"] == [
        {"n": 1, "among": "全市(签约数量)"},
        {"n": 1, "among": "全市(开工率)"},
    ]


def test_reference_of_points_is_told() -> None:
    text = "工业投资增长19.4%，高于全部投资12.9个百分点。"
    assert qualifiers(text)["vs_reference_pp"] == [{"ref": "全部投资", "pp": 12.9}]


def test_numbers_after_respectively_go_to_their_claims_in_order() -> None:
    text = "签约项目215个，协议引资1268亿元，同比分别增长13.7%和19.6%。"
    found = [claim.to_json()["qualifiers"]["yoy_pct"] for claim in read(text).claims]
    assert found == [13.7, 19.6]


def test_subjects_before_respectively_go_to_their_numbers_in_order() -> None:
    text = "甲县、乙县、丙区完成投资分别为42.3亿元、38.7亿元和55.1亿元。"
    assert [claim.subject for claim in read(text).claims] == ["甲县", "乙县", "丙区"]


def test_unit_printed_once_holds_for_the_whole_series() -> None:
    text = "履约率92.3%、开工率68.5%、到位率41.7%，分别比年初提高4.2、10.3、6.6个百分点。"
    found = [c.to_json()["qualifiers"]["vs_reference_pp"][0]["pp"] for c in read(text).claims]
    assert found == [4.2, 10.3, 6.6]


def test_count_that_only_describes_the_next_is_no_claim() -> None:
    assert numbers("4大主导产业、6个园区项目83个。") == ["83个"]


def test_after_its_parts_the_whole_has_the_word_again() -> None:
    text = "全市143个重大项目中，结转项目95个、新增项目48个，共完成投资286.5亿元。"
    assert read(text).claims[-1].subject == "重大项目"


def test_announced_number_of_things_is_context() -> None:
    assert (only("下面，我讲四点意见。").kind, only("冲刺四个月，奋战保全年。").kind) == (
        "context",
        "context",
    )


def test_a_list_of_its_own_names_goes_to_no_claim_in_front() -> None:
    text = "镇街16个，超进度9个、滞后3个。南山镇、河口镇和新桥镇，完成率分别为68.2%、64.5%和61.7%。"
    assert [c.indicator for c in read(text).claims][-3:] == ["投资完成率"] * 3


def test_what_a_percentage_is_of_carries_no_remarks() -> None:
    text = "使用外资3.62亿美元，完成目标5亿美元的72.4%，同比下降14.8%。"
    first, goal = (claim.to_json()["qualifiers"] for claim in read(text).claims)
    assert (first["yoy_pct"], goal) == (-14.8, {})


def test_sizes_with_an_aside_are_conditions_of_the_count_behind() -> None:
    text = "5至10亿元（含5亿元）项目12个，其中总投资达8亿元的项目有3个。"
    assert numbers(text) == ["12个", "3个"]


def test_an_amount_in_other_money_is_of_the_same_indicator() -> None:
    text = "实际使用外资690.6亿元，同比增长6.8%，折合美元96.1亿美元。"
    assert [c.indicator for c in read(text).claims] == ["实际使用外资", "实际使用外资"]


def test_what_is_new_is_said_of_the_deed_behind() -> None:
    text = "新增开工项目42个、新增竣工项目18个。"
    assert [c.indicator for c in read(text).claims] == ["开工项目数", "竣工项目数"]
