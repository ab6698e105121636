"""Office settings: the known keys, their meaning and defaults, read in one query.

An unknown key is refused; a value of the wrong type too. The pages of the system administrator and
the security administrator are drawn from this table, each of its own part.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import Setting
from niubizi.domain.amounts import Rounding
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.domain.roles import Role
from niubizi.domain.signing_in import LockRule, SessionRule


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
    # The security administrator's.
    idle_minutes: int = 30
    session_hours: int = 12
    sign_in_tries: int = 5
    lock_minutes: int = 15
    password_kinds: int = 0
    password_days: int = 0
    one_time_days: int = 7
    second_factor_roles: tuple[str, ...] = ()
    release_resets: bool = True

    @property
    def lock_rule(self) -> LockRule:
        return LockRule(self.sign_in_tries, timedelta(minutes=self.lock_minutes))

    @property
    def session_rule(self) -> SessionRule:
        return SessionRule(
            idle=timedelta(minutes=self.idle_minutes), longest=timedelta(hours=self.session_hours)
        )

    def requires_second_factor(self, roles: frozenset[Role]) -> bool:
        return not {role.value for role in roles}.isdisjoint(self.second_factor_roles)

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
    "idle_minutes": ("无操作自动退出（分钟）", "超过此时间没有操作，须重新登录"),
    "session_hours": ("一次登录最长时间（小时）", "到时无论是否在操作，都须重新登录"),
    "sign_in_tries": (
        "连续失败锁定次数",
        "同一账号连续失败达到此数即锁定；之前每次失败后须等待，时间逐次加倍",
    ),
    "lock_minutes": ("首次锁定时间（分钟）", "锁定后仍继续失败的，时间逐次加倍，最长为此数的8倍"),
    "password_kinds": (
        "密码须含字符种类",
        "大写字母、小写字母、数字、其他符号四类中至少几类；0或1表示不要求",
    ),
    "password_days": ("密码最长使用天数", "到期须先修改密码；0表示不要求定期更换"),
    "one_time_days": (
        "一次性密码有效天数",
        "新建账号和重置密码时发出的密码，超过此天数未使用即作废，须重新重置",
    ),
    "second_factor_roles": (
        "必须使用动态口令的角色",
        "尚未启用的人下次登录时须先启用，否则不能办理任何业务",
    ),
    "release_resets": (
        "重置密码须经安全管理员确认",
        "本人改好密码并由安全管理员确认后，原有授权才恢复，避免一人冒用他人账号",
    ),
}

SECURITY = frozenset(
    {
        "idle_minutes",
        "session_hours",
        "sign_in_tries",
        "lock_minutes",
        "password_kinds",
        "password_days",
        "one_time_days",
        "second_factor_roles",
        "release_resets",
    }
)
"""What the security administrator decides; the rest is the system administrator's."""

LIMITS = {
    "tolerance_points": (0, 100),
    "jump_percent": (0, 100),
    "block_due_day": (1, 28),
    "city_due_day": (1, 28),
    "opening_day": (0, 28),
    "idle_minutes": (5, 480),
    "session_hours": (1, 24),
    "sign_in_tries": (3, 10),
    "lock_minutes": (1, 240),
    "password_kinds": (0, 4),
    "password_days": (0, 365),
    "one_time_days": (1, 90),
}
"""The least and the greatest value of each number."""


def preferences() -> Preferences:
    """The office's settings over the defaults: one query."""
    stored = dict(Setting.objects.values_list("key", "value"))
    known = {each.name for each in fields(Preferences)}
    # JSON knows no tuple, and what is kept for a request must not change under it.
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in stored.items()
        if key in known
    }
    return replace(Preferences(), **values)


@use_case
def change_preferences(*, changes: dict[str, Any], actor: Actor, at: datetime) -> Preferences:
    """Writes the given settings, each by who decides it; the system may set all of them up.

    Raises ``permission.denied``, ``setting.unknown``, ``setting.wrong_value``.
    """
    before = preferences()
    known = {each.name: type(getattr(before, each.name)) for each in fields(Preferences)}
    for key, value in changes.items():
        if key not in known:
            raise DomainError("setting.unknown", key=key)
        if actor.user_id is not None:
            actor.require(Operation.EDIT_SECURITY if key in SECURITY else Operation.EDIT_SETTINGS)
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
    if key in LIMITS:
        low, high = LIMITS[key]
        return low <= int(value) <= high
    if key == "second_factor_roles":
        return {role.value for role in Role} >= set(value)
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
