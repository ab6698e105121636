"""What a password must be: the office's rules beside Django's, and all of them in words.

The classes stand in ``AUTH_PASSWORD_VALIDATORS``; :func:`rules` is what forms show before anything
is typed.
"""

from __future__ import annotations

import string
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.preferences import Preferences, preferences

LAST = 5
"""A new password is none of the last five, the present one among them."""
SHORTEST = 10

_KINDS = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
_PLATFORM = ("niubizi", "牛鼻子")


class NotOneOfTheLast:
    """Refuses the present password and the four before it."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        past = user.past_passwords.order_by("-pk").values_list("password", flat=True)[: LAST - 1]
        if any(check_password(password, hashed) for hashed in (user.password, *past)):
            raise ValidationError(f"不能与最近{LAST}次用过的密码相同。")

    def get_help_text(self) -> str:
        return f"不能与最近{LAST}次用过的密码相同"


class NotOfTheHouse:
    """Refuses what everybody here would guess: the platform's, the city's and the office's name."""

    def validate(self, password: str, user: User | None = None) -> None:
        office = preferences()
        guessed = (*_PLATFORM, office.city_name, office.office_name)
        if any(word.lower() in password.lower() for word in guessed):
            raise ValidationError("不能包含平台、城市或办公室的名称。")

    def get_help_text(self) -> str:
        return "不能包含平台、城市或办公室的名称"


class KindsOfCharacters:
    """Asks for as many kinds of characters as the office wants: none by default."""

    def validate(self, password: str, user: User | None = None) -> None:
        wanted = preferences().password_kinds
        if _kinds(password) < wanted:
            raise ValidationError(f"大写字母、小写字母、数字、其他符号四类中须至少包含{wanted}类。")

    def get_help_text(self) -> str:
        return ""


def rules(office: Preferences) -> list[str]:
    """The whole policy as sentences without their full stops."""
    wanted = office.password_kinds
    kinds = [f"大写字母、小写字母、数字、其他符号四类中至少包含{wanted}类"] if wanted > 1 else []
    days = [f"每{office.password_days}天须更换一次"] if office.password_days else []
    return [
        f"至少{SHORTEST}个字符，越长越好，可以用一句话",
        *kinds,
        "不能全是数字，不能是常见密码，不能与账号、姓名、单位、电话相近",
        NotOfTheHouse().get_help_text(),
        NotOneOfTheLast().get_help_text(),
        *days,
    ]


def is_expired(user: User, *, office: Preferences, moment: datetime) -> bool:
    """Whether the password is older than the office allows; one of unknown age is."""
    if not office.password_days:
        return False
    set_at = user.password_set_at
    return set_at is None or moment - set_at > timedelta(days=office.password_days)


def is_one_time_expired(user: User, *, office: Preferences, at: datetime) -> bool:
    """Whether a one-time password has waited longer for its owner than the office allows."""
    since = user.one_time_since
    if not user.must_change_password or since is None:
        return False
    return at - since > timedelta(days=office.one_time_days)


def _kinds(password: str) -> int:
    found = [any(letter in kind for letter in password) for kind in _KINDS]
    return sum(found) + any(all(letter not in kind for kind in _KINDS) for letter in password)
