"""Percentages, points and multiples: what they remark on, or what they are of themselves."""

from __future__ import annotations

import re
from dataclasses import replace

from niubizi.domain.figurecheck.claims.amounts import indicator_of
from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.magnitudes import GOAL_SLOTS, kind_of
from niubizi.domain.figurecheck.claims.roles import Role, role_of, sign_of
from niubizi.domain.figurecheck.claims.scene import Scene
from niubizi.domain.figurecheck.claims.subjects import phrase_before
from niubizi.domain.figurecheck.lexicon import Rate, Term

_LEVELS = re.compile(r"[-+tud、,]*[>MY][->+tMYud、,]*")  # from one level of a thing to the next
_OF_AMOUNT = re.compile(
    r"(?:年度|投资)?(?:目标任务|目标|任务|计划)?\)?的(?:比重|比例)?(?:为|达到?)?"
)
_RESTATED = re.compile(r"[、，,](?:已?达到?|即)")  # 超过九成、达91.28%
_SCHEDULED = re.compile(r"(?:要求|目标)?(?:\(|的|为|是)(?:为|是|即)?")
_IN_WHOLE = re.compile(r"在[^，,。；;]{1,14}中")
_SHARE_IN_WHOLE = re.compile(
    r"在[^，,。；;]{1,14}中(?:的|所)?(?:比重|占|份额)"
)  # 在全国总量中的比重为61%
_OF_ITS_SIZE = re.compile(r"(?:总量|总额|数量|规模|体量)约?占")
_TIMES_OF_LAST = re.compile(r"y[^ud]*t$|t[^ud,]*y$")  # 是上年的1.3倍
_GROWTH_BEHIND = ("的增长", "的速度", "的增速", "的增幅")
_COMPARISON = re.compile(
    r"^[比较与]|(?:提高|高于|低于|高出|快于|慢于|提升|下降|高|低|快|慢|了|个)+"
)
_GROWTHS = frozenset({Role.GROWTH, Role.GROWTH_ON_PREVIOUS})
_GOALS = frozenset({Role.SHARE_OF_GOAL, Role.SHARE_OF_PERIOD_GOAL})
# A clause that names its subject itself has these tags in front of the percentage.
_OWN = {
    Role.GROWTH: re.compile(r"[irqh][^,]*[ymud]"),
    Role.GROWTH_ON_PREVIOUS: re.compile(r"[irqh][^,]*[ymud]"),
    Role.SHARE: re.compile(r"^[^h]*[irT][^,]*h|h[^,]*>"),
    Role.RATE: re.compile(r""),
}
_OF_A_MONTH = re.compile(r"M[^,]*h[^,]*g|r")


def read(scene: Scene, base: Figure) -> Figure:
    """The figure of a percentage, of points or of a multiple."""
    kind = "point" if base.quantity.kind == "point" else "percent"
    role, tags = role_of(kind, base.stretch), base.stretch.tags
    previous = scene.continues(base) or _restated(scene, base)
    if role is None and _is_of_amount(scene, base):
        return _of_amount(scene, base)
    if role is None and previous is not None:
        role, tags, base = previous.role, previous.stretch.tags, scene.in_series(base)
    elif role is None and (level := _level_before(scene, base)) is not None:
        role, previous = level.role, level
    if role is None:
        role = (
            Role.GROWTH if scene.text.startswith(_GROWTH_BEHIND, base.quantity.end) else Role.RATE
        )
    if base.quantity.kind == "times":
        return _times(scene, base, role)
    if kind == "point" and role in {Role.RATE, Role.CLAIM}:
        role = Role.AGAINST
    if role is Role.SHARE and _is_of_goal_again(scene, base):
        role = Role.SHARE_OF_GOAL
    if role is Role.LEAD and kind == "percent" and _is_schedule(scene, base):
        return scene.settled(base.but(role=Role.RATE, indicator="序时进度", slot="schedule"))
    figure = base.but(role=role, sign=sign_of(role, base.stretch.clause_tags or tags))
    return _hosted(scene, figure.but(reference=_reference(scene, figure)), previous)


