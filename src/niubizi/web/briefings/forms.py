"""The forms of a briefing's life."""

from __future__ import annotations

from typing import Any

from django import forms

from niubizi.web.fields import date_field


class DraftForm(forms.Form):
    """Which month and which list a briefing is about; no list means all of the year."""

    period = forms.ChoiceField(label="调度期")
    programme = forms.ChoiceField(label="名单", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        periods: list[tuple[str, str]],
        programmes: list[tuple[str, str]],
        latest_closed: str = "",
    ) -> None:
        super().__init__(data, initial={"period": latest_closed})
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
        whole_year = ("", "该年度全部名单")
        self.fields["programme"].choices = [whole_year, *programmes]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """A draft's title and addressees; its blocks are read beside it."""

    title = forms.CharField(label="标题", max_length=255, widget=forms.Textarea(attrs={"rows": 2}))
    addressees = forms.CharField(label="主送", max_length=255, help_text="多个单位用逗号隔开")
    copies = forms.CharField(label="抄送", max_length=255, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class IssueForm(forms.Form):
    """What the chief adds when a briefing goes out."""

    number = forms.CharField(label="发文字号", max_length=64, help_text="如 示重办〔2021〕15号")
    issued_on = date_field(label="成文日期")
    version = forms.IntegerField(widget=forms.HiddenInput)
