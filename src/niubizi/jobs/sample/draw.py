"""Drawing the ledger of the sample city, calibrated to published totals.

Every project gets a plan and a year of cumulative figures from one seeded generator; then the
group's figures are scaled so that their sums are the published ones: 28 provincial entries
(20 + 8) with 169.6 亿元 of 223.45 亿元 planned, 265 municipal entries (193 + 72) with 583.9 亿元 of
a target of 865 亿元, at the end of July 2021. Nothing downstream knows these totals: they come out
of the ledger again by adding. Amounts are whole 万元.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from niubizi.jobs.sample.places import BLOCKS, Block
from niubizi.jobs.sample.words import BRANDS, FORMS, INDUSTRIES, PROBLEMS, SITES, Industry

SEED = 20210831
JULY, AUGUST = 7, 8

PROVINCIAL = (20, 8, 2_234_519, 1_696_000)
"""Carried over, new, annual plans and investment of January to July in 万元."""
OTHERS = (173, 64, 6_477_800, 4_143_000)
"""The municipal entries that are not provincial: together 193 + 72, and 583.9 亿元."""
MUNICIPAL_TARGET = 8_650_000
FINISHED_IN_2020 = 46
"""Entries of the 2020 list that were completed in 2020 and did not carry over."""


@dataclass(slots=True)
class Drawn:
    """One project as drawn; money in 万元, months 1–12 of 2021.

    ``counted`` is the figure that July's closing counts: its own return's, June's where July's
    return is missing (``misses_july``), 0 where nothing was ever approved (``never_reported``).
    ``cumulative[m]`` is what is reported for month m, ``start`` the month of 2021 in which a new
    project starts, ``revised_plan`` the plan in force from July on.
    """

    name: str
    block: Block
    industry: Industry
    field_name: str
    construction: str
    investor: str
    content: str
    provincial: bool
    is_new: bool
    plan: int = 0
    total: int = 0
    before: int = 0
    start: int = 1
    entered: int = 1
    longitude: float = 0.0
    latitude: float = 0.0
    counted: int = 0
    revised_plan: int = 0
    monthly_plan: bool = False
    misses_july: bool = False
    never_reported: bool = False
    problem: str = ""
    cumulative: dict[int, int] = field(default_factory=dict)
    parts: list[Drawn] = field(default_factory=list)

    @property
    def months(self) -> int:
        """Months of the plan's span within the year."""
        return 12 - self.start + 1

    def due_share(self, month: int) -> float:
        return min(max(month - self.start + 1, 0), self.months) / self.months


@dataclass(frozen=True, slots=True)
class Finished:
    """A project of the 2020 list that was completed in 2020; money in 万元."""

    name: str
    block: Block
    industry: Industry
    field_name: str
    total: int
    plan: int
    july: int
    december: int
    provincial: bool


def draw_city(seed: int = SEED) -> tuple[list[Drawn], list[Finished]]:
    """The projects of 2021's lists, and those that only 2020's lists held."""
    source = random.Random(seed)  # noqa: S311 a reproducible drawing, no secret
    names: set[str] = set()
    provincial = _group(source, names, PROVINCIAL, provincial=True)
    others = _group(source, names, OTHERS, provincial=False)
    _package(source, others)
    finished = [_finished(source, names, index < 5) for index in range(FINISHED_IN_2020)]
    return provincial + others, finished


def spread(total: int, weights: Sequence[float], *, caps: Sequence[int] | None = None) -> list[int]:
    """Whole amounts in proportion to ``weights`` that sum to ``total`` and keep below ``caps``.

    Raises ``ValueError`` when the caps leave no room.
    """
    room = list(caps) if caps is not None else [total] * len(weights)
    if sum(room) < total:
        raise ValueError("the caps leave no room for the total")
    shares = [0] * len(weights)
    left, open_to = total, [i for i, weight in enumerate(weights) if weight > 0]
    while left > 0 and open_to:
        whole = sum(weights[i] for i in open_to)
        given = 0
        for i in open_to:
            more = min(int(left * weights[i] / whole), room[i] - shares[i])
            shares[i] += more
            given += more
        left -= given
        if given == 0:
            # Less than one unit each is left: by turns, largest weight first.
            for i in sorted(open_to, key=lambda i: -weights[i]):
                if left and shares[i] < room[i]:
                    shares[i] += 1
                    left -= 1
        open_to = [i for i in open_to if shares[i] < room[i]]
    return shares


