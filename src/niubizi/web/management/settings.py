"""Office settings, drawn from the table of :mod:`niubizi.apps.kernel.preferences`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from niubizi.apps.kernel.preferences import LABELS, LIMITS, Preferences, change_preferences
from niubizi.domain.amounts import Rounding
from niubizi.domain.permissions import Operation
from niubizi.domain.roles import Role
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt, date_field
from niubizi.web.management.frame import tabs
from niubizi.web.toasts import notify

ROUNDINGS = ((Rounding.HALF_UP.value, "四舍五入"), (Rounding.TRUNCATE.value, "直接截断"))
DEMO_ONLY = frozenset({"demo_today"})
GROUPS = (
    ("办公室", ("office_name", "city_name")),
    ("页面与导出", ("watermark", "internal_mark")),
    ("口径", ("rounding", "tolerance_points", "jump_percent")),
    ("期限", ("block_due_day", "city_due_day", "opening_day")),
    ("示例城市", ("demo_today",)),
)


Groups = tuple[tuple[str, tuple[str, ...]], ...]


class SettingsForm(forms.Form):
    """A field for each setting of the groups; the sample city's own day only there."""

    def __init__(
        self, data: QueryDict | None, *, stored: Preferences, groups: Groups = GROUPS
    ) -> None:
        values = asdict(stored)
        super().__init__(data, initial=values)
        self.by_subject = groups
        for key in (key for _, keys in groups for key in keys):
            if key in DEMO_ONLY and django_settings.MODE != "demo":
                continue
            self.fields[key] = _field(key, values[key])

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by subject."""
        return [
            (title, [self[key] for key in keys if key in self.fields])
            for title, keys in self.by_subject
            if any(key in self.fields for key in keys)
        ]

    def changes(self) -> dict[str, Any]:
        """What the service takes: a day as its text, choices as a tuple."""
        return {key: _kept(key, value) for key, value in self.cleaned_data.items()}


@page(Operation.EDIT_SETTINGS, methods=("GET", "POST"))
def settings(request: PageRequest) -> HttpResponse:
    form = SettingsForm(request.given, stored=request.preferences)
    if form.is_valid() and attempt(
        form,
        lambda: change_preferences(changes=form.changes(), actor=request.actor, at=request.at),
    ):
        notify(request, "设置已保存，立即生效。")
        return redirect("settings")
    shown = {"tabs": tabs(request, "settings"), "form": form}
    return render(request, "management/settings.html", shown, status=422 if form.errors else 200)


def _kept(key: str, value: Any) -> Any:
    if key in DEMO_ONLY:
        return value.isoformat() if value else ""
    return tuple(value) if isinstance(value, list) else value


def _field(key: str, value: Any) -> forms.Field:
    label, hint = LABELS[key]
    if isinstance(value, bool):
        return forms.BooleanField(label=label, help_text=hint, required=False)
    if isinstance(value, int):
        low, high = LIMITS[key]
        return forms.IntegerField(label=label, help_text=hint, min_value=low, max_value=high)
    if isinstance(value, tuple):
        return forms.MultipleChoiceField(
            label=label,
            help_text=hint,
            choices=[(role.value, role.word) for role in Role],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if key == "rounding":
        return forms.ChoiceField(label=label, help_text=hint, choices=ROUNDINGS)
    if key in DEMO_ONLY:
        return date_field(label, help_text=hint, required=False)
    return forms.CharField(label=label, help_text=hint, max_length=64)
