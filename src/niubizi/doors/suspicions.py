"""Why a return is worth a second look, in words: each code of a suspicion as a Chinese sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from niubizi.domain.amounts import percent_text
from niubizi.domain.periods import Month
from niubizi.doors.sentences import fill

SENTENCES = {
    "falls": "本年累计{invested:wan}万元，比上期的{previous:wan}万元少{less:wan}万元。",
    "exceeds_total": "自开工累计{total:wan}万元，超过总投资{limit:wan}万元。",
    "jump": "比上期新增{added:wan}万元，占年度计划{plan:wan}万元的{share}。",
    "unchanged": "本年累计{invested:wan}万元，与上期相同，没有新增投资。",
    "photo_reused": "照片“{photo}”在{where}的月报中用过。",
    "photo_time": "照片“{photo}”拍摄于{day}，不是本期的照片。",
    "photo_place": "照片“{photo}”的拍摄地点距项目{km}公里。",
}

FIRST_JUMP = (
    "本年首次报送{invested:wan}万元，比到本期应完成的{due:wan}万元多{added:wan}万元，"
    "占年度计划{plan:wan}万元的{share}。"
)

WORDS = {
    "falls": "累计数下降",
    "exceeds_total": "超过总投资",
    "jump": "增幅偏大",
    "unchanged": "与上期相同",
    "photo_reused": "照片重复使用",
    "photo_time": "照片时间不符",
    "photo_place": "照片地点不符",
}
"""The same in a few characters, for a badge."""

_PERIOD = re.compile(r"\b\d{4}-\d{2}\b")


def suspicion_word(suspicion: Mapping[str, Any]) -> str:
    return WORDS[suspicion["code"]]


def suspicion_sentence(suspicion: Mapping[str, Any]) -> str:
    """The sentence of a suspicion as reports keep it: its code with the facts beside it."""
    facts = dict(suspicion)
    code = facts.pop("code")
    if code == "falls":
        facts["less"] = facts["previous"] - facts["invested"]
    if code == "jump":
        facts["share"] = percent_text(Fraction(facts["added"], facts["plan"]))
        if "due" in facts:
            return fill(FIRST_JUMP, {**facts, "invested": facts["due"] + facts["added"]})
    if code == "photo_reused":
        facts["where"] = _PERIOD.sub(lambda found: Month.parse(found[0]).name, facts["where"])
    if code == "photo_time":
        day = date.fromisoformat(facts["taken_on"])
        facts["day"] = f"{day.year}年{day.month}月{day.day}日"
    return fill(SENTENCES[code], facts)
