"""What cells say: amounts, months, spans, ticks, degrees in the forms that offices write."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.documents.workbooks import cells, moments
from niubizi.documents.workbooks.cells import BadCell
from niubizi.documents.workbooks.grid import Cell
from niubizi.documents.workbooks.moments import Span, When

WAN = Decimal(1)
YI = Decimal(10_000)


@pytest.mark.parametrize(
    ("cell", "wan"),
    [
        (55000.0, "55000"),
        (9.550000000000001, "9.55"),
        (0.6899999999999999, "0.69"),
        (1 / 3, "0.333333"),
        (12, "12"),
        ("134,000", "134000"),
        ("1,234,567.89", "1234567.89"),
        ("３８３００", "38300"),
        ("\u3000 8000\xa0", "8000"),
        ("\u200b300", "300"),
        ("6.6亿元", "66000"),
        ("12.5 亿", "125000"),
        ("3000万元", "3000"),
        ("3000万", "3000"),
        ("50000元", "5"),
        ("￥1200", "1200"),
        ("1 200", "1200"),
        ("（300）", "-300"),
        ("－30", "-30"),
        ("−30", "-30"),
        (".5", "0.5"),
        ("1.2E+05", "120000"),
    ],
)
def test_amounts_are_read_in_every_usual_form(cell: str | float, wan: str) -> None:
    found = cells.amount(cell, WAN)
    assert found is not None
    assert found.value == Decimal(wan)


@pytest.mark.parametrize(
    "cell", ["约5", "近5", "5左右", "5余万元", "5多", "预计5", "≈5", "约 5 万元"]
)
def test_words_of_vagueness_leave_the_figure_and_a_mark(cell: str) -> None:
    assert cells.amount(cell, WAN) == cells.Amount(Decimal(5), approximate=True)


@pytest.mark.parametrize("cell", ["", " ", "—", "——", "/", "／", "空", "无", "-", "－", "\u3000"])
def test_signs_for_nothing_are_no_amount(cell: str) -> None:
    assert cells.amount(cell, WAN) is None


@pytest.mark.parametrize(
    "cell",
    [
        "待定",
        "5%",
        "1,23",
        "12.5.5",
        "100-200",
        "1000万美元",
        "nan",
        "inf",
        "1 2",
        "#DIV/0!",
        "五千",
        True,
        date(2021, 3, 1),
    ],
)
def test_what_is_no_number_is_refused(cell: str | bool | date) -> None:
    with pytest.raises(BadCell, match="not_a_number"):
        cells.amount(cell, WAN)


def test_a_column_in_yi_is_multiplied_without_losing_digits() -> None:
    assert cells.amount(0.29, YI) == cells.Amount(Decimal("2900.00"))


def test_a_unit_in_the_cell_overrides_the_column() -> None:
    assert cells.amount("500万元", YI) == cells.Amount(Decimal(500))


def test_more_than_any_project_costs_is_out_of_range() -> None:
    with pytest.raises(BadCell, match="out_of_range"):
        cells.amount("20000000亿元", WAN)


@given(st.decimals(min_value=0, max_value=10**8, places=4, allow_nan=False))
def test_a_figure_with_separators_is_the_figure(value: Decimal) -> None:
    assert cells.amount(f"{value:,}", WAN) == cells.amount(str(value), WAN)


@given(st.integers(min_value=0, max_value=10**11))
def test_a_figure_in_fen_survives_the_way_through_a_spreadsheet(fen: int) -> None:
    wan = Decimal(fen) / 10**6
    assert cells.amount(float(wan), WAN) == cells.Amount(wan)


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes())
def test_any_cell_is_an_amount_nothing_or_refused(cell: Cell) -> None:
    _calm(cells.amount, cell, WAN)


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes())
def test_any_cell_is_a_month_nothing_or_refused(cell: Cell) -> None:
    _calm(moments.month, cell)


@given(
    st.from_regex(r"[0-9年月日./—~至 -]{0,24}", fullmatch=True) | st.floats() | st.text(),
)
def test_any_cell_is_a_span_nothing_or_refused(cell: Cell) -> None:
    _calm(moments.span, cell)


def _calm(read: object, *arguments: object) -> None:
    assert callable(read)
    try:
        read(*arguments)
    except BadCell:
        return


@pytest.mark.parametrize(
    "cell",
    [
        "2021.3",
        "2021.03",
        "2021年3月",
        "2021年3月15日",
        "202103",
        "20210315",
        "2021-03-15",
        "2021/3",
        "2021-03-15 00:00:00",
        "21年3月",
        "２０２１．３",
        "2021年 3 月",
        "2021年3月底",
        "44256",
        44256,
        44256.0,
        202103.0,
        2021.3,
        date(2021, 3, 15),
    ],
)
def test_months_are_read_in_every_usual_form(cell: Cell) -> None:
    assert moments.month(cell) == When(2021, 3)


@pytest.mark.parametrize(
    "cell", ["去年年底", "2021.13", "20210231", "2021年3月40日", "待定", "3月", "已开工", True]
)
def test_what_is_no_month_is_refused(cell: Cell) -> None:
    with pytest.raises(BadCell, match="not_a_date"):
        moments.month(cell)


def test_a_year_no_project_is_of_is_out_of_range() -> None:
    with pytest.raises(BadCell, match="out_of_range"):
        moments.month("1021.3")


def test_a_bare_year_has_no_month() -> None:
    assert moments.month("2021年") == When(2021)


def test_the_number_2021_1_may_have_been_october_and_is_marked() -> None:
    assert moments.month(2021.1) == When(2021, 1, approximate=True)


def test_the_text_2021_10_is_october() -> None:
    assert moments.month("2021.10") == When(2021, 10)


@pytest.mark.parametrize(
    ("cell", "month"),
    [("2021年底", 12), ("2021年三季度", 9), ("预计2021年6月", 6), ("2021年上半年", 6)],
)
def test_vague_times_are_taken_and_marked(cell: str, month: int) -> None:
    assert moments.month(cell) == When(2021, month, approximate=True)


@pytest.mark.parametrize(
    "cell",
    [
        "2020-2022",
        "2020—2022",
        "2020－2022",
        "2020～2022",
        "2020至2022年",
        "2020年—2022年",
        "2020-22",
    ],
)
def test_spans_of_years_are_read_in_every_usual_form(cell: str) -> None:
    assert moments.span(cell) == Span(When(2020), When(2022))


@pytest.mark.parametrize(
    "cell",
    [
        "2020.06—2022.12",
        "2020年6月至2022年12月",
        "2020/6-2022/12",
        "2020-06-2022-12",
        "202006-202212",
        "2020.6.1-2022.12.31",
    ],
)
def test_spans_of_months_are_read_in_every_usual_form(cell: str) -> None:
    assert moments.span(cell) == Span(When(2020, 6), When(2022, 12))


def test_one_year_is_a_span_of_itself() -> None:
    assert moments.span(2021.0) == Span(When(2021), When(2021))


@pytest.mark.parametrize("cell", ["2019至今", "2019—至今", "2019年—至今", "2019 年 起 至今"])
def test_a_span_that_goes_on_has_no_end(cell: str) -> None:
    assert moments.span(cell) == Span(When(2019), None)


def test_a_span_that_ends_before_it_starts_is_out_of_range() -> None:
    with pytest.raises(BadCell, match="out_of_range"):
        moments.span("2022-2020")


def test_a_duration_is_no_span() -> None:
    assert moments.is_duration("24个月")


@pytest.mark.parametrize("cell", ["√", "✓", "是", True])
def test_ticks_are_yes(cell: Cell) -> None:
    assert cells.tick(cell) is True


def test_an_empty_cell_is_no_tick() -> None:
    assert cells.tick("") is None


def test_degrees_may_be_written_with_minutes() -> None:
    assert cells.degrees("119°30′", 73, 136) == Decimal("119.5")


def test_a_latitude_in_the_column_of_longitudes_is_out_of_range() -> None:
    with pytest.raises(BadCell, match="out_of_range"):
        cells.degrees(31.7, 73, 136)
