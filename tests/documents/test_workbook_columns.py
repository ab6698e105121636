"""Which column is which: by head, by group, by values, and asked where nothing decides."""

import pytest

from niubizi.documents.workbooks import (
    BookKind,
    ImportContext,
    ImportPreview,
    KnownOrganization,
    read_workbook,
)
from niubizi.documents.workbooks.phrases import head, split_unit
from niubizi.documents.workbooks.recognition import candidates
from tests.documents import bookmaker

CONTEXT = ImportContext(
    organizations=(KnownOrganization("E", "东湖区"), KnownOrganization("W", "西山县", "西山"))
)


def read(grid: bookmaker.Grid, merges: tuple[str, ...] = ()) -> ImportPreview:
    return read_workbook(bookmaker.xlsx(grid, merges=merges), "表.xlsx", CONTEXT)


def fields(preview: ImportPreview) -> dict[str, str | None]:
    return {column.column: column.field for column in preview.columns}


def named(words: str, group: str = "") -> tuple[str, ...]:
    return candidates(split_unit(head(group))[0], split_unit(head(words))[0], 2021)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("code", "项目代码 投资项目代码 项目编码 国家统一代码"),
        ("name", "项目名称 项目 建设项目名称 工程名称 *项目名称"),
        ("block", "所属板块 板块 属地 所在区 辖市区 区县 区（县）"),
        ("content", "建设内容及规模 主要建设内容 建设规模及内容 建设内容"),
        ("industry", "产业类别 所属产业 行业 行业代码"),
        ("origin", "新增/结转 结转/新增"),
        ("total_investment", "总投资 计划总投资 项目总投资 总投资（亿元） 总投资额"),
        ("invested_before", "至上年底累计完成投资 截至2020年底已完成投资 至2020年底累计完成投资"),
        ("annual_plan", "年度计划投资 2021年计划投资 当年计划 年度投资计划 2021年计划完成投资"),
        ("invested_ytd", "1-7月完成投资 1—7月累计完成投资 本年累计完成投资 年初至今完成投资"),
        ("invested_ytd", "一至七月完成投资 前7个月完成投资 上半年完成投资 2021年1-7月完成投资"),
        ("invested_total", "自开工累计 开工以来累计完成投资 自开工至7月底累计完成投资"),
        ("invested_total", "截至2021年底累计完成投资"),
        ("invested_month", "本月完成投资 7月完成投资 当月完成 7月份完成投资"),
        ("progress", "形象进度 项目进展 工程进度 7月底形象进度"),
        ("problems", "存在问题 需协调解决的问题 未达序时原因 存在问题及需协调事项"),
        ("span", "建设年限 建设起止年限 建设周期"),
        ("start", "开工时间 计划开工时间"),
        ("end", "竣工时间 计划竣工时间"),
        ("owner", "建设单位 项目单位 业主单位 实施主体"),
        ("department", "责任单位 牵头部门 责任部门"),
        ("leader", "包联领导 挂钩领导 挂包领导 市领导"),
        ("longitude", "经度"),
        ("latitude", "纬度"),
        ("plan_01", "1月计划"),
        ("plan_12", "12月计划"),
    ],
)
def test_usual_heads_are_known(field: str, words: str) -> None:
    assert {word: named(word)[:1] for word in words.split()} == dict.fromkeys(
        words.split(), (field,)
    )


@pytest.mark.parametrize(
    "words",
    [
        "备注",
        "完成率",
        "占年度计划比例",
        "2020年完成投资",
        "2022年计划投资",
        "1-7月计划",
        "联系电话",
        "完成年度计划%",
        "2021年形象进度目标",
        "用地面积（亩）",
        "资金来源",
        "下月计划",
    ],
)
def test_heads_that_only_resemble_a_field_are_left_alone(words: str) -> None:
    assert named(words) == ()


