"""Rows that are no projects, what they give to those that are, and the sums they state."""

from niubizi.documents.workbooks import (
    ImportContext,
    ImportPreview,
    KnownOrganization,
    read_workbook,
)
from tests.documents import bookmaker

CONTEXT = ImportContext(
    organizations=(KnownOrganization("E", "东湖区"), KnownOrganization("W", "西山县", "西山"))
)
TITLE = ["2021年重点项目表（单位：万元）"]
HEADS = ["序号", "项目名称", "总投资", "年度计划"]


def read(*rows: list[object], merges: tuple[str, ...] = ()) -> ImportPreview:
    return read_workbook(bookmaker.xlsx([TITLE, HEADS, *rows], merges=merges), "表.xlsx", CONTEXT)


def skipped(preview: ImportPreview) -> list[tuple[int, str]]:
    return [(row.row, row.reason) for row in preview.skipped]


def mismatches(preview: ImportPreview) -> list[tuple[int | None, str | None]]:
    return [(w.row, w.column) for w in preview.warnings if w.code == "subtotal_mismatch"]


A, B, C = [1, "甲一项目", 100, 10], [2, "乙二项目", 200, 20], [3, "丙三项目", 300, 30]


def test_every_kind_of_row_is_told_apart() -> None:
    preview = read(
        ["一、产业项目"],
        A,
        ["小计", "1个", 100, 10],
        [],
        ["二、民生项目"],
        B,
        ["合计", "共2个", 300, 30],
        ["注：数据由各地报送。"],
        ["填表人：某某"],
        merges=("A3:D3", "A7:D7"),
    )
    assert skipped(preview) == [
        (3, "class_row"),
        (5, "subtotal_row"),
        (6, "blank"),
        (7, "class_row"),
        (9, "total_row"),
        (10, "note"),
        (11, "note"),
    ]


def test_class_rows_are_kept_with_the_rows_beneath() -> None:
    preview = read(["一、产业项目（2个）"], ["（一）先进制造业"], A, ["（二）现代服务业"], B)
    assert [row.classes for row in preview.rows] == [
        ("产业项目", "先进制造业"),
        ("产业项目", "现代服务业"),
    ]


def test_a_number_and_its_words_in_two_cells_are_a_class_row() -> None:
    preview = read(["一", "产业项目（1个）", 100, 10], A)
    assert preview.skipped[0].text == "一、产业项目（1个）"


def test_block_rows_give_their_block() -> None:
    preview = read(["东湖区（1个）"], A, ["西山"], B)
    assert [row.values["block"] for row in preview.rows] == ["东湖区", "西山县"]


def test_blocks_above_classes_stay_open() -> None:
    preview = read(["东湖区"], ["一、产业"], A, ["二、民生"], B, ["西山县"], ["一、产业"], C)
    assert [row.block_code for row in preview.rows] == ["E", "E", "W"]


def test_class_rows_give_the_origin_where_no_column_does() -> None:
    preview = read(["一、续建项目"], A, ["二、新建项目"], B)
    assert [row.values["origin"] for row in preview.rows] == ["carry_over", "new"]


def test_preparatory_projects_need_no_plan() -> None:
    assert read(A, ["二、前期项目"], [2, "乙二项目", 200]).is_valid


def test_vertically_merged_cells_give_every_row_their_value() -> None:
    data = bookmaker.xlsx(
        [
            ["序号", "属地", "项目名称", "总投资(万元)", "年度计划(万元)"],
            [1, "东湖区", "甲一项目", 9, 5],
            [2, "", "乙二项目", 9, 5],
            [3, "", "丙三项目", 9, 5],
        ],
        merges=("B2:B3",),
    )
    preview = read_workbook(data, "表.xlsx", CONTEXT)
    assert [row.block_code for row in preview.rows] == ["E", "E", ""]


def test_a_merged_amount_counts_once_in_a_sum() -> None:
    preview = read(
        [1, "甲一期", 100, 10], [2, "乙二期", "", 20], ["合计", "", 100, 30], merges=("C3:C4",)
    )
    assert mismatches(preview) == []


def test_right_sums_are_silent() -> None:
    preview = read(
        ["合计", "3个", 600, 60],
        ["一、产业项目", "2个", 300, 30],
        ["（一）工业", "", 100, 10],
        A,
        ["（二）服务业", "", 200, 20],
        B,
        ["二、民生项目", "1个", 300, 30],
        C,
    )
    assert mismatches(preview) == []


def test_a_wrong_subtotal_is_named_with_both_figures() -> None:
    preview = read(A, B, ["小计", "", 301, 30])
    assert [w.message for w in preview.warnings if "301" in w.message and "300" in w.message]


