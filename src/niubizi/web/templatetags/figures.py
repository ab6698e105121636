"""Figures, dates, classes, lights, flags and ranks as pages show them: ``{% load figures %}``.

Filters give the bare text for a table whose head carries the unit; the tags of the same name give
the figure with its unit. All rounding is done by :mod:`niubizi.domain.amounts`, the way the office has
set; nothing is computed here but the drawing of a bar. None is shown as —.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from fractions import Fraction

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from niubizi.domain import amounts
from niubizi.domain.progress import ProgressClass
from niubizi.metrics.totals import Totals
from niubizi.web.figures.writing import in_brackets
from niubizi.web.rounding import office_rounding
from niubizi.web.templatetags.components import icon

register = template.Library()

Number = int | Fraction

LIGHT_WORDS = {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "off": "未亮灯"}
AWARD_WORDS = {"red": "红旗", "blue": "蓝旗", "yellow": "黄旗"}


def _with_unit(number: str, unit: str) -> SafeString | str:
    """A number and its unit as one unbreakable piece; a missing number has no unit."""
    if number == amounts.NOT_AVAILABLE:
        return number
    return format_html('<span class="nowrap">{}<span class="unit">{}</span></span>', number, unit)


@register.filter
def otherwise(totals: Totals, unit: str = "") -> str:
    """Behind a number of entries, what it is when packages count the other way: （拆分后569）."""
    return in_brackets(totals, unit)


@register.filter("yi")
def yi_filter(fen: Number | None, decimals: int = 1) -> str:
    """亿元 without the unit, grouped, of an amount in 分: ``{{ row.plan_fen|yi }}`` → 1,234.5."""
    return amounts.yi_text(fen, int(decimals), grouped=True, rounding=office_rounding())


@register.simple_tag(name="yi")
def yi_tag(fen: Number | None, decimals: int = 1) -> SafeString | str:
    """An amount in 分 with its unit: ``{% yi total_fen %}`` → 169.6亿元."""
    return _with_unit(yi_filter(fen, decimals), "亿元")


@register.filter("wan")
def wan_filter(fen: int | None, decimals: int | None = None) -> str:
    """万元 without the unit, grouped, of an amount in 分: 1,696,000 or 12.5; exact unless rounded."""
    if fen is None:
        return amounts.NOT_AVAILABLE
    if decimals is not None:
        return amounts.number_text(
            Fraction(fen, amounts.FEN_PER_WAN), decimals, grouped=True, rounding=office_rounding()
        )
    return f"{amounts.wan_of_fen(fen):,f}".replace("-", amounts.MINUS)


@register.simple_tag(name="wan")
def wan_tag(fen: int | None) -> SafeString | str:
    """An amount in 分 with its unit: ``{% wan fen %}`` → 1,696,000万元."""
    return _with_unit(wan_filter(fen), "万元")


@register.filter
def percent(rate: Fraction | None, decimals: int = 1) -> str:
    """A rate as 75.9%."""
    return amounts.percent_text(rate, int(decimals), rounding=office_rounding())


@register.filter("points")
def points_filter(points: Fraction | None, decimals: int = 1) -> str:
    """A difference of rates in 百分点, signed and without its unit: +17.6."""
    return amounts.points_text(points, int(decimals), rounding=office_rounding())


@register.simple_tag(name="points")
def points_tag(points: Fraction | None, decimals: int = 1) -> SafeString | str:
    """A difference of rates with its unit: +17.6个百分点."""
    return _with_unit(points_filter(points, decimals), "个百分点")


@register.filter
def lead(points: Fraction | None) -> str:
    """A lead in words: 高于序时17.6个百分点."""
    return amounts.lead_sentence(points, rounding=office_rounding())


@register.filter
def points_class(points: Fraction | None) -> str:
    """The CSS class that colours a lead; the sign before the number says the same."""
    if not points:
        return ""
    return "points-up" if points > 0 else "points-down"


@register.filter
def count(number: int | None) -> str:
    """A whole number with thousands separators."""
    return amounts.number_text(number, 0, grouped=True)


@register.simple_tag
def class_badge(progress_class: ProgressClass | str | None) -> SafeString:
    """超序时, 基本达序时 or 有缺口 with its shape; takes the enum or its value, None gives —."""
    if not progress_class:
        return format_html('<span class="class-badge class-none">{}</span>', "不评")
    found = ProgressClass(progress_class)
    return format_html('<span class="class-badge class-{}">{}</span>', found.value, found.word)


@register.simple_tag
def light(colour: Enum | str, word: str = "") -> SafeString:
    """A warning light, a dot with its word: ``{% light "red" "超期3天" %}``."""
    name = str(colour.value if isinstance(colour, Enum) else colour)
    return format_html(
        '<span class="light light-{}">{}</span>', name, word or LIGHT_WORDS.get(name, "")
    )


@register.simple_tag
def award(colour: Enum | str, word: str = "") -> SafeString:
    """An award, a flag with its word: ``{% award "red" %}`` → 红旗; red, blue, yellow."""
    name = str(colour.value if isinstance(colour, Enum) else colour)
    return format_html(
        '<span class="award award-{}">{}{}</span>',
        name,
        icon("filled-flag"),
        word or AWARD_WORDS.get(name, ""),
    )


@register.simple_tag
def rank(place: int | None, moved: int | None = None) -> SafeString | str:
    """A rank with its movement: 第3名(↑2), 第1名(持平); ``moved`` is the places gained."""
    if place is None:
        return amounts.NOT_AVAILABLE
    if moved is None:
        return format_html('<span class="rank">第{}名</span>', place)
    words = "持平" if moved == 0 else f"{'↑' if moved > 0 else '↓'}{abs(moved)}"
    return format_html(
        '<span class="rank">第{}名<span class="move">({})</span></span>', place, words
    )


@register.simple_tag
def figure(text: str, url: str | None = "") -> SafeString | str:
    """A published figure as a link to where it comes from; plain text without a ``url``."""
    if not url:
        return text
    return format_html('<a class="figure" href="{}" title="查看这个数的来处">{}</a>', url, text)


@register.simple_tag
def bullet(
    done: Fraction | None,
    schedule: Fraction | None = None,
    progress_class: ProgressClass | str | None = None,
) -> SafeString | str:
    """Completion as a bar with a tick at the schedule; rates of the year's plan, cut at 120 %."""
    if done is None:
        return amounts.NOT_AVAILABLE
    widest = Fraction(6, 5)

    def width(rate: Fraction) -> str:
        share = min(max(Fraction(rate), Fraction(0)), widest) / widest
        return amounts.number_text(share * 100, 2)

    tick: SafeString | str = ""
    words = f"完成{percent(done)}"
    if schedule is not None:
        at = width(schedule)
        tick = format_html('<line class="tick" x1="{0}%" x2="{0}%" y1="-2" y2="16"/>', at)
        words += f"，序时{percent(schedule)}"
    name = ProgressClass(progress_class).value if progress_class else "none"
    return format_html(
        '<svg class="bullet bullet-{}" role="img" aria-label="{}"><title>{}</title>'
        '<rect class="track" width="{}%" height="100%" rx="2"/>'
        '<rect class="done" width="{}%" y="25%" height="50%"/>{}</svg>',
        name,
        words,
        words,
        width(Fraction(1)),
        width(done),
        tick,
    )


@register.filter
def cn_date(day: date | datetime | None) -> str:
    """2021年8月6日; a moment is taken in local time."""
    local = _local_date(day)
    return f"{local.year}年{local.month}月{local.day}日" if local else amounts.NOT_AVAILABLE


@register.filter
def cn_day(day: date | datetime | None) -> str:
    """8月6日, where the year is plain."""
    local = _local_date(day)
    return f"{local.month}月{local.day}日" if local else amounts.NOT_AVAILABLE


@register.filter
def cn_month(day: date | datetime | None) -> str:
    """2021年8月."""
    local = _local_date(day)
    return f"{local.year}年{local.month}月" if local else amounts.NOT_AVAILABLE


@register.filter
def cn_time(moment: datetime | None) -> str:
    """2021年8月6日 09:30, in local time."""
    if moment is None:
        return amounts.NOT_AVAILABLE
    return f"{cn_date(moment)} {_local(moment):%H:%M}"


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _local_date(day: date | datetime | None) -> date | None:
    return _local(day).date() if isinstance(day, datetime) else day
