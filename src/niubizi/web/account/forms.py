"""The forms of accounts; what is wrong with their values is for the services to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from niubizi.domain.errors import DomainError
from niubizi.domain.tokens import TokenScope


class SignInForm(forms.Form):
    """A name and a password."""

    username = forms.CharField(
        label="账号",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the telephone, or a recovery code."""

    code = forms.CharField(
        label="动态口令或恢复码",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class ConfirmForm(forms.Form):
    """The password once more, before what changes how one comes in."""

    password = forms.CharField(
        label="当前密码",
        strip=False,
        help_text="确认是本人操作",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class EnrolForm(ConfirmForm):
    """The first code that the telephone shows; the password for who hasn't just given it."""

    code = forms.CharField(
        label="动态口令",
        max_length=10,
        help_text="手机上现在显示的6位数字",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )
    field_order = ("code", "password")

    def __init__(self, data: QueryDict | None, *, just_signed_in: bool) -> None:
        super().__init__(data)
        if just_signed_in:
            del self.fields["password"]


class TokenForm(ConfirmForm):
    """A token: what for, what it may, for how long."""

    name = forms.CharField(label="用途", max_length=64, help_text="如“市统计局数据对接”")
    scopes = forms.MultipleChoiceField(
        label="允许的操作",
        choices=[(scope.value, scope.word) for scope in TokenScope],
        widget=forms.CheckboxSelectMultiple,
        help_text="只能在您本人的权限之内",
    )
    days = forms.TypedChoiceField(
        label="有效期",
        coerce=int,
        choices=[(30, "30天"), (90, "90天"), (180, "180天"), (365, "一年")],
        initial=90,
    )
    field_order = ("name", "scopes", "days", "password")


class PasswordForm(forms.Form):
    """The password as it was and, twice, as it shall be."""

    old = forms.CharField(
        label="原密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return given


PASSWORD_FIELDS = {"password.wrong": "old", "password.weak": "new"}


def field_of(refusal: DomainError) -> str:
    """The field that a refused change of the password is about."""
    return PASSWORD_FIELDS.get(refusal.code, "old")
