"""What a number is to the sentence: a claim of its own, or a remark on another claim.

The words between the previous number and this one are written as a string of tags, one letter a
word (``yu`` for 同比增长, ``ag`` for 超年度计划), and short patterns over that string name the
role. The tables below are the grammar; the first pattern that fits wins. The clause nearest to the
number is tried first, then the whole stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from niubizi.domain.figurecheck.reading.tokens import Kind, Token


class Role(Enum):
    """The role of a number; the values are the names of qualifiers in the JSON."""

    CLAIM = "claim"
    RATE = "rate"
    CONDITION = "cond"
    SHARE_OF_GOAL = "share_of_annual_target_pct"
    SHARE_OF_PERIOD_GOAL = "share_of_period_target_pct"
    OVER_GOAL = "over_annual_plan"
    LEAD = "pp_ahead_of_schedule"
    OWN_LEAD = "pp_ahead_of_own_schedule"
    GROWTH = "yoy_pct"
    GROWTH_ON_PREVIOUS = "mom_pct"
    CHANGE = "yoy_abs_change"
    POINTS_ON_YEAR = "yoy_pp_change"
    POINTS_ON_PREVIOUS = "mom_pp_change"
    AGAINST = "vs_reference_pp"
    SHARE = "share_of_total_pct"
    PULL = "pull_pp"
    CONTRIBUTION = "contribution_pct"
    BASE = "base_value"
    RANK = "rank"


TAGS = {
    "year_on_year": "y",
    "on_previous": "m",
    "than": "=",
    "more": "+",
    "less": "-",
    "up": "u",
    "down": "d",
    "ahead": "a",
    "behind": "b",
    "schedule": "s",
    "own_schedule": "x",
    "annual_goal": "g",
    "goal": "G",
    "share": "h",
    "contribution": "q",
    "pull": "p",
    "reference": "f",
    "reached": ">",
    "level": "t",
    "done": "c",
    "distributive": "D",
    "nested": "n",
    "total": "T",
    "rest": "o",
    "ranked": "k",
    "aim": "v",
    "forecast": "v",
    "each": "e",
    "threshold": "w",
    "indicator": "i",
    "state": "z",
    "rate": "r",
}
MARKS = {
    "，": ",",
    ",": ",",
    "；": ";",
    ";": ";",
    "：": ":",
    ":": ":",
    "、": "、",
    "(": "(",
    ")": ")",
}
BREAKS = ",;:()"
# One character means a comparison only beside the number: 比全市高1.4个百分点, not 高新区.
_ADJACENT_ONLY = {
    "多",
    "少",
    "增",
    "升",
    "涨",
    "减",
    "降",
    "跌",
    "快",
    "高",
    "低",
    "慢",
    "欠",
    "差",
    "要",
    "将",
    "居",
    "列",
    "排",
}
_ALWAYS = {"要", "将", "居", "列", "排"}

PERCENT = (
    (Role.CONTRIBUTION, r"q[^,;]*$"),
    (Role.LEAD, r"(?:[ab][^,]*s|s[^,]*[abud])[^,]*$"),
    (Role.OVER_GOAL, r"[ab][^,>thc]*[gG][^,hcr]*$"),
    (Role.GROWTH_ON_PREVIOUS, r"m[^,>ghr]*[ud][^,>ghrG]*$"),
    (Role.GROWTH, r"[ud][^,>ghrG]*$"),
    (Role.SHARE_OF_PERIOD_GOAL, r"Mi?G[^,]*$"),
    (Role.SHARE_OF_GOAL, r"[gG][^,>i]*(?:>[^,]*)?$"),
    (Role.SHARE_OF_GOAL, r"[gG]i?[^,>]*$"),
    (Role.SHARE, r"h[^,r]*$"),
    (Role.RATE, r"r[^,]*$"),
    (Role.SHARE, r"h[^,]*$"),
    (Role.GROWTH, r"y[^,]*$"),
    (Role.SHARE_OF_GOAL, r"c[^,iz]*$"),
)
POINTS = (
    (Role.PULL, r"p"),
    (Role.OWN_LEAD, r"x"),
    (Role.LEAD, r"s"),
    (Role.POINTS_ON_PREVIOUS, r"m"),
    (Role.POINTS_ON_YEAR, r"y"),
    (Role.OVER_GOAL, r"[ab][^,]*[gG]|[gG][^,]*[ab]"),
    (Role.AGAINST, r"[abfMY]"),
    (Role.POINTS_ON_YEAR, r"[ud]"),
)
AMOUNT = (
    (Role.CHANGE, r"(?:y|=[^,]*Y)[^,>]*[ud+-][^,>t]*$"),
    (Role.CHANGE, r"[+-][ud]?$"),
    (Role.BASE, r"yi?t?$"),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """The stretch in front of a number: its tokens, their tags, and the nearest clause of both."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    tags: str
    clause_start: int
    clause_tags: str
    clause_tokens: tuple[Token, ...]

    @property
    def compares_only(self) -> bool:
        """分别高出: nothing but words of comparison, so that the clause before says with what."""
        return self.is_all_words and re.fullmatch(r"D?[abudT]+", self.clause_tags) is not None

    @property
    def is_all_words(self) -> bool:
        """上年为: whether the clause says nothing that the lexicon doesn't know."""
        spoken = sum(token.end - token.start for token in self.clause_tokens)
        return spoken == self.end - self.clause_start

    def has(self, part: str) -> bool:
        """Whether a word of this part stands anywhere in the stretch."""
        return any(part in token.parts for token in self.tokens)


