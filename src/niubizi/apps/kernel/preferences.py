"""Office settings: the known keys, their meaning and defaults, read in one query.

An unknown key is refused; a value of the wrong type too. Pages for the system administrator are
drawn from this table.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import Setting
from niubizi.domain.amounts import Rounding
from niubizi.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an office may decide for itself."""

    office_name: str = "示例市重大项目办公室"
    city_name: str = "示例市"
    watermark: bool = True
    internal_mark: bool = True
    rounding: str = Rounding.HALF_UP.value
    tolerance_points: int = 5
    jump_percent: int = 30
    block_due_day: int = 3
    city_due_day: int = 5
    opening_day: int = 0
    demo_today: str = ""

    @property
    def rounding_mode(self) -> Rounding:
        return Rounding(self.rounding)


LABELS = {
    "office_name": ("办公室名称", "出现在登录页、页眉和公文落款"),
    "city_name": ("城市名称", "出现在驾驶舱和公文"),
    "watermark": ("页面与导出水印", "显示查看人姓名、单位和时间"),
    "internal_mark": ("内部资料标识", "页面、导出和打印件标注“内部资料”"),
    "rounding": ("小数取舍", "四舍五入，或直接截断"),
    "tolerance_points": ("基本达序时的容差（百分点）", "落后序时不超过此数为“基本达序时”"),
    "jump_percent": ("单月跳增提醒（占年度计划%）", "一个月新增超过此比例时提醒审核人"),
    "block_due_day": ("板块报送截止日（次月）", "板块把月报报到市里的期限"),
    "city_due_day": ("市级审定截止日（次月）", "市重大项目办审定的期限"),
    "opening_day": (
        "自动开放调度期（次月几日）",
        "到这一天自动开放上月的调度期；填0由办公室自己开放",
    ),
    "demo_today": ("示例日期", "仅示例城市使用：平台的“今天”"),
}


def preferences() -> Preferences:
    """The office's settings over the defaults: one query."""
    stored = dict(Setting.objects.values_list("key", "value"))
    known = {each.name for each in fields(Preferences)}
    return replace(Preferences(), **{key: value for key, value in stored.items() if key in known})


@use_case
def change_preferences(*, changes: dict[str, Any], actor: Actor, at: datetime) -> Preferences:
    """Writes the given settings; raises ``setting.unknown`` or ``setting.wrong_value``."""
    before = preferences()
    known = {each.name: type(getattr(before, each.name)) for each in fields(Preferences)}
    for key, value in changes.items():
        if key not in known:
            raise DomainError("setting.unknown", key=key)
        if type(value) is not known[key] or not _sensible(key, value):
            raise DomainError("setting.wrong_value", label=LABELS[key][0])
        if getattr(before, key) != value:
            setting, _ = Setting.objects.update_or_create(key=key, defaults={"value": value})
            record(
                at=at,
                actor=actor,
                action="setting.change",
                subject=setting,
                label=LABELS[key][0],
                before=getattr(before, key),
                after=value,
            )
    return preferences()


def _sensible(key: str, value: Any) -> bool:
    if key == "rounding":
        return value in {mode.value for mode in Rounding}
    if key in {"block_due_day", "city_due_day"}:
        return 1 <= int(value) <= 28
    if key == "opening_day":
        return 0 <= int(value) <= 28
    if key in {"tolerance_points", "jump_percent"}:
        return 0 <= int(value) <= 100
    if key in {"office_name", "city_name"}:
        return bool(value.strip())
    if key == "demo_today":
        return not value or _is_day(value)
    return True


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
