"""Work ÷ plan: completion of a plan, start rates and their kin.

The plan is looked for in the same record, then among the amounts in front. Only a plan that the
record or the sentence itself puts beside the work is held against the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.lexicon import Rate
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet
from niubizi.domain.figurecheck.relations.ratios import Reading, chosen, reading

_SHARES_OF_GOAL = frozenset({Role.SHARE_OF_GOAL, Role.OVER_GOAL})
_RATES = frozenset({Role.RATE, Role.SHARE_OF_GOAL})
# Which work fulfils which plan beyond doubt.
_FULFILS = {
    "plan": frozenset({"invested", "investment", "funds_in", "foreign", "spent", "funds"}),
    "to_start": frozenset({"started"}),
    "to_finish": frozenset({"finished", "produced"}),
    "goal": frozenset({"count", "signed", "landed", "started", "listed", "founded", "new", "land"}),
}
_ANY = "重点重大建设项目"  # a subject that narrows nothing
_GOALS = frozenset(_FULFILS)
_BEHIND = 6  # amounts behind the work that its plan may be named after
_NEAR = 12  # amounts in front of a rate that it may be of


def find(sheet: Sheet) -> Iterator[Finding]:
    """The completions and rates of the text that its amounts explain."""
    for figure in sheet.figures:
        yield from (each.finding(sheet) for each in _readings(sheet, figure))


def _readings(sheet: Sheet, stated: Figure) -> Iterator[Reading]:
    host = sheet.host(stated)
    if stated.role in _SHARES_OF_GOAL and host is not None:
        yield from _completion(sheet, stated, host)
    elif stated.role in _RATES and stated.rate is not None:
        near = list(sheet.before(stated, lambda f: f.paragraph == stated.paragraph, reach=_NEAR))
        sought = _goal_rate if stated.rate.goal else _rate
        yield from sought(sheet, stated, stated.rate, near)


# ── completion of a plan ────────────────────────────────────────────────────────────────────────


def _completion(sheet: Sheet, stated: Figure, done: Figure) -> Iterator[Reading]:
    if stated.whole is None and done.slot in _GOALS:
        yield from _before_work(sheet, stated, done)
    elif stated.whole is None:
        yield from _of_goal(sheet, stated, done)
    else:
        goal = sheet.figures[stated.whole]
        forced = goal.is_precise and done.is_precise
        works = [done, *_as_well_done(sheet, stated, done)]
        yield from chosen((reading(stated, [each], [goal]) for each in works), forced=forced)


def _as_well_done(sheet: Sheet, stated: Figure, done: Figure) -> Iterator[Figure]:
    """1—7月完成263.4亿元，7月份完成41.7亿元，完成年计划450亿元的58.5%: of either in the sentence."""
    for other in sheet.before(done, lambda f: f.sentence == stated.sentence, reach=_BEHIND):
        if other.measure == done.measure and other.quantity.unit == done.quantity.unit:
            yield other


def _before_work(sheet: Sheet, stated: Figure, goal: Figure) -> Iterator[Reading]:
    """年度计划410.1亿元，已完成年度计划的50.4%，完成投资206.7亿元: the work stands behind."""
    behind = sheet.behind(stated, lambda f: f.sentence == stated.sentence, reach=1)
    for done in behind:
        forced = _can_only_fulfil(done, goal) and goal.sentence == done.sentence
        if goal.quantity.kind == done.quantity.kind:
            yield from chosen([reading(stated, [done], [goal])], forced=forced)


def _of_goal(sheet: Sheet, stated: Figure, done: Figure) -> Iterator[Reading]:
    """The goals of the same record first; where there is one only, the text is held to it."""

    def is_goal(figure: Figure) -> bool:
        return figure.slot in _GOALS and figure.quantity.kind == done.quantity.kind

    own = [
        goal
        for goal in sheet.record(done)
        if is_goal(goal)
        and goal.index < done.index
        and not goal.nested
        and goal.depth <= done.depth
    ]
    others = [goal for goal in sheet.before(done, is_goal) if goal not in own]
    others += sheet.behind(done, is_goal, reach=_BEHIND)
    forced = len(own) == 1 and _can_only_fulfil(done, own[0])
    if not own and (goal := _first_goal(sheet, done)) is not None:
        own, others, forced = [goal], [g for g in others if g is not goal], True
    likely = [goal for goal in (own + others)[1:] if sheet.may_be(stated, done, goal)]
    readings = (reading(stated, [done], [goal]) for goal in (own + others)[:1] + likely)
    yield from chosen(readings, forced=forced)


def _first_goal(sheet: Sheet, done: Figure) -> Figure | None:
    """年度计划投资565.6亿元。…完成投资482亿元: the one plan in front, and its first fulfilment."""
    if done.nested or done.depth or done.conditions:
        return None
    for before in sheet.before(done, lambda f: f.paragraph == done.paragraph, reach=_NEAR):
        if before.measure == done.measure or done.sentence - before.sentence > 1:
            return None  # the plan is spoken for, or of something said long ago
        if before.slot in _GOALS and before.quantity.unit == done.quantity.unit:
            alike = not done.subject or done.subject in before.subject + _ANY
            return before if alike and _can_only_fulfil(done, before) else None
    return None


def _can_only_fulfil(done: Figure, goal: Figure) -> bool:
    return done.slot in _FULFILS.get(goal.slot, ()) and goal.is_precise and done.is_precise


def _goal_rate(
    sheet: Sheet, stated: Figure, rate: Rate, near: Sequence[Figure]
) -> Iterator[Reading]:
    """完成率: of the work in front, in the same record."""
    work = (f for f in near if f.slot in rate.part and f.record == stated.record)
    for done in islice(work, 1):
        yield from _of_goal(sheet, stated, done)


# ── rates of starts and the like ────────────────────────────────────────────────────────────────


def _rate(sheet: Sheet, stated: Figure, rate: Rate, near: Sequence[Figure]) -> Iterator[Reading]:
    host = sheet.host(stated)
    parts: Sequence[Figure] = [f for f in near if f.slot in rate.part and host in {None, f}]
    wholes: Sequence[Figure] = [f for f in near if f.slot in rate.whole]
    if not rate.part:
        parts, wholes = near[:1], near[1:]  # a rate of any kind: the last number by one before it
    pairs = list(_pairs(parts, wholes))
    likely = pairs[:1] + [(p, w) for p, w in pairs[1:] if sheet.may_be(stated, p, w)]
    readings = [reading(stated, [p], [w]) for p, w in likely]
    readings += [
        reading(stated, [earlier, later], [w])
        for later, earlier in pairwise(parts)
        for _, w in _pairs([earlier], wholes)
    ]
    rest = _what_is_left(stated, near) if "started" in rate.part else None
    begun = [part for part in parts if part.sentence == stated.sentence]
    # 已完工19个，在建61个，未开工8个: where nothing is said to be started, all that was begun is
    begun = [part for part in begun if part.slot == "started"][:1] or begun
    if rest is not None and _leave_some(stated, [*begun, rest], near):
        rest = None
    if rest is not None and begun:
        readings.insert(0, reading(stated, begun, [*begun, rest]))
    forced = (rest is not None and bool(begun)) or _is_beside(sheet, stated, parts, wholes)
    yield from chosen(readings, forced=forced)


def _pairs(parts: Sequence[Figure], wholes: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    for part in parts:
        for whole in wholes:
            if whole.index < part.index and whole.quantity.kind == part.quantity.kind:
                yield part, whole


def _what_is_left(stated: Figure, near: Sequence[Figure]) -> Figure | None:
    """已开工41个，未开工9个，开工率82%: what isn't done makes the whole with what is."""
    left = (f for f in near if f.slot == "unstarted" and f.sentence == stated.sentence)
    return next(left, None)


def _leave_some(stated: Figure, parts: Sequence[Figure], near: Sequence[Figure]) -> bool:
    """99个项目中，完工17个；未开工4个，开工率96%: whether the sentence counts more than these."""
    size = sum(part.rough for part in parts)
    return any(
        other.sentence == stated.sentence and other.slot == "count" and other.rough > size
        for other in near
    )


def _is_beside(
    sheet: Sheet, stated: Figure, parts: Sequence[Figure], wholes: Sequence[Figure]
) -> bool:
    """计划新开工150项，实际开工96项，开工率64%: one sentence, and nothing else to choose."""
    if not parts or stated.rate is None or parts[0].slot not in stated.rate.part[:1]:
        return False
    part = parts[0]
    whole = next((w for w in wholes if w.index < part.index), None)
    if whole is None or not part.sentence == whole.sentence == stated.sentence:
        return False
    if re.search(r"[；;]", sheet.text[whole.quantity.end : part.quantity.start]):
        return False
    rivals = [w for w in wholes if w.sentence == stated.sentence and w.slot == whole.slot]
    adjacent, alone = part.index - whole.index == 1, len(rivals) == 1
    precise = part.is_precise and whole.is_precise
    return (adjacent or alone) and precise and stated.index - part.index <= 2