def _group(
    source: random.Random,
    names: set[str],
    size: tuple[int, int, int, int],
    *,
    provincial: bool,
) -> list[Drawn]:
    """A group whose plans and July figures sum exactly to what is published of it."""
    carried, new, plans, invested = size
    group = [
        _project(source, names, provincial=provincial, is_new=index >= carried)
        for index in range(carried + new)
    ]
    weights = [source.lognormvariate(0.0, 0.45 if provincial else 0.6) for _ in group]
    for drawn, plan in zip(group, spread(plans, weights), strict=True):
        drawn.plan = drawn.revised_plan = plan
        _size(source, drawn)
    _plan_changes(source, group)
    _silences(source, group, provincial=provincial)
    speeds = [
        0.0
        if drawn.never_reported or drawn.start > JULY
        else drawn.revised_plan * drawn.due_share(JULY) * drawn.block.speed * _pace(source)
        for drawn in group
    ]
    caps = [int(drawn.revised_plan * 1.04) for drawn in group]
    for drawn, counted in zip(group, spread(invested, speeds, caps=caps), strict=True):
        drawn.counted = counted
        _months(source, drawn)
    return group


def _pace(source: random.Random) -> float:
    """How a project does against its schedule: most near it, one in six well behind."""
    if source.random() < 0.16:
        return source.uniform(0.25, 0.7)
    return source.lognormvariate(0.04, 0.2)


def _project(source: random.Random, names: set[str], *, provincial: bool, is_new: bool) -> Drawn:
    block = source.choices(BLOCKS, [b.share for b in BLOCKS])[0]
    industry = source.choices(INDUSTRIES, [i.share for i in INDUSTRIES])[0]
    field_name, products = source.choice(industry.fields)
    name = _name(source, names, industry, products)
    start = 1
    if is_new:
        start = source.choices(range(1, 11), [6, 6, 10, 9, 8, 8, 6, 5, 4, 2])[0]
        if provincial:
            start = min(start, 5)
    area = source.randint(3, 28)
    return Drawn(
        name=name,
        block=block,
        industry=industry,
        field_name=field_name,
        construction=source.choices(("new", "expansion", "rebuilding", "upgrade"), (70, 14, 6, 10))[
            0
        ],
        investor="government"
        if industry.public
        else source.choices(("private", "foreign", "state"), (68, 16, 16))[0],
        content=f"总建筑面积{area}万平方米，购置设备{source.randint(20, 400)}台（套）"
        if not industry.public
        else f"建设规模约{area}万平方米及配套设施",
        provincial=provincial,
        is_new=is_new,
        start=start,
        entered=min(max(1, start - source.randint(0, 2)), JULY) if is_new else 1,
        longitude=round(block.longitude + source.gauss(0, 0.035), 6),
        latitude=round(block.latitude + source.gauss(0, 0.03), 6),
    )


def _name(
    source: random.Random, names: set[str], industry: Industry, products: Sequence[str]
) -> str:
    while True:
        head = source.choice(SITES if industry.public else BRANDS)
        tail = "工程" if industry.public else source.choice(FORMS) + "项目"
        name = head + source.choice(products) + tail
        if name not in names:
            names.add(name)
            return name
        if industry.public:
            name = f"{head}{source.choice(products)}{source.choice(('一期', '二期', '配套'))}工程"
            if name not in names:
                names.add(name)
                return name


def _size(source: random.Random, drawn: Drawn) -> None:
    """Total investment and what was invested before, so that the year's plan fits in."""
    if drawn.is_new:
        drawn.before = 0
        drawn.total = int(drawn.plan * source.uniform(1.4, 3.2)) // 100 * 100 + 100
    else:
        drawn.before = int(drawn.plan * source.uniform(0.4, 1.8)) // 100 * 100
        rest = int(drawn.plan * source.uniform(1.05, 1.9))
        drawn.total = (drawn.before + rest) // 100 * 100 + 100
    drawn.monthly_plan = source.random() < 0.2


