"""Shares of a total: 占比18.3%, gathered by the total they may be of.

Siblings that fit a total vouch for it, and then one that misses is wrong. Where all of them miss,
the total may be another: of money beside counts, or a misprinted one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet, show
from niubizi.domain.figurecheck.relations.ratios import Reading, reading

_MISPRINT = Fraction(5, 4)  # how far a misprinted total may lie from the right one
PROMISED = frozenset({"total", "signed_amount"})  # 协议投资 of 总投资
_OPENING = 4  # amounts of a record in front of which its place is named
_GLOSS = re.compile(
    r"[，,(。；;](?:同期|其中)?[，,]?(?:全[国省市区县州])?(?P<named>[^，,。；;：:、()0-9]{2,14})"
)
_LIST = 8  # amounts behind a part in which 合计80个 may end its list


def find(sheet: Sheet) -> Iterator[Finding]:
    """The shares of the text that can be recomputed from its amounts."""
    families: dict[int, list[Reading]] = defaultdict(list)
    left: list[tuple[Figure, Figure, list[Figure]]] = []
    for stated in sheet.figures:
        host = sheet.host(stated)
        if stated.role is Role.SHARE and host is not None and not stated.is_of_last_year:
            wholes = list(_wholes(sheet, stated, host))
            good = next(_good(sheet, stated, host, wholes), None)
            if good is not None:
                families[good.wholes[0].index].append(good)
            elif wholes:
                left.append((stated, host, wholes))
    for stated, host, wholes in left:
        # a total that siblings fit is the likeliest, or else the nearest
        vouched = (whole for whole in wholes if _has_siblings(stated, whole, families))
        chosen = reading(stated, [host], [next(vouched, wholes[0])])
        if chosen is not None:
            families[chosen.wholes[0].index].append(chosen)
    for index in sorted(families):
        yield from _judged(sheet, families[index])


def _good(
    sheet: Sheet, stated: Figure, part: Figure, wholes: Sequence[Figure]
) -> Iterator[Reading]:
    for whole in wholes:
        likely = sheet.may_be(stated, part, whole)
        found = reading(stated, [part], [whole]) if likely else None
        if found is not None and found.is_good:
            yield found


def _has_siblings(stated: Figure, whole: Figure, families: Mapping[int, Sequence[Reading]]) -> bool:
    """Whether another share of the paragraph fits the same total."""
    return any(
        other.is_good and other.stated.paragraph == stated.paragraph
        for other in families.get(whole.index, ())
    )


def _wholes(sheet: Sheet, stated: Figure, part: Figure) -> Iterator[Figure]:
    """The larger amounts in front that ``part`` may be a part of, nearest first."""
    if stated.whole is not None:
        yield sheet.figures[stated.whole]
        return
    glossed = _glossed(sheet, stated, part)
    if glossed is not None:
        yield glossed
        return
    words = (token.text for token in stated.stretch.clause_tokens if "indicator" in token.parts)
    named = {sheet.lexicon.indicators[word].slot for word in words}

    def is_whole(figure: Figure) -> bool:
        alike = (
            figure.quantity.kind == part.quantity.kind
            and figure.rough * figure.ones >= part.rough * part.ones
        )
        promised = {figure.measure, part.measure} <= PROMISED
        same = part.quantity.kind == "count" or figure.measure == part.measure
        same = same or figure.slot in named or promised
        return alike and same

    added_up = sheet.behind(part, is_whole, reach=_LIST)
    found = [f for f in added_up if f.sentence == part.sentence and "T" in f.stretch.clause_tags]
    found += sheet.before(part, is_whole)
    # 到位资金185亿元，其中预算资金…、国内贷款…: a list in other words makes it all the same
    found += [f for f in sheet.wholes_of(part) if f.index < part.index and f not in found]
    # …；茅山县72.5亿元，占19.4%。全市完成373.1亿元: of what is said last, of the place of all
    behind = sheet.behind(part, is_whole, reach=_LIST)
    found += [f for f in behind if "f" in f.stretch.clause_tags and f not in found]
    siblings = {figure.index for figure in found if sheet.remarks(figure, Role.SHARE)}
    yield from sorted(found, key=lambda figure: figure.index in siblings)


def _glossed(sheet: Sheet, stated: Figure, part: Figure) -> Figure | None:
    """占GDP的8.3%，GDP总量为4971亿元: the whole that a share names, named again right behind."""
    behind = next(iter(sheet.figures[stated.index + 1 : stated.index + 2]), None)
    if behind is None or not behind.is_amount or behind.quantity.kind != part.quantity.kind:
        return None
    said = sheet.text[stated.quantity.end : behind.quantity.start]
    named = [t.text for t in stated.stretch.clause_tokens if "indicator" in t.parts]
    gloss = _GLOSS.fullmatch(said)
    if not named or gloss is None or behind.nested:
        return None
    return behind if gloss["named"].startswith(named[-1]) else None


def _judged(sheet: Sheet, family: list[Reading]) -> Iterator[Finding]:
    vouched = any(each.is_good for each in family)
    sibling = bool(sheet.remarks(family[0].wholes[0], Role.SHARE))
    elsewhere = not sibling and _imply_another_whole(family)
    for each in family:
        if each.is_good or (each.is_miss and (vouched or elsewhere)):
            yield each.unit_slip(sheet) or each.finding(sheet)
        elif not vouched and _may_be_of_money(sheet, each, len(family)):
            yield _of_money(sheet, each)
        elif not vouched and _is_held(sheet, each):
            yield each.unit_slip(sheet) or each.finding(sheet)


def _imply_another_whole(family: list[Reading]) -> bool:
    """Several shares miss the printed total and agree on another one: the total is wrong."""
    if len(family) < 2 or not all(r.is_miss and r.stated.interval.low > 0 for r in family):
        return False
    implied = [each.parts[0].interval / each.stated.interval for each in family]
    printed = family[0].wholes[0].value / 100
    if not all(i.low < printed * _MISPRINT and i.high * _MISPRINT > printed for i in implied):
        return False  # of a total that the text doesn't print
    return max(i.low for i in implied) <= min(i.high for i in implied)


def refers_past(sheet: Sheet, stated: Figure, whole: Figure) -> bool:
    """占全省的12.5%: of a total that isn't this one, unless this one is of 全省 too."""
    clause = sheet.figures[stated.series].stretch.clause_tokens
    places = {token.text for token in clause if "reference" in token.parts}
    if not places:
        return False
    spoken = (figure.stretch for figure in (*sheet.record(whole)[:_OPENING], whole))
    return not places <= {token.text for stretch in spoken for token in stretch.tokens}