# ── roles that the words in front don't settle ──────────────────────────────────────────────────


def _is_schedule(scene: Scene, base: Figure) -> bool:
    """超过序时进度（66.7%）, 高于序时进度要求的66.7%: the schedule itself."""
    schedules = [token for token in base.stretch.tokens if "schedule" in token.parts]
    said = scene.text[schedules[-1].end : base.quantity.start] if schedules else ""
    return _SCHEDULED.fullmatch(said) is not None


def _is_of_amount(scene: Scene, base: Figure) -> bool:
    """占年度目标120个的70.8%: the whole is printed right in front."""
    last = scene.last
    return (
        last is not None
        and last.is_amount
        and _OF_AMOUNT.fullmatch(scene.gap_text(base)) is not None
    )


def _of_amount(scene: Scene, base: Figure) -> Figure:
    whole = scene.figures[-1]
    scene.bases.add(whole.index)
    is_goal = whole.slot in GOAL_SLOTS or re.search(r"[gG]", whole.stretch.tags)
    role = Role.SHARE_OF_GOAL if is_goal else Role.SHARE
    alike = [
        f for f in scene.figures[-8:-1] if f.is_amount and f.quantity.kind == whole.quantity.kind
    ]
    parts = [f for f in alike if f.slot not in GOAL_SLOTS and f.paragraph == base.paragraph]
    host = (parts or alike or [whole])[-1]
    figure = base.but(role=role, host=host.index, whole=whole.index, record=host.record)
    return figure.but(subject=host.subject)


def _level_before(scene: Scene, base: Figure) -> Figure | None:
    """由38.5%提高到42.1%，1—3月达45%: the next level is of what the first is."""
    last = scene.last
    if last is None or last.quantity.kind != "percent" or last.sentence != base.sentence:
        return None
    return last if _LEVELS.fullmatch(base.stretch.tags) else None


def _restated(scene: Scene, base: Figure) -> Figure | None:
    """占比已超过九成、达91.28%: the same share once more, exactly."""
    last = scene.last
    same = last is not None and last.quantity.kind == base.quantity.kind
    return last if same and _RESTATED.fullmatch(scene.gap_text(base)) else None


def _is_of_goal_again(scene: Scene, base: Figure) -> bool:
    """甲镇860万元，占年度任务的43%；乙镇790万元，占39.5%: the goal is said once."""
    host = scene.claim_before(base)
    said = {token.text for token in base.stretch.clause_tokens if "share" in token.parts}
    if base.stretch.clause_tags != "h" or said != {"占"} or host is None or host.nested:
        return False
    for figure in scene.back(8):
        if figure.paragraph == base.paragraph and figure.role in {Role.SHARE, Role.SHARE_OF_GOAL}:
            earlier = None if figure.host is None else scene.figures[figure.host]
            alike = earlier is not None and earlier.quantity.kind == host.quantity.kind
            return alike and figure.role is Role.SHARE_OF_GOAL
    return False


def _times(scene: Scene, base: Figure, role: Role) -> Figure:
    """增长1.3倍 is growth of 130 %; 是上年的1.3倍 is a claim of its own."""
    quantity = base.quantity
    if role not in _GROWTHS or _TIMES_OF_LAST.search(base.stretch.clause_tags):
        return scene.settled(base.but(role=Role.CLAIM, indicator="倍数", slot="times"))
    percent = replace(quantity, value=quantity.value * 100, step=quantity.step * 100)
    if quantity.chinese:
        percent = replace(percent, unit="%", kind="percent", literal=str(percent.value))
    return _hosted(scene, base.but(quantity=percent, role=role), None)


def _reference(scene: Scene, figure: Figure) -> str:
    if figure.role is not Role.AGAINST:
        return ""
    clause = scene.text[figure.stretch.clause_start : figure.stretch.end]
    return _COMPARISON.sub("", clause).strip("，,、 ")[:16]