@pytest.mark.parametrize(
    ("group", "words", "field"),
    [
        ("完成投资", "7月当月", "invested_month"),
        ("完成投资", "1-7月累计", "invested_ytd"),
        ("完成投资", "自开工累计", "invested_total"),
        ("2021年", "计划投资", "annual_plan"),
        ("2021年", "完成投资", "invested_ytd"),
        ("2021年投资情况", "累计完成", "invested_ytd"),
        ("开工以来", "累计完成", "invested_total"),
        ("分月计划", "3月", "plan_03"),
        ("本月", "完成投资", "invested_month"),
        ("总投资", "小计", "total_investment"),
    ],
)
def test_the_group_decides_a_short_head(group: str, words: str, field: str) -> None:
    assert named(words, group) == (field,)


def test_three_rows_of_merged_heads_are_understood() -> None:
    preview = read(
        [
            ["2021年重点项目表（单位：万元）"],
            ["序号", "项目名称", "投资情况", "", "", ""],
            ["", "", "总投资", "2021年", "", "自开工\n累计"],
            ["", "", "", "年度计划", "1-7月完成投资", ""],
            [1, "甲一项目", 100, 50, 20, 30],
        ],
        ("A1:F1", "A2:A4", "B2:B4", "C2:F2", "C3:C4", "D3:E3", "F3:F4"),
    )
    assert list(fields(preview).values())[1:] == [
        "name",
        "total_investment",
        "annual_plan",
        "invested_ytd",
        "invested_total",
    ]


def test_a_unit_in_a_cell_of_its_own_under_a_head_is_that_columns_unit() -> None:
    preview = read(
        [
            ["序号", "项目名称", "总投资", "年度计划", "7月形象进度"],
            ["", "", "（亿元）", "万元", ""],
            [1, "东湖工厂", 2.5, 3000, "主体封顶"],
        ]
    )
    assert preview.rows[0].values["total_investment"] == 25_000
    assert preview.rows[0].values["annual_plan"] == 3_000
    assert not preview.errors


def test_units_stand_beside_the_last_heads_of_three_rows() -> None:
    preview = read(
        [
            ["2021年重点项目表（单位：万元）"],
            ["序号", "项目名称", "投资情况", "", "", "形象进度"],
            ["", "", "总投资", "本年度", "", ""],
            ["", "", "（亿元）", "年度计划", "1-7月累计完成", ""],
            [1, "东湖工厂", 2.5, 3000, 1500, "主体封顶"],
        ],
        merges=("A2:A4", "B2:B4", "C2:E2", "D3:E3", "F2:F4"),
    )
    assert fields(preview)["D"] == "annual_plan"
    assert preview.rows[0].values["total_investment"] == 25_000
    assert preview.rows[0].values["invested_ytd"] == 1_500


def test_an_unclear_cumulative_figure_with_its_month_makes_a_monthly_table() -> None:
    preview = read(
        [
            ["项目名称", "板块", "年度计划(万元)", "截至7月底累计完成投资(万元)"],
            ["东湖工厂", "东湖区", 300, 200],
        ]
    )
    assert preview.kind is BookKind.MONTHLY
    assert [error.field for error in preview.errors] == ["invested_ytd"]


def test_groups_are_understood_without_merged_cells() -> None:
    grid: list[list[object]] = [
        ["2021年重点项目表", "", "", "", ""],
        ["序号", "项目名称", "投资(亿元)", "", "建设单位"],
        ["", "", "总投资", "年度计划", ""],
        ["1", "甲一项目", "1.5", "0.5", "甲公司"],
    ]
    preview = read_workbook(bookmaker.csv(grid), "表.csv", CONTEXT)
    assert preview.rows[0].to_json() == {
        "row": 4,
        "name": "甲一项目",
        "total_investment": "15000",
        "annual_plan": "5000",
        "owner": "甲公司",
    }


def test_a_row_that_numbers_the_columns_belongs_to_the_header() -> None:
    preview = read(
        [
            ["项目名称", "总投资(万元)", "年度计划(万元)"],
            ["甲", 1, 2],
            ["甲一项目", 100, 50],
        ]
    )
    assert [row.number for row in preview.rows] == [3]


