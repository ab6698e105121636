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
    # quotients of whatever amounts stand around a percentage
    ("ratio_pct", "年度计划完成投资86.4亿元，上半年已完成年度计划的52.1%，完成投资45.0亿元。"),
    ("ratio_pct", "签约86个，协议投资312亿元。已注册71家；已投产16个，投产率18.6%。"),
    ("ratio_pct", "全市固定资产投资86.4亿元。第三产业完成投资48.6亿元，占全市投资比重为56.3%。"),
    ("ratio_pct", "履约项目已超过八成、达86.4%：签约44个，已履约38个，履约率86.4%。"),
    ("ratio_pct", "完成投资9.63亿元，完成县里全年任务(14.6亿元)的65.96%。"),
    ("ratio_pct", "到位资金9630万元，完成全年1.2亿目标任务的80.3%。"),
    ("ratio_pct", "38个行业中有27个行业实现增长，增长面达71.1%。"),
    (
        "ratio_pct",
        "实际使用外资86.4亿元(折12.1亿美元)。服务业4.9亿美元，在全市总量中的比重为40.5%。",
    ),
    ("ratio_pct", "西山县12.4亿元、东河区9.8亿元。到位资金44.4亿元，前2位合计占50.0%。"),
    ("pp_ahead", "完成投资比例58.2%，超进度8.2个百分点。"),
    ("pp_difference", "全市固定资产投资增长6.4%。工业投资增长11.9%，高于全部投资5.5个百分点。"),
    (
        "sum",
        "安排项目96个。其中31个续建项目完成投资4亿元；42个新建项目已开工40个；23个前期项目有序推进。",
    ),
    (
        "sum",
        "开工48个：工业26个，农业22个。总投资97亿元。按阶段分，续建项目19个，新建项目29个。",
    ),
    ("sum", "地区生产总值86.4亿元。第一产业增加值6.1亿元；第二产业38.2亿元；第三产业42.1亿元。"),
    ("sum", "工业总投资4.8亿元，农业总投资1.3亿元，服务业总投资6.2亿元。总投资12.3亿元。"),
    (
        "implied_plan_consistency",
        "完成投资86.4亿元，年度完成率54.0%。甲类38.4亿元，年度完成率48.0%；乙类48.0亿元，年度完成率60.0%。",
    ),
    ("sorted_order", "完成率排前三位的依次为南山镇52.3%、新桥镇49.8%、河口镇47.1%。"),
    ("bound", "在全省63个县市区考核中列第5位。"),
    ("shares_sum_100", "到位资金在三次产业中的分布为2.8%、68.4%和28.8%。"),
    ("shares_sum_100", "甲区12个、乙区18个、丙区20个，占比分别为24%、36%、40%。"),
    ("integer_base", "入库项目13个，同比增长160%。"),
    ("enumeration_count", "会上提出三点要求：一要提高站位，二要压实责任，三要强化督查。"),
    ("repetition", "省重大项目完成投资32.5亿元。截至目前，省重大项目完成投资32.5亿元。"),
    ("ratio_pct", "利用外资471.1亿美元。农业利用外资6.9亿美元，占同期全国总量的1.46%。"),
    ("difference", "新增入库214个、退库128个，净增86个。"),
    ("pp_ahead", "一季度完成投资54.2亿元，占年度预计投资的27.1%，超序时进度2.1个百分点。"),
    (
        "pp_difference",
        "全部投资增长8.6%。制造业投资和服务业投资分别增长21.5%和22.3%，分别快于全部投资12.9和13.7个百分点。",
    ),
    ("pp_difference", "工业投资增长12.4%，高于全部投资7.1个百分点；全部投资增长5.3%。"),
    ("yoy_pct", "完成交通投资48.3亿元，同比增长15.0%，上年为42.0亿元。"),
    ("pp_difference", "技改投资占比31.4%，比上年提高2.2个百分点，上年占比为29.2%。"),
    (
        "pp_difference",
        "支出进度68.3%，高出全市平均水平5.5个百分点，全市平均支出进度为62.8%。",
    ),
    ("ratio_pct", "实际使用外资3.6亿美元，完成年度目标的120%，目标为3.0亿美元。"),
    ("ratio_pct", "数字产业增加值86.4亿元，占GDP的7.2%，GDP总量为1200亿元。"),
    ("mean", "开发区1.5万亩工业用地实现税收36亿元，亩均税收24万元。"),
    ("mean", "改造小区62个，惠及居民2.35万户，完成投资5.64亿元，户均投入2.4万元。"),
    ("bound", "产值从2020年的24亿元增长到2023年的97亿元，翻了两番。"),
    ("difference", "年度计划投资64亿元，实际完成71.5亿元，超额完成7.5亿元。"),
    ("difference", "全年任务82万亩，已完成73.4万亩，还差8.6万亩。"),
    ("difference", "亩均税收由18.2万元提高到21.5万元，提高3.3万元。"),
    ("difference", "完成投资412.6亿元，距全年目标560亿元还差147.4亿元。"),
    ("ratio_pct", "新增就业3.86万人，其中高校毕业生9870人，占25.6%。"),
    ("ratio_pct", "再就业9420人，完成年度目标1.5万人的62.8%。"),
    ("yoy_from_abs_change", "各项贷款余额864亿元，比年初新增64亿元，增长8.0%。"),
    ("ratio_pct", "甲县投资68.7亿元，占18.4%；乙县57.3亿元，占15.4%。全市完成投资373.1亿元。"),
    (
        "sum",
        "减税降费12.4亿元，其中留抵退税4.8亿元、小微企业减免3.2亿元、研发扣除2.9亿元、其他1.5亿元。",
    ),
    ("pp_ahead", "1—6月，完成投资48.3亿元，占年度计划的48.3%，欠序时1.7个百分点。"),
    # what is to be begun by September says nothing of when the money was spent
    (
        "pp_ahead",
        "1—6月，9个项目计划于9月底前开工；完成投资54.8亿元，投资完成率54.8%，高于序时进度4.8个百分点。",
    ),
    # a growth for each of two changes, and a goal written with a round number
    (
        "yoy_from_abs_change",
        "获批项目96个、资金54.6亿元，分别比上年增加16个、9.1亿元，增幅为20.0%、20.0%。",
    ),
    ("yoy_pct", "力争完成投资突破900亿元，较2022年完成的818.2亿元净增81.8亿元，增长10%以上。"),
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


