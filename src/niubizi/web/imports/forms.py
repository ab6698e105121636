"""The forms of the import wizard."""

from __future__ import annotations

from typing import Any

from django import forms

from niubizi.domain.periods import MONTHS

UNITS = [("", "按表中写明的"), ("万元", "万元"), ("亿元", "亿元"), ("元", "元")]
Choices = list[tuple[str, str]]


class UploadForm(forms.Form):
    """What the workbook is, and where it goes: ``list:CODE`` or ``month:2021-07``."""

    target = forms.ChoiceField(label="导入到")

    def __init__(self, *args: Any, lists: Choices, months: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [("名单", lists), ("月报表", months)]
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (name, choices) for name, choices in groups if choices
        ]

    @property
    def is_empty(self) -> bool:
        return not self.fields["target"].choices  # type: ignore[attr-defined]


class ApplyForm(forms.Form):
    """How the rows are taken."""

    how = forms.ChoiceField(
        label="怎么导入",
        choices=[("all", "全部正确才导入"), ("valid", "只导入没有错误的行")],
        widget=forms.RadioSelect,
    )
    from_month = forms.TypedChoiceField(
        label="年度计划有变动的，自几月起执行",
        coerce=int,
        choices=[(str(month), f"{month}月") for month in range(1, MONTHS + 1)],
        required=False,
        empty_value=None,
    )
    submit = forms.BooleanField(label="保存后直接上报", required=False)
    not_classified = forms.BooleanField(
        label="我声明：所列项目均不涉及国家秘密，可以在本平台处理", required=False
    )

    def __init__(self, *args: Any, kind: str, asks_secrecy: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unasked = ["submit"] if kind == "list" else ["from_month"]
        if not asks_secrecy:
            unasked.append("not_classified")
        for name in unasked:
            del self.fields[name]

    @property
    def takes_valid_rows(self) -> bool:
        return bool(self.cleaned_data["how"] == "valid")

    def arguments(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        given = self.cleaned_data
        return {
            "valid_rows_only": self.takes_valid_rows,
            "not_classified": given.get("not_classified", False),
            "from_month": given.get("from_month"),
            "submit": given.get("submit", False),
        }