def _plan_changes(source: random.Random, group: list[Drawn]) -> None:
    """A mid-year change of three plans, from July on, that leaves the sum as it is."""
    started = sorted((d for d in group if d.start < JULY), key=lambda d: -d.plan)
    up, down, other = started[4], started[5], started[6]
    moved = source.randint(20, 40) * 100
    up.revised_plan = up.plan + 2 * moved
    down.revised_plan = down.plan - moved
    other.revised_plan = other.plan - moved
    for drawn in (up, down, other):
        drawn.monthly_plan = False
        drawn.total = max(drawn.total, drawn.before + drawn.revised_plan + 100)


def _silences(source: random.Random, group: list[Drawn], *, provincial: bool) -> None:
    """Whose July return is missing, and who has never reported."""
    old = [d for d in group if d.start <= 3]
    for drawn in source.sample(old, 1 if provincial else 4):
        drawn.misses_july = True
    if not provincial:
        fresh = [d for d in group if d.is_new and d.start in (6, 7)]
        for drawn in fresh[:2]:
            drawn.never_reported = True


def _months(source: random.Random, drawn: Drawn) -> None:
    """Cumulative figures of each month from what July counts, rising, and a guess for August."""
    if drawn.start > AUGUST:
        return
    last = JULY - 1 if drawn.misses_july else JULY
    months = range(drawn.start, last + 1)
    steps = [source.uniform(0.6, 1.4) for _ in months]
    if len(steps) > 3 and source.random() < 0.12:
        steps[source.randrange(1, len(steps) - 1)] = 0.0
    if steps:
        amounts = spread(drawn.counted, steps)
        running = 0
        for month, amount in zip(months, amounts, strict=True):
            running += amount
            drawn.cumulative[month] = running
    pace = drawn.counted / max(len(steps), 1)
    if drawn.misses_july:
        drawn.cumulative[JULY] = drawn.counted + int(pace * source.uniform(0.5, 1.1))
    before = drawn.cumulative.get(JULY, 0)
    if drawn.never_reported:
        return
    drawn.cumulative[AUGUST] = before + int(
        (pace or drawn.revised_plan * 0.06) * source.uniform(0.6, 1.2)
    )
    if drawn.counted < drawn.revised_plan * drawn.due_share(JULY) * 0.93:
        drawn.problem = source.choice(PROBLEMS)


def _package(source: random.Random, group: list[Drawn]) -> None:
    """One entry is a package (打包项目) of three parts: only the parts report."""
    whole = max(
        (d for d in group if d.field_name == "交通" and not d.is_new and not d.misses_july),
        key=lambda d: d.plan,
    )
    weights = (5.0, 3.0, 2.0)
    for number, (share, total) in enumerate(
        zip(weights, spread(whole.total, weights), strict=True), start=1
    ):
        part = Drawn(
            name=f"{whole.name}（{number}标段）",
            block=whole.block,
            industry=whole.industry,
            field_name=whole.field_name,
            construction=whole.construction,
            investor=whole.investor,
            content=whole.content,
            provincial=False,
            is_new=False,
            total=total,
            longitude=whole.longitude + source.uniform(-0.01, 0.01),
            latitude=whole.latitude + source.uniform(-0.01, 0.01),
        )
        part.before = int(whole.before * share / sum(weights))
        whole.parts.append(part)
    for month, amount in whole.cumulative.items():
        for part, value in zip(whole.parts, spread(amount, weights), strict=True):
            part.cumulative[month] = value


def _finished(source: random.Random, names: set[str], provincial: bool) -> Finished:  # noqa: FBT001
    drawn = _project(source, names, provincial=provincial, is_new=False)
    plan = int(source.lognormvariate(10.2, 0.6)) // 100 * 100
    return Finished(
        name=drawn.name,
        block=drawn.block,
        industry=drawn.industry,
        field_name=drawn.field_name,
        total=int(plan * source.uniform(1.6, 3.0)),
        plan=plan,
        july=int(plan * source.uniform(0.5, 0.75)),
        december=int(plan * source.uniform(0.97, 1.05)),
        provincial=provincial,
    )