def _is_held(sheet: Sheet, each: Reading) -> bool:
    """Whether a share that misses can only be of this total."""
    if refers_past(sheet, each.stated, each.wholes[0]) or not each.is_miss:
        return False
    whole = _glossed(sheet, each.stated, each.parts[0])
    printed = each.stated.whole is not None or whole is each.wholes[0]
    if sheet.remarks(each.wholes[0], Role.SHARE) and not each.parts[0].nested:
        return False  # 工业657465万元，占65.41%；三产314847万元，占31.32%: a sibling is no whole
    named = _names_its_whole(sheet, each) or _names_its_part(sheet, each)
    return printed or each.is_close or _is_of_which(each) or named


def _is_of_which(each: Reading) -> bool:
    """86个，其中工业52个，占60.5%: part, whole and share in one sentence, nothing between."""
    part, whole = each.parts[0], each.wholes[0]
    one_sentence = part.sentence == whole.sentence == each.stated.sentence
    adjacent = part.nested and part.index - whole.index == 1
    return adjacent and one_sentence


def _names_its_part(sheet: Sheet, each: Reading) -> bool:
    """入园企业243户，投产202户…，投产企业占83.1%: what was counted right behind the one number."""
    part, whole, stated = each.parts[0], each.wholes[0], each.stated
    if part.index - whole.index != 1 or not whole.sentence == part.sentence == stated.sentence:
        return False
    states = sheet.lexicon.states
    tokens = (token for token in stated.stretch.clause_tokens if "state" in token.parts)
    return [states[token.text].slot for token in tokens] == [part.slot]


def _names_its_whole(sheet: Sheet, each: Reading) -> bool:
    """占投资总额的74.6%, and only one such total in the paragraph."""
    part, whole = each.parts[0], each.wholes[0]
    if whole.slot in {"count", "amount"} or whole.measure != part.measure:
        return False
    between = sheet.text[whole.quantity.end : part.quantity.start]
    if not each.stated.names_its_whole and re.search("[。；;\n]", between):
        return False  # 占比72.8%: of what has been spoken of, which may be a part itself

    def is_alike(figure: Figure) -> bool:
        same = figure.measure == whole.measure and figure.paragraph == part.paragraph
        return same and figure.rough * figure.ones >= part.rough * part.ones

    return len(list(sheet.before(part, is_alike))) == 1


def _may_be_of_money(sheet: Sheet, each: Reading, size: int) -> bool:
    """Counts whose shares all miss, beside a total of money."""
    part, whole = each.parts[0], each.wholes[0]
    money = any(figure.quantity.kind == "money" for figure in sheet.record(whole))
    return (
        size > 1
        and part.quantity.kind == "count"
        and money
        and not refers_past(sheet, each.stated, each.wholes[0])
    )


def _of_money(sheet: Sheet, each: Reading) -> Finding:
    part, whole, stated = each.parts[0], each.wholes[0], each.stated
    message = (
        f"按个数算，{sheet.quote(part)}÷{sheet.quote(whole)}＝{show(each.point, 1)}%，"
        f"与文中{sheet.quote(stated)}不符：占比可能是按投资额计算的，请写明口径。"
    )
    return replace(
        each.finding(sheet), verdict=Verdict.EXPLAINED, message=message, defect="share_base"
    )
