"""Text blocks with figures in them: what is filled in, what is marked, what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.documents.briefings.content import Figure, Text
from niubizi.documents.briefings.fields import (
    Field,
    FigureText,
    fill,
    has_fields,
    parse,
    unmatched_numbers,
)

FIGURES = {
    "provincial.entries": FigureText("28", "K:entries", "个"),
    "provincial.invested": FigureText("169.6", "K:invested", "亿元"),
    "provincial.completion": FigureText("75.9%", "K:completion"),
    "provincial.lead": FigureText("17.6", "K:lead_pp", "个百分点"),
    "municipal.behind": FigureText("−3.2", "K:behind", "百分点"),
    "municipal.plan": FigureText("1,234.5", "K:plan", "亿元"),
    "滨江区.rank": FigureText("1", "K:rank"),
}
NAMES = st.text("abcXYZ区019-_.:", min_size=1)
WORDS = st.text(st.characters(exclude_characters="{}｛｝", exclude_categories=["Cs"]))


def marked(text: str) -> list[str]:
    return [span.text for span in unmatched_numbers(text, FIGURES)]


def test_a_text_is_read_as_words_and_fields() -> None:
    assert parse("共{provincial.entries}个") == (
        Text("共"),
        Field("provincial.entries"),
        Text("个"),
    )


def test_a_field_may_be_typed_in_full_width_braces() -> None:
    assert parse("｛滨江区.rank｝") == (Field("滨江区.rank"),)


def test_a_text_without_fields_is_words() -> None:
    assert parse("通报如下。") == (Text("通报如下。"),)


def test_an_empty_text_is_nothing() -> None:
    assert parse("") == ()


def test_braces_with_a_space_in_them_are_words() -> None:
    assert not has_fields("{provincial entries}")


@given(st.lists(st.tuples(WORDS, NAMES)))
def test_reading_loses_nothing(pieces: list[tuple[str, str]]) -> None:
    text = "".join(f"{words}{{{name}}}" for words, name in pieces)
    read = parse(text)
    written = "".join(
        piece.text if isinstance(piece, Text) else f"{{{piece.name}}}" for piece in read
    )
    assert written == text


@given(st.lists(NAMES, min_size=1))
def test_every_unknown_field_is_marked(names: list[str]) -> None:
    text = "，".join(f"{{{name}}}" for name in names)
    assert [span.text for span in unmatched_numbers(text, {})] == [f"{{{name}}}" for name in names]


@given(st.text())
def test_marks_say_where_they_stand(text: str) -> None:
    spans = unmatched_numbers(text, FIGURES)
    assert [text[span.start : span.end] for span in spans] == [span.text for span in spans]


def test_a_filled_field_carries_its_key() -> None:
    assert fill("共{provincial.entries}个", FIGURES) == (
        Text("共"),
        Figure("28", "K:entries"),
        Text("个"),
    )


def test_a_field_without_a_figure_stays_visible() -> None:
    assert fill("{provincial.entires}", FIGURES) == (Text("{provincial.entires}"),)


@pytest.mark.parametrize(
    "text",
    [
        "完成投资169.6亿元",
        "完成投资169.60亿元",
        "完成投资１６９．６亿元",
        "完成75.9%",
        "完成75.9％",
        "高于序时17.6个百分点",
        "低于序时3.2个百分点",
        "年度计划1234.5亿元",
        "年度计划1,234.5亿元",
        "共28个省重大项目",
    ],
)
def test_a_typed_number_that_is_a_figure_is_left_alone(text: str) -> None:
    assert marked(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("完成投资169.7亿元", "169.7亿元"),
        ("完成投资169.6万元", "169.6万元"),
        ("完成75.9个百分点", "75.9个百分点"),
        ("有40个项目滞后", "40"),
        ("冲刺4个月", "4"),
        ("增长160%", "160%"),
        ("总投资12亿美元", "12亿美元"),
        ("总投资2,345.6亿元", "2,345.6亿元"),
        ("一、重点抓好3项工作", "3"),
        ("2.5倍", "2.5"),
    ],
)
def test_a_typed_number_that_is_no_figure_is_marked(text: str, found: str) -> None:
    assert marked(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "2021年8月6日",
        "2021年度",
        "2021—2023年",
        "1—7月",
        "1-7月份",
        "8月30—31日",
        "8月5日前",
        "2021-08-06 18:30",
        "截至8月5日18时30分",
        "第3名",
        "前2季度",
        "示重办〔2021〕18号",
        "详见附件1、表2、图3",
        "1.倒排工期",
        "1．倒排工期；2．强化保障",
        "一是压实责任。\n2、强化保障",
        "（1）倒排工期",
        "围绕“532”发展战略",
        "G312国道、5G基站、PM2.5",
        "地铁2号线3期",
    ],
)
def test_a_number_that_names_is_left_alone(text: str) -> None:
    assert marked(text) == []


def test_a_number_in_a_field_is_no_typed_number() -> None:
    assert marked("完成{provincial.invested}亿元") == []


def test_an_unknown_field_is_marked_as_a_field() -> None:
    (span,) = unmatched_numbers("完成{provincial.total}亿元", FIGURES)
    assert (span.start, span.end, span.problem) == (2, 20, "field")


@pytest.mark.parametrize("text", ["完成{亿元", "完成}亿元", "{provincial entries}", "{}"])
def test_a_stray_brace_is_marked(text: str) -> None:
    assert [span.problem for span in unmatched_numbers(text, FIGURES)] == ["field"]


def test_marks_come_in_the_order_of_the_text() -> None:
    assert marked("有40个，{x}，占3%") == ["40", "{x}", "3%"]