@pytest.mark.parametrize(
    "text",
    [
        # siblings beside each other are no whole and parts
        "甲类项目完成投资45.3亿元；乙类12.4亿元；丙类4.0亿元。另有省级项目完成投资27.7亿元。",
        # part of the money has another name
        "项目30个，总投资86.5亿元，其中产业类15个，总投资54.3亿元；民生类12个，总投资31.3亿元；生态类3个，完成投资0.9亿元。",
        # a completion is weighted by plans, not by numbers of projects
        "项目50个，完成率62.8%，其中甲区20个，完成率50%；乙区30个，完成率70%。",
        # a sentence that names another subject
        "全市到位资金71.7亿元。其中制造业24.9亿元，占34.7%。沿海地区是主要来源，占比59.9%。",
        # all of themselves
        "重点项目42个，完成投资9亿元；28个新开工项目全部开工，开工率100%。",
        # an excess is no target
        "完成到位资金18.2亿元，完成任务的82.6%，超出进度目标1.7亿元。",
        # a change of yuan is none of 亿元
        "利润54.3亿元，增长21.5%；每百元收入中的成本83.6元，同比减少0.9元。",
        # the month's figure beside that of the year, and its parts
        "7月当月完成投资12亿元；1至7月完成投资84亿元。工业类完成50亿元，民生类完成34亿元。",
        # a sibling with a share of its own is no whole
        "农业到位资金4亿元，占4.1%；工业到位资金62亿元，占63.3%；旅游到位资金32亿元，占到位资金的32.7%。",
        # a list of the new projects, whose money isn't printed here
        "到位资金130亿元。新签项目中市内到位资金6.6亿元，占比71.7%；市外到位资金2.6亿元，占比28.3%。",
        # a part of the projects, and no part of those that have begun
        "460个项目开工310个，完成投资90亿元，其中320个实施类项目开工290个。",
        # a whole with its two halves, beside others
        "服务业利用外资425亿元，增长11%，高技术产业175亿元。高技术制造业67亿元，高技术服务业108亿元，自贸区87亿元。",
        # the share of money that development zones have, and not of their number
        "66个开发区投资增长20.1%，占全省投资比重38.5%。",
        # the schedule itself in brackets
        "4个县超过序时进度（66.7%），2个低于序时进度。",
        # sizes of projects, and no list of their number
        "签约项目60项，其中合同项目22项，千万美元以上项目34项，总投资达4000万美元的项目有2项，总投资达5000万美元的项目有1项。",
        # what only grew has no amount that its share is of
        "全国利用外资300亿元。制造业利用外资90亿元，增长5%，占比达30%。高技术产业利用外资增长9.8%，占比达20.5%。",
        # deeds and categories of another whole
        "项目100个，已开复工94个，完成投资57.2亿元。工业71个，投资30.2亿元；农业16个，投资15亿元；民生13个，投资12亿元。",
        # what grew, and no growth by so many
        "31个行业中实现增长的有20个行业，增长面64.5%。",
        # against the opening of the year, and against last year
        "贷款余额862.4亿元，比年初增加51.3亿元，同比增长9.7%。",
        "贷款余额862.4亿元，比上年末增加51.3亿元，同比增长9.7%。",
        # from a level of years ago, and against last year
        "1—6月，电池产值从2020年的24亿元增长到97亿元，同比增长31.5%。",
        # another measure, place or year than what it is compared with
        "固定资产投资增长6.3%，高于全省2.1个百分点，全省技改投资增长10.4%。",
        "税收占比76.3%，比上年提高1.2个百分点，上年全省税收占比为70.5%。",
        "开工率61.3%，比上年提高0.8个百分点，2020年为52.4%。",
        # another plan than what was done of it
        "完成投资86.4亿元，占年度计划的72.0%，明年计划投资150亿元。",
        # per mu of some, and a mean that is no part of what it is a mean of
        "开发区1.5万亩工业用地实现税收36亿元，规上企业亩均税收31万元。",
        "人均可支配收入36120元，增长5.8%；其中城镇45230元，农村22810元。",
        "节水工程完成投资近15亿元，亩均投入约2400元。",
        # the least is the first, and a rank of another thing
        "甲县降幅4.1%，列全市第三；乙县降幅2.2%，列全市第一；丙县降幅3.7%，列全市第二。",
        "生产总值增长6.4%，居全省第3位；工业增长8.1%，居全省第5位；投资增长5.2%，居全省第7位。",
        # more than double, and an aim
        "产值由2019年的12.4亿元增加到2023年的38.1亿元，翻了一番多。",
        # short of another goal, and more than a plan
        "全年任务82万亩，已完成73.4万亩，距省下达任务还差5.2万亩。",
        "新开工项目47个，比年初计划的40个多7个，比去年同期增加9个，增长23.7%。",
        # a part of the city beside another, of a whole that isn't printed
        "甲县完成投资68.7亿元；乙县完成57.3亿元，占15.4%；丙县完成31.6亿元，占8.5%。",
        # some that are finished are not all that were begun
        "99个项目中，已完工17个；尚未开工4个，开工率96.0%。",
        # of several together, and of last year
        "用电142.3亿千瓦时，其中工业96.4亿千瓦时、占67.7%，居民24.4亿千瓦时、占17.1%，二者合计占84.9%。",
        "利用外资5.28亿美元，其中制造业2.96亿美元，占比56.1%，上年占比为44.6%。",
        # one list, and the total of another thing printed beside its own
        "项目96个，完成投资54亿元，占全市固定资产投资的27%，全市固定资产投资200亿元。"
        "其中，产业项目50个、完成投资30亿元，民生项目46个、完成投资24亿元。",
        # of last year, which the text doesn't print
        "制造业投资占全部投资的比重由上年同期的53.8%下降至50.3%，完成投资12亿元。",
    ],
)
def test_what_only_looks_like_a_miss_is_left_alone(text: str) -> None:
    assert accusations(text) == []
