"""Figures that can't be right: found, explained where there is a reason, told in a sentence."""

from __future__ import annotations

import pytest

from tests.domain.figurecheck.reading import defects, read, verdicts

FALSE = [
    ("pp_ahead", "截至8月底，项目完成投资238.6亿元，占年度计划的71.3%，超时序进度6.4个百分点。"),
    ("pp_ahead", "上半年完成投资63亿元，占年计划的53.4%，低于序时进度3.4个百分点。"),
    ("ratio_pct", "年度计划投资23.45亿元，1-5月完成投资9.36亿元，完成率41.92%。"),
    ("ratio_pct", "年度计划投资500亿元，上半年完成投资236亿元，占年度计划的51.4%。"),
    ("ratio_pct", "计划新开工项目150个，实际已开工96个，开工率67%。"),
    ("ratio_pct", "新开工62个，占年度计划95个的69.3%。"),
    ("ratio_pct", "签约项目86个，其中工业项目52个，占63.5%。"),
    ("ratio_pct", "已开工项目41个，未开工项目9个，开工率为85%。"),
    (
        "ratio_pct",
        "项目80个，其中工业项目35个，占43.8%；农业项目10个，占12.5%；服务业项目35个，占34.8%。",
    ),
    ("sum", "全市143个重大项目中，结转项目95个、新增项目58个。"),
    ("sum", "年内应开工项目94个，现有81个开工建设；另有23个应开未开。"),
    ("sum", "集中开工648个，甲、乙、丙、丁四片区开工项目分别为187个、146个、172个、138个。"),
    ("sum", "全市共有重点项目156个，其中省级28个，市级86个，区级52个。"),
    ("sum", "甲区、乙区、丙区分别完成投资45.6亿元、38.2亿元、29.8亿元，合计123.6亿元。"),
    ("sum", "新建项目56个，续建项目78个，共144个。"),
    ("ratio_pct", "完成工业投资186.4亿元，占固定资产投资462.8亿元的43.3%。"),
    ("pp_difference", "完成投资612亿元，增长8.5%，增速比上半年的6.2%加快3.3个百分点。"),
    ("difference", "规上工业企业由去年的286家增加到今年的325家，增加49家。"),
    ("yoy_from_abs_change", "完成投资86.52亿元，较去年同期增长21.36亿元，同比增长38.72%。"),
    ("yoy_pct", "到位资金由去年的32.5亿元增加到40.3亿元，增长42%。"),
    ("difference", "园区58个(2019年为64个，减少8个)。"),
    ("pp_difference", "占比由38.5%提高到42.1%，提高4.6个百分点。"),
    ("enumeration_count", "要抓好五项重点任务：一是抓招商；二是抓开工；三是抓要素；四是抓服务。"),
    ("outlier", "确保年底前105%的项目开工。"),
    ("unit_error", "第三批集中开工项目28个，总投资93.3元，年度计划投资31.5亿元。"),
    ("format_error", "完成投资80亿元，占年计划的70.7%，高于序时进度12.4%。"),
    ("format_error", "产业项目45个、总投资314亿元，分别占比56.3%61.4%。"),
    ("ratio_pct", "全市92个重点项目中，已开工78个，开工率74.8%。"),
    ("ratio_pct", "引进项目196个，同比增长12%，其中工业项目140个，占项目总数的78.4%。"),
    ("ratio_pct", "发现问题87个，已整改63个，整改率79.4%。"),
    ("ratio_pct", "签约86个，协议投资312亿元。已开工43个，开工率58.0%。"),
    ("ratio_pct", "年度计划投资86.4亿元。1—5月完成投资38.9亿元，占年度投资计划的54.0%。"),
    ("ratio_pct", "已完工19个、在建61个，未开工8个，开工率93.9%。"),
    ("unit_error", "第一产业4.8亿元，占9.6%；第二产业18.6万元，占37.2%；共计50亿元。"),
    ("sum", "省级重点9个、市级重点31个、县级重点46个，共88个。"),
    ("sum", "资金14.73亿元，其中中央预算内资金3.26亿元、专项债6.8亿元、其他资金4.25亿元。"),
    ("bound", "新开工项目67个，其中工业项目82个。"),
    ("bound", "在全市8个县区中列第9位。"),
    ("sorted_order", "完成率由高到低为南山镇52.3%、新桥镇47.8%、河口镇49.1%。"),
    ("pp_difference", "全市固定资产投资增长6.4%。工业投资增长11.9%，高于全部投资7.5个百分点。"),
    ("date_error", "截至2月30日，完成投资80亿元。"),
    ("sum", "争取上级资金6.4亿元、专项债券21.8亿元、国债8.2亿元，三项合计38.4亿元。"),
    ("sum", "五个一批项目214个，其中谋划71个、签约36个、开工58个、投产42个、增资13个。"),
    ("sum", "96个项目中，前期类14个、开工类35个、建设类50个。"),
    ("sum", "北片区共238个，其中甲县96个、乙县182个。"),
    ("sum", "B类企业参评230家。甲类46家，占20.0%；乙类115家，占50.0%；丙类72家，占30.0%。"),
    (
        "sum",
        "签约项目36个，总投资180亿元。其中线上签约20个、总投资99亿元，线下签约16个、总投资94亿元。",
    ),
    ("sum", "重点项目182个。其中，省重点12个已全面开工。已开工项目131个，尚未开工项目48个。"),
    ("mean", "引进项目25个，总投资180亿元，平均单个项目投资8.4亿元。"),
    ("yoy_from_abs_change", "入库项目54个、总投资162亿元，入库项目数同比增加12个、增长18.6%。"),
    (
        "ratio_pct",
        "考核项目35个，开工28个，开工率80%；竣工14个，竣工率40%；入统21个，纳统率66.4%。",
    ),
    ("ratio_pct", "稳增长任务64项，其中市级任务完成51项。40项县级任务完成36项，完成率93.6%。"),
    ("ratio_pct", "园区企业180户，投产135户、在建30户，投产企业占78.5%。"),
    (
        "ratio_pct",
        "实施项目84项（新建50项，续建34项）。开工项目66项（新建36项，续建30项），开工率79.9%。",
    ),
    # the money adds up to the digit, so the numbers of projects must too
    (
        "sum",
        "重点项目共410项，总投资1860.4亿元，其中：在建项目150项，总投资930.2亿元；"
        "计划新开工项目155项，总投资310.1亿元；预备项目140项，总投资620.1亿元。",
    ),
    # each part is told apart to the last, and so is the whole
    (
        "sum",
        "项目共42项，其中：建设项目38项（省级9项、市级29项），前期项目5项（市级3项、县级2项）。",
    ),
    # a deed on the last of two parts is none of the list
    ("sum", "500个项目分两类。其中，续建项目312个；新开工项目198个，已开工120个。"),
    # parts in other words make a whole, and their shares are of it
    (
        "ratio_pct",
        "到位资金80亿元，其中预算资金20亿元，占25%；国内贷款12亿元，占15%；自筹资金48亿元，占40%。",
    ),
    (
        "ratio_pct",
        "1—5月，全国实际使用外资500亿元。服务业实际使用外资350亿元，在全国总量中的比重为70%。"
        "制造业实际使用外资120亿元，在全国总量中的比重为42%。",
    ),
    ("ratio_pct", "协议总投资320亿元，其中10亿元以上项目9个，协议投资192亿元，占61.1%。"),
    # lists of places beside two that are complete, and a number that its rate is of
    (
        "sum",
        "北片93个，其中甲市41个、乙市52个；中片71个，其中丙市32个、丁市39个；南片86个，其中戊市27个、己市15个。",
    ),
    ("sum", "全县重点项目60个，总投资80亿元。已开工45个，未开工25个，开工率为75%。"),
    # the second rate of a series is what the first is
    (
        "pp_ahead",
        "甲、乙两类项目完成率分别为63.3%、60.8%，分别超序时进度5.0个百分点、5.2个百分点。",
    ),
    ("difference", "在库项目860个，比年初净增96个，其中新增入库214个、退库128个。"),
    # what a comparison is with, printed right behind it
    ("yoy_pct", "完成交通投资48.3亿元，同比增长21.5%，上年为42.0亿元。"),
    ("pp_difference", "技改投资占比31.4%，比上年提高4.2个百分点，上年占比为29.2%。"),
    (
        "pp_difference",
        "支出进度68.3%，高出全市平均水平7.5个百分点，全市平均支出进度为62.8%。",
    ),
    ("pp_difference", "工业投资增长12.4%，高于全部投资9.1个百分点；全部投资增长5.3%。"),
    ("ratio_pct", "实际使用外资3.6亿美元，完成年度目标的130%，目标为3.0亿美元。"),
    ("unit_error", "数字产业增加值86.4万元，占GDP的7.2%，GDP总量为1200亿元。"),
    ("pp_difference", "工业增加值增长7.4%，增速比6月份加快0.9个百分点，6月份为5.5%。"),
    ("yoy_from_abs_change", "各项贷款余额864亿元，比年初新增64亿元，增长9.4%。"),
    # means, doublings, ranks, excesses
    ("mean", "开发区1.5万亩工业用地实现税收36亿元，亩均税收42万元。"),
    ("bound", "产值从2020年的24亿元增长到2023年的61亿元，翻了两番。"),
    (
        "sorted_order",
        "甲县增速9.6%，列全市第二；乙县增速11.2%，列全市第一；"
        "丙县增速7.1%，列全市第三；丁县增速8.4%，列全市第四。",
    ),
    ("difference", "年度计划投资64亿元，实际完成71.5亿元，超额完成9.5亿元。"),
    ("difference", "完成投资412.6亿元，距全年目标560亿元还差157.4亿元。"),
    ("difference", "亩均税收由18.2万元提高到21.5万元，提高4.3万元。"),
    # funds of four levels that overrun what they paid for
    (
        "sum",
        "完成水利投资20.5亿元。其中中央资金5.1亿元，省级资金4.3亿元，市县资金7.9亿元，社会资金3.6亿元。",
    ),
]


