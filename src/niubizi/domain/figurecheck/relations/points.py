"""Differences of percentages: 增速高于全市3.2个百分点, 由38.5%提高到42.1%, a month's step."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from niubizi.domain.figurecheck.claims.figures import Figure, measure_of
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict, judge
from niubizi.domain.figurecheck.reading.tokens import Kind
from niubizi.domain.figurecheck.relations.findings import Finding, Reckoning, Sheet

_ALL, _ANYWHERE = "全部|全社会|整体", "*"
_OF_REFERENCE = re.compile(r"(?:总体|整体)?(?:平均)?(?:水平|增幅|增速|降幅)?$")
_GLOSS = re.compile(r"[，,(][^，,。；;：:、]{1,20}")
_OF_LAST_YEAR = re.compile(r"[yY][irhut]*")
_BACK = 40
_AROUND = 12
_COMPARED = frozenset({Role.AGAINST, Role.POINTS_ON_YEAR, Role.POINTS_ON_PREVIOUS})
_GROWTHS = frozenset({Role.GROWTH, Role.GROWTH_ON_PREVIOUS})


def find(sheet: Sheet) -> Iterator[Finding]:
    """The points of the text that its percentages explain."""
    others: dict[str, list[Figure]] = defaultdict(list)  # what a reference was found to be
    missing: list[Figure] = []
    for figure in sheet.figures:
        if figure.role in _COMPARED:
            levels = list(_between_levels(sheet, figure)) or list(_glossed(sheet, figure))
            found = levels or list(_against_another(sheet, figure))
            yield from found
            if figure.role is Role.AGAINST and not found:
                missing.append(figure)
            for finding in found:
                if finding.verdict is Verdict.HOLDS:
                    others[_reference(figure)].append(finding.figures[-1])
        elif figure.role is Role.SHARE_OF_GOAL:
            yield from _step(sheet, figure)
    for figure in missing:
        yield from _as_its_siblings(sheet, figure, others.get(_reference(figure), []))


def _reference(points: Figure) -> str:
    """全国 of 高于全国平均增幅."""
    return _OF_REFERENCE.sub("", points.reference)


def _as_its_siblings(sheet: Sheet, points: Figure, others: Sequence[Figure]) -> Iterator[Finding]:
    """Where several differences from 全国 are differences from one figure, so is the next."""
    own = sheet.figures[points.index - 1] if points.index else points
    vouched = len(others) > 1 and len({other.index for other in others}) == 1
    alike = own.role in _GROWTHS and own.sentence == points.sentence
    if vouched and alike and own.is_precise and points.is_precise and points.reference:
        yield _difference(sheet, points, own, others[0])


def _against_another(sheet: Sheet, points: Figure) -> Iterator[Finding]:
    """Own percentage less another of its sort, where both are printed.

    Credited only: which of the printed figures the text compares with is an inference.
    """
    before = [
        figure
        for figure in sheet.figures[max(0, points.index - _BACK) : points.index]
        if figure.quantity.unit == "%" and figure.paragraph == points.paragraph
    ]
    if not before:
        return
    host = sheet.host(points)
    # 分别增长21.5%和22.3%，分别快于全部投资12.9和13.7个百分点: each of its own
    own = host if points.distributive and host in before else before[-1]
    before = [figure for figure in before if figure is not own]
    for other in before:
        alike = other.role is own.role or {other.role, own.role} <= _GROWTHS
        finding = _difference(sheet, points, own, other)
        if alike and finding.verdict is Verdict.HOLDS:
            yield finding
            return
    for other in sheet.figures[points.index + 1 : points.index + 1 + _AROUND]:
        # 工业投资增长13.7%，高于全部投资9.5个百分点；…。全部投资增长4.2%
        alike = {other.role, own.role} <= _GROWTHS and other.paragraph == points.paragraph
        if alike and points.role is Role.AGAINST and points.is_precise:
            finding = _difference(sheet, points, own, other)
            if finding.verdict is Verdict.HOLDS:
                yield finding
                return
    behind = [
        figure
        for figure in sheet.figures[points.index + 1 : points.index + 1 + _AROUND]
        if figure.role in _GROWTHS and figure.paragraph == points.paragraph
    ]
    named = _named(sheet, points, [*before, *behind]) if own.role in _GROWTHS else None
    if named is not None and own.is_precise and points.is_precise:
        yield _difference(sheet, points, own, named)


def _named(sheet: Sheet, points: Figure, growths: Sequence[Figure]) -> Figure | None:
    """增速高于全省投资7.2个百分点: the one growth that is said of all investment of 全省.

    Of the same period, and of nothing narrower: its claim has no subject but the place.
    """
    if points.role is not Role.AGAINST:
        return None
    measured, place = _said(sheet, points)
    found = []
    for growth in growths:
        host = sheet.host(growth) or growth
        if growth.role is not Role.GROWTH or host.period != points.period or not growth.is_precise:
            continue
        if measured and _are_same((measured, place), _said(sheet, host)) and not host.nested:
            found.append(growth)
    return found[0] if len({growth.value for growth in found}) == 1 else None


def _are_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """One measure of one place; 全部投资 is of whatever place the text is of."""
    return one[0] == other[0] and (one[1] == other[1] or _ANYWHERE in {one[1], other[1]})


def _said(sheet: Sheet, figure: Figure) -> tuple[str, str]:
    """The measure and the place that the clause of a figure names; empty where it says more."""
    tokens = figure.stretch.clause_tokens
    terms = [sheet.lexicon.indicators[t.text] for t in tokens if "indicator" in t.parts]
    places = [t.text for t in tokens if t.text in sheet.lexicon.bare]
    clause = sheet.text[figure.stretch.clause_start : figure.stretch.end]
    place = places[0] if places else _ANYWHERE if re.search(_ALL, clause) else ""
    if not terms or not place or _narrower(clause, place):
        return "", ""
    return measure_of(terms[-1].slot), place


def _narrower(clause: str, place: str) -> bool:
    """全省工业投资 is narrower than 全省投资."""
    said = rf"(?:{_ALL})?(?:固定资产)?(?:完成)?(?:固定资产)?投资"
    return re.search(rf"{'' if place == _ANYWHERE else place}{said}", clause) is None or (
        place == _ANYWHERE and re.search(rf"(?:{_ALL})(?:固定资产)?投资", clause) is None
    )


def _between_levels(sheet: Sheet, points: Figure) -> Iterator[Finding]:
    """由38.5%提高到42.1%，提高3.6个百分点: the text says which two, so it is held to them."""
    if points.index < 2:
        return
    before, after = sheet.figures[points.index - 2 : points.index]
    are_levels = before.quantity.unit == after.quantity.unit == "%"
    in_sentence = before.sentence == after.sentence == points.sentence
    precise = all(figure.is_precise for figure in (before, after, points))
    if are_levels and in_sentence and precise and _is_compared_with(after):
        yield _difference(sheet, points, before, after)
        return
    if are_levels and in_sentence and precise and after.stretch.clause_tags.startswith(">"):
        yield _difference(sheet, points, after, before)


def _glossed(sheet: Sheet, points: Figure) -> Iterator[Finding]:
    """高于全省2.3个百分点，全省为5.4%; 比上年提高8.5个百分点，上年为44.6%: the other right behind.

    Held to it only where the gloss names no measure that its like in front doesn't.
    """
    if not 0 < points.index < len(sheet.figures) - 1:
        return
    own, other = sheet.figures[points.index - 1], sheet.figures[points.index + 1]
    figures = own, points, other
    alike = own.quantity.unit == other.quantity.unit == "%"
    together = own.sentence == points.sentence == other.sentence
    precise = all(figure.is_precise for figure in figures)
    said = sheet.text[points.quantity.end : other.quantity.start]
    if not (alike and together and precise) or not _GLOSS.fullmatch(said):
        return
    if not _is_of_reference(points, other):
        return
    finding = _difference(sheet, points, own, other)
    measures = [t.text for t in other.stretch.clause_tokens if {"indicator", "rate"} & set(t.parts)]
    front = sheet.text[own.stretch.start : own.quantity.start]
    if finding.verdict is Verdict.HOLDS or all(measure in front for measure in measures):
        yield finding


def _is_of_reference(points: Figure, other: Figure) -> bool:
    """Whether a percentage is said to be of what the points are counted from."""
    tags = other.stretch.clause_tags
    if points.role is Role.POINTS_ON_YEAR:
        words = {token.text for token in other.stretch.clause_tokens}
        printed = [int(word[:4]) for word in words if re.match("[0-9]{4}年", word)]
        this = points.period.year or 0
        return _OF_LAST_YEAR.fullmatch(tags) is not None and set(printed) <= {this - 1}
    named = set(_references(points))
    spoken = set(_references(other))
    return bool(named) and any(n.startswith(s) or s.startswith(n) for n in named for s in spoken)


def _references(figure: Figure) -> Iterator[str]:
    """全省, 年初, 9月份: what the clause of a figure names to compare with."""
    for token in figure.stretch.clause_tokens:
        if token.kind is Kind.DATE or "reference" in token.parts:
            yield token.text


def _is_compared_with(figure: Figure) -> bool:
    """增长8.5%，比上半年的6.2%加快2.3个百分点: the second is what the first is compared with."""
    return "=" in figure.stretch.clause_tags and ">" not in figure.stretch.clause_tags


def _step(sheet: Sheet, month: Figure) -> Iterator[Finding]:
    """A month's share of the plan is the step between two cumulative shares. Credited only."""
    period = month.period
    if period.first is None or period.first != period.last or period.first == 1:
        return
    near = sheet.figures[max(0, month.index - _AROUND) : month.index + _AROUND + 1]
    shares = [
        f
        for f in near
        if f.role is Role.SHARE_OF_GOAL and f.period.first == 1 and f.paragraph == month.paragraph
    ]
    until = [f for f in shares if f.period.last == period.last]
    before = [f for f in shares if f.period.last == period.first - 1]
    if until and before:
        finding = _difference(sheet, month, until[-1], before[-1])
        if finding.verdict in {Verdict.HOLDS, Verdict.NEAR}:
            yield finding


def _difference(sheet: Sheet, points: Figure, one: Figure, other: Figure) -> Finding:
    """``one`` − ``other`` against the printed points, by size where the text turns the sign."""
    point, interval = one.value - other.value, one.interval - other.interval
    value = points.value
    if (point < 0) != (value < 0):
        point, interval = -point, interval.scaled(-1)
    formula = f"{sheet.quote(one)}与{sheet.quote(other)}之差"
    reckoning = Reckoning(points, formula, point, interval, "个百分点")
    verdict = judge(value, reckoning.decimals, point, interval)
    figures = (points, one, other)
    return reckoning.finding("pp_difference", figures, verdict, value, sheet.quote(points))
