"""Noun phrases and states: what a count counts, what an amount of money is of.

The subject of a figure is read from the words beside it: behind the number (28个**省重大项目**) or
in front of it (**城西片区签约项目**37个). Where there is none, the subject of the record holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from niubizi.domain.figurecheck.claims.roles import Gap
from niubizi.domain.figurecheck.lexicon import Lexicon, Term
from niubizi.domain.figurecheck.reading.quantity import Quantity
from niubizi.domain.figurecheck.reading.tokens import Kind, Token

LONGEST = 24
# Words that end the noun phrase in front of a number: what follows them is said of it.
_VERBAL = frozenset(
    {"indicator", "state", "rate", "year_on_year", "on_previous", "share", "annual_goal", "goal"}
    | {"up", "down", "ahead", "behind", "level", "reached", "distributive"}
    | {"schedule", "own_schedule"}
)
_GOALS = frozenset({"goal", "annual_goal"})
# 年度计划开工140项: what is planned is a goal, not a deed
_PLANNED = {
    "started": Term("计划开工项目数", "to_start"),
    "new_start": Term("计划新开工项目数", "to_start"),
    "finished": Term("计划竣工项目数", "to_finish"),
    "produced": Term("计划投产项目数", "to_finish"),
}
_EDGES = '的之和与及等、，,。:：;；“”"（）()[]【】 \t\n·'
_CLAUSE_ENDS = '，,。；;、()：:\n！？”"'
_PLACE = re.compile(
    r"[我全本](?:省|市|区|县|州|盟|旗)"
    r"|[\u4e00-\u9fff]{1,8}?(?:自治[区州县]|开发区|[高经]新区|经开区|新区|园区|街道|地区|片区|[省市县区镇乡])"
)
_OF_FIELD = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:产业|领域|平台|园区)[\u4e00-\u9fff]{0,4}?项目")
_OF_ALL = re.compile(r"全部|全面|悉数|均已")
_NUMBERING = re.compile(r"^[(（]?[0-9一二三四五六七八九十]{1,2}[)）、.．]")
_NOT_OF_NOUN = re.compile(r"[，,。；;、()：:\n0-9的已有共]")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count was found to count: indicator, slot of the record, noun phrase beside it.

    ``of_category``: the phrase has a word of state in it (在建项目), which says what is counted.
    """

    indicator: str
    slot: str
    subject: str
    of_category: bool = False

    @property
    def is_bare(self) -> bool:
        """Nothing beside the count says what it counts."""
        return self.slot == "count" and not self.subject


def trimmed(text: str, lexicon: Lexicon) -> str:
    """A noun phrase without the particles and adverbs at its ends."""
    while True:
        shorter = _NUMBERING.sub("", text.strip(_EDGES))
        shorter = lexicon.filler_behind.sub("", lexicon.filler_in_front.sub("", shorter))
        if shorter == text:
            return text
        text = shorter


def phrase_before(text: str, stretch: Gap, lexicon: Lexicon, *, of_amount: bool = False) -> str:
    """The noun phrase in the clause nearest to a number, up to its first verbal word."""
    start, end = stretch.clause_start, stretch.end
    for token in stretch.clause_tokens:
        if token.start >= end:
            break
        if token.kind is Kind.DATE or "nested" in token.parts:
            start = token.end
        elif _VERBAL.intersection(token.parts) and (len(token.text) > 1 or "share" in token.parts):
            if of_amount and "state" in token.parts and _is_attribute(text, lexicon, token):
                continue  # 续建项目完成投资: the state says which projects
            end = token.start
    phrase = trimmed(text[max(start, end - LONGEST) : end], lexicon) if end > start else ""
    return "" if phrase in lexicon.bare else phrase


