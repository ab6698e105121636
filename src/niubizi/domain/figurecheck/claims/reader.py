"""From quantities to figures: one pass over the text that remembers what was spoken of.

For every quantity the reader looks at the stretch since the number before it and hands it to the
stage that knows its kind: percentages, counts and amounts, ranks, announcements.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from niubizi.domain.figurecheck.claims import amounts, announcements, magnitudes, percentages
from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role, gap
from niubizi.domain.figurecheck.claims.scene import Scene
from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.reading import quantities
from niubizi.domain.figurecheck.reading.quantity import Quantity

_PERCENTAGES = frozenset({"percent", "point", "permille", "times"})
_ANNOUNCED = frozenset({"announced", "speech", "duration"})
_GROWTHS = frozenset({Role.GROWTH, Role.GROWTH_ON_PREVIOUS})
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_REMAINING = re.compile(r"(?:冲刺|还有|剩下的?|剩余|仅剩)$")
_MEASURE = r"([\u4e00-\u9fff]{0,8}?(?:数量|总量|个数|总额|金额|规模|增速|增幅|率))"
_MEASURES = re.compile(
    rf"{_MEASURE}[及和与、]{_MEASURE}[均都]?$"
)  # 总量和增速均居首位 is two ranks
# 排前三位的是…, 排名后三位的分别为…: a rank that only opens a list
_LEADS_TO_LIST = re.compile(r"[前后].{1,3}?[位名]?(?:的|分别|依次|为|是|[：:])")
_NEAR_RANK = 8  # characters between 位列全省第3 and 、苏南第1


def read(text: str, lexicon: Lexicon, hint: str | None = None) -> tuple[Figure, ...]:
    """The figures of a clean text, in order; ``hint`` is the period it is about, if known."""
    scene = Scene(text, lexicon, hint)
    for base, limit in _bases(scene):
        if scene.last is not None and scene.last.sentence != base.sentence:
            scene.conditions = []
        scene.follow_time(base.quantity.start)
        figure = _place(scene, base.but(period=scene.period), limit)
        if figure is not None or base.quantity.kind != "rank":
            scene.end = base.quantity.end
        if figure is not None:
            scene.figures.append(figure)
            _return_from_aside(scene, figure)
    return tuple(scene.figures)


def _return_from_aside(scene: Scene, figure: Figure) -> None:
    """同比增长0.8%，1—8月为下降0.3%: the period of a remark in passing doesn't last."""
    in_passing = figure.role in _GROWTHS and figure.stretch.clause_tags.startswith("M")
    if in_passing and figure.host is not None:
        scene.period = scene.figures[figure.host].period


def _bases(scene: Scene) -> Iterator[tuple[Figure, int]]:
    """Every quantity with its place in the text, and where the next one or the sentence begins."""
    found = _quantities(scene)
    breaks = [match.start() for match in _SENTENCE_END.finditer(scene.text)]
    lines = [at for at in breaks if scene.text[at] == "\n"]
    brackets = _Brackets(scene.text)
    size, spoken = len(scene.text), 0
    for number, quantity in enumerate(found):
        last = scene.last
        if last is None or last.role is not Role.CONDITION or last.quantity.end != scene.end:
            spoken = scene.end  # a condition of size doesn't end the stretch of its count
        at = bisect_left(breaks, quantity.start)
        start = max(spoken, breaks[at - 1] + 1 if at else 0)
        limit = min(
            found[number + 1].start if number + 1 < len(found) else size,
            breaks[at] if at < len(breaks) else size,
        )
        stretch = gap(scene.between(start, quantity.start), start, quantity.start)
        index = len(scene.figures)
        yield (
            Figure(
                index=index,
                quantity=quantity,
                role=Role.CLAIM,
                stretch=stretch,
                paragraph=bisect_left(lines, quantity.start),
                sentence=at,
                series=index,
                depth=brackets.open_at(quantity.start),
                distributive=stretch.has("distributive"),
                nested=stretch.has("nested"),
            ),
            limit,
        )


def _quantities(scene: Scene) -> list[Quantity]:
    """The numbers of the text and those of its slogans, in order and without overlaps."""
    numbers = quantities.read(scene.text, scene.tokens, scene.lexicon)
    slogans = announcements.slogans(scene.text)
    kept: list[Quantity] = []
    for quantity in sorted([*numbers, *slogans], key=lambda quantity: quantity.start):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


class _Brackets:
    """How many brackets are open at a place of a text."""

    def __init__(self, text: str) -> None:
        self._opened = [match.start() for match in re.finditer(r"\(", text)]
        self._closed = [match.start() for match in re.finditer(r"\)", text)]

    def open_at(self, position: int) -> int:
        return bisect_left(self._opened, position) - bisect_left(self._closed, position)


def _place(scene: Scene, base: Figure, limit: int) -> Figure | None:
    kind = base.quantity.kind
    if scene.text.startswith("双过半", base.quantity.core):
        return _half(scene, base)
    if kind in _PERCENTAGES:
        return percentages.read(scene, base)
    if kind == "rank":
        return _rank(scene, base)
    if kind in _ANNOUNCED:
        return _announced(scene, base)
    return magnitudes.read(scene, base, limit)


def _half(scene: Scene, base: Figure) -> Figure | None:
    """双过半 is a claim only where it is aimed at; elsewhere it says nothing new."""
    if "v" not in base.stretch.tags:
        return None
    return scene.settled(base.but(role=Role.RATE, indicator="目标", slot="half", kind="target"))


def _rank(scene: Scene, base: Figure) -> Figure | None:
    """位列全市第4、城区第2: a rank needs a verb of ranking, or a rank right in front of it."""
    last = scene.last
    near = base.quantity.core - scene.end < _NEAR_RANK
    verbs = [token for token in base.stretch.clause_tokens if "ranked" in token.parts]
    if not verbs and not (last is not None and last.role is Role.RANK and near):
        return None
    if _LEADS_TO_LIST.match(scene.text, base.quantity.core - 1):
        return None
    start = verbs[-1].end if verbs else base.stretch.clause_start
    among = scene.text[start : base.quantity.start].strip("、，, 和")
    said = scene.text[base.stretch.clause_start : verbs[-1].start] if verbs else ""
    measures = _MEASURES.search(said) if not base.distributive else None
    label = "、".join(measures.groups()) if measures else ""
    figure = base.but(role=Role.RANK, reference=among, label=label)
    claim = scene.claim_before(base)
    aimed = scene.text.endswith("前", 0, base.quantity.core)
    if claim is None or aimed:
        kind = "target" if "v" in base.stretch.tags else "actual"
        bound = "le" if aimed else "eq"
        quantity = replace(base.quantity, bound=bound)
        return scene.settled(
            figure.but(quantity=quantity, indicator="位次", slot="rank", kind=kind)
        )
    return figure.but(host=claim.index, record=claim.record, subject=claim.subject)


def _announced(scene: Scene, base: Figure) -> Figure | None:
    """讲四点意见; and of spans of time 冲刺四个月 and 优良天数306天."""
    start = base.quantity.start
    term = amounts.indicator_of(scene, base.stretch)
    if base.quantity.kind == "duration" and term is not None and term.slot == "days":
        return scene.settled(base.but(indicator=term.name, slot=term.slot, label=term.name))
    if base.quantity.kind == "duration" and not _REMAINING.search(
        scene.text, max(0, start - 4), start
    ):
        return None
    return scene.settled(base.but(indicator="列举数", slot="announced", kind="context"))