def test_a_wrong_subtotal_is_marked_at_its_cell() -> None:
    assert mismatches(read(A, ["小计", "", 100, 11], B, ["合计", "", 300, 30])) == [(4, "D")]


def test_a_wrong_count_of_projects_is_marked() -> None:
    assert mismatches(read(A, B, ["合计", "共3个", 300, 30])) == [(5, "B")]


def test_a_class_row_with_figures_sums_what_stands_below() -> None:
    assert mismatches(read(["一、产业", "", 100, 10], A, ["二、民生", "", 500, 51], B, C)) == [
        (5, "D")
    ]


def test_a_total_over_subtotals_sums_projects_once() -> None:
    rows = (A, ["小计", "", 100, 10], B, C, ["小计", "", 500, 50], ["总计", "", 600, 60])
    assert mismatches(read(*rows)) == []


def test_a_total_of_several_classes_is_understood() -> None:
    preview = read(
        ["一、续建"],
        ["（一）工业"],
        A,
        ["小计", "", 100, 10],
        ["（二）民生"],
        B,
        ["小计", "", 200, 20],
        ["续建合计", "", 300, 30],
        ["二、新建"],
        C,
        ["小计", "", 300, 30],
        ["合计", "", 600, 60],
    )
    assert mismatches(preview) == []


def test_a_blocks_subtotal_sums_its_rows_wherever_they_stand() -> None:
    data = bookmaker.xlsx(
        [
            ["序号", "属地", "项目名称", "总投资(万元)", "年度计划(万元)"],
            [1, "东湖区", "甲一项目", 9, 5],
            [2, "西山县", "乙二项目", 8, 4],
            [3, "东湖区", "丙三项目", 7, 3],
            ["", "东湖区小计", "", 16, 8],
            ["", "西山县小计", "", 8, 4],
        ]
    )
    assert mismatches(read_workbook(data, "表.xlsx", CONTEXT)) == []


def test_rows_with_only_a_number_are_blank() -> None:
    assert skipped(read(A, [2], [3], ["注：完。"])) == [(4, "blank"), (5, "blank"), (6, "note")]


def test_formatted_empty_rows_below_are_nothing() -> None:
    data = bookmaker.xlsx([TITLE, HEADS, A], blank_rows=3000)
    assert read_workbook(data, "表.xlsx", CONTEXT).skipped == ()


def test_a_header_repeated_for_the_next_page_is_left_out() -> None:
    assert skipped(read(A, list(HEADS), B)) == []


def test_a_table_without_running_numbers_has_its_totals_and_notes_too() -> None:
    data = bookmaker.xlsx(
        [
            ["项目名称", "建设单位", "总投资(万元)", "年度计划(万元)"],
            ["东湖区", "", 10, 4],
            ["甲一项目", "甲公司", 10, 4],
            ["合计（1个）", "", 10, 4],
            ["说明：完。"],
        ]
    )
    preview = read_workbook(data, "表.xlsx", CONTEXT)
    assert skipped(preview) == [(2, "class_row"), (4, "total_row"), (5, "note")]


def codes(preview: ImportPreview) -> list[tuple[int | None, str | None, str]]:
    return [(w.row, w.column, w.code) for w in (*preview.errors, *preview.warnings)]


def test_of_two_rows_with_one_name_the_later_is_the_error() -> None:
    preview = read(A, [2, "甲一 项目", 5, 1])
    assert codes(preview) == [(4, "B", "duplicate")]


def test_one_code_under_two_names_is_a_duplicate_of_the_code() -> None:
    data = bookmaker.xlsx(
        [
            ["项目代码", "项目名称", "总投资(万元)", "年度计划(万元)"],
            ["2101-320000-04-01-000001", "甲一项目", 9, 5],
            ["2101-320000-04-01-000001", "乙二工程", 9, 5],
        ]
    )
    assert codes(read_workbook(data, "表.xlsx", CONTEXT)) == [(3, "A", "duplicate")]


def test_one_name_under_two_codes_is_two_projects() -> None:
    data = bookmaker.xlsx(
        [
            ["项目代码", "项目名称", "总投资(万元)", "年度计划(万元)"],
            ["A1", "道路", 9, 5],
            ["A2", "道路", 9, 5],
        ]
    )
    assert read_workbook(data, "表.xlsx", CONTEXT).is_valid


def test_a_code_that_lost_its_last_digits_is_refused() -> None:
    data = bookmaker.xlsx(
        [
            ["项目代码", "项目名称", "总投资(万元)", "年度计划(万元)"],
            [210132000004010001.0, "甲", 9, 5],
        ]
    )
    assert codes(read_workbook(data, "表.xlsx", CONTEXT)) == [(2, "A", "out_of_range")]


