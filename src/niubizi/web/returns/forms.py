"""The form of one return; the rules are the services', the form only reads what was typed."""

from __future__ import annotations

from django import forms

from niubizi.apps.reporting.selectors.returns import ReturnRow
from niubizi.apps.reporting.services.returns import ReturnInput
from niubizi.domain.amounts import wan_text
from niubizi.web.fields import WanField

FIELDS = ("invested", "since_start", "progress", "problems", "reason")
REFUSED_AT = {
    "return.falls": "reason",
    "return.no_figure": "invested",
    "amount.negative": "invested",
    "review.needs_comment": "comment",
}
"""Which field a refusal of the service is about; what isn't listed concerns the whole form."""


def _words(label: str, help_text: str, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReturnForm(forms.Form):
    """What is reported of a project for a month."""

    invested = WanField(
        label="本年累计完成投资",
        required=False,
        help_text="1月1日起到本期末累计完成的投资，不是当月数",
    )
    since_start = WanField(
        label="自开工累计完成投资", required=False, help_text="开工以来累计完成的投资，含往年"
    )
    progress = _words("形象进度", "现场做到了哪一步，例如：主体结构封顶，设备安装过半", rows=3)
    problems = _words("存在问题", "影响进度、需要协调解决的问题；没有就空着")
    reason = _words("说明", "累计数比上期减少、增幅特别大等情况，请写明原因")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def given(self, project_id: int) -> ReturnInput:
        """The input of the service; for a form that is valid."""
        values = self.cleaned_data
        return ReturnInput(
            project_id,
            invested_fen=values["invested"],
            since_start_fen=values["since_start"],
            progress=values["progress"],
            problems=values["problems"],
            reason=values["reason"],
            version=values["version"],
        )


class CorrectionForm(forms.Form):
    """A reviewer's figure with the reason."""

    invested = WanField(label="审核数", required=True)
    comment = forms.CharField(
        label="更正原因",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_invested(self) -> int:
        fen: int | None = self.cleaned_data["invested"]
        if fen is None:
            raise forms.ValidationError("请填写更正后的数。")
        return fen


def values_of(row: ReturnRow) -> dict[str, str | int | None]:
    """A return's values as the form and the grid write them: amounts in 万元."""
    report = row.report
    if report is None:
        return {**dict.fromkeys(FIELDS, ""), "version": None}
    return {
        "invested": wan_or_nothing(report.reported_fen),
        "since_start": wan_or_nothing(report.since_start_fen),
        "progress": report.progress,
        "problems": report.problems,
        "reason": report.reason,
        "version": report.version,
    }


def wan_or_nothing(fen: int | None) -> str:
    """An amount as a field shows it: plain 万元 that can be typed over, empty for none."""
    return "" if fen is None else wan_text(fen)
