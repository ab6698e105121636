"""What a briefing says before anybody has edited it: sentences with fields, tables, a chart.

A text is a list of blocks: ``heading`` and ``text`` can be edited, ``ranking``, ``chart`` and
``behind`` stand for what is drawn from the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures, ProgrammeSheet
from niubizi.apps.reporting.selectors.standings import StandingLine
from niubizi.domain.progress import ProgressClass
from niubizi.metrics.totals import Totals

EDITABLE = ("heading", "text")
DRAWN = ("ranking", "chart", "behind")
DEFAULT_ADDRESSEES = "各辖市（区）人民政府，各开发区管委会，市各有关部门和单位"
DEFAULT_COPIES = "市委办公室，市人大常委会办公室，市政府办公室，市政协办公室"


class TextBlock(TypedDict):
    """A block of a briefing; ``programme`` is the code that a drawn block speaks of."""

    kind: str
    text: str
    programme: str


def texts_of(briefing: Briefing) -> list[TextBlock]:
    """A briefing's blocks as they were last saved."""
    return [
        {"kind": each["kind"], "text": each["text"], "programme": each["programme"]}
        for each in briefing.texts
    ]


def heading(text: str) -> TextBlock:
    return {"kind": "heading", "text": text, "programme": ""}


def paragraph(text: str) -> TextBlock:
    return {"kind": "text", "text": text, "programme": ""}


def drawn(kind: str, programme: str) -> TextBlock:
    return {"kind": kind, "text": "", "programme": programme}


def default_texts(sheet: FigureSheet, behind: Sequence[StandingLine]) -> list[TextBlock]:
    """The first version of a briefing's text. ``behind`` is of the widest programme, worst first."""
    shown = [each for each in sheet.programmes if each.city is not None]
    if not shown:
        return [heading("总体情况"), paragraph("本期没有在列项目。")]
    widest = max(shown, key=lambda each: each.city.reading.totals.entries if each.city else 0)
    blocks = [heading("总体情况"), *(paragraph(_overall(sheet, each)) for each in shown)]
    blocks.append(heading("各板块推进情况"))
    for each in shown:
        blocks += [paragraph(_blocks(each)), drawn("ranking", each.programme.code)]
    blocks.append(drawn("chart", widest.programme.code))
    blocks += [heading("进度滞后项目及原因"), paragraph(_behind(sheet, widest, behind))]
    if behind:
        blocks.append(drawn("behind", widest.programme.code))
    blocks += [heading("下一步工作要求"), *(paragraph(text) for text in _REQUESTS)]
    return blocks


_REQUESTS = (
    "各板块、各部门要对照年度目标任务倒排进度、压实责任，超序时的再加力，基本达序时的再提速，"
    "有缺口的逐个项目制定赶序措施，明确时限，全力补齐。",
    "对用地、资金、能耗、审批等制约问题，要列出清单、逐项交办、限时销号；"
    "需要市级协调的，及时报市重大项目办公室。",
    "要严格按规定时限报送月报，数据真实、准确、完整；对逾期不报、数据失实的予以通报。",
)


def _overall(sheet: FigureSheet, each: ProgrammeSheet) -> str:
    series = each.programme.series
    target = "年度目标" if each.programme.base_kind == "target" else "年度计划"
    totals = each.city.reading.totals if each.city else Totals()
    packed = ""
    if totals.other is not None:
        metric, _ = totals.other
        word = {"parts": "打包项目拆分后", "listed": "打包项目计1个的"}[metric]
        packed = f"；{word}共{{{series}.{metric}}}个"
    sentence = (
        f"{sheet.period.cumulative_name}，全市{{{series}.entries}}个{each.programme.short_name}项目"
        f"（结转{{{series}.carry_over}}个、新增{{{series}.new}}个{packed}）"
        f"完成投资{{{series}.invested}}，"
        f"完成{target}的{{{series}.completion}}，{{{series}.lead}}。"
    )
    missing = []
    if totals.carried:
        missing.append(f"{{{series}.carried}}个项目本期月报未审定，结转上期数")
    if totals.unreported:
        missing.append(f"{{{series}.unreported}}个项目当年尚未报送，按零计入")
    return sentence + (f"其中，{'；'.join(missing)}。" if missing else "")


def _blocks(each: ProgrammeSheet) -> str:
    """Who leads, who is on schedule, who lags: by class, best first."""
    series, name = each.programme.series, each.programme.short_name
    ranked = [block for block in each.blocks if block.rank is not None]

    def named(blocks: Sequence[PlaceFigures], metric: str) -> str:
        return "、".join(f"{block.name}（{{{series}.{block.code}.{metric}}}）" for block in blocks)

    by_class = {
        cls: [block for block in ranked if block.reading.progress_class is cls]
        for cls in ProgressClass
    }
    parts = [f"从{name}项目完成率看，居前的是{named(ranked[:3], 'completion')}"] if ranked else []
    if by_class[ProgressClass.BEHIND]:
        lagging = "、".join(
            f"{block.name}{{{series}.{block.code}.lead}}"
            for block in by_class[ProgressClass.BEHIND]
        )
        parts.append(f"{lagging}，存在缺口")
    elif by_class[ProgressClass.ON_TRACK]:
        parts.append(f"{'、'.join(b.name for b in by_class[ProgressClass.ON_TRACK])}基本达序时")
    elif ranked:
        parts.append("各板块均超序时")
    return ("；".join(parts) or f"本期没有可以排名的{name}项目") + "。"


def _behind(sheet: FigureSheet, each: ProgrammeSheet, behind: Sequence[StandingLine]) -> str:
    name = each.programme.short_name
    if not behind:
        return f"截至{sheet.period.month}月底，{name}项目没有进度滞后的项目。"
    places = Counter(line.organization_name for line in behind).most_common(3)
    return (
        f"截至{sheet.period.month}月底，{name}项目中有{{{each.programme.series}.behind}}个进度滞后，"
        f"主要集中在{'、'.join(place for place, _ in places)}。"
        "滞后较多的项目及原因见下表，全部明细见附件。"
    )