def gap(tokens: Iterable[Token], start: int, end: int) -> Gap:
    """The stretch ``start``..``end`` of the clean text; ``tokens`` are those inside it."""
    kept = tuple(tokens)
    letters = [_letters(token, end, behind) for token, behind in zip_longest(kept, kept[1:])]
    clause: list[int] = []
    clause_start = start
    asides: list[tuple[int, list[int]]] = []  # clauses that an open bracket interrupts
    for number, token in enumerate(kept):
        mark = letters[number]
        if mark == "(":
            asides.append((clause_start, clause))
        if mark == ")" and asides:
            clause_start, clause = asides.pop()  # 固定资产投资(不含农户)增长: the clause goes on
        elif mark and mark in BREAKS:
            clause_start, clause = token.end, []
        else:
            clause.append(number)
    tags = "".join(letters[number] for number in clause)
    tokens_of_clause = tuple(kept[number] for number in clause)
    return Gap(start, end, kept, "".join(letters), clause_start, tags, tokens_of_clause)


def _letters(token: Token, end: int, behind: Token | None) -> str:
    if token.kind is Kind.DATE:
        return "M" if "月" in token.text or "季" in token.text or "半年" in token.text else "Y"
    if token.kind is Kind.MARK:
        return MARKS.get(token.text, "")
    compared = behind is not None and behind.start == token.end and "schedule" in behind.parts
    if token.text in _ADJACENT_ONLY - _ALWAYS and end - token.end > 1 and not compared:
        return ""  # but 欠序时3.3个百分点
    return "".join(TAGS.get(part, "") for part in token.parts)


_COMPILED = {
    "percent": tuple((role, re.compile(pattern)) for role, pattern in PERCENT),
    "point": tuple((role, re.compile(pattern)) for role, pattern in POINTS),
    "amount": tuple((role, re.compile(pattern)) for role, pattern in AMOUNT),
}


_LEVELS = frozenset(
    {
        Role.RATE,
        Role.SHARE,
        Role.SHARE_OF_GOAL,
        Role.SHARE_OF_PERIOD_GOAL,
        Role.BASE,
        Role.CONTRIBUTION,
    }
)


def role_of(kind: str, stretch: Gap) -> Role | None:
    """The role of a quantity of a kind behind a stretch; ``None`` where no pattern fits."""
    rules = _COMPILED.get(kind, _COMPILED["amount"])
    scopes: tuple[str, ...] = (stretch.clause_tags,)
    if kind == "percent" or (kind == "point" and not stretch.compares_only):
        scopes = (stretch.clause_tags, stretch.tags)
    elif kind == "point":
        scopes = (stretch.tags,)
    for tags in scopes:
        for role, pattern in rules:
            if pattern.search(tags):
                return role
    return None


def sign_of(role: Role, tags: str) -> int:
    """−1 for a decline or a lag, by the last word of change in front of the number."""
    if role in _LEVELS:
        return 1  # 下降至50.3%: where it fell to is no decline
    if role in {Role.LEAD, Role.OWN_LEAD, Role.OVER_GOAL, Role.AGAINST}:
        # 降幅高于全国: the comparison has the sign, not what is compared
        found = re.findall(r"[ab]", tags) or re.findall(r"[ud]", tags)
    else:
        found = re.findall(r"[-+ud]", tags)
    return -1 if found and found[-1] in "bd-" else 1