# ── remarks and claims ──────────────────────────────────────────────────────────────────────────


def _hosted(scene: Scene, figure: Figure, previous: Figure | None) -> Figure:
    """Attach a remark to the claim it is made on, or let it stand for itself."""
    host = _changed_in_turn(scene, figure) or _host(scene, figure, previous)
    if host is None:
        return _standing(scene, figure, previous)
    rate = _rate(scene, figure, previous)
    figure = figure.but(host=host.index, record=host.record, rate=rate)
    return figure.but(subject=host.subject, place=host.place)


def _host(scene: Scene, figure: Figure, previous: Figure | None) -> Figure | None:
    if figure.distributive and scene.series_size(figure) > 1:
        if scene.names_its_own(figure):
            return scene.named(figure)
        host = scene.distributed(figure)
        if host is not None or figure.quantity.kind != "point":
            return host
    if previous is not None and previous.host is None and previous.role is not Role.CLAIM:
        return None
    if figure.role is Role.SHARE and (named := _of_named_deed(scene, figure)) is not None:
        return named
    if figure.role is Role.SHARE and _goes_on_from_growth(scene, figure):
        return None
    if _has_own_subject(scene, figure):
        return None
    changed = _changed(scene, figure) if figure.role in _GROWTHS else None
    if figure.quantity.kind == "point":
        last = _percentage_before(scene, figure)
        if last is not None and last.is_claim:
            return last
    return changed or _claim_before(scene, figure)


def _goes_on_from_growth(scene: Scene, figure: Figure) -> bool:
    """高技术产业利用外资增长9.8%，占比达20.5%: of what has no amount here, and not of the one before."""
    last = scene.last
    alone = last is not None and last.role in _GROWTHS and last.host is None
    return alone and last is not None and last.sentence == figure.sentence


def _claim_before(scene: Scene, figure: Figure) -> Figure | None:
    claim = scene.claim_before(figure)
    if figure.role is Role.SHARE and claim is not None and claim.quantity.kind == "count":
        of_money = any("indicator" in token.parts for token in figure.stretch.clause_tokens)
        return None if of_money else claim  # 66个开发区…，占全省投资比重22.5%
    return claim


def _of_named_deed(scene: Scene, figure: Figure) -> Figure | None:
    """投产202户、在建29户，投产企业占83.1%: the share names the deed that was counted."""
    tokens = figure.stretch.clause_tokens
    slots = [scene.lexicon.states[t.text].slot for t in tokens if "state" in t.parts]
    for other in scene.back(8) if len(slots) == 1 else ():
        if other.sentence != figure.sentence:
            break
        if other.role is Role.CLAIM and other.slot == slots[0]:
            return other
    return None


def _changed(scene: Scene, figure: Figure) -> Figure | None:
    """入库项目63个、总投资…，入库项目数增加14个、增长28.6%: the growth of what has just been changed."""
    last = scene.last
    if last is None or last.role is not Role.CHANGE or last.host is None or figure.distributive:
        return None
    return scene.figures[last.host] if last.sentence == figure.sentence else None


def _changed_in_turn(scene: Scene, figure: Figure) -> Figure | None:
    """分别增加19个、14.3亿元，增幅为20.2%、19.8%: as many growths as changes, each of its own."""
    size = scene.series_size(figure) if figure.role in _GROWTHS else 0
    changes = scene.figures[max(0, figure.series - size) : figure.series]
    hosts = [f.host for f in changes if f.role is Role.CHANGE and f.sentence == figure.sentence]
    if size < 2 or None in hosts or len(set(hosts)) != size:
        return None
    host = hosts[figure.index - figure.series]
    return None if host is None else scene.figures[host]


def _percentage_before(scene: Scene, base: Figure) -> Figure | None:
    for figure in scene.back(8):
        if figure.sentence != base.sentence or figure.role is Role.CLAIM:
            return None
        if figure.quantity.kind == "percent" and (figure.role not in _GROWTHS or figure.is_claim):
            return figure
    return None