def noun_behind(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    """The noun phrase right behind a count, up to and with the first noun that counts count."""
    window = text[start : min(end, start + LONGEST)]
    found = [window.index(noun) + len(noun) for noun in lexicon.nouns if noun in window]
    if not found:
        return ""
    length = min(found)
    if (further := _OF_FIELD.match(window, 0)) is not None:
        length = max(length, further.end())  # 61个产业项目: the projects are counted
    return window[:length].strip(_EDGES)


def place_of(phrase: str) -> str:
    """The place a phrase names, if it names one."""
    match = _PLACE.search(phrase)
    return match.group() if match else ""


def count(
    text: str,
    lexicon: Lexicon,
    quantity: Quantity,
    stretch: Gap,
    *,
    behind: Sequence[Token],
    end: int,
) -> Counted:
    """What a count counts; ``behind`` are the tokens from it to ``end``, where its clause ends."""
    noun = noun_behind(text, quantity.end, end, lexicon)
    phrase = phrase_before(text, stretch, lexicon)
    plain = _plain_name(noun or phrase, quantity.unit)
    state = (
        _state_behind(text, lexicon, behind, end)
        or _state_in_front(text, lexicon, stretch)
        or _state_of_list(lexicon, stretch)
    )
    if state is not None and _is_of_all(text, lexicon, quantity, noun, end):
        return Counted(plain, "count", noun, of_category=True)
    if state is not None:
        of_firms = quantity.unit == "家" or phrase.endswith("企业")
        name = state.name.replace("项目", "企业") if of_firms else state.name
        if text.endswith("的", stretch.start, quantity.start):
            name = plain  # 计划新开工的66个项目: the deed describes, it isn't counted
        return Counted(name, state.slot, noun or phrase)
    if re.search(r"[ab][^,]*s", stretch.clause_tags):
        return Counted("超时序进度项目数", "on_schedule", noun or phrase)
    category = _category(text, lexicon, stretch)
    described = bool(category) or any(token.text in lexicon.states for token in behind)
    return Counted(plain, "count", _joined(category or phrase, noun), of_category=described)


def _is_of_all(text: str, lexicon: Lexicon, quantity: Quantity, noun: str, end: int) -> bool:
    """146个续建项目已全面复工: a category of which all is said, and so its number."""
    category = any(term.group and word in noun for word, term in lexicon.states.items())
    return category and _OF_ALL.search(text, quantity.end, end) is not None


def _state_behind(text: str, lexicon: Lexicon, behind: Sequence[Token], end: int) -> Term | None:
    """6个项目**已开工建设**: the last state that isn't an attribute of a noun."""
    if end < len(text) and text[end] not in _CLAUSE_ENDS:
        return None  # the words lead on to the next number: 10个…项目实现投产7个
    for token in reversed(behind):
        term = lexicon.states.get(token.text)
        if term is None or _is_attribute(text, lexicon, token):
            continue
        if not term.group or token.end == end or text.startswith("的", token.end):
            return term
    return None


def _state_in_front(text: str, lexicon: Lexicon, stretch: Gap) -> Term | None:
    """已**开工**38个, **竣工**项目21个; but 新开工项目45个 is a category, not a deed."""
    words = [token for token in stretch.clause_tokens if "state" in token.parts]
    attributes = {token for token in words if _is_attribute(text, lexicon, token)}
    deeds = [t for t in words if not (lexicon.states[t.text].group and t in attributes)]
    if not deeds:
        return None
    token = ([t for t in deeds if t not in attributes] or deeds)[-1]
    behind = next((t for t in words if t.start == token.end), None)
    if lexicon.states[token.text].slot == "new" and behind is not None:
        token = behind  # 新增开工项目42个: what is new is said of a deed
    term = lexicon.states[token.text]
    planned = any(
        t.end == token.start and _GOALS.intersection(t.parts) for t in stretch.clause_tokens
    )
    return _PLANNED.get(term.slot, term) if planned else term


def _state_of_list(lexicon: Lexicon, stretch: Gap) -> Term | None:
    """新签约项目**分别为**：新能源34个…: what opens a list is said of all of it."""
    words = [token for token in stretch.tokens if "state" in token.parts]
    opened = re.search(r"D[^,;]*:[^:]*$", stretch.tags) is not None
    return lexicon.states[words[-1].text] if opened and words else None


def _category(text: str, lexicon: Lexicon, stretch: Gap) -> str:
    """The phrase with a category word in it: 新开工项目."""
    for token in stretch.clause_tokens:
        if "state" in token.parts and _is_attribute(text, lexicon, token):
            start = max(stretch.clause_start, stretch.end - LONGEST)
            return trimmed(text[start : stretch.end], lexicon)
    return ""


def _is_attribute(text: str, lexicon: Lexicon, token: Token) -> bool:
    """Whether a state word stands in front of a noun, with no other state between."""
    window = _NOT_OF_NOUN.split(text[token.end : token.end + 10], maxsplit=1)[0]
    found = [window.index(noun) for noun in lexicon.nouns if noun in window]
    return bool(found) and not any(word in window[: min(found)] for word in lexicon.states)


def _plain_name(noun: str, unit: str) -> str:
    for ending, name in (
        ("项目", "项目数"),
        ("工程", "项目数"),
        ("企业", "企业数"),
        ("单位", "单位数"),
    ):
        if noun.endswith(ending):
            return name
    if unit == "个":
        return "个数" if noun else "项目数"
    return "企业数" if unit == "家" else f"{unit}数"


def _joined(before: str, noun: str) -> str:
    if not before or before in noun:
        return noun
    return before if noun in before else before + noun
