"""Net changes: 比年初净增158个，其中新增入库327个、竣工退库169个."""

from __future__ import annotations

import re
from collections.abc import Iterator

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.intervals import Verdict, judge
from niubizi.domain.figurecheck.relations.findings import Finding, Reckoning, Sheet

_NET = re.compile(r"净(?P<way>增|减)[^，,。；;0-9]{0,6}$")
_IN = re.compile(r"新增|增加|新入|入库|纳入|调入|新设|新签")
_OUT = re.compile(r"退|出库|移出|调出|核减|注销|减少|取消|终止|淘汰|剔除")
_BESIDE = 2  # what came and what went stand right behind the net change, or right in front


def find(sheet: Sheet) -> Iterator[Finding]:
    """The net changes of the text whose two parts stand beside them in the sentence."""
    for net in sheet.figures:
        said = _NET.search(sheet.text, net.stretch.start, net.quantity.start)
        if said is None or not net.is_precise:
            continue
        behind = sheet.figures[net.index + 1 : net.index + 1 + _BESIDE]
        before = sheet.figures[max(0, net.index - _BESIDE) : net.index]
        for pair in (behind, before):
            came = [f for f in pair if _is_said(sheet, f, _IN, _OUT)]
            gone = [f for f in pair if _is_said(sheet, f, _OUT)]
            if len(came) == len(gone) == 1 and all(_is_beside(f, net) for f in pair):
                more, less = (came[0], gone[0]) if said["way"] == "增" else (gone[0], came[0])
                yield _finding(sheet, net, more, less)
                break


def _is_said(
    sheet: Sheet, figure: Figure, words: re.Pattern[str], but: re.Pattern[str] | None = None
) -> bool:
    said = sheet.text[figure.stretch.clause_start : figure.quantity.start]
    said = re.split("、", said)[-1]
    return words.search(said) is not None and (but is None or but.search(said) is None)


def _is_beside(figure: Figure, net: Figure) -> bool:
    same = figure.sentence == net.sentence and figure.quantity.unit == net.quantity.unit
    return same and figure.is_precise


def _finding(sheet: Sheet, net: Figure, more: Figure, less: Figure) -> Finding:
    scale = 1 / net.quantity.factor
    point = (more.quantity.value - less.quantity.value) * scale
    interval = (more.interval.scaled(more.sign) - less.interval.scaled(less.sign)).scaled(scale)
    formula = f"{sheet.quote(more)}－{sheet.quote(less)}"
    reckoning = Reckoning(net, formula, point, interval, sheet.unit(net))
    value = net.quantity.value * scale
    verdict = judge(value, reckoning.decimals, point, interval)
    if verdict is Verdict.EXPLAINED:
        verdict = Verdict.FAILS
    return reckoning.finding("difference", (net, more, less), verdict, value, sheet.quote(net))
