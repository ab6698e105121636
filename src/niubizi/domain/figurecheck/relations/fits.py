"""Percentages that no finder of a kind has explained, tried on the amounts around them.

A text leaves much unsaid: which of its amounts a share is of, whether a rate is of the projects
signed or planned. A percentage of three digits hits the quotient of two amounts beside it by
accident once in a hundred times at most, so one that fits is credited; one that doesn't is held
against the text only where the text leaves no choice (``bases``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.relations.bases import certain
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet
from niubizi.domain.figurecheck.relations.ratios import Reading, reading

_OF_SOMETHING = frozenset({Role.RATE, Role.SHARE, Role.SHARE_OF_GOAL, Role.SHARE_OF_PERIOD_GOAL})
_NEAR, _PARTS, _NAMED = (
    14,
    4,
    24,
)  # amounts in front of a percentage: all of them, and those it may be of
_BEHIND = 2  # amounts behind it that it may be of
_TELLING = 3  # digits that hardly fit by chance


def find(sheet: Sheet, quotients: Sequence[Finding]) -> Iterator[Finding]:
    """Quotients that the text's percentages equal, or ought to; ``quotients``: those found so far."""
    explained = {finding.figures[-1].index for finding in quotients}
    records = dict(_records(quotients))
    siblings = _siblings(quotients)
    missing: list[Figure] = []
    for stated in sheet.figures:
        sought = stated.role in _OF_SOMETHING and stated.index not in explained
        if not sought or not stated.is_precise or stated.quantity.unit != "%":
            continue
        if stated.is_of_last_year:
            continue
        found = next(_fitting(sheet, stated), None)
        if found is None:
            missing.append(stated)
        else:
            finding = found.finding(sheet)
            records.update(_records([finding]))
            yield finding
    for stated in missing:
        pair = certain(sheet, stated, records, siblings)
        held = reading(stated, [pair[0]], [pair[1]]) if pair is not None else None
        if held is not None:
            yield held.unit_slip(sheet) or held.finding(sheet)


def _records(quotients: Iterable[Finding]) -> Iterator[tuple[int, int]]:
    """For the record of a part the record of its whole, where a quotient holds."""
    for finding in quotients:
        if finding.verdict is Verdict.HOLDS and len(finding.figures) == len(("part", "whole", "%")):
            part, whole, _ = finding.figures
            yield part.record, whole.record


def _siblings(quotients: Iterable[Finding]) -> dict[int, set[Figure]]:
    """For a sentence the counts that the rates in it are of, where they hold."""
    found: dict[int, set[Figure]] = {}
    for finding in quotients:
        if finding.verdict is Verdict.HOLDS and len(finding.figures) == len(("part", "whole", "%")):
            _, whole, stated = finding.figures
            if stated.role is Role.RATE and whole.quantity.kind == "count":
                found.setdefault(stated.sentence, set()).add(whole)
    return found


def _fitting(sheet: Sheet, stated: Figure) -> Iterator[Reading]:
    digits = len(stated.quantity.literal.replace(".", "").lstrip("0"))
    reach = _NAMED if stated.distributive else _NEAR
    near = list(sheet.before(stated, lambda f: f.paragraph == stated.paragraph, reach=reach))
    namesakes = _namesakes(stated, near)
    if stated.stretch.has("total") and (together := _series(near)):
        for whole in near:
            alike = whole.quantity.kind == together[0].quantity.kind and whole not in together
            found = reading(stated, together, [whole]) if alike else None
            if found is not None and found.verdict is Verdict.HOLDS:
                yield found
    behind = sheet.behind(stated, lambda f: f.sentence == stated.sentence, reach=_BEHIND)
    around = [*near, *behind]
    for part in namesakes or _parts(sheet, stated, near):
        for whole in around:
            alike = whole.quantity.kind == part.quantity.kind and whole.index != part.index
            likely = alike and sheet.may_be(stated, part, whole)
            found = reading(stated, [part], [whole]) if likely else None
            if found is None or found.verdict is not Verdict.HOLDS:
                continue
            if digits >= _TELLING or namesakes or _are_neighbours(stated, part, whole):
                yield found


def _series(near: Sequence[Figure]) -> list[Figure]:
    """南城县36.8亿元、东山区31.5亿元…，前3位合计占55.1%: the nearest amounts in a row."""
    for figure in near:
        row = [
            other
            for other in near
            if other.sentence == figure.sentence and other.quantity.unit == figure.quantity.unit
        ]
        if len(row) > 1:
            return row[::-1]
    return []


def _namesakes(stated: Figure, near: Sequence[Figure]) -> list[Figure]:
    """东、中、西部地区所占比重分别为…: the amounts in front of the same name."""
    if not stated.distributive or stated.host is not None or not stated.subject:
        return []
    return [figure for figure in near if figure.subject.startswith(stated.subject)]


def _parts(sheet: Sheet, stated: Figure, near: Sequence[Figure]) -> list[Figure]:
    """What it may be of: its host, the amounts in front, the amount it was printed before."""
    host = sheet.host(stated)
    parts = [host] if host is not None else []
    parts += [figure for figure in near[:_PARTS] if figure not in parts]
    in_sentence = sheet.behind(stated, lambda f: f.sentence == stated.sentence, reach=_BEHIND)
    return parts + list(in_sentence)


def _are_neighbours(stated: Figure, part: Figure, whole: Figure) -> bool:
    """36个行业中有27个增长，增长面达75%: two digits will do where nothing else is to choose."""
    one_sentence = part.sentence == whole.sentence == stated.sentence
    return one_sentence and stated.index - part.index == 1 and part.index - whole.index == 1
