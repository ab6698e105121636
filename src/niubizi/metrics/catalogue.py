"""The catalogue of metrics: code, name, unit, decimals, and the formula in words.

A :class:`Reading` is the totals of a group with what its programme says about base and schedule.
Every figure of a page, a closing, a verb or a document is a metric of a reading, so that a figure
means the same wherever it stands. The formulas are the domain's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from string import Formatter

from niubizi.domain import progress
from niubizi.domain.amounts import Rounding, number_text, percent_text, yi_text
from niubizi.domain.periods import Month
from niubizi.domain.progress import ProgressClass, ScheduleRule, Standing
from niubizi.metrics.totals import Totals

Value = int | Fraction | None


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a programme is measured in a period."""

    period: Month
    schedule_rule: ScheduleRule
    tolerance: Fraction
    base_kind: str

    @property
    def base_name(self) -> str:
        return "年度目标" if self.base_kind == "target" else "年度计划"


@dataclass(frozen=True, slots=True)
class Reading:
    """The totals of a group read with its yardstick; ``base_fen`` is a target or Σ plans."""

    totals: Totals
    base_fen: int
    yardstick: Yardstick

    @property
    def standing(self) -> Standing:
        schedule = progress.group_schedule(
            self.yardstick.schedule_rule,
            due_sum=self.totals.due_fen,
            plan_sum=self.totals.annual_plan_fen,
            period=self.yardstick.period,
        )
        return progress.standing(
            invested=self.totals.invested_fen,
            base=self.base_fen,
            schedule=schedule,
            tolerance=self.yardstick.tolerance,
        )

    @property
    def completion(self) -> Fraction | None:
        return self.standing.completion

    @property
    def schedule(self) -> Fraction | None:
        return self.standing.schedule

    @property
    def lead(self) -> Fraction | None:
        return self.standing.lead

    @property
    def progress_class(self) -> ProgressClass | None:
        return self.standing.progress_class

    @property
    def gap_to_schedule_fen(self) -> Fraction | None:
        """What is missing to the schedule in 分； 0 when on or ahead of it."""
        schedule = self.schedule
        if schedule is None:
            return None
        return progress.gap(schedule * self.base_fen, self.totals.invested_fen)

    @property
    def gap_to_target_fen(self) -> Fraction:
        return progress.gap(self.base_fen, self.totals.invested_fen)

    @property
    def pace_needed_fen(self) -> Fraction | None:
        """分 a month for the rest of the year."""
        return progress.pace_needed(self.base_fen, self.totals.invested_fen, self.yardstick.period)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: how it is named, written and found.

    ``unit`` is ``亿元``, ``项``, ``%`` or ``百分点``; ``value`` gives 分 for money, a fraction for
    rates and points; ``formula`` is a sentence whose placeholders are other metrics.
    """

    code: str
    name: str
    unit: str
    value: Callable[[Reading], Value]
    formula: str
    decimals: int = 1

    def text(
        self,
        reading: Reading,
        *,
        decimals: int | None = None,
        rounding: Rounding = Rounding.HALF_UP,
        unit: bool = True,
        grouped: bool = False,
    ) -> str:
        """The figure as printed, with its unit unless told otherwise; grouped in tables."""
        value = self.value(reading)
        places = self.decimals if decimals is None else decimals
        if value is None:
            return "—"
        if self.unit == "亿元":
            text = yi_text(value, places, grouped=grouped, rounding=rounding)
        elif self.unit == "%":
            text = percent_text(Fraction(value), places, rounding=rounding)
            return text if unit else text.removesuffix("%")
        elif self.unit == "百分点":
            text = number_text(value, places, signed=True, rounding=rounding)
            return text + ("个百分点" if unit else "")
        else:
            text = number_text(value, 0, grouped=grouped)
        return text + (self.unit if unit else "")


def _metric(
    code: str, name: str, unit: str, value: Callable[[Reading], Value], formula: str
) -> Metric:
    return Metric(code, name, unit, value, formula)


METRICS: dict[str, Metric] = {
    metric.code: metric
    for metric in (
        _metric(
            "entries",
            "在列项目",
            "项",
            lambda r: r.totals.entries,
            "期末在列的项目数{package_words}",
        ),
        _metric(
            "parts", "拆分后项目", "项", lambda r: r.totals.parts, "打包项目按子项目计的项目数"
        ),
        _metric("listed", "打包后项目", "项", lambda r: r.totals.listed, "打包项目计1项的项目数"),
        _metric("carry_over", "结转项目", "项", lambda r: r.totals.carry_over, "上年结转的项目数"),
        _metric("new", "新增项目", "项", lambda r: r.totals.new, "当年新增的项目数"),
        _metric(
            "annual_plan",
            "年度计划投资",
            "亿元",
            lambda r: r.totals.annual_plan_fen,
            "各在列项目年度计划之和",
        ),
        _metric("base", "完成率基数", "亿元", lambda r: r.base_fen, "{base_words}"),
        _metric(
            "invested",
            "本年累计完成投资",
            "亿元",
            lambda r: r.totals.invested_fen,
            "各在列项目审定的本年累计完成投资之和；未审定的结转上期数，当年从未报送的计0",
        ),
        _metric(
            "due",
            "序时应完成投资",
            "亿元",
            lambda r: r.totals.due_fen,
            "各在列项目按计划到期末应完成的投资之和",
        ),
        _metric(
            "completion",
            "完成率",
            "%",
            lambda r: r.completion,
            "本年累计完成投资{invested} ÷ {base_name}{base}",
        ),
        _metric("schedule", "序时进度", "%", lambda r: r.schedule, "{schedule_words}"),
        _metric(
            "lead",
            "超序时",
            "百分点",
            lambda r: r.lead,
            "（完成率{completion} − 序时进度{schedule}）× 100，按未取舍的数计算",
        ),
        _metric(
            "gap_to_schedule",
            "距序时差额",
            "亿元",
            lambda r: r.gap_to_schedule_fen,
            "{base_name}{base} × 序时进度{schedule} − 本年累计完成投资{invested}，不小于0",
        ),
        _metric(
            "gap_to_target",
            "距全年差额",
            "亿元",
            lambda r: r.gap_to_target_fen,
            "{base_name}{base} − 本年累计完成投资{invested}，不小于0",
        ),
        _metric(
            "pace_needed",
            "后续月均需完成",
            "亿元",
            lambda r: r.pace_needed_fen,
            "距全年差额{gap_to_target} ÷ 剩余{months_left}个月",
        ),
        _metric("owed", "应报项目", "项", lambda r: r.totals.owed, "期末在列且在建的项目数"),
        _metric(
            "carried",
            "结转上期数项目",
            "项",
            lambda r: r.totals.carried,
            "应报而本期未审定、沿用同年上期审定数的项目数",
        ),
        _metric(
            "unreported",
            "未报项目",
            "项",
            lambda r: r.totals.unreported,
            "应报而当年从未审定过月报的项目数，按0计入",
        ),
        _metric("ahead", "超序时项目", "项", lambda r: r.totals.ahead, "完成率不低于序时的项目数"),
        _metric(
            "on_track",
            "基本达序时项目",
            "项",
            lambda r: r.totals.on_track,
            "落后序时不超过{tolerance}个百分点的项目数",
        ),
        _metric(
            "behind",
            "有缺口项目",
            "项",
            lambda r: r.totals.behind,
            "落后序时超过{tolerance}个百分点的项目数",
        ),
    )
}


def counted_otherwise(totals: Totals, unit: str = "项") -> str:
    """What stands in brackets behind a number of entries: 拆分后569项, or 打包计444项.

    Nothing where packages make no difference.
    """
    if totals.other is None:
        return ""
    metric, number = totals.other
    word = {"parts": "拆分后", "listed": "打包计"}[metric]
    return f"{word}{number_text(number, 0, grouped=True)}{unit}"


def package_words(totals: Totals, unit: str = "项") -> str:
    """How packages are counted, with the other number; nothing where it makes no difference."""
    if totals.other is None:
        return ""
    way = "按子项目计" if totals.surplus else f"计1{unit}"
    return f"打包项目{way}，{counted_otherwise(totals, unit)}"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a formula in words: text, or a figure of another metric that can be traced on."""

    text: str
    metric: str = ""