def test_one_class_row_is_not_taken_for_a_second_row_of_heads() -> None:
    grid: list[list[object]] = [
        ["序号", "项目名称", "总投资(万元)", "年度计划(万元)"],
        ["一、产业项目"],
        [1, "甲", 2, 1],
    ]
    assert [s.reason for s in read(grid).skipped] == ["class_row"]


def nature(values: list[str], name: str = "建设性质") -> str | None:
    rows: list[list[object]] = [[f"项目{i}号", value, 100, 50] for i, value in enumerate(values)]
    return fields(read([["项目名称", name, "总投资(万元)", "年度计划(万元)"], *rows]))["B"]


def test_carried_over_values_make_it_the_origin() -> None:
    assert nature(["续建", "新建"]) == "origin"


def test_values_of_works_make_it_the_construction() -> None:
    assert nature(["新建", "扩建", "技改"]) == "construction"


def test_two_columns_of_ticks_are_the_origin() -> None:
    preview = read(
        [
            ["项目名称", "项目性质", "", "总投资(万元)", "年度计划(万元)"],
            ["", "新增", "结转", "", ""],
            ["甲一项目", "√", "", 10, 5],
            ["乙二项目", "", "√", 10, 5],
        ],
        ("B1:C1",),
    )
    assert [row.values["origin"] for row in preview.rows] == ["new", "carry_over"]


MONTHLY = ["2021年7月重大项目进展情况表（单位：万元）"]
CUMULATIVE = ["项目名称", "总投资", "至2020年底累计完成投资", "2021年计划投资", "累计完成投资"]


def test_a_cumulative_figure_below_what_was_done_before_is_this_years() -> None:
    rows = [["甲一项目", 1000, 500, 300, 100], ["乙二项目", 1000, 100, 300, 200]]
    assert fields(read([MONTHLY, CUMULATIVE, *rows]))["E"] == "invested_ytd"


def test_cumulative_figures_all_above_and_past_the_plan_are_since_the_start() -> None:
    rows = [[f"项目{i}号", 1000, 500, 300, 600 + i] for i in range(3)]
    assert fields(read([MONTHLY, CUMULATIVE, *rows]))["E"] == "invested_total"


def test_a_cumulative_figure_that_nothing_decides_is_asked() -> None:
    preview = read([MONTHLY, ["项目名称", "总投资", "累计完成投资"], ["甲一项目", 1000, 100]])
    assert preview.columns[2].choices == ("invested_ytd", "invested_total")


def test_what_is_asked_keeps_the_table_from_being_taken() -> None:
    preview = read([MONTHLY, ["项目名称", "总投资", "累计完成投资"], ["甲一项目", 1000, 100]])
    assert [(e.code, e.field) for e in preview.errors] == [("required", "invested_ytd")]


def test_the_users_word_settles_a_column() -> None:
    data = bookmaker.xlsx(
        [MONTHLY, ["项目名称", "总投资", "累计完成投资"], ["甲一项目", 1000, 100]]
    )
    preview = read_workbook(data, "表.xlsx", CONTEXT, {"C": "invested_ytd"})
    assert preview.rows[0].to_json()["invested_ytd"] == "100"


def test_the_users_word_may_leave_a_column_alone() -> None:
    data = bookmaker.xlsx(
        [["项目名称", "总投资(万元)", "年度计划(万元)", "建设单位"], ["甲", 9, 5, "乙"]]
    )
    preview = read_workbook(data, "表.xlsx", CONTEXT, {"D": ""})
    assert preview.rows[0].extra == {"建设单位": "乙"}


def test_of_two_cumulative_columns_the_later_month_is_taken() -> None:
    heads = ["项目名称", "总投资(万元)", "1-6月完成投资(万元)", "1-7月完成投资(万元)"]
    assert fields(read([["2021年项目"], heads, ["甲一项目", 10, 1, 2]]))["D"] == "invested_ytd"


