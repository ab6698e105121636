"""Announced numbers: 讲四点意见, and then there had better be four.

What is announced is looked for behind the announcement (一是…二是…, 一、…二、…, 第一…第二…, a list
behind a colon) and, for quoted slogans, in the list that leads up to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.reading.numerals import chinese_integer
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet

_NEAR = 60  # characters behind an announcement in which a colon leads to its items
_FAR = 6000  # characters behind an announcement in which its items are sought
_N = r"(?P<n>[一二三四五六七八九十]{1,3})"
_START = r"(?:^|[\n。；;：:，,\s])"
_MARKERS = (
    re.compile(rf"(?:^|[\n。；;：:，,\s”\"]){_N}[是要]"),
    re.compile(rf"(?:^|[\n。；;：:\s…]){_N}、"),
    re.compile(rf"{_START}第{_N}[，,、是]"),
    re.compile(rf"{_START}第{_N}点"),
    re.compile(rf"{_START}第{_N}[项个条件]"),
    re.compile(rf"{_START}[（(]{_N}[）)]"),
)
_LIST = re.compile(r"[^。；;：:\n]{0,12}[：:](?P<items>[^。；;：:\n]{2,200})")
_LEADING = re.compile(r"(?P<items>[^，,。；;：:\n“”\"]{2,120})[“\"]$")
_OPENING, _CLOSING = frozenset('“"「'), frozenset('”"」')
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
    counted = _before(sheet, figure)
    certain = counted > 0
    if not counted:
        counted, certain = _behind(sheet, figure)
    if counted or figure.quantity.kind != "announced" or _is_whole_slogan(sheet, figure):
        yield _finding(sheet, figure, counted if certain else 0, "")


def _is_whole_slogan(sheet: Sheet, figure: Figure) -> bool:
    """“四图作业”, and not one of “两城、四区、六镇”."""
    start, end = figure.quantity.start, figure.quantity.end
    return sheet.text[start - 1 : start] in _OPENING and sheet.text[end : end + 1] in _CLOSING


def _before(sheet: Sheet, figure: Figure) -> int:
    """A、B、C、D“四图作业”: the list in front of a slogan."""
    start = max(0, figure.quantity.start - 140)
    match = _LEADING.search(sheet.text, start, figure.quantity.start)
    return match["items"].count("、") + 1 if match and "、" in match["items"] else 0


def _behind(sheet: Sheet, figure: Figure) -> tuple[int, bool]:
    """How many items follow, and whether they must be what was announced.

    They are where a colon leads to them, and where a speaker numbers his points (讲四点意见).
    """
    start = figure.quantity.end
    end = min(len(sheet.text), start + _FAR)
    if (items := _LIST.match(sheet.text, start)) and "、" in items["items"]:
        return len(re.split(r"[、，,]", items["items"].strip("、，,"))), True
    runs = [run for marker in _MARKERS if (run := _run(marker, sheet.text, start, end))[0] > 1]
    announced = int(figure.quantity.value)
    for count, _ in runs:
        if count == announced:
            return count, True
    if not runs:
        return 0, False
    count, at = min(runs, key=lambda run: run[1])
    between = sheet.text[start : min(at + 1, start + _NEAR)]
    introduced = "。" not in between and re.search(r"[：:]", between) is not None
    return count, introduced or figure.quantity.kind == "speech"


def _run(marker: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    """The last number of an unbroken 一, 二, 三 … and where it begins; a second 一 ends it."""
    last, at = 0, end
    for match in marker.finditer(text, start, end):
        number = chinese_integer(match["n"])
        if number == last + 1:
            last, at = number, min(at, match.start())
        elif number == 1:
            break
    return last, at


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
            (
                f"文中说“{said}”，{'只' if counted < announced else ''}数到{what}{counted}项，请核对是否有遗漏或多列。"
            ),
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
