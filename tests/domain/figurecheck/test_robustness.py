"""No text hangs the check or breaks it, and its cost grows with the length of the text."""

from __future__ import annotations

import json
import sys
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.figurecheck import check

# Words the grammar hangs on, so that random texts reach deep into it.
PIECES = st.sampled_from(
    [
        "1",
        "2",
        "12",
        "3.5",
        "75.9",
        "100",
        "265",
        "0",
        "9999999",
        "2,486",
        "-3.2",
        "一",
        "两",
        "三十",
        "亿",
        "万",
        "个",
        "家",
        "项",
        "亿元",
        "万元",
        "%",
        "个百分点",
        "成",
        "倍",
        "亩",
        "第",
        "位列",
        "其中",
        "分别为",
        "占",
        "占比",
        "同比",
        "增长",
        "下降",
        "减少",
        "由",
        "提高到",
        "年度计划",
        "完成投资",
        "总投资",
        "开工率",
        "完成率",
        "序时进度",
        "高于",
        "低于",
        "超",
        "近",
        "约",
        "以上",
        "以下",
        "多",
        "余",
        "项目",
        "企业",
        "新开工",
        "续建",
        "已开工",
        "未开工",
        "签约",
        "全省",
        "全市",
        "1—7月",
        "2023年",
        "上半年",
        "截至",
        "6月底",
        "力争",
        "共",
        "合计",
        "，",
        "。",
        "；",
        "：",
        "、",
        "(",
        ")",
        "“",
        "”",
        "\n",
        "和",
        "的",
        "为",
        "达",
        "至",
        "到",
        "或",
        "每",
        "目标",
        "任务",
        "任务120个的",
        "三分之一",
        "翻番",
        "双过半",
        "首位",
        "四点意见",
        "做到“四图作业”",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.text(max_size=200),
    st.text(alphabet=st.characters(codec=None, categories=["Cs", "Nd", "Po", "Lo"]), max_size=80),
)


@given(TEXTS, st.one_of(st.none(), st.text(max_size=12)))
def test_no_text_breaks_the_check(text: str, hint: str | None) -> None:
    result = check(text, period_hint=hint)
    assert json.dumps(result.to_json(), ensure_ascii=False).encode("utf-8")


@given(TEXTS)
def test_every_span_lies_in_the_text(text: str) -> None:
    result = check(text)
    spans = [c.span for c in result.claims] + [s for r in result.relations for s in r.spans]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(TEXTS)
def test_same_text_gives_the_same_answer(text: str) -> None:
    assert check(text).to_json() == check(text).to_json()


@given(TEXTS)
def test_relations_speak_only_of_claims_there_are(text: str) -> None:
    result = check(text)
    known = {claim.cid for claim in result.claims}
    assert all(known.issuperset(relation.claims) for relation in result.relations)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10_000_000,
        "完成投资3." + "1" * 10_000_000 + "亿元",
        "一" * 500_000,
        " " * 500_000 + "1",
        "(" * 200_000,
    ],
    ids=["digits", "places", "characters", "blanks", "brackets"],
)
def test_absurd_lengths_claim_nothing(text: str) -> None:
    assert check(text).claims == ()


@pytest.mark.parametrize(
    "piece",
    [
        "百分之",
        "“1",
        "其中3个",
        "12个",
        "一、",
        "1.5、2.3",
        "项目(12个",
        "完成投资3.5亿元，占12.5%，",
        "甲3个、乙4个，占比分别为12%、13%。",
        "A项目7个，开工率12.3%；",
        "前三位的依次为12%、15%、18%、",
    ],
)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    short, long = (_calls(piece * times) for times in (80, 240))
    assert long < short * 3 * 1.3


def test_work_on_prose_grows_no_faster_than_the_text() -> None:
    prose = (
        "今年1—9月，全市143个重大项目中，结转项目95个、新增项目48个，共完成投资286.5亿元，"
        "完成年度目标的68.1%，低于序时进度6.9个百分点。各地要抓好落实，确保全年目标任务圆满完成。\n"
    )
    short, long = (_calls(prose * times) for times in (20, 60))
    assert long < short * 3 * 1.3


def _calls(text: str) -> int:
    """How many functions the check of a text calls: its work, whatever the machine is busy with."""
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    check("项目3个")  # the lexicon is read once
    sys.setprofile(count)
    try:
        check(text)
    finally:
        sys.setprofile(None)
    return calls