@pytest.mark.parametrize(("type_", "text"), FALSE)
def test_false_figure_fails(type_: str, text: str) -> None:
    assert "fails" in verdicts(text, type_, "2023-01..2023-07")


@pytest.mark.parametrize(("type_", "text"), FALSE)
def test_every_fault_is_told_in_a_sentence(type_: str, text: str) -> None:
    told = [r.message for r in read(text, "2023-01..2023-07").relations if r.type == type_]
    assert all(message.endswith("。") and len(message) > 10 for message in told)


@pytest.mark.parametrize(
    ("defect", "text"),
    [
        ("truncated", "计划新开工165项，实际已开工97项，开工率58%。"),
        (
            "truncated",
            "项目164个：产业类113个，占比68.9%；基础设施30个，占比18.2%；其他21个，占比12.8%。",
        ),
        (
            "scope",
            "项目64个，完成投资98.6亿元，其中市级51个，完成投资96.2亿元；省级13个，完成投资47.5亿元。",
        ),
        (
            "incomplete_partition",
            "投产项目286个，总投资912亿元，具体如下：装备制造58个，数字经济21个，基础设施46个，其他项目37个。",
        ),
        (
            "share_base",
            "集中签约项目216个，总投资1340亿元。工业项目121个，占比63%；文旅项目38个，占比12%。",
        ),
    ],
)
def test_naive_miss_is_explained(defect: str, text: str) -> None:
    assert defect in list(defects(text))