def test_a_place_of_works_is_a_block_where_its_values_are() -> None:
    heads = ["项目名称", "建设地点", "总投资(万元)", "年度计划(万元)"]
    rows = [["甲一项目", "东湖区", 10, 5], ["乙二项目", "西山", 10, 5]]
    assert [row.block_code for row in read([heads, *rows]).rows] == ["E", "W"]


def test_unknown_columns_are_kept_with_the_row() -> None:
    heads = ["项目名称", "总投资(万元)", "年度计划(万元)", "备注", ""]
    preview = read([heads, ["甲一项目", 10, 5, "急", "无名"]])
    assert preview.rows[0].extra == {"备注": "急", "E列": "无名"}


def test_columns_in_different_units_leave_the_table_without_one() -> None:
    preview = read([["项目名称", "总投资(亿元)", "年度计划(万元)"], ["甲一项目", 1.5, 500]])
    assert preview.unit is None


def test_a_unit_in_the_head_overrides_the_sheets() -> None:
    preview = read(
        [["单位：万元"], ["项目名称", "总投资(亿元)", "年度计划"], ["甲一项目", 1.5, 500]]
    )
    assert preview.rows[0].to_json()["total_investment"] == "15000"


def test_a_missing_unit_is_assumed_and_said() -> None:
    preview = read([["项目名称", "总投资", "年度计划"], ["甲一项目", 1500, 500]])
    assert [(w.code, w.row, w.column) for w in preview.warnings] == [("unit_assumed", 1, "B")]


def test_a_block_is_found_by_a_shorter_name_of_its_kind() -> None:
    preview = read(
        [["项目名称", "板块", "总投资(万元)", "年度计划(万元)"], ["甲", "西山经开区", 9, 5]]
    )
    assert preview.rows[0].values["block"] == "西山县"


def test_a_list_without_total_investment_takes_no_row() -> None:
    preview = read([["项目名称", "板块", "年度计划(万元)"], ["甲一项目", "东湖区", 5]])
    assert (preview.rows, [e.field for e in preview.errors]) == ((), ["total_investment"])


def test_a_reserve_list_needs_no_annual_plan() -> None:
    preview = read([["2021年储备项目表 单位：万元"], ["项目名称", "总投资"], ["甲一项目", 100]])
    assert preview.is_valid


def test_a_place_of_works_outside_the_blocks_is_kept_as_it_is() -> None:
    heads = ["项目名称", "建设地点", "总投资(万元)", "年度计划(万元)"]
    rows = [["甲", "东湖区", 10, 5], ["乙", "西山", 10, 5], ["丙", "跨区", 10, 5]]
    assert read([heads, *rows]).rows[2].extra == {"建设地点": "跨区"}


def test_a_group_over_known_heads_still_states_their_unit() -> None:
    preview = read(
        [
            ["2021年重点项目表"],
            ["", "", "投资(亿元)", "", ""],
            ["序号", "项目名称", "总投资", "年度计划", "建设单位"],
            [1, "甲一项目", 1.5, 0.5, "甲公司"],
        ],
        ("A1:E1", "C2:D2"),
    )
    assert preview.rows[0].to_json()["annual_plan"] == "5000"


def test_a_merged_line_with_the_unit_is_no_group() -> None:
    preview = read(
        [
            ["2021年重点项目表"],
            ["", "", "单位：亿元", ""],
            ["序号", "项目名称", "总投资", "年度计划"],
            [1, "甲一项目", 1.5, 0.5],
        ],
        ("A1:D1", "C2:D2"),
    )
    assert [column.header for column in preview.columns[2:]] == ["总投资", "年度计划"]


def test_twelve_months_under_a_group_are_the_plan() -> None:
    months = [f"{month}月" for month in range(1, 13)]
    preview = read(
        [
            ["序号", "项目名称", "总投资(万元)", "年度计划(万元)", "分月计划(万元)", *[""] * 11],
            ["", "", "", "", *months],
            [1, "甲一项目", 1000, 120, *[10] * 12],
        ],
        ("E1:P1",),
    )
    assert preview.rows[0].values["plan_12"] == 10
