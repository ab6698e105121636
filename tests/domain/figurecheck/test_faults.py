"""Figures that can't be right: found, explained where there is a reason, told in a sentence."""

from __future__ import annotations

import pytest

from tests.domain.figurecheck.reading import defects, read, verdicts

FALSE = [
    ("pp_ahead", "截至8月底，项目完成投资238.6亿元，占年度计划的71.3%，超时序进度6.4个百分点。"),
    ("pp_ahead", "上半年完成投资63亿元，占年计划的52.6%，低于序时进度2.6个百分点。"),
    ("ratio_pct", "年度计划投资17.68亿元，1-5月完成投资4.28亿元，完成率24.95%。"),
    ("ratio_pct", "年度计划投资500亿元，上半年完成投资236亿元，占年度计划的52.6%。"),
    ("ratio_pct", "计划新开工项目150个，实际已开工96个，开工率67%。"),
    ("ratio_pct", "新开工73个，占年度计划110个的69.4%。"),
    ("ratio_pct", "签约项目324个，其中工业项目202个，占65.3%。"),
    ("ratio_pct", "已开工项目33个，未开工项目17个，开工率为63%。"),
    (
        "ratio_pct",
        "项目80个，其中工业项目35个，占43.8%；农业项目10个，占12.5%；服务业项目35个，占34.8%。",
    ),
    ("sum", "全市265个重大项目中，结转项目193个、新增项目82个。"),
    ("sum", "应开工项目186个，累计有168个已开工建设；有28个应开未开。"),
    ("sum", "集中开工1366个，甲、乙、丙、丁四个片区开工项目数分别为416个、255个、351个、341个。"),
    ("sum", "全市共有重点项目156个，其中省级28个，市级86个，区级52个。"),
    ("sum", "甲区、乙区、丙区分别完成投资45.6亿元、38.2亿元、29.8亿元，合计123.6亿元。"),
    ("sum", "新建项目56个，续建项目78个，共144个。"),
    ("ratio_pct", "完成工业投资186.4亿元，占固定资产投资462.8亿元的43.3%。"),
    ("pp_difference", "完成投资612亿元，增长8.5%，增速比上半年的6.2%加快3.3个百分点。"),
    ("difference", "规上工业企业由去年的286家增加到今年的325家，增加49家。"),
    ("yoy_from_abs_change", "完成投资313.64亿元，较去年同期增长153.34亿元，同比增长59.66%。"),
    ("yoy_pct", "到位资金由去年的32.5亿元增加到40.3亿元，增长42%。"),
    ("difference", "园区14个(2003年为104个，减少92个)。"),
    ("pp_difference", "占比由38.5%提高到42.1%，提高4.6个百分点。"),
    ("enumeration_count", "要抓好五项重点任务：一是抓招商；二是抓开工；三是抓要素；四是抓服务。"),
    ("outlier", "力争6月底前100%以上的项目开工。"),
    ("unit_error", "第三批集中开工项目28个，总投资93.3元，年度计划投资31.5亿元。"),
    ("format_error", "完成投资80亿元，占年计划的75.9%，高于序时进度17.6%。"),
    ("format_error", "产业项目45个、总投资314亿元，分别占比75.0%77.8%。"),
    ("date_error", "截至2月30日，完成投资80亿元。"),
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
        ("truncated", "计划新开工270项，实际已开工129项，开工率达47%。"),
        (
            "truncated",
            "项目602个：产业类452个，占比75.0%；基础设施79个，占比13.1%；其他71个，占比11.8%。",
        ),
        (
            "scope",
            "项目82个，完成投资151.8亿元，其中市级69个，完成投资150.4亿元；省级13个，完成投资79.2亿元。",
        ),
        (
            "incomplete_partition",
            "投产项目1033个，总投资4344亿元，具体如下：新兴产业138个，数字经济36个，基础设施154个，其他项目240个。",
        ),
        (
            "share_base",
            "集中开工项目667个，总投资8030亿元。产业项目344个，占比56%；基础设施项目153个，占比21%。",
        ),
    ],
)
def test_naive_miss_is_explained(defect: str, text: str) -> None:
    assert defect in list(defects(text))


def test_parts_whose_plans_contradict_the_whole_fail() -> None:
    text = "完成投资99.8亿元，完成年度计划的21.9%。甲类完成投资43.4亿元，完成年度计划的16.4%；乙类完成投资56.4亿元，完成年度计划的36.5%。"
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


def test_repeated_figure_that_changes_warns() -> None:
    text = "省重大项目完成投资32.5亿元。截至目前，省重大项目完成投资35.2亿元。"
    assert verdicts(text, "repetition") == ["near"]


def test_subtotals_that_miss_the_whole_of_all_fail() -> None:
    text = (
        "开工项目共1466个。南部共719个，其中甲市107个、乙市352个、丙市260个；"
        "中部共374个，其中丁市147个、戊市227个；北部共377个，其中己市173个、庚市204个。"
    )
    assert verdicts(text, "sum") == ["holds", "holds", "holds", "fails"]


def test_percent_that_is_probably_points_is_a_hint() -> None:
    text = "完成投资85.6亿元，占年度计划的71.3%，同比提高6.5%。"
    assert verdicts(text, "format_error") == ["near"]