def test_parts_whose_plans_contradict_the_whole_fail() -> None:
    text = "完成投资86.4亿元，完成年度计划的54.0%。甲类完成投资38.4亿元，完成年度计划的48.0%；乙类完成投资48.0亿元，完成年度计划的72.0%。"
    assert verdicts(text, "implied_plan_consistency") == ["fails"]


def test_fault_tells_stated_recomputed_and_allowed() -> None:
    (relation,) = read("计划新开工项目150个，实际已开工96个，开工率67%。").relations
    found = relation.to_json()
    assert (found["stated"], found["recomputed"], found["interval"]) == (67, 64.0, [64.0, 64.0])


def test_spans_of_a_fault_lie_on_its_numbers() -> None:
    text = "计划新开工项目150个，实际已开工96个，开工率67%。"
    (relation,) = read(text).relations
    assert [text[a:b] for a, b in relation.spans] == ["96个", "150个", "67%"]


def test_message_quotes_the_figures_as_printed() -> None:
    (relation,) = read("计划新开工项目150个，实际已开工96个，开工率67%。").relations
    assert "96个÷150个＝64.00%" in relation.message


def test_points_below_are_told_as_an_office_writes_them() -> None:
    text = "1—6月，完成投资10亿元，占年度计划的40%，低于序时进度12个百分点。"
    told = [r.message for r in read(text, "2024-01..2024-06").relations if r.type == "pp_ahead"]
    assert told == [
        "40%－50.0%（6÷12），低10.00个百分点（应低9.5—10.5个百分点），"
        "文中写作低于序时12个百分点，请核对。"
    ]


def test_repeated_figure_that_changes_warns() -> None:
    text = "省重大项目完成投资32.5亿元。截至目前，省重大项目完成投资35.2亿元。"
    assert verdicts(text, "repetition") == ["near"]


def test_repeated_figure_of_one_place_that_changes_fails() -> None:
    text = "全市省重点项目完成投资32.5亿元。截至目前，全市省重点项目完成投资35.2亿元。"
    assert verdicts(text, "repetition") == ["fails"]


def test_subtotals_that_miss_the_whole_of_all_fail() -> None:
    text = (
        "开工项目共586个。南部共248个，其中甲市96个、乙市83个、丙市69个；"
        "中部共187个，其中丁市112个、戊市75个；北部共155个，其中己市62个、庚市93个。"
    )
    assert verdicts(text, "sum") == ["holds", "holds", "holds", "fails"]


def test_percent_that_is_probably_points_is_a_hint() -> None:
    text = "完成投资85.6亿元，占年度计划的71.3%，同比提高6.5%。"
    assert verdicts(text, "format_error") == ["near"]
