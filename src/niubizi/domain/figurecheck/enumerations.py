"""Announced numbers: 讲四点意见, and then there had better be four.

What is announced is looked for behind the announcement (一是…二是…, 一、…二、…, 第一…第二…, a list
behind a colon) and, for quoted slogans, in the list that leads up to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.figures import Figure
from niubizi.domain.figurecheck.findings import Finding, Sheet
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.numerals import chinese_integer
from niubizi.domain.figurecheck.roles import Role

_FAR = 6000  # characters behind an announcement in which its items are sought
_N = r"(?P<n>[一二三四五六七八九十]{1,3})"
_MARKERS = (
    re.compile(rf"(?:^|[\n。；;：:，,\s”\"]){_N}[是要]"),
    re.compile(rf"(?:^|[\n。；;：:\s…]){_N}、"),
    re.compile(rf"(?:^|[\n。；;：:\s])第{_N}(?:[，,、是]|点|项|个)"),
    re.compile(rf"(?:^|[\n。；;：:\s])[（(]{_N}[）)]"),
    re.compile(rf"(?:^|[\n。；;：:\s])第{_N}[项个条点]"),
)
_LIST = re.compile(r"[^。；;：:\n]{0,12}[：:](?P<items>[^。；;：:\n]{2,200})")
_LEADING = re.compile(r"(?P<items>[^，,。；;：:\n“”\"]{2,120})[“\"]$")
_PAIRED = re.compile(r"(?P<n>.)(?P<one>.)(?P=n)(?P<other>.)")


def find(sheet: Sheet) -> Iterator[Finding]:
    """Every announced number with what was counted."""
    for figure in sheet.figures:
        if _announces(figure):
            yield from _announced(sheet, figure)


def _announces(figure: Figure) -> bool:
    if figure.slot == "announced":
        return figure.quantity.kind != "duration"
    announced = any("announce" in token.parts for token in figure.stretch.clause_tokens)
    counts = figure.quantity.kind == "count" and figure.role is Role.CLAIM
    return announced and counts and 1 < figure.quantity.value <= 20 and figure.slot == "count"


def _announced(sheet: Sheet, figure: Figure) -> Iterator[Finding]:
    if pair := _PAIRED.fullmatch(sheet.quote(figure)):
        behind = sheet.text[figure.quantity.end : figure.quantity.end + 300].partition("。")[0]
        for what in (pair["one"], pair["other"]):
            counted = len(re.findall(rf"{re.escape(what)}了?(?=[、，,；;]|$)", behind))
            yield _finding(sheet, figure, counted, f"“{what}”")
        return
    counted = _before(sheet, figure) or _behind(sheet, figure)
    yield _finding(sheet, figure, counted, "")


def _before(sheet: Sheet, figure: Figure) -> int:
    """A、B、C、D“四图作业”: the list in front of a slogan."""
    start = max(0, figure.quantity.start - 140)
    match = _LEADING.search(sheet.text, start, figure.quantity.start)
    return match["items"].count("、") + 1 if match and "、" in match["items"] else 0


def _behind(sheet: Sheet, figure: Figure) -> int:
    """How far the markers behind the announcement count, or how long the list behind it is."""
    end = min(len(sheet.text), figure.quantity.end + _FAR)
    if (items := _LIST.match(sheet.text, figure.quantity.end)) and "、" in items["items"]:
        return len(re.split(r"、|，|,", items["items"].strip("、，,")))
    counts = [_run(marker, sheet.text, figure.quantity.end, end) for marker in _MARKERS]
    announced = int(figure.quantity.value)
    return announced if announced in counts else next((count for count in counts if count > 1), 0)


def _run(marker: re.Pattern[str], text: str, start: int, end: int) -> int:
    """The last number of an unbroken 一, 二, 三 …; a second 一 ends the search."""
    last = 0
    for match in marker.finditer(text, start, end):
        number = chinese_integer(match["n"])
        if number == last + 1:
            last += 1
        elif number == 1:
            break
    return last


def _finding(sheet: Sheet, figure: Figure, counted: int, what: str) -> Finding:
    announced = int(figure.quantity.value)
    said = sheet.quote(figure)
    if not counted:
        verdict, message = Verdict.NOT_CHECKABLE, f"文中说“{said}”，未见逐项列出，无法核对。"
    elif counted == announced:
        verdict, message = Verdict.HOLDS, f"文中说“{said}”，列出{what}{counted}项，相符。"
    else:
        verdict, message = (
            Verdict.FAILS,
            f"文中说“{said}”，只数到{what}{counted}项，请核对是否有遗漏或多列。",
        )
    return Finding(
        "enumeration_count",
        (figure,),
        verdict,
        message,
        recomputed=Fraction(counted) if counted else None,
        defect="enumeration" if verdict is Verdict.FAILS else None,
        operands=(figure.quantity.literal,),
    )
