"""The forms of accounts; what is wrong with their values is for the services to say."""

from __future__ import annotations

from typing import Any

from django import forms

from niubizi.domain.errors import DomainError


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
        help_text="至少10个字符，不能全是数字，不能与账号、姓名相近，也不能是常见密码",
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