def _has_own_subject(scene: Scene, figure: Figure) -> bool:
    """民间投资增长14.2%, 制造业占20%: the clause says itself what it speaks of."""
    tags = figure.stretch.clause_tags
    clause = scene.text[figure.stretch.clause_start : figure.stretch.end]
    if figure.role is Role.SHARE and _OF_ITS_SIZE.match(clause):
        return False
    if figure.role is Role.SHARE and _SHARE_IN_WHOLE.match(clause):
        return _begins_anew(scene, figure)
    own = _OWN.get(figure.role)
    if own is not None and own.search(tags):
        return True
    if figure.role in _GOALS and _OF_A_MONTH.search(tags):
        return "M" in tags or scene.claim_before(figure) is None
    if figure.quantity.kind == "point" or _IN_WHOLE.match(clause):
        return False
    if _begins_anew(scene, figure):
        return True
    return len(phrase_before(scene.text, figure.stretch, scene.lexicon)) > 1


def _begins_anew(scene: Scene, figure: Figure) -> bool:
    """东部地区是主要来源地，占比达59.89%: a sentence that names another subject before it counts."""
    said = scene.text[figure.stretch.start : figure.stretch.clause_start]
    last = scene.last
    fresh = last is not None and last.sentence != figure.sentence
    fresh = fresh or re.search(r"[；;]", said) is not None
    return fresh and len(re.split(r"[；;。]", said)[-1].strip("，, ")) > 1


def _standing(scene: Scene, figure: Figure, previous: Figure | None) -> Figure:
    """A percentage that is a claim of its own."""
    rate = _rate(scene, figure, previous)
    name = _name(figure, rate, indicator_of(scene, figure.stretch))
    subject, kind = scene.phrase(figure), kind_of(scene, figure)
    figure = figure.but(indicator=name, label=name, rate=rate, slot=f"rate:{name}")
    return scene.settled(figure.but(subject=subject, kind=kind))


def _name(figure: Figure, rate: Rate | None, indicator: Term | None) -> str:
    of = indicator.name if indicator else ""
    names = {
        Role.GROWTH: f"{of}同比增速",
        Role.GROWTH_ON_PREVIOUS: f"{of}环比增速",
        Role.SHARE: f"{of}占比",
        Role.CONTRIBUTION: "贡献率",
        Role.SHARE_OF_GOAL: "投资完成率",
        Role.SHARE_OF_PERIOD_GOAL: "投资完成率",
        Role.OVER_GOAL: "投资完成率",
    }
    if figure.role in names:
        return names[figure.role]
    return rate.name if rate else "比率" if figure.quantity.kind == "percent" else "百分点差"


def _rate(scene: Scene, figure: Figure, previous: Figure | None) -> Rate | None:
    """The rate a percentage is, by its own words or as the one before it in a series.

    完成率分别为43.2%、37.8%: the second is what the first is.
    """
    rate = _own_rate(scene, figure)
    if rate is None and previous is not None and previous.role is figure.role is Role.RATE:
        return previous.rate
    return rate


def _own_rate(scene: Scene, figure: Figure) -> Rate | None:
    """The rate that the words in front of a percentage name, or the deed behind it."""
    rates = scene.lexicon.rates
    if word := scene.own_word(figure, "rate"):
        return rates[word]
    words = [token.text for token in figure.stretch.tokens if "rate" in token.parts]
    if words:
        return rates[words[-1]]
    front = scene.text[figure.stretch.start : figure.stretch.end]
    if front.rstrip("达到为是约至近超").endswith("率"):
        return Rate("比率")
    end = figure.quantity.end
    deeds = [t.text for t in scene.between(end, end + 10)[:4] if "state" in t.parts]
    slots = [scene.lexicon.states[word].slot for word in deeds]
    return scene.lexicon.rate_of_deed.get(slots[0]) if slots else None