def test_a_name_with_one_odd_character_is_like_the_other() -> None:
    preview = read([1, "博远智慧港口项目", 9, 5], [2, "博远智惠港口项目", 9, 5])
    assert codes(preview) == [(4, "B", "similar_name")]


def test_phases_of_one_project_are_not_alike() -> None:
    preview = read([1, "博远智慧港口一期项目", 9, 5], [2, "博远智慧港口二期项目", 9, 5])
    assert codes(preview) == []


def many(**changed: object) -> ImportPreview:
    rows: list[list[object]] = [
        [i, f"项目{i:03}号", 50_000 + i * 1000, 5_000 + i * 100] for i in range(1, 9)
    ]
    rows[3][2] = changed.get("total", rows[3][2])
    rows[3][3] = changed.get("plan", rows[3][3])
    return read(*rows)


def test_a_figure_ten_thousand_times_its_neighbours_is_suspect() -> None:
    assert codes(many(total=540_000_000)) == [(6, "C", "unit_suspect")]


def test_wan_typed_into_a_column_of_yi_is_suspect_and_no_error() -> None:
    heads: list[object] = ["序号", "项目名称", "总投资(亿元)", "年度计划(亿元)"]
    grid: list[list[object]] = [
        heads,
        *([i, f"项目{i:03}号", 20 + i, 2] for i in range(1, 8)),
        [8, "大厦", 290_000, 2],
    ]
    preview = read_workbook(bookmaker.xlsx(grid), "表.xlsx", CONTEXT)
    assert codes(preview) == [(9, "C", "unit_suspect")]
    assert not preview.errors


def test_a_figure_in_yi_among_figures_in_wan_is_suspect() -> None:
    assert (6, "C", "unit_suspect") in codes(many(total=5.4, plan=1))


def test_a_large_project_among_small_ones_is_not_suspect() -> None:
    assert codes(many(total=2_000_000)) == []


def test_a_plan_beyond_what_is_left_is_a_warning() -> None:
    data = bookmaker.xlsx(
        [
            ["项目名称", "总投资(万元)", "至2020年底累计完成投资(万元)", "2021年计划投资(万元)"],
            ["甲一项目", 100, 80, 30],
        ]
    )
    assert codes(read_workbook(data, "表.xlsx", CONTEXT)) == [(2, "D", "plan_exceeds_rest")]


def test_more_done_than_the_total_is_a_warning() -> None:
    data = bookmaker.xlsx(
        [["2021年7月"], ["项目名称", "总投资(万元)", "1-7月完成投资(万元)"], ["甲一项目", 100, 130]]
    )
    assert codes(read_workbook(data, "表.xlsx", CONTEXT)) == [(3, "C", "exceeds_total")]


def test_works_that_end_before_the_year_are_a_warning() -> None:
    data = bookmaker.xlsx(
        [
            ["项目名称", "建设年限", "总投资(万元)", "2021年计划(万元)"],
            ["甲一项目", "2018—2020", 100, 30],
        ]
    )
    assert codes(read_workbook(data, "表.xlsx", CONTEXT)) == [(2, "B", "ends_before_year")]


def test_tell_tale_words_are_a_warning_wherever_they_stand() -> None:
    data = bookmaker.xlsx(
        [["项目名称", "总投资(万元)", "年度计划(万元)", "备注"], ["甲一项目", 100, 30, "国防配套"]]
    )
    assert codes(read_workbook(data, "表.xlsx", CONTEXT)) == [(2, "D", "classified_word")]


def test_monthly_plans_that_miss_the_year_are_refused() -> None:
    heads = [
        "项目名称",
        "总投资(万元)",
        "年度计划(万元)",
        *(f"{m}月计划(万元)" for m in range(1, 13)),
    ]
    data = bookmaker.xlsx([heads, ["甲一项目", 1000, 120, *[10] * 11, 11]])
    assert codes(read_workbook(data, "表.xlsx", CONTEXT)) == [(2, "C", "out_of_range")]


def test_a_span_in_months_keeps_them_beside_the_years() -> None:
    data = bookmaker.xlsx(
        [
            ["项目名称", "建设年限", "总投资(万元)", "年度计划(万元)"],
            ["甲", "2020.06—2022.12", 100, 30],
        ]
    )
    values = read_workbook(data, "表.xlsx", CONTEXT).rows[0].values
    assert (values["start_year"], str(values["span_start"])) == (2020, "2020-06")