def explain_parts(
    metric: Metric, reading: Reading, *, rounding: Rounding = Rounding.HALF_UP
) -> tuple[Part, ...]:
    """The formula in words with the numbers in it, each number knowing what it is."""
    stick = reading.yardstick
    words = {
        "base_name": stick.base_name,
        "base_words": "下达的年度目标" if stick.base_kind == "target" else "各在列项目年度计划之和",
        "months_left": str(stick.period.months_left),
        "package_words": f"（{words}）" if (words := package_words(reading.totals)) else "",
        "tolerance": number_text(stick.tolerance, 0),
        "schedule_words": (
            f"{stick.period.month}个月 ÷ 12个月"
            if stick.schedule_rule is ScheduleRule.PLAIN_MONTH
            else "序时应完成投资{due} ÷ 年度计划投资{annual_plan}"
        ),
    }

    def parts(formula: str) -> Iterator[Part]:
        for literal, name, _, _ in Formatter().parse(formula):
            if literal:
                yield Part(literal)
            if name in METRICS:
                yield Part(METRICS[name].text(reading, rounding=rounding), name)
            elif name:
                yield from parts(words[name])

    return (
        Part(f"{metric.name} = "),
        *parts(metric.formula),
        Part(f" = {metric.text(reading, rounding=rounding)}"),
    )


def explain(metric: Metric, reading: Reading, *, rounding: Rounding = Rounding.HALF_UP) -> str:
    """The formula as one sentence: 完成率 = 本年累计完成投资169.6亿元 ÷ …."""
    return "".join(part.text for part in explain_parts(metric, reading, rounding=rounding))
